"""What stands around an article's text: kicker, key points, related links, the print note."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from mynews.intake import furniture
from mynews.intake.pages.blocks import Block, Kind
from mynews.intake.pages.body import is_prose
from mynews.intake.pages.metadata import Metadata
from mynews.model.article import RelatedLink

MOST_RELATED = 20
MOST_KEY_POINTS = 8
FEWEST_WORDS = 4
"""A link of fewer words is a topic, a name or a button rather than a headline."""

_KICKER_NAME = re.compile(
    r"kicker|eyebrow|overline|section|categor|label|topic|rubri|flag|channel|pre-?title", re.IGNORECASE
)
_KEY_NAME = re.compile(
    r"key-?(?:point|takeaway|fact)s?|highlights?|takeaways|in-?brief|bullet-?points|summary-?list", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class KeyPoints:
    """The publisher's key points, and the blocks that held them."""

    texts: tuple[str, ...]
    blocks: frozenset[Block]


def key_points_in(scope: Sequence[Block], captions: Set[Block], inside: Set[HtmlElement], headline: str) -> KeyPoints:
    """The list of short lines between headline and first paragraph, or one that is named so."""
    lines: list[Block] = []
    for block in scope:
        if block.kind is Kind.PICTURE or block in captions or block.level == 1 or block.text == headline:
            continue
        if _is_point(block) and (not lines or _same_list(lines[-1], block)):
            lines.append(block)
        elif len(lines) > 1 or _begins_text(block, inside):
            break
        else:
            lines = [block] if _is_point(block) else []
    if not 1 < len(lines) <= MOST_KEY_POINTS:
        return KeyPoints((), frozenset())
    return KeyPoints(tuple(furniture.without_bullet(block.text) for block in lines), frozenset(lines))


def _is_point(block: Block) -> bool:
    if block.link_share > 0.5 or not 3 <= block.words <= 45 or furniture.is_aside(block.text):
        return False
    if block.mark and not any(_KEY_NAME.search(mark.element.get("class") or "") for mark in block.marks):
        return False
    return block.kind is Kind.ITEM or (block.kind is Kind.PARAGRAPH and furniture.has_bullet(block.text))


def _begins_text(block: Block, inside: Set[HtmlElement]) -> bool:
    """Whether the text has begun: a paragraph, or in the body's own element (``inside``) any line as long as one."""
    if block.marks or block.kind is not Kind.PARAGRAPH or block.link_share > 0.5 or furniture.is_aside(block.text):
        return False
    return is_prose(block) or (block.words >= 12 and block.element in inside)


def _same_list(before: Block, block: Block) -> bool:
    return before.kind is block.kind and before.group is block.group


def kicker_in(before: Sequence[Block], scope: Sequence[Block], metadata: Metadata) -> str:
    """The word or two above the headline: what the page shows there, borne out by what it states as its section."""
    near = [block.text for block in [*before[-25:][::-1], *scope[:12]] if _could_be_kicker(block, metadata)]
    stated = {section.casefold() for section in metadata.sections}
    for text in near:
        if text.casefold() in stated or near.count(text) > 1:
            return text
    if metadata.sections:
        return metadata.sections[0]
    close = [block for block in before[-6:][::-1] if _could_be_kicker(block, metadata) and not block.marks]
    named = [block.text for block in close if _KICKER_NAME.search(block.element.get("class") or "")]
    return named[0] if named else close[0].text if close and close[0] is before[-1] and close[0].words <= 3 else ""


def _could_be_kicker(block: Block, metadata: Metadata) -> bool:
    text = block.text
    if block.kind is Kind.PICTURE or not 0 < block.words <= 5 or len(text) > 50 or text == metadata.headline:
        return False
    if block.mark in {"menu", "footer", "popup", "hidden", "comments", "promo", "byline", "share", "credit", "caption"}:
        return False
    return not (furniture.is_aside(text) or text[-1] in ".!?:;" or any(map(str.isdigit, text)))


def related_in(scope: Sequence[Block], body: Set[Block], taken: Set[Block], base_url: str) -> tuple[RelatedLink, ...]:
    """Other stories that the page links between and around the paragraphs; ``taken`` are captions and key points."""
    found: dict[str, RelatedLink] = {}
    begun = False
    for block in scope:
        begun = begun or block in body
        if block in body or block in taken or block.kind is Kind.PICTURE or block.mark not in {"", "related", "aside"}:
            continue
        if furniture.is_related_line(block.text) or (
            _leads_elsewhere(block, begun) and not furniture.is_aside(block.text)
        ):
            headline = furniture.related_headline(block.text)
            if len(headline.split()) >= FEWEST_WORDS and not furniture.is_aside(headline):
                found.setdefault(headline.casefold(), RelatedLink(headline, _address(block.link, base_url)))
    return tuple(found.values())[:MOST_RELATED]


def _leads_elsewhere(block: Block, begun: bool) -> bool:
    """Whether a block is but a link, or among paragraphs of mere divisions a lone headline."""
    if block.link_share >= 0.9:
        return block.level != 1
    return begun and not block.marks and block.element.tag == "div" and furniture.is_lone_headline(block.text)


def print_note_in(blocks: Sequence[Block]) -> str:
    """Where the article was printed, in the page's words."""
    return next((block.text for block in blocks if block.text and furniture.is_print_note(block.text)), "")


def _address(link: str | None, base_url: str) -> str | None:
    try:
        url = urljoin(base_url, link.strip()) if link else ""
        return url if urlsplit(url).scheme in {"http", "https"} else None
    except ValueError:
        return None
