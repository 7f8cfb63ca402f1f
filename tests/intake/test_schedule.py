from __future__ import annotations

from datetime import timedelta

from mynews.intake.schedule import Pace, fresh_for, next_fetch_at, retry_at, rhythm_of
from mynews.model.errors import FetchError
from mynews.model.source import SourceState
from tests.make import NOW

PACE = Pace(timedelta(minutes=15), timedelta(hours=12), timedelta(hours=1))
MINUTE = timedelta(minutes=1)


def wait(state: SourceState, **headers: str) -> timedelta:
    return next_fetch_at(state, {name.replace("_", "-"): value for name, value in headers.items()}, NOW, PACE) - NOW


def test_a_source_of_unknown_rhythm_is_fetched_hourly() -> None:
    assert wait(SourceState()) == timedelta(hours=1)


def test_a_busy_source_is_fetched_often_but_never_below_the_bound() -> None:
    assert wait(SourceState(rhythm=3600)) == 30 * MINUTE
    assert wait(SourceState(rhythm=60)) == 15 * MINUTE


def test_a_quiet_source_is_fetched_rarely_but_never_above_the_bound() -> None:
    assert wait(SourceState(rhythm=30 * 86400)) == timedelta(hours=12)


def test_what_the_publisher_wishes_only_lengthens_the_wait() -> None:
    assert wait(SourceState(rhythm=3600), cache_control="public, max-age=7200") == timedelta(hours=2)
    assert wait(SourceState(rhythm=3600, every_seconds=10800)) == timedelta(hours=3)
    assert wait(SourceState(rhythm=3600), cache_control="max-age=1") == 30 * MINUTE
    assert wait(SourceState(), cache_control="max-age=99999999999999") == timedelta(hours=12)


def test_expires_counts_where_cache_control_is_silent() -> None:
    assert fresh_for({"expires": "Mon, 23 Nov 2026 14:00:00 GMT"}, NOW) == timedelta(hours=2)
    assert fresh_for({"expires": "0"}, NOW) == timedelta()
    assert fresh_for({"cache-control": "no-cache", "expires": "Mon, 23 Nov 2026 14:00:00 GMT"}, NOW) == timedelta()


def test_an_ill_source_is_asked_ever_more_rarely_but_never_given_up() -> None:
    error = FetchError("https://paper.example/", "It is down.", status=500)
    waits = [retry_at(error, failures, NOW, PACE) for failures in (1, 2, 3, 500)]
    assert [each - NOW for each in waits if each] == [15 * MINUTE, 30 * MINUTE, 60 * MINUTE, timedelta(days=1)]


def test_retry_after_is_obeyed_and_gone_is_gone() -> None:
    assert retry_at(FetchError("u", "r", status=429, retry_after=7200), 1, NOW, PACE) == NOW + timedelta(hours=2)
    assert retry_at(FetchError("u", "r", status=410), 1, NOW, PACE) is None


def test_rhythm_is_the_median_gap_and_slows_with_silence() -> None:
    hourly = [NOW - timedelta(hours=n) for n in range(10)]
    assert rhythm_of(hourly, NOW) == 3600
    assert rhythm_of(hourly, NOW + timedelta(days=10)) == 5 * 86400
    assert rhythm_of(hourly[:2], NOW) is None
