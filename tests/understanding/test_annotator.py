from __future__ import annotations

from dataclasses import replace

import pytest

from mynews.model.meaning import ArticleText, Entity, Meaning
from mynews.model.vector import packed, unpacked
from mynews.understanding.annotator import KEPT_ENTITIES, Annotator
from mynews.understanding.encoder import Encoder, Vectors
from mynews.understanding.words import TermVector
from tests.press import CHESS, DAM

ARTICLE = ArticleText(1, DAM[0], DAM[1], language="en", owner="courier.example")


def test_all_that_one_article_tells_is_in_its_meaning(annotator: Annotator) -> None:
    (meaning,) = annotator.annotate([ARTICLE])
    assert (meaning.article_id, meaning.version) == (1, annotator.version)
    assert (meaning.language, meaning.kind, meaning.words) == ("en", "text", len(DAM[1].split()))
    assert len(meaning.vector) == 384 and len(meaning.fingerprint) == 66
    assert len(TermVector.from_bytes(meaning.terms)) > 10


def test_names_of_the_headline_come_at_once_and_those_of_the_text_when_asked_for(annotator: Annotator) -> None:
    headline_only = replace(ARTICLE, id=2, text="")
    whole, brief = annotator.annotate([ARTICLE, headline_only])
    assert (whole.whole, brief.whole) == (False, True)
    assert "Ilse Marlow" not in [each.name for each in whole.entities]
    assert "Ilse Marlow" in [each.name for each in annotator.entities_of([ARTICLE])[1]]


def test_articles_understood_together_mean_what_they_mean_alone(annotator: Annotator) -> None:
    articles = [ARTICLE, ArticleText(2, *CHESS, language="en"), ArticleText(3, "Deiche halten", language="de")]
    together = annotator.annotate(articles)
    alone = [annotator.annotate([each])[0] for each in articles]
    for one, other in zip(together, alone, strict=True):
        assert replace(one, vector=b"", topics=()) == replace(other, vector=b"", topics=())
        near, far = unpacked(one.vector), unpacked(other.vector)
        assert (near is None) == (far is None)
        assert near is None or far is None or float(near @ far) > 0.98


def test_the_words_tell_the_language_before_the_source_does(annotator: Annotator) -> None:
    german = "Nach drei Tagen Regen ist am Montag der Damm oberhalb der kleinen Stadt gebrochen, das Tal ist geräumt."
    sure, unsure = annotator.annotate(
        [ArticleText(1, "Damm gebrochen", german, language="en-GB"), ArticleText(2, "Foto", language="EN-gb")]
    )
    assert sure.language == "de"
    assert sure.vector == b"", "the packaged encoder knows English alone"
    assert unsure.language.startswith("en")


@pytest.mark.parametrize(
    "article",
    [
        ArticleText(1, ""),
        ArticleText(1, "Rain"),
        ArticleText(1, "\x00\ud800 ￿"),
        ArticleText(1, "🌧🌧🌧", "🌧" * 500),
        ArticleText(1, "RAIN BREAKS DAM", "WATER. " * 100),
        ArticleText(1, "<b>Rain</b> &amp; dam", "<p>"),
        ArticleText(1, "洪水で堤防が決壊", "洪水" * 200, language="ja"),
        ArticleText(1, "Rain", "rain " * 100_000),
        ArticleText(1, "x" * 100_000),
        ArticleText(1, "Rain", language="x" * 1000),
    ],
    ids=lambda article: f"{article.headline[:8]!r} {len(article.text)}",
)
def test_whatever_comes_means_something_or_nothing(annotator: Annotator, article: ArticleText) -> None:
    (meaning,) = annotator.annotate([article])
    assert meaning.article_id == 1
    assert len(meaning.language) <= 35
    assert len(annotator.entities_of([article])[1]) <= KEPT_ENTITIES


def test_nothing_means_nothing(annotator: Annotator) -> None:
    assert annotator.annotate([]) == []
    assert annotator.entities_of([]) == {}


def test_an_article_that_cannot_be_read_stops_no_other(annotator: Annotator, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(article: ArticleText, *_: object) -> tuple[Entity, ...]:
        if article.id == 1:
            raise ZeroDivisionError
        return (Entity("place", "Gravik"),)

    monkeypatch.setattr("mynews.understanding.annotator.find_entities", failing)
    other = ArticleText(2, *CHESS, language="en")
    broken, whole = annotator.annotate([ARTICLE, other])
    assert broken == Meaning(1, annotator.version, language="en")
    assert whole.terms and whole.entities
    assert annotator.entities_of([ARTICLE, other]) == {1: (), 2: (Entity("place", "Gravik"),)}


def test_where_the_encoder_fails_words_alone_must_do(annotator: Annotator) -> None:
    class Broken(Encoder):
        def encode(self, *_: object, **__: object) -> Vectors:
            raise RuntimeError

    (meaning,) = replace(annotator, vectors=Broken.load(1)).annotate([ARTICLE])
    assert meaning.vector == b"" and meaning.terms


def test_another_encoder_is_another_version(annotator: Annotator) -> None:
    class Other(Encoder):
        version = "another encoder"

    other = replace(annotator, vectors=Other.load(1))
    assert other.version != annotator.version
    assert annotator.version == replace(annotator).version


def test_a_vector_is_packed_with_little_loss(annotator: Annotator) -> None:
    (vector,) = annotator.vectors.encode([f"{DAM[0]}. {DAM[1]}"])
    stored = packed(vector)
    again = unpacked(stored)
    assert again is not None and len(stored) == len(vector)
    assert float(again @ vector) > 0.995
    assert (packed(None), packed(vector * 0), unpacked(b"")) == (b"", b"", None)
