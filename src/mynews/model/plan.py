"""What an update will do, decided before anything is touched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mynews.model.article import ParsedArticle
from mynews.model.source import Source


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What must be known of a stored article to see whether it came again, and whether it changed.

    ``from_page`` tells that its text was read from its own page, because the feed gives a stub.
    """

    id: int
    identity: bytes
    digest: bytes
    url: str | None
    headline: str
    from_page: bool = False


@dataclass(frozen=True, slots=True)
class ReadyArticle:
    """An article ready to be saved, with all that is derived from it.

    ``identity`` is the same for every version of the article in its source, ``digest`` for the same words only;
    ``text`` is the plain text of the body, for the search index; ``page_due_at`` is set where the article's own page
    is to be read because the source gives only a stub.
    """

    parsed: ParsedArticle
    identity: bytes
    digest: bytes
    teaser: str
    text: str
    arrived_at: datetime
    sort_at: datetime
    page_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChangedArticle:
    """A stored article that reads differently now. With ``keep_body`` the stored body is better than the new one."""

    id: int
    now: ReadyArticle
    keep_body: bool = False


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """All that one update of one source will save."""

    source: Source
    new: tuple[ReadyArticle, ...] = ()
    changed: tuple[ChangedArticle, ...] = ()


@dataclass(frozen=True, slots=True)
class DuePage:
    """An article whose own page is to be read; ``claimed_until`` proves the claim when the page is saved."""

    article_id: int
    source_id: int
    url: str
    tries: int
    claimed_until: datetime
