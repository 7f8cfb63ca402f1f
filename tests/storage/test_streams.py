from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from mynews.model.source import Reader
from mynews.services.app import App
from mynews.storage.database import Database
from mynews.storage.streams import Arrival, Wanted
from tests import make
from tests.delivery.web.visitor import follow


@pytest.fixture
def readers(db: Database, tmp_path: Path) -> tuple[App, Reader, Reader]:
    """Two readers: the first follows a paper of two articles, the second a paper of their own, of one."""
    with make.app(db, tmp_path) as app:
        first = app.reader()
        with db.write() as tx:
            second = tx.readers.add("second", make.NOW)
        follow(app, make.article(identity="a"), make.article(identity="b", headline="Another one"), reader=first)
        paid = {"reader": second, "private_to": second.id, "url": "https://paid.example/feed"}
        follow(app, make.article(identity="c"), **paid)
        return app, first, second


def ids(app: App, reader: Reader, wanted: Wanted) -> list[int]:
    with app.db.read() as tx:
        return [each.id for each in tx.streams.page(reader.id, wanted, 9)]


def test_marks_and_labels_open_nothing_that_only_another_reader_may_see(readers: tuple[App, Reader, Reader]) -> None:
    app, first, second = readers
    with app.db.write() as tx:
        for reader in (first, second):
            tx.marks.save(reader.id, [1, 3], make.NOW)
            tx.labels.add(reader.id, "later", [2, 3])
    assert ids(app, first, Wanted("saved")) == [1]
    assert ids(app, first, Wanted("label", label="later")) == [2]
    assert ids(app, second, Wanted("saved")) == [3, 1]
    assert ids(app, second, Wanted("label", label="later")) == [3, 2]
    assert ids(app, first, Wanted("source", source_id=2)) == []


def test_articles_of_one_instant_are_told_apart_by_their_numbers(readers: tuple[App, Reader, Reader]) -> None:
    app, first, _ = readers
    for oldest_first, order in ((False, [2, 1]), (True, [1, 2])):
        assert ids(app, first, Wanted(oldest_first=oldest_first)) == order
        after = Arrival(make.NOW, order[0])
        assert ids(app, first, Wanted(oldest_first=oldest_first, after=after)) == order[1:]


def test_bounds_are_included(readers: tuple[App, Reader, Reader]) -> None:
    app, first, _ = readers
    moment = timedelta(microseconds=1)
    assert ids(app, first, Wanted(since=make.NOW, until=make.NOW)) == [2, 1]
    assert ids(app, first, Wanted(since=make.NOW + moment)) == ids(app, first, Wanted(until=make.NOW - moment)) == []


def test_labels_are_kept_by_reader(readers: tuple[App, Reader, Reader]) -> None:
    app, first, second = readers
    with app.db.write() as tx:
        tx.labels.add(first.id, "b", [1, 2])
        tx.labels.add(first.id, "A", [1])
        tx.labels.add(first.id, "A", [1])
        tx.labels.add(second.id, "c", [1])
        assert tx.labels.names(first.id) == ("A", "b")
        assert tx.labels.of(first.id, [1, 2]) == {1: ("A", "b"), 2: ("b",)}
        tx.labels.rename(first.id, "b", "A")
        assert tx.labels.of(first.id, [1, 2]) == {1: ("A",), 2: ("A",)}
        tx.labels.remove(first.id, "A", [1])
        assert tx.labels.of(first.id, [1, 2]) == {2: ("A",)}
        tx.labels.drop(first.id, "A")
        assert tx.labels.names(first.id) == ()
        assert tx.labels.names(second.id) == ("c",)


def test_counts_are_of_what_is_followed(readers: tuple[App, Reader, Reader]) -> None:
    app, first, second = readers
    with app.db.write() as tx:
        tx.marks.read(first.id, [1], make.NOW)
        told = [(each.source_id, each.count, each.newest_at) for each in tx.streams.unread(first.id)]
        assert told == [(1, 1, make.NOW)]
        assert (tx.streams.count(first.id), tx.streams.count(second.id)) == (2, 1)
        assert [each.source.id for each in tx.subscriptions.tied(second.id)] == [2]
