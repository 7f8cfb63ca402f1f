"""Articles in, meanings out: language, vector, terms, fingerprint, topics, entities: what is made of one article.

What takes other articles to know (copies, stories, importance) is made of these meanings, never of articles again.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

from mynews.model.meaning import ArticleText, Entity, Meaning
from mynews.model.vector import packed
from mynews.understanding import encoder, entities, tagger, topics
from mynews.understanding.duplicates import fingerprint
from mynews.understanding.encoder import Encoder, TextEncoder, Vectors, opening
from mynews.understanding.entities import find_entities
from mynews.understanding.language import language_of
from mynews.understanding.places import Gazetteer
from mynews.understanding.stories import traits_of
from mynews.understanding.tagger import Tagger
from mynews.understanding.topics import Topics

log = logging.getLogger(__name__)
Made = TypeVar("Made")

VERSION = "annotator.2"
"""Changes with every change of terms, fingerprints or languages; vectors, topics and entities have versions too."""

KEPT_ENTITIES = 40
LEAST_CONFIDENCE = 0.5
"""A name that is not sure in one article may be so in the next of the same story; below this it hardly ever is."""

_LANGUAGE_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Annotator:
    """The parts that understand an article. ``vectors`` makes the vectors that stories are told by; ``encoder`` is the
    packaged one, whose states topics and names are read from. Articles are shared out over ``threads``."""

    vectors: TextEncoder
    encoder: Encoder
    tagger: Tagger
    topics: Topics
    gazetteer: Gazetteer
    threads: int = 1

    @classmethod
    def load(cls, threads: int = 2, vectors: TextEncoder | None = None) -> Annotator:
        """With all that is in the package, on so many threads, and with another encoder's ``vectors`` if given.

        Each network runs on one thread and the articles are shared out: real feeds took 20 ms of each on one core and
        10 on two, where networks on two threads left the cores idle half of the time.
        """
        own = vectors if isinstance(vectors, Encoder) else Encoder.load(threads=1)
        return cls(vectors or own, own, Tagger.load(threads=1), Topics.load(), Gazetteer.load(), threads)

    @property
    def version(self) -> int:
        """A number that is another one when any part is."""
        parts = (VERSION, self.vectors.version, encoder.VERSION, tagger.VERSION, topics.VERSION, entities.VERSION)
        return zlib.crc32(" ".join(parts).encode())

    def annotate(self, articles: Sequence[ArticleText]) -> list[Meaning]:
        """The meaning of each article, in order, with the names in its headline; ``entities_of`` reads the others.

        One that cannot be read at all means nothing, and stops no other.
        """
        return self._shared_out(self._annotate, articles)

    def entities_of(self, articles: Sequence[ArticleText]) -> dict[int, tuple[Entity, ...]]:
        """Who and what the whole text of each article names, by its number; far more work than all the rest."""
        found = self._shared_out(self._names_of, articles)
        return {article.id: own for article, own in zip(articles, found, strict=True)}

    def _shared_out(
        self, work: Callable[[Sequence[ArticleText]], list[Made]], articles: Sequence[ArticleText]
    ) -> list[Made]:
        """What ``work`` makes of each article, in order, done on all threads."""
        size = max(1, -(-len(articles) // self.threads))
        shares = [articles[start : start + size] for start in range(0, len(articles), size)]
        with ThreadPoolExecutor(self.threads, "mynews-annotator") as pool:
            return [made for share in pool.map(work, shares) for made in share]

    def _annotate(self, articles: Sequence[ArticleText]) -> list[Meaning]:
        told = [replace(article, language=_language(article)) for article in articles]
        vectors = _vectors(self.vectors, told)
        own = vectors if self.vectors is self.encoder else _vectors(self.encoder, told)
        return [self._meaning(*each) for each in zip(told, vectors, own, strict=True)]

    def _names_of(self, articles: Sequence[ArticleText]) -> list[tuple[Entity, ...]]:
        named: list[tuple[Entity, ...]] = []
        for article in articles:
            try:
                named.append(self._named(replace(article, language=_language(article))))
            except Exception:
                log.exception("the names in article %s could not be read", article.id)
                named.append(())
        return named

    def _meaning(self, article: ArticleText, vector: Vectors | None, own: Vectors | None) -> Meaning:
        """``vector`` is what articles are compared by, ``own`` the packaged encoder's, which topics are read from."""
        try:
            traits = traits_of(article, vector)
            return Meaning(
                article.id,
                self.version,
                language=article.language,
                kind=traits.kind,
                words=len(article.text.split()),
                vector=packed(vector),
                terms=traits.words.to_bytes(),
                fingerprint=fingerprint(article),
                topics=self.topics.topics_of(article, own),
                entities=self._named(replace(article, text="", key_points=(), captions=())),
                whole=not (article.text or article.key_points or article.captions),
            )
        except Exception:
            log.exception("article %s could not be understood", article.id)
            return Meaning(article.id, self.version, language=article.language)

    def _named(self, article: ArticleText) -> tuple[Entity, ...]:
        found = find_entities(article, self.encoder, self.tagger, self.gazetteer)
        return tuple(each for each in found if each.confidence >= LEAST_CONFIDENCE)[:KEPT_ENTITIES]


def _vectors(encoder: TextEncoder, articles: Sequence[ArticleText]) -> list[Vectors | None]:
    """A vector for each article whose language the encoder knows."""
    known = [n for n, article in enumerate(articles) if encoder.is_encoded(article.language)]
    vectors: list[Vectors | None] = [None] * len(articles)
    try:
        rows = encoder.encode([opening(articles[n]) for n in known])
    except Exception:  # a plugged encoder's fault, or a text that nobody thought of
        log.exception("the encoder failed on a batch; its articles are understood by their words")
        return vectors
    for n, row in zip(known, rows, strict=True):
        vectors[n] = row if row.any() else None
    return vectors


def _language(article: ArticleText) -> str:
    """What the words say, where they say it surely; else what the source says."""
    read = language_of(f"{article.headline}\n{article.text[:_LANGUAGE_CHARACTERS]}")
    return read or article.language.lower()[:35]
