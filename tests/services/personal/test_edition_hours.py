from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mynews.model.errors import ParseError
from mynews.model.interest import Subject
from mynews.model.schedule import Schedule
from mynews.model.signal import Signal, SignalKind
from mynews.services.personal.edition_hours import end_edition, hours_of, set_hours
from mynews.services.personal.interests import state
from mynews.services.personal.learn import record_signals
from mynews.services.personal.rank import FILLING_FOR, edition_of
from tests.press import DAM, FERRY, Press

EVERY_DAY = tuple(range(7))
TOKYO = Schedule((7, 22), "Asia/Tokyo", EVERY_DAY)  # noon in London is nine in the evening there


@pytest.fixture
def read(press: Press) -> Press:
    """Two stories, and a reader who wants editions at seven and at ten in Tokyo."""
    for paper, report in (("courier", DAM), ("herald", FERRY)):
        press.publish(press.paper(paper), report)
    press.understand()
    set_hours(press.app, press.app.reader(), TOKYO)
    return press


def say(press: Press, kind: SignalKind) -> None:
    reader = press.app.reader()
    story = edition_of(press.app, reader).places[0].story_id
    record_signals(press.app, reader, [Signal(f"{kind} {press.app.now()}", kind, press.app.now(), story)])


def test_an_edition_stands_until_the_next_hour_that_was_chosen(read: Press) -> None:
    reader = read.app.reader()
    first = edition_of(read.app, reader)
    assert first.until == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
    assert edition_of(read.later(minutes=59).app, reader).id == first.id
    second = edition_of(read.later(hours=1).app, reader)
    assert (second.id, second.until) == (first.id + 1, datetime(2026, 11, 23, 22, 0, tzinfo=UTC))


@pytest.mark.parametrize("kind", ["open", "save", "unsave", "share", "seen"])
def test_reading_it_does_not_end_it(read: Press, kind: SignalKind) -> None:
    first = edition_of(read.app, read.app.reader())
    say(read, kind)
    assert edition_of(read.app, read.app.reader()).id == first.id
    set_hours(read.app, read.app.reader(), None)
    later = read.later(seconds=1)
    before = edition_of(later.app, read.app.reader())
    say(later, kind)
    assert (edition_of(later.app, read.app.reader()).id == before.id) is (kind == "seen")


@pytest.mark.parametrize("kind", ["more", "less", "hide"])
def test_what_the_reader_says_ends_it(read: Press, kind: SignalKind) -> None:
    first = edition_of(read.app, read.app.reader())
    say(read, kind)
    assert edition_of(read.app, read.app.reader()).id != first.id


def test_a_rule_and_a_wish_for_a_new_one_end_it(read: Press) -> None:
    reader = read.app.reader()
    first = edition_of(read.app, reader)
    state(read.app, reader, "mute", Subject("word", "ferry"))
    second = edition_of(read.app, reader)
    assert (second.id != first.id, len(second.places)) == (True, 1)
    end_edition(read.app, reader)
    assert edition_of(read.app, reader).id != second.id


def test_hours_are_kept_and_given_up(read: Press) -> None:
    reader = read.app.reader()
    assert hours_of(read.app, reader) == TOKYO
    set_hours(read.app, reader, None)
    assert hours_of(read.app, reader) is None
    edition = edition_of(read.app, reader)
    assert edition.until - edition.made_at == FILLING_FOR


@pytest.mark.parametrize(
    "wrong",
    [
        Schedule((), "UTC", EVERY_DAY),
        Schedule((24,), "UTC", EVERY_DAY),
        Schedule((7,), "UTC", ()),
        Schedule((7,), "UTC", (7,)),
        Schedule((7,), "Mars/Olympus", EVERY_DAY),
        Schedule((7,), "../etc/passwd", EVERY_DAY),
        Schedule((7,), "", EVERY_DAY),
    ],
)
def test_hours_that_cannot_be_change_nothing(read: Press, wrong: Schedule) -> None:
    with pytest.raises(ParseError):
        set_hours(read.app, read.app.reader(), wrong)
    assert hours_of(read.app, read.app.reader()) == TOKYO
