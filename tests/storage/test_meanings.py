from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from mynews.model.meaning import DueMeaning, Entity, Meaning, Topic
from mynews.model.plan import ChangedArticle
from mynews.storage.database import Database
from tests import make
from tests.make import NOW

LEASE = timedelta(minutes=10)
SOON = NOW + timedelta(minutes=1)


def save(db: Database, number: int = 1, **changes: object) -> tuple[int, ...]:
    """So many articles of one source."""
    with db.write() as tx:
        if not tx.sources.all():
            tx.hosts.add(["paper.example"])
            source = make.source()
            tx.sources.add([source], {source.url: "paper.example"}, NOW)
        first = tx.articles.count()
        ready = [make.ready(identity=f"id {first + each}", headline=f"Day {first + each}") for each in range(number)]
        return tx.articles.save(1, [replace(each, **changes) for each in ready])  # type: ignore[arg-type]


def claim(db: Database, most: int = 50, *, now: object = NOW, at_leisure: bool = False) -> tuple[DueMeaning, ...]:
    with db.write() as tx:
        return tx.meanings.claim(now, LEASE, most, at_leisure=at_leisure)  # type: ignore[arg-type]


def ids(claimed: Sequence[DueMeaning]) -> list[int]:
    return [each.article_id for each in claimed]


def meaning(article_id: int, **changes: object) -> Meaning:
    whole = Meaning(
        article_id,
        version=7,
        language="en",
        kind="headline",
        words=12,
        vector=b"\x01\x7f",
        terms=b"\x00\xff",
        fingerprint=b"print",
        topics=(Topic("04000000", 0.75),),
        entities=(Entity("person", "Ilse Marlow", 3, ("Ilse Marlow", "Marlow"), 0.9, None),),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def test_every_new_article_is_due_once(db: Database) -> None:
    articles = save(db, 3)
    assert ids(claim(db)) == list(articles)
    assert claim(db) == ()


def test_the_newest_are_understood_first(db: Database) -> None:
    save(db, 5)
    assert [ids(claim(db, 2)) for _ in range(4)] == [[4, 5], [2, 3], [1], []]


def test_an_article_that_waits_for_its_page_is_due_a_quarter_of_an_hour_later(db: Database) -> None:
    save(db, page_due_at=NOW)
    assert claim(db, now=NOW + timedelta(minutes=14)) == ()
    assert ids(claim(db, now=NOW + timedelta(minutes=15))) == [1]


def test_an_article_is_due_as_soon_as_its_page_came(db: Database) -> None:
    save(db, page_due_at=NOW)
    with db.write() as tx:
        (due,) = tx.articles.claim_pages(NOW, LEASE, 1)
        assert tx.articles.complete(due, make.ready(), SOON)
    assert ids(claim(db, now=SOON)) == [1]


def test_a_changed_headline_makes_an_article_due_anew_and_one_that_reads_the_same_does_not(db: Database) -> None:
    save(db)
    done(db, claim(db))
    with db.write() as tx:
        tx.articles.change(ChangedArticle(1, make.ready(headline="Day 0", identity="id 0")), SOON)
    assert claim(db, now=SOON) == ()
    with db.write() as tx:
        tx.articles.change(ChangedArticle(1, make.ready(headline="Another day", identity="id 0")), SOON)
    assert ids(claim(db, now=SOON)) == [1]


def done(db: Database, claimed: Sequence[DueMeaning], **changes: object) -> int:
    with db.write() as tx:
        understood = [meaning(each.article_id, **changes) for each in claimed]
        return len(tx.meanings.save(understood, claimed[0].claimed_until, NOW))


def test_what_was_understood_is_read_as_it_was_saved(db: Database) -> None:
    save(db)
    assert done(db, claim(db)) == 1
    with db.read() as tx:
        assert tx.meanings.get(1) == meaning(1)
        assert tx.meanings.get(2) is None
        assert tx.desk.waiting() == 1


def test_a_meaning_of_nothing_is_saved_too(db: Database) -> None:
    save(db)
    claimed = claim(db)
    with db.write() as tx:
        assert tx.meanings.save([Meaning(1, 7)], claimed[0].claimed_until, NOW) == [1]
    with db.read() as tx:
        assert tx.meanings.get(1) == Meaning(1, 7)
    assert claim(db, now=SOON + LEASE) == ()


def test_the_articles_of_a_dead_worker_return(db: Database) -> None:
    save(db, 2)
    assert len(claim(db)) == 2
    assert claim(db, now=NOW + LEASE - timedelta(seconds=1)) == ()
    assert len(claim(db, now=NOW + LEASE)) == 2


def test_who_lost_the_claim_saves_nothing(db: Database) -> None:
    save(db, 2)
    slow = claim(db)
    fast = claim(db, 1, now=NOW + LEASE)
    assert done(db, slow) == 1, "only of the one that nobody else took"
    assert done(db, fast) == 1
    assert done(db, fast) == 0


def test_an_article_that_changed_while_it_was_read_is_not_saved_and_due_again(db: Database) -> None:
    save(db)
    claimed = claim(db)
    with db.write() as tx:
        tx.articles.change(ChangedArticle(1, make.ready(headline="Another day")), SOON)
    assert done(db, claimed) == 0
    assert ids(claim(db, now=SOON)) == [1]


def test_an_article_that_is_gone_is_saved_for_nobody(db: Database) -> None:
    save(db)
    claimed = claim(db)
    with db.write() as tx:
        tx.sources.forget("feed")
    assert done(db, claimed) == 0


def test_what_is_given_back_is_due_at_once_and_only_by_its_holder(db: Database) -> None:
    save(db)
    lost = claim(db)
    held = claim(db, now=NOW + LEASE)
    with db.write() as tx:
        tx.meanings.give_back(lost, NOW + LEASE)
    assert claim(db, now=NOW + LEASE) == ()
    with db.write() as tx:
        tx.meanings.give_back(held, NOW + LEASE)
    assert ids(claim(db, now=NOW + LEASE)) == [1]


def test_names_of_a_whole_text_are_read_at_leisure(db: Database) -> None:
    save(db, 2)
    done(db, claim(db), whole=False)
    assert claim(db) == ()
    with db.read() as tx:
        assert (tx.meanings.waiting(NOW), tx.meanings.waiting(NOW, at_leisure=True)) == (0, 2)
    held = claim(db, at_leisure=True)
    assert ids(held) == [1, 2]
    named = {1: (Entity("place", "Gravik", 2, ("Gravik",), 0.8, 4711),), 2: ()}
    with db.write() as tx:
        tx.meanings.are_due([2], SOON)
        assert tx.meanings.save_entities(named, held[0].claimed_until) == [1]
    with db.read() as tx:
        assert tx.meanings.get(1) == meaning(1, entities=named[1])
        assert tx.meanings.get(2) == meaning(2)
    assert ids(claim(db, now=SOON)) == [2]


@pytest.mark.parametrize("version", [None, 8])
def test_everything_is_due_anew_wherever_it_stands(db: Database, version: int | None) -> None:
    save(db, 4)
    done(db, claim(db, 1))
    done(db, claim(db, 1), whole=False)
    claim(db, 1)
    with db.write() as tx:
        assert tx.meanings.all_are_due(SOON, version) == 4
    assert ids(claim(db, now=SOON)) == [1, 2, 3, 4]


def test_what_the_same_parts_understood_is_not_due_anew(db: Database) -> None:
    save(db, 3)
    done(db, claim(db, 1))
    done(db, claim(db, 1), whole=False)
    with db.write() as tx:
        assert tx.meanings.all_are_due(SOON, 7) == 2
    assert ids(claim(db, now=SOON)) == [1]
    assert ids(claim(db, now=SOON, at_leisure=True)) == [2]


def test_no_article_is_claimed_twice_by_eight_at_once(db: Database) -> None:
    save(db, 100)

    def take(_name: int) -> list[int]:
        return [each for _ in range(10) for each in ids(claim(db, 3))]

    with ThreadPoolExecutor(8) as pool:
        claimed = [article_id for mine in pool.map(take, range(8)) for article_id in mine]
    assert sorted(claimed) == list(range(1, 101))
