from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mynews.model.alert import Alerting, day_of, quiet_ends_at

VIENNA = ZoneInfo("Europe/Vienna")


def at_night(begin: int | None = 22 * 60, end: int | None = 7 * 60) -> Alerting:
    return Alerting(1, "Europe/Vienna", 5, begin, end)


@pytest.mark.parametrize(
    ("local", "ends"),
    [
        ("2026-11-23 21:59", None),
        ("2026-11-23 22:00", "2026-11-24 07:00"),
        ("2026-11-24 00:00", "2026-11-24 07:00"),
        ("2026-11-24 06:59", "2026-11-24 07:00"),
        ("2026-11-24 07:00", None),
        # In these nights clocks are changed: seven o'clock stays seven o'clock.
        ("2026-03-28 23:00", "2026-03-29 07:00"),
        ("2026-10-24 23:00", "2026-10-25 07:00"),
    ],
)
def test_quiet_hours_go_by_the_clock_on_the_wall(local: str, ends: str | None) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=VIENNA)
    end = datetime.fromisoformat(ends).replace(tzinfo=VIENNA).astimezone(UTC) if ends else None
    assert quiet_ends_at(at_night(), now.astimezone(UTC)) == end


def test_a_nap_after_lunch_is_quiet_too_and_no_hours_are_never_quiet() -> None:
    noon = datetime(2026, 11, 23, 13, 30, tzinfo=VIENNA)
    assert quiet_ends_at(at_night(13 * 60, 14 * 60), noon) == noon.replace(hour=14, minute=0).astimezone(UTC)
    assert quiet_ends_at(at_night(13 * 60, 13 * 60), noon) is None
    assert quiet_ends_at(at_night(None, None), noon) is None


@given(
    st.integers(0, 366 * 24 * 60),
    st.integers(0, 1439),
    st.integers(0, 1439),
)
def test_what_ends_is_still_to_come_and_within_a_day(minutes: int, begin: int, end: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ends = quiet_ends_at(at_night(begin, end), now)
    assert ends is None or now < ends <= now + timedelta(hours=25) or ends.astimezone(VIENNA).hour == 3


def test_a_day_begins_and_ends_at_the_readers_midnight() -> None:
    begin, end = day_of(at_night(), datetime(2026, 10, 25, 12, 0, tzinfo=UTC))
    assert (begin, end) == (
        datetime(2026, 10, 24, 22, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 23, 0, tzinfo=UTC),
    )
