from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mynews.understanding.importance import Importance, Report, importance_of
from tests.make import NOW

HOUR = timedelta(hours=1)


def reports(owners: int, *, every: timedelta = HOUR / 4, **changes: object) -> list[Report]:
    return [Report(f"paper-{n}.example", NOW - n * every, words=400, **changes) for n in range(owners)]  # type: ignore[arg-type]


def value(*given: Report) -> float:
    return importance_of(given, NOW).value


def test_more_owners_make_a_story_more_important() -> None:
    assert value(*reports(1)) < value(*reports(3)) < value(*reports(9)) < value(*reports(20))


def test_syndicated_copies_count_for_nothing() -> None:
    assert importance_of([*reports(2), *reports(9, copy=True)], NOW) == importance_of(reports(2), NOW)


def test_ten_sections_of_one_paper_are_one_owner() -> None:
    sections = [Report("paper.example", NOW - n * HOUR) for n in range(10)]
    assert importance_of(sections, NOW).owners == 1
    assert importance_of(sections, NOW).breadth == 0


def test_what_all_report_at_once_beats_what_trickles_in() -> None:
    assert value(*reports(6, every=HOUR / 6)) > value(*reports(6, every=20 * HOUR))


def test_importance_halves_with_a_silent_day() -> None:
    found = reports(5)
    later = importance_of(found, NOW + timedelta(days=1))
    assert later.value == pytest.approx(importance_of(found, NOW).value / 2)


def test_the_top_of_the_page_is_more_prominent_than_its_bottom() -> None:
    assert value(*reports(3, position=0.0)) > value(*reports(3, position=1.0))


def test_a_story_without_articles_has_no_importance() -> None:
    assert importance_of([], NOW) == Importance()


def test_articles_from_the_future_do_not_count_yet() -> None:
    assert importance_of([Report("paper.example", NOW + HOUR)], NOW) == Importance()


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 500), st.booleans()), max_size=40), st.randoms())
def test_every_part_lies_between_0_and_1_in_any_order(rows: list[tuple[int, int, bool]], rng: random.Random) -> None:
    found = [Report(f"{owner}.example", NOW - hours * HOUR, 10 * hours, None, copied) for owner, hours, copied in rows]
    one = importance_of(found, NOW)
    assert all(0 <= part <= 1 for part in (one.value, one.breadth, one.speed, one.prominence, one.freshness))
    rng.shuffle(found)
    assert importance_of(found, NOW) == one
