"""Texts in, weighted terms out: the one way in which duplicates, stories and key points read words.

A term is a word in lower case, without a plural's or possessive's *s*, as a 32-bit number. How rare a word is comes
from a packaged table (``tools/build_words.py``), the same for every article: what an article means does not depend on
what came before it, and a new run gives what the old one gave.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mynews.understanding.function_words import FUNCTION_WORDS

MOST_WORDS = 250
"""quality/stories on ECB+: 140 words lose .003, 400 gain .003 and cost more time."""

NAMES_WEIGH = 1.7
"""quality/stories on the ECB+ titles alone: 1.7 and 2 are alike, 3 is .01 worse."""

KEPT_TERMS = 96
"""A report of 250 words has some 100 terms that weigh; the rest are its commonest words."""

Terms = NDArray[np.uint32]
Weights = NDArray[np.float32]

_WEIGHTS = Path(__file__).with_name("weights")
_MARKUP = re.compile(r"<[!/a-zA-Z][^<>]{0,400}>")
# Scripts that part no words are cut into pairs of characters instead.
_UNPARTED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
# Vowel signs of India's scripts are part of a word, though Unicode calls them marks.
_SIGNS = "\u0900-\u0963\u0966-\u0dff"
_LETTER = rf"[\w{_SIGNS}]"
_PARTED_LETTER = rf"(?:[^\W{_UNPARTED}]|[{_SIGNS}])"
_WORD = re.compile(rf"{_LETTER}+(?:[.,'’]{_LETTER}+)*")
_WORD_OR_RUN = re.compile(rf"[{_UNPARTED}]+|{_PARTED_LETTER}+(?:[.,'’]{_PARTED_LETTER}+)*")
_UNPARTED_CHARACTER = re.compile(rf"[{_UNPARTED}]")


@dataclass(frozen=True, slots=True, eq=False)
class TermVector:
    """The terms of a text in ascending order, each with its weight; of length one, or zero without terms."""

    terms: Terms
    weights: Weights

    def __len__(self) -> int:
        return len(self.terms)

    def to_bytes(self) -> bytes:
        """Six bytes a term, for storage."""
        return self.terms.astype("<u4").tobytes() + self.weights.astype("<f2").tobytes()

    @classmethod
    def from_bytes(cls, stored: bytes) -> TermVector:
        """What ``to_bytes`` gave."""
        count = len(stored) // 6
        terms = np.frombuffer(stored, "<u4", count).astype(np.uint32)
        weights = np.frombuffer(stored, "<f2", count, offset=4 * count).astype(np.float32)
        return cls(terms, _unit(weights))

    def strongest(self, count: int) -> list[tuple[int, float]]:
        """Its ``count`` heaviest terms, the heaviest first."""
        order = np.lexsort((self.terms, -self.weights))[:count]
        return list(zip(self.terms[order].tolist(), self.weights[order].tolist(), strict=True))


def nothing() -> TermVector:
    """The vector of a text without words."""
    return TermVector(np.zeros(0, np.uint32), np.zeros(0, np.float32))


def term_vector(*texts: str, most_words: int = MOST_WORDS, names_weigh: float = NAMES_WEIGH) -> TermVector:
    """The TF-IDF vector of ``texts`` read as one, their first ``most_words`` words.

    Words with a capital and numbers weigh more (``names_weigh``), since names and figures tell two like events apart;
    where the whole text lacks small letters (or capitals), capitals say nothing.
    """
    words = [word for text in texts for word in words_of(text, most_words)][:most_words]
    cased = has_two_cases(words)
    counts: dict[int, int] = {}
    rarities: dict[int, float] = {}
    names: dict[int, int] = {}
    for word, count in Counter(words).items():
        term, rarity = _term_and_rarity(word.lower())
        if rarity:
            named = (cased and word[0].isupper()) or word[0].isdigit()
            counts[term] = counts.get(term, 0) + count
            names[term] = names.get(term, 0) + (count if named else -count)
            rarities[term] = max(rarities.get(term, 0.0), rarity)
    rarities = {term: rarity * names_weigh if names[term] >= 0 else rarity for term, rarity in rarities.items()}
    if not counts:
        return nothing()
    terms = np.array(list(counts), np.uint32)
    weights = (1 + np.log(np.array(list(counts.values()), np.float32))) * np.array(list(rarities.values()), np.float32)
    if len(terms) > KEPT_TERMS:
        kept = np.lexsort((terms, -weights))[:KEPT_TERMS]
        terms, weights = terms[kept], weights[kept]
    order = np.argsort(terms)
    return TermVector(terms[order], _unit(weights[order]))


def words_of(text: str, most_words: int = MOST_WORDS) -> list[str]:
    """The words of a text as written, tags and entities left aside, at most so many."""
    # No language needs so many characters a word: a book is never read to its end.
    text = text[: most_words * 12]
    if "<" in text or "&" in text:
        text = unescape(_MARKUP.sub(" ", text))
    if text.isascii() or not _UNPARTED_CHARACTER.search(text):
        return _WORD.findall(text)[:most_words]
    return [part for word in _WORD_OR_RUN.findall(text) for part in _parted(word)][:most_words]


def _parted(word: str) -> list[str]:
    if len(word) == 1 or not _UNPARTED_CHARACTER.match(word):
        return [word]
    return ["".join(pair) for pair in pairwise(word)]


def has_two_cases(words: Iterable[str]) -> bool:
    """Whether a capital can mean something here: some words have one and some have none."""
    upper = lower = False
    for word in words:
        upper = upper or word[0].isupper()
        lower = lower or word[0].islower()
        if upper and lower:
            return True
    return False


def likeness(one: TermVector, other: TermVector) -> float:
    """The cosine of two vectors of length one."""
    return product(one.terms, one.weights, other.terms, other.weights)


def product(terms: Terms, weights: Weights, other_terms: Terms, other_weights: Weights) -> float:
    """The inner product of two sparse vectors whose terms ascend."""
    if len(terms) > len(other_terms):
        terms, weights, other_terms, other_weights = other_terms, other_weights, terms, weights
    if not len(terms):
        return 0.0
    at = np.searchsorted(other_terms, terms)
    at[at == len(other_terms)] = 0
    return float(np.dot(weights, np.where(other_terms[at] == terms, other_weights[at], np.float32(0))))


def total(vectors: Sequence[tuple[Terms, Weights]]) -> tuple[Terms, Weights]:
    """The sum of sparse vectors, not brought to length one."""
    terms, inverse = np.unique(np.concatenate([terms for terms, _ in vectors]), return_inverse=True)
    weights = np.bincount(inverse, np.concatenate([weights for _, weights in vectors]), len(terms))
    return terms, weights.astype(np.float32)


def stem(word: str) -> str:
    """A lower-case word without its possessive and plural endings; English, and harmless elsewhere."""
    if word.endswith(("'s", "’s")):
        word = word[:-2]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def term_of(word: str) -> int:
    """The number of a lower-case word's term."""
    return zlib.crc32(stem(word).encode())


@lru_cache(maxsize=100_000)
def _term_and_rarity(word: str) -> tuple[int, float]:
    """The term of a lower-case word and how rare it is; 0 for words that only hold a sentence together."""
    if word in FUNCTION_WORDS:
        return 0, 0.0
    rarities, rarest = _rarities()
    term = term_of(word)
    return term, rarities.get(term, rarest)


@cache
def _rarities() -> tuple[dict[int, float], float]:
    with np.load(_WEIGHTS / "words.npz") as table:
        terms, articles, total_articles = table["terms"], table["articles"], int(table["total"])
    rarity = np.log((total_articles + 1) / (articles + 1.0))
    return dict(zip(terms.tolist(), rarity.tolist(), strict=True)), float(np.log(total_articles + 1))


def _unit(weights: Weights) -> Weights:
    length = float(np.linalg.norm(weights))
    return weights / np.float32(length) if length else weights
