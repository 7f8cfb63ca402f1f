"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), with our extension (docs/reference/json-feed.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from mynews.intake.addresses import http_address
from mynews.intake.clean import one_line
from mynews.intake.entries.articles import feed_from
from mynews.intake.entries.raw import RawEntry, RawFeed, RawLink, RawText
from mynews.model.article import ParsedArticle, ParsedFeed, Picture, RelatedLink
from mynews.model.document import Document
from mynews.model.errors import ParseError

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# The drawings of the sample edition, which no network gives.
_OWN_PICTURES = "sample:pictures/"
_NOT_A_FEED = "This is JSON, but not a JSON Feed: it has no list of items. Check the address."


def looks_like_json(content: bytes) -> bool:
    """Whether the first character opens a JSON object or list."""
    head = content[:64]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip()[:1] in (b"{", b"[")


def parse_json_feed(document: Document) -> ParsedFeed:
    """The feed in a JSON document; ParseError where it is no JSON or no feed."""
    feed = _read(document.content)
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ParseError(_NOT_A_FEED)
    items = [item for item in feed["items"] if isinstance(item, dict)]
    lost = len(feed["items"]) - len(items)
    raw = RawFeed(
        entries=tuple(map(_entry, items)),
        title=_string(feed, "title"),
        description=_string(feed, "description"),
        link=_string(feed, "home_page_url"),
        links=(RawLink(_string(feed, "feed_url"), "self"), RawLink(_string(feed, "next_url"), "next")),
        language=_string(feed, "language"),
        icon=_string(feed, "icon") or _string(feed, "favicon"),
        authors=tuple(_authors(feed)),
        problem=f"{lost} of the feed's items are not objects and were left out." if lost else "",
    )
    feed_read = feed_from(raw, document.url)
    articles = zip(feed_read.articles, items, strict=True)
    return replace(
        feed_read,
        articles=tuple(_extended(article, item, document.url) for article, item in articles),
        icon_url=raw.icon if raw.icon.startswith(_OWN_PICTURES) else feed_read.icon_url,
    )


def _read(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):  # the second: nested deeper than any feed
        pass
    try:  # as some servers write it: another encoding, or line ends within strings
        return json.loads(content.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise ParseError("This JSON document is broken or cut off; it cannot be read. Try again later.") from error


def _entry(item: dict[str, Any]) -> RawEntry:
    html, text, summary = (_string(item, name) for name in ("content_html", "content_text", "summary"))
    content = RawText(html) if html else RawText(text, plain=True)
    attachments = [RawLink(*_attachment(a)) for a in _list(item, "attachments") if isinstance(a, dict)]
    return RawEntry(
        identity=_string(item, "id"),
        title=_string(item, "title"),
        link=_string(item, "url") or _string(item, "external_url"),
        links=tuple(attachments),
        published=_string(item, "date_published"),
        updated=_string(item, "date_modified"),
        teaser=RawText(summary, plain=True) if summary else None,
        contents=(content,) if content.value else (),
        authors=tuple(_authors(item)),
        topics=tuple(tag for tag in _list(item, "tags") if isinstance(tag, str)),
        language=_string(item, "language"),
        image=_string(item, "image") or _string(item, "banner_image"),
    )


def _extended(article: ParsedArticle, item: dict[str, Any], base: str) -> ParsedArticle:
    """The article with what our own extension says of it: parts that JSON Feed has no word for."""
    own = item.get("_mynews")
    if not isinstance(own, dict):
        return article
    pictures = [_picture(each, base) for each in _objects(own, "pictures")]
    related = [
        RelatedLink(one_line(_string(each, "headline")), http_address(_string(each, "url"), base))
        for each in _objects(own, "related")
    ]
    return replace(
        article,
        kicker=one_line(_string(own, "kicker")),
        key_points=tuple(one_line(each) for each in _list(own, "key_points") if isinstance(each, str)),
        pictures=tuple(pictures) or article.pictures,
        related=tuple(related),
        print_note=one_line(_string(own, "print_note")),
    )


def _picture(picture: dict[str, Any], base: str) -> Picture:
    written = _string(picture, "url")
    url = written if written.startswith(_OWN_PICTURES) else http_address(written, base)
    return Picture(url, one_line(_string(picture, "caption")), one_line(_string(picture, "credit")))


def _attachment(attachment: dict[str, Any]) -> tuple[str, str, str, str]:
    length = _string(attachment, "size_in_bytes")
    return _string(attachment, "url"), "enclosure", _string(attachment, "mime_type").lower(), length


def _authors(thing: dict[str, Any]) -> Iterable[str]:
    """Names by 1.1's list, else by 1.0's single author."""
    for author in _list(thing, "authors") or [thing.get("author")]:
        if isinstance(author, dict):
            yield _string(author, "name")


def _list(thing: dict[str, Any], name: str) -> list[Any]:
    value = thing.get(name)
    return value if isinstance(value, list) else []


def _objects(thing: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [each for each in _list(thing, name) if isinstance(each, dict)]


def _string(thing: dict[str, Any], name: str) -> str:
    """The value where it is a text or, as many an id, a number."""
    value = thing.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)
