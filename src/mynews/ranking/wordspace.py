"""Words as numbers: TF-IDF bags of words, and the space that they span when words that stand together lie together.

Numpy alone: a bag of a headline has a dozen words, so that sums over them are all it takes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

MOST_WORDS = 400
"""Of one text: a headline has a dozen, and the first pages of an article tell what it is about."""

# Scripts that part no words are read in pairs of characters.
_UNPARTED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_WORD = re.compile(rf"[{_UNPARTED}]+|[^\W{_UNPARTED}]+")
_FIRST_UNPARTED = re.compile(rf"[{_UNPARTED}]")
_BESIDES = 12  # dimensions drawn besides those that are kept, and rounds: Halko, Martinsson and Tropp 2011
_ROUNDS = 4


def words_of(text: str, *, pairs: bool = False) -> list[str]:
    """The words of a text, folded; with ``pairs`` those that stand beside each other too."""
    words = list(islice(_each_word(text.casefold()), MOST_WORDS))
    return words + [f"{first} {second}" for first, second in pairwise(words)] if pairs else words


def _each_word(text: str) -> Iterator[str]:
    for found in _WORD.finditer(text):
        run = found.group()
        if len(run) > 2 and _FIRST_UNPARTED.match(run):
            yield from (run[place : place + 2] for place in range(len(run) - 1))
        else:
            yield run


@dataclass(frozen=True, slots=True)
class Bags:
    """A sparse matrix, a row each text: what is row r lies from ``starts[r]`` to ``starts[r + 1]``."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    weights: Floats
    width: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def rows(self) -> NDArray[np.int64]:
        """The row of each number."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def times(self, dense: Floats) -> Floats:
        """This matrix times a dense one."""
        return _summed(dense, self.columns, self.weights, self.starts)

    def turned(self) -> Bags:
        """Its transpose."""
        order = np.argsort(self.columns, kind="stable")
        starts = np.searchsorted(self.columns[order], np.arange(self.width + 1))
        return Bags(starts, self.rows()[order].astype(np.int32), self.weights[order], len(self))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words with their columns and how much each tells (inverse document frequency)."""

    column_of: Mapping[str, int]
    tells: Floats
    pairs: bool = False

    @staticmethod
    def of(texts: Sequence[str], *, least: int = 2, pairs: bool = False) -> Vocabulary:
        """The words of at least ``least`` of these texts."""
        counts = Counter(word for text in texts for word in set(words_of(text, pairs=pairs)))
        kept = sorted(word for word, count in counts.items() if count >= least)
        tells = np.log((1 + len(texts)) / (1 + np.array([counts[word] for word in kept]))) + 1
        return Vocabulary({word: column for column, word in enumerate(kept)}, tells.astype(np.float32), pairs)

    def bags(self, texts: Iterable[str]) -> Bags:
        """TF-IDF bags of length one."""
        starts, columns, weights = [0], [], []
        for text in texts:
            counts = Counter(words_of(text, pairs=self.pairs))
            known = [(self.column_of[word], count) for word, count in counts.items() if word in self.column_of]
            row = np.array([(1 + np.log(count)) * self.tells[column] for column, count in known], np.float32)
            columns += [column for column, _ in known]
            weights.append(row / (np.linalg.norm(row) or 1))
            starts.append(len(columns))
        return Bags(
            np.array(starts), np.array(columns, np.int32), np.concatenate([*weights, np.zeros(0, np.float32)]),
            len(self.tells),
        )  # fmt: skip


def directions(bags: Bags, count: int, seed: int = 0) -> Floats:
    """The directions in which bags differ most, (words, count): a truncated singular value decomposition.

    Fewer than ``count`` where there are fewer words or texts; none where there are none.
    """
    rng = np.random.default_rng(seed)
    if not (bags.width and len(bags)):
        return np.zeros((bags.width, 0), np.float32)
    turned = bags.turned()
    basis = rng.standard_normal((bags.width, min(count + _BESIDES, bags.width, len(bags)))).astype(np.float32)
    for _ in range(_ROUNDS):
        basis = np.linalg.qr(turned.times(np.linalg.qr(bags.times(basis))[0]))[0]
    reduced = bags.times(basis)
    _, turn = np.linalg.eigh(reduced.T @ reduced)
    found: Floats = (basis @ turn[:, ::-1])[:, :count].astype(np.float32)
    signs = np.sign(found[np.abs(found).argmax(axis=0), np.arange(found.shape[1])])
    return found * np.where(signs == 0, 1, signs).astype(np.float32)


def _summed(dense: Floats, columns: NDArray[np.int32], weights: Floats, starts: NDArray[np.int64]) -> Floats:
    sums = np.zeros((len(starts) - 1, dense.shape[1]), np.float32)
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        sums[filled] = np.add.reduceat(dense[columns] * weights[:, None], starts[filled], axis=0)
    return sums
