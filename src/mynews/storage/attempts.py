"""Logins that failed, so that nobody tries one password after the other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from mynews.storage.schema import attempts


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often something failed, lately, and until when it may not be tried again."""

    failures: int
    latest_at: datetime
    not_before_at: datetime


class FailedLogins:
    """The table of attempts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def taken(self, keys: Collection[bytes], now: datetime) -> Mapping[bytes, Attempts]:
        """What is known of these keys, which nobody else can count at until this transaction ends."""
        known = {}
        for key in sorted(keys):  # in one order, lest two wait for each other
            row = self._connection.execute(
                self._dialect.insert(attempts)
                .values(key=key, failures=0, latest_at=now, not_before_at=now)
                .on_conflict_do_update(index_elements=["key"], set_={"failures": attempts.c.failures})
                .returning(attempts.c.failures, attempts.c.latest_at, attempts.c.not_before_at)
            ).one()
            known[key] = Attempts(*row)
        return known

    def set(self, key: bytes, failed: Attempts) -> None:
        """Keep what is known of a key that is taken."""
        self._connection.execute(
            update(attempts)
            .where(attempts.c.key == key)
            .values(failures=failed.failures, latest_at=failed.latest_at, not_before_at=failed.not_before_at)
        )

    def first_time(self, key: bytes, now: datetime) -> bool:
        """Whether nothing was known of a key until now; from now on something is, for a day."""
        return bool(
            self._connection.execute(
                self._dialect.insert(attempts)
                .values(key=key, failures=1, latest_at=now, not_before_at=now)
                .on_conflict_do_nothing()
            ).rowcount
        )

    def forget(self, key: bytes) -> None:
        """Know nothing of a key any more."""
        self._connection.execute(delete(attempts).where(attempts.c.key == key))

    def forget_old(self, before: datetime) -> None:
        """Delete what did not fail since then."""
        self._connection.execute(delete(attempts).where(attempts.c.latest_at < before))
