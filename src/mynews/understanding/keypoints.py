"""Articles in, key points out: the source's own, else the sentences that carry the story. Nothing is ever invented.

A sentence carries the story when it stands early, shares the words of the whole, and names names and figures. One that
leans on what stood before it ("He said so too"), that is half a quotation, or that asks, is passed over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mynews.model.dateline import without_dateline
from mynews.model.meaning import ArticleText
from mynews.understanding.sentences import sentences_of
from mynews.understanding.words import TermVector, has_two_cases, likeness, product, term_vector, total, words_of

MOST_POINTS = 3
MOST_FROM_SOURCE = 10
"""Papers give three to six; a longer list is the article itself, set as one."""

FEWEST_SENTENCES = 5
"""A text of four sentences is its own key points."""

FEWEST_WORDS, MOST_WORDS = 8, 45
MOST_LIKE = 0.5
"""Two points nearer than this say the same."""

NEW_BELOW = 0.55
"""A sentence is new when less than this share of its weight in words was in what the reader saw. Set by
hand and not measured: a new fact brings a name, a figure or a verb that weighs."""

_LOOKED_AT = 40

_LEANS = re.compile(
    r"(?:He|She|It|They|His|Her|Their|Its|This|That|These|Those|But|And|So|Or|Yet|However|Still|Then|There|Here|Both"
    r"|Meanwhile|Instead|Also|Another|Such|Some|Others?|Er|Sie|Es|Das|Dies|Aber|Und|Doch|Dann|Il|Elle|Mais|Et|Pero|Ella)\b"
)
_QUOTES = re.compile(r"[\"“”„«»]|``|''")
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I've|we|We|you|You|my|our|us|me|ich|wir)\b")
_SAID = re.compile(r"\b(?:said|says|told|added|sagte|a dit|dijo)\b(?:\s+\S+){0,4}$")
_ASIDE = re.compile(r"(?:read more|sign up|subscribe|follow us|click|photo|image|picture|source|copyright|©)", re.I)


@dataclass(frozen=True, slots=True)
class KeyPoints:
    """At most some sentences, and whether they are the source's own words for it or sentences of its text."""

    points: tuple[str, ...] = ()
    from_source: bool = False


# The same story leads for hours and is opened by many, and to weigh its sentences takes longer than the rest of a page.
@lru_cache(maxsize=256)
def key_points(article: ArticleText, most: int = MOST_POINTS) -> KeyPoints:
    """The source's key points, else the sentences that carry the article, in its order; none for a short text."""
    if article.key_points:
        return KeyPoints(tuple(map(without_dateline, article.key_points[:MOST_FROM_SOURCE])), from_source=True)
    sentences = sentences_of(article.text)
    if len(sentences) < FEWEST_SENTENCES:
        return KeyPoints()
    return KeyPoints(tuple(carrying(sentences, article.headline, most)))


def carrying(sentences: Sequence[str], headline: str = "", most: int = MOST_POINTS) -> list[str]:
    """Of an article's sentences those that carry it, in their order and without saying a thing twice."""
    vectors = [term_vector(sentence) for sentence in sentences[:_LOOKED_AT]]
    if not any(len(vector) for vector in vectors):
        return []
    whole = total([(vector.terms, vector.weights) for vector in [*vectors, *[term_vector(headline)] * 3]])
    length = float(np.linalg.norm(whole[1]))
    scores = {
        at: _position(at) * (product(vector.terms, vector.weights, *whole) / length + _density(sentences[at]))
        for at, vector in enumerate(vectors)
        if stands_alone(sentences[at])
    }
    chosen: list[int] = []
    for at in sorted(scores, key=lambda at: (-scores[at], at)):
        if len(chosen) < most and all(likeness(vectors[at], vectors[other]) < MOST_LIKE for other in chosen):
            chosen.append(at)
    return [sentences[at] for at in sorted(chosen)]


def stands_alone(sentence: str) -> bool:
    """Whether a sentence can be read without the one before: whole, no question, no fragment of speech."""
    words = len(sentence.split())
    return (
        FEWEST_WORDS <= words <= MOST_WORDS
        and sentence.endswith((".", "!", "。", ".”", '."', ".“"))
        and not sentence[0].islower()
        and not _LEANS.match(sentence)
        and not _QUOTES.search(sentence)
        and not _FIRST_PERSON.search(sentence)
        and not _SAID.search(sentence.rstrip(".!"))
        and not _ASIDE.match(sentence)
    )


def development(sentences: Sequence[str], seen: Iterable[str], most: int = MOST_POINTS) -> list[str]:
    """Of the sentences that came since a moment those that say what was not in the ``seen`` ones, in their order.

    Each is measured against all that was seen and all that was already chosen, so that five papers that report one
    turn of events give it once.
    """
    known = _Known()
    for text in seen:
        known.add(term_vector(text))
    chosen: list[str] = []
    for sentence in sentences:
        vector = term_vector(sentence)
        if len(chosen) < most and stands_alone(sentence) and known.share_of(vector) < NEW_BELOW:
            chosen.append(sentence)
            known.add(vector)
    return chosen


def told_alone(texts: Sequence[Sequence[str]]) -> list[str]:
    """Of each text's sentences the one that most says what no other of the texts does; empty where there is none."""
    vectors = [[term_vector(sentence) for sentence in text[:_LOOKED_AT]] for text in texts]
    tellers = Counter(term for own in vectors for term in {term for vector in own for term in vector.terms.tolist()})
    told_twice = _Known(term for term, count in tellers.items() if count > 1)
    return [_most_own(text, own, told_twice) for text, own in zip(texts, vectors, strict=True)]


def _most_own(text: Sequence[str], vectors: Sequence[TermVector], told_twice: _Known) -> str:
    shares = {at: told_twice.share_of(vector) for at, vector in enumerate(vectors) if stands_alone(text[at])}
    own = [at for at, share in shares.items() if share < NEW_BELOW]
    return text[max(own, key=lambda at: _position(at) * (1 - shares[at]))] if own else ""


class _Known:
    """The terms that a reader has met."""

    def __init__(self, terms: Iterable[int] = ()) -> None:
        self._terms = set(terms)

    def add(self, vector: TermVector) -> None:
        self._terms.update(vector.terms.tolist())

    def share_of(self, vector: TermVector) -> float:
        """The share of a text's weight that is in known terms; a text without words is known."""
        squares = vector.weights**2
        weight = float(squares.sum())
        if not weight:
            return 1.0
        met = np.fromiter((term in self._terms for term in vector.terms.tolist()), bool, len(vector))
        return float(squares[met].sum()) / weight


def _position(at: int) -> float:
    """News tells the most important first: the first sentence weighs 1, the tenth half."""
    return 1.0 / (1.0 + at / 9)


def _density(sentence: str) -> float:
    """A fifth at most for names and figures, by their share of the words after the first."""
    words = words_of(sentence)
    if len(words) < 2 or not has_two_cases(words):
        return 0.0
    named = sum(word[0].isupper() or word[0].isdigit() for word in words[1:])
    return min(0.2, 0.5 * named / len(words))
