"""Our own rankers, a plug-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mynews.plugins.hooks import hookimpl
from mynews.ranking.baselines import Chronological, Popularity
from mynews.ranking.bayes import Bayes
from mynews.ranking.ranker import Ranker

_RANKERS: Mapping[str, Callable[[], Ranker[Any]]] = {
    "bayes": Bayes.packaged,
    "chronological": Chronological,
    "popularity": Popularity,
}


class OwnRankers:
    """The one that learns, and two that do not."""

    @hookimpl
    def mynews_ranker(self, name: str) -> Ranker[Any] | None:
        """The ranker of this name."""
        made = _RANKERS.get(name)
        return made() if made else None
