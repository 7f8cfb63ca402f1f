"""A slate: from scores to an order that a reader wants to read.

1. The best by score, each less the more it resembles what stands above it (maximal marginal relevance: Carbonell and
   Goldstein 1998) and the more its sources have there already.
2. Below the first places, every few places one is drawn instead, from those that could be the best as far as the ranker
   knows (Thompson sampling: Chapelle and Li 2011). Its chance is kept, so that other rankers can be judged by it.
3. Sources that write seldom get a place for their best story, so that loud ones do not drown them.
4. The most important stories of the day stand on the first screen, by importance alone.

The same candidates, scores and seed give the same slate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from mynews.model.interest import Subject
from mynews.model.slate import Placed, Reason, Slot
from mynews.ranking.candidates import Candidates
from mynews.ranking.ranker import Scored

Rows = NDArray[np.bool_]

FIRST_SCREEN = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """How a slate is made.

    ``alike`` is what a story loses, in log-odds, for being the same as one above it, ``repeated`` for each doubling of
    what its sources have there; ``explored_every`` so many places one is drawn, 0 for none.
    """

    size: int = 50
    must_know: int = 3
    explored_every: int = 8
    quiet_share: float = 0.1
    alike: float = 1.5
    repeated: float = 0.2


MAJOR_OWNERS = 2
"""So many owners at least carry what everyone must know: what one paper alone reports is its own news."""

MAJOR_FOR = 48 * 3600.0
SELDOM = 2
QUIET_FOR = 7 * 24 * 3600.0
_FIRST_EXPLORED = 7
_POOL = 4
_NOT_ALIKE = 0.35
_DRAWS = 128
_DRAWN_FROM = 30
_EVEN_SHARE = 0.1


def compose(
    candidates: Candidates,
    scored: Scored,
    allowed: Rows,
    now: datetime,
    *,
    seed: int,
    plan: Plan | None = None,
    major: NDArray[np.intp] | None = None,
) -> tuple[Placed, ...]:
    """The slate of the ``allowed`` candidates, (n,); ``major`` are the rows that must be on the first screen."""
    plan = plan or Plan()
    rng = np.random.default_rng(seed)
    if major is None:
        major = most_important(candidates, allowed, now, plan.must_know)
    major = major[: min(FIRST_SCREEN, plan.size)]
    total = scored.total
    chosen = _Draft(candidates, total, scored.spread, plan, rng).places(np.flatnonzero(allowed))
    chosen = _with_quiet(chosen, _quiet(chosen, candidates, total, allowed, now), plan)
    chosen = _with_major(chosen, major, plan)
    known = {int(row) for row in major}
    return tuple(_placed(pick, candidates, scored, pick.row in known) for pick in chosen)


def most_important(candidates: Candidates, allowed: Rows, now: datetime, most: int) -> NDArray[np.intp]:
    """The rows of the most important stories now, whatever the reader's taste, the first one first."""
    fresh = candidates.latest_at > now.timestamp() - MAJOR_FOR
    rows = np.flatnonzero(allowed & fresh & (candidates.owners >= MAJOR_OWNERS) & np.isfinite(candidates.heat))
    order = np.lexsort((candidates.ids[rows], -candidates.heat[rows]))
    return rows[order[:most]]


@dataclass(frozen=True, slots=True)
class _Pick:
    row: int
    slot: Slot = "ranked"
    propensity: float = 1.0
    subject: Subject | None = None


class _Draft:
    """The slate while it is made: what is taken, and what all others lose by that."""

    def __init__(
        self,
        candidates: Candidates,
        total: NDArray[np.float64],
        spread: NDArray[np.float64],
        plan: Plan,
        rng: np.random.Generator,
    ) -> None:
        self._candidates, self._total, self._spread, self._plan, self._rng = candidates, total, spread, plan, rng

    def places(self, rows: NDArray[np.intp]) -> list[_Pick]:
        """The personal part of the slate, of these rows."""
        plan = self._plan
        pool = _best(rows, self._total, self._candidates.ids, _POOL * plan.size)
        if not len(pool):
            return []
        value = self._total[pool].copy()
        vectors = self._candidates.vectors[pool]
        likeness = np.maximum(vectors @ vectors.T - _NOT_ALIKE, 0) * (plan.alike / (1 - _NOT_ALIKE))
        crowd = _Crowd(self._candidates, pool)
        worst = np.zeros(len(pool))
        picks: list[_Pick] = []
        while len(picks) < min(plan.size, len(pool)):
            worth = value - (worst + plan.repeated * crowd.doublings)
            place, propensity = int(np.argmax(worth)), 1.0
            explores = self._explores(len(picks)) and len(pool) - len(picks) > 1
            if explores:
                place, propensity = self._draw(worth, self._spread[pool])
            picks.append(_Pick(int(pool[place]), "explored" if explores else "ranked", propensity))
            value[place] = -np.inf
            np.maximum(worst, likeness[place], out=worst)
            crowd.takes(place)
        return picks

    def _explores(self, place: int) -> bool:
        every = self._plan.explored_every
        return bool(every) and place >= _FIRST_EXPLORED and (place - _FIRST_EXPLORED) % every == 0

    def _draw(self, worth: NDArray[np.float64], spread: NDArray[np.float64]) -> tuple[int, float]:
        """One of those that may be the best, with the chance by which it was drawn."""
        hopeful = np.where(np.isfinite(worth), worth + spread, -np.inf)
        near = np.argsort(-hopeful, kind="stable")[:_DRAWN_FROM]
        near = near[np.isfinite(worth[near])]
        draws = worth[near] + spread[near] * self._rng.standard_normal((_DRAWS, len(near)))
        wins = np.bincount(draws.argmax(axis=1), minlength=len(near)) / _DRAWS
        chances = (1 - _EVEN_SHARE) * wins + _EVEN_SHARE / len(near)
        drawn = int(self._rng.choice(len(near), p=chances / chances.sum()))
        return int(near[drawn]), float(chances[drawn])


class _Crowd:
    """How often the sources of each row of a pool stand in the slate already, in ``doublings``: that of the rarest."""

    def __init__(self, candidates: Candidates, pool: NDArray[np.intp]) -> None:
        sources = candidates.sources
        has = sources.weights[pool] > 0
        most = max(1, int(has.sum(axis=1).max()))  # a story's own come first
        no_more = len(sources.keys)
        columns = np.where(has, sources.columns[pool], no_more)[:, :most]
        columns[~has.any(axis=1)] = no_more + 1
        self._columns = np.ascontiguousarray(columns.T)
        self._counts = np.append(np.zeros(no_more), [np.inf, 0])
        self._own = [row[row < no_more] for row in columns]
        self.doublings = np.zeros(len(pool))

    def takes(self, place: int) -> None:
        """One of the pool has its place now."""
        self._counts[self._own[place]] += 1
        self.doublings = np.log2(1 + self._counts[self._columns].min(axis=0))


def _with_quiet(picks: list[_Pick], quiet: list[_Pick], plan: Plan) -> list[_Pick]:
    """The picks with the best story of sources that write seldom, spread over the places below the first screen."""
    most = int(plan.size * plan.quiet_share)
    if not most or len(picks) < plan.size:
        return picks
    quiet = quiet[:most]
    step = max(1, (plan.size - FIRST_SCREEN) // (len(quiet) + 1))
    for number, pick in enumerate(quiet):
        picks.insert(min(FIRST_SCREEN + step * (number + 1) - 1, len(picks)), pick)
    return _cut(picks, plan.size)


def _quiet(
    picks: Iterable[_Pick], candidates: Candidates, total: NDArray[np.float64], allowed: Rows, now: datetime
) -> list[_Pick]:
    sources = candidates.sources
    there = (sources.weights > 0) & allowed[:, None] & (candidates.latest_at > now.timestamp() - QUIET_FOR)[:, None]
    counts = np.bincount(sources.columns[there], minlength=len(sources.keys))
    shown = [pick.row for pick in picks]
    counts[np.unique(sources.columns[shown][sources.weights[shown] > 0])] = 0
    seldom = (counts > 0) & (counts <= SELDOM)
    rows = np.flatnonzero((seldom[sources.columns] & there).any(axis=1))
    found: list[_Pick] = []
    served: set[int] = set()
    for row in _best(rows, total, candidates.ids, len(rows)):
        own = [int(column) for column in sources.columns[row][there[row]] if seldom[column]]
        if served.isdisjoint(own):
            served.update(own)
            found.append(_Pick(int(row), "quiet source", 1.0, Subject("source", sources.keys[own[0]])))
    return found


def _with_major(picks: list[_Pick], major: NDArray[np.intp], plan: Plan) -> list[_Pick]:
    """The picks with those stories on the first screen that have to be there; at its end, where they were not."""
    screen = min(FIRST_SCREEN, plan.size)
    on_screen = {pick.row for pick in picks[:screen]}
    missing = [int(row) for row in major if int(row) not in on_screen]
    rest = [pick for pick in picks if pick.row not in set(missing)]
    known = {int(row) for row in major}
    kept = rest[:screen]
    for _ in range(max(0, len(kept) + len(missing) - screen)):
        kept.pop(max(place for place, pick in enumerate(kept) if pick.row not in known))
    shifted = [pick for pick in rest if pick.row not in {each.row for each in kept}]
    return _cut([*kept, *(_Pick(row, "must know") for row in missing), *shifted], plan.size)


def _cut(picks: Sequence[_Pick], size: int) -> list[_Pick]:
    return list(picks[:size])


def _best(rows: NDArray[np.intp], total: NDArray[np.float64], ids: NDArray[np.int64], most: int) -> NDArray[np.intp]:
    """Of these rows the best by score; among equals the newer story."""
    if len(rows) > most:
        rows = rows[np.argpartition(-total[rows], most - 1)[:most]]
    return rows[np.lexsort((-ids[rows], -total[rows]))]


def _placed(pick: _Pick, candidates: Candidates, scored: Scored, major: bool) -> Placed:
    reasons = list(scored.reasons(pick.row))
    owners = int(candidates.owners[pick.row])
    if major:
        reasons.append(Reason("must know", 0.0, count=owners))
    if pick.slot == "explored":
        reasons.append(Reason("different", 0.0))
    if pick.slot == "quiet source":
        reasons.append(Reason("quiet source", 0.0, pick.subject))
    story_id, score = int(candidates.ids[pick.row]), float(scored.total[pick.row])
    return Placed(story_id, score, tuple(reasons), slot=pick.slot, propensity=pick.propensity)
