"""What readers look for again and again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mynews.model.errors import NotFound
from mynews.model.query import SavedSearch
from mynews.storage.schema import saved_searches
from mynews.storage.types import AnyRow

_GONE = "There is no such saved search any more."


class SavedSearches:
    """The table of saved searches. Another reader's are not there."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def of(self, reader_id: int) -> tuple[SavedSearch, ...]:
        """All of a reader's, in the order in which they were saved."""
        mine = select(saved_searches).where(saved_searches.c.reader_id == reader_id).order_by(saved_searches.c.id)
        return tuple(map(_saved, self._connection.execute(mine)))

    def save(self, reader_id: int, query: str, now: datetime, *, followed: bool = False) -> SavedSearch:
        """Keep a query; one that is kept stays as it is."""
        self._connection.execute(
            self._dialect.insert(saved_searches)
            .values(reader_id=reader_id, query=query, created_at=now, looked_at=now, followed=followed)
            .on_conflict_do_nothing()
        )
        mine = (saved_searches.c.reader_id == reader_id, saved_searches.c.query == query)
        return _saved(self._connection.execute(select(saved_searches).where(*mine)).one())

    def remove(self, reader_id: int, search_id: int) -> SavedSearch:
        """Delete one; gives what it was. Raises NotFound."""
        mine = (saved_searches.c.reader_id == reader_id, saved_searches.c.id == search_id)
        row = self._connection.execute(delete(saved_searches).where(*mine).returning(saved_searches)).first()
        if row is None:
            raise NotFound(_GONE)
        return _saved(row)

    def follow(self, reader_id: int, search_id: int, *, followed: bool) -> None:
        """Have what one finds stand under what the reader follows, or no more. Raises NotFound."""
        mine = (saved_searches.c.reader_id == reader_id, saved_searches.c.id == search_id)
        if self._connection.execute(update(saved_searches).where(*mine).values(followed=followed)).rowcount != 1:
            raise NotFound(_GONE)

    def looked(self, reader_id: int, search_id: int, now: datetime) -> SavedSearch:
        """The reader sees now what one finds: what comes later is new. Raises NotFound."""
        mine = (saved_searches.c.reader_id == reader_id, saved_searches.c.id == search_id)
        seen = update(saved_searches).where(*mine).values(looked_at=now).returning(saved_searches)
        row = self._connection.execute(seen).first()
        if row is None:
            raise NotFound(_GONE)
        return _saved(row)


def _saved(row: AnyRow) -> SavedSearch:
    return SavedSearch(row.id, row.query, row.looked_at, row.followed)
