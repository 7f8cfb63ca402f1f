"""What readers call articles in their client programs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from mynews.storage.portions import portions
from mynews.storage.schema import articles, labels, sources


@dataclass(frozen=True, slots=True)
class NamedLabel:
    """A label of an article that is told by its source and its identity there: the same in every installation."""

    label: str
    source_url: str
    identity: bytes


class Labels:
    """The table of labels."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def names(self, reader_id: int) -> tuple[str, ...]:
        """The labels that a reader uses, in order."""
        rows = self._connection.execute(select(labels.c.label).where(labels.c.reader_id == reader_id).distinct())
        return tuple(sorted(rows.scalars(), key=str.casefold))

    def of(self, reader_id: int, article_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
        """The labels of those of these articles that have any."""
        found: dict[int, tuple[str, ...]] = {}
        for portion in portions(article_ids):
            rows = self._connection.execute(
                select(labels.c.article_id, labels.c.label)
                .where(labels.c.reader_id == reader_id, labels.c.article_id.in_(portion))
                .order_by(labels.c.label)
            )
            for row in rows:
                found[row.article_id] = (*found.get(row.article_id, ()), row.label)
        return found

    def named(self, reader_id: int) -> list[NamedLabel]:
        """All labels of a reader, the first articles first."""
        rows = self._connection.execute(
            select(labels.c.label, sources.c.url, articles.c.identity)
            .join(articles, articles.c.id == labels.c.article_id)
            .join(sources, sources.c.id == articles.c.source_id)
            .where(labels.c.reader_id == reader_id)
            .order_by(labels.c.article_id, labels.c.label)
        )
        return [NamedLabel(row.label, row.url, row.identity) for row in rows]

    def add(self, reader_id: int, label: str, article_ids: Collection[int]) -> None:
        """Label articles."""
        rows = [{"reader_id": reader_id, "label": label, "article_id": each} for each in sorted(set(article_ids))]
        if rows:
            self._connection.execute(self._dialect.insert(labels).on_conflict_do_nothing(), rows)

    def remove(self, reader_id: int, label: str, article_ids: Collection[int]) -> None:
        """Take a label from articles."""
        mine = and_(labels.c.reader_id == reader_id, labels.c.label == label)
        for portion in portions(article_ids):
            self._connection.execute(delete(labels).where(mine, labels.c.article_id.in_(portion)))

    def rename(self, reader_id: int, label: str, new: str) -> None:
        """Give a label another name; what has both has the new one once."""
        mine = and_(labels.c.reader_id == reader_id, labels.c.label == label)
        labelled = list(self._connection.execute(select(labels.c.article_id).where(mine)).scalars())
        self.drop(reader_id, label)
        self.add(reader_id, new, labelled)

    def drop(self, reader_id: int, label: str) -> None:
        """Delete a label."""
        self._connection.execute(delete(labels).where(labels.c.reader_id == reader_id, labels.c.label == label))
