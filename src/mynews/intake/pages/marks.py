"""Elements whose tag, class or id calls them furniture: menus, sidebars, share bars, promos, captions, comments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

_TAGS = {
    "nav": "menu",
    "footer": "footer",
    "aside": "aside",
    "form": "form",
    "button": "button",
    "figcaption": "caption",
}
_NAMES = {
    "comments": "comment comments disqus livefyre respond",
    "related": (
        "related recirc recirculation trending recommended recommendation recommendations outbrain taboola readmore "
        "morefrom crosslink teaser teasers upnext popular"
    ),
    "promo": (
        "promo promos promotion newsletter newsletters signup subscribe subscription paywall donate sponsor sponsored "
        "ad ads advert advertisement advertising adslot banner"
    ),
    "share": "share sharing social sharebar follow sharedaddy addthis addtoany",
    "aside": "sidebar widget rail",
    "menu": "breadcrumb breadcrumbs menu nav navbar navigation pagination pager toolbar",
    "footer": "footer",
    "popup": "cookie cookies consent gdpr popup modal overlay tooltip lightbox",
    "byline": "byline bylines author authors bio",
    "date": "dateline timestamp pubdate datetime",
    "tags": "tags taglist keywords",
    "caption": "caption captions figcaption gallery slideshow carousel",
    "credit": "credit credits photographer copyright",
    "hidden": "screenreader visuallyhidden",
}
_BY_WORD = {word: mark for mark, words in _NAMES.items() for word in words.split()}
_PHRASES = (
    (
        re.compile(r"\b(?:read|more|most|also|see|keep|next|up)-(?:more|from|read|next|also|viewed|reading|stories)\b"),
        "related",
    ),
    (re.compile(r"\b(?:sr|screen-reader|visually|assistive)-(?:only|text|hidden)\b"), "hidden"),
    (re.compile(r"\bmailing-list\b|\bsign-up\b|\bemail-signup\b"), "promo"),
)
_NAME_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """An element that its tag or name calls furniture of some kind."""

    name: str
    element: HtmlElement


def named_furniture(element: HtmlElement) -> str:
    """What kind of furniture the element's tag, class or id says it is, or nothing."""
    tag = element.tag
    if tag in {"body", "html", "main", "article"} or (tag == "blockquote" and element.get("class")):
        return ""
    if tag in _TAGS:
        return _TAGS[tag]
    if element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style") or ""):
        return "hidden"
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    return furniture_in_name(name) if len(name) > 1 else ""


@lru_cache(maxsize=4096)
def furniture_in_name(name: str) -> str:
    """The same for the text of a class and an id alone."""
    words = [word.lower() for word in _NAME_BREAK.split(name[:400]) if word]
    for word in words:
        if word in _BY_WORD:
            return _BY_WORD[word]
    joined = "-".join(words)
    return next((mark for phrase, mark in _PHRASES if phrase.search(joined)), "")
