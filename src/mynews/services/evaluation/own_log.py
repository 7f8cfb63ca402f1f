"""What other orders would have earned, told from the places of this installation's editions that were drawn.

Some places of an edition are drawn, with a known chance. Of those that were seen, one is worth 1 if its story was
opened. A policy puts the stories that stood there or below in an order of its own and would have drawn the first of
them with one half, the second with a quarter, and so on; the logged chance says how much each place tells of it. What
stood below is taken for all that might have been drawn: the log keeps no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from mynews.model.signal import StoryTraits
from mynews.model.slate import Edition, Placed
from mynews.ranking.metrics import Estimate, snips
from mynews.services.app import App
from mynews.storage.editions import Impression

LEAST_PLACES = 50
"""With fewer, an interval is wider than anything that it could tell."""

_LOOKS_BACK = timedelta(days=90)
_HALVES = 30

Order = Callable[[Placed, StoryTraits | None], float]
"""What a policy puts stories in order by, the highest first."""

POLICIES: Mapping[str, Order] = {
    "ours": lambda placed, _: placed.score,
    "chronological": lambda _, traits: traits.opened_at.timestamp() if traits else -np.inf,
    "popularity": lambda _, traits: traits.heat if traits and traits.heat is not None else -np.inf,
}


@dataclass(frozen=True, slots=True)
class LogReport:
    """What each policy would have earned a place; "logged" is what was."""

    places: int
    editions: int
    estimates: Mapping[str, Estimate]

    @property
    def sentence(self) -> str:
        """Whether that is enough to go by; empty if it is."""
        if self.places >= LEAST_PLACES:
            return ""
        return (
            f"Only {self.places} randomised places were seen; {LEAST_PLACES} at least are needed. "
            "Editions draw some places by themselves: read on, and ask again."
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """One place that was drawn and seen, with the chance that each policy would have given its story."""

    edition_id: int
    read: bool
    propensity: float
    chances: Mapping[str, float]


def evaluate_log(app: App, since: datetime | None = None) -> LogReport:
    """Estimates over the editions since an instant, of the last 90 days if not told."""
    with app.db.read() as tx:
        seen = [each for each in tx.editions.impressions(since or app.now() - _LOOKS_BACK) if _was_drawn(each)]
        editions = {(each.reader_id, each.edition_id) for each in seen}
        known = {edition_id: tx.editions.get(reader_id, edition_id) for reader_id, edition_id in sorted(editions)}
        ids = {placed.story_id for edition in known.values() for placed in edition.places}
        traits = {story.story_id: story for story in tx.live.traits_of(ids)}
    return report_of([drawn_of(each, known[each.edition_id], traits) for each in seen])


def report_of(drawn: Sequence[Drawn]) -> LogReport:
    """Estimates of these places, with intervals over editions; none where there are too few."""
    editions = np.array([each.edition_id for each in drawn], np.int64)
    count = len(np.unique(editions))
    if len(drawn) < LEAST_PLACES:
        return LogReport(len(drawn), count, {})
    rewards = np.array([each.read for each in drawn], np.float64)
    propensities = np.array([each.propensity for each in drawn])
    estimates = {"logged": snips(rewards, propensities, propensities, editions)}
    for name in POLICIES:
        chances = np.array([each.chances[name] for each in drawn])
        estimates[name] = snips(rewards, propensities, chances, editions)
    return LogReport(len(drawn), count, estimates)


def drawn_of(impression: Impression, edition: Edition, traits: Mapping[int, StoryTraits]) -> Drawn:
    """A place with what each policy would have made of it."""
    left = edition.places[impression.place :]
    chances = {}
    for name, order in POLICIES.items():
        values = np.array([order(placed, traits.get(placed.story_id)) for placed in left])
        rank = int((values > values[0]).sum())
        all_of_it = 1 - 0.5 ** min(len(left), _HALVES)
        chances[name] = 0.5 ** (min(rank, _HALVES) + 1) / all_of_it
    return Drawn(impression.edition_id, impression.read, impression.placed.propensity, chances)


def _was_drawn(impression: Impression) -> bool:
    return impression.placed.slot == "explored" and 0 < impression.placed.propensity < 1
