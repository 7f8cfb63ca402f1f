from __future__ import annotations

import numpy as np
import pytest

from mynews.ranking.candidates import WIDTH
from mynews.ranking.simulate import (
    SESSIONS,
    Contestant,
    Rows,
    Tastes,
    World,
    best_first,
    liked_and_disliked,
    ranked_by,
    run,
)
from tests.ranking.worlds import ours, world


class _KnowsAll:
    def __init__(self, tastes: Tastes) -> None:
        self._reads = tastes.reads

    def chooses(self, rows: Rows, session: int) -> Rows:
        return np.argsort(-self._reads[rows], kind="stable")

    def learns(self, rows: Rows, read: np.ndarray, session: int) -> None:
        pass


def knows_all(world: World, tastes: Tastes, stated: object, seed: int) -> Contestant:
    return _KnowsAll(tastes)


@pytest.mark.parametrize("variant", ["cold", "stated", "mute"])
def test_who_knows_every_taste_has_all_there_is(variant: str) -> None:
    assert run(world(), knows_all, 1, variant).shares == pytest.approx(np.ones(SESSIONS))


@pytest.mark.parametrize(("sections", "variant"), [(2, "mute"), (3, "stated"), (5, "drift"), (12, "mute")])
def test_nobody_has_more_than_there_is_however_few_the_sections(sections: int, variant: str) -> None:
    course = run(world(60, sections), ranked_by(ours(), best_first()), 3, variant)
    assert course.shares.shape == (SESSIONS,)
    assert ((course.shares > 0) & (course.shares <= 1 + 1e-9)).all()
    assert course.shown_muted == 0


def test_what_nothing_tells_to_be_of_a_muted_section_is_counted() -> None:
    assert run(world(), knows_all, 1, "mute").unrecognised > 0


def test_a_mute_may_leave_nothing_to_show() -> None:
    alike = world(60, 1)
    assert run(alike, ranked_by(ours(), best_first()), 3, "mute").shares[-1] == 1


def test_the_same_seed_is_the_same_reader() -> None:
    one, again, other = (run(world(), ranked_by(ours(), best_first(0.3)), seed, "cold").shares for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_readers_of_few_sections_like_and_dislike_in_proportion() -> None:
    assert [liked_and_disliked(count) for count in (41, 10, 5, 3, 2)] == [(4, 5), (4, 5), (2, 2), (1, 1), (1, 1)]
    tastes = Tastes.drawn(world(60, 3), np.random.default_rng(0))
    assert len(tastes.best(3)) == 1


def test_texts_without_a_word_in_common_have_no_words_to_like() -> None:
    rng = np.random.default_rng(0)
    alone = World.of(
        [f"word{number}" for number in range(40)],
        rng.standard_normal((40, WIDTH)).astype(np.float32),
        np.arange(40) % 4,
        np.full((40, 4), 0.25, np.float32),
    )
    assert not Tastes.drawn(alone, rng).words.any()
