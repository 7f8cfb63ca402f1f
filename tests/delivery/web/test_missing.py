from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mynews.delivery.web.missing import Missing
from mynews.model.errors import FetchError, MyNewsError, NotFound

URL = "https://paper.example/x.png"
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "lasts"),
    [
        (FetchError(URL, "No answer came."), timedelta(minutes=10)),
        (FetchError(URL, "The server has trouble (503).", status=503), timedelta(minutes=10)),
        (FetchError(URL, "There is no such page (404).", status=404), timedelta(days=1)),
        (NotFound("What lies at this address is no picture."), timedelta(days=1)),
    ],
)
def test_trouble_is_soon_looked_at_again_and_what_is_gone_a_day_later(error: MyNewsError, lasts: timedelta) -> None:
    now = [NOON]
    missing = Missing(lambda: now[0])
    assert missing.is_there(URL)
    missing.note(URL, error)
    now[0] = NOON + lasts - timedelta(seconds=1)
    assert not missing.is_there(URL)
    now[0] = NOON + lasts
    assert missing.is_there(URL)


def test_no_address_is_no_picture() -> None:
    assert not Missing(lambda: NOON).is_there(None)
    assert not Missing(lambda: NOON).is_there("")


def test_the_first_that_was_missing_is_forgotten_for_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mynews.delivery.web.missing._MOST", 2)
    missing = Missing(lambda: NOON)
    for name in "abc":
        missing.note(name, NotFound("no"))
    assert [missing.is_there(name) for name in "abc"] == [True, False, False]
