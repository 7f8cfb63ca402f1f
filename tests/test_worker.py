from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from mynews.model.errors import StorageError
from mynews.services.app import App
from mynews.services.gathering.subscribe import import_opml
from mynews.services.stories.lists import latest
from mynews.services.stories.reading import top_stories
from mynews.services.stories.understand import Step
from mynews.storage.database import Database
from mynews.worker import fetch_feeds, fetch_pages, work
from tests import make
from tests.fakes import FakeWeb

FEED = "https://paper.example/feed.xml"
LIST = f'<opml><body><outline text="Paper" xmlUrl="{FEED}"/></body></opml>'.encode()


def test_feeds_and_the_pages_of_stubs_are_lines_of_work_of_their_own(db: Database, tmp_path: Path) -> None:
    web = FakeWeb({FEED: make.rss(make.item(1, text="It begins [...]"))})
    with make.app(db, tmp_path, web) as app:
        import_opml(app, app.reader(), LIST)
        assert fetch_feeds(app, Event()) == 1
        assert fetch_pages(app, Event()) == 1
        assert [request.url for request in web.asked] == [FEED, "https://paper.example/1"]
        assert fetch_feeds(app, Event()) == fetch_pages(app, Event()) == 0


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

    monkeypatch.setattr("mynews.worker.fetch_feeds", failing)
    monkeypatch.setattr("mynews.worker._AFTER_TROUBLE", make.timedelta(milliseconds=5))
    with make.app(db, tmp_path) as app, caplog.at_level(logging.ERROR):
        work(replace(app), stop)
    assert len(rounds) == 3
    assert "The disk is full." in caplog.text


def test_a_database_that_is_away_when_the_worker_starts_is_waited_for(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop = Event()
    tries = []

    @contextmanager
    def loading(_app: App) -> Iterator[dict[str, Step]]:
        tries.append(1)
        if len(tries) < 3:
            raise StorageError("The server is away.")
        stop.set()
        yield {}

    monkeypatch.setattr("mynews.worker.understanding", loading)
    monkeypatch.setattr("mynews.worker._AFTER_TROUBLE", make.timedelta(milliseconds=5))
    with make.app(db, tmp_path) as app, caplog.at_level(logging.ERROR):
        work(app, stop)
    assert len(tries) == 3
    assert "Articles are not understood now: The server is away." in caplog.text


def test_what_the_worker_fetches_is_in_its_story_soon(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = Event()
    report = "A dam above the town of Brennick broke on Monday after three days of rain, and the valley was evacuated. "
    feeds = {
        f"https://{paper}.example/feed.xml": make.rss(make.item(1, headline=headline, text=report * 3))
        for paper, headline in (
            ("courier", "Dam breaks above Brennick"),
            ("herald", "Brennick dam broken, valley empty"),
        )
    }
    monkeypatch.setattr("mynews.worker._LOOK_AGAIN", make.timedelta(milliseconds=20))
    monkeypatch.setattr("mynews.worker._UNDERSTAND_AGAIN", make.timedelta(milliseconds=20))
    with make.app(db, tmp_path, FakeWeb(feeds), full_text=False) as app:
        outlines = "".join(f'<outline text="" xmlUrl="{url}"/>' for url in feeds)
        import_opml(app, app.reader(), f"<opml><body>{outlines}</body></opml>".encode())
        worker = Thread(target=work, args=(app, stop))
        worker.start()
        try:
            assert _before_long(lambda: [each.articles for each in top_stories(app, app.reader()).cards] == [2])
        finally:
            stop.set()
            worker.join(20)


def _before_long(happens: Callable[[], bool]) -> bool:
    end = monotonic() + 60
    while monotonic() < end:
        if happens():
            return True
        sleep(0.05)
    return False
