"""Editions as they were shown."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update

from mynews.model.errors import NotFound
from mynews.model.interest import Interest, Subject
from mynews.model.slate import Edition, Hidden, LeftOut, Placed, Reason
from mynews.storage.schema import editions, signals
from mynews.storage.types import AnyRow

_REMEMBERED = 128
# Asked for with every edition, so built once: to build them takes six times as long as to run them.
_CURRENT = (
    select(editions)
    .where(
        editions.c.reader_id == bindparam("reader"),
        editions.c.until > bindparam("now"),
        editions.c.folder == bindparam("folder"),
    )
    .order_by(editions.c.id.desc())
    .limit(1)
)


_OWN = select(editions.c.id).where(
    editions.c.reader_id == bindparam("reader"), editions.c.id.in_(bindparam("editions", expanding=True))
)


@dataclass(frozen=True, slots=True)
class _Content:
    places: tuple[Placed, ...]
    hidden: tuple[Hidden, ...]
    left_out: LeftOut


@dataclass(frozen=True, slots=True)
class Impression:
    """A place of an edition that was seen, and whether its story was read from there."""

    reader_id: int
    edition_id: int
    place: int
    placed: Placed
    read: bool


_GONE = "There is no such edition of yours any more."


class Editions:
    """The table of editions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, edition: Edition) -> Edition:
        """Keep a new edition; gives it with its number."""
        added = self._connection.execute(
            insert(editions)
            .values(
                reader_id=edition.reader_id,
                made_at=edition.made_at,
                until=edition.until,
                seed=edition.seed,
                ranker=edition.ranker,
                learned_up_to=edition.learned_up_to,
                folder=edition.folder,
                content=_text_of(edition),
            )
            .returning(editions.c.id)
        )
        return replace(edition, id=added.scalar_one())

    def current(self, reader_id: int, folder: str, now: datetime) -> Edition | None:
        """The reader's edition that stands now; None where it ended."""
        asked = {"reader": reader_id, "now": now, "folder": folder}
        row = self._connection.execute(_CURRENT, asked).first()
        return _edition(row) if row else None

    def get(self, reader_id: int, edition_id: int) -> Edition:
        """An edition as it was. Raises NotFound, also for another reader's."""
        row = self._connection.execute(
            select(editions).where(editions.c.id == edition_id, editions.c.reader_id == reader_id)
        ).first()
        if row is None:
            raise NotFound(_GONE)
        return _edition(row)

    def check(self, reader_id: int, edition_ids: Collection[int]) -> None:
        """Raises NotFound where one of these is none of the reader's. To read one whole takes long."""
        asked = {"reader": reader_id, "editions": list(edition_ids)}
        if set(edition_ids) - set(self._connection.execute(_OWN, asked).scalars()):
            raise NotFound(_GONE)

    def latest(self, reader_id: int, folder: str, most: int, before: datetime | None = None) -> list[Edition]:
        """The reader's last editions that were made, the newest first; with ``before`` those made before an instant."""
        listed = (
            select(editions)
            .where(editions.c.reader_id == reader_id, editions.c.folder == folder)
            .order_by(editions.c.until.desc(), editions.c.id.desc())  # as the index has them
        )
        if before is not None:
            listed = listed.where(editions.c.made_at < before)
        return [_edition(row) for row in self._connection.execute(listed.limit(most))]

    def recent(self, reader_id: int, most: int) -> Iterator[Edition]:
        """The reader's last editions, of all and of folders, the latest first; each is read when it is asked for."""
        listed = select(editions).where(editions.c.reader_id == reader_id)
        ordered = listed.order_by(editions.c.until.desc(), editions.c.id.desc())  # as the index has them
        return map(_edition, self._connection.execute(ordered.limit(most)))

    def end(self, reader_id: int, now: datetime) -> None:
        """Let those that stand end now: the next one is made anew."""
        self._connection.execute(
            update(editions).where(editions.c.reader_id == reader_id, editions.c.until > now).values(until=now)
        )

    def forget(self, reader_id: int) -> None:
        """Delete all editions of a reader."""
        self._connection.execute(delete(editions).where(editions.c.reader_id == reader_id))

    def prune(self, before: datetime) -> int:
        """Delete editions that ended before an instant and that no signal names; gives how many."""
        named = exists().where(signals.c.edition_id == editions.c.id)
        return self._connection.execute(delete(editions).where(editions.c.until < before, ~named)).rowcount

    def impressions(self, since: datetime, reader_id: int | None = None) -> Iterator[Impression]:
        """The places of editions made since an instant that were seen, by edition and place."""
        told = select(signals.c.edition_id, signals.c.story_id, signals.c.kind).where(
            signals.c.edition_id.is_not(None), signals.c.kind.in_(["seen", "open"])
        )
        listed = select(editions).where(editions.c.made_at >= since).order_by(editions.c.id)
        if reader_id is not None:
            told = told.where(signals.c.reader_id == reader_id)
            listed = listed.where(editions.c.reader_id == reader_id)
        kinds: dict[tuple[int, int], set[str]] = {}
        for row in self._connection.execute(told):
            kinds.setdefault((row.edition_id, row.story_id), set()).add(row.kind)
        for row in self._connection.execution_options(yield_per=100).execute(listed):
            edition = _edition(row)
            for place, placed in enumerate(edition.places):
                done = kinds.get((edition.id, placed.story_id))
                if done:
                    yield Impression(edition.reader_id, edition.id, place, placed, "open" in done)


def _text_of(edition: Edition) -> str:
    plain = {
        "places": [
            [
                placed.story_id,
                placed.score,
                placed.slot,
                placed.propensity,
                [_reason_as_plain(each) for each in placed.reasons],
                placed.topic,
            ]
            for placed in edition.places
        ],
        "hidden": [[hidden.story_id, _interest_as_plain(hidden.rule)] for hidden in edition.hidden],
        "left_out": [
            [[_interest_as_plain(rule), count] for rule, count in edition.left_out.by_rule],
            edition.left_out.read,
            edition.left_out.no_room,
        ],
    }
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _edition(row: AnyRow) -> Edition:
    content = _content(row.reader_id, row.content)
    return Edition(
        id=row.id,
        reader_id=row.reader_id,
        made_at=row.made_at,
        until=row.until,
        seed=row.seed,
        ranker=row.ranker,
        learned_up_to=row.learned_up_to,
        folder=row.folder,
        places=content.places,
        hidden=content.hidden,
        left_out=content.left_out,
    )


# An edition is read again and again while it stands, and what was stored of it never changes.
@lru_cache(maxsize=_REMEMBERED)
def _content(reader_id: int, text: str) -> _Content:
    plain = json.loads(text)
    return _Content(
        places=tuple(map(_placed, plain["places"])),
        hidden=tuple(Hidden(story_id, _interest(reader_id, rule)) for story_id, rule in plain["hidden"]),
        left_out=_left_out(reader_id, plain["left_out"]) if "left_out" in plain else LeftOut(),
    )


def _placed(plain: list[Any]) -> Placed:
    story_id, score, slot, propensity, reasons, *topic = plain
    return Placed(story_id, score, tuple(map(_reason, reasons)), slot, propensity, *topic)


def _left_out(reader_id: int, plain: list[Any]) -> LeftOut:
    by_rule, read, no_room = plain
    return LeftOut(tuple((_interest(reader_id, rule), count) for rule, count in by_rule), read, no_room)


def _reason_as_plain(reason: Reason) -> list[Any]:
    subject = reason.subject
    return [reason.kind, reason.weight, [subject.kind, subject.key, subject.name] if subject else None, reason.count]


def _reason(plain: list[Any]) -> Reason:
    kind, weight, subject, count = plain
    return Reason(kind, weight, Subject(*subject) if subject else None, count)


def _interest_as_plain(rule: Interest) -> list[Any]:
    subject = rule.subject
    until = rule.until.isoformat() if rule.until else None
    return [rule.id, rule.stance, subject.kind, subject.key, subject.name, rule.since.isoformat(), until, rule.folder]


def _interest(reader_id: int, plain: list[Any]) -> Interest:
    number, stance, kind, key, name, since, until, folder = plain
    ends = datetime.fromisoformat(until) if until else None
    return Interest(number, reader_id, stance, Subject(kind, key, name), datetime.fromisoformat(since), ends, folder)
