"""How the protocol names articles, streams, states and labels. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from mynews.model.source import Subscription
from mynews.services.programs import my_news
from mynews.services.programs.streams import Place, Stream, StreamKind

STATES = "user/-/state/com.google/"
READING_LIST, STARRED, READ = (STATES + name for name in ("reading-list", "starred", "read"))
_LABELS = "user/-/label/"
_ITEM = "tag:google.com,2005:reader/item/"
_HEX = re.compile(r"[0-9a-fA-F]{1,16}")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,19})")
_OF_A_USER = re.compile(r"user/[^/]*/(?:state/com\.google/(?P<state>[\w-]+)|label/(?P<label>.+))", re.DOTALL)
_FEED = re.compile(r"(?:feed/)+")
_PLACE = re.compile(r"(\d{1,17})-(\d{1,17})-(\d{1,17})", re.ASCII)
_STREAMS: dict[str, StreamKind] = {
    "reading-list": "all", "starred": "saved", "read": "read", "unread": "unread", "kept-unread": "unread",
}  # fmt: skip
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LARGEST_ID = 2**63 - 1


def item_id(number: int) -> str:
    """The long form of an article's number."""
    return f"{_ITEM}{number:016x}"


def item_number(text: str) -> int | None:
    """The number of an article, however a program writes it: long or short, padded or not; None for nonsense.

    Our numbers are far below 10**15, so what has 16 digits is hexadecimal by every rule that programs go by.
    """
    text = text.strip()
    if text.startswith(_ITEM):
        text = text.removeprefix(_ITEM)
        return int(text, 16) if _HEX.fullmatch(text) else None
    if _DECIMAL.fullmatch(text):
        return int(text)
    return int(text, 16) if _HEX.fullmatch(text) else None


def item_numbers(texts: Iterable[str]) -> list[int]:
    """The numbers of articles, each once; nonsense is left out."""
    found = (item_number(text) for text in texts)
    return list(dict.fromkeys(number for number in found if number is not None))


def feed_id(source_id: int) -> str:
    """What the protocol calls a source."""
    return f"feed/{source_id}"


def label_id(label: str) -> str:
    """What the protocol calls a folder, or a label of articles."""
    return f"{_LABELS}{label}"


def state_of(text: str) -> str:
    """The state that a tag names, as in ``read``; empty where it names none."""
    found = _OF_A_USER.fullmatch(text.strip())
    return (found and found["state"]) or ""


def label_of(text: str) -> str:
    """The label that a tag names; empty where it names none."""
    found = _OF_A_USER.fullmatch(text.strip())
    return ((found and found["label"]) or "").strip()


def is_feed(text: str) -> bool:
    """Whether a stream is a source's, whichever way it is named."""
    return text.strip().startswith("feed/")


def feed_named(text: str) -> str:
    """What stands behind ``feed/``: a number or an address. One program doubles the word."""
    return _FEED.sub("", text.strip(), count=1)


def stream_of(text: str, followed: Sequence[Subscription], home_url: str) -> Stream:
    """The stream of this name; everything for an empty one. Of a name that says nothing here there is nothing."""
    text = text.strip()
    if not text:
        return Stream("all")
    if is_feed(text):
        source_id = source_named(feed_named(text), followed, home_url)
        return Stream("source", source_id) if source_id else Stream("nothing")
    if label := label_of(text):
        return Stream("label", label=label)
    return Stream(_STREAMS.get(state_of(text), "nothing"))


def source_named(name: str, followed: Sequence[Subscription], home_url: str) -> int | None:
    """The number of the followed source of this number or address; None where none is. My News lies at our home."""
    if name.isascii() and name.isdigit():
        number = int(name) if len(name) < 20 else 0
        return number if 0 < number <= _LARGEST_ID else None
    if name == home_url:
        return my_news.FEED
    return next((each.source.id for each in followed if each.source.url == name), None)


def written_place(place: Place) -> str:
    """A place in a stream as a continuation carries it: a string, for one program fails on a number."""
    return f"{micros(place.at)}-{place.number}-{place.edition_id}"


def place_of(text: str) -> Place | None:
    """The place that a continuation carries; None for nonsense."""
    found = _PLACE.fullmatch(text.strip())
    return Place(instant(int(found[1])), int(found[2]), int(found[3])) if found else None


def micros(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - _EPOCH) // _MICROSECOND


def instant(microseconds: int) -> datetime:
    """The instant so many microseconds after 1970, as far as the calendar goes."""
    return min(_LAST, _EPOCH + min(microseconds, micros(_LAST)) * _MICROSECOND)


def end_of(text: str) -> datetime | None:
    """The last instant that ``ts`` or ``nt`` covers: seconds, milliseconds or microseconds; None where it is none."""
    text = text.strip()
    if not (text.isascii() and text.isdigit()):
        return None
    number = int(text[:20])
    if len(text) >= 16:
        return instant(number)
    return instant(number * 1_000 + 999) if len(text) >= 13 else instant(number * 1_000_000 + 999_999)


def start_of(text: str) -> datetime | None:
    """The first instant that ``ot`` covers, in seconds; None where it is none."""
    text = text.strip()
    return instant(int(text[:20]) * 1_000_000) if text.isascii() and text.isdigit() and int(text[:20]) else None
