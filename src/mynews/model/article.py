"""An article and its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mynews.model.errors import NotFound

_BETWEEN_AUTHORS = re.compile(r"\s*(?:[,;|/&]|\band\b)\s*", re.IGNORECASE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_WRITTEN = re.compile(r"\d{1,17}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with what stands below it. ``credit`` is the photographer or agency, without "Photo:"."""

    url: str | None
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class RelatedLink:
    """A link to another story that the publisher set into or below the text."""

    headline: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that comes with an article: audio, video, a document."""

    url: str
    media_type: str = ""
    length: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """One published piece as a parser read it; instants are aware and in UTC.

    ``identity`` is the publisher's own id where there is one (guid, atom:id, JSON Feed id); ``body`` is sanitised
    HTML; ``summary`` is sanitised HTML too, the teaser beside the body where the source gives both; all other texts
    are plain characters without markup. ``topics`` are the publisher's own sections and categories.
    ``complete`` is False where the source gives only a stub of the text; ``free`` is False where the publisher
    says that the text is not free to read (schema.org isAccessibleForFree).
    """

    headline: str = ""
    url: str | None = None
    identity: str | None = None
    kicker: str = ""
    key_points: tuple[str, ...] = ()
    byline: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str = ""
    summary: str = ""
    body: str = ""
    pictures: tuple[Picture, ...] = ()
    related: tuple[RelatedLink, ...] = ()
    print_note: str = ""
    topics: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    comments_url: str | None = None
    complete: bool = True
    free: bool = True


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as a parser read it.

    ``problem`` says in words what was wrong with the document where it could still be read;
    ``every_seconds`` is the publisher's own wish for the time between fetches (ttl, syndication module).
    """

    articles: tuple[ParsedArticle, ...]
    title: str = ""
    description: str = ""
    site_url: str | None = None
    feed_url: str | None = None
    next_url: str | None = None
    language: str = ""
    icon_url: str | None = None
    every_seconds: int | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(ParsedArticle):
    """A parsed article that has arrived: it has an id, a source and a place in time.

    ``sort_at`` is where it stands in every chronological list: the time of publication where that is believable,
    else the time of arrival. ``changed_at`` dates the last change of its words, None where there was none.
    """

    id: int
    source_id: int
    source_name: str
    arrived_at: datetime
    sort_at: datetime
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of an article; ``teaser`` is plain text, ``picture`` the address of its first picture.

    ``in_story`` is how many articles the story has that it belongs to, itself counted; ``story_id`` is None before it
    was placed.
    """

    id: int
    source_id: int
    source_name: str
    headline: str
    kicker: str
    teaser: str
    byline: str
    language: str
    picture: str | None
    url: str | None
    sort_at: datetime
    changed_at: datetime | None
    story_id: int | None = None
    in_story: int = 1


@dataclass(frozen=True, slots=True)
class Change:
    """What an article said before it was changed: the former value of each field that differs now."""

    changed_at: datetime
    before: dict[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a chronological list, to go on from: everything older than this article."""

    sort_at: datetime
    id: int

    def written(self) -> str:
        """As addresses and programs carry it."""
        return f"{(self.sort_at - _EPOCH) // _MICROSECOND}-{self.id}"

    @staticmethod
    def read(text: str) -> Place:
        """What ``written`` gave. Raises NotFound for what is no place."""
        micros, _, number = text.partition("-")
        if _WRITTEN.fullmatch(micros) and _WRITTEN.fullmatch(number):
            return Place(_EPOCH + int(micros) * _MICROSECOND, int(number))
        raise NotFound("There is no such place in the list. Begin again with the newest articles.")


def authors_of(byline: str) -> tuple[str, ...]:
    """The names in a byline, each once, in order."""
    names = (" ".join(name.split()) for name in _BETWEEN_AUTHORS.split(byline))
    return tuple(dict.fromkeys(name for name in names if name))
