"""What our ranker is measured against on simulated readers: nothing learned, plain ways to learn, and oracles."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mynews.ranking.simulate import Contestants, Rows, Tastes, World, sigmoid
from mynews.ranking.wordspace import Floats

COMPONENTS = 48
_BASE = -2.2
_WARM_UP = 40  # other readers, and sessions of each, from which the shared prior is told
_KNOWN_SESSIONS = 20
_DRAWN = 10


def all_of(others: Floats) -> Mapping[str, Contestants]:
    """Each with its name. ``others`` are vectors of articles that no reader reads here: they turn the axes."""
    middle = others.mean(axis=0)
    axes = np.linalg.svd(others - middle, full_matrices=False)[2][:COMPONENTS].T
    scale = np.float32(1 / (others - middle).dot(axes).std(axis=0).mean())

    def components(vectors: Floats) -> Floats:
        answer: Floats = np.c_[np.ones(len(vectors), np.float32), (vectors - middle) @ axes * scale]
        return answer

    return {
        "random": lambda world, tastes, stated, seed: _Random(seed),
        "running mean of clicked vectors, cosine": lambda world, tastes, stated, seed: _Mean(world),
        "bayesian logistic on 48 components": lambda world, tastes, stated, seed: _Logistic(
            components(world.vectors), np.append(_BASE, np.zeros(COMPONENTS)), np.diag([0.25] + [0.1] * COMPONENTS)
        ),
        "tastes known, sections predicted": lambda world, tastes, stated, seed: _Known(_as_predicted(world, tastes)),
        "tastes known, sections known": lambda world, tastes, stated, seed: _Known(_by_section(world, tastes)),
    }


class _Random:
    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng([seed, 3])

    def chooses(self, rows: Rows, session: int) -> Rows:
        return self._rng.permutation(len(rows))

    def learns(self, rows: Rows, read: NDArray[np.bool_], session: int) -> None:
        pass


class _Mean:
    def __init__(self, world: World) -> None:
        self._vectors = world.vectors
        self._sum = np.zeros(world.vectors.shape[1], np.float32)

    def chooses(self, rows: Rows, session: int) -> Rows:
        return np.argsort(-(self._vectors[rows] @ self._sum), kind="stable")

    def learns(self, rows: Rows, read: NDArray[np.bool_], session: int) -> None:
        self._sum += self._vectors[rows[read]].sum(axis=0)


class _Logistic:
    """Bishop 2006, 4.5: one Gaussian over all weights, moved with each example."""

    def __init__(self, x: Floats, mean: NDArray[np.float64], covariance: NDArray[np.float64]) -> None:
        self._x, self._mean, self._covariance = x, mean, covariance

    def chooses(self, rows: Rows, session: int) -> Rows:
        return np.argsort(-(self._x[rows] @ self._mean), kind="stable")

    def learns(self, rows: Rows, read: NDArray[np.bool_], session: int) -> None:
        for x, was_read in zip(self._x[rows].astype(np.float64), read, strict=True):
            through = self._covariance @ x
            doubt = float(x @ through)
            chance = float(sigmoid(np.array(self._mean @ x / np.sqrt(1 + np.pi * doubt / 8))))
            told = chance * (1 - chance) / (1 + chance * (1 - chance) * doubt)
            self._mean = self._mean + through * (was_read - chance) / (1 + chance * (1 - chance) * doubt)
            self._covariance = self._covariance - np.outer(through, through) * told


class _Known:
    def __init__(self, chances: NDArray[np.float64]) -> None:
        self._chances = chances

    def chooses(self, rows: Rows, session: int) -> Rows:
        return np.argsort(-self._chances[rows], kind="stable")

    def learns(self, rows: Rows, read: NDArray[np.bool_], session: int) -> None:
        pass


def _as_predicted(world: World, tastes: Tastes) -> NDArray[np.float64]:
    chances: NDArray[np.float64] = world.chances @ sigmoid(_BASE + tastes.liking)
    return chances


def _by_section(world: World, tastes: Tastes) -> NDArray[np.float64]:
    return sigmoid(_BASE + tastes.liking)[world.sections]
