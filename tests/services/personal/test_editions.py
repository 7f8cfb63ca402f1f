from __future__ import annotations

from mynews.model.interest import Subject
from mynews.services.personal.editions import following
from mynews.services.personal.interests import state
from mynews.services.personal.rank import FILLING_FOR, edition_of
from tests.press import CHESS, DAM, FERRY, Press


def test_an_edition_with_places_left_waits_for_the_stories_that_are_being_made(press: Press) -> None:
    reader = press.app.reader()
    press.publish(press.paper("courier"), DAM)
    assert edition_of(press.app, reader).places == ()
    press.understand()
    first = edition_of(press.app, reader)
    assert len(first.places) == 1
    assert first.until - first.made_at == FILLING_FOR
    assert edition_of(press.app, reader).id == first.id


def test_what_is_muted_does_not_come_back_by_being_followed(press: Press) -> None:
    reader = press.app.reader()
    chess, ferry = press.publish(press.paper("herald"), CHESS), press.publish(press.paper("courier"), FERRY)
    press.understand()
    state(press.app, reader, "follow", Subject("word", "eleven"))
    state(press.app, reader, "follow", Subject("word", "ferry"))
    shown = following(press.app, reader)
    assert {(card.id, names) for card, names in shown} == {
        (press.story_of(chess), ("eleven",)),
        (press.story_of(ferry), ("ferry",)),
    }
    state(press.app, reader, "mute", Subject("word", "chess"))
    assert [card.id for card, _ in following(press.app, reader)] == [press.story_of(ferry)]
