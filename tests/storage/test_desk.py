from __future__ import annotations

from datetime import timedelta

from mynews.model.meaning import Meaning
from mynews.model.story import Desk, Move
from mynews.storage.database import Database
from tests import make
from tests.make import NOW

UNTIL = NOW + timedelta(minutes=2)
LATER = UNTIL + timedelta(seconds=1)
LONG_AGO = NOW - timedelta(days=365)


def placeable(db: Database, number: int) -> list[int]:
    """So many articles that were understood and wait to be placed."""
    with db.write() as tx:
        tx.hosts.add(["paper.example"])
        source = make.source()
        tx.sources.add([source], {source.url: "paper.example"}, NOW)
        articles = tx.articles.save(1, [make.ready(identity=f"id {each}") for each in range(number)])
        claimed = tx.meanings.claim(NOW, timedelta(minutes=10), number)
        tx.meanings.save([Meaning(each, 1) for each in articles], claimed[0].claimed_until, NOW)
        tx.desk.hold("me", NOW, UNTIL)
    return list(articles)


def opening(article_id: int, story_id: int, **more: object) -> Move:
    return Move(article_id, story_id, NOW, opens=True, **more)  # type: ignore[arg-type]


def test_only_one_has_the_desk_until_it_is_left_or_the_time_runs_out(db: Database) -> None:
    with db.write() as tx:
        assert tx.desk.hold("one", NOW, UNTIL) == Desk(0, 1)
        assert tx.desk.hold("two", NOW, UNTIL) is None
        assert tx.desk.hold("one", NOW, UNTIL) == Desk(0, 1)
        tx.desk.leave("two")
        assert tx.desk.hold("two", NOW, UNTIL) is None
        tx.desk.leave("one")
        assert tx.desk.hold("two", NOW, UNTIL) == Desk(0, 1)
        assert tx.desk.hold("one", LATER, LATER) == Desk(0, 1)
        assert tx.desk.hold("two", LATER, LATER) is None


def test_what_was_decided_on_another_desk_is_not_saved(db: Database) -> None:
    with db.write() as tx:
        held = tx.desk.hold("one", NOW, UNTIL)
        assert held is not None
        assert tx.desk.advance("one", held, 5)
        assert not tx.desk.advance("one", held, 6), "the version is another one"
        now_held = tx.desk.hold("one", NOW, UNTIL)
        assert now_held == Desk(1, 5)
        assert not tx.desk.advance("two", now_held, 6)
        tx.desk.touch()
        assert not tx.desk.advance("one", now_held, 6)


def test_a_story_that_a_reader_opens_takes_the_next_number(db: Database) -> None:
    with db.write() as tx:
        held = tx.desk.hold("one", NOW, UNTIL)
        assert [tx.desk.new_story() for _ in range(3)] == [1, 2, 3]
        assert tx.desk.hold("one", NOW, UNTIL) == Desk(3, 4)
        assert held is not None and not tx.desk.advance("one", held, 1)


def test_other_parts_are_noticed_once(db: Database) -> None:
    with db.write() as tx:
        assert [tx.desk.use_parts(each) for each in (7, 7, 8, 8)] == [True, False, True, False]


def test_articles_wait_to_be_placed_in_order_and_are_then_remembered(db: Database) -> None:
    articles = placeable(db, 3)
    with db.write() as tx:
        assert [each.article_id for each in tx.desk.unplaced(2)] == articles[:2]
        tx.desk.carry_out([opening(1, 1), Move(2, 1, NOW)])
        assert [(each.article_id, each.story_id) for each in tx.desk.unplaced(9)] == [(3, None)]
        remembered = tx.desk.placed(LONG_AGO, LONG_AGO, 10)
        assert [(each.article_id, each.story_id) for each in remembered] == [(1, 1), (2, 1)]
        assert tx.desk.waiting() == 1


def test_an_article_that_says_something_else_waits_again_and_knows_its_story(db: Database) -> None:
    placeable(db, 3)
    with db.write() as tx:
        tx.desk.carry_out([opening(1, 1), opening(2, 2), opening(3, 3)])
        tx._connection.exec_driver_sql("UPDATE stories SET articles = id")
        tx.meanings.are_due([1, 2, 3], NOW)
        claimed = tx.meanings.claim(NOW, timedelta(minutes=10), 9)
        said = [Meaning(1, 2, terms=b"other"), Meaning(2, 2, kind="headline"), Meaning(3, 2, language="de")]
        assert tx.meanings.save(said, claimed[0].claimed_until, NOW) == [1, 2, 3]
        assert [(each.story_id, each.alone) for each in tx.desk.unplaced(9)] == [(1, True), (2, False)]
        assert [each.article_id for each in tx.desk.placed(LONG_AGO, LONG_AGO, 10)] == [2, 3]


def test_old_stories_are_remembered_where_they_are_among_the_newest_or_of_several_articles(db: Database) -> None:
    placeable(db, 4)
    with db.write() as tx:
        tx.desk.carry_out([opening(each, each) for each in (1, 2, 3, 4)])
        tx._connection.exec_driver_sql("UPDATE stories SET articles = CASE id WHEN 2 THEN 2 ELSE 1 END")
        tomorrow = NOW + timedelta(days=1)
        assert [each.story_id for each in tx.desk.placed(tomorrow, LONG_AGO, 1)] == [2, 4]
        assert [each.story_id for each in tx.desk.placed(tomorrow, tomorrow, 2)] == [3, 4]
        assert [each.story_id for each in tx.desk.placed(NOW, tomorrow, 0)] == [1, 2, 3, 4]


def test_absorbed_stories_lead_to_where_they_went_through_chains(db: Database) -> None:
    placeable(db, 3)
    with db.write() as tx:
        tx.desk.carry_out([opening(1, 1), opening(2, 2, earlier=1), opening(3, 3, absorbed=(2,))])
        tx._connection.exec_driver_sql("UPDATE stories SET articles = 1 WHERE id <> 2")
        assert [tx.stories.current(each) for each in (1, 2, 3)] == [1, 3, 3]
        assert tx.stories.following(1) == [3]
        tx.desk.absorb(3, 1)
        assert [tx.stories.current(each) for each in (1, 2, 3)] == [1, 1, 1]
        assert [tx.stories.placed_in(each) for each in (1, 2, 3)] == [1, 1, 1]
        assert tx.stories.following(1) == [], "no story follows itself"


def test_versions_of_a_text_have_one_original(db: Database) -> None:
    placeable(db, 4)
    with db.write() as tx:
        tx.desk.note_copies(1, [2, 3])
        assert tx.desk.versions([3, 4]) == [1, 2, 3, 4]
        assert tx.stories.copies_of(3) == [1, 2]
        tx.desk.note_copies(4, [1, 4])
        assert tx.desk.versions([2]) == [1, 2, 3, 4]
        assert tx.stories.copies_of(1) == [4, 2, 3]
        assert tx.stories.copies_of(4) == [1, 2, 3]


def test_stories_that_were_parted_are_known_by_the_numbers_they_have_now(db: Database) -> None:
    placeable(db, 3)
    with db.write() as tx:
        reader = tx.readers.add("Reader", NOW)
        tx.desk.carry_out([opening(each, each) for each in (1, 2, 3)])
        tx.desk.part(2, 1, reader.id, NOW)
        tx.desk.part(1, 2, reader.id, NOW)
        assert tx.desk.apart() == {frozenset({1, 2})}
        tx.desk.absorb(2, 3)
        assert tx.desk.apart() == {frozenset({1, 3})}
        tx.desk.absorb(3, 1)
        assert tx.desk.apart() == frozenset()


def test_what_a_reader_holds_in_a_story_is_placed_and_held(db: Database) -> None:
    placeable(db, 2)
    with db.write() as tx:
        tx.desk.carry_out([opening(1, 1)])
        tx.desk.hold_in(1, [1, 2])
        assert tx.desk.waiting() == 0
        assert [each.held for each in tx.desk.placed(LONG_AGO, LONG_AGO, 9)] == [True, True]
