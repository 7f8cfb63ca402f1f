"""How each reader wants to read."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from mynews.model.interest import Reading
from mynews.storage.schema import reading

# Asked for with every edition, so built once: to build it takes six times as long as to run it.
_OF_READER = select(reading.c.ranked, reading.c.break_through, reading.c.edition_size).where(
    reading.c.reader_id == bindparam("reader")
)


class WaysOfReading:
    """The table of how readers want to read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, reader_id: int) -> Reading:
        """What a reader has set; the usual where nothing is."""
        row = self._connection.execute(_OF_READER, {"reader": reader_id}).first()
        return Reading(*row) if row else Reading()

    def set(self, reader_id: int, wanted: Reading) -> None:
        """Keep how a reader wants to read."""
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        values = asdict(wanted)
        self._connection.execute(
            dialect.insert(reading)
            .values(reader_id=reader_id, **values)
            .on_conflict_do_update(index_elements=[reading.c.reader_id], set_=values)
        )
