"""Mail in: mailboxes, who writes, and letters that wait for a decision."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mynews.model.errors import NotFound
from mynews.model.letter import Mailbox, Sender, Standing, WaitingLetter
from mynews.storage.schema import letters, mailboxes, senders
from mynews.storage.types import AnyRow


class Newsletters:
    """The tables of mailboxes, senders and letters."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def mailboxes_of(self, reader_id: int) -> tuple[Mailbox, ...]:
        """All of a reader's."""
        rows = self._connection.execute(
            select(mailboxes).where(mailboxes.c.reader_id == reader_id).order_by(mailboxes.c.id)
        )
        return tuple(map(_mailbox, rows))

    def add_mailbox(self, reader_id: int, name: str, sealed: bytes, now: datetime) -> None:
        """A new mailbox, due at once."""
        self._connection.execute(
            insert(mailboxes).values(reader_id=reader_id, name=name, address=sealed, next_due_at=now, created_at=now)
        )

    def remove_mailbox(self, reader_id: int, mailbox_id: int) -> None:
        """Read a mailbox no more. Raises NotFound, also for another reader's."""
        gone = self._connection.execute(
            delete(mailboxes).where(mailboxes.c.id == mailbox_id, mailboxes.c.reader_id == reader_id)
        )
        if not gone.rowcount:
            raise NotFound("You have no such mailbox any more.")

    def waiting(self, now: datetime) -> int:
        """How many mailboxes are due."""
        return self._connection.execute(
            select(func.count()).select_from(mailboxes).where(mailboxes.c.next_due_at <= now)
        ).scalar_one()

    def claim(self, now: datetime, lease: timedelta, most: int) -> tuple[Mailbox, ...]:
        """Take up to ``most`` mailboxes that are due and that nobody holds, the longest due first."""
        free = (
            select(mailboxes.c.id)
            .where(
                mailboxes.c.next_due_at <= now,
                or_(mailboxes.c.claimed_until.is_(None), mailboxes.c.claimed_until < now),
            )
            .order_by(mailboxes.c.next_due_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        taken = self._connection.execute(
            update(mailboxes).where(mailboxes.c.id.in_(free)).values(claimed_until=now + lease).returning(mailboxes)
        )
        return tuple(sorted(map(_mailbox, taken), key=lambda each: each.id))

    def is_read(self, claimed: Mailbox, validity: int, read_up_to: int, illness: str, next_due_at: datetime) -> bool:
        """Keep how far a mailbox is read and give it back; False where the claim is ours no more."""
        return self._settle(
            claimed,
            validity=validity,
            read_up_to=read_up_to,
            illness=illness,
            failures=0,
            next_due_at=next_due_at,
        )

    def is_ill(self, claimed: Mailbox, illness: str, next_due_at: datetime) -> bool:
        """Keep why a mailbox cannot be read and give it back; False where the claim is ours no more."""
        return self._settle(claimed, illness=illness, failures=claimed.failures + 1, next_due_at=next_due_at)

    def senders_of(self, reader_id: int) -> tuple[Sender, ...]:
        """Who writes to a reader, who wrote last first."""
        rows = self._connection.execute(
            select(senders).where(senders.c.reader_id == reader_id).order_by(senders.c.latest_at.desc(), senders.c.id)
        )
        return tuple(map(_sender, rows))

    def sender(self, reader_id: int, sender_id: int) -> Sender:
        """One who writes to a reader. Raises NotFound, also for another reader's."""
        row = self._connection.execute(
            select(senders).where(senders.c.id == sender_id, senders.c.reader_id == reader_id).with_for_update()
        ).first()
        if row is None:
            raise NotFound("Nobody of this number writes to you.")
        return _sender(row)

    def sender_named(self, reader_id: int, address: str) -> Sender | None:
        """Who writes to a reader from this address; None for a stranger."""
        row = self._connection.execute(
            select(senders).where(senders.c.reader_id == reader_id, senders.c.address == address).with_for_update()
        ).first()
        return _sender(row) if row else None

    def wrote(self, reader_id: int, address: str, name: str, now: datetime) -> Sender:
        """A sender who wrote; a stranger waits for the reader's decision."""
        row = self._connection.execute(
            self._dialect.insert(senders)
            .values(reader_id=reader_id, address=address, name=name, standing="waiting", first_at=now, latest_at=now)
            .on_conflict_do_update(index_elements=["reader_id", "address"], set_={"latest_at": now, "name": name})
            .returning(senders)
        ).one()
        return _sender(row)

    def decide(self, sender_id: int, standing: Standing, source_id: int | None) -> None:
        """Keep what a reader said to a sender; letters that waited are gone."""
        self._connection.execute(
            update(senders).where(senders.c.id == sender_id).values(standing=standing, source_id=source_id)
        )
        self._connection.execute(delete(letters).where(letters.c.sender_id == sender_id))

    def keep(self, sender_id: int, identity: str, subject: str, content: bytes, now: datetime, *, most: int) -> bool:
        """Have a letter wait; False where it waits already. Beyond ``most`` the oldest of its sender goes."""
        added = self._connection.execute(
            self._dialect.insert(letters)
            .values(sender_id=sender_id, identity=identity, subject=subject, content=content, received_at=now)
            .on_conflict_do_nothing()
            .returning(letters.c.id)
        ).scalar()
        newest = select(letters.c.id).where(letters.c.sender_id == sender_id).order_by(letters.c.id.desc()).limit(most)
        kept = self._connection.execute(newest).scalars().all()
        self._connection.execute(delete(letters).where(letters.c.sender_id == sender_id, letters.c.id.not_in(kept)))
        return added is not None

    def letters_of(self, sender_ids: Collection[int]) -> tuple[WaitingLetter, ...]:
        """The letters that wait of these senders, the latest first."""
        rows = self._connection.execute(
            select(letters.c.id, letters.c.sender_id, letters.c.subject, letters.c.received_at)
            .where(letters.c.sender_id.in_(list(sender_ids)))
            .order_by(letters.c.id.desc())
        )
        return tuple(WaitingLetter(*row) for row in rows)

    def contents(self, sender_id: int) -> tuple[bytes, ...]:
        """The letters of a sender that wait, the oldest first."""
        rows = self._connection.execute(
            select(letters.c.content).where(letters.c.sender_id == sender_id).order_by(letters.c.id)
        )
        return tuple(rows.scalars())

    def _settle(self, claimed: Mailbox, **values: object) -> bool:
        settled = self._connection.execute(
            update(mailboxes)
            .where(mailboxes.c.id == claimed.id, mailboxes.c.claimed_until == claimed.claimed_until)
            .values(claimed_until=None, **values)
        )
        return settled.rowcount == 1


def _mailbox(row: AnyRow) -> Mailbox:
    return Mailbox(
        id=row.id,
        reader_id=row.reader_id,
        name=row.name,
        sealed=row.address,
        validity=row.validity,
        read_up_to=row.read_up_to,
        next_due_at=row.next_due_at,
        claimed_until=row.claimed_until,
        failures=row.failures,
        illness=row.illness,
    )


def _sender(row: AnyRow) -> Sender:
    return Sender(
        row.id, row.reader_id, row.address, row.name, row.standing, row.source_id, row.first_at, row.latest_at
    )
