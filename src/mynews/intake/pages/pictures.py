"""The pictures of an article, each with what stands below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from mynews.intake.captions import credit_alone, is_caption, split_credit
from mynews.intake.pages.blocks import Block, Kind
from mynews.model.article import Picture

SMALLEST = 120
"""Pixels; a picture that says it is narrower is an icon, a portrait of the author or a counter."""

OF_THE_TEXT = frozenset({"", "caption", "credit"})
"""The marks that a picture of the article may stand in."""

_LAZY = ("data-src", "data-lazy-src", "data-original", "data-full-src", "data-hi-res-src", "data-image", "data-img-src")
_NOT_A_PICTURE = re.compile(
    r"(?:^|[/_.-])(?:logo|icons?|avatar|sprite|pixel|spacer|blank|1x1|tracking|badge|button|emoji|gravatar|favicon"
    r"|loading|spinner)s?(?:[/_.-]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """The pictures, and the blocks that were their captions."""

    pictures: tuple[Picture, ...]
    captions: frozenset[Block]

    def after(self, before: Found) -> Found:
        """With those of the pictures ``before`` the heading that have a caption: others are the site's."""
        lead = [picture for picture in before.pictures if picture.caption]
        return Found(_once([*lead, *self.pictures]), self.captions | before.captions)


def pictures_in(blocks: Sequence[Block], base_url: str) -> Found:
    """The pictures among ``blocks`` with the captions that follow them, and captions whose picture is not there."""
    pictures: list[Picture] = []
    captions: set[Block] = set()
    for picture, below in _groups(blocks):
        texts = list(dict.fromkeys(block.text for block in below))
        captions.update(below)
        if picture is not None and not _is_shown(picture):
            continue
        url = address_of(picture.element, base_url) if picture is not None else None
        caption, credit = _read(below, texts)
        if url or caption:
            pictures.append(Picture(url, caption, credit))
    return Found(_once(pictures), frozenset(captions))


def address_of(image: HtmlElement, base_url: str) -> str | None:
    """The picture's absolute address, also where a script would have loaded it."""
    stated = [image.get("src") or "", *(image.get(name) or "" for name in _LAZY), _largest(image)]
    for text in map(str.strip, stated):
        if not text or text.startswith(("data:", "about:", "blob:")) or _NOT_A_PICTURE.search(text.split("?")[0]):
            continue
        try:
            url: str = urljoin(base_url, text)
            if urlsplit(url).scheme in {"http", "https"}:
                return url
        except ValueError:
            continue
    return None


def _groups(blocks: Sequence[Block]) -> Iterator[tuple[Block | None, list[Block]]]:
    """Each picture with the captions after it; captions that no picture precedes stand alone."""
    picture: Block | None = None
    below: list[Block] = []
    for block in blocks:
        if block.kind is Kind.PICTURE:
            if picture is not None or below:
                yield picture, below
            picture, below = block, []
        elif _is_caption_block(block, picture is not None or bool(below)):
            if below and not _continues(below[-1], block):
                yield picture, below
                picture, below = None, []
            below.append(block)
        elif picture is not None or below:
            yield picture, below
            picture, below = None, []
    if picture is not None or below:
        yield picture, below


def _is_caption_block(block: Block, below_picture: bool) -> bool:
    if block.mark and block.mark not in OF_THE_TEXT:
        return False
    marked = block.kind is Kind.CAPTION or block.mark in {"caption", "credit"}
    return marked or (block.kind is Kind.PARAGRAPH and is_caption(block.text, below_picture))


def _continues(before: Block, block: Block) -> bool:
    """Whether a caption block goes on with the one before it: a credit, or more of the same figure."""
    caption, credit = split_credit(block.text)
    if any(mark.name == "credit" for mark in block.marks) or (credit and not caption):
        return True
    return block.marks[:1] == before.marks[:1] != () or block.text == before.text


def _read(below: Sequence[Block], texts: Sequence[str]) -> tuple[str, str]:
    """Caption and credit out of what stands below one picture."""
    named = [block.text for block in below if any(mark.name == "credit" for mark in block.marks)]
    captions = [split_credit(text) for text in texts if text not in named]
    credits = [credit_alone(text) for text in named] + [credit for _, credit in captions if credit]
    return " ".join(caption for caption, _ in captions if caption), next(iter(credits), "")


def _is_shown(picture: Block) -> bool:
    """Whether a picture belongs to the article rather than to the page around it."""
    if picture.mark not in OF_THE_TEXT:
        return False
    for side in ("width", "height"):
        size = re.match(r"\d+", picture.element.get(side) or "")
        if size and int(size[0]) < SMALLEST:
            return False
    return True


def _largest(image: HtmlElement) -> str:
    """The last address of the picture's srcset, by custom the largest."""
    srcset = image.get("srcset") or image.get("data-srcset") or ""
    return next(iter(srcset.rpartition(", ")[2].split()), "")


def _once(pictures: Sequence[Picture]) -> tuple[Picture, ...]:
    """Each picture once; of two with one address, that with the caption."""
    by_url: dict[str, Picture] = {}
    for number, picture in enumerate(pictures):
        key = picture.url or f"{number}"
        if key not in by_url or (picture.caption and not by_url[key].caption):
            by_url[key] = picture
    return tuple(by_url.values())
