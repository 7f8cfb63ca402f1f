"""The desk: who places articles into stories, what waits there, and carrying out what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, case, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mynews.model.story import Desk, Move, Origin, Placeable
from mynews.storage.schema import (
    articles,
    desk,
    meanings,
    sources,
    stories,
    stories_apart,
    story_articles,
    story_entities,
    story_topics,
)
from mynews.storage.types import AnyRow

_ONE = 1


class StoryDesk:
    """The row of the desk, and the articles and stories that lie on it.

    Only one process places at a time, since each decision depends on the one before. Whoever changes stories in any way
    counts ``version`` up, so that the others read them anew.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, holder: str, now: datetime, until: datetime) -> Desk | None:
        """Take the desk until an instant, or keep it; None while another has it. A dead holder's time runs out."""
        self._set_up()
        row = self._connection.execute(
            update(desk)
            .where(or_(desk.c.holder == holder, desk.c.holder.is_(None), desk.c.held_until < now))
            .values(holder=holder, held_until=until)
            .returning(desk.c.version, desk.c.next_story_id)
        ).first()
        return Desk(row.version, row.next_story_id) if row else None

    def leave(self, holder: str) -> None:
        """Let another have the desk at once."""
        self._connection.execute(update(desk).where(desk.c.holder == holder).values(holder=None, held_until=None))

    def use_parts(self, version: int) -> bool:
        """Note which parts understand from now on, and say whether they are others than before."""
        self._set_up()
        changed = update(desk).where(desk.c.parts != version).values(parts=version)
        return self._connection.execute(changed).rowcount > 0

    def advance(self, holder: str, held: Desk, next_story_id: int) -> bool:
        """Count the version up, before saving what was decided on the desk as it was; False where it is no longer."""
        counted = self._connection.execute(
            update(desk)
            .where(desk.c.holder == holder, desk.c.version == held.version)
            .values(version=held.version + 1, next_story_id=next_story_id)
        )
        return counted.rowcount == 1

    def new_story(self) -> int:
        """The number of a new story, for a change that a reader makes. Counts the version up."""
        counted = update(desk).values(version=desk.c.version + 1, next_story_id=desk.c.next_story_id + 1)
        following: int = self._connection.execute(counted.returning(desk.c.next_story_id)).scalar_one()
        return following - 1

    def touch(self) -> None:
        """Count the version up: stories are no longer what the holder of the desk remembers."""
        self._connection.execute(update(desk).values(version=desk.c.version + 1))

    def lock(self) -> None:
        """Let nobody else sum up stories until the end of this transaction. SQLite has one writer at a time anyway."""
        self._connection.execute(select(desk.c.id).with_for_update())

    def _set_up(self) -> None:
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        self._connection.execute(
            dialect.insert(desk).on_conflict_do_nothing(), {"id": _ONE, "version": 0, "next_story_id": 1, "parts": 0}
        )

    def unplaced(self, most: int) -> list[Placeable]:
        """Articles that wait to be placed, the oldest number first."""
        alone = func.coalesce(stories.c.articles == 1, False)
        found = (
            _placeables(alone)
            .outerjoin(stories, stories.c.id == story_articles.c.story_id)
            .where(~story_articles.c.placed)
            .order_by(story_articles.c.article_id)
            .limit(most)
        )
        return [_placeable(row) for row in self._connection.execute(found)]

    def placed(self, open_since: datetime, known_since: datetime, newest: int) -> Iterator[Placeable]:
        """The placed articles of the stories that a new article may concern, in order of their numbers.

        Those are the stories with an article since ``open_since``; the ``newest`` stories in any case, since old
        articles may come late and together; and, to be followed up, those of several articles since ``known_since``.
        """
        newest_id = select(func.max(stories.c.id) - newest).scalar_subquery()
        wanted = or_(
            stories.c.latest_at >= open_since,
            stories.c.id > newest_id,
            and_(stories.c.latest_at >= known_since, stories.c.articles > 1),
        )
        found = (
            _placeables(case((stories.c.articles == 1, True), else_=False))
            .join(stories, stories.c.id == story_articles.c.story_id)
            .where(wanted, or_(story_articles.c.placed, stories.c.articles > 1))
            .order_by(story_articles.c.article_id)
        )
        for row in self._connection.execution_options(yield_per=1000).execute(found):
            yield _placeable(row)

    def version(self) -> int:
        """How often stories changed."""
        return self._connection.execute(select(desk.c.version)).scalar() or 0

    def waiting(self) -> int:
        """How many articles wait to be placed."""
        return self._connection.execute(
            select(func.count()).select_from(story_articles).where(~story_articles.c.placed)
        ).scalar_one()

    def carry_out(self, moves: Sequence[Move]) -> None:
        """Put articles where they go, open the stories that they open, and absorb those that proved to be the same."""
        opened = {move.story_id: move for move in moves if move.opens}
        there = set(self._connection.execute(select(stories.c.id).where(stories.c.id.in_(list(opened)))).scalars())
        fresh = [
            {
                "id": move.story_id,
                "opened_at": move.at,
                "latest_at": move.at,
                "articles": 0,
                "owners": 0,
                "earlier_id": move.earlier,
            }
            for move in opened.values()
            if move.story_id not in there
        ]
        if fresh:
            self._connection.execute(insert(stories), fresh)
        if moves:
            self._connection.execute(
                update(story_articles).where(story_articles.c.article_id == bindparam("moved")),
                [{"moved": move.article_id, "story_id": move.story_id, "placed": True} for move in moves],
            )
        for move in moves:
            for absorbed in move.absorbed:
                self.absorb(absorbed, move.story_id)

    def absorb(self, story_id: int, into: int) -> None:
        """Make a story part of another; its address leads there from now on."""
        self._connection.execute(
            update(story_articles).where(story_articles.c.story_id == story_id).values(story_id=into)
        )
        # The later opened of the two may be the larger: what followed long ago is kept.
        earlier = select(stories.c.earlier_id).where(stories.c.id == story_id).scalar_subquery()
        self._connection.execute(
            update(stories).where(stories.c.id == into).values(earlier_id=func.coalesce(stories.c.earlier_id, earlier))
        )
        self._connection.execute(update(stories).where(stories.c.into_id == story_id).values(into_id=into))
        self._connection.execute(update(stories).where(stories.c.earlier_id == story_id).values(earlier_id=into))
        # Where one of the two followed the other, there is nothing left to follow.
        self._connection.execute(
            update(stories).where(stories.c.id == into, stories.c.earlier_id == into).values(earlier_id=None)
        )
        self._connection.execute(
            update(stories)
            .where(stories.c.id == story_id)
            .values(into_id=into, articles=0, owners=0, heat=None, earlier_id=None, lead_id=None, picture=None)
        )
        for table in (story_topics, story_entities):
            self._connection.execute(table.delete().where(table.c.story_id == story_id))

    def versions(self, article_ids: Iterable[int]) -> list[int]:
        """The numbers of all known versions of the texts of these articles, themselves among them."""
        wanted = set(article_ids)
        rows = self._connection.execute(
            select(story_articles.c.article_id, story_articles.c.copy_of).where(story_articles.c.article_id.in_(wanted))
        )
        originals = {row.copy_of or row.article_id for row in rows}
        copies = self._connection.execute(
            select(story_articles.c.article_id).where(story_articles.c.copy_of.in_(originals))
        )
        return sorted(wanted | originals | set(copies.scalars()))

    def note_copies(self, original: int, copies: Iterable[int]) -> None:
        """Say which of several versions of one text is the original."""
        others = [each for each in copies if each != original]
        self._connection.execute(
            update(story_articles)
            .where(or_(story_articles.c.article_id.in_(others), story_articles.c.copy_of.in_(others)))
            .where(story_articles.c.article_id != original)
            .values(copy_of=original)
        )
        self._connection.execute(
            update(story_articles).where(story_articles.c.article_id == original).values(copy_of=None)
        )

    def part(self, one: int, other: int, reader_id: int, now: datetime) -> None:
        """Keep two stories from becoming one by themselves."""
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        self._connection.execute(
            dialect.insert(stories_apart).on_conflict_do_nothing(),
            {"one_id": min(one, other), "other_id": max(one, other), "reader_id": reader_id, "parted_at": now},
        )

    def join(self, one: int, other: int) -> None:
        """Let two stories be one again."""
        self._connection.execute(
            stories_apart.delete().where(
                stories_apart.c.one_id == min(one, other), stories_apart.c.other_id == max(one, other)
            )
        )

    def apart(self) -> frozenset[frozenset[int]]:
        """The pairs of stories that readers parted, each under the number that it has today."""
        one, other = stories.alias("one"), stories.alias("other")
        rows = self._connection.execute(
            select(func.coalesce(one.c.into_id, one.c.id), func.coalesce(other.c.into_id, other.c.id))
            .select_from(stories_apart)
            .join(one, one.c.id == stories_apart.c.one_id)
            .join(other, other.c.id == stories_apart.c.other_id)
        )
        return frozenset(frozenset((first, second)) for first, second in rows if first != second)

    def hold_in(self, story_id: int, article_ids: Sequence[int]) -> None:
        """Put articles into a story at a reader's wish: there they stay."""
        self._connection.execute(
            update(story_articles)
            .where(story_articles.c.article_id.in_(article_ids))
            .values(story_id=story_id, held=True, placed=True)
        )


def _placeables(alone: Any) -> Select[Any]:
    return (
        select(
            story_articles.c.article_id,
            story_articles.c.story_id,
            story_articles.c.held,
            alone.label("alone"),
            articles.c.headline,
            articles.c.sort_at,
            articles.c.url,
            sources.c.url.label("source_url"),
            sources.c.site_url,
            meanings.c.kind,
            meanings.c.vector,
            meanings.c.terms,
            meanings.c.fingerprint,
        )
        .select_from(story_articles)
        .join(meanings, meanings.c.article_id == story_articles.c.article_id)
        .join(articles, articles.c.id == story_articles.c.article_id)
        .join(sources, sources.c.id == articles.c.source_id)
    )


def _placeable(row: AnyRow) -> Placeable:
    return Placeable(
        article_id=row.article_id,
        headline=row.headline,
        at=row.sort_at,
        origin=Origin(row.url, row.source_url, row.site_url),
        kind=row.kind,
        vector=row.vector,
        terms=row.terms,
        fingerprint=row.fingerprint,
        story_id=row.story_id,
        alone=bool(row.alone),
        held=row.held,
    )
