"""A feed as bytes: Atom (RFC 4287), RSS 2.0 (rssboard.org/rss-specification) and JSON Feed 1.1 (jsonfeed.org). Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker

from mynews.model.published import FeedContent, PublishedEntry

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
# What XML 1.0 cannot hold, however it is written.
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Format:
    """How a feed is written."""

    media_type: str
    written: Callable[[FeedContent, str], bytes]


def atom(feed: FeedContent, own_url: str) -> bytes:
    """As Atom."""
    make = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})
    whole = make.feed(
        make.id(feed.identity),
        make.title(_plain(feed.title)),
        make.subtitle(_plain(feed.subtitle)),
        make.updated(_rfc3339(feed.updated_at)),
        make.link(rel="self", type="application/atom+xml", href=own_url),
        make.link(rel="alternate", type="text/html", href=feed.home_url),
        make.generator("myNEWS"),
        *(_atom_entry(make, each) for each in feed.entries),
    )
    return _document(whole)


def rss(feed: FeedContent, own_url: str) -> bytes:
    """As RSS."""
    make = ElementMaker(nsmap={"atom": _ATOM, "content": _CONTENT, "dc": _DC})
    atom_link = etree.Element(f"{{{_ATOM}}}link", rel="self", type="application/rss+xml", href=own_url)
    whole = make.rss(
        make.channel(
            make.title(_plain(feed.title)),
            make.link(feed.home_url),
            make.description(_plain(feed.subtitle)),
            make.lastBuildDate(format_datetime(feed.updated_at)),
            make.generator("myNEWS"),
            atom_link,
            *(_rss_item(make, each) for each in feed.entries),
        ),
        version="2.0",
    )
    return _document(whole)


def json_feed(feed: FeedContent, own_url: str) -> bytes:
    """As JSON Feed."""
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": feed.home_url,
        "feed_url": own_url,
        "items": [_json_item(each) for each in feed.entries],
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


FORMATS: Mapping[str, Format] = {
    "atom": Format("application/atom+xml; charset=utf-8", atom),
    "rss": Format("application/rss+xml; charset=utf-8", rss),
    "json": Format("application/feed+json; charset=utf-8", json_feed),
}


def _atom_entry(make: ElementMaker, entry: PublishedEntry) -> etree._Element:
    authors = entry.authors or (entry.source_name,)
    parts = [
        make.id(entry.identity),
        make.title(_plain(entry.title)),
        make.published(_rfc3339(entry.published_at)),
        make.updated(_rfc3339(entry.updated_at)),
        *(make.author(make.name(_plain(each))) for each in authors),
        *(make.category(term=_plain(each)) for each in entry.topics),
    ]
    if entry.url:
        parts.append(make.link(rel="alternate", href=_plain(entry.url)))
    if entry.summary:
        parts.append(make.summary(_plain(entry.summary)))
    parts.append(make.content(_plain(entry.html), type="html"))
    whole: etree._Element = make.entry(*parts)
    if entry.language:
        whole.set("{http://www.w3.org/XML/1998/namespace}lang", entry.language)
    return whole


def _rss_item(make: ElementMaker, entry: PublishedEntry) -> etree._Element:
    parts = [
        make.title(_plain(entry.title)),
        make.guid(entry.identity, isPermaLink="false"),
        make.pubDate(format_datetime(entry.published_at)),
        *(make.category(_plain(each)) for each in entry.topics),
    ]
    if entry.url:
        parts.append(make.link(_plain(entry.url)))
    parts += [_named(_DC, "creator", each) for each in entry.authors or (entry.source_name,)]
    parts.append(make.description(_plain(entry.summary or entry.html)))
    parts.append(_named(_CONTENT, "encoded", entry.html))
    item: etree._Element = make.item(*parts)
    return item


def _json_item(entry: PublishedEntry) -> dict[str, Any]:
    item = {
        "id": entry.identity,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.summary,
        "image": entry.picture,
        "date_published": _rfc3339(entry.published_at),
        "date_modified": _rfc3339(entry.updated_at),
        "authors": [{"name": each} for each in entry.authors or (entry.source_name,) if each],
        "tags": list(entry.topics),
        "language": entry.language,
    }
    return {name: value for name, value in item.items() if value}


def _named(namespace: str, name: str, text: str) -> etree._Element:
    element = etree.Element(f"{{{namespace}}}{name}")
    element.text = _plain(text)
    return element


def _document(whole: etree._Element) -> bytes:
    written: bytes = etree.tostring(whole, xml_declaration=True, encoding="utf-8")
    return written


def _plain(text: str) -> str:
    return _NO_CHARACTER.sub("", text)


def _rfc3339(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
