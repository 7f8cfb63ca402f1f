"""Every table at once, as plain rows: for a backup that either database can read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, LargeBinary, func, insert, select, text
from sqlalchemy.types import TypeEngine

from mynews.storage.schema import ALL_TABLES
from mynews.storage.types import Instant


class Archive:
    """All tables, in an order in which they can be filled again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tables = {table.name: table for table in ALL_TABLES}

    def tables(self) -> tuple[str, ...]:
        """Their names; each refers only to tables before it."""
        return tuple(self._tables)

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return self._connection.execute(select(func.count()).select_from(self._tables[table])).scalar_one()

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """Every row of a table as values that JSON can hold, in order of its key."""
        wanted = self._tables[table]
        rows = self._connection.execution_options(yield_per=500).execute(select(wanted).order_by(*wanted.primary_key))
        for row in rows:
            yield {column.name: _plain(value) for column, value in zip(wanted.columns, row, strict=True)}

    def fill(self, table: str, rows: Sequence[dict[str, Any]]) -> None:
        """Put rows into a table as :meth:`rows` gave them."""
        wanted = self._tables[table]
        values = [
            {name: _value(wanted.columns[name].type, value) for name, value in row.items() if name in wanted.columns}
            for row in rows
        ]
        if values:
            self._connection.execute(insert(wanted), values)

    def renumber(self) -> None:
        """After filling: let new rows be numbered after the old ones. SQLite does so by itself."""
        if self._connection.dialect.name != "postgresql":
            return
        for table in [name for name, each in self._tables.items() if each.autoincrement_column is not None]:
            self._connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "  # names of our own tables
                    f"coalesce((SELECT max(id) FROM {table}), 0) + 1, false)"
                )
            )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value


def _value(kind: TypeEngine[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Instant):
        return datetime.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return bytes.fromhex(value)
    return value
