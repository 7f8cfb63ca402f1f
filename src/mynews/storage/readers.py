"""The people who read here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from mynews.model.account import name_key
from mynews.model.errors import NotFound
from mynews.model.source import Reader
from mynews.storage.schema import reader_names, readers


class Readers:
    """The table of readers, and their names as they are compared."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def first(self) -> Reader | None:
        """The reader who came first; None where nobody reads yet."""
        row = self._connection.execute(select(readers.c.id, readers.c.name).order_by(readers.c.id).limit(1)).first()
        return Reader(*row) if row else None

    def some(self, most: int) -> tuple[Reader, ...]:
        """The first readers, in the order in which they came."""
        rows = self._connection.execute(select(readers.c.id, readers.c.name).order_by(readers.c.id).limit(most))
        return tuple(Reader(*row) for row in rows)

    def get(self, reader_id: int) -> Reader:
        """The reader of this number. Raises NotFound."""
        row = self._connection.execute(select(readers.c.id, readers.c.name).where(readers.c.id == reader_id)).first()
        if row is None:
            raise NotFound("There is no such reader here.")
        return Reader(*row)

    def named(self, name: str) -> Reader:
        """The reader of this name, however it is written. Raises NotFound."""
        row = self._connection.execute(
            select(readers.c.id, readers.c.name).join(reader_names).where(reader_names.c.key == name_key(name))
        ).first()
        if row is None:
            raise NotFound(f"There is no reader named {name!r} here.")
        return Reader(*row)

    def add(self, name: str, now: datetime) -> Reader:
        """A new reader."""
        added = self._connection.execute(insert(readers).values(name=name, created_at=now).returning(readers.c.id))
        number: int = added.scalar_one()
        self._connection.execute(insert(reader_names).values(key=name_key(name), reader_id=number))
        return Reader(number, name)

    def rename(self, reader_id: int, name: str) -> None:
        """Give a reader another name."""
        self._connection.execute(update(readers).where(readers.c.id == reader_id).values(name=name))
        self._connection.execute(
            update(reader_names).where(reader_names.c.reader_id == reader_id).values(key=name_key(name))
        )

    def remove(self, reader_id: int) -> None:
        """Delete a reader with all that is theirs alone, but for their private sources."""
        self._connection.execute(delete(readers).where(readers.c.id == reader_id))

    def name_all(self) -> None:
        """Note the names of readers who came before names were compared so, as from an old backup."""
        name_all(self._connection)


def name_all(connection: Connection) -> None:
    """Note the names of all readers who have none to be compared. Of two that are the same, the first one counts."""
    nameless = select(readers.c.id, readers.c.name).outerjoin(reader_names).where(reader_names.c.key.is_(None))
    taken = set(connection.execute(select(reader_names.c.key)).scalars())
    for number, name in connection.execute(nameless.order_by(readers.c.id)).all():
        if name_key(name) not in taken:
            taken.add(name_key(name))
            connection.execute(insert(reader_names).values(key=name_key(name), reader_id=number))
