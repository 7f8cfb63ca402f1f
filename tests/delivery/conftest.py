"""An installation behind its faces."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from mynews.delivery.web import look
from mynews.services.app import App
from mynews.storage.database import Database, open_database
from tests import make
from tests.fakes import FakeWeb


class Compiled(BytecodeCache):
    """Templates as they were compiled, in memory; each is told from others by its name and its text."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def compiled() -> Iterator[None]:
    """Templates are compiled once, not by each test's installation anew: that is nine tenths of its first page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(look, "Environment", partial(Environment, bytecode_cache=Compiled()))
        yield


@pytest.fixture
def web() -> FakeWeb:
    """A web that knows no page yet."""
    return FakeWeb()


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
