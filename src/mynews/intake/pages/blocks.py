"""The tree of a page read into blocks: paragraphs, headings, list lines, quotes, table cells, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from itertools import takewhile

from lxml.html import HtmlElement

from mynews.intake.pages.marks import Mark, named_furniture


class Kind(StrEnum):
    """What a block is in the markup."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    QUOTE = "quote"
    CELL = "cell"
    PREFORMATTED = "preformatted"
    CAPTION = "caption"
    PICTURE = "picture"


UNSEEN = frozenset(
    [
        "script",
        "style",
        "template",
        "svg",
        "iframe",
        "object",
        "embed",
        "canvas",
        "video",
        "audio",
        "head",
        "select",
        "textarea",
        "input",
        "noscript",
        "map",
        "math",
        "dialog",
        "datalist",
        "progress",
        "meter",
        "source",
        "track",
        "link",
        "meta",
        "title",
        "option",
    ]
)
"""Elements that hold no text of the page."""

INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "o",
        "output",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
KEPT = {"a": "a", "b": "strong", "strong": "strong", "i": "em", "em": "em", "code": "code", "sub": "sub", "sup": "sup"}
"""Inline elements that the body keeps, by the name that it keeps them under."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

LONGEST_CELL = 500
"""Characters; a longer cell is prose, and its table the layout of an old page."""

MOST_BLOCKS = 20_000
"""What is read of a page; the fullest of the 181 benchmark pages has 524."""

MOST_ELEMENTS = 200_000
"""As many are walked through; so a page of 8 MB takes seconds at most."""

LINE_BREAK = "\n"

_KINDS = {
    "li": Kind.ITEM, "dt": Kind.ITEM, "dd": Kind.ITEM, "blockquote": Kind.QUOTE, "td": Kind.CELL, "th": Kind.CELL,
    "pre": Kind.PREFORMATTED, "figcaption": Kind.CAPTION, "caption": Kind.CAPTION,
}  # fmt: skip
_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A run of text between two breaks of the layout.

    ``html`` is its inline markup, escaped; ``linked`` and ``strong`` count the characters inside links and inside
    bold or italic; ``link`` is its first address; ``marks`` name the furniture that it stands in, outermost first.
    """

    kind: Kind
    text: str
    html: str
    element: HtmlElement
    level: int = 0
    group: HtmlElement | None = None
    linked: int = 0
    strong: int = 0
    link: str | None = None
    marks: tuple[Mark, ...] = ()
    words: int = 0

    @property
    def mark(self) -> str:
        """The furniture that the outermost marked element says it is, or nothing."""
        return self.marks[0].name if self.marks else ""

    @property
    def link_share(self) -> float:
        """How much of the text is link, 0 to 1."""
        return self.linked / max(len(self.text), 1)


@dataclass(frozen=True, slots=True)
class _Place:
    """What the enclosing elements make of a run of text."""

    element: HtmlElement
    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    group: HtmlElement | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some text with the inline elements that it stands in, outermost first."""

    text: str
    inside: tuple[str, ...]


def blocks_of(root: HtmlElement) -> list[Block]:
    """All blocks below ``root`` in reading order, furniture included and marked."""
    return _Walk(root).through(root)


def words_in(text: str) -> int:
    """How many words, two signs to the word in scripts that set no spaces."""
    spaced = text.count(" ") + 1
    return spaced if text.isascii() else max(spaced, len(_SPACELESS.findall(text)) // 2)


class _Walk:
    """One pass over a tree without recursion: pages nest deeper than Python's stack."""

    def __init__(self, root: HtmlElement) -> None:
        self.blocks: list[Block] = []
        self.place = _Place(root)
        self.inside: tuple[str, ...] = ()
        self.pieces: list[_Piece] = []
        self.pictures: list[HtmlElement] = []
        self.breaks = 0
        self.layouts: dict[HtmlElement | None, bool] = {}

    def through(self, root: HtmlElement) -> list[Block]:
        # An entry of the stack is an element to open, or what to restore when it closes.
        stack: list[HtmlElement | tuple[HtmlElement, _Place, tuple[str, ...]]] = [root]
        for _ in range(2 * MOST_ELEMENTS):
            if not stack or len(self.blocks) >= MOST_BLOCKS:
                break
            entry = stack.pop()
            if isinstance(entry, tuple):
                element, place, inside = entry
                if place is not self.place:
                    self._flush()
                self.place, self.inside = place, inside
            else:
                element = entry
                if element.tag not in UNSEEN and isinstance(element.tag, str):
                    stack.append((element, self.place, self.inside))
                    stack.extend(reversed(element))
                    self._enter(element)
                    self._say(element.text)
                    continue
            if element is not root:
                self._say(element.tail)
        self._flush()
        return self.blocks

    def _enter(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "br":
            self._line_break()
            return
        if tag in {"img", "amp-img"}:
            self.pictures.append(element)
            return
        mark = named_furniture(element)
        if (tag in INLINE or "-" in tag) and mark not in {"hidden", "caption", "credit"}:
            if tag == "a":
                self.inside = (*self.inside, f"a {element.get('href') or ''}".strip())
            elif tag in KEPT and KEPT[tag] not in self.inside:
                self.inside = (*self.inside, KEPT[tag])
            return
        self._flush()
        outer = self.place
        self.place = _Place(
            element,
            self._kind(element),
            int(tag[1]) if tag in HEADINGS else 0,
            self._group(element),
            (*outer.marks, Mark(mark, element)) if mark else outer.marks,
        )

    def _kind(self, element: HtmlElement) -> Kind:
        tag, outer = element.tag, self.place.kind
        if tag in HEADINGS:
            return Kind.HEADING
        if tag in _KINDS:
            return Kind.PARAGRAPH if tag in {"td", "th"} and self._is_layout(element) else _KINDS[tag]
        return Kind.PARAGRAPH if tag == "p" and outer is Kind.HEADING else outer

    def _is_layout(self, cell: HtmlElement) -> bool:
        table = self._group(cell)
        if table not in self.layouts:
            self.layouts[table] = _is_layout(table)
        return self.layouts[table]

    def _group(self, element: HtmlElement) -> HtmlElement | None:
        return element if element.tag in {"ul", "ol", "table", "blockquote", "dl"} else self.place.group

    def _line_break(self) -> None:
        """One ``<br>`` is a space in the paragraph, two begin another."""
        self.breaks += 1
        if self.breaks > 1:
            self._flush()
        else:
            self.pieces.append(_Piece(LINE_BREAK, ()))

    def _say(self, text: str | None) -> None:
        if text:
            self.pieces.append(_Piece(text, self.inside))
            if not text.isspace():
                self.breaks = 0

    def _flush(self) -> None:
        place, pictures = self.place, self.pictures
        if pictures:
            self.pictures = []
            self.blocks += [Block(Kind.PICTURE, "", "", picture, marks=place.marks) for picture in pictures]
        pieces, self.pieces, self.breaks = self.pieces, [], 0
        text = _SPACES.sub(" ", "".join(piece.text for piece in pieces)).strip() if pieces else ""
        if not text:
            return
        links = [
            piece
            for piece in pieces
            if piece.inside and any(tag == "a" or tag.startswith("a ") for tag in piece.inside)
        ]
        self.blocks.append(
            Block(
                place.kind,
                text,
                _markup(pieces),
                place.element,
                place.level,
                place.group,
                sum(_width(piece) for piece in links),
                sum(_width(piece) for piece in pieces if "strong" in piece.inside or "em" in piece.inside),
                next((tag[2:] for piece in links for tag in piece.inside if tag.startswith("a ")), None),
                place.marks,
                words_in(text),
            )
        )


def _width(piece: _Piece) -> int:
    return len(" ".join(piece.text.split()))


def _is_layout(table: HtmlElement | None) -> bool:
    """Whether a table only arranges the page: it holds prose, pictures of the page, or tables of its own."""
    if table is None or table.get("role") == "presentation":
        return True
    return any(
        cell.find(".//table") is not None or len(cell.findall(".//p")) > 2 or len(cell.text_content()) > LONGEST_CELL
        for cell in table.iter("td")
    )


def _markup(pieces: list[_Piece]) -> str:
    """The pieces as inline HTML with every element closed where the run ends."""
    out: list[str] = []
    now: tuple[str, ...] = ()
    for piece in pieces:
        if piece.text is LINE_BREAK:
            out.append("<br>")
            continue
        if piece.inside != now:
            pairs = zip(now, piece.inside, strict=False)
            shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
            out += [f"</{tag.split(' ')[0]}>" for tag in reversed(now[shared:])]
            out += [_opening(tag) for tag in piece.inside[shared:]]
            now = piece.inside
        out.append(escape(piece.text, quote=False))
    out += [f"</{tag.split(' ')[0]}>" for tag in reversed(now)]
    return _SPACES.sub(" ", "".join(out)).strip()


def _opening(tag: str) -> str:
    name, _, href = tag.partition(" ")
    return f'<a href="{escape(href)}">' if href else f"<{name}>"
