"""What readers follow and mute."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from mynews.model.errors import NotFound
from mynews.model.interest import Interest, Stance, Subject
from mynews.storage.schema import interests
from mynews.storage.types import AnyRow

# Asked for with every edition, so built once: to build it takes six times as long as to run it.
_OF_READER = (
    select(interests)
    .where(
        interests.c.reader_id == bindparam("reader"),
        or_(interests.c.until.is_(None), interests.c.until > bindparam("now")),
    )
    .order_by(interests.c.id)
)


class Interests:
    """The table of interests."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def of(self, reader_id: int, now: datetime) -> tuple[Interest, ...]:
        """All of a reader's that have not ended, in the order in which they were first stated."""
        return tuple(map(_interest, self._connection.execute(_OF_READER, {"reader": reader_id, "now": now})))

    def state(
        self,
        reader_id: int,
        stance: Stance,
        subject: Subject,
        now: datetime,
        *,
        until: datetime | None = None,
        folder: str = "",
    ) -> Interest:
        """Keep what a reader says of a subject in a folder, in place of what they said of it before."""
        said = {"stance": stance, "name": subject.name, "since": now, "until": until}
        row = self._connection.execute(
            self._dialect.insert(interests)
            .values(reader_id=reader_id, kind=subject.kind, key=subject.key, folder=folder, **said)
            .on_conflict_do_update(index_elements=["reader_id", "kind", "key", "folder"], set_=said)
            .returning(interests)
        ).one()
        return _interest(row)

    def withdraw(self, reader_id: int, interest_id: int) -> Interest:
        """Delete an interest; gives what it was. Raises NotFound, also for another reader's."""
        row = self._connection.execute(
            delete(interests)
            .where(interests.c.id == interest_id, interests.c.reader_id == reader_id)
            .returning(interests)
        ).first()
        if row is None:
            raise NotFound("You do not follow or mute this any more.")
        return _interest(row)


def _interest(row: AnyRow) -> Interest:
    return Interest(
        row.id, row.reader_id, row.stance, Subject(row.kind, row.key, row.name), row.since, row.until, row.folder
    )
