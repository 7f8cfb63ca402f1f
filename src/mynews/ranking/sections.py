"""Sections told from headlines and vectors, learned from an operator's own labelled articles.

Words (multinomial naive Bayes over pairs of words too) and vectors (multinomial logistic regression) each give log
chances; their weights in the sum are fitted on rows that neither has seen, so that a chance of .7 is right seven times
in ten. ``mynews evaluate readers`` and ``quality.ranking`` need it; what a feed shows comes from ``understanding``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mynews.ranking.wordspace import Floats, Vocabulary

Whole = NDArray[np.int64]

SMOOTHED_BY = 0.1  # quality/ranking, first half: log loss 1.60 against 1.61 with .3
SHRUNK_BY = 1.0  # the same: 1.60; .5 and 2 are no better
_HELD_OUT = 5  # one row of so many
_STEPS = 80
_KEPT = 8  # steps that the curvature is told from
_WEIGHTS = np.arange(0.3, 1.45, 0.05)


@dataclass(frozen=True, slots=True)
class SectionClassifier:
    """Chances of sections."""

    vocabulary: Vocabulary
    of_words: Floats
    of_vectors: Floats
    usual: Floats
    weights: tuple[float, float]

    @staticmethod
    def of(texts: Sequence[str], vectors: Floats, sections: Whole, count: int) -> SectionClassifier:
        """Learned from these rows; always the same for the same."""
        held = np.arange(len(texts)) % _HELD_OUT == _HELD_OUT - 1
        learned = [text for text, out in zip(texts, held, strict=True) if not out]
        first = _fitted(learned, vectors[~held], sections[~held], count)
        tried = [text for text, out in zip(texts, held, strict=True) if out]
        words, whole = first.parts(tried, vectors[held])
        weights = min(
            ((float(a), float(b)) for a in _WEIGHTS for b in _WEIGHTS),
            key=lambda pair: _loss(pair[0] * words + pair[1] * whole, sections[held]),
        )
        last = _fitted(texts, vectors, sections, count)
        return SectionClassifier(last.vocabulary, last.of_words, last.of_vectors, last.usual, weights)

    def parts(self, texts: Sequence[str], vectors: Floats) -> tuple[Floats, Floats]:
        """Log chances by words and by vectors, (rows, sections) each."""
        by_words = self.vocabulary.bags(texts).times(self.of_words)
        return _log_chances(by_words), _log_chances(vectors @ self.of_vectors + self.usual)

    def chances(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """Chances that sum to one, (rows, sections)."""
        words, whole = self.parts(texts, vectors)
        return np.exp(_log_chances(self.weights[0] * words + self.weights[1] * whole))


def _fitted(texts: Sequence[str], vectors: Floats, sections: Whole, count: int) -> SectionClassifier:
    vocabulary = Vocabulary.of(texts, pairs=True)
    true = np.zeros((len(texts), count), np.float32)
    true[np.arange(len(texts)), sections] = 1
    counts = vocabulary.bags(texts).turned().times(true) + SMOOTHED_BY
    of_words = np.log(counts / counts.sum(axis=0)).astype(np.float32)
    of_vectors, usual = _logistic(vectors, true)
    return SectionClassifier(vocabulary, of_words, of_vectors, usual, (1.0, 1.0))


def _logistic(vectors: Floats, true: Floats) -> tuple[Floats, Floats]:
    rows = np.c_[vectors, np.ones(len(vectors), np.float32)]

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(rows.shape[1], -1)
        logs = _log_chances(rows @ weights)
        shrunk = weights.copy()
        shrunk[-1] = 0
        value = -float((logs * true).sum()) + SHRUNK_BY / 2 * float((shrunk * shrunk).sum())
        return value, (rows.T @ (np.exp(logs) - true) + SHRUNK_BY * shrunk).ravel()

    found = _least(loss, np.zeros(rows.shape[1] * true.shape[1], np.float32)).reshape(rows.shape[1], -1)
    return found[:-1], found[-1]


def _least(loss: Callable[[Floats], tuple[float, Floats]], at: Floats) -> Floats:
    """Where a smooth convex function is least, by L-BFGS (Nocedal and Wright 2006, algorithm 7.4) with halved steps."""
    steps: list[tuple[Floats, Floats, float]] = []
    value, slope = loss(at)
    for _ in range(_STEPS):
        way = _newton_way(slope, steps)
        size = 1.0 if steps else 1.0 / float(np.abs(slope).max())
        for _ in range(20):
            there = at + np.float32(size) * way
            value_there, slope_there = loss(there)
            if value_there <= value + 1e-4 * size * float(slope @ way):
                break
            size /= 2
        moved, turned = there - at, slope_there - slope
        if float(moved @ turned) > 1e-12:
            steps = [*steps, (moved, turned, 1 / float(moved @ turned))][-_KEPT:]
        done = value - value_there < 1e-6 * abs(value)
        at, value, slope = there, value_there, slope_there
        if done:
            break
    return at


def _newton_way(slope: Floats, steps: Sequence[tuple[Floats, Floats, float]]) -> Floats:
    way = -slope
    parts = []
    for moved, turned, inverse in reversed(steps):
        part = inverse * float(moved @ way)
        way = way - np.float32(part) * turned
        parts.append(part)
    if steps:
        moved, turned, inverse = steps[-1]
        way = way * np.float32(1 / (inverse * float(turned @ turned)))
    for (moved, turned, inverse), part in zip(steps, reversed(parts), strict=True):
        way = way + np.float32(part - inverse * float(turned @ way)) * moved
    return way


def _log_chances(scores: Floats) -> Floats:
    above = scores - scores.max(axis=1, keepdims=True)
    answer: Floats = above - np.log(np.exp(above).sum(axis=1, keepdims=True))
    return answer


def _loss(scores: Floats, sections: Whole) -> float:
    return -float(_log_chances(scores)[np.arange(len(sections)), sections].mean())
