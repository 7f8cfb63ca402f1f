"""What articles mean, and which of them are to be understood: a queue of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, func, insert, literal, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from mynews.model.meaning import DueMeaning, Entity, EntityKind, Meaning, Topic
from mynews.storage.schema import articles, meanings, meanings_due, story_articles
from mynews.storage.types import AnyRow

_KINDS: dict[EntityKind, str] = {"person": "p", "organisation": "o", "place": "l"}
_KIND_OF = {letter: kind for kind, letter in _KINDS.items()}


class Meanings:
    """The tables of meanings and of those that are due."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._upsert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert

    def are_due(self, article_ids: Iterable[int], at: datetime) -> None:
        """Have these articles understood, or understood anew, at an instant. Who reads them now reads in vain."""
        rows = [{"article_id": each, "due_at": at} for each in article_ids]
        if rows:
            added = self._upsert(meanings_due)
            self._connection.execute(
                added.on_conflict_do_update(
                    index_elements=[meanings_due.c.article_id],
                    set_={"due_at": added.excluded.due_at, "at_leisure": False},
                ),
                rows,
            )

    def all_are_due(self, now: datetime, version: int | None = None) -> int:
        """Have every article understood anew, or those that were by parts of another version; gives how many wait.

        Those that are being read, or of which only the names are still to be read, are due from the beginning too.
        """
        current = and_(meanings.c.article_id == articles.c.id, meanings.c.version == version)
        wanted = ~exists().where(current) if version is not None else true()
        begun = select(articles.c.id).where(articles.c.id == meanings_due.c.article_id, wanted)
        self._connection.execute(
            update(meanings_due).where(begun.correlate(meanings_due).exists()).values(due_at=now, at_leisure=False)
        )
        waits = exists().where(meanings_due.c.article_id == articles.c.id)
        others = select(articles.c.id, literal(now, meanings_due.c.due_at.type)).where(wanted, ~waits)
        self._connection.execute(insert(meanings_due).from_select(["article_id", "due_at"], others))
        return self._connection.execute(select(func.count()).select_from(meanings_due)).scalar_one()

    def claim(self, now: datetime, lease: timedelta, most: int, *, at_leisure: bool = False) -> tuple[DueMeaning, ...]:
        """Take up to ``most`` articles that are due, the newest first; the lease is their new due time.

        With ``at_leisure`` those of which only the names in the whole text are still to be read.
        """
        due = (
            select(meanings_due.c.article_id)
            .where(meanings_due.c.at_leisure == at_leisure, meanings_due.c.due_at <= now)
            .order_by(meanings_due.c.article_id.desc())
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        until = now + lease
        taken = self._connection.execute(
            update(meanings_due)
            .where(meanings_due.c.article_id.in_(due))
            .values(due_at=until)
            .returning(meanings_due.c.article_id)
        )
        return tuple(DueMeaning(article_id, until) for article_id in sorted(taken.scalars()))

    def give_back(self, claimed: Sequence[DueMeaning], now: datetime) -> None:
        """Let claimed articles be due again, as far as the claim still holds."""
        for each in claimed:
            self._connection.execute(
                update(meanings_due)
                .where(meanings_due.c.article_id == each.article_id, meanings_due.c.due_at == each.claimed_until)
                .values(due_at=now)
            )

    def save(self, understood: Sequence[Meaning], claimed_until: datetime, now: datetime) -> list[int]:
        """Save what articles mean; gives the numbers of those whose claim held, the others are left out.

        They are to be placed, unless they are and say what they said before: what is understood anew moves no story.
        What is not whole is due again, at leisure.
        """
        mine = {each.article_id: each for each in understood}
        done = self._still_claimed(mine, claimed_until)
        if not done:
            return []
        settled = self._settled([mine[each] for each in done])
        rows = [_row(mine[article_id]) for article_id in done]
        added = self._upsert(meanings)
        anew = {name: added.excluded[name] for name in rows[0] if name != "article_id"}
        self._connection.execute(added.on_conflict_do_update(index_elements=[meanings.c.article_id], set_=anew), rows)
        placeable = [{"article_id": each, "placed": False} for each in done if each not in settled]
        if placeable:
            waits = self._upsert(story_articles)
            self._connection.execute(
                waits.on_conflict_do_update(index_elements=[story_articles.c.article_id], set_={"placed": False}),
                placeable,
            )
        self._finish([each for each in done if mine[each].whole])
        self._connection.execute(
            update(meanings_due)
            .where(meanings_due.c.article_id.in_([each for each in done if not mine[each].whole]))
            .values(due_at=now, at_leisure=True)
        )
        return done

    def _settled(self, understood: Sequence[Meaning]) -> set[int]:
        """Those of these that are in a story and say what they said when they were placed there."""
        words = {each.article_id: (each.kind, each.terms, each.fingerprint) for each in understood}
        placed = (
            select(meanings.c.article_id, meanings.c.kind, meanings.c.terms, meanings.c.fingerprint)
            .join(story_articles, story_articles.c.article_id == meanings.c.article_id)
            .where(meanings.c.article_id.in_(words), story_articles.c.placed, story_articles.c.story_id.is_not(None))
        )
        return {
            row.article_id
            for row in self._connection.execute(placed)
            if (row.kind, row.terms, row.fingerprint) == words[row.article_id]
        }

    def save_entities(self, named: Mapping[int, tuple[Entity, ...]], claimed_until: datetime) -> list[int]:
        """Save the entities of whole texts; gives the numbers of the articles whose claim held."""
        done = self._still_claimed(named, claimed_until)
        for article_id in done:
            self._connection.execute(
                update(meanings)
                .where(meanings.c.article_id == article_id)
                .values(entities=_entities(named[article_id]))
            )
        self._finish(done)
        return done

    def _still_claimed(self, article_ids: Iterable[int], claimed_until: datetime) -> list[int]:
        """Those of these articles whose claim still holds, locked until the end of the transaction."""
        held = select(meanings_due.c.article_id).where(
            meanings_due.c.article_id.in_(list(article_ids)), meanings_due.c.due_at == claimed_until
        )
        # Locked in one order everywhere, so that nobody waits for one who waits for him.
        return list(self._connection.execute(held.order_by(meanings_due.c.article_id).with_for_update()).scalars())

    def _finish(self, article_ids: Sequence[int]) -> None:
        self._connection.execute(delete(meanings_due).where(meanings_due.c.article_id.in_(article_ids)))

    def get(self, article_id: int) -> Meaning | None:
        """What an article means; None where it was not understood yet."""
        row = self._connection.execute(select(meanings).where(meanings.c.article_id == article_id)).first()
        return meaning_of(row) if row else None

    def waiting(self, now: datetime, *, at_leisure: bool = False) -> int:
        """How many articles wait to be understood, or to have the names in their whole text read."""
        return self._connection.execute(
            select(func.count())
            .select_from(meanings_due)
            .where(meanings_due.c.at_leisure == at_leisure, meanings_due.c.due_at <= now)
        ).scalar_one()


def topics_of(stored: Any) -> tuple[Topic, ...]:
    """Topics as they stand in a column."""
    return tuple(Topic(code, weight) for code, weight in stored or ())


def entities_of(stored: Any) -> tuple[Entity, ...]:
    """Entities as they stand in a column."""
    return tuple(
        Entity(_KIND_OF[kind], name, mentions, tuple(spellings) or (name,), confidence, place_id)
        for kind, name, mentions, confidence, place_id, *spellings in stored or ()
    )


def meaning_of(row: AnyRow) -> Meaning:
    """A row as a value."""
    return Meaning(
        article_id=row.article_id,
        version=row.version,
        language=row.language,
        kind=row.kind,
        words=row.words,
        vector=row.vector,
        terms=row.terms,
        fingerprint=row.fingerprint,
        topics=topics_of(row.topics),
        entities=entities_of(row.entities),
    )


def _row(meaning: Meaning) -> dict[str, Any]:
    return {
        "article_id": meaning.article_id,
        "version": meaning.version,
        "language": meaning.language,
        "kind": meaning.kind,
        "words": meaning.words,
        "vector": meaning.vector,
        "terms": meaning.terms,
        "fingerprint": meaning.fingerprint,
        "topics": [[each.code, round(each.weight, 2)] for each in meaning.topics],
        "entities": _entities(meaning.entities),
    }


def _entities(found: Sequence[Entity]) -> list[list[Any]]:
    return [
        [_KINDS[each.kind], each.name, each.mentions, round(each.confidence, 2), each.place_id]
        + (list(each.spellings) if each.spellings != (each.name,) else [])
        for each in found
    ]
