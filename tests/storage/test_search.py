from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mynews.model.query import parse_query
from mynews.model.source import Reader
from mynews.storage.database import Database, Tx
from mynews.storage.search import Sought
from tests import make
from tests.storage.test_articles import follow

HEADLINES = (
    "Election count goes on in the harbour towns",
    "Elecciones: la ministra de Educación dimite",
    "東京で新しい橋が開通",
    "The Who play one last night",
    "North Pole station reports record warmth",
    "Pole vault record falls in the north",
    "Ärger über die neue Straße",
)
FOUND = [
    ("elections", {0}),
    ("ELECTION harbour", {0}),
    ("educacion", {1}),
    ("Educación", {1}),
    ("新しい橋", {2}),
    ("京東", set()),
    ('"the who"', {3}),
    ('"north pole"', {4}),
    ("north pole", {4, 5}),
    ("north -vault", {4}),
    ("harb*", {0}),
    ("strasse", set()),
    ("arger", {6}),
    ("-north", set()),
    ("", set()),
    ('"""', set()),
]


def find(tx: Tx, reader: Reader, query: str) -> list[int]:
    return list(tx.search.find(reader.id, Sought(parse_query(query).terms), 10).ids)


@pytest.mark.parametrize(("query", "found"), FOUND)
def test_what_is_typed_finds_what_is_meant(db: Database, query: str, found: set[int]) -> None:
    with db.write() as tx:
        reader, source_id = follow(tx)
        ids = tx.articles.save(
            source_id, [make.ready(headline=each, identity=each, body="<p>-</p>", byline="") for each in HEADLINES]
        )
        assert {ids.index(each) for each in find(tx, reader, query)} == found


def test_a_word_in_the_headline_counts_more_than_one_in_the_body(db: Database) -> None:
    with db.write() as tx:
        reader, source_id = follow(tx)
        below, above = tx.articles.save(
            source_id,
            [
                make.ready(identity="1", headline="News of the day", body="<p>A comet was seen.</p>"),
                make.ready(identity="2", headline="Comet seen", body="<p>It was bright and had a long tail.</p>"),
            ],
        )
        assert find(tx, reader, "comet") == [above, below]


@pytest.mark.parametrize("newest", [True, False])
def test_so_many_matches_as_are_asked_for_are_put_in_order_at_a_time(db: Database, newest: bool) -> None:
    with db.write() as tx:
        reader, source_id = follow(tx)
        ids = tx.articles.save(source_id, [make.ready(identity=str(number)) for number in range(5)])
        sought = Sought(parse_query("volcano").terms, newest=newest)
        found, after = list[set[int]](), None
        while not found or after:
            page = tx.search.find(reader.id, sought, 10, after, among=2)
            found, after = [*found, set(page.ids)], page.after
    assert found == [{ids[3], ids[4]}, {ids[1], ids[2]}, {ids[0]}]


def test_another_readers_articles_are_not_found(db: Database) -> None:
    with db.write() as tx:
        _, source_id = follow(tx)
        tx.articles.save(source_id, [make.ready()])
        other = tx.readers.add("ben", make.NOW)
        assert find(tx, other, "volcano") == []


def test_a_text_of_a_hundred_thousand_words_is_found_by_its_beginning(db: Database) -> None:
    words = "opening " + " ".join(f"word{number}" for number in range(100_000))
    with db.write() as tx:
        reader, source_id = follow(tx)
        (article_id,) = tx.articles.save(source_id, [make.ready(body=f"<p>{words}</p>")])
        assert find(tx, reader, "opening word7") == [article_id]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.text(alphabet=st.one_of(st.sampled_from(list("\"'*-():&|!\\<>^{}ab \0")), st.characters()), max_size=30)
)
def test_nothing_that_can_be_typed_is_an_error(db: Database, query: str) -> None:
    with db.write() as tx:
        reader = tx.readers.first() or follow(tx)[0]
        assert find(tx, reader, query) == []


def test_a_query_is_taken_apart_into_words_and_phrases() -> None:
    terms = parse_query('harb* -"north pole" Ärger').terms
    assert [(term.words, term.begins, term.without) for term in terms] == [
        ("harb*", True, False),
        ("north pole", False, True),
        ("Arger", False, False),
    ]
