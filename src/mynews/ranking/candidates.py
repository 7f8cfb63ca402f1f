"""Candidates as columns: row i of each array is one story, so that thousands are scored in one breath."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mynews.model.interest import InterestKind
from mynews.model.signal import StoryTraits, Weighted
from mynews.model.vector import unpacked

Floats = NDArray[np.float32]
Instants = NDArray[np.float64]
Whole = NDArray[np.int32]

WIDTH = 384
"""Of the encoder's vectors."""

MOST_KEYS: Mapping[str, int] = {"topics": 8, "entities": 12, "sources": 8, "authors": 4, "words": 24}
"""So many of each a candidate holds, the weightiest."""

COLUMNS: Mapping[str, InterestKind] = {
    "topics": "topic", "entities": "entity", "sources": "source", "authors": "author", "words": "word",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keyed:
    """Which keys each story has, and with what weights.

    ``columns`` and ``weights`` are (stories, most): a column is a place in ``keys``, and beyond a story's own ones the
    weight is 0. Key 0 is the empty one, so that a table of values by column can be read whatever is there. A story with
    more keys has the weightiest there; ``all_rows`` and ``all_columns`` are all pairs of story and key, for what must
    not be missed: whose source it is, and whether it is muted.
    """

    keys: tuple[str, ...]
    column_of: Mapping[str, int]
    columns: Whole
    weights: Floats
    all_rows: Whole
    all_columns: Whole

    def values(self, by_key: Mapping[str, float], default: float = 0.0) -> Floats:
        """The value of each story's keys, (stories, most); ``default`` for those that are not in ``by_key``."""
        table = np.full(len(self.keys), default, np.float32)
        for key, value in by_key.items():
            column = self.column_of.get(key)
            if column is not None:
                table[column] = value
        return table[self.columns]

    def has(self, keys: Iterable[str]) -> NDArray[np.bool_]:
        """Which stories have any of these keys, (stories,)."""
        wanted = np.zeros(len(self.keys), bool)
        wanted[[self.column_of[key] for key in keys if key in self.column_of]] = True
        found = np.zeros(len(self.columns), bool)
        found[self.all_rows[wanted[self.all_columns]]] = True
        return found

    def take(self, rows: NDArray[np.intp]) -> Keyed:
        """Of these rows alone, with the keys that they have."""
        starts = np.searchsorted(self.all_rows, np.arange(len(self.columns) + 1))
        own = [np.arange(starts[row], starts[row + 1]) for row in rows.tolist()]
        pairs = np.concatenate(own) if own else np.zeros(0, np.intp)
        all_rows = np.repeat(np.arange(len(rows), dtype=np.int32), [len(each) for each in own])
        # A few stories of many have few of their keys: whoever looks at every key would look at ten thousands.
        used = np.unique(np.append(self.all_columns[pairs], 0))
        keys = tuple(self.keys[column] for column in used.tolist())
        new = np.zeros(len(self.keys), np.int32)
        new[used] = np.arange(len(used), dtype=np.int32)
        column_of = {key: column for column, key in enumerate(keys)}
        return Keyed(
            keys, column_of, new[self.columns[rows]], self.weights[rows], all_rows, new[self.all_columns[pairs]]
        )


@dataclass(frozen=True, slots=True)
class Candidates:
    """Stories that might be shown.

    ``ids`` (n,), ``opened_at`` and ``latest_at`` (n,) in seconds since 1970, ``heat`` (n,) with -inf for none,
    ``owners``, ``articles`` and ``lengths`` (n,), ``vectors`` (n, WIDTH) of length one or zero; keys of each kind.
    """

    ids: NDArray[np.int64]
    opened_at: Instants
    latest_at: Instants
    heat: Instants
    owners: Floats
    articles: Floats
    lengths: Floats
    vectors: Floats
    topics: Keyed
    entities: Keyed
    sources: Keyed
    authors: Keyed
    words: Keyed

    def __len__(self) -> int:
        return len(self.ids)

    @staticmethod
    def of(stories: Sequence[StoryTraits]) -> Candidates:
        """These stories, in this order."""
        vectors = np.zeros((len(stories), WIDTH), np.float32)
        for row, story in enumerate(stories):
            vector = unpacked(story.vector)
            if vector is not None and len(vector) == WIDTH:
                vectors[row] = vector
        return Candidates(
            ids=np.array([each.story_id for each in stories], np.int64),
            opened_at=np.array([seconds(each.opened_at) for each in stories], np.float64),
            latest_at=np.array([seconds(each.latest_at) for each in stories], np.float64),
            heat=np.array([-np.inf if each.heat is None else each.heat for each in stories], np.float64),
            owners=np.array([each.owners for each in stories], np.float32),
            articles=np.array([each.articles for each in stories], np.float32),
            lengths=np.array([each.length for each in stories], np.float32),
            vectors=vectors,
            topics=_keyed([each.topics for each in stories], MOST_KEYS["topics"]),
            entities=_keyed([each.entities for each in stories], MOST_KEYS["entities"]),
            sources=_keyed([each.sources for each in stories], MOST_KEYS["sources"]),
            authors=_keyed([each.authors for each in stories], MOST_KEYS["authors"]),
            words=_keyed([each.words for each in stories], MOST_KEYS["words"]),
        )

    def take(self, rows: NDArray[np.intp]) -> Candidates:
        """These rows alone, in this order."""
        taken: dict[str, Any] = {}
        for field in fields(self):
            column = getattr(self, field.name)
            taken[field.name] = column.take(rows) if isinstance(column, Keyed) else column[rows]
        return Candidates(**taken)


def seconds(instant: datetime) -> float:
    """An instant as the columns hold it."""
    return instant.timestamp()


def _keyed(own: Sequence[Weighted], most: int) -> Keyed:
    column_of: dict[str, int] = {"": 0}
    columns = np.zeros((len(own), most), np.int32)
    weights = np.zeros((len(own), most), np.float32)
    all_rows: list[int] = []
    all_columns: list[int] = []
    for row, weighted in enumerate(own):
        found = [column_of.setdefault(key, len(column_of)) for key in weighted.keys]
        all_rows += [row] * len(found)
        all_columns += found
        pairs = list(zip(found, weighted.weights, strict=True))
        if len(pairs) > most:
            pairs = sorted(pairs, key=lambda each: -each[1])[:most]
        for place, (column, weight) in enumerate(pairs):
            columns[row, place] = column
            weights[row, place] = weight
    rows = np.array(all_rows, np.int32)
    return Keyed(tuple(column_of), column_of, columns, weights, rows, np.array(all_columns, np.int32))
