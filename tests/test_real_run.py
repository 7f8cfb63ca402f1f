"""The whole product on real feeds: imported, fetched, read, searched, and killed at ten random moments."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mynews.model.article import Place
from mynews.storage.database import open_database
from tests.real_web import serving

pytestmark = [pytest.mark.data, pytest.mark.xdist_group("real_run")]


@pytest.fixture(scope="module")
def feeds(shared_data: Path) -> Iterator[list[str]]:
    with serving(shared_data / "feeds") as urls:
        yield urls


def environment(home: Path, database: str) -> dict[str, str]:
    return os.environ | {
        "MYNEWS_DATA_DIR": str(home),
        "MYNEWS_DATABASE": database,
        "MYNEWS_ALLOW_PRIVATE": "127.0.0.1",
        "MYNEWS_CLAIM_SECONDS": "2",
        "MYNEWS_FULL_TEXT": "0",  # the pages lie on hosts that are not here
    }


def run(home: Path, database: str, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "mynews", *command],
        env=environment(home, database),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def import_all(home: Path, database: str, feeds: list[str]) -> None:
    home.mkdir()
    outlines = "".join(f'<outline type="rss" text="feed {n}" xmlUrl="{url}"/>' for n, url in enumerate(feeds))
    (home / "feeds.opml").write_text(f'<opml version="2.0"><body>{outlines}</body></opml>')
    run(home, database, "import", str(home / "feeds.opml"))


def everything(database: str) -> list[tuple[str, str, str | None]]:
    """Every article that a reader finds by paging from the newest to the oldest: source, headline, address."""
    db = open_database(database)
    found = []
    after: Place | None = None
    with db.read() as tx:
        reader = tx.readers.first()
        assert reader is not None
        addresses = {source.id: source.url for source in tx.sources.all()}
        while cards := tx.articles.latest(reader.id, 500, after):
            found += [(addresses[card.source_id], card.headline, card.url) for card in cards]
            after = Place(cards[-1].sort_at, cards[-1].id)
    db.close()
    return sorted(found, key=str)


def test_real_feeds_are_imported_fetched_read_and_searched(feeds: list[str], tmp_path: Path) -> None:
    home, database = tmp_path / "home", f"sqlite:///{tmp_path / 'home' / 'mynews.db'}"
    import_all(home, database, feeds)
    said = run(home, database, "refresh", "--all")
    done = re.search(r"(\d+) sources fetched, (\d+) new articles, (\d+) sources ill", said)
    assert done is not None
    fetched, new, ill = map(int, done.groups())
    assert fetched == len(feeds)
    assert new == len(everything(database)) > 3000
    assert ill < len(feeds) // 10
    assert "sources fetched, 0 new articles" in run(home, database, "refresh", "--all")
    assert len(run(home, database, "search", "the").splitlines()) > 20
    assert run(home, database, "sources").count("\n") > len(feeds)


@pytest.fixture(scope="module")
def calm(feeds: list[str], tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, str | None]]:
    """What one undisturbed run finds."""
    home = tmp_path_factory.mktemp("calm") / "home"
    database = f"sqlite:///{home / 'mynews.db'}"
    import_all(home, database, feeds)
    run(home, database, "refresh")
    return everything(database)


def test_killed_at_ten_random_moments_nothing_is_lost_and_nothing_doubled(
    feeds: list[str], calm: list[tuple[str, str, str | None]], tmp_path: Path, database_url: str
) -> None:
    home = tmp_path / "home"
    import_all(home, database_url, feeds)
    moments = random.Random(4)
    for _ in range(10):
        worker = subprocess.Popen([sys.executable, "-m", "mynews", "worker"], env=environment(home, database_url))
        time.sleep(moments.uniform(1.0, 3.5))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    time.sleep(2.1)  # the last claim runs out
    run(home, database_url, "refresh")
    assert everything(database_url) == calm


def test_a_worker_that_is_told_to_stop_ends_in_order(feeds: list[str], tmp_path: Path) -> None:
    home, database = tmp_path / "home", f"sqlite:///{tmp_path / 'home' / 'mynews.db'}"
    import_all(home, database, feeds)
    worker = subprocess.Popen([sys.executable, "-m", "mynews", "worker"], env=environment(home, database))
    patience = time.monotonic() + 60
    while not everything(database) and time.monotonic() < patience:  # on a busy machine it takes long to start
        time.sleep(0.2)
    worker.terminate()
    assert worker.wait(timeout=60) == 0
    run(home, database, "refresh")  # at once: no claim is left to run out
    assert len(everything(database)) > 3000
