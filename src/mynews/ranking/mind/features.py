"""Rows of named numbers: what a ranker of a MIND-format log may look at, each known before the impression."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mynews.ranking.mind import likeness
from mynews.ranking.mind.counters import HALF_LIVES, Counted, Counters
from mynews.ranking.mind.likeness import Likeness, Memory, Pieces
from mynews.ranking.mind.log import Log

Floats = NDArray[np.float32]
Setting = Literal["content", "counters", "both"]

SETTINGS: tuple[Setting, ...] = ("content", "counters", "both")
BLOCK = 4_000
"""Impressions whose columns are in memory at once: some 150,000 rows, 80 MB."""

_MOST_CATEGORIES = 24
_TRUST = 20.0
_HOURS = 3600.0
_NEVER = 1000.0
_DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Block:
    """Some impressions, one after another in time, with their columns (rows, names)."""

    log: Log
    columns: Floats
    names: tuple[str, ...]
    click_rate: NDArray[np.float64]


class Replay:
    """Goes through a log once, in order of time: features are read, and then counters move."""

    def __init__(self, pieces: Pieces, training: Log) -> None:
        self._pieces = pieces
        self._memory = Memory.of(pieces, training)
        self._counters = Counters.of(pieces.subcategories)

    def blocks(self, log: Log) -> Iterator[Block]:
        """The blocks of a log that goes on where the last one ended; no second is cut in two."""
        first = 0
        while first < len(log):
            last = min(first + BLOCK, len(log))
            last = int(np.searchsorted(log.at, log.at[last - 1], side="right"))
            part = log.take(np.arange(first, last))
            yield self._block(part)
            first = last

    def _block(self, log: Log) -> Block:
        counted, like = self._counters.replayed(log), self._memory.replayed(log)
        found = {**_context(log, like), **_counter_columns(counted, log), **_content_columns(self._pieces, log, like)}
        columns = np.stack(list(found.values()), axis=1).astype(np.float32)
        return Block(log, columns, tuple(found), _rate(counted.shown[:, -1], counted.read[:, -1], counted))


def columns_of(setting: Setting, names: tuple[str, ...]) -> NDArray[np.intp]:
    """Which columns a ranker may look at."""
    kinds = {"content": ("content", "context"), "counters": ("counters", "context")}.get(setting)
    chosen = [place for place, name in enumerate(names) if kinds is None or name.startswith(kinds)]
    return np.array(chosen, np.intp)


def _context(log: Log, like: Likeness) -> dict[str, NDArray[Any]]:
    """What is the same for all candidates of an impression, and changes what the rest says."""
    hour = log.at / _DAY % 1 * 2 * np.pi
    lengths = np.diff(log.starts)
    own = {
        "known": np.log1p(like.known), "candidates": np.log(lengths), "hour sine": np.sin(hour),
        "hour cosine": np.cos(hour),
    }  # fmt: skip
    return {f"context: {name}": np.repeat(values, lengths) for name, values in own.items()}


def _counter_columns(counted: Counted, log: Log) -> dict[str, NDArray[Any]]:
    columns: dict[str, NDArray[Any]] = {}
    group = np.log((counted.group_read + 1) / (counted.group_shown + 25))
    for place, half_life in enumerate(HALF_LIVES):
        hours = f"{half_life / _HOURS:g} h"
        shown, read = counted.shown[:, place], counted.read[:, place]
        usual = (counted.all_read[:, place] + 1) / (counted.all_shown[:, place] + 25)
        columns[f"shown, {hours}"] = np.log1p(shown)
        columns[f"read, {hours}"] = np.log1p(read)
        columns[f"rate, {hours}"] = np.log((read + _TRUST * usual) / (shown + _TRUST) / usual)
        columns[f"share shown, {hours}"] = np.log((shown + 0.1) / (counted.all_shown[:, place] + 10))
        columns[f"share read, {hours}"] = np.log((read + 0.1) / (counted.all_read[:, place] + 10))
    columns["group rate"] = group
    columns["age"] = np.log(np.minimum(counted.age / _HOURS, _NEVER) + 0.05)
    columns["new"] = np.isinf(counted.age).astype(np.float32)
    columns["since read"] = np.log(np.minimum(counted.since_read / _HOURS, _NEVER) + 0.02)
    columns["met"] = np.log1p(counted.met)
    columns["met before"] = (counted.met > 0).astype(np.float32)
    columns["met and read"] = counted.met_read
    for name in ("rate, 2 h", "rate, 24 h", "rate, inf h", "share read, 2 h", "share shown, 0.5 h", "age"):
        columns[f"beside others: {name}"] = _beside_others(columns[name], log)
    for name in ("rate, 6 h", "share read, 6 h", "share shown, 2 h"):
        columns[f"place: {name}"] = _place(columns[name], log)
    return {f"counters: {name}": values for name, values in columns.items()}


def _content_columns(pieces: Pieces, log: Log, like: Likeness) -> dict[str, NDArray[Any]]:
    news, lengths = log.news, np.diff(log.starts)
    columns: dict[str, NDArray[Any]] = {name: like.columns[:, place] for place, name in enumerate(likeness.NAMES)}
    columns["title words"], columns["abstract words"] = pieces.title_words[news], pieces.abstract_words[news]
    for name in ("mean cosine", "nearest cosine", "attended cosine", "subcategory lift", "category lift", "words"):
        columns[f"beside others: {name}"] = _beside_others(columns[name], log)
    for category in range(min(_MOST_CATEGORIES, int(pieces.categories.max(initial=0)) + 1)):
        columns[f"category {category}"] = (pieces.categories[news] == category).astype(np.float32)
    own = pieces.taste[news]
    both: Floats = own * np.repeat(like.taste, lengths, axis=0)
    for place in range(own.shape[1]):
        columns[f"direction {place}"], columns[f"taste {place}"] = own[:, place], both[:, place]
    return {f"content: {name}": values for name, values in columns.items()}


def _rate(shown: Floats, read: Floats, counted: Counted) -> NDArray[np.float64]:
    """The plain click rate of all time, smoothed: what any ranker has to beat."""
    usual = (counted.all_read[:, -1] + 1.0) / (counted.all_shown[:, -1] + 25.0)
    return np.asarray((read + _TRUST * usual) / (shown + _TRUST), np.float64)


def _beside_others(values: NDArray[Any], log: Log) -> Floats:
    """How far above the mean of its impression, in deviations."""
    lengths = np.diff(log.starts)
    mean = np.add.reduceat(values, log.starts[:-1]) / lengths
    rest = np.asarray(values - np.repeat(mean, lengths), np.float32)
    deviation = np.sqrt(np.add.reduceat(rest * rest, log.starts[:-1]) / lengths)
    return np.asarray(rest / np.repeat(np.maximum(deviation, 1e-3), lengths), np.float32)


def _place(values: NDArray[Any], log: Log) -> NDArray[Any]:
    """The place among the candidates of its impression, from 0 to 1 the best."""
    lengths = np.diff(log.starts)
    impression = np.repeat(np.arange(len(lengths)), lengths)
    order = np.lexsort((values, impression))
    place = np.empty(len(values), np.float32)
    place[order] = np.arange(len(values)) - np.repeat(log.starts[:-1], lengths)
    # Equal values have the place of the lowest of them: the order of the file may know the answer.
    ties = np.zeros(len(values), bool)
    ties[1:] = (np.diff(values[order]) == 0) & (np.diff(impression[order]) == 0)
    opens = np.maximum.accumulate(np.where(ties, 0, np.arange(len(values))))
    place[order] = place[order][opens]
    return place / np.repeat(np.maximum(lengths - 1, 1), lengths).astype(np.float32)
