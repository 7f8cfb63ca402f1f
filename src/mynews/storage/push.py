"""Browsers that may be told of news while no page of ours is open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mynews.model.push import PushSubscription
from mynews.storage.schema import push_subscriptions
from mynews.storage.types import AnyRow


class PushSubscriptions:
    """The table of push subscriptions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def of(self, reader_id: int) -> tuple[PushSubscription, ...]:
        """All of a reader's."""
        rows = self._connection.execute(
            select(push_subscriptions)
            .where(push_subscriptions.c.reader_id == reader_id)
            .order_by(push_subscriptions.c.id)
        )
        return tuple(map(_subscription, rows))

    def add(self, reader_id: int, endpoint: str, key: bytes, auth: bytes, now: datetime) -> PushSubscription:
        """Keep a browser; one that is known is this reader's from now on, as it is whoever sits before it."""
        said = {"reader_id": reader_id, "key": key, "auth": auth, "failures": 0}
        row = self._connection.execute(
            self._dialect.insert(push_subscriptions)
            .values(endpoint=endpoint, created_at=now, **said)
            .on_conflict_do_update(index_elements=[push_subscriptions.c.endpoint], set_=said)
            .returning(push_subscriptions)
        ).one()
        return _subscription(row)

    def remove(self, reader_id: int, endpoint: str) -> bool:
        """Forget one of a reader's browsers; False where it was none."""
        gone = self._connection.execute(
            delete(push_subscriptions).where(
                push_subscriptions.c.reader_id == reader_id, push_subscriptions.c.endpoint == endpoint
            )
        )
        return gone.rowcount > 0

    def note(self, subscription_id: int, *, failed: bool) -> None:
        """Keep how telling went."""
        failures = push_subscriptions.c.failures + 1 if failed else 0
        self._connection.execute(
            update(push_subscriptions).where(push_subscriptions.c.id == subscription_id).values(failures=failures)
        )


def _subscription(row: AnyRow) -> PushSubscription:
    return PushSubscription(row.id, row.reader_id, row.endpoint, row.key, row.auth, row.created_at, row.failures)
