"""Rankers measured against each other on one log: trained on its earlier part, and then only asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mynews.model.errors import ParseError
from mynews.ranking.metrics import Interval, Quality, interval, qualities
from mynews.ranking.mind.features import SETTINGS, Block, Replay, Setting, columns_of
from mynews.ranking.mind.likeness import Pieces
from mynews.ranking.mind.listwise import Network, train
from mynews.ranking.mind.log import Log

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Scorer = Callable[[Floats], Doubles]
Say = Callable[[str], None]

PLACES = 9
"""In a list to learn from: one piece that was read, and eight that stood beside it."""

MOST_LISTS = 240_000
ENOUGH_LISTS = 40_000
"""With fewer, what was read is set beside other pieces of its impression once more."""

NETWORKS = 3
"""Networks whose mean is taken."""

_WARM = 0.1
_JUDGED = 0.1
_MOST_JUDGED = 6_000
_READ_OF_ONE = 3
_MOST_TIMES = 4


@dataclass(frozen=True, slots=True)
class Judged:
    """Impressions kept from training, by which it is told when to stop."""

    columns: Floats
    read: NDArray[np.bool_]
    starts: NDArray[np.int64]

    def auc(self, scores: Doubles) -> float:
        """The mean AUC; 0 where there is nothing to judge by."""
        known = qualities(scores, self.read, self.starts).auc
        return float(np.nanmean(known)) if np.isfinite(known).any() else 0.0


@dataclass(frozen=True, slots=True)
class Lists:
    """What there is to learn from: (lists, PLACES, columns), the first of each was read."""

    rows: Floats
    judged: Judged


Trainer = Callable[[Lists], Scorer]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one ranker did in one setting; ``undecided`` impressions had all or nothing read, and do not count."""

    ranker: str
    setting: Setting
    impressions: int
    undecided: int
    auc: Interval
    mrr: Interval
    ndcg5: Interval
    ndcg10: Interval


def ours(lists: Lists) -> Scorer:
    """The mean of some networks that began differently."""
    judged = lists.judged

    def judge(network: Network) -> float:
        return judged.auc(network.scores(judged.columns))

    networks = [train(lists.rows, judge, seed) for seed in range(NETWORKS)]

    def score(rows: Floats) -> Doubles:
        total: Doubles = np.sum([network.scores(rows) for network in networks], axis=0)
        return total

    return score


def contest(
    pieces: Pieces,
    training: Log,
    measured: Log,
    trainers: Mapping[str, Trainer],
    settings: Sequence[Setting] = SETTINGS,
    *,
    click_rate: bool = False,
    say: Say = lambda sentence: None,
    seed: int = 0,
) -> list[Outcome]:
    """How each ranker does in each setting on ``measured``, which begins after ``training`` ends. Raises ParseError."""
    replay = Replay(pieces, training)
    rows, judged, names = _learned_from(replay, training, np.random.default_rng(seed))
    scorers: dict[tuple[str, Setting], Scorer] = {}
    for setting in settings:
        chosen = columns_of(setting, names)
        lists = Lists(rows[..., chosen], Judged(judged.columns[:, chosen], judged.read, judged.starts))
        for ranker, trainer in trainers.items():
            say(f"{ranker} learns from {len(rows):,} lists ({setting})")
            scorers[ranker, setting] = trainer(lists)
        del lists
    del rows, judged
    found: dict[tuple[str, Setting], list[Quality]] = {}
    for block in replay.blocks(measured):
        if click_rate:
            rated = qualities(block.click_rate, block.log.read, block.log.starts)
            found.setdefault(("click rate", "counters"), []).append(rated)
        for (ranker, setting), scorer in scorers.items():
            scores = scorer(block.columns[:, columns_of(setting, names)])
            found.setdefault((ranker, setting), []).append(qualities(scores, block.log.read, block.log.starts))
    return [_outcome(*key, measured, parts) for key, parts in found.items()]


def _learned_from(replay: Replay, log: Log, rng: np.random.Generator) -> tuple[Floats, Judged, tuple[str, ...]]:
    """Lists, impressions to judge by, and the names of columns.

    The first tenth of the log is only counted: counters that have just begun are like none that come later. The last
    tenth judges.
    """
    begins, ends = int(_WARM * len(log)), int((1 - _JUDGED) * len(log))
    lists: list[Floats] = []
    judged: list[Block] = []
    names: tuple[str, ...] = ()
    reads = max(1, int(log.read.sum()))
    share, times = min(1.0, MOST_LISTS / reads), int(np.clip(ENOUGH_LISTS // reads, 1, _MOST_TIMES))
    before = 0
    for block in replay.blocks(log):
        names = block.names
        place = before + np.arange(len(block.log))
        chosen = (place >= begins) & (place < ends) & (rng.random(len(place)) < share)
        lists += [_lists(block, chosen, rng) for _ in range(times)]
        if place[-1] >= ends and sum(len(each.log) for each in judged) < _MOST_JUDGED:
            judged.append(_later(block, int(max(0, ends - before))))
        before += len(block.log)
    if not sum(map(len, lists)):
        raise ParseError("There is nothing to learn in the earlier part of the log: nowhere was one read of several.")
    return np.concatenate(lists), _judged(judged), names


def _lists(block: Block, chosen: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    """One list for each piece that was read in the chosen impressions."""
    rows: list[NDArray[np.int64]] = []
    starts, read = block.log.starts, block.log.read
    for number in np.flatnonzero(chosen).tolist():
        places = np.arange(starts[number], starts[number + 1])
        passed = places[~read[places]]
        if len(passed):
            for piece in places[read[places]][:_READ_OF_ONE]:
                beside = rng.choice(passed, PLACES - 1, replace=len(passed) < PLACES - 1)
                rows.append(np.concatenate([[piece], beside]))
    if not rows:
        return np.zeros((0, PLACES, block.columns.shape[1]), np.float32)
    return block.columns[np.stack(rows)]


def _later(block: Block, first: int) -> Block:
    chosen = np.arange(first, len(block.log))
    rows = slice(int(block.log.starts[first]), None)
    return Block(block.log.take(chosen), block.columns[rows], block.names, block.click_rate[rows])


def _judged(blocks: Sequence[Block]) -> Judged:
    lengths = np.concatenate([np.diff(block.log.starts) for block in blocks])
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Judged(
        np.concatenate([block.columns for block in blocks]),
        np.concatenate([block.log.read for block in blocks]),
        starts,
    )


def _outcome(ranker: str, setting: Setting, measured: Log, parts: Iterable[Quality]) -> Outcome:
    listed = list(parts)
    figures = [np.concatenate([getattr(part, name) for part in listed]) for name in ("auc", "mrr", "ndcg5", "ndcg10")]
    readers = measured.readers.astype(np.int64)
    undecided = int(np.isnan(figures[0]).sum())
    return Outcome(
        ranker, setting, len(measured) - undecided, undecided, *(interval(values, readers) for values in figures)
    )
