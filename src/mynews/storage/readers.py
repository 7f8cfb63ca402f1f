"""The people who read here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from mynews.model.errors import NotFound
from mynews.model.source import Reader
from mynews.storage.schema import readers


class Readers:
    """The table of readers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def first(self) -> Reader | None:
        """The reader who came first; None where nobody reads yet."""
        row = self._connection.execute(select(readers.c.id, readers.c.name).order_by(readers.c.id).limit(1)).first()
        return Reader(*row) if row else None

    def get(self, reader_id: int) -> Reader:
        """The reader of this number. Raises NotFound."""
        row = self._connection.execute(select(readers.c.id, readers.c.name).where(readers.c.id == reader_id)).first()
        if row is None:
            raise NotFound("There is no such reader here.")
        return Reader(*row)

    def named(self, name: str) -> Reader:
        """The reader of this name. Raises NotFound."""
        row = self._connection.execute(select(readers.c.id, readers.c.name).where(readers.c.name == name)).first()
        if row is None:
            raise NotFound(f"There is no reader named {name!r} here.")
        return Reader(*row)

    def add(self, name: str, now: datetime) -> Reader:
        """A new reader."""
        added = self._connection.execute(insert(readers).values(name=name, created_at=now).returning(readers.c.id))
        return Reader(added.scalar_one(), name)
