from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mynews.model.errors import NotFound
from mynews.model.interest import Interest, Subject
from mynews.model.signal import Signal, SignalKind
from mynews.model.slate import Edition, Hidden, Placed, Reason
from mynews.storage.database import Database
from tests.make import NOW

HOUR = timedelta(hours=1)
READER, OTHER = 1, 2
CHILE = Subject("entity", "5", "Chile")
MUTE = Interest(3, READER, "mute", CHILE, NOW - HOUR, NOW + HOUR, "World")
EDITION = Edition(
    id=0,
    reader_id=READER,
    made_at=NOW,
    until=NOW + HOUR,
    seed=2**31 - 1,
    ranker="bayes 1",
    learned_up_to=12,
    folder="",
    places=(
        Placed(7, 0.1 + 0.2, (Reason("entity", 0.1, CHILE, 4), Reason("base", 0.2))),
        Placed(8, -1.5, (), "explored", 0.125),
        Placed(9, -2.0, ()),
    ),
    hidden=(Hidden(10, MUTE), Hidden(11, replace(MUTE, until=None))),
)


@pytest.fixture
def press(db: Database) -> Database:
    """A database with two readers."""
    with db.write() as tx:
        for name in ("Reader", "Other"):
            tx.readers.add(name, NOW)
    return db


def test_an_edition_comes_back_as_it_was_made(press: Database) -> None:
    with press.write() as tx:
        saved = tx.editions.save(EDITION)
        assert saved == replace(EDITION, id=saved.id)
        assert tx.editions.get(READER, saved.id) == saved
        with pytest.raises(NotFound):
            tx.editions.get(OTHER, saved.id)


def test_the_newest_edition_stands_until_it_ends(press: Database) -> None:
    with press.write() as tx:
        tx.editions.save(EDITION)
        newest, other = tx.editions.save(EDITION), tx.editions.save(replace(EDITION, folder="World"))
        assert tx.editions.current(READER, "", NOW) == newest
        assert tx.editions.current(READER, "World", NOW) == other
        assert tx.editions.current(READER, "", NOW + HOUR) is None
        assert tx.editions.current(OTHER, "", NOW) is None
        tx.editions.end(OTHER, NOW)
        assert tx.editions.current(READER, "", NOW) == newest
        tx.editions.end(READER, NOW)
        assert tx.editions.current(READER, "", NOW) is None
        assert tx.editions.current(READER, "World", NOW) is None


def test_impressions_are_the_places_that_were_seen(press: Database) -> None:
    with press.write() as tx:
        edition = tx.editions.save(EDITION)
        done: tuple[tuple[SignalKind, int], ...] = (("seen", 7), ("seen", 8), ("open", 8))
        given = [Signal(f"{kind} {story}", kind, NOW, story_id=story, edition_id=edition.id) for kind, story in done]
        tx.signals.record(READER, [(each, None) for each in given], NOW)
        tx.signals.record(READER, [(Signal("elsewhere", "open", NOW, story_id=9), None)], NOW)
        first, second = tx.editions.impressions(NOW)
        assert (first.place, first.placed, first.read) == (0, EDITION.places[0], False)
        assert (second.place, second.placed, second.read) == (1, EDITION.places[1], True)
        assert list(tx.editions.impressions(NOW, OTHER)) == []
        assert list(tx.editions.impressions(NOW + HOUR)) == []


def test_editions_that_no_signal_names_are_pruned(press: Database) -> None:
    with press.write() as tx:
        named, unnamed = tx.editions.save(EDITION), tx.editions.save(EDITION)
        tx.signals.record(READER, [(Signal("a", "seen", NOW, story_id=7, edition_id=named.id), None)], NOW)
        assert tx.editions.prune(NOW) == 0
        assert tx.editions.prune(NOW + 2 * HOUR) == 1
        assert tx.editions.get(READER, named.id) == named
        with pytest.raises(NotFound):
            tx.editions.get(READER, unnamed.id)
