"""Counters that fade, read before they move: what was known of each piece at the second it was shown.

All impressions of one second are read before any of them counts, for nobody knows which came first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mynews.ranking.mind.log import Log

HALF_LIVES = (0.5 * 3600, 2 * 3600, 6 * 3600, 24 * 3600, np.inf)
"""Seconds. News lives for hours: what was read in the last half hour tells most, and is seldom much."""

Counts = NDArray[np.float32]
Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted before each row: (rows, half-lives) but for the last five, (rows,).

    ``all_shown`` is of all pieces together, ``group_*`` are of the piece's subcategory, for a day; ``age`` and
    ``since_read`` are seconds since it was first shown and last read, infinite for never; ``met`` is how often this
    reader had been shown it, ``met_read`` whether they had read it.
    """

    shown: Counts
    read: Counts
    all_shown: Counts
    all_read: Counts
    group_shown: Counts
    group_read: Counts
    age: Counts
    since_read: Counts
    met: Counts
    met_read: Counts


@dataclass(slots=True)
class _Fading:
    """Sums that halve with each half-life, of many things at once; each is brought up to date when it is looked at."""

    sums: NDArray[np.float64]
    at: NDArray[np.float64]
    half_lives: NDArray[np.float64]

    @staticmethod
    def of(count: int, half_lives: Sequence[float]) -> _Fading:
        halves = np.array(half_lives)
        return _Fading(np.zeros((count, 2 * len(halves))), np.zeros(count), np.tile(halves, 2))

    def now(self, rows: NDArray[np.int32], at: float) -> NDArray[np.float64]:
        """Of these things: what was shown, and then what was read, for each half-life."""
        passed = at - self.at[rows]
        sums: NDArray[np.float64] = self.sums[rows] * np.exp2(-passed[:, None] / self.half_lives)
        return sums

    def add(self, rows: Numbers, sums: NDArray[np.float64], moved: NDArray[np.float64], at: float) -> None:
        """Let ``sums`` as they are now move by what was shown and read."""
        self.sums[rows] = sums
        self.at[rows] = at
        np.add.at(self.sums, rows, moved)


@dataclass(slots=True)
class Counters:
    """All counters of one replay; ``groups`` is the subcategory of each piece."""

    pieces: _Fading
    groups: _Fading
    everything: _Fading
    group_of: Numbers
    first_at: NDArray[np.float64]
    read_at: NDArray[np.float64]
    met: dict[int, int] = field(default_factory=dict)

    @staticmethod
    def of(group_of: Numbers) -> Counters:
        """Of so many pieces, of which nothing was shown yet."""
        count = len(group_of)
        return Counters(
            _Fading.of(count, HALF_LIVES), _Fading.of(int(group_of.max(initial=0)) + 1, (24 * 3600.0,)),
            _Fading.of(1, HALF_LIVES), group_of, np.full(count, np.inf), np.full(count, -np.inf),
        )  # fmt: skip

    def replayed(self, log: Log) -> Counted:
        """What was counted before each row of a log that goes on where the last one ended; and now it is counted."""
        rows, halves = len(log.news), len(HALF_LIVES)
        out = Counted(
            *(np.zeros((rows, halves), np.float32) for _ in range(4)), *(np.zeros(rows, np.float32) for _ in range(6))
        )
        for first, last in _seconds(log.at):
            self._second(log, first, last, out)
        return out

    def _second(self, log: Log, first: int, last: int, out: Counted) -> None:
        at = float(log.at[first])
        rows = slice(int(log.starts[first]), int(log.starts[last]))
        news, read = log.news[rows], log.read[rows]
        halves = len(HALF_LIVES)
        groups, nothing = self.group_of[news], np.zeros(len(news), np.int32)
        of_piece, of_group = self.pieces.now(news, at), self.groups.now(groups, at)
        of_all = self.everything.now(nothing[:1], at)
        out.shown[rows], out.read[rows] = of_piece[:, :halves], of_piece[:, halves:]
        out.all_shown[rows], out.all_read[rows] = of_all[:, :halves], of_all[:, halves:]
        out.group_shown[rows], out.group_read[rows] = of_group[:, 0], of_group[:, 1]
        out.age[rows] = np.where(np.isfinite(self.first_at[news]), at - self.first_at[news], np.inf)
        out.since_read[rows] = at - self.read_at[news]
        readers = np.repeat(log.readers[first:last], np.diff(log.starts[first : last + 1])).astype(np.int64)
        keys = (readers * len(self.group_of) + news).tolist()
        met = np.array([self.met.get(key, 0) for key in keys])
        out.met[rows], out.met_read[rows] = met >> 1, met & 1

        moved = np.repeat(np.stack([np.ones(len(news)), read], axis=1), halves, axis=1)
        self.pieces.add(news, of_piece, moved, at)
        self.groups.add(groups, of_group, moved[:, [0, halves]], at)
        self.everything.add(nothing[:1], of_all, moved.sum(axis=0, keepdims=True), at)
        self.first_at[news] = np.minimum(self.first_at[news], at)
        self.read_at[news[read]] = at
        for key, was_read in zip(keys, read.tolist(), strict=True):
            self.met[key] = (self.met.get(key, 0) + 2) | was_read


def _seconds(at: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """First and last impression (excluded) of each second."""
    edges = np.flatnonzero(np.diff(at, prepend=-np.inf, append=np.inf))
    yield from zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
