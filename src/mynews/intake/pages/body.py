"""Which blocks of a page are the article's body."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from lxml.html import HtmlElement

from mynews.intake import furniture
from mynews.intake.pages.blocks import Block, Kind
from mynews.intake.pages.marks import Mark

HELD = 0.9
"""An element that holds this share of its parent's prose stands for it.  quality/extraction, tuning half."""

NAMED = 2
"""Paragraphs in an element whose name says "article body" count so many times."""

TOLD = 3
"""Paragraphs that JSON-LD repeats count so many times."""

MISNAMED = 0.5
"""A "sidebar" that holds this share of the page's prose is none."""

STRUCTURED = frozenset({Kind.HEADING, Kind.ITEM, Kind.CELL, Kind.QUOTE, Kind.PREFORMATTED})

_ENDS_SENTENCE = re.compile(r"[.!?…。！？:;][\"'”’»)\]]*$")
_IS_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_BODY_NAME = re.compile(
    r"(?:article|story|entry|post|news)[-_]*(?:body|text|content|copy)\b|\b(?:body|story|article)[-_]*(?:copy"
    r"|content|text)|\barticleBody\b",
    re.IGNORECASE,
)


def is_prose(block: Block) -> bool:
    """Whether a block reads like running text rather than a label, a menu line or a link."""
    if block.kind in {Kind.CAPTION, Kind.PICTURE, Kind.HEADING} or block.link_share > 0.6:
        return False
    words = block.words
    return words >= 20 or (words >= 6 and bool(_ENDS_SENTENCE.search(block.text)))


def with_true_marks(blocks: Sequence[Block]) -> list[Block]:
    """Blocks whose marks can be believed: an element with half of the page's prose is not a sidebar.

    Where marks would leave no prose at all, none is believed.
    """
    embedded = {mark for block in blocks if block.kind is Kind.QUOTE for mark in block.marks if mark.name == "share"}
    wrong = embedded | _marks_of_half([block for block in blocks if is_prose(block)])
    if wrong:
        blocks = [replace(block, marks=tuple(mark for mark in block.marks if mark not in wrong)) for block in blocks]
    prose = [block for block in blocks if is_prose(block)]
    if prose and all(block.marks for block in prose):
        return [replace(block, marks=()) for block in blocks]
    return list(blocks)


def _marks_of_half(prose: Sequence[Block]) -> set[Mark]:
    """The marks that too much of the prose bears for them to be true; readers may write more than the author."""
    words: Counter[Mark] = Counter()
    for block in prose:
        for mark in block.marks:
            words[mark] += block.words
    most = MISNAMED * sum(block.words for block in prose)
    return {mark for mark, borne in words.items() if borne > most and mark.name != "comments"}


def choose_element(blocks: Sequence[Block], root: HtmlElement, stated: str = "") -> HtmlElement:
    """The element that holds the article's paragraphs and as little else as can be.

    The paragraphs that stand together with most words lead; from there outwards, an element is better when it adds
    paragraphs made like those, and worse by all else that it adds: teasers, comments, other articles. ``stated`` is
    the text that the page gives in its JSON-LD: what stands there too is the article's.
    """
    prose = [block for block in blocks if not block.marks and is_prose(block)]
    if not prose:
        return root
    words = _words_by_holder(prose, _key(stated))
    leader = max(words, key=lambda holder: words[holder] * (NAMED if _in_named_body(holder) else 1))
    make = {_make(block) for block in prose if _holder(block) is leader}
    makes_of_leader = {one[:2] for one in make}
    around = [leader, *leader.iterancestors()]
    value: Counter[HtmlElement] = Counter()
    for block in blocks:
        if block.marks:
            continue
        holder, made = _holder(block), _make(block)
        is_like_leader = (
            made in make or 3 * words[holder] > words[leader] or (holder in around and made[:2] in makes_of_leader)
        )
        worth = block.words if is_prose(block) and is_like_leader else -block.words
        for element in block.element.iterancestors():
            value[element] += worth
    return max(around, key=lambda element: value[element])


def _words_by_holder(prose: Iterable[Block], told: str) -> Counter[HtmlElement]:
    words: Counter[HtmlElement] = Counter()
    for block in prose:
        words[_holder(block)] += int(block.words * (1 - block.link_share)) * (TOLD if _is_told(block, told) else 1)
    return words


def _is_told(block: Block, told: str) -> bool:
    return bool(told) and block.words >= 8 and _key(block.text[:90])[:60] in told


def _key(text: str) -> str:
    """The letters of a text alone, so that quotes, dashes and spaces do not part what is the same."""
    return "".join(filter(str.isalnum, text)).casefold()


def _make(block: Block) -> tuple[str, ...]:
    """How a block is made: its element and that around it, by tag and class."""
    holder = _holder(block)
    return (str(block.element.tag), block.element.get("class") or "", str(holder.tag), holder.get("class") or "")


def _in_named_body(element: HtmlElement) -> bool:
    return any(_is_named_body(outer) for outer in [element, *element.iterancestors()])


def _is_named_body(element: HtmlElement) -> bool:
    """Whether the markup itself says that the article's text is here."""
    if element.get("itemprop") in {"articleBody", "reviewBody", "text"}:
        return True
    return bool(_BODY_NAME.search(f"{element.get('class') or ''} {element.get('id') or ''}"))


def body_of(
    blocks: Sequence[Block], element: HtmlElement, taken: Set[Block], headline: str, authors: Sequence[str]
) -> list[Block]:
    """The blocks in ``element`` that are the article's text; ``taken`` are those that are something else already."""
    inside = set(element.iter())
    mine = [block for block in blocks if block.element in inside and not block.marks and block not in taken]
    promo = furniture.promo_lines([block.text for block in mine])
    mine = _without_afterthoughts([block for n, block in enumerate(mine) if n not in promo], headline)
    mine = _without_lone_headlines(_without_loose_ends(_without_link_lists(mine)))
    while mine and furniture.is_about_author(mine[-1].text, authors):
        mine.pop()
    return mine


def _is_furniture(block: Block, headline: str) -> bool:
    text = block.text
    if block.kind in {Kind.CAPTION, Kind.PICTURE} or block.level == 1 or text == headline:
        return True
    return (
        furniture.is_label(text)
        or furniture.is_promo(text)
        or furniture.is_print_note(text)
        or furniture.is_sign_off(text)
        or furniture.is_date_line(text)
        or furniture.is_byline(text)
        or (furniture.is_related_line(text) and block.link_share > 0.3)
        or (block.link_share > 0.9 and block.kind in {Kind.PARAGRAPH, Kind.HEADING} and not _IS_ADDRESS.fullmatch(text))
    )


def _without_afterthoughts(blocks: list[Block], headline: str) -> list[Block]:
    """Without furniture, and up to the line that opens other stories or comments behind most of the text."""
    kept: list[Block] = []
    half, before, opened = sum(block.words for block in blocks) / 2, 0, False
    for block in blocks:
        before += block.words
        furnished = _is_furniture(block, headline) or (
            opened and block.kind is Kind.PARAGRAPH and block.link_share > 0.6
        )
        if opened and not furnished and not (block.kind is Kind.PARAGRAPH and is_prose(block)):
            break
        opened = (opened and furnished) or (before > half and furniture.opens_more_stories(block.text))
        if before > half and furniture.opens_comments(block.text):
            break
        if not furnished and not opened:
            kept.append(block)
    return kept


def _without_lone_headlines(blocks: list[Block]) -> list[Block]:
    """Without lines between two paragraphs, all of them mere divisions, that read like another story's headline."""
    lone = {
        block
        for before, block, after in zip(blocks, blocks[1:], blocks[2:], strict=False)
        if block.kind is Kind.PARAGRAPH
        and before.element.tag == block.element.tag == after.element.tag == "div"
        and before.element is not block.element
        and furniture.is_lone_headline(block.text)
        and is_prose(before)
        and is_prose(after)
    }
    return [block for block in blocks if block not in lone]


def _without_link_lists(blocks: list[Block]) -> list[Block]:
    """Without lists and tables that only lead elsewhere."""
    linked: Counter[HtmlElement] = Counter()
    length: Counter[HtmlElement] = Counter()
    for block in blocks:
        if block.kind in {Kind.ITEM, Kind.CELL} and block.group is not None:
            linked[block.group] += block.linked
            length[block.group] += len(block.text)
    return [block for block in blocks if block.group not in length or linked[block.group] < 0.7 * length[block.group]]


def _without_loose_ends(blocks: list[Block]) -> list[Block]:
    """Without what stands before the first and after the last paragraph, unless it stands right beside paragraphs."""
    prose = [n for n, block in enumerate(blocks) if is_prose(block)]
    if not prose:
        return []
    beside = {_holder(blocks[n]) for n in prose}
    first, last = prose[0], prose[-1]
    kept = blocks[first : last + 1]
    before = [block for block in blocks[:first] if _belongs(block, beside) and not furniture.holds_date(block.text)]
    after = [block for block in blocks[last + 1 :] if _belongs(block, beside)]
    return [*before, *kept, *after]


def _belongs(block: Block, beside: set[HtmlElement]) -> bool:
    return _holder(block) in beside and block.link_share < 0.5 and block.kind is not Kind.HEADING


def _holder(block: Block) -> HtmlElement:
    """The element that a block is a child of, seen through its list or quotation."""
    element = block.group if block.kind in {Kind.ITEM, Kind.QUOTE} and block.group is not None else block.element
    parent = element.getparent()
    return element if parent is None else parent
