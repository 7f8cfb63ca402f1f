"""How long a host asks us to wait."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mynews.net.faults import LONGEST_WAIT, seconds_to_wait
from tests.make import NOW


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Mon, 23 Nov 2026 12:10:00 GMT", 600),
        ("Monday, 23-Nov-26 12:10:00 GMT", 600),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0),
        ("9" * 400, LONGEST_WAIT),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("", None),
        ("Mon, 23 Nov 2026 12:00:00 +99999999999", None),
        ("Mon, 99 Nov 2026 12:10:00 GMT", None),
    ],
)
def test_wait_is_read_as_seconds_or_as_a_date(header: str, seconds: float | None) -> None:
    assert seconds_to_wait(header, NOW) == seconds


@settings(deadline=None)
@given(st.text())
def test_wait_in_any_words_is_within_bounds(header: str) -> None:
    seconds = seconds_to_wait(header, NOW)
    assert seconds is None or 0 <= seconds <= LONGEST_WAIT
