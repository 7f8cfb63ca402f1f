"""How important a story is, whatever anyone's taste: who carries it, how fast, how fresh, how prominently. Not clicks.

``value = freshness * (0.60 breadth + 0.25 speed + 0.15 prominence)``

* **breadth**: how many independent owners report in their own words, on a logarithmic scale: one 0, four .5, sixteen 1.
  Ten sections of one paper are one owner, and a syndicated copy is none.
* **speed**: breadth again, of the six busiest hours alone: what all report at once is bigger than what trickles in.
* **prominence**: how much its owners make of it, the mean over owners of their most prominent article: where it stood
  in its source (top 1, bottom 0), else, where nobody knows, how long it is.
* **freshness**: halves with each day since an owner last had something of its own to say.

The weights are set by hand and say what they mean; no reader's behaviour went into them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MANY_OWNERS = 16
"""So many owners and more are as broad as it gets; a reader's sources are some hundred, of few of a kind."""

BURST = timedelta(hours=6)
HALF_AFTER = timedelta(days=1)
LONG_WORDS = 800
BREADTH, SPEED, PROMINENCE = 0.60, 0.25, 0.15


@dataclass(frozen=True, slots=True)
class Report:
    """One article of a story, as importance sees it.

    ``copy`` marks a syndicated copy; ``position`` is where it stood in its source, from 0 at the top to 1 at the
    bottom, None where that is not known.
    """

    owner: str
    at: datetime
    words: int = 0
    position: float | None = None
    copy: bool = False


@dataclass(frozen=True, slots=True)
class Importance:
    """A story's importance between 0 and 1, with the parts that it was made of."""

    value: float = 0.0
    breadth: float = 0.0
    speed: float = 0.0
    prominence: float = 0.0
    freshness: float = 0.0
    owners: int = 0


def importance_of(reports: Iterable[Report], now: datetime) -> Importance:
    """The importance of a story with these articles at ``now``; that of nothing is 0."""
    own = [report for report in reports if not report.copy and report.at <= now]
    if not own:
        return Importance()
    owners = {report.owner for report in own}
    breadth, speed = _breadth(len(owners)), _breadth(_most_at_once(own))
    prominence, freshness = _prominence(own), _freshness(max(report.at for report in own), now)
    value = freshness * (BREADTH * breadth + SPEED * speed + PROMINENCE * prominence)
    return Importance(value, breadth, speed, prominence, freshness, len(owners))


def _breadth(owners: int) -> float:
    return min(1.0, math.log(owners) / math.log(MANY_OWNERS))


def _most_at_once(reports: Sequence[Report]) -> int:
    """The most owners that report within one burst."""
    ordered = sorted(reports, key=lambda report: report.at)
    most = start = 0
    counts: dict[str, int] = {}
    for report in ordered:
        counts[report.owner] = counts.get(report.owner, 0) + 1
        while report.at - ordered[start].at > BURST:
            gone = ordered[start].owner
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
            start += 1
        most = max(most, len(counts))
    return most


def _prominence(reports: Sequence[Report]) -> float:
    best: dict[str, float] = {}
    for report in reports:
        best[report.owner] = max(best.get(report.owner, 0.0), _prominence_of(report))
    return math.fsum(best.values()) / len(best)


def _prominence_of(report: Report) -> float:
    if report.position is None:
        return min(1.0, report.words / LONG_WORDS)
    return 1.0 - min(1.0, max(0.0, report.position))


def _freshness(latest_at: datetime, now: datetime) -> float:
    return float(0.5 ** ((now - latest_at) / HALF_AFTER))
