"""What understanding takes and gives: plain words in, meaning out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

EntityKind = Literal["person", "organisation", "place"]


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article in plain words, as understanding needs it; services make it of a stored article.

    ``text`` has paragraphs parted by blank lines and is empty where only a headline is known; ``owner`` is who stands
    behind the source (its registered domain), so that ten sections of one paper count once; ``sections`` are the
    publisher's own topics.
    """

    id: int
    headline: str
    text: str = ""
    key_points: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    byline: str = ""
    language: str = ""
    published_at: datetime | None = None
    source_id: int = 0
    owner: str = ""
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """A named person, organisation or place in one article or story.

    ``name`` is its fullest spelling there, ``spellings`` all of them, ``mentions`` how often it is named;
    ``confidence`` lies between 0 and 1, and what is shown to readers is at least ``understanding.entities.SURE``.
    ``place_id`` is the GeoNames number of a place that the gazetteer knows.
    """

    kind: EntityKind
    name: str
    mentions: int = 1
    spellings: tuple[str, ...] = ()
    confidence: float = 1.0
    place_id: int | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A term of the IPTC Media Topics vocabulary with its weight in an article, between 0 and 1."""

    code: str
    weight: float


TraitsKind = Literal["lower headline", "headline", "text"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """All that understanding made of one article, as it is stored.

    ``version`` is that of the parts that made it; ``kind`` says how much there was to read and ``words`` how many words
    its text has. ``vector`` is the encoder's in 8 bits (empty for a language that it does not know), ``terms`` are the
    weighted words and ``fingerprint`` is what copies are told by; ``understanding`` reads these three. ``whole`` tells
    that its entities are those of the whole text and not of the headline alone.
    """

    article_id: int
    version: int
    language: str = ""
    kind: TraitsKind = "text"
    words: int = 0
    vector: bytes = b""
    terms: bytes = b""
    fingerprint: bytes = b""
    topics: tuple[Topic, ...] = ()
    entities: tuple[Entity, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class DueMeaning:
    """An article that is to be understood; ``claimed_until`` proves the claim when its meaning is saved."""

    article_id: int
    claimed_until: datetime
