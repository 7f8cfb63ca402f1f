from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from mynews.model.errors import StorageError
from mynews.services.browse import latest
from mynews.services.subscribe import import_opml
from mynews.storage.database import Database
from mynews.worker import work, work_once
from tests import make
from tests.fakes import FakeWeb

FEED = "https://paper.example/feed.xml"
LIST = f'<opml><body><outline text="Paper" xmlUrl="{FEED}"/></body></opml>'.encode()


def test_one_round_fetches_sources_and_the_pages_of_stubs(db: Database, tmp_path: Path) -> None:
    web = FakeWeb({FEED: make.rss(make.item(1, text="It begins [...]"))})
    with make.app(db, tmp_path, web) as app:
        import_opml(app, app.reader(), LIST)
        assert work_once(app, Event()) == 2
        assert [request.url for request in web.asked] == [FEED, "https://paper.example/1"]
        assert work_once(app, Event()) == 0


def test_the_worker_finds_what_is_added_while_it_runs_and_ends_when_told(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched, stop = Event(), Event()

    class Telling(FakeWeb):
        def fetch_many(self, requests):  # type: ignore[no-untyped-def, override]
            yield from super().fetch_many(requests)
            fetched.set()

    with make.app(db, tmp_path, Telling({FEED: make.rss(make.item(1))})) as app:
        monkeypatch.setattr("mynews.worker._LOOK_AGAIN", make.timedelta(milliseconds=20))
        worker = Thread(target=work, args=(app, stop))
        worker.start()
        import_opml(app, app.reader(), LIST)
        assert fetched.wait(20)
        stop.set()
        worker.join(20)
        assert not worker.is_alive()
        assert len(latest(app, app.reader()).cards) == 1


def test_trouble_is_logged_and_waited_out(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop = Event()
    rounds = []

    def failing(*_: object) -> int:
        rounds.append(1)
        if len(rounds) == 3:
            stop.set()
        raise StorageError("The disk is full.") if len(rounds) == 1 else ZeroDivisionError

    monkeypatch.setattr("mynews.worker.work_once", failing)
    monkeypatch.setattr("mynews.worker._AFTER_TROUBLE", make.timedelta(milliseconds=5))
    with make.app(db, tmp_path) as app, caplog.at_level(logging.ERROR):
        work(replace(app), stop)
    assert len(rounds) == 3
    assert "The disk is full." in caplog.text
