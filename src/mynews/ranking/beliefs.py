"""What is held of one topic: a belief over levels of liking, exact where counts and averages are not.

A story is of a topic only with some probability, so that a click may be another topic's merit. Each belief is a prior
over a few levels of log-odds times the likelihood of what was seen (assumed-density filtering: Minka 2001). Evidence is
kept apart from the prior: following a topic changes the prior, and what the reader does afterwards speaks against it or
for it as ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen of each key: ``likelihood`` (keys, levels) is of length one in its largest number each."""

    keys: tuple[str, ...]
    place_of: Mapping[str, int]
    likelihood: Floats
    seen: Floats
    read: Floats

    @staticmethod
    def none(levels: int) -> Evidence:
        """Of nothing."""
        return Evidence((), {}, np.zeros((0, levels), np.float32), np.zeros(0, np.float32), np.zeros(0, np.float32))

    @staticmethod
    def of(keys: tuple[str, ...], likelihood: Floats, seen: Floats, read: Floats) -> Evidence:
        """With the places found."""
        return Evidence(keys, {key: place for place, key in enumerate(keys)}, likelihood, seen, read)

    def with_keys(self, keys: tuple[str, ...], most: int) -> Evidence:
        """With these keys among its own; of more than ``most`` those go of which least was seen."""
        new = tuple(key for key in keys if key not in self.place_of)
        if not new:
            return self
        joined = self.keys + new
        likelihood = np.concatenate([self.likelihood, np.ones((len(new), self.likelihood.shape[1]), np.float32)])
        seen, read = (np.concatenate([old, np.zeros(len(new), np.float32)]) for old in (self.seen, self.read))
        if len(joined) <= most:
            return Evidence.of(joined, likelihood, seen, read)
        order = np.argsort(-np.where(np.isin(joined, keys), np.inf, seen), kind="stable")[:most]
        return Evidence.of(tuple(joined[place] for place in order), likelihood[order], seen[order], read[order])

    def without(self, key: str) -> Evidence:
        """As if nothing had been seen of a key."""
        place = self.place_of.get(key)
        if place is None:
            return self
        rest = np.arange(len(self.keys)) != place
        keys = tuple(each for each in self.keys if each != key)
        return Evidence.of(keys, self.likelihood[rest], self.seen[rest], self.read[rest])

    def faded(self, prior: Doubles, chance: float, share: float) -> Evidence:
        """As it counts when each taste may have been drawn anew with a ``chance``; counts keep a ``share``."""
        if not self.keys:
            return self
        usual = (self.likelihood * prior).sum(axis=1, keepdims=True)
        mixed = (1 - chance) * self.likelihood / usual + chance
        likelihood = (mixed / mixed.max(axis=1, keepdims=True)).astype(np.float32)
        return Evidence(
            self.keys, self.place_of, likelihood, self.seen * np.float32(share), self.read * np.float32(share)
        )


def posterior(likelihood: NDArray[np.floating], prior: Doubles) -> Doubles:
    """Belief over levels for each row."""
    joint: Doubles = likelihood.astype(np.float64) * prior
    joint /= joint.sum(axis=-1, keepdims=True)
    return joint


def sigmoid(value: Doubles) -> Doubles:
    """The logistic function."""
    answer: Doubles = 1.0 / (1.0 + np.exp(-np.clip(value, -60, 60)))
    return answer


def log_odds(chance: Doubles) -> Doubles:
    """Its inverse."""
    kept = np.clip(chance, 1e-9, 1 - 1e-9)
    answer: Doubles = np.log(kept / (1 - kept))
    return answer
