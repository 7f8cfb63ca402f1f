"""A slate: stories in order, each with its reasons; an edition is one that is frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mynews.model.interest import Interest, Subject

ReasonKind = Literal[
    "followed", "topic", "entity", "source", "author", "word", "like", "unlike", "coverage", "fresh", "development",
    "seen before", "length", "time of day", "popular", "base", "must know", "different", "quiet source", "pinned",
]  # fmt: skip
Slot = Literal["ranked", "must know", "explored", "quiet source", "pinned"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score in words to be: its kind, what it is about, and its weight in the sum (log-odds).

    ``count`` is the evidence behind it, such as the number of stories read or of papers that carry it.
    """

    kind: ReasonKind
    weight: float
    subject: Subject | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A story in a slate. The weights of ``reasons`` add up to ``score``, which is log-odds of being read.

    ``slot`` tells by which rule it has its place; ``propensity`` is the chance that the rule gave it this place, 1
    where nothing was drawn. ``topic`` is the code of the widest topic that it was about then, empty for none.
    """

    story_id: int
    score: float
    reasons: tuple[Reason, ...]
    slot: Slot = "ranked"
    propensity: float = 1.0
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A story that a rule of the reader's keeps out, with the rule."""

    story_id: int
    rule: Interest


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many stories of these days have no place: those that a rule of the reader's keeps out, by rule, the fullest
    first; those that they have read, with nothing new since; and those for which there was no room."""

    by_rule: tuple[tuple[Interest, int], ...] = ()
    read: int = 0
    no_room: int = 0


@dataclass(frozen=True, slots=True)
class Edition:
    """A slate frozen until an instant: the same on every face, with an end.

    ``id`` is 0 before it is stored; ``learned_up_to`` is the number of the last signal that its profile learned from.
    """

    id: int
    reader_id: int
    made_at: datetime
    until: datetime
    seed: int
    ranker: str
    learned_up_to: int
    folder: str
    places: tuple[Placed, ...]
    hidden: tuple[Hidden, ...] = ()
    left_out: LeftOut = LeftOut()
