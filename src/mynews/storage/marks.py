"""What readers have read and what they keep, article by article."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, and_, bindparam, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mynews.storage.portions import portions
from mynews.storage.schema import articles, marks, sources, stories, story_articles

# Asked for with every edition or signal, so built once: to build them takes six times as long as to run them.
_COPIES = select(story_articles.c.article_id, story_articles.c.copy_of).where(
    story_articles.c.article_id.in_(bindparam("articles", expanding=True))
)
_COPIES_OF = select(story_articles.c.article_id).where(
    story_articles.c.copy_of.in_(bindparam("articles", expanding=True))
)
_LEADS = (
    select(stories.c.id, stories.c.lead_id)
    .join(story_articles, story_articles.c.article_id == stories.c.lead_id)
    .where(stories.c.id.in_(bindparam("stories", expanding=True)))
)
_SAVED_STORIES = (
    select(story_articles.c.story_id)
    .join(marks, marks.c.article_id == story_articles.c.article_id)
    .where(
        marks.c.reader_id == bindparam("reader"),
        marks.c.saved_at.is_not(None),
        story_articles.c.story_id.in_(bindparam("stories", expanding=True)),
    )
)


@dataclass(frozen=True, slots=True)
class Mark:
    """When a reader read an article and when they kept it; None for neither."""

    read_at: datetime | None = None
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NamedMark:
    """A mark on an article that is told by its source and its identity there: the same in every installation."""

    source_url: str
    identity: bytes
    url: str
    headline: str
    read_at: datetime | None = None
    saved_at: datetime | None = None


class Marks:
    """The table of marks. Marking what is marked already changes nothing: the first time counts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def of(self, reader_id: int, article_ids: Collection[int]) -> dict[int, Mark]:
        """The marks of a reader on those of these articles that have any."""
        found: dict[int, Mark] = {}
        for portion in portions(article_ids):
            rows = self._connection.execute(
                select(marks.c.article_id, marks.c.read_at, marks.c.saved_at).where(
                    marks.c.reader_id == reader_id, marks.c.article_id.in_(portion)
                )
            )
            found |= {row.article_id: Mark(row.read_at, row.saved_at) for row in rows}
        return found

    def named(self, reader_id: int) -> list[NamedMark]:
        """All marks of a reader, the first articles first."""
        rows = self._connection.execute(
            select(
                sources.c.url.label("source_url"),
                articles.c.identity,
                articles.c.url,
                articles.c.headline,
                marks.c.read_at,
                marks.c.saved_at,
            )
            .join(articles, articles.c.id == marks.c.article_id)
            .join(sources, sources.c.id == articles.c.source_id)
            .where(marks.c.reader_id == reader_id)
            .order_by(marks.c.article_id)
        )
        return [
            NamedMark(row.source_url, row.identity, row.url or "", row.headline, row.read_at, row.saved_at)
            for row in rows
        ]

    def read(self, reader_id: int, article_ids: Collection[int], at: datetime) -> None:
        """Mark articles as read."""
        self._set(reader_id, article_ids, marks.c.read_at, at)

    def unread(self, reader_id: int, article_ids: Collection[int]) -> None:
        """Mark articles as not read."""
        self._unset(reader_id, article_ids, marks.c.read_at, marks.c.saved_at)

    def forget_read(self, reader_id: int) -> None:
        """Keep of a reader only what they keep: nothing was read."""
        mine = marks.c.reader_id == reader_id
        self._connection.execute(delete(marks).where(mine, marks.c.saved_at.is_(None)))
        self._connection.execute(update(marks).where(mine).values(read_at=None))

    def save(self, reader_id: int, article_ids: Collection[int], at: datetime) -> None:
        """Mark articles as kept."""
        self._set(reader_id, article_ids, marks.c.saved_at, at)

    def unsave(self, reader_id: int, article_ids: Collection[int]) -> None:
        """Mark articles as kept no more."""
        self._unset(reader_id, article_ids, marks.c.saved_at, marks.c.read_at)

    def saved(
        self, reader_id: int, most: int, before: tuple[datetime, int] | None = None
    ) -> list[tuple[int, datetime]]:
        """The articles that a reader keeps with the instants when they were kept, the last first.

        ``before`` is the last one of the page before.
        """
        wanted = select(marks.c.article_id, marks.c.saved_at).where(
            marks.c.reader_id == reader_id, marks.c.saved_at.is_not(None)
        )
        if before is not None:
            at, article_id = before
            wanted = wanted.where(
                or_(marks.c.saved_at < at, and_(marks.c.saved_at == at, marks.c.article_id < article_id))
            )
        rows = self._connection.execute(wanted.order_by(marks.c.saved_at.desc(), marks.c.article_id.desc()).limit(most))
        return [(row.article_id, row.saved_at) for row in rows]

    def saved_of(self, reader_id: int, story_id: int) -> list[int]:
        """The articles of a story that a reader keeps."""
        rows = self._connection.execute(
            select(marks.c.article_id)
            .join(story_articles, story_articles.c.article_id == marks.c.article_id)
            .where(marks.c.reader_id == reader_id, marks.c.saved_at.is_not(None), story_articles.c.story_id == story_id)
        )
        return list(rows.scalars())

    def saved_stories(self, reader_id: int, story_ids: Collection[int]) -> frozenset[int]:
        """Those of these stories of which a reader keeps an article."""
        found: set[int] = set()
        for portion in portions(story_ids):
            asked = {"reader": reader_id, "stories": portion}
            found |= set(self._connection.execute(_SAVED_STORIES, asked).scalars())
        return frozenset(found)

    def with_copies(self, article_ids: Collection[int]) -> tuple[int, ...]:
        """These articles and all that say the same: reading one is reading each."""
        found = set(article_ids)
        for portion in portions(article_ids):
            rows = self._connection.execute(_COPIES, {"articles": portion})
            originals = sorted({row.copy_of or row.article_id for row in rows})
            found |= set(originals)
            found |= set(self._connection.execute(_COPIES_OF, {"articles": originals}).scalars())
        return tuple(sorted(found))

    def leads(self, story_ids: Collection[int]) -> dict[int, int]:
        """The article that leads each of these stories."""
        leads: dict[int, int] = {}
        for portion in portions(story_ids):
            rows = self._connection.execute(_LEADS, {"stories": portion})
            leads |= {row.id: row.lead_id for row in rows}
        return leads

    def _set(self, reader_id: int, article_ids: Collection[int], column: Column[datetime], at: datetime) -> None:
        for portion in portions(article_ids):
            rows = [{"reader_id": reader_id, "article_id": each, column.name: at} for each in portion]
            insert = self._dialect.insert(marks)
            self._connection.execute(
                insert.on_conflict_do_update(
                    index_elements=[marks.c.reader_id, marks.c.article_id],
                    set_={column.name: insert.excluded[column.name]},
                    where=column.is_(None),
                ),
                rows,
            )

    def _unset(
        self, reader_id: int, article_ids: Collection[int], column: Column[datetime], other: Column[datetime]
    ) -> None:
        for portion in portions(article_ids):
            mine = and_(marks.c.reader_id == reader_id, marks.c.article_id.in_(portion))
            self._connection.execute(delete(marks).where(mine, other.is_(None)))
            self._connection.execute(update(marks).where(mine).values({column.name: None}))
