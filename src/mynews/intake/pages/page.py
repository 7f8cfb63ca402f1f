"""An article page in, one parsed article out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby

from lxml.html import HtmlElement

from mynews.intake import furniture
from mynews.intake.clean import clean_html, plain_text
from mynews.intake.pages.blocks import Block, Kind, blocks_of, words_in
from mynews.intake.pages.body import body_of, choose_element, is_prose, with_true_marks
from mynews.intake.pages.metadata import Metadata, metadata_of
from mynews.intake.pages.pictures import pictures_in
from mynews.intake.pages.surroundings import key_points_in, kicker_in, print_note_in, related_in
from mynews.intake.pages.tree import EMPTY, tree_of
from mynews.model.article import ParsedArticle, Picture
from mynews.model.document import Document
from mynews.model.errors import ParseError

FEWEST_WORDS = 20
"""The shortest true body of the benchmark in a script with spaces has 42."""

LEAD = 15
"""Blocks before the heading among which the lead picture may stand, with its caption."""

_ERROR_PAGE = re.compile(
    r"\b(?:404|403|410|50[0234])\b|not found|page (?:does not|doesn.t) exist|no longer (?:available|exists)"
    r"|access denied|forbidden|(?:internal|server) error"
    r"|service unavailable|something went wrong|nicht gefunden|page introuvable|no encontrada",
    re.IGNORECASE,
)
_SIGN_IN = re.compile(r"\b(?:sign|log) ?[io]n\b|\bregister\b|anmelden|connexion|iniciar sesi[oó]n", re.IGNORECASE)
_ROBOT_CHECK = re.compile(
    r"are you a (?:robot|human)|not a robot|verify (?:that )?you are|checking your browser|enable (?:javascript"
    r"|cookies)|unusual (?:traffic|activity)|captcha|just a moment",
    re.IGNORECASE,
)
_SHORT_PAGE = 120
"""Words; an error or sign-in page says little, an article about errors more."""


def parse_page(document: Document) -> ParsedArticle:
    """The article of a page with every part in its own field; ParseError where the page holds none.

    The body is sanitised HTML without pictures, which stand in ``pictures`` with their captions.
    """
    root = tree_of(document)
    metadata = metadata_of(root, document.url)
    blocks = with_true_marks(blocks_of(root))
    element = choose_element(blocks, root, metadata.linked.body)
    start = _start(blocks, metadata)
    end = _end(blocks, element)
    scope = blocks[start:end]
    found = pictures_in(scope, document.url).after(pictures_in(blocks[max(start - LEAD, 0) : start], document.url))
    key_points = key_points_in(scope, found.captions, set(element.iter()), metadata.headline)
    kicker = kicker_in(blocks[:start], scope, metadata)
    taken = (
        found.captions | key_points.blocks | set(blocks[:start]) | {block for block in scope if block.text == kicker}
    )
    body = body_of(blocks, element, taken, metadata.headline, metadata.authors)
    html = clean_html(as_html(body), document.url)
    html = _or_linked_body(html, metadata)
    _refuse_what_is_none(root, metadata, html)
    return ParsedArticle(
        headline=metadata.headline,
        url=metadata.url,
        kicker=kicker,
        key_points=key_points.texts,
        byline=", ".join(metadata.authors),
        published_at=metadata.published_at,
        updated_at=metadata.updated_at,
        language=metadata.language,
        summary=escape(metadata.summary, quote=False),
        body=html,
        pictures=found.pictures or _lead_picture(metadata),
        related=related_in(scope, set(body), taken, document.url),
        print_note=print_note_in(blocks[start:]),
        topics=metadata.topics,
        complete=_is_complete(html, metadata),
        free=metadata.linked.free,
    )


def as_html(blocks: Sequence[Block]) -> str:
    """Blocks as HTML, list lines and cells back in their lists and tables."""
    return "".join(
        _group_html(kind, list(group)) for (kind, _), group in groupby(blocks, lambda block: (block.kind, block.group))
    )


def _group_html(kind: Kind, blocks: list[Block]) -> str:
    if kind is Kind.HEADING:
        return "".join(f"<h{max(block.level, 2)}>{block.html}</h{max(block.level, 2)}>" for block in blocks)
    if kind is Kind.ITEM:
        tag = "ol" if blocks[0].group is not None and blocks[0].group.tag == "ol" else "ul"
        return f"<{tag}>" + "".join(f"<li>{block.html}</li>" for block in blocks) + f"</{tag}>"
    if kind is Kind.QUOTE:
        return "<blockquote>" + "".join(f"<p>{block.html}</p>" for block in blocks) + "</blockquote>"
    if kind is Kind.CELL:
        rows = ["".join(f"<td>{block.html}</td>" for block in row) for _, row in groupby(blocks, _row)]
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    tag = "pre" if kind is Kind.PREFORMATTED else "p"
    return "".join(f"<{tag}>{block.html}</{tag}>" for block in blocks)


def _row(block: Block) -> HtmlElement | None:
    return next((element for element in block.element.iterancestors("tr")), None)


def _start(blocks: Sequence[Block], metadata: Metadata) -> int:
    """Where the article begins: at its heading, unless most of the prose stands before that."""
    heading = metadata.heading
    if heading is not None:
        places = [n for n, block in enumerate(blocks) if _stands_in(block.element, heading)][:1]
    else:
        places = [n for n, block in enumerate(blocks) if block.text == metadata.headline and block.link_share < 0.5]
    paragraphs = [(n, block.words) for n, block in enumerate(blocks) if _is_open_paragraph(block)]
    words = sum(count for _, count in paragraphs)
    return max((at for at in places if sum(count for n, count in paragraphs if n >= at) > words / 2), default=0)


def _is_open_paragraph(block: Block) -> bool:
    return block.kind is Kind.PARAGRAPH and not block.marks and is_prose(block)


def _end(blocks: Sequence[Block], element: HtmlElement) -> int:
    inside = set(element.iter())
    return 1 + max((n for n, block in enumerate(blocks) if block.element in inside), default=len(blocks))


def _stands_in(element: HtmlElement, outer: HtmlElement) -> bool:
    return element is outer or any(one is outer for one in element.iterancestors())


def _or_linked_body(html: str, metadata: Metadata) -> str:
    """The body of the page, or that of its JSON-LD where the page holds but a part of it and it is free to read."""
    linked = metadata.linked
    if not linked.body or not linked.free:
        return html
    shown, stated = _words(html), words_in(linked.body)
    return _linked_html(linked.body) if shown < stated / 2 and stated > FEWEST_WORDS else html


def _linked_html(text: str) -> str:
    if re.search(r"<p[\s>]", text):
        return clean_html(text)
    if re.search(r"&lt;p[\s&]", text):
        return clean_html(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    lines = [line.strip() for line in re.split(r"\n+|\s{4,}", plain_text(clean_html(text.replace("\n", "<br><br>"))))]
    kept = [line for line in lines if line and not furniture.is_aside(line)]
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in kept)


def _refuse_what_is_none(root: HtmlElement, metadata: Metadata, html: str) -> None:
    """ParseError where the page holds no article, with what it seems to be instead."""
    words = _words(html)
    if words >= _SHORT_PAGE:
        return
    shown = " ".join(root.xpath("//body//text()[not(parent::script or parent::style)]")).split()
    if not shown:
        raise ParseError(EMPTY)
    if len(shown) < 3 * _SHORT_PAGE:
        title = f"{metadata.headline} {root.findtext('.//title') or ''}"
        asks_password = root.find(".//input[@type='password']") is not None
        if asks_password and (words < _SHORT_PAGE / 3 or _SIGN_IN.search(title)):
            raise ParseError("The site asks to sign in before it shows this page. Add your login to the source.")
        if _ROBOT_CHECK.search(f"{title} {' '.join(shown)}"):
            raise ParseError("The site wants to see a browser before it shows this page. Open it in yours.")
        if words < _SHORT_PAGE / 2 and _ERROR_PAGE.search(title):
            raise ParseError("The site answered with an error page instead of the article. Try again later.")
    if words < FEWEST_WORDS:
        raise ParseError("No article was found on this page. Give the address of one article, or of a feed.")


def _words(html: str) -> int:
    return words_in(" ".join(plain_text(html).split()))


def _is_complete(html: str, metadata: Metadata) -> bool:
    """Whether the body is all of the text, by what the page says of its length and price."""
    shown, stated = _words(html), metadata.linked.words or words_in(metadata.linked.body)
    return shown >= stated / 2 and (metadata.linked.free or shown > 2 * _SHORT_PAGE)


def _lead_picture(metadata: Metadata) -> tuple[Picture, ...]:
    return (Picture(metadata.image),) if metadata.image else ()
