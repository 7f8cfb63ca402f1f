from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mynews.model.schedule import Schedule, next_hour

BERLIN = "Europe/Berlin"
COMMUTE = Schedule(hours=(18, 7), time_zone=BERLIN, weekdays=(0, 1, 2, 3, 4))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-11-23T05:59Z", "2026-11-23T06:00Z"),
        ("2026-11-23T06:00Z", "2026-11-23T17:00Z"),
        ("2026-11-23T17:00Z", "2026-11-24T06:00Z"),
        ("2026-11-27T20:00Z", "2026-11-30T06:00Z"),  # from Friday evening to Monday morning
    ],
)
def test_the_next_hour_is_the_first_one_later(after: str, expected: str) -> None:
    assert next_hour(COMMUTE, at(after)) == at(expected)


def test_no_hours_never_come_and_no_days_are_all_days() -> None:
    assert next_hour(Schedule((), BERLIN), at("2026-11-23T05:59Z")) is None
    assert next_hour(Schedule((7,), BERLIN), at("2026-11-27T20:00Z")) == at("2026-11-28T06:00Z")


def test_the_one_hour_of_the_week_that_is_just_over_comes_in_a_week() -> None:
    weekly = Schedule((7,), BERLIN, (0,))
    assert next_hour(weekly, at("2026-11-23T06:00Z")) == at("2026-11-30T06:00Z")


def test_clocks_that_change_keep_the_hour() -> None:
    seven = Schedule((7,), BERLIN)
    assert next_hour(seven, at("2026-03-28T12:00Z")) == at("2026-03-29T05:00Z")
    assert next_hour(seven, at("2026-03-27T12:00Z")) == at("2026-03-28T06:00Z")
    assert next_hour(seven, at("2026-10-24T12:00Z")) == at("2026-10-25T06:00Z")


def test_an_hour_that_clocks_leave_out_is_when_they_jump() -> None:
    two = Schedule((2,), BERLIN)
    assert next_hour(two, at("2026-03-29T00:30Z")) == at("2026-03-29T01:00Z")
    assert next_hour(two, at("2026-03-29T01:00Z")) == at("2026-03-30T00:00Z")


def test_an_hour_that_clocks_show_twice_comes_once() -> None:
    two = Schedule((2,), BERLIN)
    first = at("2026-10-25T00:00Z")
    assert next_hour(two, first - timedelta(minutes=1)) == first
    assert next_hour(two, first) == at("2026-10-26T01:00Z")


def test_zones_that_are_half_an_hour_off_are_told_by_their_clocks() -> None:
    assert next_hour(Schedule((7,), "Asia/Kolkata"), at("2026-11-23T01:00Z")) == at("2026-11-23T01:30Z")
    assert next_hour(Schedule((0,), "Australia/Lord_Howe"), at("2026-11-23T01:00Z")) == at("2026-11-23T13:00Z")


@given(
    after=st.integers(0, 3650 * 24 * 60).map(lambda minutes: at("2020-01-01T00:00Z") + timedelta(minutes=minutes)),
    hours=st.sets(st.integers(0, 23), min_size=1),
    weekdays=st.sets(st.integers(0, 6)),
    zone=st.sampled_from([BERLIN, "America/New_York", "Pacific/Apia", "Africa/Casablanca", "Asia/Kathmandu", "UTC"]),
)
def test_it_is_later_within_two_weeks_and_on_a_chosen_day(
    after: datetime, hours: set[int], weekdays: set[int], zone: str
) -> None:
    schedule = Schedule(tuple(hours), zone, tuple(weekdays))
    found = next_hour(schedule, after)
    assert found is not None
    assert after < found <= after + timedelta(days=9)
    local = found.astimezone(ZoneInfo(zone))
    assert not weekdays or local.weekday() in weekdays
    assert local.minute == 0
    assert next_hour(schedule, found - timedelta(microseconds=1)) == found
