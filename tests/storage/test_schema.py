from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from mynews.model.errors import StorageError
from mynews.storage.database import Database, open_database
from mynews.storage.schema import HEAD, metadata

migrations = Path(open_database.__code__.co_filename).with_name("migrations") / "versions"
_POSTGRES_SHAPE = """
SELECT 'column', table_name, column_name, data_type, is_nullable, column_default
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', ''
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'search', cfgname, maptokentype::text, mapdict::regdictionary::text, '', ''
  FROM pg_ts_config_map JOIN pg_ts_config ON mapcfg = pg_ts_config.oid WHERE cfgname = 'mynews'
ORDER BY 1, 2, 3, 4
"""


def _shape(
    url: str, shape_of: Callable[[Connection], list[tuple[str, ...]]], *, make: bool = False
) -> list[tuple[str, ...]]:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            if make:
                metadata.create_all(connection)
            return shape_of(connection)
    finally:
        engine.dispose()


def _sqlite_shape(connection: Connection) -> list[tuple[str, ...]]:
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"))
    return [(name, " ".join(sql.replace("\n", " ").split())) for name, sql in rows if name != "alembic_version"]


def _postgres_shape(connection: Connection) -> list[tuple[str, ...]]:
    return [tuple(row) for row in connection.execute(text(_POSTGRES_SHAPE)) if "alembic_version" not in row]


def test_migrations_from_nothing_end_at_the_schema_on_sqlite(tmp_path: Path) -> None:
    migrated, made = (f"sqlite:///{tmp_path / name}" for name in ("migrated.db", "made.db"))
    open_database(migrated).close()
    assert _shape(migrated, _sqlite_shape) == _shape(made, _sqlite_shape, make=True)


@pytest.mark.postgres
def test_migrations_from_nothing_end_at_the_schema_on_postgresql(new_postgres: Callable[[], str]) -> None:
    migrated, made = (url.replace("postgresql://", "postgresql+psycopg://") for url in (new_postgres(), new_postgres()))
    open_database(migrated).close()
    assert _shape(migrated, _postgres_shape) == _shape(made, _postgres_shape, make=True)


def test_the_head_that_the_schema_names_is_the_last_migration(db: Database) -> None:
    assert db.revision() == HEAD == sorted(Path(migrations).glob("0*.py"))[-1].name[:4]


def test_a_database_of_a_newer_version_is_refused_in_words(database_url: str) -> None:
    database = open_database(database_url)
    with database.write() as tx:
        tx._connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageError, match="newer myNEWS"):
        database.migrate()
    database.close()


def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "mynews.db"
    file.write_bytes(b"this is a shopping list, not a database" * 100)
    with pytest.raises(StorageError, match="not a database"):
        open_database(f"sqlite:///{file}")


@pytest.mark.parametrize("url", ["mysql://nowhere/news", "sqlite://", "a shopping list"])
def test_an_address_that_cannot_be_used_is_refused_in_words(url: str) -> None:
    with pytest.raises(StorageError):
        open_database(url)
