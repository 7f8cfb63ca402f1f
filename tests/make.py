"""Builds whole values for tests: ``make.article(headline="Volcano")`` gives an article with all its parts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from mynews.model.article import ParsedArticle, ParsedFeed
from mynews.model.document import Document

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
