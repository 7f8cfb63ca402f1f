"""Our own rankers are what rankers must be."""

from __future__ import annotations

from typing import Any

import pytest

from mynews.ranking.baselines import Chronological, Popularity
from mynews.ranking.bayes import Bayes
from mynews.ranking.ranker import Ranker
from tests.check_ranker import check_ranker


@pytest.mark.parametrize("ranker", [Bayes.packaged(), Chronological(), Popularity()], ids=lambda each: each.name)
def test_ranker_keeps_every_promise(ranker: Ranker[Any]) -> None:
    check_ranker(ranker)
