"""Our own parsers, each a plug-in."""

from __future__ import annotations

from mynews.intake.discover import kind_of
from mynews.intake.feeds import parse_feed
from mynews.intake.pages import parse_page
from mynews.intake.text import parse_text
from mynews.model.article import ParsedArticle, ParsedFeed
from mynews.model.document import Document
from mynews.plugins.hooks import hookimpl


class Feeds:
    """RSS, Atom, RDF and JSON Feed."""

    @hookimpl
    def mynews_parse(self, document: Document) -> ParsedFeed | None:
        """The feed, where it is one."""
        return parse_feed(document) if kind_of(document) == "feed" else None


class Pages:
    """Article pages."""

    @hookimpl
    def mynews_parse(self, document: Document) -> ParsedArticle | None:
        """The article, where the document is a page."""
        return parse_page(document) if kind_of(document) == "page" else None


class Texts:
    """Plain text, as copied from a page."""

    @hookimpl
    def mynews_parse(self, document: Document) -> ParsedArticle | None:
        """The article, where the document is plain text."""
        if kind_of(document) != "text":
            return None
        return parse_text(document.content.decode("utf-8", "replace"))


OWN = (Texts(), Pages(), Feeds())
