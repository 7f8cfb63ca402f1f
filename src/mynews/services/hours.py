"""The clocks of the world, by name."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from mynews.model.errors import ParseError
from mynews.model.schedule import Schedule


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name. Raises ParseError."""
    if name not in time_zones():
        raise ParseError("Choose the time zone in which you live, as in Europe/Vienna.")
    return ZoneInfo(name)


@lru_cache(maxsize=1)
def time_zones() -> tuple[str, ...]:
    """The time zones by name, as in Asia/Tokyo."""
    return tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))


def check_schedule(schedule: Schedule) -> None:
    """Raises ParseError for hours that a reader cannot have chosen."""
    if not schedule.hours or not all(0 <= hour < 24 for hour in schedule.hours):
        raise ParseError("Choose at least one hour of the day.")
    if not schedule.weekdays or not all(0 <= day < 7 for day in schedule.weekdays):
        raise ParseError("Choose at least one day of the week.")
    zone_of(schedule.time_zone)
