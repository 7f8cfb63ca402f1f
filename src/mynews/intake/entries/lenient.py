"""Any feed, however broken, read by feedparser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

import feedparser

from mynews.intake.entries.raw import RawEntry, RawFeed, RawLink, RawMedia, RawText
from mynews.model.errors import ParseError

# feedparser takes the title and the description of a picture for those of the article. Under names that mean nothing
# to it they are kept apart.
_PICTURE_TEXT = re.compile(rb"<(/?)media:(title|description)\b[^<>]*>")
# feedparser resolves every address; against this one, so that what was written can be had back. (Given no address at
# all it would keep each xml:base beyond its element.)
_NOWHERE = "http://nowhere.invalid/as/written/"
_NOWHERE_HOST = "http://nowhere.invalid"
_HARMLESS = {"CharacterEncodingOverride", "NonXMLContentType"}  # the document was read as it was meant


def read_lenient(content: bytes, content_type: str = "") -> RawFeed:
    """What can be read of the document; ``problem`` says what was wrong. ParseError where nothing looks like a feed."""
    content = _PICTURE_TEXT.sub(rb"<\1media:picture\2>", content)
    found = feedparser.parse(
        BytesIO(content),
        response_headers={"content-location": _NOWHERE, "content-type": content_type},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not found.version and not found.entries:
        raise ParseError("This document is not a feed: it is neither RSS nor Atom nor JSON Feed. Check the address.")
    feed: Mapping[str, Any] = found.feed
    return RawFeed(
        entries=tuple(_entry(entry) for entry in found.entries),
        title=feed.get("title", ""),
        description=feed.get("subtitle", ""),
        link=_written(feed.get("link")),
        links=tuple(_links(feed)),
        language=feed.get("language", ""),
        icon=_written(feed.get("icon") or feed.get("logo") or (feed.get("image") or {}).get("href")),
        authors=tuple(_authors(feed)) if found.version.startswith("atom") else (),
        ttl=feed.get("ttl", ""),
        update_period=feed.get("sy_updateperiod", ""),
        update_frequency=feed.get("sy_updatefrequency", ""),
        problem=_problem(found),
    )


def _entry(entry: dict[str, Any]) -> RawEntry:
    return RawEntry(
        identity=_written(entry.get("id")),
        title=entry.get("title", ""),
        title_language=entry.get("title_detail", {}).get("language") or "",
        link="" if entry.get("guidislink") and entry.get("link") == entry.get("id") else _written(entry.get("link")),
        links=tuple(_links(entry)),
        published=entry.get("published", ""),
        updated=dict.get(entry, "updated", ""),  # its own get() gives the date of publishing instead, with a warning
        created=entry.get("created", ""),
        teaser=_teaser(entry),
        contents=tuple(_text(content.get("value", ""), content) for content in entry.get("content", ())),
        authors=tuple(_authors(entry)),
        topics=tuple(tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", ())),
        comments=_written(entry.get("comments")),
        language=entry.get("language", ""),
        image=(entry.get("image") or {}).get("href", ""),
        media=tuple(_media(entry, "media_content")),
        thumbnails=tuple(_media(entry, "media_thumbnail")),
        media_title=entry.get("media_picturetitle", ""),
        media_description=entry.get("media_picturedescription", ""),
    )


def _teaser(entry: Mapping[str, Any]) -> RawText | None:
    """The description, where feedparser did not copy it from the content."""
    summary = entry.get("summary", "")
    is_copy = any(content.get("value") == summary for content in entry.get("content", ()))
    return _text(summary, entry.get("summary_detail", {})) if summary and not is_copy else None


def _written(address: str | None) -> str:
    return (address or "").removeprefix(_NOWHERE).removeprefix(_NOWHERE_HOST)


def _text(value: str, detail: Mapping[str, Any]) -> RawText:
    plain = detail.get("type") == "text/plain"
    if detail.get("type") == "application/xhtml+xml":
        value = value.replace("</br>", "").replace("</img>", "").replace("</hr>", "")  # it closes what has no end
    return RawText(value, plain, _written(detail.get("base")), detail.get("language") or "")


def _links(context: Mapping[str, Any]) -> Iterable[RawLink]:
    for link in context.get("links", ()):
        if href := link.get("href"):
            yield RawLink(_written(href), link.get("rel", ""), link.get("type", ""), link.get("length", ""))


def _authors(context: Mapping[str, Any]) -> Iterable[str]:
    """Names, or addresses. A single author's text as written, since feedparser cuts the ends of long addresses."""
    authors = context.get("authors", ())
    written = context.get("author", "")
    if len(authors) == 1 and written and written != f"{authors[0].get('name')} ({authors[0].get('email')})":
        return (written,)
    return (author.get("name") or author.get("email") or "" for author in authors)


def _media(entry: Mapping[str, Any], key: str) -> Iterable[RawMedia]:
    """The files; feedparser keeps one caption for all of them."""
    caption = entry.get("media_picturedescription", "")
    credit = ", ".join(filter(None, (credit.get("content") for credit in entry.get("media_credit", ()))))
    for media in entry.get(key, ()):
        if url := media.get("url"):
            yield RawMedia(url, media.get("type", ""), media.get("medium", ""), media.get("width", ""), caption, credit)


def _problem(found: Mapping[str, Any]) -> str:
    if not found["bozo"] or type(found["bozo_exception"]).__name__ in _HARMLESS:
        return ""
    return "The feed is not well formed; what could be read of it is here, and some of it may be missing."
