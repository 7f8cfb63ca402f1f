"""From nothing to a personal edition of real feeds, over real sockets; how long it takes is printed (``-s``)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import httpx2
import pytest

from mynews.net.http import Web
from mynews.storage.database import open_database
from mynews.worker import work
from tests import make
from tests.delivery.web.browsing import serving
from tests.real_web import serving as published

pytestmark = [pytest.mark.data, pytest.mark.xdist_group("real_run")]
FEEDS = 20
FETCHED_AT = datetime(2026, 2, 17, 18, tzinfo=UTC)  # when these feeds were taken, so that their news is news
POLITICS = "11000000"
_PATIENCE = 240.0


@contextmanager
def installation(home: Path) -> Iterator[str]:
    """Pages on a server, with a worker beside them that fetches from the loopback."""
    database = open_database(f"sqlite:///{home / 'mynews.db'}")
    stop = Event()
    with (
        Web(allow_private=("127.0.0.1",)) as web,
        make.app(database, home, web, now=FETCHED_AT, full_text=False) as app,
    ):
        worker = Thread(target=work, args=(app, stop))
        worker.start()
        try:
            with serving(app) as origin:
                yield origin
        finally:
            stop.set()
            worker.join()
    database.close()


def token_of(page: httpx2.Response) -> str:
    found = re.search(r'name="token" value="(\w+)"', page.text)
    assert found
    return found[1]


def test_real_feeds_become_a_personal_edition(shared_data: Path, tmp_path: Path) -> None:
    with (
        published(shared_data / "feeds") as urls,
        installation(tmp_path) as origin,
        httpx2.Client(base_url=origin, timeout=60) as browser,
    ):
        begun = time.perf_counter()
        first_stories = 0.0
        topics = browser.get("/welcome/topics", params={"q": "politics"})
        browser.post("/welcome/topics", data={"token": token_of(topics), "topic": POLITICS})
        outlines = "".join(f'<outline type="rss" text="feed" xmlUrl="{url}"/>' for url in urls[:FEEDS])
        browser.post(
            "/welcome/import",
            data={"token": token_of(browser.get("/welcome/sources"))},
            files={"list": ("list.opml", f'<opml version="2.0"><body>{outlines}</body></opml>')},
        )
        page = browser.get("/welcome/progress")
        while 'data-done="yes"' not in page.text and time.perf_counter() - begun < _PATIENCE:
            time.sleep(0.5)
            page = browser.get("/welcome/progress")
            if not first_stories and "Open my edition" in page.text:
                first_stories = time.perf_counter() - begun
        done = time.perf_counter() - begun
        told = re.search(r'class="standfirst" role="status">([^<]+)<', page.text)
        assert told
        assert told[1].startswith(f"{FEEDS} of {FEEDS} sources fetched")
        shown = len(set(re.findall(r'data-story="(\d+)"', browser.get("/").text)))
        print(f"\n{told[1]} First stories after {first_stories:.1f} s, all after {done:.1f} s; {shown} in the edition.")
        assert shown >= 20
        assert "You follow politics" in browser.get("/following").text
