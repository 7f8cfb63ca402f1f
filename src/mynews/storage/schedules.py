"""When readers want new editions."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from mynews.model.schedule import Schedule
from mynews.storage.schema import schedules

# Asked for with every edition, so built once: to build it takes six times as long as to run it.
_OF_READER = select(schedules.c.hours, schedules.c.time_zone, schedules.c.weekdays).where(
    schedules.c.reader_id == bindparam("reader")
)


class Schedules:
    """The table of hours at which readers want new editions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, reader_id: int) -> Schedule | None:
        """The hours that a reader chose; None for one who wants what is new whenever they look."""
        row = self._connection.execute(_OF_READER, {"reader": reader_id}).first()
        return Schedule(tuple(row.hours), row.time_zone, tuple(row.weekdays)) if row else None

    def set(self, reader_id: int, wanted: Schedule) -> None:
        """Keep the hours that a reader chose."""
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        values = {"hours": list(wanted.hours), "weekdays": list(wanted.weekdays), "time_zone": wanted.time_zone}
        self._connection.execute(
            dialect.insert(schedules)
            .values(reader_id=reader_id, **values)
            .on_conflict_do_update(index_elements=[schedules.c.reader_id], set_=values)
        )

    def forget(self, reader_id: int) -> None:
        """Keep no hours of a reader any more."""
        self._connection.execute(delete(schedules).where(schedules.c.reader_id == reader_id))
