"""Foreign markup made harmless, and the plain text of it."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import Literal

import nh3

# Text, its structure, pictures and sound. A <picture> dissolves into its <img>: its <source> elements carry only
# srcset, whose addresses the sanitiser does not check. A <video> has no poster, since a poster loads unasked.
_TAGS = (
    "a abbr article aside audio b bdi bdo blockquote br caption center cite code col colgroup dd del details dfn div "
    "dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark ol p pre q rp rt ruby s samp "
    "section small source span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var video "
    "wbr"
)
_DROPPED_WITH_CONTENT = (
    "button canvas datalist form frameset head iframe input math noframes noembed noscript option script select style "
    "svg template textarea title"
)
_ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href"},
    "abbr": {"title"},
    "audio": {"src"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "reversed"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"src", "width", "height"},
}
_PLAYER = re.compile(r"<(audio|video)\b")
_SCHEMES = {"http", "https", "mailto"}

# C0 and C1 controls but tab and line ends, lone surrogates, noncharacters: none can be stored or shown everywhere.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Many a feed says ISO-8859-1 and writes Windows-1252: its curly quotes arrive as C1 controls.
_WINDOWS_1252 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}

# HTML takes all that follows one of these for its inside, also where it was closed as in XML ("<iframe ... />"): the
# rest of the article would go with it. An iframe has nothing inside to keep.
_SWALLOWS_THE_REST = re.compile(r"</?iframe\b[^<>]*>|<(?:script|style|textarea|title)\b[^<>]*/>", re.I)
_NO_DECLARATION = re.compile(r"<!(?!--|doctype\b)", re.I)  # HTML would drop it, and what follows up to the next ">"
_SWALLOWERS = ("<iframe", "/>", "<IFRAME")
_IMAGE = re.compile(r"<img\b[^<>]*>", re.I)  # stops at the next bracket, so it is linear on any input
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
_NO_SIZE = frozenset({"0", "1", "0px", "1px"})
_LAZY_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-orig-file")
_EMPTY = re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>\s*|<source>")

# Each pattern begins with a bare "<": so the search skips from bracket to bracket, six times as fast as otherwise.
_PARAGRAPH_TAG = re.compile(
    r"<(?:br>(?:\s*<br>)+|/?(?:article|aside|blockquote|caption|center|details|div|dl|figcaption|figure|footer|h[1-6r]"
    r"|header|ol|p|pre|section|summary|table|ul)(?: [^>]*)?>)"
)
_LINE_TAG = re.compile(r"<(?:br|/li|/dt|/dd|/tr)>")
_SPACE_TAG = re.compile(r"<(?:/td|/th|img[^>]*)>")
_ANY_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"  +")

# Any address that does not plainly begin as an absolute one.
_MAYBE_RELATIVE = re.compile(r"""\b(?:href|src|cite)\s*=(?!\s*["']?(?:https?://|mailto:))""", re.I)

_HIDDEN_IN_LINE = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>|<!--.*?-->", re.I | re.S)
# Only what is set into headlines as markup goes: "How <template> works" keeps its word.
_MARKUP_IN_LINE = re.compile(
    r"</?(a|abbr|b|bdi|big|blink|br|center|cite|code|del|div|em|font|h[1-6]|i|img|ins|li|mark|nobr|ol|p|q|s|small|span|strike"
    r"|strong|sub|sup|tt|u|ul|wbr|script|style|applet|embed|frame|frameset|iframe|link|meta|object)(?:\s[^<>]*)?/?>",
    re.I,
)
_ESCAPED_PAIR = re.compile(r"<(a|b|cite|em|i|q|span|strong|sub|sup|u)(?:\s[^<>]*)?>[^<>]*</\1>", re.I)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def clean_html(html: str, base_url: str | None = None) -> str:
    """``html`` as it may be stored and shown: news-friendly elements, no script, every address absolute.

    Links and pictures are resolved against ``base_url``; without one, relative addresses are dropped, since they would
    point at ourselves. Addresses are http, https or mailto. Pictures of one pixel go; pictures that a script would
    have loaded later get their address. Audio and video stay, with controls and nothing loaded beforehand.
    """
    html = without_controls(html)
    if "<" not in html and "&" not in html and ">" not in html:
        return html.strip()
    if "<img" in html or "<IMG" in html:
        html = _IMAGE.sub(_settled_image, html)
    if any(mark in html for mark in _SWALLOWERS):
        html = _SWALLOWS_THE_REST.sub("", html)
    if "<!" in html:
        html = _NO_DECLARATION.sub("&lt;!", html)
    # A cleaner for each article's address costs as much as the cleaning; few articles have anything to resolve.
    html = _cleaner(base_url if _MAYBE_RELATIVE.search(html) else None).clean(html)
    if "<audio" in html or "<video" in html:  # safe to do last: the sanitiser escapes "<" wherever it opens no tag
        html = _PLAYER.sub(r'<\1 controls="" preload="none"', html)
    return _EMPTY.sub("", html).strip()


def plain_text(html: str) -> str:
    """The words of sanitised HTML: paragraphs joined by one blank line, whitespace folded within.

    List items, table rows and single breaks begin a line of their own; table cells are parted by a space.
    """
    text = _PARAGRAPH_TAG.sub("\x00", html)
    if "<" in text:
        text = _ANY_TAG.sub("", _SPACE_TAG.sub(" ", _LINE_TAG.sub("\x01", text)))
    if "&" in text:  # all that a sanitiser writes; ten times as fast as html.unescape
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")
    for space in "\n\r\t\xa0":
        text = text.replace(space, " ")
    if "  " in text:
        text = _SPACES.sub(" ", text)
    paragraphs = (_trimmed_lines(paragraph) for paragraph in text.split("\x00"))
    return "\n\n".join(filter(None, paragraphs))


def one_line(text: str) -> str:
    """A headline or a name as plain characters on one line: no markup, no entities, no control characters.

    What only looks like markup survives: "AT&T", "a < b". Entities that were escaped twice are decoded twice.
    """
    text = without_controls(text)
    if "<" in text:
        text = _without_markup(text)
    if "&" in text:
        text = _ENTITY.sub(_decoded, text)
        if "&" in text:
            text = _ENTITY.sub(_decoded, text)
        if "<" in text and _ESCAPED_PAIR.search(text):
            text = _without_markup(text)
        text = without_controls(text)
    return " ".join(text.split())


def without_controls(text: str) -> str:
    """``text`` without control characters; Windows-1252 punctuation in their place becomes what was meant."""
    if text.replace("\n", "").isprintable() or not _CONTROL.search(text):  # the first is ten times as fast
        return text
    return _CONTROL.sub("", text.translate(_WINDOWS_1252))


@lru_cache(maxsize=1024)  # building one costs as much as cleaning an article (22 microseconds)
def _cleaner(base_url: str | None) -> nh3.Cleaner:
    if base_url is not None:
        try:
            return _build_cleaner(("rewrite_with_base", base_url))
        except ValueError:  # not an address that anything could be resolved against
            pass
    return _build_cleaner("deny")


def _build_cleaner(url_relative: Literal["deny"] | tuple[Literal["rewrite_with_base"], str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS.split()),
        clean_content_tags=set(_DROPPED_WITH_CONTENT.split()),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        url_relative=url_relative,
    )


def _settled_image(tag: re.Match[str]) -> str:
    """The image tag with its true address, or nothing where it only counts readers. Runs before sanitising."""
    attributes = {name.lower(): value.strip("\"'") for name, value in _ATTRIBUTE.findall(tag[0])}
    if attributes.get("width") in _NO_SIZE and attributes.get("height", "1") in _NO_SIZE:
        return ""
    if attributes.get("height") in _NO_SIZE and "width" not in attributes:
        return ""
    source = attributes.get("src", "")
    if source and not source.startswith(("data:", "about:")):
        return tag[0]
    source = next((attributes[name] for name in _LAZY_SOURCES if attributes.get(name)), "")
    source = source or _largest(attributes.get("data-srcset") or attributes.get("srcset") or "")
    kept = {name: attributes[name] for name in ("alt", "title", "width", "height") if name in attributes}
    if not source:
        return ""
    return "<img {}>".format(" ".join(f'{name}="{value}"' for name, value in {"src": source, **kept}.items()))


def _largest(srcset: str) -> str:
    """The last address of a srcset, by custom the largest picture."""
    return next(iter(srcset.rpartition(", ")[2].split()), "")


def _trimmed_lines(paragraph: str) -> str:
    if "\x01" not in paragraph:
        return paragraph.strip()
    return "\n".join(filter(None, (line.strip() for line in paragraph.split("\x01"))))


def _without_markup(text: str) -> str:
    return _MARKUP_IN_LINE.sub(_space_for_block, _HIDDEN_IN_LINE.sub(" ", text))


def _space_for_block(tag: re.Match[str]) -> str:
    return " " if tag[1].lower() in {"br", "div", "p", "li"} else ""


def _decoded(entity: re.Match[str]) -> str:
    return unescape(entity[0])
