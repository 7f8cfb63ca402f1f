"""Rankers that learn nothing: in order of time, and by importance alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from mynews.model.errors import ParseError
from mynews.model.slate import Reason, ReasonKind
from mynews.ranking.candidates import Candidates, seconds
from mynews.ranking.ranker import Belief, Example, Followed, Scores

_HOUR = 3600.0
_NONE_AT_ALL = -60.0
"""For a story without importance: far below any other, and still a number."""


@dataclass(frozen=True, slots=True)
class OneReason:
    """Scores that have one term."""

    total: Scores
    kind: ReasonKind
    counts: Scores

    @property
    def spread(self) -> Scores:
        """No doubts."""
        return np.zeros_like(self.total)

    def reasons(self, row: int) -> tuple[Reason, ...]:
        """The one term."""
        return (Reason(self.kind, float(self.total[row]), count=int(self.counts[row])),)


class _Unlearned:
    """A ranker whose profiles hold nothing."""

    name = ""

    def fresh(self) -> None:
        """Nothing is known, ever."""

    def learn(self, profile: None, examples: Sequence[Example]) -> None:
        """Nothing is learned."""

    def beliefs(self, profile: None) -> tuple[Belief, ...]:
        """Nothing was learned."""
        return ()

    def corrected(self, profile: None, kind: str, key: str, liking: float | None) -> None:
        """There is nothing to correct."""

    def packed(self, profile: None) -> bytes:
        """Nothing."""
        return b""

    def unpacked(self, stored: bytes) -> None:
        """Nothing. Raises ParseError for anything else."""
        if stored:
            raise ParseError(f"This is no profile of the ranker “{self.name}”.")


class Chronological(_Unlearned):
    """The newest first: the hours since the latest article, counted downwards."""

    name = "chronological 1"

    def score(self, profile: None, candidates: Candidates, followed: Sequence[Followed], now: datetime) -> OneReason:
        """The age of each story in hours, negative."""
        total = (candidates.latest_at - seconds(now)) / _HOUR
        return OneReason(total, "fresh", np.zeros_like(total))


class Popularity(_Unlearned):
    """The most important first, the same for everyone."""

    name = "popularity 1"

    def score(self, profile: None, candidates: Candidates, followed: Sequence[Followed], now: datetime) -> OneReason:
        """The binary logarithm of each story's importance now."""
        days = seconds(now) / (24 * _HOUR)
        total = np.maximum(candidates.heat - days, _NONE_AT_ALL)
        return OneReason(total, "coverage", candidates.owners.astype(np.float64))
