"""Our own rankers are what rankers must be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mynews.model.signal import Weighted
from mynews.ranking.baselines import Chronological, Popularity
from mynews.ranking.bayes import Bayes
from mynews.ranking.candidates import Candidates
from mynews.ranking.ranker import Example, Ranker
from tests.check_ranker import NOW, check_ranker, story


@pytest.mark.parametrize("ranker", [Bayes.packaged(), Chronological(), Popularity()], ids=lambda each: each.name)
def test_ranker_keeps_every_promise(ranker: Ranker[Any]) -> None:
    check_ranker(ranker)


def test_a_reader_may_do_what_no_belief_allowed_for() -> None:
    ranker, beloved = Bayes.packaged(), story(1, entities=Weighted(("e1",), (1.0,)))
    certain = ranker.corrected(ranker.fresh(), "entity", "e1", 90.0)
    after = ranker.learn(certain, [Example(beloved, NOW, 0.0)] * 3)
    before, now = (ranker.score(each, Candidates.of([beloved]), [], NOW).total for each in (certain, after))
    assert np.isfinite(now).all() and (now <= before).all()
