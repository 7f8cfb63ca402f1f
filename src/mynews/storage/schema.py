"""The one schema, as tables. The migrations in ``migrations/`` end here, on both databases; a test proves it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    event,
    false,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from mynews.storage.types import CompactJson, Compressed, Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# SQLite numbers rows by itself only where the key is exactly INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")

readers = Table(
    "readers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
)

# Their names as they are compared: "Ana" and "ana" are one.
reader_names = Table(
    "reader_names",
    metadata,
    Column("key", Text, primary_key=True),
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False, unique=True),
)

# Schedule, lease and politeness in one row: who claims a host is the only one that fetches from it.
hosts = Table(
    "hosts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("next_due_at", Instant),
    Column("not_before_at", Instant),
    Column("claim", Text),
    Column("claimed_until", Instant),
)
Index("ix_hosts_due", hosts.c.next_due_at, sqlite_where=hosts.c.next_due_at.is_not(None),
      postgresql_where=hosts.c.next_due_at.is_not(None))  # fmt: skip

sources = Table(
    "sources",
    metadata,
    Column("id", Id, primary_key=True),
    Column("url", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("host", Text, ForeignKey("hosts.name"), nullable=False),
    Column("title", Text, nullable=False, server_default=""),
    Column("description", Text, nullable=False, server_default=""),
    Column("site_url", Text),
    Column("language", Text, nullable=False, server_default=""),
    Column("icon_url", Text),
    # 0 where the source is shared; else the reader whose login it is fetched with.
    Column("private_to", Id, nullable=False, server_default="0"),
    Column("created_at", Instant, nullable=False),
    Column("next_fetch_at", Instant),
    Column("fetched_at", Instant),
    Column("changed_at", Instant),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("digest", LargeBinary),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("illness", Text, nullable=False, server_default=""),
    Column("every_seconds", Integer),
    Column("rhythm", Integer),
    Index("uq_sources_url_private_to", "url", "private_to", unique=True),
    Index("ix_sources_host_next_fetch_at", "host", "next_fetch_at"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), primary_key=True),
    Column("source_id", Id, ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("folder", Text, nullable=False, server_default=""),
    Column("title", Text, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("credentials", LargeBinary),
    Index("ix_subscriptions_source_id", "source_id"),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source_id", Id, ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    Column("identity", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("url", Text),
    Column("headline", Text, nullable=False),
    Column("kicker", Text, nullable=False, server_default=""),
    Column("teaser", Text, nullable=False, server_default=""),
    Column("byline", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False, server_default=""),
    Column("picture", Text),
    Column("published_at", Instant),
    Column("updated_at", Instant),
    Column("arrived_at", Instant, nullable=False),
    Column("sort_at", Instant, nullable=False),
    Column("changed_at", Instant),
    Column("complete", Boolean, nullable=False),
    Column("from_page", Boolean, nullable=False, server_default=false()),
    # How often it was indexed anew: part of the number of its row in SQLite's search index.
    Column("search_version", Integer, nullable=False, server_default="0"),
    # When the article's own page is to be read next, because the feed gives a stub; the lease too while it is read.
    Column("page_due_at", Instant),
    Column("page_tries", Integer, nullable=False, server_default="0"),
    Column("parts", CompactJson),
    Index("uq_articles_source_id_identity", "source_id", "identity", unique=True),
    Index("ix_articles_arrived_at_id", "arrived_at", "id"),  # client programs ask what came since
    Index("ix_articles_sort_at_id", "sort_at", "id"),
    Index("ix_articles_source_id_sort_at_id", "source_id", "sort_at", "id"),
    sqlite_autoincrement=True,  # client programs remember ids: never give one twice
)
Index("ix_articles_page_due_at", articles.c.page_due_at, sqlite_where=articles.c.page_due_at.is_not(None),
      postgresql_where=articles.c.page_due_at.is_not(None))  # fmt: skip

# Apart from its article, so that lists never read past it.
bodies = Table(
    "bodies",
    metadata,
    Column("article_id", Id, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("html", Compressed, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("article_id", Id, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("before", Compressed, nullable=False),
    Index("ix_changes_article_id", "article_id"),
)

# What is to be understood, anew where the article changed: a queue whose due time is the lease too.
meanings_due = Table(
    "meanings_due",
    metadata,
    Column("article_id", Id, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("due_at", Instant, nullable=False),
    # Its story is found already: only the names in the whole of its text are still to be read, when there is leisure.
    Column("at_leisure", Boolean, nullable=False, server_default=false()),
    Index("ix_meanings_due_at_leisure_article_id", "at_leisure", "article_id"),
)

# What understanding made of an article; all of it can be made anew. ``version`` is that of the parts that made it.
meanings = Table(
    "meanings",
    metadata,
    Column("article_id", Id, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
    Column("language", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("words", Integer, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    Column("terms", LargeBinary, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("topics", CompactJson),
    Column("entities", CompactJson),
)

stories = Table(
    "stories",
    metadata,
    # Given by whoever holds the desk, never twice: addresses of pages hold them.
    Column("id", Id, primary_key=True, autoincrement=False),
    # No foreign key: an index to delete articles by would cost more than a lead that is gone.
    Column("lead_id", Id),
    Column("picture", Text),
    Column("opened_at", Instant, nullable=False),
    Column("latest_at", Instant, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("owners", Integer, nullable=False),
    # Importance that does not fade: log2(importance at an instant) + that instant in days since 1970.
    Column("heat", Float),
    # The story of long ago that this one follows, and the one that this one proved to be the same as.
    Column("earlier_id", Id),
    Column("into_id", Id),
    Index("ix_stories_latest_at", "latest_at"),
    Index("ix_stories_heat", "heat"),
)
for _column in (stories.c.earlier_id, stories.c.into_id):
    Index(f"ix_stories_{_column.name}", _column, sqlite_where=_column.is_not(None),
          postgresql_where=_column.is_not(None))  # fmt: skip

# The story of each article that was understood; none yet where it was never placed.
story_articles = Table(
    "story_articles",
    metadata,
    Column("article_id", Id, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("story_id", Id, ForeignKey("stories.id", ondelete="SET NULL")),
    Column("copy_of", Id),
    # A reader put it there: it stays.
    Column("held", Boolean, nullable=False, server_default=false()),
    # False where it waits to be placed: it is new here, or was understood anew.
    Column("placed", Boolean, nullable=False),
    Index("ix_story_articles_story_id", "story_id"),
)
Index("ix_story_articles_unplaced", story_articles.c.article_id, sqlite_where=~story_articles.c.placed,
      postgresql_where=~story_articles.c.placed)  # fmt: skip
Index("ix_story_articles_copy_of", story_articles.c.copy_of, sqlite_where=story_articles.c.copy_of.is_not(None),
      postgresql_where=story_articles.c.copy_of.is_not(None))  # fmt: skip

story_topics = Table(
    "story_topics",
    metadata,
    Column("story_id", Id, ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("code", Text, primary_key=True),
    Column("weight", Float, nullable=False),
    Index("ix_story_topics_code_story_id", "code", "story_id"),
    sqlite_with_rowid=False,
)

entities = Table(
    "entities",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    # The name without what spellings differ in: "Kim Yong Chol" and "Kim Yong-chol" are one.
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("place_id", Integer),
    Index("uq_entities_kind_key", "kind", "key", unique=True),
)

story_entities = Table(
    "story_entities",
    metadata,
    Column("story_id", Id, ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("entity_id", Id, ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("mentions", Integer, nullable=False),
    Index("ix_story_entities_entity_id_story_id", "entity_id", "story_id"),
    sqlite_with_rowid=False,
)

# Stories that a reader parted: they never become one by themselves.
stories_apart = Table(
    "stories_apart",
    metadata,
    Column("one_id", Id, primary_key=True, autoincrement=False),
    Column("other_id", Id, primary_key=True, autoincrement=False),
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("parted_at", Instant, nullable=False),
)

# One row: who places articles into stories (one process at a time), and how often stories changed.
desk = Table(
    "desk",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("holder", Text),
    Column("held_until", Instant),
    Column("version", BigInteger, nullable=False),
    Column("next_story_id", Id, nullable=False),
    # Of the parts that understand: when they are others, everything is understood anew.
    Column("parts", BigInteger, nullable=False, server_default="0"),
)

# What readers told us: follow or mute.
interests = Table(
    "interests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("stance", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("folder", Text, nullable=False, server_default=""),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Index("uq_interests_subject", "reader_id", "kind", "key", "folder", unique=True),
    sqlite_autoincrement=True,  # pages hold their numbers
)

# A story as it was when somebody did something with it: what rankers learn from, whatever becomes of the story.
story_states = Table(
    "story_states",
    metadata,
    Column("id", Id, primary_key=True),
    Column("story_id", Id, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
    Index("uq_story_states_story_id_digest", "story_id", "digest", unique=True),
)

# Everything that readers did, in the order in which it came; never changed.
signals = Table(
    "signals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("token", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("story_id", Id),
    Column("article_id", Id),
    Column("edition_id", Id),
    Column("place", Integer),
    Column("seconds", Float),
    Column("face", Text, nullable=False),
    Column("detail", CompactJson),
    Column("state_id", Id, ForeignKey("story_states.id")),
    Index("uq_signals_reader_id_token", "reader_id", "token", unique=True),
    Index("ix_signals_reader_id_id", "reader_id", "id"),
    Index("ix_signals_reader_id_kind_story_id", "reader_id", "kind", "story_id"),
    sqlite_autoincrement=True,  # profiles remember how far they learned
)
Index("ix_signals_edition_id", signals.c.edition_id, sqlite_where=signals.c.edition_id.is_not(None),
      postgresql_where=signals.c.edition_id.is_not(None))  # fmt: skip

# What a ranker made of a reader's signals. ``generation`` counts its changes: who saves must have read the last one.
profiles = Table(
    "profiles",
    metadata,
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("ranker", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("learned_up_to", Id, nullable=False),
    Column("generation", BigInteger, nullable=False),
    Column("updated_at", Instant, nullable=False),
)

# Slates frozen until an instant; places, reasons and what was hidden in one piece, for they are only read whole.
editions = Table(
    "editions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("ranker", Text, nullable=False),
    Column("learned_up_to", Id, nullable=False),
    Column("folder", Text, nullable=False, server_default=""),
    Column("content", Compressed, nullable=False),
    Index("ix_editions_reader_id_until", "reader_id", "until"),
    Index("ix_editions_made_at", "made_at"),
    sqlite_autoincrement=True,  # pages and signals remember them
)

# How a reader reads; the defaults where there is no row.
reading = Table(
    "reading",
    metadata,
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("ranked", Boolean, nullable=False),
    Column("break_through", Boolean, nullable=False),
    Column("edition_size", Integer, nullable=False),
)

# When a reader wants new editions; where there is no row, whenever something is new.
schedules = Table(
    "schedules",
    metadata,
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    # Hours of the day and days of the week (Monday is 0), as in [7, 18] and [0, 1, 2, 3, 4].
    Column("hours", CompactJson),
    Column("weekdays", CompactJson),
    # As in "Asia/Tokyo".
    Column("time_zone", Text, nullable=False),
)

# How readers come in. No row: the reader has no password, and reads where nobody has one.
accounts = Table(
    "accounts",
    metadata,
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    # Looks after the installation.
    Column("operates", Boolean, nullable=False),
    # An Argon2id hash; NULL until the reader has set one.
    Column("password", Text),
    # The digest of a link by which a reader sets their password, once.
    Column("invitation", LargeBinary, unique=True),
    Column("invited_until", Instant),
)

# Browsers in which a reader is logged in. The secret itself stays with the browser.
sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("agent", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Index("ix_sessions_reader_id", "reader_id"),
    sqlite_autoincrement=True,  # pages hold their numbers
)

# Logins that failed, by what they had in common (a digest of the name, of the address): how many, and how long to wait.
attempts = Table(
    "attempts",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("latest_at", Instant, nullable=False),
    Column("not_before_at", Instant, nullable=False),
)

# Keys that a device holds in place of a password (WebAuthn).
passkeys = Table(
    "passkeys",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("credential", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("uses", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
    Index("ix_passkeys_reader_id", "reader_id"),
    sqlite_autoincrement=True,  # pages hold their numbers
)

# Who somebody else (an OpenID provider) says that a reader is.
identities = Table(
    "identities",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Index("ix_identities_reader_id", "reader_id"),
)

# Secrets of client programs, each for one program and one use.
app_passwords = Table(
    "app_passwords",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    # Clients of the Fever API send the MD5 of name and password alone; NULL where that is not allowed.
    Column("fever", LargeBinary, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
    Index("ix_app_passwords_reader_id", "reader_id"),
    sqlite_autoincrement=True,  # pages hold their numbers
)

# What a reader has read, and what they keep. No row: neither.
marks = Table(
    "marks",
    metadata,
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("article_id", Id, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("read_at", Instant),
    Column("saved_at", Instant),
    Index("ix_marks_article_id", "article_id"),
    sqlite_with_rowid=False,
)
Index("ix_marks_reader_id_saved_at", marks.c.reader_id, marks.c.saved_at, sqlite_where=marks.c.saved_at.is_not(None),
      postgresql_where=marks.c.saved_at.is_not(None))  # fmt: skip

# What readers call articles in their client programs.
labels = Table(
    "labels",
    metadata,
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("label", Text, primary_key=True),
    Column("article_id", Id, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Index("ix_labels_article_id", "article_id"),
    sqlite_with_rowid=False,
)

saved_searches = Table(
    "saved_searches",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("query", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    # When the reader last looked at what it finds: what came later is new.
    Column("looked_at", Instant, nullable=False),
    # What it finds stands under what the reader follows.
    Column("followed", Boolean, nullable=False, server_default=false()),
    Index("uq_saved_searches_reader_id_query", "reader_id", "query", unique=True),
    sqlite_autoincrement=True,  # pages hold their numbers
)

# Stories that one reader gave to another.
handed = Table(
    "handed",
    metadata,
    Column("id", Id, primary_key=True),
    Column("from_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("to_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("story_id", Id, ForeignKey("stories.id", ondelete="CASCADE"), nullable=False),
    Column("note", Text, nullable=False),
    Column("handed_at", Instant, nullable=False),
    Column("done_at", Instant),
    Index("ix_handed_to_id", "to_id"),
    Index("ix_handed_from_id", "from_id"),
    Index("ix_handed_story_id", "story_id"),
    sqlite_autoincrement=True,  # pages hold their numbers
)

# Browsers that may be told of news while no page of ours is open (RFC 8030).
push_subscriptions = Table(
    "push_subscriptions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("endpoint", Text, nullable=False, unique=True),
    Column("key", LargeBinary, nullable=False),
    Column("auth", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Index("ix_push_subscriptions_reader_id", "reader_id"),
    sqlite_autoincrement=True,  # pages hold their numbers
)

# Ways out of here to a reader: mail, services of other people, their own programs.
channels = Table(
    "channels",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    # Encrypted: many such addresses hold a secret.
    Column("address", LargeBinary, nullable=False),
    # Is told of each article that the reader keeps.
    Column("on_save", Boolean, nullable=False, server_default=false()),
    # Is told of alerts.
    Column("on_alert", Boolean, nullable=False, server_default=false()),
    Column("created_at", Instant, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("illness", Text, nullable=False, server_default=""),
    Index("ix_channels_reader_id", "reader_id"),
    sqlite_autoincrement=True,  # pages hold their numbers
)

# Editions that go out by themselves. ``sent_edition_id`` is marked before sending: none goes out twice.
digests = Table(
    "digests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("channel_id", Id, ForeignKey("channels.id", ondelete="CASCADE"), nullable=False),
    Column("hours", CompactJson),
    Column("weekdays", CompactJson),
    Column("time_zone", Text, nullable=False),
    Column("next_digest_at", Instant),
    Column("claimed_until", Instant),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("sent_edition_id", Id),
    Column("sent_at", Instant),
    Index("ix_digests_reader_id", "reader_id"),
    Index("ix_digests_channel_id", "channel_id"),
    sqlite_autoincrement=True,  # pages hold their numbers
)
Index("ix_digests_due", digests.c.next_digest_at, sqlite_where=digests.c.next_digest_at.is_not(None),
      postgresql_where=digests.c.next_digest_at.is_not(None))  # fmt: skip

# When a reader may be told of what they follow. No row: never.
alerting = Table(
    "alerting",
    metadata,
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    # Minutes since midnight, as in 1320 and 420; NULL where no hour is quiet.
    Column("quiet_from", Integer),
    Column("quiet_until", Integer),
    Column("time_zone", Text, nullable=False),
    Column("most_a_day", Integer, nullable=False),
    Column("next_look_at", Instant),
    Column("claimed_until", Instant),
)
Index("ix_alerting_due", alerting.c.next_look_at, sqlite_where=alerting.c.next_look_at.is_not(None),
      postgresql_where=alerting.c.next_look_at.is_not(None))  # fmt: skip

# The interests that a reader wants to be told of.
alert_interests = Table(
    "alert_interests",
    metadata,
    Column("interest_id", Id, ForeignKey("interests.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("since", Instant, nullable=False),
)

# What of a story a reader was told last, so that nobody is told twice; ``told_at`` is NULL while that waits.
alerts = Table(
    "alerts",
    metadata,
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("story_id", Id, ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("latest_at", Instant, nullable=False),
    Column("told_at", Instant),
    Index("ix_alerts_story_id", "story_id"),
    sqlite_with_rowid=False,
)

# What is still to be told to a channel of an article that its reader keeps.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel_id", Id, ForeignKey("channels.id", ondelete="CASCADE"), nullable=False),
    Column("article_id", Id, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Index("uq_deliveries_channel_id_article_id", "channel_id", "article_id", unique=True),
    Index("ix_deliveries_due_at", "due_at"),
    Index("ix_deliveries_article_id", "article_id"),
)

# Addresses under which an edition or a list can be read as a feed. The secret in the address is made from the row.
published_feeds = Table(
    "published_feeds",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
    Index("uq_published_feeds_reader_id_kind_key", "reader_id", "kind", "key", unique=True),
    sqlite_autoincrement=True,  # a revoked address never comes back
)

# Mailboxes from which newsletters are read.
mailboxes = Table(
    "mailboxes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    # Host, port, user, password and folder, or the path of a maildir: encrypted.
    Column("address", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    # How far it is read (RFC 3501, 2.3.1.1).
    Column("validity", BigInteger),
    Column("read_up_to", BigInteger, nullable=False, server_default="0"),
    Column("next_due_at", Instant),
    Column("claimed_until", Instant),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("illness", Text, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Index("ix_mailboxes_reader_id", "reader_id"),
    sqlite_autoincrement=True,  # pages hold their numbers
)
Index("ix_mailboxes_due", mailboxes.c.next_due_at, sqlite_where=mailboxes.c.next_due_at.is_not(None),
      postgresql_where=mailboxes.c.next_due_at.is_not(None))  # fmt: skip

# Who writes to a reader, and whether they want that: waiting, approved or refused.
senders = Table(
    "senders",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reader_id", Id, ForeignKey("readers.id", ondelete="CASCADE"), nullable=False),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("source_id", Id, ForeignKey("sources.id", ondelete="SET NULL")),
    Column("first_at", Instant, nullable=False),
    Column("latest_at", Instant, nullable=False),
    Index("uq_senders_reader_id_address", "reader_id", "address", unique=True),
    Index("ix_senders_source_id", "source_id"),
    sqlite_autoincrement=True,  # pages hold their numbers
)

# Letters of senders whom the reader has not decided on, as they came.
letters = Table(
    "letters",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sender_id", Id, ForeignKey("senders.id", ondelete="CASCADE"), nullable=False),
    Column("identity", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index("uq_letters_sender_id_identity", "sender_id", "identity", unique=True),
)

# Where Alembic keeps the version; HEAD is the one that the tables above are.
HEAD = "0004"
alembic_version = Table("alembic_version", MetaData(), Column("version_num", Text, primary_key=True))

# PostgreSQL's search index. SQLite has an FTS5 table of the same name in its place.
article_search = Table(
    "article_search",
    MetaData(),
    Column("article_id", Id, primary_key=True, autoincrement=False),
    Column("words", TSVECTOR, nullable=False),
)

# Without content: the text is folded before it is indexed and stands in ``bodies`` already. A row's number is the
# article's id plus 2^40 for each time it was indexed anew, so that a changed article needs no delete of its former text
# (`contentless_delete` came with SQLite 3.43; Debian 12 has 3.40).
SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE article_search USING fts5(headline, body, content='', tokenize='porter unicode61')",
    # Words gather in 8 MB of memory before they are written, and what is written is merged less often: a tenth to a
    # fifth less CPU for the index of the intake benchmark, at the same size on disk.
    "INSERT INTO article_search (article_search, rank) VALUES ('hashsize', 8388608)",
    "INSERT INTO article_search (article_search, rank) VALUES ('automerge', 8)",
)
# English stems without stop words, so that "The Who" is found; no extension needed.
POSTGRES_SEARCH = (
    "CREATE TEXT SEARCH DICTIONARY mynews_stem (TEMPLATE = snowball, LANGUAGE = english)",
    "CREATE TEXT SEARCH CONFIGURATION mynews (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION mynews ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, "
    "hword_part WITH mynews_stem",
    "CREATE TABLE article_search (article_id BIGINT NOT NULL CONSTRAINT pk_article_search PRIMARY KEY "
    "CONSTRAINT fk_article_search_article_id REFERENCES articles (id) ON DELETE CASCADE, words TSVECTOR NOT NULL)",
    "CREATE INDEX ix_article_search_words ON article_search USING gin (words)",
)
SEARCH = {"sqlite": SQLITE_SEARCH, "postgresql": POSTGRES_SEARCH}


@event.listens_for(metadata, "after_create")
def _create_search(_metadata: MetaData, connection: Connection, **_options: Any) -> None:
    for statement in SEARCH[connection.dialect.name]:
        connection.exec_driver_sql(statement)


ALL_TABLES = (
    readers, reader_names, hosts, sources, subscriptions, articles, bodies, changes, meanings_due, meanings, stories,
    story_articles, story_topics, entities, story_entities, stories_apart, desk, interests, story_states, signals,
    profiles, editions, reading, schedules, accounts, sessions, attempts, passkeys, identities, app_passwords, marks,
    labels, saved_searches, handed, push_subscriptions, channels, digests, alerting, alert_interests, alerts,
    deliveries, published_feeds, mailboxes, senders, letters,
)  # fmt: skip
