"""How good an order is, and how sure that figure is.

An impression is a list of candidates of which some were read. Rows of all impressions lie one after another; those of
impression i are ``starts[i]`` to ``starts[i + 1]``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Flags = NDArray[np.bool_]
Starts = NDArray[np.int64]

DRAWS = 400
"""Samples of a bootstrap: the ends of an interval move by a twentieth of its width from seed to seed."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the middle 95% of what it might have been with other readers."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Quality:
    """Figures of each impression; NaN where all candidates or none were read, for then every order is as good."""

    auc: Doubles
    mrr: Doubles
    ndcg5: Doubles
    ndcg10: Doubles


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a policy would have earned a place, and on how much evidence.

    ``effective`` is the number of places that would say as much if the policy itself had chosen them (Kish).
    """

    reward: Interval
    places: int
    effective: float


def qualities(scores: Doubles, read: Flags, starts: Starts, seed: int = 0) -> Quality:
    """How well ``scores`` put what was read first, for each impression, as MIND counts it.

    Equal scores count one half in AUC, and stand in a drawn order for the rest: the order of the file may know the
    answer.
    """
    lengths = np.diff(starts)
    impression = np.repeat(np.arange(len(lengths)), lengths)
    positives = _sums(read, starts)
    decided = (positives > 0) & (positives < lengths)
    place = _places(scores, impression, starts, seed) + 1.0
    gain = np.where(read, 1 / np.log2(place + 1), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ranks = _sums(np.where(read, _mean_ranks(scores, impression, starts), 0.0), starts)
        auc = (ranks - positives * (positives + 1) / 2) / (positives * (lengths - positives))
        mrr = _sums(np.where(read, 1 / place, 0.0), starts) / positives
        found = [_sums(np.where(place <= top, gain, 0.0), starts) / _best_gain(positives, top) for top in (5, 10)]
    return Quality(*(np.where(decided, each, np.nan) for each in (auc, mrr, *found)))


def interval(values: Doubles, groups: NDArray[np.int64], seed: int = 0) -> Interval:
    """The mean of the values that are numbers, with a bootstrap over groups (readers): theirs hang together."""
    known = np.isfinite(values)
    _, group = np.unique(groups[known], return_inverse=True)
    return ratio_interval(_by_group(group, values[known]), _by_group(group, np.ones(len(group))), seed)


def ratio_interval(above: Doubles, below: Doubles, seed: int = 0) -> Interval:
    """The ratio of two sums over groups, with a bootstrap over groups; NaN where there is nothing to divide by."""
    if not below.sum() > 0:
        return Interval(np.nan, np.nan, np.nan)
    rng = np.random.default_rng(seed)
    ratios = []
    for _ in range(DRAWS):
        times = np.bincount(rng.integers(len(below), size=len(below)), minlength=len(below))
        total = float(times @ below)
        if total > 0:
            ratios.append(float(times @ above) / total)
    low, high = np.quantile(ratios, [0.025, 0.975])
    return Interval(float(above.sum() / below.sum()), float(low), float(high))


def snips(rewards: Doubles, propensities: Doubles, chances: Doubles, groups: NDArray[np.int64]) -> Estimate:
    """What a policy would earn that gives each logged choice ``chances``, logged with ``propensities``.

    Self-normalised inverse propensity scoring (Swaminathan and Joachims 2015); the interval is over groups.
    """
    weights = chances / propensities
    _, group = np.unique(groups, return_inverse=True)
    reward = ratio_interval(_by_group(group, weights * rewards), _by_group(group, weights))
    squares = float((weights**2).sum())
    return Estimate(reward, len(rewards), float(weights.sum() ** 2 / squares) if squares else 0.0)


def _by_group(group: NDArray[np.intp], values: Doubles) -> Doubles:
    return np.bincount(group, values).astype(np.float64)


def _sums(values: NDArray[np.bool_] | Doubles, starts: Starts) -> Doubles:
    running = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    sums: Doubles = running[starts[1:]] - running[starts[:-1]]
    return sums


def _places(scores: Doubles, impression: NDArray[np.int64], starts: Starts, seed: int) -> NDArray[np.int64]:
    """The place of each row in its impression, 0 the first."""
    drawn = np.random.default_rng(seed).permutation(len(scores))
    order = np.lexsort((drawn, -scores, impression))
    places = np.empty(len(scores), np.int64)
    places[order] = np.arange(len(scores)) - starts[:-1][impression[order]]
    return places


def _mean_ranks(scores: Doubles, impression: NDArray[np.int64], starts: Starts) -> Doubles:
    """The rank of each row in its impression, 1 the lowest; rows of equal score have the mean of theirs."""
    order = np.lexsort((scores, impression))
    sorted_scores, sorted_impression = scores[order], impression[order]
    opens = np.ones(len(order), bool)
    opens[1:] = (np.diff(sorted_scores) != 0) | (np.diff(sorted_impression) != 0)
    run = np.cumsum(opens) - 1
    first = np.flatnonzero(opens)
    last = np.append(first[1:], len(order)) - 1
    ranks = np.empty(len(order))
    ranks[order] = ((first + last) / 2)[run] - starts[:-1][sorted_impression] + 1
    return ranks


def _best_gain(positives: Doubles, top: int) -> Doubles:
    gains = np.concatenate([[0.0], np.cumsum(1 / np.log2(np.arange(top) + 2))])
    best: Doubles = gains[np.minimum(positives, top).astype(np.int64)]
    return best
