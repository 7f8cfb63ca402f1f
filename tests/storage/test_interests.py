from __future__ import annotations

from datetime import timedelta

import pytest

from mynews.model.errors import NotFound
from mynews.model.interest import Reading, Subject
from mynews.storage.database import Database
from tests.make import NOW

HOUR = timedelta(hours=1)
READER, OTHER = 1, 2
CHILE = Subject("entity", "5", "Chile")


@pytest.fixture
def told(db: Database) -> Database:
    """A database with two readers."""
    with db.write() as tx:
        for name in ("Reader", "Other"):
            tx.readers.add(name, NOW)
    return db


def test_what_is_stated_anew_replaces_what_was_said(told: Database) -> None:
    with told.write() as tx:
        first = tx.interests.state(READER, "follow", CHILE, NOW)
        second = tx.interests.state(READER, "mute", CHILE, NOW + HOUR, until=NOW + 2 * HOUR)
        assert (second.id, second.stance, second.until) == (first.id, "mute", NOW + 2 * HOUR)
        elsewhere = tx.interests.state(READER, "follow", CHILE, NOW, folder="World")
        assert tx.interests.of(READER, NOW) == (second, elsewhere)
        assert tx.interests.of(OTHER, NOW) == ()


def test_a_mute_ends_by_itself(told: Database) -> None:
    with told.write() as tx:
        muted = tx.interests.state(READER, "mute", CHILE, NOW, until=NOW + HOUR)
        assert tx.interests.of(READER, NOW + HOUR - timedelta(microseconds=1)) == (muted,)
        assert tx.interests.of(READER, NOW + HOUR) == ()


def test_only_its_reader_withdraws_an_interest(told: Database) -> None:
    with told.write() as tx:
        stated = tx.interests.state(READER, "follow", CHILE, NOW)
        with pytest.raises(NotFound):
            tx.interests.withdraw(OTHER, stated.id)
        assert tx.interests.withdraw(READER, stated.id) == stated
        with pytest.raises(NotFound):
            tx.interests.withdraw(READER, stated.id)
        assert tx.interests.state(READER, "follow", CHILE, NOW).id > stated.id


def test_a_reader_reads_as_usual_until_they_say_otherwise(told: Database) -> None:
    with told.write() as tx:
        assert tx.reading.get(READER) == Reading()
        for wanted in (Reading(ranked=False), Reading(break_through=True, edition_size=20)):
            tx.reading.set(READER, wanted)
            assert tx.reading.get(READER) == wanted
        assert tx.reading.get(OTHER) == Reading()
