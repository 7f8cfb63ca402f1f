"""Real feed readers of Debian 12 against the running server. They are fetched once into this user's cache folder."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from mynews.services.app import App
from mynews.services.household.app_passwords import make_app_password
from mynews.services.personal.editions import edition_page
from mynews.services.programs.my_news import FEED, number_of
from mynews.services.programs.published import publish, secret_of
from mynews.services.stories.lists import subscriptions
from tests.conftest import DATA
from tests.delivery.greader.conftest import printed
from tests.delivery.greader.program import Program
from tests.delivery.greader.served import served

pytestmark = [pytest.mark.data, pytest.mark.xdist_group("real clients")]

SCRIPTS = DATA.parent / "clients"
KIT = user_cache_path("mynews-tests") / "clients"
LONG = "tag:google.com,2005:reader/item/"
_PATIENCE_SECONDS = 300
_TRIES = 3


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[App, str]]:
    """A server with two papers and an edition."""
    with served(tmp_path) as (app, origin):
        printed(app)
        yield app, origin


def kit_with(name: str) -> Path:
    """The folder of the client programs, with this one in it; skips where it cannot be had."""
    if not SCRIPTS.is_dir():
        pytest.skip("no data")
    debian = Path("/etc/debian_version")
    if shutil.which("apt-get") is None or not debian.exists() or not debian.read_text().startswith("12"):
        pytest.skip(f"no {name}: this is not Debian 12")
    whole = KIT / f"{name}.fetched"
    if not whole.exists():
        for each in (KIT / "debs" / name, KIT / name):
            shutil.rmtree(each, ignore_errors=True)
        fetch = [str(SCRIPTS / "fetch_clients.sh"), str(KIT), name]
        done = subprocess.run(fetch, check=False, capture_output=True, text=True)
        if done.returncode:
            subprocess.run(["apt-get", "-qq", "update"], check=False, capture_output=True)
            done = subprocess.run(fetch, check=False, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"no {name}: Debian's packages cannot be fetched ({done.stderr.strip()[-200:]})")
        whole.touch()
    return KIT


def run(script: str, *arguments: object) -> str:
    """What a script of the kit prints."""
    command = [str(SCRIPTS / script), *map(str, arguments)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_PATIENCE_SECONDS)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(database: Path, question: str) -> list[tuple[object, ...]]:
    """What a client program has stored."""
    connection = sqlite3.connect(database)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def long(numbers: Sequence[int]) -> list[str]:
    return [f"{LONG}{number:016x}" for number in numbers]


def kinds(app: App) -> list[tuple[str, int | None]]:
    """What the server was told, by kind and article."""
    with app.db.read() as tx:
        return [(each.signal.kind, each.signal.article_id) for each in tx.signals.after(app.reader().id, 0, 99)]


def test_newsboat_reads_my_news_in_order_and_pushes_what_is_done(tmp_path: Path) -> None:
    kit = kit_with("newsboat")
    for number in range(_TRIES):  # keys are pressed at set times: on a busy machine one may come before its screen
        folder = tmp_path / str(number)
        folder.mkdir()
        read, saved, told, opened = driven_newsboat(kit, folder)
        if (read, len(saved)) == ([1, 2, 3, 4, 5], 1):
            break
    # Opened in My News and marked as unread again; another one starred; then "A" on the whole of My News, which is no
    # signal. 5 is a copy.
    assert read == [1, 2, 3, 4, 5]
    assert told == [("open", opened), ("save", saved[0])]
    assert len(saved) == 1


def driven_newsboat(kit: Path, folder: Path) -> tuple[list[int], list[int], list[tuple[str, int | None]], int]:
    """What newsboat left behind at a server: what is read, what is kept, the signals, and what comes first there."""
    with served(folder) as (app, origin):
        printed(app)
        secret = make_app_password(app, app.reader(), "newsboat").secret
        before = Program(app).numbers(f"feed/{FEED}")
        state = folder / "newsboat"
        run("newsboat.sh", kit, state, origin, "reader", secret, "drive")
        stored = rows(state / "cache.db", "select feedurl, guid, title from rss_item")
        assert {str(url).rpartition("/")[2].partition("?")[0] for url, _, _ in stored} == {
            f"feed%2F{FEED}", "feed%2F1", "feed%2F2",
        }  # fmt: skip
        assert len(stored) == len(before) + 5
        ours = f"select guid from rss_item where feedurl like '%{FEED}%' order by pubDate desc"
        assert [guid for (guid,) in rows(state / "cache.db", ours)] == long(before)
        with app.db.read() as tx:
            marks = sorted(tx.marks.of(app.reader().id, [1, 2, 3, 4, 5]).items())
        read, saved = [each for each, mark in marks if mark.read_at], [each for each, mark in marks if mark.saved_at]
        return read, saved, kinds(app), before[0] - number_of(0)


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_newsboat_reads_the_edition_that_we_publish_as_a_feed(site: tuple[App, str], tmp_path: Path, form: str) -> None:
    kit = kit_with("newsboat")
    app, origin = site
    feed = publish(app, app.reader(), "edition")
    stories = [f"urn:mynews:story:{each.story.id}" for each in edition_page(app, app.reader()).shown]
    (tmp_path / "urls").write_text(f"{origin}/feeds/{feed.id}-{secret_of(app, feed)}.{form}\n")
    (tmp_path / "config").touch()
    program = kit / "newsboat" / "usr"
    libraries = f"{program}/lib/x86_64-linux-gnu:{program}/lib"
    files = ["-C", "config", "-u", "urls", "-c", "cache.db"]
    subprocess.run(
        [str(program / "bin" / "newsboat"), *files, "-x", "reload"],
        cwd=tmp_path,
        env=os.environ | {"HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "TERM": "xterm", "LD_LIBRARY_PATH": libraries},
        check=True,
        capture_output=True,
        timeout=_PATIENCE_SECONDS,
    )
    found = rows(tmp_path / "cache.db", "select guid from rss_item order by pubDate desc")
    assert [guid for (guid,) in found] == stories != []


def test_rss_guard_syncs_and_pushes_what_was_read_and_starred(site: tuple[App, str], tmp_path: Path) -> None:
    kit = kit_with("rssguard")
    app, origin = site
    secret = make_app_password(app, app.reader(), "RSS Guard").secret
    program = Program(app)
    before = program.numbers(f"feed/{FEED}")
    data = tmp_path / "rssguard"
    run("rssguard.sh", kit, data, origin, 1, "reader", secret, 20)
    database = data / "database" / "database.db"
    stored = "select m.custom_id from Messages m join Feeds f on f.custom_id = m.feed where f.title = '{}' {}"
    ours = stored.format("My News", "order by m.date_created desc")
    assert [each for (each,) in rows(database, ours)] == long(before)
    named = {str(title) for (title,) in rows(database, "select title from Feeds")}
    assert named == {each.name for each in subscriptions(app, app.reader())} | {"My News"}
    assert {str(title) for (title,) in rows(database, "select title from Categories")} == {"myNEWS", "News"}
    read, starred = long([before[1]])[0], long([2])[0]
    push = ["python3", str(SCRIPTS / "rg_push.py"), str(data), f"read={read}", f"star={starred}"]
    subprocess.run(push, check=True, capture_output=True)
    run("rssguard.sh", kit, data, "x", "keep", "reader", secret, 20)
    assert sorted(kinds(app)) == [("open", before[1] - number_of(0)), ("save", 2)]
    with app.db.read() as tx:
        marks = tx.marks.of(app.reader().id, [before[1] - number_of(0), 2])
    assert marks[before[1] - number_of(0)].read_at is not None
    assert marks[2].saved_at is not None


def test_liferea_reads_and_pushes_what_was_read_and_flagged(site: tuple[App, str], tmp_path: Path) -> None:
    if os.geteuid() or subprocess.run(["unshare", "-m", "-p", "-f", "true"], check=False).returncode:
        pytest.skip("no Liferea: it is run in name spaces of its own, which only root may make")
    kit = kit_with("liferea")
    app, origin = site
    secret = make_app_password(app, app.reader(), "Liferea").secret
    for _ in range(_TRIES):  # keys are pressed after a set time: on a busy machine before its window is there
        run("liferea.sh", kit, tmp_path / "liferea", origin, "reader", secret, "drive", 40)
        if len(kinds(app)) == 3:
            break
    (_, first), (_, second), (_, flagged) = kinds(app)
    assert [kind for kind, _ in kinds(app)] == ["open", "open", "save"]
    assert flagged == second != first
    with app.db.read() as tx:
        marks = tx.marks.of(app.reader().id, [each for each in (first, second) if each])
    assert all(mark.read_at for mark in marks.values())
