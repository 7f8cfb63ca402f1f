from __future__ import annotations

import pytest

from mynews.model.errors import NotFound
from mynews.model.interest import Subject
from mynews.model.signal import Signal, SignalKind
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.personal.history import erase, erase_all, history
from mynews.services.personal.interests import state
from mynews.services.personal.learn import record_signals, relearn
from mynews.services.personal.profile import correct, profile_of, undo
from mynews.services.personal.rank import edition_of
from tests.press import CHESS, DAM, FERRY, Press


@pytest.fixture
def told(press: Press) -> tuple[App, list[int]]:
    """An installation with three stories, and their numbers."""
    articles = [press.publish(press.paper(name), report) for name, report in
                (("courier", DAM), ("herald", FERRY), ("post", CHESS))]  # fmt: skip
    press.understand()
    return press.app, [press.story_of(each) for each in articles]


def say(app: App, reader: Reader, kind: SignalKind, story: int) -> int:
    with app.db.read() as tx:
        token = f"{kind} {tx.signals.last_id()}"
    return record_signals(app, reader, [Signal(token, kind, app.now(), story)]).ids[0]


def known(app: App, reader: Reader) -> list[tuple[str, str, float]]:
    return [
        (each.subject.kind, each.subject.key, round(each.belief.liking, 9)) for each in profile_of(app, reader).known
    ]


def kinds(app: App, reader: Reader) -> list[str]:
    return [each.logged.signal.kind for each in history(app, reader).deeds]


def test_what_is_deleted_is_as_if_it_had_never_been(told: tuple[App, list[int]]) -> None:
    app, (dam, ferry, chess) = told
    reader = app.reader()
    say(app, reader, "more", dam)
    before = known(app, reader)
    wrong = say(app, reader, "more", ferry)
    assert known(app, reader) != before
    undo(app, reader, wrong)
    saved = say(app, reader, "save", chess)
    erase(app, reader, wrong)
    erase(app, reader, saved)
    assert kinds(app, reader) == ["more"], "what took it back is gone too"
    assert known(app, reader) == before
    with app.db.read() as tx:
        assert tx.marks.saved(reader.id, 9) == []
        states = [row["story_id"] for row in tx.archive.rows("story_states")]
    assert states == [dam], "the states of stories that no signal needs are gone"
    relearn(app, reader)
    assert known(app, reader) == before


def test_all_is_deleted_but_what_was_said_by_name(told: tuple[App, list[int]]) -> None:
    app, (dam, ferry, chess) = told
    reader = app.reader()
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    theirs = say(app, other, "more", dam)
    state(app, reader, "follow", Subject("word", "ferry"))
    say(app, reader, "open", dam)
    say(app, reader, "open", ferry)
    say(app, reader, "save", ferry)
    edition_of(app, reader)
    erase_all(app, reader)
    assert (kinds(app, reader), known(app, reader)) == ([], [])
    assert [each.subject.key for each in profile_of(app, reader).interests] == ["ferry"]
    with app.db.read() as tx:
        ((_, mark),) = tx.marks.of(reader.id, [article for article, _ in tx.marks.saved(reader.id, 9)]).items()
        assert (mark.read_at, len(tx.marks.saved(reader.id, 9))) == (None, 1)
        assert [row["reader_id"] for row in tx.archive.rows("editions")] == []
    assert [each.logged.id for each in history(app, other).deeds] == [theirs]
    say(app, reader, "more", chess)
    assert known(app, reader) != [], "and it learns again"


def test_nobody_deletes_what_another_did(told: tuple[App, list[int]]) -> None:
    app, (dam, *_) = told
    reader = app.reader()
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    theirs = say(app, other, "more", dam)
    with pytest.raises(NotFound):
        erase(app, reader, theirs)
    with app.db.write() as tx:
        tx.signals.erase(reader.id, [theirs])
    assert kinds(app, other) == ["more"]


def test_history_has_pages_and_names_what_it_is_about(told: tuple[App, list[int]]) -> None:
    app, (dam, *_) = told
    reader = app.reader()
    for _ in range(4):
        say(app, reader, "seen", dam)
    correct(app, reader, Subject("word", "ferry"), 1.0)
    first = history(app, reader, most=3)
    second = history(app, reader, first.after, most=3)
    assert second.after is None
    numbers = [each.logged.id for each in (*first.deeds, *second.deeds)]
    assert numbers == sorted(numbers, reverse=True) and len(numbers) == 5
    assert first.deeds[0].subject == Subject("word", "ferry", "ferry")
    assert first.deeds[1].story is not None and first.deeds[1].story.id == dam
