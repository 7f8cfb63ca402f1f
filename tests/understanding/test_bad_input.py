"""Whatever a source sends goes through every part: nothing raises, and what comes out keeps within its bounds."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mynews.model.meaning import ArticleText, Entity, Topic
from mynews.understanding.coverage import MOST_DEVELOPMENTS, Member, coverage_of
from mynews.understanding.duplicates import FINGERPRINT_BYTES, Copy, fingerprint, is_copy, original_of
from mynews.understanding.encoder import OPENING_CHARACTERS, WIDTH, Encoder, Vectors, opening
from mynews.understanding.entities import find_entities, merge_entities
from mynews.understanding.importance import Report, importance_of
from mynews.understanding.keypoints import MOST_FROM_SOURCE, MOST_POINTS, KeyPoints, development, key_points
from mynews.understanding.language import is_encoded, language_of
from mynews.understanding.places import Gazetteer
from mynews.understanding.sentences import sentences_of
from mynews.understanding.stories import OpenStories, Traits, place, traits_of
from mynews.understanding.tagger import Tagger
from mynews.understanding.topics import Topics
from mynews.understanding.vocabulary import load_terms
from mynews.understanding.words import KEPT_TERMS, TermVector, term_vector

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TERMS = load_terms()
SENTENCE = "The council of the harbour town met on Monday, and Mayor Rosa Dunne said the ferry to Ansel would sail. "
MOST_MEGABYTES = 40

FOREIGN = {
    "Greek": ("el", "Το ηφαίστειο ξύπνησε τη Δευτέρα", "Το ηφαίστειο πάνω από το λιμάνι ξύπνησε και έθαψε δύο χωριά. "),
    "Arabic": ("ar", "البركان يستيقظ يوم الاثنين", "استيقظ البركان فوق الميناء يوم الاثنين ودفن قريتين تحت الرماد. "),
    "Chinese": ("zh", "火山周一喷发", "港口上方的火山于周一喷发，掩埋了两个村庄，机场因此关闭。"),
    "Japanese": ("ja", "火山が月曜日に噴火", "港の上にある火山が月曜日に噴火し、二つの村が灰に埋まった。"),
    "Thai": ("th", "ภูเขาไฟปะทุเมื่อวันจันทร์", "ภูเขาไฟเหนือท่าเรือปะทุเมื่อวันจันทร์และฝังหมู่บ้านสองแห่งใต้เถ้าถ่าน "),
    "Finnish": (
        "fi",
        "Tulivuori heräsi maanantaina",
        "Sataman yllä oleva tulivuori heräsi ja hautasi kaksi kylää alleen. ",
    ),
    "German": (
        "de",
        "Vulkan am Montag erwacht",
        "Der Vulkan über dem Hafen erwachte am Montag und begrub zwei Dörfer unter Asche. ",
    ),
}

ODD = {
    "one word": ("Volcano", ""),
    "one word of text": ("", "Volcano"),
    "a hundred thousand words": ("Ferry sails", SENTENCE * 5_000),
    "a hundred thousand words, no two alike": ("Ferry", " ".join(f"Word{n:x}q" for n in range(100_000))),
    "ten thousand paragraphs": ("Ferry sails", f"{SENTENCE}\n\n" * 10_000),
    "no headline": ("", SENTENCE * 10),
    "nothing": ("", ""),
    "white space": (" \t", "\n \n" * 50_000),
    "all capitals": ("FERRY SAILS AGAIN", SENTENCE.upper() * 10),
    "emoji": ("🌋🔥", "🌋🔥💨 👩‍👩‍👧 " * 1_000),
    "markup in the headline": ("<b>Ferry</b> &amp; <i>sea</i> <br", SENTENCE * 6),
    "open tags": ("<" * 20_000, "<a " * 50_000),
    "half entities": ("&" * 20_000, "&# &amp" * 50_000),
    "control characters": ("Fer\x01ry\x07 \x1b[31m", SENTENCE.replace(" ", "\x02 ") * 6),
    "NUL": ("Fer\0ry", SENTENCE.replace("a", "\0") * 6),
    "halves of characters": ("Ferry \ud83d sails", (SENTENCE + "\udc00 \ud800") * 6),
    "a sentence of twenty thousand words": ("Ferry", "the Mayor and a ferry of Ansel " * 3_000),
    "one word fifty thousand times": ("Volcano", "Volcano " * 50_000),
    "one word without end": ("x", "Xy" * 250_000),
    "full stops": (".", ". " * 100_000),
    "initials": ("A. B.", "A. " * 100_000),
    "quotation marks": ('"', '."' * 100_000),
    "hyphens": ("-", "Ab-" * 100_000),
    "acronyms": ("A (A)", "Ab (ABC) " * 40_000),
    "names": ("Names", " ".join(f"Mr Ab{chr(97 + n % 26)}{chr(97 + n // 26 % 26)} Cd met." for n in range(20_000))),
    "text from right to left": ("\u202eFerry\u202c \u200f", "\u200f\u202e" + SENTENCE * 6),
    "mixed scripts": ("Rosa встречает 习近 in Αθήνα", "Rosa встречает 习近 in Αθήνα يوم. " * 50),
    "accents without letters": ("e" + "\u0301" * 1_000, "\u0301" * 100_000),
    "joiners": ("\u200d", "\u200d" * 100_000),
    "digits": ("1", "1,234." * 50_000),
}

# Any character at all, halves of pairs too, and what news is made of, in any order.
ANY_CHARACTERS = st.text(st.characters(), max_size=80)
FRAGMENTS = st.sampled_from(
    ["\n\n", " ", ". ", "A. ", "“", "”", "<b>", "&amp;", "(HSB) ", "Rosa Dunne ", "Mayor ", "Harbour Safety Board ",
     "in Oslo", " said", "'s ", "-", "—", "5 ", "ß", "İ", "ﬁ", "\ufeff", "\u202e", "火山", SENTENCE]
)  # fmt: skip
TEXTS = st.lists(FRAGMENTS | ANY_CHARACTERS, max_size=30).map("".join)


@dataclass(frozen=True)
class Parts:
    """What is loaded once."""

    encoder: Encoder
    tagger: Tagger
    topics: Topics
    gazetteer: Gazetteer


@dataclass(frozen=True)
class Understood:
    """What every part made of an article."""

    language: str
    vector: Vectors | None
    terms: TermVector
    traits: Traits
    topics: tuple[Topic, ...]
    entities: tuple[Entity, ...]
    points: KeyPoints


@pytest.fixture(scope="module")
def parts() -> Parts:
    return Parts(Encoder.load(1), Tagger.load(1), Topics.load(), Gazetteer.load())


def understood(article: ArticleText, parts: Parts) -> Understood:
    """An article after all parts, each looked at as it comes."""
    language = language_of(f"{article.headline} {article.text}")
    assert language == "" or (len(language) == 2 and language.islower())
    told = replace(article, language=article.language or language)
    row = parts.encoder.encode([opening(told)])[0]
    assert len(opening(told)) <= OPENING_CHARACTERS
    assert row.shape == (WIDTH,)
    assert not row.any() or abs(float(np.linalg.norm(row)) - 1) < 1e-4
    vector = row if is_encoded(told.language) else None
    traits = checked_traits(told, vector)
    topics = parts.topics.topics_of(told, vector)
    assert all(0 < topic.weight <= 1 + 1e-6 and TERMS[topic.code] for topic in topics)
    assert {TERMS.top(topic.code).code for topic in topics} <= {topic.code for topic in topics}
    entities = find_entities(told, parts.encoder, parts.tagger, parts.gazetteer)
    for found in (entities, merge_entities([entities, entities], parts.gazetteer)):
        assert all(each.name.strip() and each.mentions >= 1 and 0 <= each.confidence <= 1 for each in found)
    points = key_points(told)
    check_sentences(told, points)
    check_story(told, traits)
    return Understood(language, vector, term_vector(told.headline, told.text), traits, topics, entities, points)


def checked_traits(article: ArticleText, vector: Vectors | None) -> Traits:
    own = fingerprint(article)
    assert len(own) in (0, FINGERPRINT_BYTES)
    traits = traits_of(article, vector)
    assert len(traits.words) <= KEPT_TERMS
    assert bool((np.diff(traits.words.terms.astype(np.int64)) > 0).all())
    assert len(TermVector.from_bytes(traits.words.to_bytes())) == len(traits.words)
    copy = Copy(article.id, own, traits.words)
    assert is_copy(copy, copy) is bool(own and len(traits.words))
    return traits


def check_sentences(article: ArticleText, points: KeyPoints) -> None:
    sentences = sentences_of(article.text)
    on_one_line = " ".join(article.text.split())
    assert all(sentence and sentence in on_one_line for sentence in sentences)
    assert set(points.points) <= set(sentences)
    assert len(points.points) <= MOST_POINTS
    new = development(sentences, [article.headline])
    assert set(new) <= set(sentences)
    assert len(new) <= MOST_POINTS


def check_story(article: ArticleText, traits: Traits) -> None:
    stories = OpenStories()
    stories.apply(place(traits, [], NOW), traits, 1)
    again = place(traits, stories.near(traits), NOW)
    assert again.story_id in (None, 1)
    assert 0 <= again.nearness <= 1 + 1e-6
    coverage = coverage_of([Member(article, traits.words, NOW), Member(replace(article, id=2), traits.words, NOW)])
    assert coverage.headline == article.headline
    assert len(coverage.timeline) <= MOST_DEVELOPMENTS
    importance = importance_of([Report(article.owner, NOW, words=len(article.text.split()))], NOW)
    assert 0 <= importance.value <= 1
    assert original_of([article, replace(article, id=2)]).id == article.id


def article(headline: str, text: str, byline: str = "", language: str = "") -> ArticleText:
    return ArticleText(1, headline, text, byline=byline, language=language, published_at=NOW, owner="paper.example")


@pytest.mark.parametrize("name", ODD)
def test_an_odd_article_goes_through_every_part(parts: Parts, name: str) -> None:
    understood(article(*ODD[name]), parts)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(headline=TEXTS, text=TEXTS, byline=ANY_CHARACTERS, language=st.sampled_from(["", "en", "xx-\ud800", "de"]))
def test_any_characters_go_through_every_part(
    parts: Parts, headline: str, text: str, byline: str, language: str
) -> None:
    understood(article(headline, text, byline=byline, language=language), parts)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(sections=st.lists(ANY_CHARACTERS, max_size=5), points=st.lists(TEXTS, max_size=12))
def test_any_sections_and_key_points_go_through_every_part(
    parts: Parts, sections: list[str], points: list[str]
) -> None:
    given_points = replace(article("Ferry sails", SENTENCE), key_points=tuple(points), sections=tuple(sections))
    assert len(key_points(given_points).points) <= MOST_FROM_SOURCE
    vector = parts.encoder.encode([opening(given_points)])[0]
    assert all(TERMS[topic.code] for topic in parts.topics.topics_of(given_points, vector))
    find_entities(given_points, parts.encoder, parts.tagger, parts.gazetteer)


@pytest.mark.parametrize("language", FOREIGN)
def test_a_language_that_the_encoder_does_not_know_is_told_and_read_by_its_words(parts: Parts, language: str) -> None:
    code, headline, text = FOREIGN[language]
    found = understood(article(headline, text * 3), parts)
    assert (found.language, found.vector, found.topics, found.entities) == (code, None, (), ())
    assert len(found.traits.words) >= 5


@pytest.mark.parametrize("language", FOREIGN)
def test_reports_in_such_a_language_make_one_story_by_their_words(language: str) -> None:
    _, headline, text = FOREIGN[language]
    _, other_headline, other_text = FOREIGN["Greek" if language != "Greek" else "Finnish"]
    stories = OpenStories()
    for number, report in enumerate((article(other_headline, other_text * 3), article(headline, text * 3)), 1):
        traits = traits_of(report)
        stories.apply(place(traits, stories.near(traits), NOW), traits, number)
    follow_up = traits_of(article(headline, text * 2))
    assert place(follow_up, stories.near(follow_up), NOW).story_id == 2


def test_a_book_takes_little_memory(parts: Parts) -> None:
    book = article("Ferry", " ".join(f"Word{n:x}q sails." for n in range(50_000)))
    understood(article("Ferry sails", SENTENCE), parts)  # what is loaded once is not counted
    with traced_memory() as most:
        understood(book, parts)
        assert most() < MOST_MEGABYTES * 1_000_000


@contextmanager
def traced_memory() -> Iterator[Callable[[], int]]:
    """Counts the memory that is taken meanwhile; calling what it gives says how much that was at most."""
    tracemalloc.start()
    try:
        yield lambda: tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
