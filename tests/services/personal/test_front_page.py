from __future__ import annotations

from mynews.model.slate import Placed, Reason, Slot
from mynews.model.story import StoryCard
from mynews.services.personal.editions import Shown, edition_page
from mynews.services.personal.front_page import FOR_YOU, front_page, in_time_order, sections_of
from mynews.services.personal.profile import set_reading
from tests.make import NOW
from tests.press import CHESS, DAM, DAM_AGAIN, DAM_TOO, FERRY, Press

SPORT, POLITICS = "15000000", "11000000"


def shown(place: int, topic: str = "", slot: Slot = "ranked", *reasons: Reason) -> Shown:
    story = StoryCard(place, place, f"Story {place}", "", "", "en", None, 1, "The Paper", NOW, NOW, 1, 1, None)
    return Shown(place, story, Placed(place, 0.0, reasons, slot, topic=topic), ())


def parts(*listed: Shown) -> list[tuple[str, str, list[int]]]:
    return [(each.kind, each.topic, [one.place for one in each.shown]) for each in sections_of(listed)]


def test_what_everyone_must_know_comes_first_whatever_gave_it_its_place() -> None:
    known = Reason("must know", 0.0, count=3)
    assert parts(shown(0), shown(1, "", "ranked", known), shown(2), shown(3, "", "must know")) == [
        ("must know", "", [1, 3]),
        ("for you", "", [0, 2]),
    ]


def test_topics_with_enough_stories_are_sections_in_order_of_their_best_place() -> None:
    best = [shown(place, SPORT) for place in range(FOR_YOU)]
    topics = [POLITICS, SPORT, "", SPORT, POLITICS, SPORT, POLITICS, "07000000"]
    below = [shown(FOR_YOU + place, topic) for place, topic in enumerate(topics)]
    assert parts(*best, *below) == [
        ("for you", "", [0, 1, 2, 3, 4, 5]),
        ("topic", POLITICS, [6, 10, 12]),
        ("topic", SPORT, [7, 9, 11]),
        ("rest", "", [8, 13]),
    ]


def test_no_story_is_lost_or_doubled_and_nothing_gives_no_section() -> None:
    listed = [shown(place, SPORT if place % 2 else "") for place in range(40)]
    assert sorted(each.place for section in sections_of(listed) for each in section.shown) == list(range(40))
    assert sections_of([]) == in_time_order([]) == ()


def test_in_time_order_no_story_is_moved() -> None:
    listed = [shown(place, SPORT, "must know") for place in range(9)]
    assert [each.place for section in in_time_order(listed) for each in section.shown] == list(range(9))


def test_the_lead_has_its_key_points_and_the_picture_of_the_story(press: Press) -> None:
    reader = press.app.reader()
    for paper, report in (("courier", DAM), ("herald", DAM_TOO), ("post", DAM_AGAIN), ("gazette", FERRY)):
        press.publish(press.paper(paper), report)
    press.understand()
    front = front_page(press.app, reader, edition_page(press.app, reader))
    assert [each.kind for each in front.sections] == ["must know", "for you"]
    assert front.sections[0].shown[0].story.owners == 3
    assert front.picture is None
    set_reading(press.app, reader, ranked=False)
    assert [each.kind for each in front_page(press.app, reader, edition_page(press.app, reader)).sections] == [
        "for you"
    ]


def test_an_edition_tells_what_it_left_out(press: Press) -> None:
    reader = press.app.reader()
    set_reading(press.app, reader, edition_size=5)
    names = ("Ardmore", "Belfield", "Corrin", "Dunholt", "Esker", "Farrow", "Glenmoy")
    for number, name in enumerate(names):
        words = " ".join(f"{name}{letter}" for letter in "abcdefghij")
        press.publish(press.paper(f"paper{number}"), (f"{name} opens its {words}", f"{words}. " * 4))
    press.publish(press.paper("herald"), CHESS)
    press.understand()
    edition = edition_page(press.app, reader).edition
    assert (len(edition.places), edition.left_out.no_room, edition.left_out.read) == (5, 3, 0)
