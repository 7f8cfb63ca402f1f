"""When an article was published and updated, in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime

from htmldate import find_date
from lxml.html import HtmlElement

from mynews.intake.date_lines import instant_in
from mynews.intake.pages.linked_data import LinkedArticle

_PUBLISHED = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "publish-date",
    "publishdate", "pubdate", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date",
    "dcterms.date", "date", "article.published", "publication_date", "cxenseparse:recs:publishtime",
    "rnews:datepublished", "bt:pubdate", "dc.date.created", "article_date_original", "originalpublicationdate",
    "publish_date", "ptime", "pdate",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified",
    "dc.date.modified", "updated_time",
)  # fmt: skip


def published_at(linked: LinkedArticle, meta: Mapping[str, str], root: HtmlElement, url: str) -> datetime | None:
    """When the article was published: by JSON-LD, by the page's meta tags, by its ``<time>``, or by its looks."""
    stated = [linked.published, *(meta.get(name, "") for name in _PUBLISHED), *_times(root)]
    return _first_instant(stated) or _by_looks(root, url)


def updated_at(linked: LinkedArticle, meta: Mapping[str, str]) -> datetime | None:
    """When the article was last changed, where the page says so."""
    return _first_instant([linked.modified, *(meta.get(name, "") for name in _UPDATED)])


def _first_instant(texts: list[str]) -> datetime | None:
    return next((instant for text in texts if text and (instant := instant_in(text))), None)


def _times(root: HtmlElement) -> list[str]:
    """The dates of the page's elements, most telling first."""
    marked = root.xpath(".//*[@itemprop='datePublished' or @itemprop='dateCreated']")
    times = root.xpath(".//time[@datetime]")
    told = [time for time in times if time.get("pubdate") is not None or "publish" in (time.get("class") or "")]
    found = [*marked, *told, *times[:1]]
    return [(one.get("datetime") or one.get("content") or one.text_content()).strip() for one in found]


def _by_looks(root: HtmlElement, url: str) -> datetime | None:
    """The day that the page's text or address names, at midnight UTC, where no markup tells."""
    try:
        day = find_date(deepcopy(root), url=url or None, original_date=True, extensive_search=False)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return _first_instant([day]) if day else None
