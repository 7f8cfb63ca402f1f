"""Stories that one reader gave to another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, select, update

from mynews.model.handed import Handing
from mynews.model.source import Reader
from mynews.storage.schema import handed, readers
from mynews.storage.types import AnyRow

# Asked for with every edition, so built once: to build it takes six times as long as to run it.
_WAITING = select(func.count()).where(handed.c.to_id == bindparam("reader"), handed.c.done_at.is_(None))
_GIVERS, _RECEIVERS = readers.alias("givers"), readers.alias("receivers")


class Handed:
    """The table of what was handed on."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, giver: Reader, receiver: Reader, story_id: int, note: str, now: datetime) -> Handing:
        """Give a story to a reader."""
        values = {"from_id": giver.id, "to_id": receiver.id, "story_id": story_id, "note": note, "handed_at": now}
        number = self._connection.execute(insert(handed).values(values).returning(handed.c.id)).scalar_one()
        return Handing(number, giver, receiver, story_id, note, now)

    def to(self, reader_id: int, most: int, *, done: bool = False) -> tuple[Handing, ...]:
        """What a reader was given and is not done with, or is; the latest first."""
        state = handed.c.done_at.is_not(None) if done else handed.c.done_at.is_(None)
        return self._some(most, handed.c.to_id == reader_id, state)

    def by(self, reader_id: int, most: int) -> tuple[Handing, ...]:
        """What a reader gave to others, the latest first."""
        return self._some(most, handed.c.from_id == reader_id)

    def waiting(self, reader_id: int) -> int:
        """How much a reader was given and is not done with."""
        return self._connection.execute(_WAITING, {"reader": reader_id}).scalar_one()

    def given_since(self, reader_id: int, since: datetime) -> int:
        """How much a reader gave to others since then."""
        return self._connection.execute(
            select(func.count()).where(handed.c.from_id == reader_id, handed.c.handed_at >= since)
        ).scalar_one()

    def set_done(self, reader_id: int, number: int, done_at: datetime | None) -> bool:
        """Keep when the receiver was done with it; False where they were never given that."""
        return bool(
            self._connection.execute(
                update(handed).where(handed.c.id == number, handed.c.to_id == reader_id).values(done_at=done_at)
            ).rowcount
        )

    def take_back(self, reader_id: int, number: int) -> bool:
        """Delete what a reader gave; False where they gave no such thing."""
        return bool(
            self._connection.execute(
                delete(handed).where(handed.c.id == number, handed.c.from_id == reader_id)
            ).rowcount
        )

    def _some(self, most: int, *which: ColumnElement[bool]) -> tuple[Handing, ...]:
        rows: Iterable[AnyRow] = self._connection.execute(
            select(
                handed,
                _GIVERS.c.name.label("giver"),
                _RECEIVERS.c.name.label("receiver"),
            )
            .join(_GIVERS, _GIVERS.c.id == handed.c.from_id)
            .join(_RECEIVERS, _RECEIVERS.c.id == handed.c.to_id)
            .where(*which)
            .order_by(handed.c.id.desc())
            .limit(most)
        )
        return tuple(
            Handing(
                row.id,
                Reader(row.from_id, row.giver),
                Reader(row.to_id, row.receiver),
                row.story_id,
                row.note,
                row.handed_at,
                row.done_at,
            )
            for row in rows
        )
