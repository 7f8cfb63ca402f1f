"""Bringing a database to this version's schema, with Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from mynews.model.errors import StorageError

_LOCK = 72106


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing. Raises StorageError where the database is of a newer version than we are."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    waits = connection.dialect.name == "postgresql"
    if waits:  # several processes may start at once; one migrates, the others wait and find it done
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({_LOCK})")
        connection.commit()
    try:
        _upgrade(connection, config)
    finally:
        if waits:
            connection.rollback()
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({_LOCK})")
            connection.commit()


def _upgrade(connection: Connection, config: Config) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(config)
    if current is not None and current not in {revision.revision for revision in script.walk_revisions()}:
        raise StorageError("This database was made by a newer myNEWS. Install that version, or use another database.")
    if current != script.get_current_head():
        connection.rollback()
        command.upgrade(config, "head")
        connection.commit()
