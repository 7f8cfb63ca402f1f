"""Accounts and passwords; what readers keep, look for and hand on; ways out to them, and mail in.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mynews.storage.readers import name_all
from mynews.storage.types import CompactJson, Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _names_and_attempts()
    op.create_table(
        "accounts",
        sa.Column("reader_id", Id, autoincrement=False, nullable=False),
        sa.Column("operates", sa.Boolean(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("invitation", sa.LargeBinary(), nullable=True),
        sa.Column("invited_until", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_accounts_reader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reader_id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("invitation", name=op.f("uq_accounts_invitation")),
    )
    op.create_table(
        "alerting",
        sa.Column("reader_id", Id, autoincrement=False, nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("most_a_day", sa.Integer(), nullable=False),
        sa.Column("next_look_at", Instant(), nullable=True),
        sa.Column("claimed_until", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_alerting_reader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reader_id", name=op.f("pk_alerting")),
    )
    op.create_index(
        "ix_alerting_due",
        "alerting",
        ["next_look_at"],
        unique=False,
        sqlite_where=sa.text("next_look_at IS NOT NULL"),
        postgresql_where=sa.text("next_look_at IS NOT NULL"),
    )
    op.create_table(
        "alerts",
        sa.Column("reader_id", Id, autoincrement=False, nullable=False),
        sa.Column("story_id", Id, autoincrement=False, nullable=False),
        sa.Column("latest_at", Instant(), nullable=False),
        sa.Column("told_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_alerts_reader_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_alerts_story_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reader_id", "story_id", name=op.f("pk_alerts")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alerts_story_id", "alerts", ["story_id"], unique=False)
    op.create_table(
        "app_passwords",
        sa.Column("id", Id, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("fever", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["readers.id"], name=op.f("fk_app_passwords_reader_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_passwords")),
        sa.UniqueConstraint("digest", name=op.f("uq_app_passwords_digest")),
        sa.UniqueConstraint("fever", name=op.f("uq_app_passwords_fever")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_app_passwords_reader_id", "app_passwords", ["reader_id"], unique=False)
    op.create_table(
        "channels",
        sa.Column("id", Id, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("on_save", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("on_alert", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("illness", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_channels_reader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_channels_reader_id", "channels", ["reader_id"], unique=False)
    op.create_table(
        "handed",
        sa.Column("id", Id, nullable=False),
        sa.Column("from_id", Id, nullable=False),
        sa.Column("to_id", Id, nullable=False),
        sa.Column("story_id", Id, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("handed_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["from_id"], ["readers.id"], name=op.f("fk_handed_from_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["to_id"], ["readers.id"], name=op.f("fk_handed_to_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_handed_story_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_handed_from_id", "handed", ["from_id"], unique=False)
    op.create_index("ix_handed_story_id", "handed", ["story_id"], unique=False)
    op.create_index("ix_handed_to_id", "handed", ["to_id"], unique=False)
    op.create_table(
        "identities",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["readers.id"], name=op.f("fk_identities_reader_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identities")),
    )
    op.create_index("ix_identities_reader_id", "identities", ["reader_id"], unique=False)
    op.create_table(
        "mailboxes",
        sa.Column("id", Id, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=True),
        sa.Column("read_up_to", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("next_due_at", Instant(), nullable=True),
        sa.Column("claimed_until", Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("illness", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_mailboxes_reader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailboxes")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_mailboxes_due",
        "mailboxes",
        ["next_due_at"],
        unique=False,
        sqlite_where=sa.text("next_due_at IS NOT NULL"),
        postgresql_where=sa.text("next_due_at IS NOT NULL"),
    )
    op.create_index("ix_mailboxes_reader_id", "mailboxes", ["reader_id"], unique=False)
    op.create_table(
        "passkeys",
        sa.Column("id", Id, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_passkeys_reader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkeys_credential")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_passkeys_reader_id", "passkeys", ["reader_id"], unique=False)
    op.create_table(
        "published_feeds",
        sa.Column("id", Id, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["readers.id"], name=op.f("fk_published_feeds_reader_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_feeds")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_published_feeds_reader_id_kind_key", "published_feeds", ["reader_id", "kind", "key"], unique=True
    )
    op.create_table(
        "push_subscriptions",
        sa.Column("id", Id, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("auth", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["readers.id"], name=op.f("fk_push_subscriptions_reader_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscriptions")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_push_subscriptions_endpoint")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_push_subscriptions_reader_id", "push_subscriptions", ["reader_id"], unique=False)
    op.create_table(
        "saved_searches",
        sa.Column("id", Id, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("looked_at", Instant(), nullable=False),
        sa.Column("followed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["readers.id"], name=op.f("fk_saved_searches_reader_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_saved_searches_reader_id_query", "saved_searches", ["reader_id", "query"], unique=True)
    op.create_table(
        "schedules",
        sa.Column("reader_id", Id, autoincrement=False, nullable=False),
        sa.Column("hours", CompactJson(), nullable=True),
        sa.Column("weekdays", CompactJson(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_schedules_reader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reader_id", name=op.f("pk_schedules")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", Id, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_sessions_reader_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("digest", name=op.f("uq_sessions_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sessions_reader_id", "sessions", ["reader_id"], unique=False)
    op.create_table(
        "alert_interests",
        sa.Column("interest_id", Id, autoincrement=False, nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interest_id"], ["interests.id"], name=op.f("fk_alert_interests_interest_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("interest_id", name=op.f("pk_alert_interests")),
    )
    op.create_table(
        "digests",
        sa.Column("id", Id, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("hours", CompactJson(), nullable=True),
        sa.Column("weekdays", CompactJson(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("next_digest_at", Instant(), nullable=True),
        sa.Column("claimed_until", Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sent_edition_id", Id, nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_digests_reader_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_digests_channel_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_digests_channel_id", "digests", ["channel_id"], unique=False)
    op.create_index(
        "ix_digests_due",
        "digests",
        ["next_digest_at"],
        unique=False,
        sqlite_where=sa.text("next_digest_at IS NOT NULL"),
        postgresql_where=sa.text("next_digest_at IS NOT NULL"),
    )
    op.create_index("ix_digests_reader_id", "digests", ["reader_id"], unique=False)
    op.create_table(
        "senders",
        sa.Column("id", Id, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("source_id", Id, nullable=True),
        sa.Column("first_at", Instant(), nullable=False),
        sa.Column("latest_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_senders_reader_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_senders_source_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_senders")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_senders_source_id", "senders", ["source_id"], unique=False)
    op.create_index("uq_senders_reader_id_address", "senders", ["reader_id", "address"], unique=True)
    op.create_table(
        "deliveries",
        sa.Column("id", Id, nullable=False),
        sa.Column("channel_id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_deliveries_channel_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_deliveries_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index("ix_deliveries_article_id", "deliveries", ["article_id"], unique=False)
    op.create_index("ix_deliveries_due_at", "deliveries", ["due_at"], unique=False)
    op.create_index("uq_deliveries_channel_id_article_id", "deliveries", ["channel_id", "article_id"], unique=True)
    op.create_table(
        "labels",
        sa.Column("reader_id", Id, autoincrement=False, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("article_id", Id, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_labels_reader_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_labels_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reader_id", "label", "article_id", name=op.f("pk_labels")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_labels_article_id", "labels", ["article_id"], unique=False)
    op.create_table(
        "letters",
        sa.Column("id", Id, nullable=False),
        sa.Column("sender_id", Id, nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["sender_id"], ["senders.id"], name=op.f("fk_letters_sender_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index("uq_letters_sender_id_identity", "letters", ["sender_id", "identity"], unique=True)
    op.create_table(
        "marks",
        sa.Column("reader_id", Id, autoincrement=False, nullable=False),
        sa.Column("article_id", Id, autoincrement=False, nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("saved_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_marks_reader_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_marks_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reader_id", "article_id", name=op.f("pk_marks")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_marks_article_id", "marks", ["article_id"], unique=False)
    op.create_index(
        "ix_marks_reader_id_saved_at",
        "marks",
        ["reader_id", "saved_at"],
        unique=False,
        sqlite_where=sa.text("saved_at IS NOT NULL"),
        postgresql_where=sa.text("saved_at IS NOT NULL"),
    )
    op.create_index("ix_articles_arrived_at_id", "articles", ["arrived_at", "id"], unique=False)


def _names_and_attempts() -> None:
    op.create_table(
        "reader_names",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_reader_names")),
        sa.UniqueConstraint("reader_id", name=op.f("uq_reader_names_reader_id")),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["readers.id"], name=op.f("fk_reader_names_reader_id"), ondelete="CASCADE"
        ),
    )
    name_all(op.get_bind())
    op.create_table(
        "attempts",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("latest_at", Instant(), nullable=False),
        sa.Column("not_before_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempts")),
    )
