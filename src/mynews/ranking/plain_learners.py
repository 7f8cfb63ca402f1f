"""Plain ways to learn a reader: logistic regression on a row of numbers a story, with a prior that readers share.

Ours is measured against them (``rivals``); what a feed shows comes from ``bayes``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mynews.ranking.simulate import Contestants, Rows, Tastes, Variant, World, courses, sigmoid
from mynews.ranking.wordspace import Floats

Doubles = NDArray[np.float64]
Flags = NDArray[np.bool_]

COMPONENTS = 48
BASE = -2.2
OTHER_READERS = range(40)
"""Their seeds: no reader who is measured has one of these."""

_ROUNDS = 5
_PRIOR_COUNT = 3.0  # stories that a topic is held to be as liked as all, before any was seen
_PRIOR_STORIES = 10.0
_KERNEL_WIDTH = 0.15  # of cosines: those of two headlines of one section are some .2 above those of any two
_KERNEL_PRIOR = 0.05
_RECENT = 0.8  # of this week's taste is left after each session


@dataclass(frozen=True, slots=True)
class Weights:
    """A Gaussian belief over the weights of a logistic regression (Bishop 2006, 4.5)."""

    mean: Doubles
    covariance: Doubles

    def after(self, features: Doubles, read: Flags) -> Weights:
        """As it is when these rows were read or not."""
        mean, covariance = self.mean, self.covariance
        for x, was_read in zip(features, read, strict=True):
            through = covariance @ x
            doubt = float(x @ through)
            chance = float(sigmoid(np.array(mean @ x / np.sqrt(1 + np.pi * doubt / 8))))
            told = chance * (1 - chance) / (1 + chance * (1 - chance) * doubt)
            mean = mean + through * (was_read - chance) / (1 + chance * (1 - chance) * doubt)
            covariance = covariance - np.outer(through, through) * told
        return Weights(mean, covariance)


class Features(Protocol):
    """What one reader's stories look like; a new one for each reader."""

    def of(self, rows: Rows) -> Doubles:
        """A row of numbers for each of these articles."""

    def sees(self, rows: Rows, read: Flags) -> None:
        """The reader saw these, and read some."""


Makes = Callable[[World, Sequence[int]], Features]
"""Features of a reader who states these sections."""


class Learner:
    """A contestant that learns weights of features; it keeps what it ``noted``, from which a prior is made."""

    def __init__(self, features: Features, weights: Weights) -> None:
        self._features, self._weights = features, weights
        self.noted: list[tuple[Doubles, Flags]] = []

    def chooses(self, rows: Rows, session: int) -> Rows:
        """The best by weights as they are believed to be."""
        return np.argsort(-(self._features.of(rows) @ self._weights.mean), kind="stable")

    def learns(self, rows: Rows, read: Flags, session: int) -> None:
        """The weights from features as they were, then the features."""
        features = self._features.of(rows)
        self.noted.append((features, read))
        self._weights = self._weights.after(features, read)
        self._features.sees(rows, read)


def learning(makes: Makes, prior: Weights) -> Contestants:
    """Readers who are learned with these features, from this prior."""
    return lambda world, tastes, stated, seed: Learner(makes(world, stated), prior)


def shared_prior(world: World, makes: Makes, start: Weights, variants: Sequence[Variant]) -> Weights:
    """What other readers' weights are like: mean and covariance by expectation and maximisation, from ``start``."""
    learners: list[Learner] = []

    def noted(world: World, tastes: Tastes, stated: Sequence[int], seed: int) -> Learner:
        learners.append(Learner(makes(world, stated), start))
        return learners[-1]

    for variant in variants:
        courses(world, noted, OTHER_READERS, variant)
    prior = start
    for _ in range(_ROUNDS):
        found = [_all_noted(learner, prior) for learner in learners]
        means = np.array([each.mean for each in found])
        middle = means.mean(axis=0)
        spread = (means - middle).T @ (means - middle) / len(found)
        prior = Weights(middle, spread + np.mean([each.covariance for each in found], axis=0))
    return prior


def _all_noted(learner: Learner, prior: Weights) -> Weights:
    for features, read in learner.noted:
        prior = prior.after(features, read)
    return prior


class Components:
    """A constant and the principal components of the encoder's vectors."""

    START = Weights(np.append(BASE, np.zeros(COMPONENTS)), np.diag([0.25] + [0.1] * COMPONENTS))

    def __init__(self, rows: Doubles) -> None:
        self._rows = rows

    @staticmethod
    def turned_by(others: Floats) -> Makes:
        """With axes that these vectors of other articles have."""
        middle = others.mean(axis=0)
        axes = np.linalg.svd(others - middle, full_matrices=False)[2][:COMPONENTS].T
        scale = 1 / (others - middle).dot(axes).std(axis=0).mean()
        made: dict[int, Doubles] = {}  # one world has many readers

        def makes(world: World, stated: Sequence[int]) -> Features:
            if id(world) not in made:
                made[id(world)] = np.c_[np.ones(len(world)), (world.vectors - middle) @ axes * scale]
            return Components(made[id(world)])

        return makes

    def of(self, rows: Rows) -> Doubles:
        """Always the same."""
        return self._rows[rows]

    def sees(self, rows: Rows, read: Flags) -> None:
        """Nothing changes."""


class SixFeatures:
    """Six numbers that have names, besides a constant.

    Affinity to topics (Beta counts weighted by each topic's probability, shrunk to the reader's base rate), a kernel
    memory of what was seen, cosines to the taste of always, of late and to the nearest article that was read, and how
    likely it is of a section that was stated.
    """

    START = Weights(np.array([BASE, 1.0, 1.0, 0.5, 0.5, 0.5, 3.0]), np.diag([0.25] + [1.0] * 6))

    def __init__(self, world: World, stated: Sequence[int]) -> None:
        self._world = world
        self._stated = world.chances[:, list(stated)].sum(axis=1)
        self._seen_by_topic, self._read_by_topic = np.zeros((2, world.chances.shape[1]))
        self._seen = np.zeros((0, world.vectors.shape[1]), np.float32)
        self._read = np.zeros(0, bool)
        self._recent = np.zeros(world.vectors.shape[1], np.float32)

    def of(self, rows: Rows) -> Doubles:
        """As the reader is known by now."""
        vectors = self._world.vectors[rows]
        base = (self._read.sum() + _PRIOR_STORIES * sigmoid(np.array(BASE))) / (len(self._read) + _PRIOR_STORIES)
        liked = self._read_by_topic + _PRIOR_COUNT * base
        passed = self._seen_by_topic - self._read_by_topic + _PRIOR_COUNT * (1 - base)
        affinity = self._world.chances[rows] @ (np.log(liked / passed) - np.log(base / (1 - base)))
        cosines = vectors @ self._seen.T
        near = np.exp((cosines - 1) / _KERNEL_WIDTH)
        memory = near @ (self._read - base) / (near.sum(axis=1) + _KERNEL_PRIOR)
        nearest = cosines[:, self._read].max(axis=1, initial=0.0)
        lasting = self._seen[self._read].sum(axis=0)
        columns = (
            np.ones(len(rows)), affinity, memory, _cosine(vectors, lasting), _cosine(vectors, self._recent), nearest,
            self._stated[rows],
        )  # fmt: skip
        return np.stack(columns, axis=1).astype(np.float64)

    def sees(self, rows: Rows, read: Flags) -> None:
        """Counts, memory and tastes move."""
        chances, vectors = self._world.chances[rows], self._world.vectors[rows]
        self._seen_by_topic += chances.sum(axis=0)
        self._read_by_topic += chances[read].sum(axis=0)
        self._seen = np.concatenate([self._seen, vectors])
        self._read = np.append(self._read, read)
        self._recent = self._recent * np.float32(_RECENT) + vectors[read].sum(axis=0)


def _cosine(vectors: Floats, taste: Floats) -> Floats:
    answer: Floats = vectors @ (taste / np.float32(max(float(np.linalg.norm(taste)), 1e-6)))
    return answer
