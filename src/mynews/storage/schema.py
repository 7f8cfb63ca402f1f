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

# Where Alembic keeps the version; HEAD is the one that the tables above are.
HEAD = "0003"
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
    readers, hosts, sources, subscriptions, articles, bodies, changes, meanings_due, meanings, stories, story_articles,
    story_topics, entities, story_entities, stories_apart, desk, interests, story_states, signals, profiles, editions,
    reading,
)  # fmt: skip
