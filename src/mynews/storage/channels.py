"""Ways out to readers, and what is still to be told on them of what they keep."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mynews.model.channel import Channel, ChannelKind, Delivery
from mynews.model.errors import NotFound
from mynews.storage.schema import channels, deliveries
from mynews.storage.types import AnyRow


class Channels:
    """The tables of channels and of deliveries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def of(self, reader_id: int) -> tuple[Channel, ...]:
        """All of a reader's, the first one first."""
        rows = self._connection.execute(
            select(channels).where(channels.c.reader_id == reader_id).order_by(channels.c.id)
        )
        return tuple(map(_channel, rows))

    def get(self, reader_id: int, channel_id: int) -> Channel:
        """One of a reader's. Raises NotFound, also for another reader's."""
        row = self._connection.execute(
            select(channels).where(channels.c.id == channel_id, channels.c.reader_id == reader_id)
        ).first()
        if row is None:
            raise NotFound("You have no such channel any more.")
        return _channel(row)

    def add(
        self,
        reader_id: int,
        kind: ChannelKind,
        name: str,
        sealed: bytes,
        now: datetime,
        *,
        on_save: bool = False,
        on_alert: bool = False,
    ) -> Channel:
        """A new way out."""
        row = self._connection.execute(
            insert(channels)
            .values(
                reader_id=reader_id,
                kind=kind,
                name=name,
                address=sealed,
                on_save=on_save,
                on_alert=on_alert,
                created_at=now,
            )
            .returning(channels)
        ).one()
        return _channel(row)

    def change(self, channel_id: int, *, on_save: bool, on_alert: bool) -> None:
        """What a channel is told of from now on."""
        self._connection.execute(
            update(channels).where(channels.c.id == channel_id).values(on_save=on_save, on_alert=on_alert)
        )
        if not on_save:
            self._connection.execute(delete(deliveries).where(deliveries.c.channel_id == channel_id))

    def remove(self, channel_id: int) -> None:
        """Delete a way out, with the digests that went there."""
        self._connection.execute(delete(channels).where(channels.c.id == channel_id))

    def note(self, channel_id: int, illness: str = "") -> None:
        """Keep how telling went: what is wrong in words, empty where it went well."""
        failures = channels.c.failures + 1 if illness else literal(0)
        self._connection.execute(
            update(channels).where(channels.c.id == channel_id).values(failures=failures, illness=illness)
        )

    def is_kept(self, reader_id: int, article_ids: Collection[int], now: datetime) -> None:
        """Have all of a reader's channels that are told of what is kept be told of these articles."""
        told = select(channels.c.id).where(channels.c.reader_id == reader_id, channels.c.on_save)
        rows = [
            {"channel_id": channel_id, "article_id": article_id, "due_at": now, "failures": 0}
            for channel_id in self._connection.execute(told).scalars().all()
            for article_id in article_ids
        ]
        if rows:
            self._connection.execute(self._dialect.insert(deliveries).on_conflict_do_nothing(), rows)

    def waiting(self, now: datetime) -> int:
        """How many deliveries are due."""
        return self._connection.execute(
            select(func.count()).select_from(deliveries).where(deliveries.c.due_at <= now)
        ).scalar_one()

    def claim(self, now: datetime, lease: timedelta, most: int) -> tuple[tuple[Delivery, Channel], ...]:
        """Take up to ``most`` deliveries that are due, with their channels; the lease is their new due time."""
        due = (
            select(deliveries.c.id)
            .where(deliveries.c.due_at <= now)
            .order_by(deliveries.c.due_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        taken = self._connection.execute(
            update(deliveries).where(deliveries.c.id.in_(due)).values(due_at=now + lease).returning(deliveries)
        ).all()
        wanted = {row.channel_id for row in taken}
        rows = self._connection.execute(select(channels).where(channels.c.id.in_(wanted)))
        by_id = {row.id: _channel(row) for row in rows}
        return tuple(
            (Delivery(row.id, row.channel_id, row.article_id, row.due_at, row.failures), by_id[row.channel_id])
            for row in sorted(taken, key=lambda row: row.id)
        )

    def done(self, delivery: Delivery) -> None:
        """A delivery is told, or never will be."""
        self._connection.execute(
            delete(deliveries).where(deliveries.c.id == delivery.id, deliveries.c.due_at == delivery.due_at)
        )

    def again(self, delivery: Delivery, at: datetime) -> None:
        """A delivery failed; it is due again at an instant, if it is still ours."""
        self._connection.execute(
            update(deliveries)
            .where(deliveries.c.id == delivery.id, deliveries.c.due_at == delivery.due_at)
            .values(due_at=at, failures=deliveries.c.failures + 1)
        )


def _channel(row: AnyRow) -> Channel:
    return Channel(
        id=row.id,
        reader_id=row.reader_id,
        kind=row.kind,
        name=row.name,
        sealed=row.address,
        on_save=row.on_save,
        on_alert=row.on_alert,
        created_at=row.created_at,
        failures=row.failures,
        illness=row.illness,
    )
