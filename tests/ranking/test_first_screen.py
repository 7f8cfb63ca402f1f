from __future__ import annotations

from mynews.ranking.first_screen import first_screens
from tests.ranking.worlds import ours, world


def test_everyone_has_the_day_s_top_stories_on_the_first_screen_and_places_cost_something() -> None:
    screens = first_screens(world(), ours(), range(2))
    assert [each.shown for each in screens] == [1.0, 1.0]
    for each in screens:
        assert 0 < each.with_places <= 1
        assert each.blind_with < each.blind_without <= 1


def test_a_small_world_is_shown_whole() -> None:
    assert first_screens(world(60), ours(), [1])[0].shown == 1.0


def test_the_same_reader_is_measured_the_same() -> None:
    assert first_screens(world(60), ours(), [1]) == first_screens(world(60), ours(), [1])
