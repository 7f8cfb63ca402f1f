"""The pictures of an article, each shown once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from mynews.intake.clean import one_line
from mynews.intake.entries.raw import RawMedia
from mynews.model.article import Picture

_IMAGE_NAME = re.compile(r"\.(?:avif|gif|jpe?g|png|webp)$", re.I)
_SIZE_IN_NAME = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w+$)")  # WordPress: photo-300x200.jpg is photo.jpg
# Sanitised HTML that begins with a picture: nothing but wrappers before it.
_TOP = re.compile(r"(?:\s*<(?:a|center|div|figure|p|section|span)(?: [^>]*)?>)*\s*(<img [^>]*>)")
_IMAGE = re.compile(r"<img [^>]*>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_FIGURE = re.compile(r"<figure[^>]*>(?:(?!</?figure\b).)*</figure>", re.S)
_CAPTION = re.compile(r"<figcaption[^>]*>(.*?)</figcaption>", re.S)
_HOLLOW = re.compile(r"<(a|center|div|figure|p|section|span)(?: [^>]*)?>\s*</\1>\s*")
_ICON = 64  # pixels; emoji and buttons are smaller, and no lead


def is_picture(media: RawMedia) -> bool:
    """Whether the media module names a picture here: by medium, type or the name of the file."""
    if media.medium or media.media_type:
        return media.medium == "image" or media.media_type.startswith("image/")
    return bool(_IMAGE_NAME.search(media.url.partition("?")[0]))


def pictures_from(media: Iterable[RawMedia]) -> tuple[Picture, ...]:
    """One picture for each caption, else the widest alone: feeds list one picture in several sizes.

    Addresses must be absolute.
    """
    widest_first = sorted(media, key=_width, reverse=True)
    captioned = {one_line(media.caption): media for media in reversed(widest_first) if media.caption}
    chosen = list(captioned.values())[::-1] if len(captioned) > 1 else widest_first[:1]
    return tuple(Picture(media.url, one_line(media.caption), one_line(media.credit)) for media in chosen)


def with_pictures_apart(body: str, named: tuple[Picture, ...]) -> tuple[str, tuple[Picture, ...]]:
    """The body, and the pictures that stand outside it, the lead first; none is in both.

    The lead is the first that the feed names beside the text, else the one with which the body begins; it leaves the
    body, and its caption goes with it. Pictures further down stay in their place in the text and are not listed.
    """
    if "<img" not in body:
        return body, named
    top = None if named else _TOP.match(body)
    pictures = _from_tag(top[1]) if top else named
    if not pictures:
        return body, ()
    body, caption = _without(body, {_file_of(picture.url or "") for picture in pictures})
    lead = pictures[0]
    return body, (Picture(lead.url, lead.caption or caption, lead.credit), *pictures[1:])


def _width(media: RawMedia) -> int:
    return int(media.width) if media.width.isascii() and media.width.isdigit() else 0


def _from_tag(tag: str) -> tuple[Picture, ...]:
    attributes = dict(_ATTRIBUTE.findall(tag))
    sizes = [int(attributes[side]) for side in ("width", "height") if attributes.get(side, "").isdecimal()]
    if "src" not in attributes or any(size < _ICON for size in sizes):
        return ()
    return (Picture(unescape(attributes["src"])),)


def _without(body: str, files: set[str]) -> tuple[str, str]:
    """The body without the pictures of these files and what was only there for them; the caption of the first."""
    captions: list[str] = []

    def without_figure(figure: re.Match[str]) -> str:
        images = _IMAGE.findall(figure[0])
        if len(images) != 1 or not _shows(images[0], files):
            return figure[0]
        captions.extend(one_line(caption) for caption in _CAPTION.findall(figure[0]))
        return ""

    def without_image(image: re.Match[str]) -> str:
        return "" if _shows(image[0], files) else image[0]

    rest = _IMAGE.sub(without_image, _FIGURE.sub(without_figure, body))
    while rest != body:
        body, rest = rest, _HOLLOW.sub("", rest)
    return rest.strip(), captions[0] if captions else ""


def _shows(tag: str, files: set[str]) -> bool:
    source = dict(_ATTRIBUTE.findall(tag)).get("src", "")
    return _file_of(unescape(source)) in files


def _file_of(url: str) -> str:
    """What two addresses of one picture in two sizes have in common."""
    return _SIZE_IN_NAME.sub("", url.partition("?")[0].partition("://")[2])
