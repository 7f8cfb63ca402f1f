"""What a reader follows, as client programs page through it: in order of arrival, with My News among it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mynews.model.article import Article
from mynews.model.source import Reader, Subscription
from mynews.services.app import App
from mynews.services.programs import my_news
from mynews.services.programs.my_news import Entry
from mynews.storage.database import Tx
from mynews.storage.streams import Arrival, Unread, Wanted

MOST = 10_000
"""Articles of one answer: programs ask for 200,000 at once, and page where they get less."""

_AT_ONCE = 500

StreamKind = Literal["all", "saved", "read", "unread", "label", "source", "nothing"]


@dataclass(frozen=True, slots=True)
class Stream:
    """A list that a program asks for; ``source_id`` and ``label`` say which source, folder or label."""

    kind: StreamKind
    source_id: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stream goes on: behind this article, with My News as it was in this edition; 0 where that is told."""

    at: datetime
    number: int
    edition_id: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a program asks of a stream. ``read`` and ``saved`` are None where both will do."""

    most: int = 20
    oldest_first: bool = False
    since: datetime | None = None
    until: datetime | None = None
    read: bool | None = None
    saved: bool | None = None
    after: Place | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in a stream: its number there, which is another one in My News, and its time there."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class StreamPage:
    """One page of a stream. ``after`` is where the next one begins; None at the end."""

    listed: tuple[Listed, ...]
    after: Place | None


@dataclass(frozen=True, slots=True)
class Item:
    """An article as client programs get it.

    ``number`` and ``at`` are those of its stream; ``entry`` is its place in My News where it stands there as such.
    ``subscription`` is None for an article of a source that the reader does not follow.
    """

    number: int
    at: datetime
    article: Article
    subscription: Subscription | None
    labels: tuple[str, ...]
    is_read: bool
    is_saved: bool
    in_my_news: bool = False
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What is unread: by followed source, and in My News with its newest time."""

    sources: tuple[Unread, ...]
    my_news: int
    my_news_newest_at: datetime | None


def followed(app: App, reader: Reader) -> tuple[Subscription, ...]:
    """Everything that a reader follows, by folder and name, without numbers of articles: asked with every call."""
    with app.db.read() as tx:
        return tx.subscriptions.tied(reader.id)


def stream_page(app: App, reader: Reader, streams: Sequence[Stream], asked: Asked) -> StreamPage:
    """A page of a stream, or of several as one. What is marked while a program pages makes it skip nothing.

    Raises StorageError.
    """
    most = max(1, min(asked.most, MOST))
    entries = _entries(app, reader, streams, asked)
    found: set[Listed] = set()
    with app.db.read() as tx:
        for stream in streams:
            if has_my_news(stream):
                found |= {Listed(each.number, each.at) for each in _fitting(tx, reader, stream, asked, entries)}
            wanted = _wanted(stream, asked)
            if wanted is not None:
                found |= {Listed(each.id, each.at) for each in tx.streams.page(reader.id, wanted, most + 1)}
    listed = sorted(found, key=lambda each: (each.at, each.number), reverse=not asked.oldest_first)
    shown = tuple(listed[:most])
    if len(listed) <= most:
        return StreamPage(shown, None)
    left = set(listed[most:])
    edition_id = next((each.edition_id for each in entries if Listed(each.number, each.at) in left), 0)
    return StreamPage(shown, Place(shown[-1].at, shown[-1].number, edition_id))


def items_of(app: App, reader: Reader, numbers: Sequence[int]) -> tuple[Item, ...]:
    """These articles, whole, each once and in this order, without those that are not there or not the reader's."""
    own, mine = my_news.told_apart(dict.fromkeys(numbers[:MOST]))
    tied = {each.source.id: each for each in followed(app, reader)}
    entries = my_news.entries_of(app, reader, mine)
    found: dict[int, Item] = {}
    with app.db.read() as tx:
        readable = sorted(tx.articles.readable(reader.id, {*own, *mine}))
        marked, labelled = tx.marks.of(reader.id, readable), tx.labels.of(reader.id, readable)
        asked_own, asked_mine = set(own), set(mine)
        for start in range(0, len(readable), _AT_ONCE):
            for article in tx.articles.many(readable[start : start + _AT_ONCE]):
                mark = marked.get(article.id)
                item = Item(
                    number=article.id,
                    at=article.arrived_at,
                    article=article,
                    subscription=tied.get(article.source_id),
                    labels=labelled.get(article.id, ()),
                    is_read=mark is not None and mark.read_at is not None,
                    is_saved=mark is not None and mark.saved_at is not None,
                )
                if article.id in asked_own:
                    found[item.number] = item
                if article.id in asked_mine:
                    there = _in_my_news(item, entries.get(article.id))
                    found[there.number] = there
    return tuple(found[number] for number in dict.fromkeys(numbers) if number in found)


def counted(app: App, reader: Reader) -> Counted:
    """How much is unread."""
    entries = my_news.entries_now(app, reader)
    with app.db.read() as tx:
        unread = tuple(tx.streams.unread(reader.id))
        left = _fitting(tx, reader, Stream("unread"), Asked(), entries)
    return Counted(unread, len(left), entries[0].at if entries else None)


def label_names(app: App, reader: Reader) -> tuple[str, ...]:
    """The labels that a reader gave to articles, as against folders."""
    with app.db.read() as tx:
        return tx.labels.names(reader.id)


def numbers_of(app: App, reader: Reader, stream: Stream, most: int) -> list[int]:
    """The numbers of the latest articles of a stream, ascending, without My News."""
    wanted = _wanted(stream, Asked())
    if wanted is None:
        return []
    with app.db.read() as tx:
        return sorted(each.id for each in tx.streams.page(reader.id, wanted, most))


def numbers_around(
    app: App, reader: Reader, most: int, *, above: int | None = None, below: int | None = None
) -> list[int]:
    """The numbers of followed articles next above one, or next below one, ascending."""
    with app.db.read() as tx:
        return tx.streams.numbered(reader.id, most, above=above, below=below)


def count_of_followed(app: App, reader: Reader) -> int:
    """How many articles there are of all that is followed."""
    with app.db.read() as tx:
        return tx.streams.count(reader.id)


def wanted_of(stream: Stream, *, read: bool | None = None, until: datetime | None = None) -> Wanted | None:
    """What to ask the database for; None where it has nothing of a stream."""
    return _wanted(stream, Asked(read=read, until=until))


def has_my_news(stream: Stream) -> bool:
    """Whether My News is in a stream."""
    if stream.kind == "label":
        return stream.label == my_news.FOLDER
    return stream.source_id == my_news.FEED if stream.kind == "source" else stream.kind != "nothing"


def _entries(app: App, reader: Reader, streams: Sequence[Stream], asked: Asked) -> tuple[Entry, ...]:
    if not any(map(has_my_news, streams)):
        return ()
    if asked.after is None:
        return my_news.entries_now(app, reader)
    # What is told is not made anew: half of the time of a long stream's pages.
    return my_news.entries_now(app, reader, asked.after.edition_id) if asked.after.edition_id else ()


def _fitting(tx: Tx, reader: Reader, stream: Stream, asked: Asked, entries: Iterable[Entry]) -> list[Entry]:
    """Those places of an edition that belong on a page."""
    listed = [each for each in entries if _is_within(each, asked)]
    read, saved = _states(stream, asked)
    if read is None and saved is None:
        return listed
    marked = tx.marks.of(reader.id, [each.article_id for each in listed])
    is_read = {each for each, mark in marked.items() if mark.read_at is not None}
    is_saved = {each for each, mark in marked.items() if mark.saved_at is not None}
    return [
        each
        for each in listed
        if read in (None, each.article_id in is_read) and saved in (None, each.article_id in is_saved)
    ]


def _is_within(entry: Entry, asked: Asked) -> bool:
    if asked.since is not None and entry.at < asked.since:
        return False
    if asked.until is not None and entry.at > asked.until:
        return False
    if asked.after is None:
        return True
    place, last = (entry.at, entry.number), (asked.after.at, asked.after.number)
    return place > last if asked.oldest_first else place < last


def _states(stream: Stream, asked: Asked) -> tuple[bool | None, bool | None]:
    """Whether articles must be read and kept, by the stream's name and by what is asked beside it."""
    read = {"read": True, "unread": False}.get(stream.kind, asked.read)
    return read, True if stream.kind == "saved" else asked.saved


def _wanted(stream: Stream, asked: Asked) -> Wanted | None:
    """What to ask the database for; None where it has nothing of this stream."""
    if stream.kind == "nothing" or (stream.kind == "source" and stream.source_id == my_news.FEED):
        return None
    read, saved = _states(stream, asked)
    return Wanted(
        kind=stream.kind if stream.kind in ("source", "label", "saved") else "followed",
        source_id=stream.source_id,
        label=stream.label,
        read=read,
        saved=None if stream.kind == "saved" else saved,
        since=asked.since,
        until=asked.until,
        oldest_first=asked.oldest_first,
        after=Arrival(asked.after.at, asked.after.number) if asked.after else None,
    )


def _in_my_news(item: Item, entry: Entry | None) -> Item:
    return Item(
        number=my_news.number_of(item.article.id),
        at=entry.at if entry else item.at,
        article=item.article,
        subscription=item.subscription,
        labels=item.labels,
        is_read=item.is_read,
        is_saved=item.is_saved,
        in_my_news=True,
        entry=entry,
    )
