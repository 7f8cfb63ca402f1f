"""What everyone must know, on the first screen of simulated readers: whether it is there, and what it costs them.

To the world of protocol R1 comes coverage: each story of a session is carried by a number of papers that follows a
heavy-tailed law, whatever the reader likes. The slate is composed as in the product, once with its must-know places and
once without, from the same scores; what a reader gets of each is its normalised discounted cumulative gain over the
whole edition (Järvelin and Kekäläinen 2002), where the gain of a story is the chance that they read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from mynews.model.slate import Placed, Reason
from mynews.ranking import slate
from mynews.ranking.candidates import Candidates, seconds
from mynews.ranking.ranker import Example, Profile, Ranker, Scored, Scores
from mynews.ranking.simulate import DRAWN, Tastes, World

SESSIONS = 20
TOP = 3
_TAIL = 1.2  # of the Pareto law of how many papers carry a story: most one, of 200 some ten or more
_MANY = 16.0
_BEGAN = datetime.fromisoformat("2026-01-01T08:00:00+00:00")
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class FirstScreen:
    """One reader: the share of sessions with all the top stories on the first screen, and gains.

    ``with_places`` and ``without`` are those of the product's scores; ``blind_with`` and ``blind_without`` those of
    scores that know nothing of coverage, where the places cost most.
    """

    shown: float
    with_places: float
    without: float
    blind_with: float
    blind_without: float


@dataclass(frozen=True, slots=True)
class _Untold:
    """Scores whose reasons nobody asks for: to tell them would take longer than all the rest."""

    total: Scores
    spread: Scores

    def reasons(self, row: int) -> tuple[Reason, ...]:
        return ()


def first_screens(world: World, ranker: Ranker[Profile], seeds: Sequence[int]) -> list[FirstScreen]:
    """Of one reader a seed, who begin with nothing known."""
    return [_first_screen(world, ranker, seed) for seed in seeds]


def _first_screen(world: World, ranker: Ranker[Profile], seed: int) -> FirstScreen:
    rng = np.random.default_rng([seed, 3])
    tastes = Tastes.drawn(world, rng)
    profile = ranker.fresh()
    shown, gained = [], []
    drawn = min(DRAWN, len(world))
    for session in range(SESSIONS):
        now = _BEGAN + timedelta(days=session)
        rows = rng.choice(len(world), drawn, replace=False)
        candidates = _covered(world, rows, now, rng)
        scored = ranker.score(profile, candidates, (), now)
        plan = slate.Plan(must_know=TOP)
        places = _composed(candidates, scored, now, plan, session)
        gains = tastes.reads[rows]
        row_of = {int(story_id): row for row, story_id in enumerate(candidates.ids)}
        top = slate.most_important(candidates, np.ones(drawn, bool), now, TOP)
        on_screen = {row_of[placed.story_id] for placed in places[: slate.FIRST_SCREEN]}
        shown.append(set(top.tolist()) <= on_screen)
        bare = replace(candidates, owners=np.ones(drawn, np.float32), heat=np.full(drawn, -np.inf))
        blind = ranker.score(profile, bare, (), now)
        none = replace(plan, must_know=0)
        slates = (
            places,
            _composed(candidates, scored, now, none, session),
            _composed(candidates, blind, now, plan, session),
            _composed(candidates, blind, now, none, session),
        )
        gained.append([_ndcg(each, row_of, gains) for each in slates])
        seen = [row_of[placed.story_id] for placed in places[: slate.FIRST_SCREEN]]
        read = rng.random(len(seen)) < gains[seen]
        examples = [
            Example(
                replace(world.stories[rows[row]], story_id=int(candidates.ids[row]), latest_at=now), now, float(was)
            )
            for row, was in zip(seen, read.tolist(), strict=True)
        ]
        profile = ranker.learn(profile, examples)
    return FirstScreen(float(np.mean(shown)), *np.mean(gained, axis=0).tolist())


def _covered(world: World, rows: NDArray[np.intp], now: datetime, rng: np.random.Generator) -> Candidates:
    """These articles as stories of now that so many papers carry."""
    owners = np.floor(1 + rng.pareto(_TAIL, len(rows)))
    importance = np.clip(np.log2(owners) / np.log2(_MANY), 0.01, 1) * (1 - rng.random(len(rows)) * 1e-3)
    instant = np.full(len(rows), seconds(now))
    return replace(
        world.candidates.take(rows),
        ids=np.arange(len(rows)) + 1 + int(seconds(now)),
        opened_at=instant,
        latest_at=instant,
        owners=owners.astype(np.float32),
        heat=np.log2(importance) + instant / _DAY,
    )


def _composed(candidates: Candidates, scored: Scored, now: datetime, plan: slate.Plan, seed: int) -> tuple[Placed, ...]:
    scored = _Untold(scored.total, scored.spread)
    return slate.compose(candidates, scored, np.ones(len(candidates), bool), now, seed=seed, plan=plan)


def _ndcg(places: Sequence[Placed], row_of: dict[int, int], gains: NDArray[np.float64]) -> float:
    discounts = 1 / np.log2(np.arange(len(places)) + 2)
    got = gains[[row_of[placed.story_id] for placed in places]]
    best = np.sort(gains)[::-1][: len(places)]
    return float((got * discounts).sum() / (best * discounts).sum())
