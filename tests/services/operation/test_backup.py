from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mynews.model.document import Credentials
from mynews.model.errors import StorageError
from mynews.services.app import App, secret_key
from mynews.services.gathering.subscribe import Wish, subscribe
from mynews.services.operation.backup import backup, restore
from mynews.services.queues import waiting
from mynews.services.stories.arrange import split
from mynews.services.stories.lists import article_page, latest, subscriptions
from mynews.services.stories.reading import story_page
from mynews.services.stories.search import search
from mynews.storage.database import Database, open_database
from tests import make
from tests.fakes import FakeWeb
from tests.press import CHESS, DAM_AGAIN, DAM_TOO, FERRY, Press

FEED = "https://paper.example/feed.xml"


@pytest.fixture
def full(app: App, web: FakeWeb) -> App:
    web.pages[FEED] = make.rss(*(make.item(number) for number in range(30)))
    subscribe(app, app.reader(), FEED, Wish("World", Credentials(cookie="a=1")))
    return app


def test_a_backup_is_restored_whole_on_either_database(
    full: App, tmp_path: Path, new_postgres: Callable[[], str]
) -> None:
    file = tmp_path / "backup.zip"
    rows = backup(full, file)
    for number, url in enumerate((f"sqlite:///{tmp_path}/other/other.db", new_postgres())):
        database = open_database(url)
        with make.app(database, tmp_path / f"home{number}") as other:
            assert restore(other, file) == rows
            assert latest(other, other.reader()) == latest(full, full.reader())
            assert subscriptions(other, other.reader()) == subscriptions(full, full.reader())
            first = latest(full, full.reader()).cards[0].id
            assert article_page(other, other.reader(), first) == article_page(full, full.reader(), first)
            assert len(search(other, other.reader(), "council")) == 30
            assert secret_key(other.settings) == full.key
            with other.db.write() as tx:
                (fresh,) = tx.articles.save(1, [make.ready()])
            assert fresh == 31
        database.close()


def test_a_restore_into_what_is_in_use_is_refused(full: App, tmp_path: Path) -> None:
    backup(full, tmp_path / "backup.zip")
    with pytest.raises(StorageError, match="empty installation"):
        restore(full, tmp_path / "backup.zip")


def test_a_torn_backup_restores_nothing(full: App, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    backup(full, file)
    file.write_bytes(file.read_bytes()[:-3000])
    database: Database = open_database(f"sqlite:///{tmp_path}/other.db")
    with make.app(database, tmp_path / "home") as other:
        with pytest.raises(StorageError, match="not a whole backup"):
            restore(other, file)
        with other.db.read() as tx:
            assert tx.readers.first() is None
    database.close()


def repacked(file: Path, **parts: bytes) -> Path:
    """The same backup with other parts in it; a name's double underscore stands for its dot."""
    changed = file.with_name("changed.zip")
    new = {name.replace("__", "."): content for name, content in parts.items()}
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            archive.writestr(name, new.get(name, old.read(name)))
    return changed


@pytest.mark.parametrize(
    "parts",
    [
        {"mynews__json": b"[]"},
        {"mynews__json": b'{"format": "x", "schema": 1, "rows": {}}'},
        {"secret__key": b"no key"},
        {"readers__jsonl": b"[1, 2]\n"},
        {"readers__jsonl": b'{"id": "\xff"}\n'},
        {"articles__jsonl": b""},
        {"bodies__jsonl": b'{"article_id": 7777, "html": "<p>Of no article</p>"}\n' * 30},
    ],
)
def test_a_backup_with_strange_parts_restores_nothing(full: App, tmp_path: Path, parts: dict[str, bytes]) -> None:
    backup(full, tmp_path / "backup.zip")
    file = repacked(tmp_path / "backup.zip", **parts)
    database = open_database(f"sqlite:///{tmp_path}/other.db")
    with make.app(database, tmp_path / "home") as other:
        with pytest.raises(StorageError, match="not a whole backup"):
            restore(other, file)
        with other.db.read() as tx:
            assert tx.readers.first() is None
    database.close()


def test_a_backup_damaged_in_the_middle_restores_nothing(full: App, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    backup(full, file)
    content = bytearray(file.read_bytes())
    database = open_database(f"sqlite:///{tmp_path}/other.db")
    with make.app(database, tmp_path / "home") as other:
        for place in range(200, len(content) - 200, len(content) // 7):
            damaged = bytearray(content)
            damaged[place : place + 40] = b"\x55" * 40
            file.write_bytes(damaged)
            with pytest.raises(StorageError, match="not a whole backup"):
                restore(other, file)
    database.close()


def test_a_backup_that_cannot_be_written_says_so(full: App, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        backup(full, tmp_path / "no" / "such" / "folder.zip")


def test_meanings_and_stories_come_along(press: Press, tmp_path: Path, new_postgres: Callable[[], str]) -> None:
    app = press.app
    papers = [press.publish(press.paper(name), report) for name, report in (("courier", DAM_TOO), ("post", DAM_AGAIN))]
    press.publish(press.paper("herald"), ("Catastrophe", DAM_TOO[1]))
    press.publish(press.paper("herald"), FERRY)
    press.understand()
    parted = split(app, app.reader(), press.story_of(papers[0]), [papers[1]])
    backup(app, tmp_path / "backup.zip")
    for number, url in enumerate((f"sqlite:///{tmp_path}/other/other.db", new_postgres())):
        database = open_database(url)
        with make.app(database, tmp_path / f"home{number}") as other:
            restore(other, tmp_path / "backup.zip")
            there = replace(press, app=other)
            assert there.stories() == press.stories()
            assert there.cards() == press.cards()
            assert waiting(other) == waiting(app)
            assert latest(other, other.reader()) == latest(app, app.reader())
            there.publish(there.paper("mail"), CHESS)
            there.understand(names=True)
            assert max(there.stories()) == parted + 1
            assert "Ilse Marlow" in people_of(other, parted)
        database.close()


def test_a_backup_of_the_time_before_stories_is_restored_and_all_of_it_understood(press: Press, tmp_path: Path) -> None:
    press.publish(press.paper("courier"), DAM_TOO)
    press.publish(press.paper("post"), DAM_AGAIN)
    press.understand(names=True)
    backup(press.app, tmp_path / "backup.zip")
    database = open_database(f"sqlite:///{tmp_path}/other.db")
    with make.app(database, tmp_path / "home") as other:
        restore(other, of_schema_0001(tmp_path / "backup.zip"))
        there = replace(press, app=other)
        assert (waiting(other).articles, there.stories()) == (2, {})
        there.understand(names=True)
        assert there.stories() == {1: {1, 2}}
    database.close()


def of_schema_0001(file: Path) -> Path:
    """The same backup, as it would have been made before articles were understood."""
    tables = "meanings_due meanings stories story_articles story_topics entities story_entities stories_apart desk"
    older = file.with_name("older.zip")
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(older, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "mynews.json":
                manifest = json.loads(content)
                rows = {table: rows for table, rows in manifest["rows"].items() if table not in tables.split()}
                content = json.dumps(manifest | {"schema": "0001", "rows": rows}).encode()
            if name.removesuffix(".jsonl") not in tables.split():
                archive.writestr(name, content)
    return older


def people_of(app: App, story_id: int) -> list[str]:
    return [each.name for each in story_page(app, app.reader(), story_id).about.people]
