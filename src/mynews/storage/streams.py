"""What a reader follows as client programs page through it: by the time of arrival, article by article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from mynews.storage.schema import articles, labels, marks, sources, subscriptions


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article in a list in order of arrival."""

    at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles of a reader a list has, and in which order.

    ``kind`` is everything that is followed, one source, what is under a label (a folder, or a label of articles), or
    what is kept; ``source_id`` and ``label`` say which. ``read`` and ``saved`` are None where both will do. ``since``
    and ``until`` bound the arrival, both included; the list goes on behind ``after``.
    """

    kind: Literal["followed", "source", "label", "saved"] = "followed"
    source_id: int = 0
    label: str = ""
    read: bool | None = None
    saved: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    oldest_first: bool = False
    after: Arrival | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """How many articles of a followed source a reader has not read, and when its newest one came."""

    source_id: int
    folder: str
    count: int
    newest_at: datetime | None


class Streams:
    """Lists over all tables that say what a reader follows, has read, keeps and labels."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(self, reader_id: int, wanted: Wanted, most: int) -> list[Arrival]:
        """Up to ``most`` articles of a list."""
        listed = select(articles.c.arrived_at, articles.c.id).where(*_conditions(reader_id, wanted))
        arrived_at, number = articles.c.arrived_at, articles.c.id
        if wanted.after is not None:
            at, after_id = wanted.after.at, wanted.after.id
            # The row value alone leaves SQLite no range on the index; the plain comparison gives it one.
            if wanted.oldest_first:
                listed = listed.where(arrived_at >= at, or_(arrived_at > at, number > after_id))
            else:
                listed = listed.where(arrived_at <= at, or_(arrived_at < at, number < after_id))
        order = (arrived_at, number) if wanted.oldest_first else (arrived_at.desc(), number.desc())
        return [Arrival(*row) for row in self._connection.execute(listed.order_by(*order).limit(most))]

    def numbered(self, reader_id: int, most: int, *, above: int | None = None, below: int | None = None) -> list[int]:
        """Articles of all that is followed by number: the first above one, else the last below one, ascending."""
        listed = select(articles.c.id).where(_is_followed(reader_id))
        if above is not None:
            listed = listed.where(articles.c.id > above).order_by(articles.c.id)
        else:
            listed = listed.order_by(articles.c.id.desc())
            listed = listed if below is None else listed.where(articles.c.id < below)
        return sorted(self._connection.execute(listed.limit(most)).scalars())

    def count(self, reader_id: int) -> int:
        """How many articles the sources have that a reader follows."""
        return sum(
            self._counts(_of_followed(reader_id, select(articles.c.source_id, func.count().label("number")))).values()
        )

    def unread(self, reader_id: int) -> list[Unread]:
        """What is unread of each source that a reader follows."""
        there = self._counts(_of_followed(reader_id, select(articles.c.source_id, func.count().label("number"))))
        read = self._counts(
            _of_followed(
                reader_id,
                select(articles.c.source_id, func.count().label("number"))
                .join(marks, marks.c.article_id == articles.c.id)
                .where(marks.c.reader_id == reader_id, marks.c.read_at.is_not(None)),
            )
        )
        newest = (
            select(articles.c.arrived_at)
            .where(articles.c.source_id == subscriptions.c.source_id)
            .order_by(articles.c.sort_at.desc(), articles.c.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        rows = self._connection.execute(
            select(subscriptions.c.source_id, subscriptions.c.folder, newest.label("newest_at"))
            .where(subscriptions.c.reader_id == reader_id)
            .order_by(subscriptions.c.source_id)
        )
        return [
            Unread(row.source_id, row.folder, there.get(row.source_id, 0) - read.get(row.source_id, 0), row.newest_at)
            for row in rows
        ]

    def _counts(self, counting: Select[Any]) -> dict[int, int]:
        return {row.source_id: row.number for row in self._connection.execute(counting)}


def _conditions(reader_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [_belongs(reader_id, wanted)]
    # Asked row by row, so that the database walks the index of arrival and stops where the page is full.
    marked = and_(marks.c.reader_id == reader_id, marks.c.article_id == articles.c.id)
    for wish, column in ((wanted.read, marks.c.read_at), (wanted.saved, marks.c.saved_at)):
        if wish is not None:
            there = exists().where(marked, column.is_not(None))
            conditions.append(there if wish else ~there)
    if wanted.since is not None:
        conditions.append(articles.c.arrived_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(articles.c.arrived_at <= wanted.until)
    return conditions


def _belongs(reader_id: int, wanted: Wanted) -> ColumnElement[bool]:
    if wanted.kind == "source":
        return and_(articles.c.source_id == wanted.source_id, _is_followed(reader_id))
    if wanted.kind == "label":
        labelled = select(labels.c.article_id).where(labels.c.reader_id == reader_id, labels.c.label == wanted.label)
        in_folder = _is_followed(reader_id, subscriptions.c.folder == wanted.label)
        return or_(in_folder, and_(articles.c.id.in_(labelled), _is_open_to(reader_id)))
    if wanted.kind == "saved":
        saved = select(marks.c.article_id).where(marks.c.reader_id == reader_id, marks.c.saved_at.is_not(None))
        return and_(articles.c.id.in_(saved), _is_open_to(reader_id))
    return _is_followed(reader_id)


def _is_followed(reader_id: int, *also: ColumnElement[bool]) -> ColumnElement[bool]:
    mine = (subscriptions.c.reader_id == reader_id, subscriptions.c.source_id == articles.c.source_id)
    return exists().where(*mine, *also)


def _is_open_to(reader_id: int) -> ColumnElement[bool]:
    return exists().where(sources.c.id == articles.c.source_id, sources.c.private_to.in_([0, reader_id]))


def _of_followed(reader_id: int, counting: Select[Any]) -> Select[Any]:
    mine = select(subscriptions.c.source_id).where(subscriptions.c.reader_id == reader_id)
    return counting.where(articles.c.source_id.in_(mine)).group_by(articles.c.source_id)
