"""Plain scraped text of an article page in, one parsed article out.

Such text has lost all markup: what a line is shows in its shape, its words and its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from mynews.intake import furniture
from mynews.intake.captions import is_caption, split_credit
from mynews.intake.clean import one_line
from mynews.intake.date_lines import instant_in
from mynews.intake.names import names_in
from mynews.model.article import ParsedArticle, Picture, RelatedLink
from mynews.model.errors import ParseError

MAX_CHARACTERS = 500_000
"""More is no article: it is as long as a novel."""

PROSE_WORDS = 20
"""A line of so many words is a paragraph however it ends."""

KICKER_WORDS = 5

_SENTENCE_END = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$|[\"”]$")
_NAME = re.compile(r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}")
_TAGS = re.compile(r"(?:tags?|topics?|filed under|keywords|in this (?:article|story))\s*:.*", re.IGNORECASE)


@dataclass(slots=True)
class _Reading:
    """The article's parts as they are found, line by line."""

    html: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    related: list[RelatedLink] = field(default_factory=list)
    print_note: str = ""

    def add_picture(self, line: str) -> None:
        caption, credit = split_credit(line)
        if not caption and self.pictures and not self.pictures[-1].credit:
            self.pictures[-1] = Picture(None, self.pictures[-1].caption, credit)
        else:
            self.pictures.append(Picture(None, caption, credit))

    def add_related(self, line: str) -> None:
        headline = furniture.related_headline(line)
        if headline not in {link.headline for link in self.related}:
            self.related.append(RelatedLink(headline))

    def add_item(self, line: str) -> None:
        self.items.append(f"<li>{escape(furniture.without_bullet(line), quote=False)}</li>")

    def add_text(self, line: str, tag: str) -> None:
        self.close_list()
        self.html.append(f"<{tag}>{escape(line, quote=False)}</{tag}>")

    def close_list(self) -> None:
        if self.items:
            self.html.append("<ul>" + "".join(self.items) + "</ul>")
            self.items.clear()


def parse_text(text: str) -> ParsedArticle:
    """The article of a page's plain text with every part in its own field; ParseError where the text holds none."""
    lines = _lines(text[:MAX_CHARACTERS])
    paywalled = any(map(furniture.is_paywall, lines))
    promos = furniture.promo_lines(lines)
    lines = [line for n, line in enumerate(lines) if n not in promos and not _is_noise(line)]
    first = next((n for n, line in enumerate(lines) if _is_paragraph(line)), None)
    if first is None:
        raise ParseError("No article was found in this text: it holds no paragraph. Give the text of one article.")
    head, reading = [line for line in lines[:first] if not furniture.opens_key_points(line)], _Reading()
    titles = [line for line in head if _is_title(line)]
    headline = next((line for line in titles if len(line.split()) >= 4), next(iter(titles), ""))
    authors = _authors(head[head.index(headline) + 1 :] if headline else head)
    for line in filter(is_caption, head):
        reading.add_picture(line)
    _read_body([line for line in lines[first:] if not furniture.is_about_author(line, authors)], reading, headline)
    return ParsedArticle(
        headline=headline,
        kicker=_kicker(head, headline),
        key_points=tuple(furniture.without_bullet(line) for line in head if furniture.has_bullet(line)),
        byline=", ".join(authors),
        published_at=next(filter(None, map(instant_in, filter(furniture.is_date_line, head))), None),
        body="".join(reading.html),
        pictures=tuple(reading.pictures),
        related=tuple(reading.related),
        print_note=reading.print_note,
        complete=not paywalled,
    )


def _lines(text: str) -> list[str]:
    """The text's lines without empty ones; a credit on a line of its own joins the caption above it.

    Lines right below a heading such as "Key points" get a bullet, where they have none.
    """
    lines: list[str] = []
    adjoins = listing = False
    for line in map(one_line, text.splitlines()):
        if not line:
            adjoins = listing = False
            continue
        caption, credit = split_credit(line)
        alone = bool(credit) and not caption and is_caption(line)
        if alone and lines and not is_caption(lines[-1]) and (adjoins or not _is_paragraph(lines[-1])):
            lines[-1] = f"{lines[-1]} {line}"
        elif listing and not furniture.has_bullet(line) and 2 < len(line.split()) <= PROSE_WORDS:
            lines.append(f"• {line}")
        else:
            lines.append(line)
        adjoins, listing = True, listing or furniture.opens_key_points(line)
    return lines


def _authors(below: Sequence[str]) -> tuple[str, ...]:
    """The authors that the lines below the headline name: "By Ana Reyes", or a bare name beside the date."""
    stated = [line for line in below if furniture.is_byline(line)]
    beside = [
        line
        for n, line in enumerate(below)
        if _NAME.fullmatch(line) and any(furniture.is_date_line(near) for near in below[max(n - 1, 0) : n + 2])
    ]
    return names_in(stated or beside)


def _is_noise(line: str) -> bool:
    """Whether a line tells nothing, not even where other stories or comments begin."""
    if furniture.opens_more_stories(line) or furniture.opens_comments(line):
        return False
    return furniture.is_label(line) or furniture.is_promo(line) or furniture.is_copyright(line)


def _read_body(lines: Sequence[str], reading: _Reading, headline: str) -> None:
    """Everything from the first paragraph on."""
    elsewhere = False
    for n, line in enumerate(lines):
        paragraph = _is_paragraph(line)
        if furniture.opens_comments(line):
            break
        elsewhere = furniture.opens_more_stories(line) or (elsewhere and not paragraph)
        if furniture.is_print_note(line):
            reading.print_note = reading.print_note or line
        elif is_caption(line):
            reading.add_picture(line)
        elif (
            furniture.is_related_line(line) or (elsewhere and len(line.split()) > 3) or furniture.is_lone_headline(line)
        ):
            reading.add_related(line)
        elif furniture.has_bullet(line):
            reading.add_item(line)
        elif paragraph:
            reading.add_text(line, "p")
        elif _heads_text(lines, n) and not (elsewhere or line == headline):
            reading.add_text(line, "h2")
    reading.close_list()


def _is_paragraph(line: str) -> bool:
    """Whether a line reads like running text."""
    words = len(line.split())
    if furniture.is_aside(line) or is_caption(line) or furniture.has_bullet(line) or _TAGS.fullmatch(line):
        return False
    return words >= 3 * PROSE_WORDS or (
        words >= 6 and bool(_SENTENCE_END.search(line)) and (words >= 10 or line[-1] in ".!?")
    )


def _is_title(line: str) -> bool:
    words = len(line.split())
    return 1 < words <= 40 and not (is_caption(line) or furniture.has_bullet(line) or furniture.is_aside(line))


def _heads_text(lines: Sequence[str], at: int) -> bool:
    """Whether a short line stands above a paragraph or a list, as a sub-heading does."""
    if furniture.is_aside(lines[at]) or _TAGS.fullmatch(lines[at]):
        return False
    below = lines[at + 1] if at + 1 < len(lines) else ""
    return bool(below) and (_is_paragraph(below) or furniture.has_bullet(below)) and not furniture.is_print_note(below)


def _kicker(head: Sequence[str], headline: str) -> str:
    """The short line above the headline; one that the page repeats is surest."""
    before = head[: head.index(headline)] if headline in head else head
    short = [
        line
        for line in before[::-1]
        if len(line.split()) <= KICKER_WORDS and not furniture.is_aside(line) and line != headline
    ]
    short = [line for line in short if not (furniture.has_bullet(line) or is_caption(line))]
    return next((line for line in short if list(head).count(line) > 1), next(iter(short), ""))
