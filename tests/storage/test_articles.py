from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from mynews.model.article import Place
from mynews.model.errors import NotFound, NotStorable
from mynews.model.plan import ChangedArticle
from mynews.model.query import Term
from mynews.model.source import Reader
from mynews.storage.database import Database, Tx, open_database
from mynews.storage.search import Sought
from tests import make
from tests.make import NOW


def follow(tx: Tx, url: str = "https://paper.example/feed.xml", folder: str = "") -> tuple[Reader, int]:
    reader = tx.readers.first() or tx.readers.add("ana", NOW)
    tx.hosts.add(["paper.example"])
    (source,) = tx.sources.add([make.source(url=url)], {url: "paper.example"}, NOW)
    tx.subscriptions.add([{"reader_id": reader.id, "source_id": source.id, "folder": folder}], NOW)
    return reader, source.id


def test_a_saved_article_comes_back_whole(db: Database) -> None:
    parsed = make.article(
        kicker="Nature",
        key_points=("It smokes", "Nobody was hurt"),
        topics=("volcanoes",),
        print_note="Page 3",
        summary="<p>Short.</p>",
    )
    with db.write() as tx:
        _, source_id = follow(tx)
        (article_id,) = tx.articles.save(source_id, [make.ready(parsed)])
    with db.read() as tx:
        stored = tx.articles.get(article_id)
    assert {name: getattr(stored, name) for name in parsed.__dataclass_fields__ if name != "identity"} == {
        name: getattr(parsed, name) for name in parsed.__dataclass_fields__ if name != "identity"
    }
    assert stored.arrived_at == NOW


def test_an_article_that_is_not_there_is_not_found(db: Database) -> None:
    with db.read() as tx, pytest.raises(NotFound, match="number 7"):
        tx.articles.get(7)


def test_paging_shows_every_article_once_even_at_one_instant(db: Database) -> None:
    with db.write() as tx:
        reader, source_id = follow(tx)
        tx.articles.save(
            source_id,
            [make.ready(identity=str(n), published_at=NOW - timedelta(hours=n // 5)) for n in range(23)],
        )
    seen: list[int] = []
    after: Place | None = None
    with db.read() as tx:
        while cards := tx.articles.latest(reader.id, 4, after):
            seen += [card.id for card in cards]
            after = Place(cards[-1].sort_at, cards[-1].id)
    assert len(seen) == 23 and len(set(seen)) == 23
    assert seen[:5] == [5, 4, 3, 2, 1]


def test_latest_shows_only_what_is_followed_and_one_folder_when_asked(db: Database) -> None:
    with db.write() as tx:
        reader, one = follow(tx, "https://paper.example/1", "World")
        _, two = follow(tx, "https://paper.example/2", "Sport")
        _, three = follow(tx, "https://paper.example/3")
        for source_id in (one, two, three):
            tx.articles.save(source_id, [make.ready(headline=f"Of source {source_id}")])
        tx.subscriptions.remove(reader.id, [three])
        assert {card.source_id for card in tx.articles.latest(reader.id, 10)} == {one, two}
        assert {card.source_id for card in tx.articles.latest(reader.id, 10, folder="Sport")} == {two}


def test_a_change_keeps_what_was_said_before(db: Database) -> None:
    before = make.article(headline="Volcano sleeps", body="<p>All is calm.</p>")
    after = make.article(headline="Volcano wakes", body="<p>All is not calm.</p>")
    with db.write() as tx:
        reader, source_id = follow(tx)
        (article_id,) = tx.articles.save(source_id, [make.ready(before)])
        tx.articles.change(ChangedArticle(article_id, make.ready(after)), NOW + timedelta(hours=1))
        (change,) = tx.articles.changes_of(article_id)
        stored = tx.articles.get(article_id)
        assert list(tx.search.find(reader.id, Sought((Term("sleeps"),)), 5).ids) == []
        assert list(tx.search.find(reader.id, Sought((Term("wakes"),)), 5).ids) == [article_id]
    assert change.before == {"headline": "Volcano sleeps", "body": "<p>All is calm.</p>"}
    assert (stored.headline, stored.body) == ("Volcano wakes", "<p>All is not calm.</p>")
    assert stored.changed_at == change.changed_at == NOW + timedelta(hours=1)
    assert stored.sort_at == NOW


def test_a_page_is_claimed_by_one_and_again_when_the_claim_ran_out(db: Database) -> None:
    lease = timedelta(minutes=10)
    stub = make.article(complete=False, body="<p>It begins ...</p>")
    with db.write() as tx:
        _, source_id = follow(tx)
        tx.articles.save(source_id, [make.ready(stub)])
        (first,) = tx.articles.claim_pages(NOW, lease, 5)
        assert tx.articles.claim_pages(NOW, lease, 5) == ()
        (second,) = tx.articles.claim_pages(NOW + lease * 2, lease, 5)
        whole = make.ready(make.article(body="<p>It begins and it ends.</p>"))
        assert not tx.articles.complete(first, whole, make.NOW)
        assert tx.articles.complete(second, whole, make.NOW)
        assert tx.articles.get(first.article_id).body == "<p>It begins and it ends.</p>"
        assert tx.articles.claim_pages(NOW + lease * 9, lease, 5) == ()


def test_what_the_page_gave_stays_when_the_feed_changes_its_headline(db: Database) -> None:
    stub = make.article(complete=False, byline="", body="<p>It begins ...</p>")
    page = make.article(body="<p>It begins and it ends.</p>", key_points=("It smokes",), byline="Ana Reyes")
    with db.write() as tx:
        _, source_id = follow(tx)
        (article_id,) = tx.articles.save(source_id, [make.ready(stub)])
        (due,) = tx.articles.claim_pages(NOW, timedelta(minutes=10), 5)
        tx.articles.complete(due, make.ready(page), make.NOW)
        renamed = make.ready(replace(stub, headline="Volcano sleeps"))
        tx.articles.change(ChangedArticle(article_id, renamed, keep_body=True), NOW)
        stored = tx.articles.get(article_id)
        (change,) = tx.articles.changes_of(article_id)
    assert (stored.headline, stored.byline, stored.key_points) == ("Volcano sleeps", "Ana Reyes", ("It smokes",))
    assert (stored.body, stored.complete) == (page.body, True)
    assert change.before == {"headline": "Volcano wakes after a century"}


def test_a_change_that_asks_for_no_page_takes_none_back(db: Database) -> None:
    stub = make.article(complete=False, body="<p>It begins ...</p>")
    with db.write() as tx:
        _, source_id = follow(tx)
        (article_id,) = tx.articles.save(source_id, [make.ready(stub)])
        tx.articles.change(ChangedArticle(article_id, replace(make.ready(stub), page_due_at=None)), NOW)
        assert len(tx.articles.claim_pages(NOW, timedelta(minutes=10), 5)) == 1


def test_a_reading_sees_one_state_of_things(db: Database) -> None:
    with db.write() as tx:
        _, source_id = follow(tx)
    with db.read() as reading:
        assert reading.articles.count() == 0
        with db.write() as tx:
            tx.articles.save(source_id, [make.ready()])
        assert reading.articles.count() == 0


def test_what_no_database_can_hold_is_refused_in_words(db: Database) -> None:
    with db.write() as tx:
        _, source_id = follow(tx)
    with pytest.raises(NotStorable), db.write() as tx:
        tx.articles.save(source_id, [make.ready(headline="Lone \ud800", body="<p>x</p>")])


def test_a_headline_without_end_is_saved_and_found_by_its_beginning(db: Database) -> None:
    endless = "volcano " + " ".join(f"word{number}" for number in range(200_000))
    with db.write() as tx:
        reader, source_id = follow(tx)
        tx.articles.save(source_id, [make.ready(headline=endless)])
        assert len(tx.search.find(reader.id, Sought((Term("volcano"),)), 5).ids) == 1
        assert list(tx.search.find(reader.id, Sought((Term("x" * 200 + "*", begins=True),)), 5).ids) == []


def test_ids_are_never_given_twice(db: Database) -> None:
    with db.write() as tx:
        _, source_id = follow(tx)
        (first,) = tx.articles.save(source_id, [make.ready()])
        tx.sources.forget("feed")
        _, source_id = follow(tx)
        (second,) = tx.articles.save(source_id, [make.ready()])
    assert second > first


def test_the_newest_are_read_off_an_index_and_never_sorted(tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path / 'mynews.db'}")
    with db.write() as tx:
        reader, _ = follow(tx)
        asked = last_statement_of(db, lambda: tx.articles.latest(reader.id, 50, Place(NOW, 7), "World"))
    with closing(sqlite3.connect(tmp_path / "mynews.db")) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {asked}", [None] * asked.count("?"))]
    db.close()
    assert any("ix_articles_sort_at_id" in step for step in plan)
    assert not any("ORDER BY" in step for step in plan)


def last_statement_of(db: Database, act: Callable[[], object]) -> str:
    asked: list[str] = []
    event.listen(db._engine, "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement))
    act()
    return asked[-1]
