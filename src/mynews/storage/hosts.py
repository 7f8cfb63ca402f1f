"""Hosts: when each is due, and who has claimed it. The table is the queue of fetches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Case, Connection, case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mynews.storage.schema import hosts, sources


class Hosts:
    """The table of hosts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, claim: str, now: datetime, lease: timedelta, most: int) -> tuple[str, ...]:
        """Take up to ``most`` due hosts that nobody holds, the longest due first; theirs until ``now + lease``.

        A lease that ran out is no hold: the work of a dead process returns by itself.
        """
        free = (
            select(hosts.c.name)
            .where(
                hosts.c.next_due_at <= now,
                or_(hosts.c.claimed_until.is_(None), hosts.c.claimed_until < now),
            )
            .order_by(hosts.c.next_due_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        taken = self._connection.execute(
            update(hosts)
            .where(hosts.c.name.in_(free))
            .values(claim=claim, claimed_until=now + lease)
            .returning(hosts.c.name)
        )
        return tuple(taken.scalars())

    def keep(self, names: Iterable[str], claim: str, until: datetime) -> frozenset[str]:
        """Hold claimed hosts longer; gives those that are still ours. For any other nothing may be saved."""
        names = self.hold(names)
        kept = self._connection.execute(
            update(hosts)
            .where(hosts.c.name.in_(names), hosts.c.claim == claim)
            .values(claimed_until=until)
            .returning(hosts.c.name)
        )
        return frozenset(kept.scalars())

    def hold(self, names: Iterable[str]) -> list[str]:
        """Lock hosts until the end of this transaction, in order of name; gives those that are known.

        Hosts are locked before sources, and always in this order: so no two transactions wait for each other.
        SQLite has one writer at a time and needs no lock.
        """
        wanted = sorted(set(names))
        if self._connection.dialect.name == "sqlite":
            return wanted
        locked = select(hosts.c.name).where(hosts.c.name.in_(wanted)).order_by(hosts.c.name).with_for_update()
        return list(self._connection.execute(locked).scalars())

    def wait(self, name: str, until: datetime) -> None:
        """Fetch nothing from this host before ``until``: it asked us to wait."""
        self._connection.execute(update(hosts).where(hosts.c.name == name).values(not_before_at=until))

    def release(self, names: Iterable[str], claim: str) -> None:
        """Give claimed hosts back, each due again when the first of its sources is."""
        self._connection.execute(
            update(hosts)
            .where(hosts.c.name.in_(list(names)), hosts.c.claim == claim)
            .values(claim=None, claimed_until=None, next_due_at=_first_due())
        )

    def is_due(self, names: Iterable[str]) -> None:
        """Say when these hosts are due, after their sources were added, moved or told to be fetched at once."""
        self._connection.execute(update(hosts).where(hosts.c.name.in_(list(names))).values(next_due_at=_first_due()))

    def add(self, names: Iterable[str]) -> None:
        """Make sure that these hosts are known."""
        rows = [{"name": name} for name in sorted(set(names))]
        if rows:
            dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
            self._connection.execute(dialect.insert(hosts).on_conflict_do_nothing(), rows)

    def waiting(self, now: datetime) -> int:
        """How many hosts are due now: the depth of the queue."""
        return self._connection.execute(
            select(func.count()).select_from(hosts).where(hosts.c.next_due_at <= now)
        ).scalar_one()

    def next_due_at(self) -> datetime | None:
        """When the first host is due."""
        return self._connection.execute(select(func.min(hosts.c.next_due_at))).scalar()


def _first_due() -> Case[datetime]:
    first = select(func.min(sources.c.next_fetch_at)).where(sources.c.host == hosts.c.name).scalar_subquery()
    return case((hosts.c.not_before_at > first, hosts.c.not_before_at), else_=first)
