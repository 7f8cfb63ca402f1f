"""Candidates as numbers that have names: what a score is the sum of, and what its reasons are told from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from mynews.model.errors import RankerError
from mynews.ranking.candidates import Candidates, Keyed, seconds
from mynews.ranking.prior import NAMES, Floats, WordSpace
from mynews.ranking.taste import Taste

_HOUR = 3600.0
_DAY = 24 * _HOUR
_FRESH_HOURS = 6.0
_OLDEST = 6.0  # doublings of age, some two weeks: beyond that nothing is older
_USUAL_LENGTH = 400.0
_MOST_SEEN = 5.0
_NEAR = 0.3  # cosine that two headlines have by chance, at most
_EVENING = 20.0


def known_words(candidates: Candidates, space: WordSpace) -> tuple[NDArray[np.intp], Floats]:
    """For each candidate the rows of its words in the space, and their shares; bags have length one."""
    rows = np.array([space.row_of.get(key, 0) for key in candidates.words.keys], np.intp)[candidates.words.columns]
    tells = np.where(candidates.words.weights > 0, space.tells[rows], 0)
    lengths = np.sqrt((tells * tells).sum(axis=1, keepdims=True))
    return rows, (tells / np.maximum(lengths, 1e-6)).astype(np.float32)


def shares(keyed: Keyed) -> Floats:
    """The weights of a story's keys, of length one at most: ten names say no more than one."""
    weights = keyed.weights
    answer: Floats = weights / np.sqrt(np.maximum(1.0, (weights * weights).sum(axis=1, keepdims=True)))
    return answer


def topic_shares(keyed: Keyed) -> Floats:
    """How likely a story is each topic's; what they do not sum up to is no topic's."""
    weights = keyed.weights
    answer: Floats = weights / np.maximum(1.0, weights.sum(axis=1, keepdims=True))
    return answer


def named(taste: Taste, candidates: Candidates, follows: dict[str, Floats], now: datetime) -> Floats:
    """The named features, (n, names). ``follows`` has those of what is followed."""
    columns = dict(follows)
    count = len(candidates)
    age = np.maximum(seconds(now) - candidates.latest_at, 0) / _HOUR
    columns["base"] = np.ones(count, np.float32)
    columns["fresh"] = _single(-np.minimum(np.log2(1 + age / _FRESH_HOURS), _OLDEST))
    columns["importance"] = _single(np.minimum(1.0, np.exp2(np.minimum(candidates.heat - seconds(now) / _DAY, 0.0))))
    columns["owners"] = _single(np.log2(np.maximum(candidates.owners, 1)))
    columns |= _met_before(taste, candidates)
    longer = np.where(candidates.lengths > 0, np.log2(np.maximum(candidates.lengths, 1) / _USUAL_LENGTH), 0)
    columns["length"] = _single(np.clip(longer, -3, 3))
    columns["evening"] = _single(columns["length"] * np.cos((now.hour + now.minute / 60 - _EVENING) * np.pi / 12))
    columns |= _nearness(taste, candidates.vectors)
    nothing = np.zeros(count, np.float32)
    return np.stack([columns.get(name, nothing) for name in NAMES], axis=1)


def check(candidates: Candidates) -> None:
    """Raises RankerError where a number is none."""
    finite: tuple[NDArray[np.floating], ...] = (
        candidates.opened_at, candidates.latest_at, candidates.owners, candidates.articles, candidates.lengths,
        candidates.vectors, candidates.topics.weights, candidates.entities.weights, candidates.sources.weights,
        candidates.authors.weights, candidates.words.weights,
    )  # fmt: skip
    if not all(map(_all_finite, finite)) or np.isnan(candidates.heat).any() or (candidates.heat == np.inf).any():
        raise RankerError("A story has a number that is none. Nothing was learned from it; annotate it anew.")


def _all_finite(numbers: NDArray[np.floating]) -> bool:
    return bool(np.isfinite(numbers).all())


def _met_before(taste: Taste, candidates: Candidates) -> dict[str, Floats]:
    """What the reader did with the stories themselves."""
    count = len(candidates)
    seen, read, developed = (np.zeros(count, np.float32) for _ in range(3))
    order = np.argsort(taste.met_ids, kind="stable")
    if len(order):
        place = np.minimum(np.searchsorted(taste.met_ids[order], candidates.ids), len(order) - 1)
        place = order[place]
        met = taste.met_ids[place] == candidates.ids
        was_read = met & (taste.met_read_at[place] > 0)
        newer = candidates.latest_at > taste.met_read_at[place]
        seen[:] = np.where(met & ~was_read, np.minimum(taste.met_seen[place], _MOST_SEEN), 0)
        read[:] = was_read & ~newer
        developed[:] = was_read & newer
    return {"seen": np.log2(1 + seen), "read": read, "development": developed}


def _nearness(taste: Taste, vectors: Floats) -> dict[str, Floats]:
    to_all = vectors @ taste.directions().T
    near_read, near_passed = taste.nearest_columns()
    return {
        "taste": to_all[:, 0],
        "week": to_all[:, 1],
        "nearest read": _nearest(to_all[:, near_read]),
        "nearest passed": _nearest(to_all[:, near_passed]),
    }


def _nearest(cosines: Floats) -> Floats:
    answer: Floats = np.maximum(cosines.max(axis=1, initial=_NEAR) - np.float32(_NEAR), 0)
    return answer


def _single(column: Iterable[float] | NDArray[np.floating]) -> Floats:
    return np.asarray(column, np.float32)
