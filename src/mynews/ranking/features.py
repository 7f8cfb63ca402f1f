"""Candidates as numbers that have names: what a score is the sum of, and what its reasons are told from.

What is the same for all readers is made once for a snapshot (``Prepared``); a request adds what depends on the reader
and on the hour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from mynews.model.errors import RankerError
from mynews.ranking.beliefs import Doubles
from mynews.ranking.candidates import COLUMNS, Candidates, Keyed, seconds
from mynews.ranking.prior import LIKING_DEVIATION, NAMES, Floats, WordSpace
from mynews.ranking.taste import Likings, Taste

KEYED: Mapping[str, str] = {kind: column for column, kind in COLUMNS.items() if kind in LIKING_DEVIATION}
"""By kind the column of candidates that holds what may be liked."""

Rows = NDArray[np.intp]

_HOUR = 3600.0
_DAY = 24 * _HOUR
_FRESH_HOURS = 6.0
_OLDEST = 6.0  # doublings of age, some two weeks: beyond that nothing is older
_USUAL_LENGTH = 400.0
_MOST_SEEN = 5.0
_NEAR = 0.3  # cosine that two headlines have by chance, at most
_EVENING = 20.0


@dataclass(frozen=True, slots=True)
class Likable:
    """Who has what: ``things`` that may be liked, as their places in ``names``, with their ``shares``, both (n, slots).

    Slots without a thing have a share of 0; ``words`` are those of words. The rows that have thing number t lie from
    ``starts[t]`` to ``starts[t + 1]`` in ``rows``, with their shares in ``parts``. ``doubt`` is for each row the
    variance where nothing of this is known.
    """

    names: tuple[str, ...]
    place_of: Mapping[str, int]
    things: NDArray[np.int32]
    shares: Floats
    words: slice
    starts: NDArray[np.int64]
    rows: Rows
    parts: Floats
    doubt: Doubles

    @staticmethod
    def of(candidates: Candidates) -> Likable:
        """Of these stories."""
        names: list[str] = []
        columns, parts, doubt = [], [], np.zeros(len(candidates))
        for kind, column in KEYED.items():
            keyed: Keyed = getattr(candidates, column)
            parts.append(shares(keyed.weights))
            columns.append(keyed.columns + np.int32(len(names)))
            doubt += LIKING_DEVIATION[kind] ** 2 * np.einsum("ij,ij->i", parts[-1], parts[-1])
            names += [f"{kind}:{key}" for key in keyed.keys]
        things, share = np.hstack(columns), np.hstack(parts)
        rows, slots = np.nonzero(share > 0)
        thing = things[rows, slots]
        order = np.argsort(thing, kind="stable")
        return Likable(
            names=tuple(names),
            place_of={name: place for place, name in enumerate(names)},
            things=things,
            shares=share,
            words=slice(share.shape[1] - parts[-1].shape[1], None),  # the last kind of all
            starts=np.searchsorted(thing[order], np.arange(len(names) + 1)),
            rows=rows[order],
            parts=share[rows, slots][order],
            doubt=doubt,
        )

    def held(self, likings: Likings) -> tuple[Rows, Rows]:
        """Of which of these things something is held: their places among ``likings``, and here."""
        own_of, place_of = likings.place_of, self.place_of
        fewer, more = (own_of, place_of) if len(own_of) < len(place_of) else (place_of, own_of)
        pairs = np.array([(own_of[name], place_of[name]) for name in fewer if name in more], np.intp).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def liked(self, likings: Likings) -> tuple[Doubles, Doubles]:
        """What likings add to each row, and the variance of that."""
        held, here = self.held(likings)
        count = len(self.doubt)
        if not len(held):
            return np.zeros(count), self.doubt
        begins, lengths = self.starts[here], np.diff(self.starts)[here]
        own = np.repeat(held, lengths)
        ends = np.cumsum(lengths)
        at = np.arange(ends[-1]) + np.repeat(begins - (ends - lengths), lengths)
        rows, parts = self.rows[at], self.parts[at]
        added = (parts * likings.mean[own]).astype(np.float64)
        less = (parts * parts * (likings.widest - likings.variance)[own]).astype(np.float64)
        total: Doubles = np.bincount(rows, added, count).astype(np.float64)
        known: Doubles = np.bincount(rows, less, count).astype(np.float64)
        return total, np.maximum(self.doubt - known, 0)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What does not depend on the reader. ``directions`` are those of words, and ``squares`` their squares."""

    candidates: Candidates
    word_rows: Rows
    word_shares: Floats
    directions: Floats
    squares: Floats
    topic_shares: Floats
    owners: Floats
    length: Floats
    likable: Likable

    @staticmethod
    def of(candidates: Candidates, space: WordSpace) -> Prepared:
        """Of these stories. Raises RankerError where a number is none."""
        check(candidates)
        rows, parts = known_words(candidates, space)
        directions = np.zeros((len(candidates), space.directions.shape[1]), np.float32)
        for slot in range(rows.shape[1]):
            directions += space.directions[rows[:, slot]] * parts[:, slot, None]
        longer = np.log2(np.maximum(candidates.lengths, 1) / _USUAL_LENGTH)
        return Prepared(
            candidates=candidates,
            word_rows=rows,
            word_shares=parts,
            directions=directions,
            squares=directions * directions,
            topic_shares=topic_shares(candidates.topics),
            owners=np.log2(np.maximum(candidates.owners, 1)).astype(np.float32),
            length=np.where(candidates.lengths > 0, np.clip(longer, -3, 3), 0).astype(np.float32),
            likable=Likable.of(candidates),
        )


def known_words(candidates: Candidates, space: WordSpace) -> tuple[Rows, Floats]:
    """For each candidate the rows of its words in the space, and their shares; bags have length one."""
    rows = np.array([space.row_of.get(key, 0) for key in candidates.words.keys], np.intp)[candidates.words.columns]
    tells = np.where(candidates.words.weights > 0, space.tells[rows], 0)
    lengths = np.sqrt((tells * tells).sum(axis=1, keepdims=True))
    return rows, (tells / np.maximum(lengths, 1e-6)).astype(np.float32)


def shares(weights: Floats) -> Floats:
    """The weights of each story's keys, of length one at most: ten names say no more than one."""
    answer: Floats = weights / np.sqrt(np.maximum(1.0, np.einsum("ij,ij->i", weights, weights)))[:, None]
    return answer


def topic_shares(keyed: Keyed) -> Floats:
    """How likely a story is each topic's; what they do not sum up to is no topic's."""
    weights = keyed.weights
    answer: Floats = weights / np.maximum(1.0, weights.sum(axis=1, keepdims=True))
    return answer


def named(taste: Taste, prepared: Prepared, follows: Mapping[str, Floats], now: datetime) -> Floats:
    """The named features, (names, n): a row each. ``follows`` has those of what is followed."""
    candidates = prepared.candidates
    age = np.maximum(seconds(now) - candidates.latest_at, 0) / _HOUR
    evening = np.cos((now.hour + now.minute / 60 - _EVENING) * np.pi / 12)
    rows = {
        **follows,
        "base": np.ones(len(candidates), np.float32),
        "fresh": -np.minimum(np.log2(1 + age / _FRESH_HOURS), _OLDEST),
        "importance": np.exp2(np.minimum(candidates.heat - seconds(now) / _DAY, 0.0)),
        "owners": prepared.owners,
        "length": prepared.length,
        "evening": prepared.length * np.float32(evening),
        **_met_before(taste, candidates),
        **_nearness(taste, candidates.vectors),
    }
    features = np.zeros((len(NAMES), len(candidates)), np.float32)
    for place, name in enumerate(NAMES):
        if name in rows:
            features[place] = rows[name]
    return features


def check(candidates: Candidates) -> None:
    """Raises RankerError where a number is none."""
    finite: Sequence[NDArray[np.floating]] = (
        candidates.opened_at, candidates.latest_at, candidates.owners, candidates.articles, candidates.lengths,
        candidates.vectors, candidates.topics.weights, candidates.entities.weights, candidates.sources.weights,
        candidates.authors.weights, candidates.words.weights,
    )  # fmt: skip
    good = all(bool(np.isfinite(numbers).all()) for numbers in finite)
    if not good or np.isnan(candidates.heat).any() or (candidates.heat == np.inf).any():
        raise RankerError("A story has a number that is none. Nothing was learned from it; annotate it anew.")


def _met_before(taste: Taste, candidates: Candidates) -> dict[str, Floats]:
    """What the reader did with the stories themselves."""
    found = {name: np.zeros(len(candidates), np.float32) for name in ("seen", "read", "development")}
    if not len(taste.met_ids):
        return found
    order = np.argsort(taste.met_ids, kind="stable")
    place = np.minimum(np.searchsorted(taste.met_ids, candidates.ids, sorter=order), len(order) - 1)
    rows = np.flatnonzero(taste.met_ids[order[place]] == candidates.ids)
    own = order[place[rows]]
    read_at = taste.met_read_at[own]
    newer = candidates.latest_at[rows] > read_at
    found["seen"][rows] = np.where(read_at > 0, 0, np.log2(1 + np.minimum(taste.met_seen[own], _MOST_SEEN)))
    found["read"][rows] = (read_at > 0) & ~newer
    found["development"][rows] = (read_at > 0) & newer
    return found


def _nearness(taste: Taste, vectors: Floats) -> dict[str, Floats]:
    to_all = (vectors @ np.ascontiguousarray(taste.directions().T)).T
    near_read, near_passed = taste.nearest_rows()
    return {
        "taste": to_all[0],
        "week": to_all[1],
        "nearest read": _nearest(to_all[near_read]),
        "nearest passed": _nearest(to_all[near_passed]),
    }


def _nearest(cosines: Floats) -> Floats:
    answer: Floats = np.maximum(cosines.max(axis=0, initial=_NEAR) - np.float32(_NEAR), 0)
    return answer
