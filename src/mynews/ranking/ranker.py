"""What every ranker is: it scores candidates for a profile, with reasons in the same sum, and learns from examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from mynews.model.interest import Subject
from mynews.model.signal import StoryTraits
from mynews.model.slate import Reason
from mynews.ranking.candidates import Candidates

Scores = NDArray[np.float64]
Profile = TypeVar("Profile")


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing that the reader follows, and which of the candidates are of it: ``rows`` is (n,).

    ``ranking.rules`` finds them; no ranker matches by itself, so that a follow and a mute mean the same everywhere.
    """

    subject: Subject
    rows: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Example:
    """What one reader made of one story: ``read`` between 0 (passed over) and 1, with a weight (an open 1).

    ``followed`` is what the reader followed of it at that time.
    """

    story: StoryTraits
    at: datetime
    read: float
    weight: float = 1.0
    followed: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class Belief:
    """What a profile holds of one subject, as a reader sees it.

    ``liking`` is in log-odds against the reader's usual, ``seen`` and ``read`` are the evidence in stories, faded with
    time; ``corrected`` tells that the reader set it.
    """

    kind: str
    key: str
    liking: float
    seen: float
    read: float
    corrected: bool = False


class Scored(Protocol):
    """Scores of candidates, and why."""

    @property
    def total(self) -> Scores:
        """Log-odds that the reader would read each, (n,); finite."""

    @property
    def spread(self) -> Scores:
        """How unsure the ranker is of each: a standard deviation in log-odds, (n,); 0 where it has no doubts."""

    def reasons(self, row: int) -> tuple[Reason, ...]:
        """Why a candidate has its score, the weightiest first; the weights add up to it."""


class Ranker(Protocol[Profile]):
    """A way to rank. Pure: a profile is a value, and learning gives another one."""

    @property
    def name(self) -> str:
        """What it is called in settings and in the database, with the version of its profiles: ``bayes 1``."""

    def fresh(self) -> Profile:
        """The profile of a reader of whom nothing is known."""

    def score(self, profile: Profile, candidates: Candidates, followed: Sequence[Followed], now: datetime) -> Scored:
        """Score candidates. Muted ones are not its business: they never come here."""

    def learn(self, profile: Profile, examples: Sequence[Example]) -> Profile:
        """The profile after these examples, in their order; an instant before the last one counts as the last one."""

    def beliefs(self, profile: Profile) -> tuple[Belief, ...]:
        """What it learned, in the reader's terms, the strongest first."""

    def corrected(self, profile: Profile, kind: str, key: str, liking: float | None) -> Profile:
        """The profile with a belief as the reader says it is; None: forgotten."""

    def packed(self, profile: Profile) -> bytes:
        """A profile as it is stored."""

    def unpacked(self, stored: bytes) -> Profile:
        """A stored profile. Raises ParseError for bytes that are none of this ranker's."""
