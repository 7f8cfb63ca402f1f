from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from mynews.model.article import Place
from mynews.model.errors import NotFound
from mynews.model.meaning import Entity, Meaning, Topic
from mynews.model.source import Reader
from mynews.model.story import Move, StorySummary
from mynews.storage.database import Database, Tx
from mynews.storage.stories import key_of
from tests import make
from tests.make import NOW

DAY = timedelta(days=1)


def stored(db: Database, number: int) -> Reader:
    """So many stories of one article each, all followed by the reader that is given; the last is the hottest."""
    with db.write() as tx:
        reader = tx.readers.add("Reader", NOW)
        tx.hosts.add(["paper.example"])
        source = make.source()
        tx.sources.add([source], {source.url: "paper.example"}, NOW)
        tx.subscriptions.add([{"reader_id": reader.id, "source_id": 1}], NOW)
        articles = tx.articles.save(1, [make.ready(identity=f"id {each}") for each in range(number)])
        claimed = tx.meanings.claim(NOW, DAY, number)
        tx.meanings.save([Meaning(each, 1) for each in articles], claimed[0].claimed_until, NOW)
        tx.desk.carry_out([Move(each, each, NOW, opens=True) for each in articles])
        tx.stories.save([summary(each) for each in articles])
    return reader


def summary(
    story_id: int,
    *,
    topics: Iterable[str] = (),
    entities: Iterable[Entity] = (),
    heat: float | None = None,
    owners: int = 1,
    at: datetime = NOW,
) -> StorySummary:
    return StorySummary(
        id=story_id,
        lead_id=story_id,
        picture=None,
        opened_at=at,
        latest_at=at,
        articles=1,
        owners=owners,
        heat=heat if heat is not None else float(story_id),
        topics=tuple(Topic(code, 0.5) for code in topics),
        entities=tuple(entities),
    )


def nothing(story_id: int) -> StorySummary:
    return StorySummary(story_id, None, None, NOW, NOW, articles=0, owners=0, heat=None)


KIM = Entity("person", "Kim Yong-chol", 3)


def test_top_stories_are_the_hottest_first_and_paged(db: Database) -> None:
    reader = stored(db, 5)
    with db.write() as tx:
        tx.stories.save([summary(2, heat=4.0), nothing(5)])
        whole = tx.stories.top(reader.id, 9)
        assert [card.id for card in whole] == [4, 2, 3, 1]
        first = tx.stories.top(reader.id, 1)
        assert first == whole[:1]
        assert tx.stories.top(reader.id, 9, (4.0, 4)) == whole[1:]
        assert tx.stories.top(reader.id + 1, 9) == []


def test_the_largest_stories_are_those_of_most_owners(db: Database) -> None:
    reader = stored(db, 4)
    with db.write() as tx:
        tx.stories.save([summary(2, owners=7), summary(3, owners=3, at=NOW - 2 * DAY), nothing(4)])
        assert [card.id for card in tx.stories.largest(reader.id, 9)] == [2, 3, 1]
        assert [card.id for card in tx.stories.largest(reader.id, 9, NOW - DAY)] == [2, 1]
        assert [card.id for card in tx.stories.largest(reader.id, 1)] == [2]


def place_of(tx: Tx, story_id: int) -> Place:
    (card,) = tx.stories.cards([story_id])
    return Place(card.latest_at, card.id)


def test_stories_of_several_topics_come_once_each_the_newest_first(db: Database) -> None:
    reader = stored(db, 4)
    with db.write() as tx:
        tx.stories.save([summary(1, topics=["a", "b"]), summary(2, topics=["b"]), summary(4, topics=["a"])])
        assert [card.id for card in tx.stories.of_topics(reader.id, ["a", "b"], 9)] == [4, 2, 1]
        assert [card.id for card in tx.stories.of_topics(reader.id, ["a", "b"], 9, after=place_of(tx, 4))] == [2, 1]
        assert [card.id for card in tx.stories.of_topics(reader.id, ["b"], 1)] == [2]
        assert tx.stories.of_topics(reader.id + 1, ["a"], 9) == []
        tx.stories.save([nothing(2)])
        assert [card.id for card in tx.stories.of_topics(reader.id, ["b"], 9)] == [1]
        assert tx.stories.topics_of([1, 2]) == {1: (Topic("a", 0.5), Topic("b", 0.5))}


def test_spellings_of_a_name_are_one_entity_and_kinds_are_not(db: Database) -> None:
    reader = stored(db, 3)
    with db.write() as tx:
        other = Entity("person", "KIM Yong Chol", 2)
        place = Entity("place", "Kim Yong-chol", 1, place_id=5)
        tx.stories.save([summary(1, entities=[KIM]), summary(2, entities=[other, KIM, place]), summary(3)])
        named = tx.stories.entities_of([1, 2])
        (one,), (same, somewhere) = named[1], named[2]
        assert (one.id, one.name, one.mentions) == (same.id, "Kim Yong-chol", 3)
        assert same.mentions == 5
        assert (somewhere.kind, somewhere.place_id) == ("place", 5)
        assert [card.id for card in tx.stories.of_entity(reader.id, one.id, 9)] == [2, 1]
        assert [card.id for card in tx.stories.of_entity(reader.id, one.id, 9, after=place_of(tx, 2))] == [1]
        assert [(each.id, each.mentions) for each in tx.stories.beside(reader.id, one.id, 9)] == [(somewhere.id, 1)]
        assert tx.stories.entity(reader.id, one.id).name == "Kim Yong-chol"
        with pytest.raises(NotFound):
            tx.stories.entity(reader.id, 99)


@pytest.mark.parametrize("name", ["", "*", "Łódź", "O'Brien", "习近平", "a\N{COMBINING ACUTE ACCENT}"])
def test_any_name_has_a_page(db: Database, name: str) -> None:
    stored(db, 1)
    with db.write() as tx:
        tx.stories.save([summary(1, entities=[Entity("organisation", name)])])
        (entity,) = tx.stories.entities_of([1])[1]
        assert entity.name == name
    assert key_of("Á-b. C") == key_of("á b c") == "a b c"


def test_stories_about_the_same_people_at_the_same_time_are_near(db: Database) -> None:
    stored(db, 4)
    lee = Entity("person", "Lee Do-hoon")
    with db.write() as tx:
        tx.stories.save([summary(each, entities=[KIM, lee]) for each in (1, 2)])
        tx.stories.save([summary(3, entities=[KIM, lee], at=NOW - 9 * DAY), summary(4, entities=[KIM])])
        assert tx.stories.near(1, NOW - DAY, NOW + DAY, 9) == [2]
        assert tx.stories.near(1, NOW - 10 * DAY, NOW + DAY, 9) == [3, 2]


def test_a_story_without_articles_is_not_found(db: Database) -> None:
    stored(db, 2)
    with db.write() as tx:
        tx.stories.save([nothing(1)])
        for story_id in (1, 0, 99):
            with pytest.raises(NotFound):
                tx.stories.current(story_id)
        assert tx.stories.current(2) == 2
        assert tx.stories.count() == 1
        assert [card.id for card in tx.stories.cards([2, 1, 99])] == [2]


def test_more_stories_than_a_statement_takes_names_for_are_read(db: Database) -> None:
    stored(db, 1)
    with db.read() as tx:
        assert len(tx.stories.members(range(40_000))) == 1
        assert tx.stories.placed(range(40_000)) == {1: 1}
