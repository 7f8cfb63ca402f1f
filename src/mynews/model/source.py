"""Sources, the readers who follow them, and the tie between the two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mynews.model.document import Credentials, Validators

SourceKind = Literal["feed", "page", "file", "sample", "newsletter"]
FETCHED_KINDS: frozenset[SourceKind] = frozenset({"feed", "page"})


@dataclass(frozen=True, slots=True)
class SourceState:
    """What we remember of fetching one source; replaced whole after each fetch.

    ``next_fetch_at`` is None for a source that is never fetched (a file, the sample edition, a feed that is gone).
    ``failures`` counts the fetches that failed since the last good one; ``illness`` says in words what is wrong,
    empty when nothing is. ``digest`` is of the bytes last read, ``rhythm`` the usual seconds between two articles.
    """

    next_fetch_at: datetime | None = None
    fetched_at: datetime | None = None
    changed_at: datetime | None = None
    validators: Validators = Validators()
    digest: bytes | None = None
    failures: int = 0
    illness: str = ""
    every_seconds: int | None = None
    rhythm: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Anything that we fetch or receive articles from. ``private_to`` names the one reader whose login it needs."""

    id: int
    url: str
    kind: SourceKind
    title: str = ""
    description: str = ""
    site_url: str | None = None
    language: str = ""
    icon_url: str | None = None
    private_to: int | None = None
    state: SourceState = SourceState()

    @property
    def name(self) -> str:
        """What to call it on a page: its title, else its address."""
        return self.title or self.url


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who reads here."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """One reader's tie to a source. ``title`` is the reader's own name for it, empty for the source's."""

    reader_id: int
    source: Source
    folder: str = ""
    title: str = ""
    articles: int = 0
    latest_at: datetime | None = None

    @property
    def name(self) -> str:
        """What the reader calls it."""
        return self.title or self.source.name


@dataclass(frozen=True, slots=True)
class DueSource:
    """A source whose time has come, with the login that its one reader gave, if any."""

    source: Source
    credentials: Credentials | None = None
