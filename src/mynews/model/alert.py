"""When a reader may be told of what they follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Alerting:
    """A reader's wish to be told: so often a day at most, and not in quiet hours.

    ``quiet_from`` and ``quiet_until`` are minutes since midnight by the clocks of ``time_zone``, None where no hour is
    quiet.
    """

    reader_id: int
    time_zone: str
    most_a_day: int
    quiet_from: int | None = None
    quiet_until: int | None = None
    next_look_at: datetime | None = None
    claimed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """What of a story a reader was told last; ``told_at`` is None while that waits."""

    story_id: int
    latest_at: datetime
    told_at: datetime | None


def quiet_ends_at(alerting: Alerting, now: datetime) -> datetime | None:
    """When the quiet hours end in which ``now`` lies; None where it lies in none.

    Where clocks are changed meanwhile, the hour on them counts.
    """
    begin, end = alerting.quiet_from, alerting.quiet_until
    if begin is None or end is None or begin == end:
        return None
    local = now.astimezone(ZoneInfo(alerting.time_zone))
    minute = local.hour * 60 + local.minute
    is_quiet = begin <= minute < end if begin < end else minute >= begin or minute < end
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=0 if minute < end else 1)
    return datetime.combine(day, time(end // 60, end % 60), local.tzinfo).astimezone(UTC)


def day_of(alerting: Alerting, now: datetime) -> tuple[datetime, datetime]:
    """When the reader's day began in which ``now`` lies, and when the next one begins."""
    zone = ZoneInfo(alerting.time_zone)
    today = now.astimezone(zone).date()
    begin, end = (datetime.combine(today + timedelta(days=days), time(), zone) for days in (0, 1))
    return begin.astimezone(UTC), end.astimezone(UTC)
