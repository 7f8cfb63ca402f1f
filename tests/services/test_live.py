from __future__ import annotations

from itertools import count

import pytest

from mynews.services import live
from tests.press import DAM, FERRY, Press


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which a second goes by each time that somebody looks at the clock."""
    monkeypatch.setattr(live, "monotonic", count(1_000.0).__next__)


def told(press: Press) -> int:
    return len(press.app.live.now(press.app.db, press.app.now()).candidates)


@pytest.mark.usefixtures("slow")
def test_a_small_window_is_read_anew_at_every_change_however_busy_the_machine_is(press: Press) -> None:
    paper = press.paper("post")
    for number, report in enumerate((DAM, FERRY), start=1):
        press.publish(paper, report)
        press.understand()
        assert told(press) == number


@pytest.mark.usefixtures("slow")
def test_reading_a_large_window_takes_a_tenth_of_the_time_at_most(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_FEW", 0)
    paper = press.paper("post")
    press.publish(paper, DAM)
    press.understand()
    assert told(press) == 1
    press.publish(paper, FERRY)
    press.understand()
    looked = [told(press) for _ in range(12)]
    assert looked == sorted(looked), "never back to what was"
    assert looked.count(1) == 9 and looked[-1] == 2
