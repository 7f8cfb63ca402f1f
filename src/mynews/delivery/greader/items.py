"""Articles as the protocol shows them: as JSON, and as entries of Atom. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from mynews.delivery.greader.names import READ, READING_LIST, STARRED, feed_id, item_id, label_id, micros
from mynews.model.article import Article
from mynews.model.source import Subscription
from mynews.services.programs import my_news
from mynews.services.programs.streams import Item

_ATOM = "{http://www.w3.org/2005/Atom}"
_READER = "http://www.google.com/reader/"
_LATEST = 2**31 - 1  # one program keeps seconds in 32 bits
# Some programs take a title for HTML, others show entities as they are written.
_AS_CHARACTERS = str.maketrans({"<": "＜", ">": "＞"})


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells articles to programs. ``acts`` gives what stands beside the reason of an article of My News, as HTML."""

    home_url: str
    acts: dict[int, str]

    def json_of(self, item: Item) -> dict[str, Any]:
        """An article with every member that some program needs, none of them null."""
        article = item.article
        link = article.url or f"{self.home_url}article/{article.id}"
        at = self._shown_at(item)
        stamp = micros(item.at)
        return {
            "id": item_id(item.number),
            "crawlTimeMsec": str(stamp // 1000),
            "timestampUsec": str(stamp),
            "published": seconds(at),
            "updated": seconds(article.changed_at or at),
            "title": title_of(article),
            "author": self._author(item),
            "canonical": [{"href": link}],
            "alternate": [{"href": link, "type": "text/html"}],
            "categories": self._categories(item),
            "origin": self._origin(item),
            "summary": {"content": self._content(item)},
            "enclosure": [
                {"href": each.url, "type": each.media_type, "length": each.length or 0} for each in article.enclosures
            ],
        }

    def atom_of(self, title: str, items: Sequence[Item], now: datetime) -> bytes:
        """A stream as Atom, as one program of long ago still reads it."""
        root = etree.fromstring(b'<feed xmlns="http://www.w3.org/2005/Atom"/>')
        _add(root, "title", title)
        _add(root, "id", f"tag:google.com,2005:reader/{title}")
        _add(root, "updated", _written(now))
        for item in items:
            self._add_entry(root, item)
        return etree.tostring(root, xml_declaration=True, encoding="utf-8")

    def _add_entry(self, root: etree._Element, item: Item) -> None:
        told = self.json_of(item)
        entry = etree.SubElement(root, f"{_ATOM}entry")
        _add(entry, "id", told["id"])
        _add(entry, "title", told["title"])
        etree.SubElement(entry, f"{_ATOM}link", rel="alternate", href=_xml(told["canonical"][0]["href"]))
        _add(entry, "published", _written(self._shown_at(item)))
        _add(entry, "updated", _written(item.article.changed_at or self._shown_at(item)))
        author = etree.SubElement(entry, f"{_ATOM}author")
        _add(author, "name", told["author"])
        _add(entry, "content", told["summary"]["content"]).set("type", "html")
        for label in ("read" if item.is_read else "fresh", *(["starred"] if item.is_saved else [])):
            term = f"user/-/state/com.google/{label}"
            etree.SubElement(entry, f"{_ATOM}category", scheme=_READER, term=term, label=label)

    def _shown_at(self, item: Item) -> datetime:
        """Programs order by the time of publication: in My News that is the order of the edition."""
        return item.at if item.in_my_news else item.article.sort_at

    def _author(self, item: Item) -> str:
        if not item.in_my_news:
            return item.article.byline
        return " · ".join(each for each in (item.article.byline, item.article.source_name) if each)

    def _origin(self, item: Item) -> dict[str, str]:
        if item.in_my_news:
            return {"streamId": feed_id(my_news.FEED), "title": my_news.TITLE, "htmlUrl": self.home_url}
        source_id = item.article.source_id
        name = item.subscription.name if item.subscription else item.article.source_name
        return {"streamId": feed_id(source_id), "title": name, "htmlUrl": self.site_of(source_id, item.subscription)}

    def site_of(self, source_id: int, subscription: Subscription | None) -> str:
        """The page of a source: its own, else ours about it."""
        site = subscription.source.site_url if subscription else None
        return site or f"{self.home_url}source/{source_id}"

    def _categories(self, item: Item) -> list[str]:
        folder = item.subscription.folder if item.subscription else ""
        labels = [my_news.FOLDER if item.in_my_news else folder, *item.labels]
        marks = [name for name, holds in ((READ, item.is_read), (STARRED, item.is_saved)) if holds]
        return [READING_LIST, *dict.fromkeys(label_id(label) for label in labels if label), *marks]

    def _content(self, item: Item) -> str:
        article = item.article
        body = article.body or article.summary
        return "".join([*self._about_place(item), *_points(article), *_picture(article, body), body])

    def _about_place(self, item: Item) -> Iterable[str]:
        if not item.in_my_news:
            return
        why = " · ".join(item.entry.why) if item.entry else ""
        acts = self.acts.get(item.number, "")
        line = " ".join(part for part in (f"<em>{html.escape(why)}.</em>" if why else "", acts) if part)
        if line:
            yield f"<p>{line}</p>"
        told_at = article_time(item.article)
        yield f"<p><small>{html.escape(item.article.source_name)}, {told_at}</small></p>"


def title_of(article: Article) -> str:
    """A headline in plain characters."""
    return (article.headline or article.source_name).translate(_AS_CHARACTERS)


def article_time(article: Article) -> str:
    """When an article was published, in words."""
    at = article.sort_at
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def seconds(at: datetime) -> int:
    """Whole seconds since 1970, as far as 32 bits go."""
    return max(0, min(_LATEST, micros(at) // 1_000_000))


def _points(article: Article) -> Iterable[str]:
    if article.key_points:
        yield "<ul>" + "".join(f"<li>{html.escape(point)}</li>" for point in article.key_points) + "</ul>"


def _picture(article: Article, body: str) -> Iterable[str]:
    """The first picture, where the text has none of its own."""
    first = next((each for each in article.pictures if each.url and each.url.startswith(("http://", "https://"))), None)
    if first is None or "<img" in body:
        return
    below = " ".join(part for part in (first.caption, first.credit) if part)
    caption = f"<figcaption>{html.escape(below)}</figcaption>" if below else ""
    yield f'<figure><img src="{html.escape(first.url or "")}" alt="">{caption}</figure>'


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    child = etree.SubElement(parent, f"{_ATOM}{name}")
    child.text = _xml(text)
    return child


def _xml(text: str) -> str:
    """Text without the characters that XML has no place for."""
    return "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and not "\ud800" <= sign <= "\udfff"
                   and sign not in "\ufffe\uffff"))  # fmt: skip


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
