"""Run by Alembic with the connection that ``Database.migrate`` hands it."""

from __future__ import annotations

from alembic import context

from mynews.storage.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
