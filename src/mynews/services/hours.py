"""The clocks of the world, by name."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from mynews.model.errors import ParseError


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name. Raises ParseError."""
    if name not in time_zones():
        raise ParseError("Choose the time zone in which you live, as in Europe/Vienna.")
    return ZoneInfo(name)


@lru_cache(maxsize=1)
def time_zones() -> tuple[str, ...]:
    """The time zones by name, as in Asia/Tokyo."""
    return tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))
