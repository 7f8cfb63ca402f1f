"""Editions that go out by themselves: when each is due, and which one went out last."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from mynews.model.channel import Digest
from mynews.model.errors import NotFound
from mynews.model.schedule import Schedule
from mynews.storage.schema import digests
from mynews.storage.types import AnyRow


class Digests:
    """The table of digests, which is the queue of sending them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, reader_id: int) -> tuple[Digest, ...]:
        """All of a reader's, the first one first."""
        rows = self._connection.execute(select(digests).where(digests.c.reader_id == reader_id).order_by(digests.c.id))
        return tuple(map(_digest, rows))

    def get(self, digest_id: int) -> Digest:
        """The digest of this number. Raises NotFound."""
        row = self._connection.execute(select(digests).where(digests.c.id == digest_id)).first()
        if row is None:
            raise NotFound("This digest is gone already.")
        return _digest(row)

    def add(self, reader_id: int, channel_id: int, schedule: Schedule, next_digest_at: datetime | None) -> Digest:
        """A new digest."""
        row = self._connection.execute(
            insert(digests)
            .values(reader_id=reader_id, channel_id=channel_id, next_digest_at=next_digest_at, **_columns(schedule))
            .returning(digests)
        ).one()
        return _digest(row)

    def change(self, digest_id: int, schedule: Schedule, next_digest_at: datetime | None) -> None:
        """When a digest goes out from now on. A claim on it ends, so that who is about to send it does not."""
        self._connection.execute(
            update(digests)
            .where(digests.c.id == digest_id)
            .values(next_digest_at=next_digest_at, claimed_until=None, failures=0, **_columns(schedule))
        )

    def remove(self, digest_id: int) -> None:
        """Send a digest no more."""
        self._connection.execute(delete(digests).where(digests.c.id == digest_id))

    def waiting(self, now: datetime) -> int:
        """How many are due."""
        return self._connection.execute(
            select(func.count()).select_from(digests).where(digests.c.next_digest_at <= now)
        ).scalar_one()

    def claim(self, now: datetime, lease: timedelta, most: int) -> tuple[Digest, ...]:
        """Take up to ``most`` digests that are due and that nobody holds, the longest due first."""
        free = (
            select(digests.c.id)
            .where(
                digests.c.next_digest_at <= now,
                or_(digests.c.claimed_until.is_(None), digests.c.claimed_until < now),
            )
            .order_by(digests.c.next_digest_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        taken = self._connection.execute(
            update(digests).where(digests.c.id.in_(free)).values(claimed_until=now + lease).returning(digests)
        )
        return tuple(sorted(map(_digest, taken), key=lambda each: each.id))

    def mark_sent(self, claimed: Digest, edition_id: int, now: datetime, next_digest_at: datetime | None) -> bool:
        """Keep, before it happens, that an edition goes out; False where the claim is ours no more."""
        return self._settle(
            claimed,
            sent_edition_id=edition_id,
            sent_at=now,
            next_digest_at=next_digest_at,
            failures=0,
        )

    def pass_over(self, claimed: Digest, next_digest_at: datetime | None, *, failed: bool = False) -> None:
        """Let a claimed digest be due at another time, with nothing sent."""
        failures = claimed.failures + 1 if failed else 0
        self._settle(claimed, next_digest_at=next_digest_at, failures=failures)

    def take_back(self, sent: Digest, edition_id: int, next_digest_at: datetime) -> None:
        """What was marked did certainly not go out: it is due again, if nothing happened to the digest since."""
        self._connection.execute(
            update(digests)
            .where(
                digests.c.id == sent.id,
                digests.c.sent_edition_id == edition_id,
                digests.c.claimed_until.is_(None),
            )
            .values(
                sent_edition_id=sent.sent_edition_id,
                sent_at=sent.sent_at,
                next_digest_at=next_digest_at,
                failures=sent.failures + 1,
            )
        )

    def _settle(self, claimed: Digest, **values: object) -> bool:
        settled = self._connection.execute(
            update(digests)
            .where(digests.c.id == claimed.id, digests.c.claimed_until == claimed.claimed_until)
            .values(claimed_until=None, **values)
        )
        return settled.rowcount == 1


def _columns(schedule: Schedule) -> dict[str, Any]:
    return {
        "hours": list(schedule.hours),
        "weekdays": list(schedule.weekdays),
        "time_zone": schedule.time_zone,
    }


def _digest(row: AnyRow) -> Digest:
    return Digest(
        id=row.id,
        reader_id=row.reader_id,
        channel_id=row.channel_id,
        schedule=Schedule(tuple(row.hours or ()), row.time_zone, tuple(row.weekdays or ())),
        next_digest_at=row.next_digest_at,
        claimed_until=row.claimed_until,
        failures=row.failures,
        sent_edition_id=row.sent_edition_id,
        sent_at=row.sent_at,
    )
