"""What an article is about, as terms of the IPTC Media Topics: none rather than a wrong one.

Four witnesses, each with its own weight: the publisher's sections where they are clear; a classifier for the 17 top
levels and some terms below them where it is sure; terms that the article names, where the classifier thinks their top
level likely; and below a top level that is shown, the terms whose definitions lie nearest to the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mynews.model.meaning import ArticleText, Topic
from mynews.understanding.sections import term_of_section
from mynews.understanding.topic_classifier import TopicClassifier
from mynews.understanding.vocabulary import Vocabulary, load_terms

VERSION = "topics.2"
"""Changes with every change that gives an article other topics, so that what was made by an older one is made anew."""

SECTION_WEIGHT = 0.95
"""A publisher knows what it filed an article under; some file by desk and not by subject."""

FEWEST_WORDS = 3
"""A text of fewer words tells too little."""

CLOSE = 0.42
"""The cosine of an article and a definition from which on the term is shown, below a top level that is sure.

Read off some forty invented headlines, as was ``RIVAL``: no data says which narrower terms are right.
"""

NAMED_LIKELY = 0.4
NAMED_CLOSE = 0.3
"""A term that the article names is shown where its top level is so likely, if not sure, and its definition so close.

On headlines of HuffPost's testing part this shows a top level for 3.5% more of them, at .913 precision instead of .928;
at .5 the seed article on a peace process, which lies between politics and conflict, came in by .01 only.
"""

NAMED_CHARACTERS = 3_000
"""So much of a text is searched for names; what it is about is named by then."""

LEAD_CHARACTERS = 400
"""So much of the headline and so much of the text are read word by word."""

RIVAL = 0.05
"""Terms whose definitions are nearly as close as the closest: only what all of them belong to is shown."""

Vectors = NDArray[np.float32]

_WEIGHTS = Path(__file__).with_name("weights") / "term_vectors.npz"
_MARKUP = re.compile(r"<[^>]*>|&\w+;")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]+")


class Topics:
    """Gives articles their topics. Safe to use from several threads."""

    def __init__(self, classifier: TopicClassifier, terms: Vocabulary, vectors: Mapping[str, Vectors]) -> None:
        self.classifier = classifier
        self._terms = terms
        self._below = {term.code: _below(terms, term.code) for term in terms.tops}
        self._vectors = vectors
        self._vectors_below = {top: np.stack([vectors[code] for code in codes]) for top, codes in self._below.items()}

    @classmethod
    def load(cls) -> Topics:
        """With the vocabulary and the weights in the package."""
        terms = load_terms()
        with np.load(_WEIGHTS) as stored:
            vectors = stored["vectors"] * stored["scale"].astype(np.float32)
        return cls(TopicClassifier.load(), terms, dict(zip(terms.terms, vectors, strict=True)))

    def topics_of(self, article: ArticleText, vector: Vectors | None) -> tuple[Topic, ...]:
        """The topics of an article, the surest first; each narrower one comes with its top level.

        ``vector`` is what the packaged encoder makes of ``encoder.opening(article)``. Without one, in a language that
        the encoder does not know, or where there are too few words, the publisher's sections alone are heard.
        """
        weights = _strongest((code, SECTION_WEIGHT) for code in map(term_of_section, article.sections) if code)
        if vector is not None and _can_be_read(article) and vector.any():
            likely = self.classifier.probabilities(_lead(article), vector)
            sure = np.flatnonzero(likely >= self.classifier.sure)
            classified = ((self.classifier.codes[n], float(likely[n])) for n in sure)
            weights = _strongest([*weights.items(), *classified, *self._named(article, likely, vector)])
            tops = {self._terms.top(code).code: weight for code, weight in weights.items()}
            weights = _strongest([*weights.items(), *self._nearest(tops, vector)])
        with_tops = [(self._terms.top(code).code, weight) for code, weight in weights.items()]
        found = _strongest([*weights.items(), *with_tops])
        surest_first = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(Topic(code, weight) for code, weight in surest_first)

    def _named(self, article: ArticleText, likely: Vectors, vector: Vectors) -> Iterator[tuple[str, float]]:
        """Terms that headline and key points name, or of more than one word, that the text names."""
        if likely.max() < NAMED_LIKELY:
            return
        on_top = "\n".join((article.headline, *article.key_points))[:NAMED_CHARACTERS]
        in_text = self._terms.named_in(article.text[:NAMED_CHARACTERS])
        several_words = {code for code in in_text if " " in self._terms[code].name}
        likely_of = dict(zip(self.classifier.codes, map(float, likely), strict=True))
        for code in self._terms.named_in(on_top) | several_words:
            weight = likely_of[self._terms.top(code).code]
            if weight >= NAMED_LIKELY and self._vectors[code] @ vector >= NAMED_CLOSE:
                yield code, weight

    def _nearest(self, tops: Mapping[str, float], vector: Vectors) -> Iterator[tuple[str, float]]:
        """Below each of these top levels the term that the nearest definitions agree on, if there is one."""
        for top, weight in tops.items():
            nearness = self._vectors_below[top] @ vector
            best = float(nearness.max())
            if best >= CLOSE:
                rivals = [self._below[top][n] for n in np.flatnonzero(nearness > best - RIVAL)]
                shared = self._narrowest_shared(rivals)
                if shared != top:
                    yield shared, weight * best

    def _narrowest_shared(self, codes: Iterable[str]) -> str:
        """The narrowest term that each of these terms, all below one top level, belongs to or is."""
        lines = [[term.code for term in (self._terms[code], *self._terms.ancestors(code))] for code in codes]
        return next(code for code in lines[0] if all(code in line for line in lines))


def _below(terms: Vocabulary, code: str) -> tuple[str, ...]:
    """All terms below this one."""
    return tuple(below for child in terms.children(code) for below in (child.code, *_below(terms, child.code)))


def _lead(article: ArticleText) -> str:
    """Headline and beginning of the text, without markup."""
    return _MARKUP.sub(" ", f"{article.headline[:LEAD_CHARACTERS]}\n{article.text[:LEAD_CHARACTERS]}")


def _can_be_read(article: ArticleText) -> bool:
    """Whether it is in English, as far as one knows, and says enough."""
    if article.language and article.language.lower().partition("-")[0] != "en":
        return False
    text = _lead(article)
    words = _WORD.findall(text)
    foreign = 0 if text.isascii() else sum(letter.isalpha() and not letter.isascii() for letter in text)
    return len(words) >= FEWEST_WORDS and sum(map(len, words)) > foreign


def _strongest(weighted: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Each code once, with the largest of its weights."""
    largest: dict[str, float] = {}
    for code, weight in weighted:
        largest[code] = max(weight, largest.get(code, 0.0))
    return largest
