"""How like each candidate is to what its reader read before: by meaning, by section, by words and by names.

What a reader read is what the log gives as their history, and what they read in earlier seconds of the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mynews.ranking.mind.log import MOST_HISTORY, Catalogue, Log
from mynews.ranking.wordspace import Bags, Vocabulary

Floats = NDArray[np.float32]
Numbers = NDArray[np.int32]

DIRECTIONS = 96
"""Of the vectors, those in which news differs most."""

TASTE = 32
RECENT = 10
NAMES = (
    "mean cosine", "nearest cosine", "three nearest", "recent cosine", "attended cosine", "category share",
    "subcategory share", "category lift", "subcategory lift", "recent category share", "words", "names",
    "in history", "category read before", "subcategories in common",
)  # fmt: skip
_SHARPNESS = 8.0
_PRIOR = 5.0


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is known of each piece of a catalogue before anyone reads it."""

    vectors: Floats
    taste: Floats
    categories: Numbers
    subcategories: Numbers
    words: Bags
    names: Bags
    title_words: Floats
    abstract_words: Floats

    @staticmethod
    def of(catalogue: Catalogue, vectors: Floats) -> Pieces:
        """With the encoder's vector of each title."""
        titles = [f"{title} {abstract}" for title, abstract in zip(catalogue.titles, catalogue.abstracts, strict=True)]
        near = _directions(vectors, DIRECTIONS)
        return Pieces(
            vectors=_of_length_one(near), taste=near[:, :TASTE] / (near[:, :TASTE].std() or 1),
            categories=_numbered(catalogue.categories), subcategories=_numbered(catalogue.subcategories),
            words=Vocabulary.of(titles).bags(titles), names=_names(catalogue.entities),
            title_words=_lengths(catalogue.titles), abstract_words=_lengths(catalogue.abstracts),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likeness:
    """``columns`` (rows, NAMES); ``taste`` (impressions, TASTE) the mean of what was read; how much that was."""

    columns: Floats
    taste: Floats
    known: Floats


@dataclass(slots=True)
class Memory:
    """What each reader read, as a replay goes on."""

    pieces: Pieces
    usual_category: NDArray[np.float64]
    usual_subcategory: NDArray[np.float64]
    _read: dict[int, list[int]] = field(default_factory=dict)
    _known: dict[int, tuple[int, int, Numbers]] = field(default_factory=dict)
    _met: dict[int, NDArray[np.float64]] = field(default_factory=dict)

    @staticmethod
    def of(pieces: Pieces, log: Log) -> Memory:
        """Of readers as they were before ``log``, which is the part that trains: what is usual is learned from it."""
        all_read = np.concatenate([*log.histories, np.zeros(0, np.int32)])
        return Memory(pieces, _shares(pieces.categories, all_read), _shares(pieces.subcategories, all_read))

    def replayed(self, log: Log) -> Likeness:
        """Of each row of a log that goes on where the last one ended."""
        out = Likeness(
            np.zeros((len(log.news), len(NAMES)), np.float32), np.zeros((len(log), TASTE), np.float32),
            np.zeros(len(log), np.float32),
        )  # fmt: skip
        edges = np.flatnonzero(np.diff(log.at, prepend=-np.inf, append=np.inf)).tolist()
        for first, last in pairwise(edges):
            for number in range(first, last):
                self._impression(log, number, out)
            for number in range(first, last):
                self._remember(log, number)
        return out

    def _impression(self, log: Log, number: int, out: Likeness) -> None:
        rows = slice(int(log.starts[number]), int(log.starts[number + 1]))
        news, reader = log.news[rows], int(log.readers[number])
        columns = out.columns[rows]
        met = self._met.get(reader)
        if met is not None:
            columns[:, 13] = self._chance(met)[self.pieces.categories[news]]
        known = self._history(log, number, reader)
        out.known[number] = len(known)
        if not len(known):
            return
        out.taste[number] = self.pieces.taste[known].mean(axis=0)
        _cosines(self.pieces.vectors[news] @ self.pieces.vectors[known].T, columns)
        self._sections(known, news, columns)
        columns[:, 10] = _overlap(self.pieces.words, known, news)
        columns[:, 11] = _overlap(self.pieces.names, known, news)
        columns[:, 12] = np.isin(news, known)

    def _sections(self, known: Numbers, news: Numbers, columns: Floats) -> None:
        pieces = self.pieces
        for place, section, usual in (
            (5, pieces.categories, self.usual_category),
            (6, pieces.subcategories, self.usual_subcategory),
        ):
            counts = np.bincount(section[known], minlength=len(usual))[section[news]]
            columns[:, place] = counts / len(known)
            expected = usual[section[news]]
            columns[:, place + 2] = np.log((counts + expected * _PRIOR) / (len(known) + _PRIOR) / expected)
            if place == 6:
                columns[:, 14] = np.log1p(counts)
        recent = pieces.categories[known[-RECENT:]]
        columns[:, 9] = np.bincount(recent, minlength=len(self.usual_category))[pieces.categories[news]] / len(recent)

    def _history(self, log: Log, number: int, reader: int) -> Numbers:
        """The latest that they read, the last at the end."""
        which, later = int(log.history[number]), self._read.get(reader, [])
        cached = self._known.get(reader)
        if cached is not None and cached[:2] == (which, len(later)):
            return cached[2]
        given = log.histories[which]
        before = set(given.tolist())
        own = np.array([piece for piece in later if piece not in before], np.int32)
        known = np.concatenate([given, own])[-MOST_HISTORY:]
        self._known[reader] = (which, len(later), known)
        return known

    def _chance(self, met: NDArray[np.float64]) -> NDArray[np.float64]:
        """How much likelier than other sections they read each one, in logarithms."""
        shown, read = met
        usual = (read.sum() + 1) / (shown.sum() + 20)
        chance: NDArray[np.float64] = np.log((read + usual * 20) / (shown + 20) / usual)
        return chance

    def _remember(self, log: Log, number: int) -> None:
        rows = slice(int(log.starts[number]), int(log.starts[number + 1]))
        reader, read = int(log.readers[number]), log.read[rows]
        sections = self.pieces.categories[log.news[rows]]
        met = self._met.setdefault(reader, np.zeros((2, len(self.usual_category))))
        np.add.at(met[0], sections, 1)
        np.add.at(met[1], sections[read], 1)
        later = self._read.setdefault(reader, [])
        later.extend(piece for piece in log.news[rows][read].tolist() if piece not in later)
        del later[:-MOST_HISTORY]


def _cosines(cosines: Floats, columns: Floats) -> None:
    """The first five columns from (candidates, known)."""
    columns[:, 0] = cosines.mean(axis=1)
    columns[:, 1] = cosines.max(axis=1)
    columns[:, 2] = np.sort(cosines, axis=1)[:, -3:].mean(axis=1)
    columns[:, 3] = cosines[:, -RECENT:].mean(axis=1)
    attention = np.exp(_SHARPNESS * cosines)
    columns[:, 4] = (attention * cosines).sum(axis=1) / attention.sum(axis=1)


def _overlap(bags: Bags, known: Numbers, news: Numbers) -> Floats:
    """The mean product of each candidate's bag with those of what is known."""
    mine, weights = _together(bags, known)
    theirs, their_weights = _together(bags, news)
    vocabulary, place = np.unique(mine, return_inverse=True)
    if not len(vocabulary) or not len(theirs):
        return np.zeros(len(news), np.float32)
    total = np.bincount(place, weights)
    found = np.minimum(np.searchsorted(vocabulary, theirs), len(vocabulary) - 1)
    products = np.where(vocabulary[found] == theirs, total[found] * their_weights, 0.0)
    rows = np.repeat(np.arange(len(news)), bags.starts[news + 1] - bags.starts[news])
    return (np.bincount(rows, products, minlength=len(news)) / len(known)).astype(np.float32)


def _together(bags: Bags, rows: Numbers) -> tuple[NDArray[np.int32], Floats]:
    """All columns and weights of some rows."""
    starts = bags.starts[rows]
    lengths = bags.starts[rows + 1] - starts
    before = np.cumsum(lengths) - lengths
    at = np.repeat(starts - before, lengths) + np.arange(lengths.sum())
    return bags.columns[at], bags.weights[at]


def _names(entities: Sequence[tuple[str, ...]]) -> Bags:
    numbers: dict[str, int] = {}
    columns = [[numbers.setdefault(name, len(numbers)) for name in dict.fromkeys(own)] for own in entities]
    starts = np.cumsum([0, *map(len, columns)]).astype(np.int64)
    weights = [np.full(len(own), 1 / np.sqrt(len(own) or 1), np.float32) for own in columns]
    flat = np.array([column for own in columns for column in own], np.int32)
    return Bags(starts, flat, np.concatenate([*weights, np.zeros(0, np.float32)]), len(numbers))


def _directions(vectors: Floats, count: int) -> Floats:
    """The vectors along the directions in which they differ most; those that are zero stay so."""
    filled: NDArray[np.bool_] = np.any(vectors != 0, axis=1)
    if not filled.any():
        return np.zeros((len(vectors), count), np.float32)
    centred: Floats = (vectors - vectors[filled].mean(axis=0)) * filled[:, None]
    _, turn = np.linalg.eigh(centred.T @ centred)
    found: Floats = centred @ turn[:, ::-1][:, :count].astype(np.float32)
    return found


def _of_length_one(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Floats = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return scaled


def _numbered(names: Sequence[str]) -> Numbers:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int32)


def _lengths(texts: Sequence[str]) -> Floats:
    return np.log1p(np.array([len(text.split()) for text in texts], np.float32))


def _shares(sections: Numbers, read: Numbers) -> NDArray[np.float64]:
    counts = np.bincount(sections[read], minlength=int(sections.max(initial=0)) + 1) + 1.0
    shares: NDArray[np.float64] = counts / counts.sum()
    return shares
