"""How likely an article is about each of the 17 top levels of the IPTC Media Topics, and some terms below them.

A small network looks at the article's vector, a linear part at its words and pieces of words. Both were trained by
``tools/train_topics.py``, on headlines; ``docs/explanation/topics.md`` says on which, and how good it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# Twice as many places for the pieces gained nothing that could be told from chance.
BUCKETS = 1 << 15
# Pieces of four and five letters gained .01 macro-F1 over words and pairs of words alone (tuning part of HuffPost).
PIECES = (4, 5)
# A headline has some ten words; a lead of this length is enough, and time grows with it.
MOST_WORDS = 60

_TOKEN = re.compile(r"[^\W_]+|[^\w\s]")
_WEIGHTS = Path(__file__).with_name("weights") / "topics.npz"


def word_buckets(text: str) -> NDArray[np.int64]:
    """The places in the table of weights that stand for the words, pairs of words and pieces of words of a text."""
    words = _TOKEN.findall(text.lower())[:MOST_WORDS]
    pairs = {_bucket(" ".join(pair)) for pair in pairwise(words)}
    return np.array(sorted(pairs.union(*map(_buckets_of_word, words))), np.int64)


# Words come back: remembered, a text of sixty takes a third of the time.
@lru_cache(maxsize=20_000)
def _buckets_of_word(word: str) -> frozenset[int]:
    marked = f"<{word}>" if len(word) > 3 else ""
    pieces = {f"#{marked[at : at + n]}" for n in PIECES for at in range(len(marked) - n + 1)}
    return frozenset(map(_bucket, {word, *pieces}))


def _bucket(piece: str) -> int:
    return crc32(piece.encode("utf-8", "surrogatepass")) % BUCKETS


@dataclass(frozen=True)
class TopicClassifier:
    """Weights, and the sum over them.

    It tells apart kinds of text, which are finer than the terms (both of two newspaper sections are lifestyle), and
    ``membership`` adds their probabilities up: a term has those of its own kinds and of all below it. Kinds that belong
    to no term take what is about none.
    """

    codes: tuple[str, ...]
    membership: Floats
    vector_in: Floats
    vector_in_bias: Floats
    vector_out: Floats
    vector_straight: Floats
    bias: Floats
    rarity: Floats
    words: NDArray[np.int8]
    words_scale: Floats
    sure: Floats
    """From which probability on a term is shown, for each of ``codes``."""

    @classmethod
    def load(cls, weights: Path = _WEIGHTS) -> TopicClassifier:
        """The classifier in the package."""
        with np.load(weights) as stored:
            arrays: dict[str, Any] = {name: stored[name] for name in stored.files}
        codes = tuple(map(str, arrays.pop("codes")))
        return cls(codes, **{name: _wide(array) for name, array in arrays.items()})

    @cached_property
    def width(self) -> int:
        """How many numbers a vector must have."""
        return len(self.vector_in)

    def probabilities(self, text: str, vector: Floats) -> Floats:
        """One number between 0 and 1 for each of ``codes``."""
        hidden = np.maximum(vector @ self.vector_in + self.vector_in_bias, 0)
        scores = hidden @ self.vector_out + vector @ self.vector_straight + self.bias
        buckets = word_buckets(text)
        if len(buckets):
            weights = self.rarity[buckets]
            weights = weights / np.sqrt(weights @ weights)
            scores = scores + (weights @ self.words[buckets]) * self.words_scale
        likely = np.exp(scores - scores.max())
        result: Floats = (likely / likely.sum()) @ self.membership
        return result


def _wide(array: NDArray[Any]) -> NDArray[Any]:
    """Half-precision numbers as the product computes with them; the table of words stays in bytes."""
    return array if array.dtype == np.int8 else array.astype(np.float32)
