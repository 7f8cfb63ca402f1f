from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mynews.model.document import Credentials
from mynews.model.errors import StorageError
from mynews.services.app import App, secret_key
from mynews.services.backup import backup, restore
from mynews.services.browse import article_page, latest, subscriptions
from mynews.services.search import search
from mynews.services.subscribe import Wish, subscribe
from mynews.storage.database import Database, open_database
from tests import make
from tests.fakes import FakeWeb

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
