"""Builds whole values for tests: ``make.article(headline="Volcano")`` gives an article with all its parts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from mynews.intake.changes import distinct, make_ready
from mynews.model.article import ParsedArticle, ParsedFeed
from mynews.model.document import Document
from mynews.model.plan import ReadyArticle
from mynews.model.source import Source
from mynews.plugins.registry import load_plugins
from mynews.services.app import App, Fetcher, secret_key
from mynews.services.live import LiveWindow
from mynews.settings import Settings
from mynews.storage.database import Database
from tests.fakes import FakeWeb

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def article(**changes: Any) -> ParsedArticle:
    """A parsed article; whatever a test does not name is something plausible."""
    values: dict[str, Any] = {
        "headline": "Volcano wakes after a century",
        "url": "https://paper.example/volcano",
        "identity": "volcano-1",
        "byline": "Ana Reyes",
        "published_at": NOW,
        "language": "en",
        "body": "<p>The mountain above the harbour began to smoke on Monday.</p>",
    }
    return ParsedArticle(**(values | changes))


def feed(*articles: ParsedArticle, **changes: Any) -> ParsedFeed:
    """A parsed feed of these articles."""
    values: dict[str, Any] = {"title": "The Paper", "site_url": "https://paper.example/", "language": "en"}
    return ParsedFeed(articles=articles, **(values | changes))


def document(content: bytes | str, media_type: str = "", url: str = "https://paper.example/feed.xml") -> Document:
    """A document as a server would have given it."""
    raw = content.encode() if isinstance(content, str) else content
    return Document(url=url, content=raw, headers={"content-type": media_type} if media_type else {})


def source(**changes: Any) -> Source:
    """A source that was never fetched."""
    values: dict[str, Any] = {"id": 1, "url": "https://paper.example/feed.xml", "kind": "feed", "title": "The Paper"}
    return Source(**(values | changes))


def ready(parsed: ParsedArticle | None = None, now: datetime = NOW, **changes: Any) -> ReadyArticle:
    """An article ready to be saved."""
    ((identity, only),) = distinct([parsed or article(**changes)])
    return make_ready(only, identity, source(), now, full_text=True)


def rss(*items: str, title: str = "The Paper") -> str:
    """An RSS document of these items."""
    return f'<rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'


def item(number: int, *, headline: str | None = None, text: str | None = None, minutes_ago: float | None = None) -> str:
    """An item of an RSS document; each number gives another one."""
    published = NOW - timedelta(minutes=number if minutes_ago is None else minutes_ago)
    words = text or f"The council of the harbour town met for the {number}th time and decided nothing at all. " * 4
    return (
        f"<item><guid isPermaLink='false'>id-{number}</guid><title>{headline or f'Council meets, day {number}'}</title>"
        f"<link>https://paper.example/{number}</link><pubDate>{format_datetime(published)}</pubDate>"
        f"<description>&lt;p&gt;{words}&lt;/p&gt;</description></item>"
    )


@contextmanager
def app(db: Database, folder: Path, web: Fetcher | None = None, now: datetime = NOW, **settings: Any) -> Iterator[App]:
    """An installation on a real database, with a web that knows nothing unless told, at noon of a certain day."""
    set_up = Settings(data_dir=folder, **settings)
    plugins = load_plugins()
    yield App(
        settings=set_up,
        db=db,
        web=web or FakeWeb(),
        plugins=plugins,
        key=secret_key(set_up),
        clock=lambda: now,
        live=LiveWindow(set_up.live_stories),
        ranker=plugins.ranker(set_up.ranker),
    )
