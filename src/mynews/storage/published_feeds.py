"""Addresses under which readers' editions and lists can be read as feeds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mynews.model.errors import NotFound
from mynews.model.published import PublishedFeed
from mynews.storage.schema import published_feeds
from mynews.storage.types import AnyRow


class PublishedFeeds:
    """The table of published feeds. A number that was taken back never comes again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def of(self, reader_id: int) -> tuple[PublishedFeed, ...]:
        """All of one reader's, in the order in which they were made."""
        rows = self._connection.execute(
            select(published_feeds).where(published_feeds.c.reader_id == reader_id).order_by(published_feeds.c.id)
        )
        return tuple(map(_feed, rows))

    def get(self, number: int) -> PublishedFeed:
        """One of anybody's. Raises NotFound."""
        row = self._connection.execute(select(published_feeds).where(published_feeds.c.id == number)).first()
        if row is None:
            raise NotFound("There is no such feed here: its reader may have taken it back.")
        return _feed(row)

    def add(self, reader_id: int, kind: str, key: str, now: datetime) -> PublishedFeed:
        """One of this kind; the one that is there where there is one."""
        insert = self._dialect.insert(published_feeds).values(reader_id=reader_id, kind=kind, key=key, created_at=now)
        self._connection.execute(insert.on_conflict_do_nothing())
        row = self._connection.execute(
            select(published_feeds).where(
                published_feeds.c.reader_id == reader_id, published_feeds.c.kind == kind, published_feeds.c.key == key
            )
        ).one()
        return _feed(row)

    def remove(self, reader_id: int, number: int) -> PublishedFeed:
        """Take one back; gives what it was. Raises NotFound, also for another reader's."""
        row = self._connection.execute(
            delete(published_feeds)
            .where(published_feeds.c.id == number, published_feeds.c.reader_id == reader_id)
            .returning(published_feeds)
        ).first()
        if row is None:
            raise NotFound("You have no such feed any more.")
        return _feed(row)

    def was_used(self, number: int, now: datetime) -> None:
        """Note when it was last asked for."""
        self._connection.execute(update(published_feeds).where(published_feeds.c.id == number).values(used_at=now))


def _feed(row: AnyRow) -> PublishedFeed:
    return PublishedFeed(row.id, row.reader_id, row.kind, row.key, row.created_at, row.used_at)
