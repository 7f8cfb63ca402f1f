"""A feed document in, a ``ParsedFeed`` out: RSS, Atom, RDF, CDF and JSON Feed."""

from __future__ import annotations

import re
from dataclasses import replace

from mynews.intake.addresses import http_address
from mynews.intake.discover import kind_of
from mynews.intake.entries.articles import feed_from
from mynews.intake.entries.lenient import read_lenient
from mynews.intake.entries.strict import read_strict
from mynews.intake.jsonfeed import looks_like_json, parse_json_feed
from mynews.model.article import ParsedFeed
from mynews.model.document import Document
from mynews.model.errors import ParseError

# An entity whose text names further entities doubles with each level: a feed has no use for it, an attack has.
_NESTED_ENTITY = re.compile(rb"<!ENTITY\s+(?:%\s+)?\w+\s+(?:SYSTEM|PUBLIC|[\"'][^\"']*[&%]\w)")
_FIRST_ELEMENT = re.compile(rb"<\w")


def parse_feed(document: Document) -> ParsedFeed:
    """The feed in ``document``, whatever its format, cleaned and with absolute addresses.

    A document that is broken but can be read gives its articles and a ``problem``; ParseError where it is no feed.
    """
    if not document.content.strip(b"\0\t\n\r "):
        raise ParseError("The address gave an empty document; there is no feed in it. Try again later.")
    if looks_like_json(document.content):
        return parse_json_feed(document)
    if _has_entity_bomb(document.content):
        raise ParseError("This document defines entities that expand into others, as attacks do. It is not read.")
    if kind_of(document) == "page":
        raise ParseError(
            "This is a web page, not a feed. Sign-in and error pages look like that too: "
            "open the address in a browser, or add the site's own address to find its feeds."
        )
    raw = read_strict(document.content) or read_lenient(document.content, document.headers.get("content-type", ""))
    if not raw.language:
        raw = replace(raw, language=document.headers.get("content-language", ""))
    return feed_from(raw, http_address(document.headers.get("content-location", ""), document.url) or document.url)


def _has_entity_bomb(content: bytes) -> bool:
    if b"<!ENTITY" not in content:
        return False
    root = _FIRST_ELEMENT.search(content)  # behind it, the words are an article's about XML
    return bool(_NESTED_ENTITY.search(content, 0, root.start() if root else len(content)))
