"""What a document is, and which feeds a site has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from mynews.intake.addresses import http_address
from mynews.intake.clean import one_line
from mynews.model.document import Document

Kind = Literal["feed", "page", "opml", "text"]

_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
        "application/xml",
        "application/x-rss+xml",
        "application/x-atom+xml",
        "text/rss+xml",
        "text/xml",
    }
)
_HEAD = 8192  # bytes; a licence text in a comment before the root element is the longest seen, with 3,000
_ROOT = re.compile(rb"<(?:\w+:)?(rss|feed|rdf|channel|opml|html|head|body)[\s>:]|<!doctype\s+(html)", re.I)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.S)
_JSON_FEED = re.compile(rb'^\s*\{.*?"(?:version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org|items"\s*:\s*\[)', re.S)
_MARKUP = re.compile(rb"<(?:title|div|p|table|meta|script|h1|br)\b[^<>]*>", re.I)
_KIND_OF_ROOT: dict[str, Kind] = {"opml": "opml", "html": "page", "head": "page", "body": "page"}

_FEED_ADDRESS = re.compile(
    r"(?:^|[/.=?&_-])(?:rss2?|atom|feeds?|rdf)(?:\.(?:xml|php|aspx|json|rdf|rss|atom))?/?$"
    r"|\.(?:rss|atom|rdf)$|/(?:index|feed|rss|atom)\.(?:xml|json)$|[?&](?:feed|format|type)=(?:rss|atom|feed)",
    re.I,
)
_OF_COMMENTS = re.compile(r"comment|kommentar|comentario|commentaire", re.I)
_USUAL_PATHS = ("feed", "rss", "feed.xml", "rss.xml", "atom.xml", "index.xml", "feed.json", "feeds/posts/default")


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that a page names."""

    url: str
    title: str = ""
    media_type: str = ""


def kind_of(document: Document) -> Kind:
    """What ``document`` is, by its content; by its media type only where the content does not tell."""
    head = _COMMENT.sub(b"", document.content[:_HEAD].replace(b"\0", b""))  # NULs go: UTF-16 reads like ASCII then
    if root := _ROOT.search(head):
        return _KIND_OF_ROOT.get((root[1] or root[2]).decode().lower(), "feed")
    if _JSON_FEED.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "feed"
    if document.media_type in ("text/html", "application/xhtml+xml") or _MARKUP.search(head):
        return "page"
    if document.media_type.endswith(("rss+xml", "atom+xml", "rdf+xml", "feed+json")):
        return "feed"
    return "opml" if document.media_type in ("text/x-opml", "application/opml+xml") else "text"


def find_feeds(document: Document) -> tuple[FoundFeed, ...]:
    """The feeds that a page names, best first: those it declares, in its order, then links that look like feeds.

    Feeds of comments come last. Addresses are absolute, and each comes once.
    """
    tree = _tree(document.content)
    if tree is None:
        return ()
    base = _base_of(tree, document.url)
    found: dict[str, FoundFeed] = {}
    for feed in (*_declared(tree, base), *_linked(tree, base)):
        found.setdefault(feed.url, feed)
    return tuple(sorted(found.values(), key=_is_of_comments))


def likely_feed_urls(site_url: str) -> tuple[str, ...]:
    """Addresses at which a site that declares no feed may have one, likeliest first: below its path, then its root."""
    parts = urlsplit(site_url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ()
    root = f"{parts.scheme}://{parts.netloc}/"
    folder = urljoin(root, parts.path.rstrip("/") + "/")
    return tuple(dict.fromkeys(urljoin(place, path) for place in (folder, root) for path in _USUAL_PATHS))


def _tree(content: bytes) -> html.HtmlElement | None:
    try:
        return html.document_fromstring(content.replace(b"\0", b""))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):  # nothing in it
        return None


def _base_of(tree: html.HtmlElement, url: str) -> str:
    base = tree.find(".//base[@href]")
    return url if base is None else http_address(base.get("href", ""), url) or url


def _declared(tree: html.HtmlElement, base: str) -> Iterable[FoundFeed]:
    for link in tree.iter("link"):
        rels = link.get("rel", "").lower().split()
        media_type = link.get("type", "").partition(";")[0].strip().lower()
        if ("alternate" in rels and media_type in _FEED_TYPES) or "feed" in rels:
            address = _page_address(link.get("href", ""), base)
            if address and not _is_api(address, media_type):
                yield FoundFeed(address, one_line(link.get("title", "")), media_type)


def _linked(tree: html.HtmlElement, base: str) -> Iterable[FoundFeed]:
    for link in tree.iter("a"):
        address = _page_address(link.get("href", ""), base)
        if address and _FEED_ADDRESS.search(address):
            yield FoundFeed(address, one_line(link.get("title") or link.text_content()))


def _is_api(address: str, media_type: str) -> bool:
    """WordPress declares its API and its oEmbed answers like feeds."""
    return media_type in ("application/json", "text/xml") and ("/wp-json" in address or "oembed" in address)


def _is_of_comments(feed: FoundFeed) -> bool:
    return bool(_OF_COMMENTS.search(f"{feed.url} {feed.title}"))


def _page_address(href: str, base: str) -> str | None:
    """The absolute address without its fragment; None where the link stays on its page."""
    return http_address(href.partition("#")[0], base)
