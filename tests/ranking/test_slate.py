from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mynews.model.signal import StoryTraits, Weighted
from mynews.model.slate import Placed, Reason
from mynews.model.vector import packed
from mynews.ranking.candidates import WIDTH, Candidates
from mynews.ranking.slate import FIRST_SCREEN, Plan, compose
from tests.make import NOW

PLAIN = Plan(size=20, must_know=0, explored_every=0, quiet_share=0, alike=0, repeated=0)


@dataclass(frozen=True)
class Given:
    total: np.ndarray
    spread: np.ndarray

    def reasons(self, row: int) -> tuple[Reason, ...]:
        return (Reason("base", float(self.total[row])),)


def given_scores(scores: list[float], spread: float = 0.0) -> Given:
    return Given(np.array(scores), np.full(len(scores), spread))


def story(
    number: int,
    *,
    heat: float = 0.0,
    owners: int = 1,
    source: str = "1",
    direction: int | None = None,
    days_old: float = 0,
) -> StoryTraits:
    vector = np.zeros(WIDTH, np.float32)
    vector[number % WIDTH if direction is None else direction] = 1
    at = NOW - timedelta(days=days_old)
    return StoryTraits(number, at, at, heat, owners=owners, vector=packed(vector), sources=Weighted((source,), (1.0,)))


def slate(
    stories: list[StoryTraits],
    scores: list[float],
    plan: Plan = PLAIN,
    *,
    spread: float = 0.0,
    seed: int = 1,
    allowed: np.ndarray | None = None,
) -> tuple[Placed, ...]:
    rows = np.ones(len(stories), bool) if allowed is None else allowed
    return compose(Candidates.of(stories), given_scores(scores, spread), rows, NOW, seed=seed, plan=plan)


def ids(placed: tuple[Placed, ...]) -> list[int]:
    return [each.story_id for each in placed]


def test_stories_stand_in_the_order_of_their_scores() -> None:
    assert ids(slate([story(1), story(2), story(3)], [0.1, 3.0, -2.0])) == [2, 1, 3]


def test_among_equals_the_newer_story_comes_first() -> None:
    assert ids(slate([story(1), story(3), story(2)], [0.0, 0.0, 0.0])) == [3, 2, 1]


def test_nothing_to_show_makes_an_empty_slate() -> None:
    assert slate([], []) == ()
    assert slate([story(1)], [1.0], allowed=np.array([False])) == ()


def test_what_is_not_allowed_has_no_place() -> None:
    assert ids(slate([story(1), story(2)], [5.0, 1.0], allowed=np.array([False, True]))) == [2]


def test_a_slate_has_an_end() -> None:
    many = [story(number) for number in range(1, 100)]
    assert len(slate(many, [float(number) for number in range(99)])) == PLAIN.size


def test_a_story_like_the_one_above_it_sinks_below_another() -> None:
    alike = [story(1, direction=0), story(2, direction=0), story(3, direction=7)]
    assert ids(slate(alike, [2.0, 1.9, 1.5], Plan(size=3, must_know=0, explored_every=0, alike=1.0))) == [1, 3, 2]


def test_a_source_that_has_much_already_gives_way() -> None:
    told = [story(number, source="loud") for number in range(1, 6)] + [story(9, source="calm")]
    order = ids(slate(told, [2.0, 1.9, 1.8, 1.7, 1.6, 1.55], Plan(size=6, must_know=0, explored_every=0, repeated=0.2)))
    assert order.index(9) < 3


def test_the_most_important_stories_stand_on_the_first_screen_whatever_the_taste() -> None:
    ordinary = [story(number) for number in range(1, 60)]
    major = [story(number, heat=9.0 + number / 100, owners=5) for number in (71, 72, 73)]
    placed = slate([*ordinary, *major], [1.0] * 59 + [-9.0] * 3, Plan(size=30))
    assert set(ids(placed)[FIRST_SCREEN - 3 : FIRST_SCREEN]) == {71, 72, 73}
    assert [each.slot for each in placed[:FIRST_SCREEN]].count("must know") == 3
    assert ids(placed)[FIRST_SCREEN - 3] == 73


def test_major_news_that_ranks_high_by_itself_keeps_its_place() -> None:
    placed = slate([story(1), story(2, heat=9.0, owners=5), story(3)], [1.0, 5.0, 0.0], Plan(size=3))
    assert (placed[0].story_id, placed[0].slot) == (2, "ranked")
    assert any(reason.kind == "must know" for reason in placed[0].reasons)


def test_what_one_paper_alone_reports_is_not_what_everyone_must_know() -> None:
    placed = slate([story(1, heat=9.0, owners=1), story(2)], [-1.0, 1.0], Plan(size=2))
    assert not [reason for each in placed for reason in each.reasons if reason.kind == "must know"]


def test_news_of_last_week_is_not_what_everyone_must_know_today() -> None:
    placed = slate([story(1, heat=9.0, owners=8, days_old=6), story(2)], [-1.0, 1.0], Plan(size=2))
    assert ids(placed) == [2, 1]


def test_explored_places_are_below_the_first_ones_and_keep_their_chance() -> None:
    many = [story(number) for number in range(1, 100)]
    scores = [number / 100 for number in range(99)]
    placed = slate(many, scores, Plan(size=40, must_know=0, quiet_share=0), spread=1.0)
    explored = [place for place, each in enumerate(placed) if each.slot == "explored"]
    assert explored == [7, 15, 23, 31, 39]
    assert all(0 < placed[place].propensity < 1 for place in explored)
    assert all(each.propensity == 1 for place, each in enumerate(placed) if place not in explored)
    assert all(any(reason.kind == "different" for reason in placed[place].reasons) for place in explored)


def test_draws_are_as_likely_as_their_propensities_say() -> None:
    many = [story(number) for number in range(1, 30)]
    scores = [number / 10 for number in range(29)]
    drawn = [
        slate(many, scores, Plan(size=8, must_know=0, quiet_share=0), spread=0.5, seed=seed)[7] for seed in range(300)
    ]
    best = max({each.story_id for each in drawn}, key=lambda each: sum(other.story_id == each for other in drawn))
    share = sum(each.story_id == best for each in drawn) / len(drawn)
    told = float(np.mean([each.propensity for each in drawn if each.story_id == best]))
    assert abs(share - told) < 0.1


def test_a_source_that_writes_seldom_gets_a_place_among_loud_ones() -> None:
    loud = [story(number, source="loud") for number in range(1, 200)]
    placed = slate(
        [*loud, story(500, source="calm", direction=3)], [1.0] * 199 + [-3.0], Plan(size=50, explored_every=0)
    )
    (calm,) = [each for each in placed if each.story_id == 500]
    assert calm.slot == "quiet source"
    assert next(reason for reason in calm.reasons if reason.kind == "quiet source").subject.key == "calm"
    assert len(placed) == 50


@given(
    scores=st.lists(st.floats(-20, 20), min_size=1, max_size=120),
    seed=st.integers(0, 1000),
    size=st.integers(1, 60),
)
def test_a_slate_shows_no_story_twice_and_is_the_same_for_the_same_seed(
    scores: list[float], seed: int, size: int
) -> None:
    stories = [
        story(number + 1, heat=float(number % 7), owners=1 + number % 4, source=str(number % 9), direction=number % 13)
        for number in range(len(scores))
    ]
    once = slate(stories, scores, Plan(size=size), spread=0.7, seed=seed)
    assert once == slate(stories, scores, Plan(size=size), spread=0.7, seed=seed)
    assert len(set(ids(once))) == len(once) == min(size, len(scores))
