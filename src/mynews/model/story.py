"""Stories as they are placed, stored and shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mynews.model.meaning import Entity, EntityKind, Topic, TraitsKind


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article comes from, as far as its owner is told by it."""

    url: str | None
    source_url: str
    site_url: str | None = None


@dataclass(frozen=True, slots=True)
class Placeable:
    """An article as placing it needs it. ``story_id`` is where it is now, if it ever was placed; there it is ``alone``
    or not, and ``held`` if a reader put it there."""

    article_id: int
    headline: str
    at: datetime
    origin: Origin
    kind: TraitsKind
    vector: bytes
    terms: bytes
    fingerprint: bytes
    story_id: int | None = None
    alone: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """Where an article goes: into the story ``story_id``, which it opens or which is there.

    Stories that proved to be the same are ``absorbed``; a story that it opens may follow an ``earlier`` one. ``copies``
    are the known versions of the same text.
    """

    article_id: int
    story_id: int
    at: datetime
    opens: bool = False
    earlier: int | None = None
    absorbed: tuple[int, ...] = ()
    copies: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """The right to place articles, which one process has at a time. ``version`` counts how often stories changed."""

    version: int
    next_story_id: int


@dataclass(frozen=True, slots=True)
class StoryMember:
    """An article of a story with what a story is summed up from. ``private_to`` is the one reader who may open it."""

    story_id: int
    article_id: int
    source_id: int
    source_name: str
    headline: str
    language: str
    at: datetime
    origin: Origin
    picture: str | None
    words: int
    terms: bytes
    copy_of: int | None = None
    private_to: int | None = None
    topics: tuple[Topic, ...] = ()
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class StorySummary:
    """What is stored of a story beside its articles, made of them. ``heat`` is its importance in a form that does not
    fade; ``lead_id`` is the article whose headline it has, None when no article is left."""

    id: int
    lead_id: int | None
    picture: str | None
    opened_at: datetime
    latest_at: datetime
    articles: int
    owners: int
    heat: float | None
    topics: tuple[Topic, ...] = ()
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryCard:
    """What lists show of a story; headline, teaser and language are those of its lead article."""

    id: int
    lead_id: int
    headline: str
    kicker: str
    teaser: str
    language: str
    picture: str | None
    source_id: int
    source_name: str
    opened_at: datetime
    latest_at: datetime
    articles: int
    owners: int
    heat: float | None
    earlier_id: int | None = None
    private_to: int | None = None


@dataclass(frozen=True, slots=True)
class NamedEntity:
    """A person, organisation or place that stories are about, with the number of its page."""

    id: int
    kind: EntityKind
    name: str
    place_id: int | None = None
    mentions: int = 0
