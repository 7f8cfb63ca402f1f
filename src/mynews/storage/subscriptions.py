"""The ties between readers and sources."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mynews.model.errors import NotFound
from mynews.model.source import Source, SourceKind, Subscription
from mynews.storage.portions import portions
from mynews.storage.schema import articles, sources, subscriptions
from mynews.storage.sources import source_of

# Asked for with every edition, so built once: to build them takes six times as long as to run them.
_SOURCE_IDS = select(subscriptions.c.source_id).where(subscriptions.c.reader_id == bindparam("reader"))
_SOURCE_IDS_OF_FOLDER = _SOURCE_IDS.where(subscriptions.c.folder == bindparam("folder"))
_KINDS_BY_FOLDER = (
    select(subscriptions.c.folder, sources.c.kind, func.count().label("number"))
    .join(sources, sources.c.id == subscriptions.c.source_id)
    .where(subscriptions.c.reader_id == bindparam("reader"))
    .group_by(subscriptions.c.folder, sources.c.kind)
)
_OWN_TITLES = select(subscriptions.c.source_id, subscriptions.c.title).where(
    subscriptions.c.reader_id == bindparam("reader"), subscriptions.c.title != ""
)


class Subscriptions:
    """The table of subscriptions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, reader_id: int) -> tuple[Subscription, ...]:
        """All of one reader's, by folder and name, with how many articles each source has and when the latest came."""
        mine = subscriptions.c.reader_id == reader_id
        counted = (
            select(
                articles.c.source_id,
                func.count().label("articles"),
                func.max(articles.c.sort_at).label("latest_at"),
            )
            .group_by(articles.c.source_id)
            .subquery()
        )
        rows = self._connection.execute(
            select(
                sources,
                subscriptions.c.folder,
                subscriptions.c.title.label("own_title"),
                func.coalesce(counted.c.articles, 0).label("articles"),
                counted.c.latest_at,
            )
            .join(subscriptions, subscriptions.c.source_id == sources.c.id)
            .outerjoin(counted, counted.c.source_id == sources.c.id)
            .where(mine)
        )
        found = [
            Subscription(reader_id, source_of(row), row.folder, row.own_title, row.articles, row.latest_at)
            for row in rows
        ]
        return tuple(sorted(found, key=_by_folder_and_name))

    def tied(self, reader_id: int) -> tuple[Subscription, ...]:
        """All of one reader's, by folder and name, without a look at the articles."""
        rows = self._connection.execute(
            select(sources, subscriptions.c.folder, subscriptions.c.title.label("own_title"))
            .join(subscriptions, subscriptions.c.source_id == sources.c.id)
            .where(subscriptions.c.reader_id == reader_id)
        )
        found = [Subscription(reader_id, source_of(row), row.folder, row.own_title) for row in rows]
        return tuple(sorted(found, key=_by_folder_and_name))

    def get(self, reader_id: int, source_id: int) -> Subscription:
        """One reader's tie to one source. Raises NotFound."""
        row = self._connection.execute(
            select(sources, subscriptions.c.folder, subscriptions.c.title.label("own_title"))
            .join(subscriptions, subscriptions.c.source_id == sources.c.id)
            .where(subscriptions.c.reader_id == reader_id, sources.c.id == source_id)
        ).first()
        if row is None:
            raise NotFound("You do not follow this source.")
        return Subscription(reader_id, source_of(row), row.folder, row.own_title)

    def sources(self, reader_id: int) -> tuple[Source, ...]:
        """All that one reader follows, without a look at the articles."""
        rows = self._connection.execute(
            select(sources)
            .join(subscriptions, subscriptions.c.source_id == sources.c.id)
            .where(subscriptions.c.reader_id == reader_id)
            .order_by(sources.c.id)
        )
        return tuple(map(source_of, rows))

    def source_ids(self, reader_id: int, folder: str | None = None) -> frozenset[int]:
        """The ids of the sources that a reader follows, of all or of one folder."""
        if folder is None:
            return frozenset(self._connection.execute(_SOURCE_IDS, {"reader": reader_id}).scalars())
        asked = {"reader": reader_id, "folder": folder}
        return frozenset(self._connection.execute(_SOURCE_IDS_OF_FOLDER, asked).scalars())

    def named(self, reader_id: int) -> list[tuple[int, str, str]]:
        """The number, name and folder of every source that a reader follows, without a look at its articles."""
        rows = self._connection.execute(
            select(
                subscriptions.c.source_id, subscriptions.c.title, subscriptions.c.folder, sources.c.title, sources.c.url
            )
            .join(sources, sources.c.id == subscriptions.c.source_id)
            .where(subscriptions.c.reader_id == reader_id)
            .order_by(subscriptions.c.source_id)
        )
        return [(number, own or title or url, folder) for number, own, folder, title, url in rows]

    def own_titles(self, reader_id: int) -> dict[int, str]:
        """The names that a reader gave to sources, by the number of the source."""
        rows = self._connection.execute(_OWN_TITLES, {"reader": reader_id})
        return {row.source_id: row.title for row in rows}

    def kinds_by_folder(self, reader_id: int) -> list[tuple[str, SourceKind, int]]:
        """How many sources of each kind a reader has in each folder."""
        rows = self._connection.execute(_KINDS_BY_FOLDER, {"reader": reader_id})
        return [(row.folder, row.kind, row.number) for row in rows]

    def add(self, rows: list[dict[str, Any]], now: datetime) -> None:
        """Tie readers to sources; a tie that is there stays as it is.

        Each row has ``reader_id`` and ``source_id``, and may have ``folder``, ``title`` and encrypted ``credentials``.
        """
        if rows:
            dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
            whole = {"folder": "", "title": "", "credentials": None, "created_at": now}
            self._connection.execute(
                dialect.insert(subscriptions).on_conflict_do_nothing(), [whole | row for row in rows]
            )

    def change(self, reader_id: int, source_id: int, **values: Any) -> None:
        """Set ``folder``, ``title`` or ``credentials`` of a tie."""
        self._connection.execute(
            update(subscriptions)
            .where(subscriptions.c.reader_id == reader_id, subscriptions.c.source_id == source_id)
            .values(values)
        )

    def rename_folder(self, reader_id: int, folder: str, new: str) -> None:
        """Give a folder another name; with an empty one its sources stand in no folder."""
        self._connection.execute(
            update(subscriptions)
            .where(subscriptions.c.reader_id == reader_id, subscriptions.c.folder == folder)
            .values(folder=new)
        )

    def made_at(self, reader_id: int, at: datetime) -> list[int]:
        """The sources that a reader follows since exactly this instant."""
        mine = and_(subscriptions.c.reader_id == reader_id, subscriptions.c.created_at == at)
        return list(self._connection.execute(select(subscriptions.c.source_id).where(mine)).scalars())

    def remove(self, reader_id: int, source_ids: Collection[int]) -> None:
        """End ties; the sources and their articles stay for others."""
        for portion in portions(source_ids):
            self._connection.execute(
                delete(subscriptions).where(
                    subscriptions.c.reader_id == reader_id, subscriptions.c.source_id.in_(portion)
                )
            )

    def credentials(self, source_id: int) -> bytes | None:
        """The encrypted login that a private source is fetched with."""
        return self._connection.execute(
            select(subscriptions.c.credentials).where(
                subscriptions.c.source_id == source_id, subscriptions.c.credentials.is_not(None)
            )
        ).scalar()


def _by_folder_and_name(each: Subscription) -> tuple[str, str, int]:
    return each.folder.casefold(), each.name.casefold(), each.source.id
