"""What we publish as a feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

PublishedKind = Literal["edition", "following", "folder", "search", "topic", "saved"]


@dataclass(frozen=True, slots=True)
class PublishedFeed:
    """A feed of one reader's: their edition, or a list. ``key`` is the folder, the query or the code of the topic."""

    id: int
    reader_id: int
    kind: PublishedKind
    key: str
    created_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PublishedEntry:
    """One entry of a feed that we publish. ``identity`` never changes; ``html`` is sanitised.

    ``published_at`` is where it stands in the feed: programs sort by it, so in an edition it follows the place.
    """

    identity: str
    title: str
    url: str
    published_at: datetime
    updated_at: datetime
    html: str
    summary: str
    authors: tuple[str, ...] = ()
    source_name: str = ""
    topics: tuple[str, ...] = ()
    picture: str | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class FeedContent:
    """A whole feed that we publish, ready to be written in any format."""

    identity: str
    title: str
    subtitle: str
    home_url: str
    updated_at: datetime
    entries: tuple[PublishedEntry, ...]
