"""Instants as publishers write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mynews.intake.dates import parse_date

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

ODD = [
    ("Mon, 23 Nov 2026 12:00:00 GMT", NOON),
    ("Mon, 23 Nov 2026 07:00:00 EST", NOON),
    ("Mon, 23 Nov 2026 05:00:00 PDT", NOON),
    ("Mon, 23 Nov 2026 14:00:00 CEST", NOON),
    ("Mon, 23 Nov 2026 13:00:00 BST", NOON),
    ("Mon, 23 Nov 2026 17:30:00 IST", NOON),
    ("Mon, 23 Nov 2026 12:00:00", NOON),
    ("Mon,23 Nov 2026 12:00 +0000", NOON),
    ("23 Nov 26 12:00 UT", NOON),
    ("Thu, 23 Nov 2026 12:00:00 GMT", NOON),
    ("Monday, 23 November 2026 12:00:00 +0000", NOON),
    ("Monday, November 23rd, 2026 12:00 PM", NOON),
    ("Nov 23, 2026 at 7:00 am EST", NOON),
    ("Mon Nov 23 12:00:00 2026", NOON),
    ("Mon Nov 23 12:00:00 UTC 2026", NOON),
    ("Mon Nov 23 2026 13:00:00 GMT+0100 (Central European Standard Time)", NOON),
    ("Mon, 23 Nov 2026 12:00:00 GMT+00:00", NOON),
    ("Mon, 23 Nov 2026 13:00:00 +01:00", NOON),
    ("Mon, 23 Nov 2026 13:00:00 +1", NOON),
    ("2026-11-23T12:00:00Z", NOON),
    ("2026-11-23T13:00:00+01:00", NOON),
    ("2026-11-23T13:00:00+0100", NOON),
    ("2026-11-23T12:00:00.123456789Z", NOON),
    ("2026-11-23 12:00:00", NOON),
    ("2026-11-23 12:00:00 UTC", NOON),
    ("23 Nov 2026, 12:00pm", NOON),
    ("Nov 23, 2026 7am EST", NOON),
    ("2026-11-23 07:00 EST", NOON),
    ("2026/11/23 12:00:00", NOON),
    ("20261123T120000Z", NOON),
    ("20261123120000", NOON),
    ("1795435200", NOON),
    ("1795435200000", NOON),
    ("11/23/2026 12:00:00 PM", NOON),
    ("23/11/2026 12:00", NOON),
    ("23.11.2026, 12:00", NOON),
    ("23-11-2026 12:00:00", NOON),
    ("Mo, 23. Nov. 2026 13:00:00 MEZ", NOON),
    ("23. Dezember 2026 12:00", datetime(2026, 12, 23, 12, tzinfo=UTC)),
    ("mar., 24 nov. 2026 13:00:00 +0100", datetime(2026, 11, 24, 12, tzinfo=UTC)),
    ("23 août 2026 12:00", datetime(2026, 8, 23, 12, tzinfo=UTC)),
    ("lunes, 5 de enero de 2026 12:00", datetime(2026, 1, 5, 12, tzinfo=UTC)),
    ("Δευ, 23 Νοέ 2026 12:00:00 GMT", NOON),
    ("2026. november 23. 12:00", NOON),
    ("Пн, 23 ноя 2026 15:00:00 +0300", NOON),
    ("2026년 11월 23일 오후 12:00:00", NOON),
    ("2026年11月23日 12時00分", NOON),
    ("Sun, 22 Nov 2026 24:00:00 GMT", datetime(2026, 11, 23, tzinfo=UTC)),
    ("Mon, 23 Nov 2026 11:59:60 GMT", NOON),
    ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
    ("23 Nov 2026", datetime(2026, 11, 23, tzinfo=UTC)),
    ("November 23, 2026", datetime(2026, 11, 23, tzinfo=UTC)),
    ("2026-11", datetime(2026, 11, 1, tzinfo=UTC)),
    ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
    ("Thu, 01 Jan 1970 00:00:00 GMT", datetime(1970, 1, 1, tzinfo=UTC)),
    ("2100-01-01T00:00:00Z", datetime(2100, 1, 1, tzinfo=UTC)),
]


@pytest.mark.parametrize(("text", "instant"), ODD)
def test_odd_date_is_read(text: str, instant: datetime) -> None:
    read = parse_date(text)
    assert read is not None
    assert read.replace(microsecond=0) == instant


@pytest.mark.parametrize(
    "text", ["", "yesterday", "n/a", "12:00", "Monday", "Mon, 99 Nov 2026 12:00:00 GMT", "0" * 200]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2099, 1, 1)))  # noqa: DTZ001
def test_every_form_of_an_instant_is_the_same_instant(naive: datetime) -> None:
    instant = naive.replace(microsecond=0, tzinfo=UTC)
    for form in ("%a, %d %b %Y %H:%M:%S GMT", "%Y-%m-%dT%H:%M:%SZ", "%d %B %Y %H:%M:%S +0000", "%b %d, %Y %I:%M:%S %p"):
        assert parse_date(instant.strftime(form)) == instant


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    parse_date(text)
