"""The first schema: readers, hosts, sources, subscriptions, articles, bodies, changes, search.

Revision ID: 0001
Revises: nothing
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mynews.storage.types import CompactJson, Compressed, Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE article_search USING fts5(headline, body, content='', tokenize='porter unicode61')",
    "INSERT INTO article_search (article_search, rank) VALUES ('hashsize', 8388608)",
    "INSERT INTO article_search (article_search, rank) VALUES ('automerge', 8)",
)
POSTGRES_SEARCH = (
    "CREATE TEXT SEARCH DICTIONARY mynews_stem (TEMPLATE = snowball, LANGUAGE = english)",
    "CREATE TEXT SEARCH CONFIGURATION mynews (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION mynews ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, "
    "hword_part WITH mynews_stem",
    "CREATE TABLE article_search (article_id BIGINT NOT NULL CONSTRAINT pk_article_search PRIMARY KEY "
    "CONSTRAINT fk_article_search_article_id REFERENCES articles (id) ON DELETE CASCADE, words TSVECTOR NOT NULL)",
    "CREATE INDEX ix_article_search_words ON article_search USING gin (words)",
)


def upgrade() -> None:
    op.create_table(
        "hosts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next_due_at", Instant(), nullable=True),
        sa.Column("not_before_at", Instant(), nullable=True),
        sa.Column("claim", sa.Text(), nullable=True),
        sa.Column("claimed_until", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_hosts")),
    )
    op.create_index(
        "ix_hosts_due",
        "hosts",
        ["next_due_at"],
        unique=False,
        sqlite_where=sa.text("next_due_at IS NOT NULL"),
        postgresql_where=sa.text("next_due_at IS NOT NULL"),
    )
    op.create_table(
        "readers",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readers")),
        sa.UniqueConstraint("name", name=op.f("uq_readers_name")),
    )
    op.create_table(
        "sources",
        sa.Column("id", Id, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("site_url", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("icon_url", sa.Text(), nullable=True),
        sa.Column("private_to", Id, server_default="0", nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("next_fetch_at", Instant(), nullable=True),
        sa.Column("fetched_at", Instant(), nullable=True),
        sa.Column("changed_at", Instant(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("illness", sa.Text(), server_default="", nullable=False),
        sa.Column("every_seconds", sa.Integer(), nullable=True),
        sa.Column("rhythm", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["host"], ["hosts.name"], name=op.f("fk_sources_host")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
    )
    op.create_index("ix_sources_host_next_fetch_at", "sources", ["host", "next_fetch_at"], unique=False)
    op.create_index("uq_sources_url_private_to", "sources", ["url", "private_to"], unique=True)
    op.create_table(
        "articles",
        sa.Column("id", Id, nullable=False),
        sa.Column("source_id", Id, nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("kicker", sa.Text(), server_default="", nullable=False),
        sa.Column("teaser", sa.Text(), server_default="", nullable=False),
        sa.Column("byline", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("updated_at", Instant(), nullable=True),
        sa.Column("arrived_at", Instant(), nullable=False),
        sa.Column("sort_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("from_page", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("search_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("page_due_at", Instant(), nullable=True),
        sa.Column("page_tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("parts", CompactJson(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_articles_source_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_articles_page_due_at",
        "articles",
        ["page_due_at"],
        unique=False,
        sqlite_where=sa.text("page_due_at IS NOT NULL"),
        postgresql_where=sa.text("page_due_at IS NOT NULL"),
    )
    op.create_index("ix_articles_sort_at_id", "articles", ["sort_at", "id"], unique=False)
    op.create_index("ix_articles_source_id_sort_at_id", "articles", ["source_id", "sort_at", "id"], unique=False)
    op.create_index("uq_articles_source_id_identity", "articles", ["source_id", "identity"], unique=True)
    op.create_table(
        "subscriptions",
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("source_id", Id, nullable=False),
        sa.Column("folder", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("credentials", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["readers.id"], name=op.f("fk_subscriptions_reader_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_subscriptions_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reader_id", "source_id", name=op.f("pk_subscriptions")),
    )
    op.create_index("ix_subscriptions_source_id", "subscriptions", ["source_id"], unique=False)
    op.create_table(
        "bodies",
        sa.Column("article_id", Id, autoincrement=False, nullable=False),
        sa.Column("html", Compressed(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_bodies_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_bodies")),
    )
    op.create_table(
        "changes",
        sa.Column("id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("before", Compressed(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_changes_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
    )
    op.create_index("ix_changes_article_id", "changes", ["article_id"], unique=False)
    for statement in SQLITE_SEARCH if op.get_bind().dialect.name == "sqlite" else POSTGRES_SEARCH:
        op.execute(statement)
