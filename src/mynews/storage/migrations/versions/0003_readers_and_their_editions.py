"""What readers state and do, what is learned from it, and their editions.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mynews.storage.types import CompactJson, Compressed, Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "interests",
        sa.Column("id", Id, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), server_default="", nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_interests_reader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interests")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_interests_subject", "interests", ["reader_id", "kind", "key", "folder"], unique=True)
    op.create_table(
        "reading",
        sa.Column("reader_id", Id, autoincrement=False, nullable=False),
        sa.Column("ranked", sa.Boolean(), nullable=False),
        sa.Column("break_through", sa.Boolean(), nullable=False),
        sa.Column("edition_size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_reading_reader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reader_id", name=op.f("pk_reading")),
    )
    op.create_table(
        "story_states",
        sa.Column("id", Id, nullable=False),
        sa.Column("story_id", Id, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_states")),
    )
    op.create_index("uq_story_states_story_id_digest", "story_states", ["story_id", "digest"], unique=True)
    op.create_table(
        "signals",
        sa.Column("id", Id, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("story_id", Id, nullable=True),
        sa.Column("article_id", Id, nullable=True),
        sa.Column("edition_id", Id, nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("face", sa.Text(), nullable=False),
        sa.Column("detail", CompactJson(), nullable=True),
        sa.Column("state_id", Id, nullable=True),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_signals_reader_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["state_id"], ["story_states.id"], name=op.f("fk_signals_state_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_signals_edition_id",
        "signals",
        ["edition_id"],
        unique=False,
        sqlite_where=sa.text("edition_id IS NOT NULL"),
        postgresql_where=sa.text("edition_id IS NOT NULL"),
    )
    op.create_index("ix_signals_reader_id_id", "signals", ["reader_id", "id"], unique=False)
    op.create_index("ix_signals_reader_id_kind_story_id", "signals", ["reader_id", "kind", "story_id"], unique=False)
    op.create_index("uq_signals_reader_id_token", "signals", ["reader_id", "token"], unique=True)
    op.create_table(
        "profiles",
        sa.Column("reader_id", Id, autoincrement=False, nullable=False),
        sa.Column("ranker", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("learned_up_to", Id, nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_profiles_reader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reader_id", "ranker", name=op.f("pk_profiles")),
    )
    op.create_table(
        "editions",
        sa.Column("id", Id, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("ranker", sa.Text(), nullable=False),
        sa.Column("learned_up_to", Id, nullable=False),
        sa.Column("folder", sa.Text(), server_default="", nullable=False),
        sa.Column("content", Compressed(), nullable=False),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_editions_reader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_editions_made_at", "editions", ["made_at"], unique=False)
    op.create_index("ix_editions_reader_id_until", "editions", ["reader_id", "until"], unique=False)
