"""Profiles: what rankers learned of readers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from mynews.model.errors import StorageError
from mynews.model.profile import StoredProfile
from mynews.storage.schema import profiles, signals

# Asked for with every edition, so built once: to build it takes six times as long as to run it.
_OF_READER = select(profiles.c.content, profiles.c.learned_up_to, profiles.c.generation).where(
    profiles.c.reader_id == bindparam("reader"), profiles.c.ranker == bindparam("ranker")
)


class Profiles:
    """The table of profiles. Each can be made anew from the signals."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def get(self, reader_id: int, ranker: str) -> StoredProfile | None:
        """What a ranker learned of a reader; None before it learned anything."""
        row = self._connection.execute(_OF_READER, {"reader": reader_id, "ranker": ranker}).first()
        return StoredProfile(*row) if row else None

    def save(self, reader_id: int, ranker: str, profile: StoredProfile, now: datetime) -> None:
        """Keep a profile made of the one of this generation. Raises StorageError where another one came between."""
        values = {
            "content": profile.content,
            "learned_up_to": profile.learned_up_to,
            "generation": profile.generation + 1,
            "updated_at": now,
        }
        saved = self._connection.execute(
            self._dialect.insert(profiles)
            .values(reader_id=reader_id, ranker=ranker, **values)
            .on_conflict_do_update(
                index_elements=["reader_id", "ranker"],
                set_=values,
                where=profiles.c.generation == profile.generation,
            )
            .returning(profiles.c.generation)
        ).first()
        if saved is None:
            raise StorageError("The profile was changed by another process meanwhile. Try again.")

    def forget(self, reader_id: int) -> None:
        """Delete what all rankers learned of a reader; the signals stay."""
        self._connection.execute(delete(profiles).where(profiles.c.reader_id == reader_id))

    def behind(self, ranker: str, most: int) -> list[int]:
        """Readers with signals that this ranker did not learn from yet."""
        last = (
            select(signals.c.reader_id, func.max(signals.c.id).label("last")).group_by(signals.c.reader_id).subquery()
        )
        rows = self._connection.execute(
            select(last.c.reader_id)
            .outerjoin(profiles, and_(profiles.c.reader_id == last.c.reader_id, profiles.c.ranker == ranker))
            .where(last.c.last > func.coalesce(profiles.c.learned_up_to, 0))
            .order_by(last.c.reader_id)
            .limit(most)
        )
        return list(rows.scalars())
