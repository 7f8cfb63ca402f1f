"""Hours of the week at which something is to happen by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAYS_AHEAD = 15  # two weeks: where the one hour of the week is today and just over, or its day was left out


@dataclass(frozen=True, slots=True)
class Schedule:
    """Whole hours by the clocks of a place, such as ``Asia/Tokyo``, on days of the week (Monday is 0; none: daily)."""

    hours: tuple[int, ...]
    time_zone: str
    weekdays: tuple[int, ...] = ()


def next_hour(schedule: Schedule, after: datetime) -> datetime | None:
    """The first of the hours that is later than an instant, in UTC; None where there are no hours.

    An hour that clocks leave out in spring is when they jump; of one that they show twice in autumn, the first counts.
    Raises ZoneInfoNotFoundError for a place that has no clocks.
    """
    zone = ZoneInfo(schedule.time_zone)
    today = after.astimezone(zone).date()
    for ahead in range(_DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        if schedule.weekdays and day.weekday() not in schedule.weekdays:
            continue
        for hour in sorted(schedule.hours):
            at = datetime.combine(day, time(hour), zone).astimezone(UTC)
            if at > after:
                return at
    return None
