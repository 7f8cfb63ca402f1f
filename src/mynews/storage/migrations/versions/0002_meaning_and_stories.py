"""What articles are about: meanings, stories, topics and entities of stories, and who places articles.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mynews.storage.types import CompactJson, Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "desk",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("held_until", Instant(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("next_story_id", Id, nullable=False),
        sa.Column("parts", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
    )
    op.create_table(
        "entities",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entities")),
    )
    op.create_index("uq_entities_kind_key", "entities", ["kind", "key"], unique=True)
    op.create_table(
        "stories_apart",
        sa.Column("one_id", Id, autoincrement=False, nullable=False),
        sa.Column("other_id", Id, autoincrement=False, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("parted_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["readers.id"], name=op.f("fk_stories_apart_reader_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_stories_apart")),
    )
    op.create_table(
        "meanings",
        sa.Column("article_id", Id, autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("topics", CompactJson(), nullable=True),
        sa.Column("entities", CompactJson(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_meanings_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_meanings")),
    )
    op.create_table(
        "meanings_due",
        sa.Column("article_id", Id, autoincrement=False, nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("at_leisure", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_meanings_due_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_meanings_due")),
    )
    op.create_index("ix_meanings_due_at_leisure_article_id", "meanings_due", ["at_leisure", "article_id"], unique=False)
    op.create_table(
        "stories",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("lead_id", Id, nullable=True),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("latest_at", Instant(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("owners", sa.Integer(), nullable=False),
        sa.Column("heat", sa.Float(), nullable=True),
        sa.Column("earlier_id", Id, nullable=True),
        sa.Column("into_id", Id, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
    )
    op.create_index(
        "ix_stories_earlier_id",
        "stories",
        ["earlier_id"],
        unique=False,
        sqlite_where=sa.text("earlier_id IS NOT NULL"),
        postgresql_where=sa.text("earlier_id IS NOT NULL"),
    )
    op.create_index("ix_stories_heat", "stories", ["heat"], unique=False)
    op.create_index(
        "ix_stories_into_id",
        "stories",
        ["into_id"],
        unique=False,
        sqlite_where=sa.text("into_id IS NOT NULL"),
        postgresql_where=sa.text("into_id IS NOT NULL"),
    )
    op.create_index("ix_stories_latest_at", "stories", ["latest_at"], unique=False)
    op.create_table(
        "story_articles",
        sa.Column("article_id", Id, autoincrement=False, nullable=False),
        sa.Column("story_id", Id, nullable=True),
        sa.Column("copy_of", Id, nullable=True),
        sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("placed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_story_articles_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name=op.f("fk_story_articles_story_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_story_articles")),
    )
    op.create_index(
        "ix_story_articles_copy_of",
        "story_articles",
        ["copy_of"],
        unique=False,
        sqlite_where=sa.text("copy_of IS NOT NULL"),
        postgresql_where=sa.text("copy_of IS NOT NULL"),
    )
    op.create_index("ix_story_articles_story_id", "story_articles", ["story_id"], unique=False)
    op.create_index(
        "ix_story_articles_unplaced",
        "story_articles",
        ["article_id"],
        unique=False,
        sqlite_where=sa.text("placed = 0"),
        postgresql_where=sa.text("NOT placed"),
    )
    op.create_table(
        "story_entities",
        sa.Column("story_id", Id, autoincrement=False, nullable=False),
        sa.Column("entity_id", Id, autoincrement=False, nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name=op.f("fk_story_entities_story_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_story_entities_entity_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("story_id", "entity_id", name=op.f("pk_story_entities")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_story_entities_entity_id_story_id", "story_entities", ["entity_id", "story_id"], unique=False)
    op.create_table(
        "story_topics",
        sa.Column("story_id", Id, autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name=op.f("fk_story_topics_story_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("story_id", "code", name=op.f("pk_story_topics")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_story_topics_code_story_id", "story_topics", ["code", "story_id"], unique=False)
    # All that is here already is to be understood.
    op.execute("INSERT INTO meanings_due (article_id, due_at) SELECT id, arrived_at FROM articles")
