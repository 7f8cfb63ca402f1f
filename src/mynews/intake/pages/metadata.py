"""What a page says of its article outside the text: JSON-LD, meta tags and headings, weighed against each other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from mynews.intake.clean import one_line
from mynews.intake.names import names_in
from mynews.intake.pages.linked_data import LinkedArticle, linked_article
from mynews.intake.pages.published import published_at, updated_at

MOST_HEADINGS = 12
LONGEST_HEADING = 400

_TITLE_BREAK = re.compile(r"\s+[|»«•·–—-]+\s+|\s*\|\s*|\s+::?\s+")
_BREAK_SIGNS = " |»«•·–—-:"
_WORD = re.compile(r"\w+")
_AUTHOR_META = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "authors",
    "article.author", "dc.creator.author", "cxenseparse:author", "rnews:author", "bt:author", "news_author",
)  # fmt: skip
_BYLINE_NAME = re.compile(
    r"(?:^|[\s_-])(?:author|byline|writer|by-?line)s?(?:[\s_-]?(?:name|link|by|names|byline|text))?(?:$|\s)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The article's fields that stand outside its text, each already decided."""

    linked: LinkedArticle
    headline: str
    heading: HtmlElement | None
    authors: tuple[str, ...]
    published_at: datetime | None
    updated_at: datetime | None
    language: str
    url: str
    site: str
    summary: str
    image: str
    sections: tuple[str, ...]
    topics: tuple[str, ...]


def metadata_of(root: HtmlElement, url: str) -> Metadata:
    """All that the page says of its article outside the text."""
    linked, meta = linked_article(root), meta_tags(root)
    site = meta.get("og:site_name") or linked.publisher or meta.get("application-name", "")
    headline, heading = choose_headline(root, linked, meta, site)
    stated = [*linked.sections, meta.get("article:section", ""), meta.get("section", "")]
    sections = _once([part for text in stated for part in text.split(",")])
    words = [
        *linked.keywords,
        *meta.get("article:tag", "").split("\n"),
        *re.split(r"[,;]", meta.get("news_keywords", "")),
    ]
    return Metadata(
        linked=linked,
        headline=headline,
        heading=heading,
        authors=_authors(root, linked, meta, site),
        published_at=published_at(linked, meta, root, url),
        updated_at=updated_at(linked, meta),
        language=_language(root, linked, meta),
        url=_canonical(root, linked, meta, url),
        site=site,
        summary=meta.get("og:description") or meta.get("description") or linked.description,
        image=_absolute(meta.get("og:image") or meta.get("og:image:url") or linked.image, url),
        sections=sections,
        topics=_once([*sections, *words]),
    )


def meta_tags(root: HtmlElement) -> Mapping[str, str]:
    """The page's meta tags by lower-case name, repeated ones joined by line breaks."""
    tags: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").strip().lower()
        content = one_line(tag.get("content") or "")
        if name and content:
            repeated = name in {"article:tag", "article:author", "author", "dc.creator"} and name in tags
            tags[name] = f"{tags[name]}\n{content}" if repeated else tags.get(name, content)
    return tags


def choose_headline(
    root: HtmlElement, linked: LinkedArticle, meta: Mapping[str, str], site: str
) -> tuple[str, HtmlElement | None]:
    """The headline that readers of the page see, and its heading.

    A heading wins that the page's other titles bear out, since those are cut, written for social networks or carry
    the site's name. Where no heading is borne out, JSON-LD speaks, then OpenGraph, then the title.
    """
    title = one_line(root.findtext(".//title") or "")
    social = [meta.get("og:title", ""), meta.get("twitter:title", "")]
    others = [text for text in [linked.headline, *social, title] if text]
    first, second = (_headings(root, tag, site) for tag in ("h1", "h2"))
    borne_out = [found for found in first if max_agreement(found[1], others) > 0.5]
    borne_out = borne_out or [found for found in second if max_agreement(found[1], others) > 0.9]
    if borne_out:
        best = max(borne_out, key=lambda found: max_agreement(found[1], others))
        return best[1], best[0]
    if first and (not others or (len(first) == 1 and len(first[0][1].split()) >= 4)):
        return first[0][1], first[0][0]
    stated = [text for text in [linked.headline, *social] if text and not text.endswith(("...", "…"))]
    chosen = next(iter(stated), title)
    return without_site(chosen, site), None


def _headings(root: HtmlElement, tag: str, site: str) -> list[tuple[HtmlElement, str]]:
    """The page's first headings of one level with their texts, without one that only names the site."""
    found = [(element, _heading_text(element)) for element in islice(root.iter(tag), MOST_HEADINGS)]
    return [(element, text) for element, text in found if text and text.casefold() != site.casefold()]


def _heading_text(element: HtmlElement) -> str:
    """The heading's text; only its first words where it was never closed and holds the page."""
    text = one_line(element.text_content())
    return text if len(text) < LONGEST_HEADING else one_line(element.text or "")


def max_agreement(text: str, others: Sequence[str]) -> float:
    """How well the best of ``others`` agrees with ``text``: the share of words in common, 0 to 1."""
    words = set(_WORD.findall(text.casefold()))
    agreed = 0.0
    for other in others:
        theirs = set(_WORD.findall(other.casefold()))
        common = len(words & theirs)
        if common:
            agreed = max(agreed, common / len(words) * min(1.0, 0.4 + common / len(theirs)))
    return agreed


def without_site(title: str, site: str) -> str:
    """``title`` without " | Site name" behind or before it."""
    names = {site.casefold(), *site.casefold().split(" - ")} if site else set()
    while len(parts := _TITLE_BREAK.split(title)) > 1:
        first, last = parts[0], parts[-1]
        kept = title[: title.rindex(last)].rstrip(_BREAK_SIGNS)
        cut_off = title[len(kept) : title.rindex(last)]
        longest = 6 if "|" in cut_off else 3
        if last.casefold() in names or len(last.split()) <= longest < len(kept.split()):
            title = kept
        elif first.casefold() in names:
            title = title[len(first) :].lstrip(_BREAK_SIGNS)
        else:
            break
    return title


def _authors(root: HtmlElement, linked: LinkedArticle, meta: Mapping[str, str], site: str) -> tuple[str, ...]:
    """The authors' names by JSON-LD, else by the page's byline, else by its meta tags."""
    people = names_in(linked.authors, site)
    if people:
        return people
    texts = [text for name in _AUTHOR_META for text in meta.get(name, "").split("\n") if text and "/" not in text]
    stated = names_in(texts[:4], site)
    seen = names_in(_bylines(root), site)
    organisations = names_in(linked.organisations)
    return stated or seen or organisations


def _bylines(root: HtmlElement) -> list[str]:
    """The texts of the page's first byline."""
    marked = root.xpath(".//*[(@rel='author' and self::a) or @itemprop='author' or @itemprop='creator']")
    texts = [one_line(element.get("content") or element.text_content()) for element in marked]
    if not any(texts):
        for element in root.iter("a", "span", "p", "div", "address", "li", "strong"):
            if _BYLINE_NAME.search(element.get("class") or ""):
                text = one_line(element.text_content()[:400])
                if 2 < len(text) < 120:
                    texts.append(text)
                    break
    return [text for text in texts if 2 < len(text) < 120][:6]


def _language(root: HtmlElement, linked: LinkedArticle, meta: Mapping[str, str]) -> str:
    """The language tag that the page gives itself, "en" or "en-GB"."""
    stated = [
        root.get("lang"),
        root.get("xml:lang"),
        meta.get("og:locale"),
        meta.get("content-language"),
        linked.language,
    ]
    for text in stated:
        found = re.match(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}|\d{3}))?(?:$|[^A-Za-z])", (text or "").strip())
        if found:
            return found[1].lower() + (f"-{found[2].upper()}" if found[2] else "")
    return ""


def _canonical(root: HtmlElement, linked: LinkedArticle, meta: Mapping[str, str], url: str) -> str:
    """The address that the page gives itself, where it is one of the same site's articles; else its own."""
    stated = [*root.xpath(".//link[@rel='canonical']/@href"), meta.get("og:url", ""), linked.url]
    for text in stated:
        address = _absolute(str(text), url)
        if address and urlsplit(address).path.strip("/"):
            return address
    return url


def _absolute(address: str, base: str) -> str:
    """``address`` made absolute, or nothing where it is none that a reader could open."""
    try:
        joined = urljoin(base, address.strip()) if address else ""
        return joined if urlsplit(joined).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _once(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))
