"""What readers want to be told of at once, and what they were told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mynews.model.alert import Alert, Alerting
from mynews.storage.schema import alert_interests, alerting, alerts, interests
from mynews.storage.types import AnyRow


class Alerts:
    """The tables of alerting, of the interests to be told of, and of alerts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def get(self, reader_id: int) -> Alerting | None:
        """When a reader may be told; None for never."""
        row = self._connection.execute(select(alerting).where(alerting.c.reader_id == reader_id)).first()
        return _alerting(row) if row else None

    def set(self, wish: Alerting) -> None:
        """Keep when a reader may be told. A claim on it ends, so that who is about to tell them does not."""
        said = {
            "time_zone": wish.time_zone,
            "most_a_day": wish.most_a_day,
            "quiet_from": wish.quiet_from,
            "quiet_until": wish.quiet_until,
            "next_look_at": wish.next_look_at,
            "claimed_until": None,
        }
        self._connection.execute(
            self._dialect.insert(alerting)
            .values(reader_id=wish.reader_id, **said)
            .on_conflict_do_update(index_elements=[alerting.c.reader_id], set_=said)
        )

    def watched(self, reader_id: int) -> dict[int, datetime]:
        """The interests that a reader wants to be told of, each with since when."""
        rows = self._connection.execute(
            select(alert_interests.c.interest_id, alert_interests.c.since)
            .join(interests, interests.c.id == alert_interests.c.interest_id)
            .where(interests.c.reader_id == reader_id)
        )
        return {row.interest_id: row.since for row in rows}

    def watch(self, reader_id: int, interest_ids: Collection[int], now: datetime) -> None:
        """Tell a reader of these interests of theirs, and of no others; those that are new from now on."""
        mine = select(interests.c.id).where(interests.c.reader_id == reader_id, interests.c.stance == "follow")
        own = set(self._connection.execute(mine).scalars()) & set(interest_ids)
        known = self.watched(reader_id)
        gone = list(known.keys() - own)
        self._connection.execute(delete(alert_interests).where(alert_interests.c.interest_id.in_(gone)))
        new = [{"interest_id": each, "since": now} for each in sorted(own - known.keys())]
        if new:
            self._connection.execute(self._dialect.insert(alert_interests).on_conflict_do_nothing(), new)

    def due(self, now: datetime) -> int:
        """How many readers are to be looked after."""
        return self._connection.execute(
            select(func.count()).select_from(alerting).where(alerting.c.next_look_at <= now)
        ).scalar_one()

    def claim(self, now: datetime, lease: timedelta, most: int) -> tuple[Alerting, ...]:
        """Take up to ``most`` readers who are to be looked after and whom nobody holds, the longest due first."""
        free = (
            select(alerting.c.reader_id)
            .where(
                alerting.c.next_look_at <= now,
                or_(alerting.c.claimed_until.is_(None), alerting.c.claimed_until < now),
            )
            .order_by(alerting.c.next_look_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        taken = self._connection.execute(
            update(alerting).where(alerting.c.reader_id.in_(free)).values(claimed_until=now + lease).returning(alerting)
        )
        return tuple(sorted(map(_alerting, taken), key=lambda each: each.reader_id))

    def look_again(self, claimed: Alerting, next_look_at: datetime) -> bool:
        """Give a claimed reader back; False where the claim is ours no more."""
        settled = self._connection.execute(
            update(alerting)
            .where(alerting.c.reader_id == claimed.reader_id, alerting.c.claimed_until == claimed.claimed_until)
            .values(claimed_until=None, next_look_at=next_look_at)
        )
        return settled.rowcount == 1

    def of(self, reader_id: int, story_ids: Collection[int]) -> dict[int, Alert]:
        """What a reader was told, or is to be told, of these stories."""
        rows = self._connection.execute(
            select(alerts).where(alerts.c.reader_id == reader_id, alerts.c.story_id.in_(list(story_ids)))
        )
        return {row.story_id: Alert(row.story_id, row.latest_at, row.told_at) for row in rows}

    def wait(self, reader_id: int, stories: Mapping[int, datetime]) -> None:
        """Have stories wait to be told, each as it is with its latest article."""
        rows = [
            {"reader_id": reader_id, "story_id": story_id, "latest_at": latest_at, "told_at": None}
            for story_id, latest_at in sorted(stories.items())
        ]
        if rows:
            added = self._dialect.insert(alerts)
            self._connection.execute(
                added.on_conflict_do_update(
                    index_elements=[alerts.c.reader_id, alerts.c.story_id],
                    set_={"latest_at": added.excluded.latest_at, "told_at": None},
                ),
                rows,
            )

    def waiting(self, reader_id: int) -> tuple[Alert, ...]:
        """What waits to be told to a reader, the latest first."""
        rows = self._connection.execute(
            select(alerts)
            .where(alerts.c.reader_id == reader_id, alerts.c.told_at.is_(None))
            .order_by(alerts.c.latest_at.desc(), alerts.c.story_id.desc())
        )
        return tuple(Alert(row.story_id, row.latest_at, row.told_at) for row in rows)

    def told(self, reader_id: int, story_ids: Collection[int], at: datetime | None) -> None:
        """Keep that stories were told at an instant, all at once; None for not yet."""
        self._connection.execute(
            update(alerts)
            .where(alerts.c.reader_id == reader_id, alerts.c.story_id.in_(list(story_ids)))
            .values(told_at=at)
        )

    def forget(self, reader_id: int, story_ids: Collection[int]) -> None:
        """Tell nothing of these stories after all."""
        self._connection.execute(
            delete(alerts).where(alerts.c.reader_id == reader_id, alerts.c.story_id.in_(list(story_ids)))
        )

    def times_told(self, reader_id: int, since: datetime) -> int:
        """How often a reader was told something since an instant: what was told at once is once."""
        return self._connection.execute(
            select(func.count(alerts.c.told_at.distinct())).where(
                alerts.c.reader_id == reader_id, alerts.c.told_at >= since
            )
        ).scalar_one()


def _alerting(row: AnyRow) -> Alerting:
    return Alerting(
        reader_id=row.reader_id,
        time_zone=row.time_zone,
        most_a_day=row.most_a_day,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        next_look_at=row.next_look_at,
        claimed_until=row.claimed_until,
    )
