"""An installation behind its faces."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mynews.services.app import App
from mynews.storage.database import Database, open_database
from tests import make
from tests.fakes import FakeWeb


@pytest.fixture
def web() -> FakeWeb:
    """A web that knows no page yet."""
    return FakeWeb()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database to copy: a third of the time of making one for each test."""
    file = tmp_path_factory.mktemp("migrated") / "mynews.db"
    open_database(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def app(tmp_path: Path, web: FakeWeb, migrated: Path) -> Iterator[App]:
    """An installation on SQLite."""
    copy = shutil.copy(migrated, tmp_path / "mynews.db")
    database = open_database(f"sqlite:///{copy}")
    with make.app(database, tmp_path, web) as app:
        yield app
    database.close()


@pytest.fixture
def either(db: Database, tmp_path: Path, web: FakeWeb) -> Iterator[App]:
    """An installation on SQLite, and on PostgreSQL."""
    with make.app(db, tmp_path, web) as app:
        yield app
