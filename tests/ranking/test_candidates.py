from __future__ import annotations

import numpy as np

from mynews.ranking.candidates import Candidates
from tests.check_ranker import stories


def test_a_few_stories_are_as_if_no_others_had_been_there() -> None:
    told = stories(40)
    rows = np.array([31, 4, 17], np.intp)
    taken, alone = Candidates.of(told).take(rows), Candidates.of([told[row] for row in rows])
    assert taken.ids.tolist() == alone.ids.tolist()
    for name in ("topics", "entities", "sources", "authors", "words"):
        few, own = getattr(taken, name), getattr(alone, name)
        assert set(few.keys) == set(own.keys)
        assert np.array_equal(few.weights, own.weights)
        assert [[few.keys[each] for each in row] for row in few.columns] == [
            [own.keys[each] for each in row] for row in own.columns
        ]
        assert all(np.array_equal(few.has([key]), own.has([key])) for key in own.keys[1:])


def test_of_no_story_nothing_is_left() -> None:
    none = Candidates.of(stories(5)).take(np.zeros(0, np.intp))
    assert len(none) == 0 and none.topics.keys == ("",)
