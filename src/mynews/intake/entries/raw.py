"""What a feed says, element by element, before it is cleaned and understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class RawText(NamedTuple):
    """A text with its markup. ``plain`` says that it has none; ``base`` and ``language`` where the feed names them."""

    value: str
    plain: bool = False
    base: str = ""
    language: str = ""


class RawLink(NamedTuple):
    """A link element; ``rel`` and ``media_type`` in lower case."""

    href: str
    rel: str = "alternate"
    media_type: str = ""
    length: str = ""


class RawMedia(NamedTuple):
    """A file that the media module names, with the words beside it."""

    url: str
    media_type: str = ""
    medium: str = ""
    width: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One entry. Addresses are as written, or joined with the xml:base around them.

    ``teaser`` is the description; ``contents`` are the full texts, and second descriptions. The ``media_`` texts
    stand beside pictures and films, and are the article's own where it has no other.
    """

    identity: str = ""
    title: str = ""
    title_language: str = ""
    link: str = ""
    links: tuple[RawLink, ...] = ()
    published: str = ""
    updated: str = ""
    created: str = ""
    teaser: RawText | None = None
    contents: tuple[RawText, ...] = ()
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    comments: str = ""
    language: str = ""
    image: str = ""
    media: tuple[RawMedia, ...] = ()
    thumbnails: tuple[RawMedia, ...] = ()
    media_title: str = ""
    media_description: str = ""


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A feed's own words on itself, and its entries. ``authors`` stand in for entries that name none."""

    entries: tuple[RawEntry, ...]
    title: str = ""
    description: str = ""
    link: str = ""
    links: tuple[RawLink, ...] = ()
    language: str = ""
    icon: str = ""
    authors: tuple[str, ...] = ()
    ttl: str = ""
    update_period: str = ""
    update_frequency: str = ""
    problem: str = ""
