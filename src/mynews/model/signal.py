"""What a reader did, and the story as it was when they did it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

SignalKind = Literal[
    "seen", "open", "dwell", "more", "less", "save", "unsave", "share", "hide", "unhide", "read", "correct", "forget",
    "reset", "undo",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weighted:
    """Keys with weights: the topics of a story, its entities, sources, authors or words."""

    keys: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryTraits:
    """A story as rankers see it at one instant; keys are those of ``interest.Subject``.

    ``vector`` is the encoder's of its lead article in 8 bits, empty where there is none; ``heat`` is the story's
    importance in a form that does not fade; ``length`` is the number of words of its lead article.
    """

    story_id: int
    opened_at: datetime
    latest_at: datetime
    heat: float | None = None
    owners: int = 1
    articles: int = 1
    length: int = 0
    vector: bytes = b""
    topics: Weighted = Weighted()
    entities: Weighted = Weighted()
    sources: Weighted = Weighted()
    authors: Weighted = Weighted()
    words: Weighted = Weighted()


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that a reader did, at an instant by their own clock.

    ``token`` is the client's own id: the same token twice is one signal. ``story_id`` is None where it is about no
    story; ``place`` is where in the edition the story stood, from 0. ``seconds`` is how long a dwell lasted.
    ``detail`` is what a correction says, as JSON values.
    """

    token: str
    kind: SignalKind
    at: datetime
    story_id: int | None = None
    article_id: int | None = None
    edition_id: int | None = None
    place: int | None = None
    seconds: float | None = None
    face: str = "web"
    detail: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class LoggedSignal:
    """A signal as it stands in the log: numbered in the order in which signals came, with the story as it was then."""

    id: int
    reader_id: int
    signal: Signal
    recorded_at: datetime
    traits: StoryTraits | None = None
