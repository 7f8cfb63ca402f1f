"""What our ranker is measured against on simulated readers: nothing learned, plain ways to learn, and oracles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mynews.ranking.plain_learners import BASE, COMPONENTS, Components, SixFeatures, learning, shared_prior
from mynews.ranking.simulate import Contestants, Rows, Tastes, Variant, World, sigmoid
from mynews.ranking.wordspace import Floats


@dataclass(frozen=True, slots=True)
class Rival:
    """A way to choose, and the variants in which it runs."""

    name: str
    contestants: Contestants
    variants: tuple[Variant, ...] = ("cold",)


def all_of(world: World, others: Floats) -> Iterator[Rival]:
    """Each in its turn. ``others`` are vectors of articles that no reader reads here: they turn the axes.

    What other readers of this world did, whom nobody measures, is where the shared priors come from.
    """
    yield Rival("random", lambda world, tastes, stated, seed: _Random(seed))
    yield Rival("running mean of clicked vectors, cosine", lambda world, tastes, stated, seed: _Mean(world))
    components = Components.turned_by(others)
    name = f"bayesian logistic on {COMPONENTS} components"
    yield Rival(f"{name}, zero prior", learning(components, Components.START))
    prior = shared_prior(world, components, Components.START, ["cold"])
    yield Rival(f"{name}, prior from other readers", learning(components, prior))
    prior = shared_prior(world, SixFeatures, SixFeatures.START, ["cold", "stated"])
    yield Rival("six named features, shared prior", learning(SixFeatures, prior), ("cold", "stated"))
    yield Rival(
        "tastes known, sections predicted", lambda world, tastes, stated, seed: _Known(_as_predicted(world, tastes))
    )
    yield Rival("tastes known, sections known", lambda world, tastes, stated, seed: _Known(_by_section(world, tastes)))


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


class _Known:
    def __init__(self, chances: NDArray[np.float64]) -> None:
        self._chances = chances

    def chooses(self, rows: Rows, session: int) -> Rows:
        return np.argsort(-self._chances[rows], kind="stable")

    def learns(self, rows: Rows, read: NDArray[np.bool_], session: int) -> None:
        pass


def _as_predicted(world: World, tastes: Tastes) -> NDArray[np.float64]:
    chances: NDArray[np.float64] = world.chances @ sigmoid(BASE + tastes.liking)
    return chances


def _by_section(world: World, tastes: Tastes) -> NDArray[np.float64]:
    return sigmoid(BASE + tastes.liking)[world.sections]
