"""What a page says of its article in JSON-LD (schema.org)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from mynews.intake.clean import one_line

MAX_SCRIPT = 2_000_000
"""Characters; the longest JSON-LD on the 181 benchmark pages has 30,000."""

_ARTICLE_TYPES = re.compile(r"article|blogposting|report(?:$|age)|review|liveblog|newsstory|opinion", re.IGNORECASE)
_WRAPPING = re.compile(
    r"^\s*(?:<!--|<!\[CDATA\[|/\*.{0,20}?\*/|//\s*<!\[CDATA\[)*|(?:-->|//\s*\]\]>|\]\]>|;)*\s*$", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """The article as the page's JSON-LD describes it; every field may be empty."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    publisher: str = ""
    published: str = ""
    modified: str = ""
    body: str = ""
    words: int = 0
    description: str = ""
    free: bool = True
    sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str = ""
    url: str = ""
    image: str = ""


def linked_article(root: HtmlElement) -> LinkedArticle:
    """The page's article out of its JSON-LD, empty where there is none; the fullest where there are several."""
    found = [_read(node) for script in _scripts(root) for node in _nodes(script) if _is_article(node)]
    return max(found, key=_fullness, default=LinkedArticle())


def _scripts(root: HtmlElement) -> Iterator[Any]:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text or len(script.text) > MAX_SCRIPT:
            continue
        try:
            yield json.loads(_WRAPPING.sub("", script.text), strict=False)
        except (ValueError, RecursionError):
            continue


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object in ``tree``, outermost first, without recursion."""
    waiting = [tree]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, dict):
            yield node
            waiting.extend(value for value in node.values() if isinstance(value, (dict, list)))
        elif isinstance(node, list):
            waiting.extend(node)


def _is_article(node: dict[str, Any]) -> bool:
    return any(_ARTICLE_TYPES.search(kind) for kind in _texts(node.get("@type")))


def _fullness(article: LinkedArticle) -> tuple[int, int]:
    parts = (article.headline, article.authors, article.published, article.body, article.url)
    return sum(1 for part in parts if part), len(article.body)


def _read(node: dict[str, Any]) -> LinkedArticle:
    authors = _people(node.get("author")) or _people(node.get("creator"))
    publishers = _texts(_named(node.get("publisher")))
    return LinkedArticle(
        headline=_first(node.get("headline")) or _first(node.get("name")),
        authors=tuple(name for name, kind in authors if kind != "Organization"),
        organisations=tuple(name for name, kind in authors if kind == "Organization"),
        publisher=publishers[0] if publishers else "",
        published=_first(node.get("datePublished")) or _first(node.get("dateCreated")),
        modified=_first(node.get("dateModified")),
        body="\n".join(text for text in _raw_texts(node.get("articleBody")) if text),
        words=_number(node.get("wordCount")),
        description=_first(node.get("description")),
        free=not any(text.lower() == "false" for text in _texts(node.get("isAccessibleForFree"))),
        sections=tuple(_texts(node.get("articleSection"))),
        keywords=tuple(_keywords(node.get("keywords"))),
        language=_first(_named(node.get("inLanguage"))),
        url=_first(node.get("url")) or _first(node.get("mainEntityOfPage"), "@id"),
        image=_first(node.get("image"), "url"),
    )


def _raw_texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(one) for one in values if isinstance(one, (str, int, float, bool))]


def _texts(value: Any) -> list[str]:
    return [text for text in (one_line(raw) for raw in _raw_texts(value)) if text]


def _first(value: Any, key: str = "") -> str:
    if isinstance(value, list):
        return next((text for one in value if (text := _first(one, key))), "")
    if isinstance(value, dict):
        return _first(value.get(key)) if key else ""
    texts = _texts(value)
    return texts[0] if texts else ""


def _named(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for one in values for text in (_texts(one.get("name")) if isinstance(one, dict) else _texts(one))]


def _people(value: Any) -> list[tuple[str, str]]:
    """Names of authors with the type that each has."""
    values = value if isinstance(value, list) else [value]
    return [
        (name, _first(one.get("@type")) if isinstance(one, dict) else "")
        for one in values
        for name in (_texts(one.get("name")) if isinstance(one, dict) else _texts(one))
    ]


def _keywords(value: Any) -> list[str]:
    return [word for text in _texts(value) for part in text.split(",") if (word := part.strip()) and ":" not in word]


def _number(value: Any) -> int:
    digits = re.sub(r"\D", "", _first(value))
    return int(digits[:9]) if digits else 0
