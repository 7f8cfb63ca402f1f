from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event
from typing import Any

import pytest

from mynews.model.errors import NotFound
from mynews.model.signal import Signal, StoryTraits, Weighted
from mynews.model.story import Move
from mynews.storage.database import Database
from mynews.storage.traits import packed_traits, unpacked_traits
from tests.make import NOW

READER, OTHER = 1, 2
DAM = StoryTraits(
    story_id=7,
    opened_at=NOW - timedelta(days=1),
    latest_at=NOW,
    heat=20780.12346,
    owners=3,
    articles=4,
    length=412,
    vector=bytes(range(256)) + bytes(128),
    topics=Weighted(("medtop:1", "medtop:2"), (0.61234, 0.25)),
    entities=Weighted(("5", "12"), (1.0, 0.33333)),
    sources=Weighted(("1", "2"), (1.0, 1.0)),
    authors=Weighted(("ana reyes",), (1.0,)),
    words=Weighted(("dam", "straße", "東京"), (1.0, 1.0, 1.0)),
)


@pytest.fixture
def log(db: Database) -> Iterator[Database]:
    """A database with two readers."""
    with db.write() as tx:
        for name in ("Reader", "Other"):
            tx.readers.add(name, NOW)
    yield db


def signal(token: str, kind: Any = "open", at: datetime = NOW, **changes: Any) -> Signal:
    return Signal(token, kind, at, **({"story_id": 7} | changes))


def record(db: Database, *given: Signal, reader: int = READER, now: datetime = NOW) -> list[int]:
    with db.write() as tx:
        return tx.signals.record(reader, [(each, None) for each in given], now)


def test_a_story_comes_back_from_the_log_as_it_was(log: Database) -> None:
    with log.write() as tx:
        states = tx.signals.keep_states([DAM, replace(DAM, story_id=8)], NOW)
        given = signal(
            "a", "dwell", edition_id=3, article_id=9, place=4, seconds=2.5, face="greader", detail={"a": [1]}
        )
        first, second = tx.signals.record(READER, [(given, states[7]), (signal("b", story_id=None), None)], NOW)
    with log.read() as tx:
        one, two = tx.signals.after(READER, 0, 9)
        assert (one.id, one.signal, one.recorded_at) == (first, given, NOW)
        assert one.traits == unpacked_traits(packed_traits(DAM))
        assert (two.id, two.traits, two.signal.story_id) == (second, None, None)
        assert tx.signals.after(READER, first, 9) == [two]
        assert tx.signals.after(READER, 0, 1) == [one]
        assert tx.signals.after(OTHER, 0, 9) == []
        assert [each.id for each in tx.signals.recent(READER, 1)] == [second]


def test_what_comes_back_is_what_would_be_packed_again() -> None:
    once = unpacked_traits(packed_traits(DAM))
    assert unpacked_traits(packed_traits(once)) == once
    assert packed_traits(once) == packed_traits(DAM)
    assert replace(once, heat=DAM.heat, topics=DAM.topics, entities=DAM.entities) == DAM
    empty = StoryTraits(1, NOW, NOW)
    assert unpacked_traits(packed_traits(empty)) == empty
    assert len(packed_traits(DAM)) < 900


def test_a_state_is_kept_once(log: Database) -> None:
    with log.write() as tx:
        first = tx.signals.keep_states([DAM], NOW)
        assert tx.signals.keep_states([DAM], NOW) == first
        changed = tx.signals.keep_states([replace(DAM, owners=4)], NOW)
        assert changed.keys() == first.keys()
        assert changed != first
        assert tx.signals.keep_states([], NOW) == {}


def test_the_same_token_twice_is_one_signal(log: Database) -> None:
    first = record(log, signal("a"), signal("b"), signal("a", "hide"))
    assert len(first) == 2
    assert first == sorted(first)
    assert record(log, signal("b", "hide")) == []
    assert len(record(log, signal("a"), reader=OTHER)) == 1
    (new,) = record(log, signal("b"), signal("c"))
    with log.read() as tx:
        assert [each.signal.token for each in tx.signals.after(READER, 0, 9)] == ["a", "b", "c"]
        assert tx.signals.last_id(READER) == new
        assert tx.signals.counts(READER) == {"open": 3}
        assert tx.signals.get(READER, new).id == new
        with pytest.raises(NotFound):
            tx.signals.get(OTHER, new)


def test_ten_thousand_signals_are_recorded_in_their_order(log: Database) -> None:
    tokens = [f"t{number}" for number in range(10_000)]
    ids = record(log, *(signal(token, "seen", story_id=number) for number, token in enumerate(tokens)))
    assert len(ids) == 10_000
    with log.read() as tx:
        logged = tx.signals.after(READER, 0, 20_000)
        assert [each.id for each in logged] == ids
        assert [each.signal.token for each in logged] == tokens
    assert record(log, *(signal(token) for token in tokens)) == []


def test_signals_of_one_reader_are_numbered_in_the_order_in_which_they_are_kept(log: Database) -> None:
    """Who learns up to a number must never find a smaller one later."""
    recorded, go_on = Event(), Event()

    def slowly() -> None:
        with log.write() as tx:
            tx.signals.record(READER, [(signal("slow"), None)], NOW)
            recorded.set()
            go_on.wait(10)

    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(slowly)
        recorded.wait(10)
        fast = pool.submit(record, log, signal("fast"))
        with pytest.raises(TimeoutError):
            fast.result(0.2)
        go_on.set()
        slow.result(10)
        fast.result(10)
    with log.read() as tx:
        assert [each.signal.token for each in tx.signals.after(READER, 0, 9)] == ["slow", "fast"]


def test_what_is_hidden_follows_the_last_word(log: Database) -> None:
    later = NOW + timedelta(hours=1)
    hidden, *_ = record(log, signal("a", "hide", story_id=1), signal("b", "hide", story_id=2))
    record(log, signal("d", "unhide", story_id=2), signal("e", "open"), now=later)
    with log.read() as tx:
        assert tx.signals.hidden(READER) == {1}
        assert tx.signals.opened_at(READER, [7, 8]) == {7: later}
        assert tx.signals.hidden(OTHER) == set()
    record(log, signal("f", "undo", story_id=None, detail={"signal": hidden}))
    with log.read() as tx:
        assert tx.signals.undone(READER) == {hidden}
        assert tx.signals.hidden(READER) == set()


def test_the_first_open_of_a_story_is_known(log: Database) -> None:
    _, first, _ = record(log, signal("a", "seen"), signal("b"), signal("c"))
    with log.read() as tx:
        assert tx.signals.first_opens(READER, {7, 8}) == {7: first}


def test_what_was_hidden_stays_hidden_when_stories_become_one(log: Database) -> None:
    record(log, signal("a", "hide", story_id=1))
    with log.write() as tx:
        tx.desk.carry_out([Move(article_id=0, story_id=each, at=NOW, opens=True) for each in (1, 2)])
        tx.desk.absorb(1, 2)
        assert tx.signals.hidden(READER) == {2}


def test_the_visit_before_this_one_is_known_also_of_a_story_that_was_absorbed(log: Database) -> None:
    hour = timedelta(hours=1)
    with log.write() as tx:
        tx.desk.hold("test", NOW, NOW)
        for number in (7, 8):
            tx.desk.carry_out([Move(number, number, NOW, opens=True)])
        tx.desk.carry_out([Move(7, 7, NOW, absorbed=(8,))])
    record(log, signal("a"), now=NOW - 3 * hour)
    (last,) = record(log, signal("b", story_id=8), now=NOW - 2 * hour)
    record(log, signal("c"), now=NOW)
    with log.read() as tx:
        assert tx.signals.opened_before(READER, 7, NOW - hour) == NOW - 2 * hour
        assert tx.signals.opened_before(READER, 7, NOW - 3 * hour) is None
        assert tx.signals.opened_before(OTHER, 7, NOW) is None
    record(log, signal("d", "undo", story_id=None, detail={"signal": last}))
    with log.read() as tx:
        assert tx.signals.opened_before(READER, 7, NOW - hour) == NOW - 3 * hour
