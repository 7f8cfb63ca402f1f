"""A database of ours: opened, migrated, and spoken to in transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError, StatementError

from mynews.model.errors import NotStorable, StorageError
from mynews.storage.accounts import Accounts, Sessions
from mynews.storage.alerts import Alerts
from mynews.storage.app_passwords import AppPasswords
from mynews.storage.archive import Archive
from mynews.storage.articles import Articles
from mynews.storage.attempts import FailedLogins
from mynews.storage.channels import Channels
from mynews.storage.desk import StoryDesk
from mynews.storage.digests import Digests
from mynews.storage.editions import Editions
from mynews.storage.handed import Handed
from mynews.storage.hosts import Hosts
from mynews.storage.interests import Interests
from mynews.storage.labels import Labels
from mynews.storage.live import Live
from mynews.storage.marks import Marks
from mynews.storage.meanings import Meanings
from mynews.storage.newsletters import Newsletters
from mynews.storage.passkeys import Identities, Passkeys
from mynews.storage.profiles import Profiles
from mynews.storage.published_feeds import PublishedFeeds
from mynews.storage.push import PushSubscriptions
from mynews.storage.readers import Readers
from mynews.storage.reading import WaysOfReading
from mynews.storage.saved_searches import SavedSearches
from mynews.storage.schedules import Schedules
from mynews.storage.schema import HEAD, alembic_version
from mynews.storage.search import Search
from mynews.storage.signals import Signals
from mynews.storage.sources import Sources
from mynews.storage.stories import Stories
from mynews.storage.streams import Streams
from mynews.storage.subscriptions import Subscriptions
from mynews.storage.turn import writing_turn

# "program_limit_exceeded": a word, text or address beyond what PostgreSQL's indexes take.
_TOO_LARGE_FOR_POSTGRES = "54000"
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # FULL: a commit is on the disk before anyone is told of it. NORMAL would lose the last ones with the power.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 30000",
    "PRAGMA cache_size = -32000",
    "PRAGMA temp_store = MEMORY",
)


class Tx:
    """One transaction; the tables hang on it by family. Never open while we wait for a network."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def app_passwords(self) -> AppPasswords:
        """Secrets of client programs."""
        return AppPasswords(self._connection)

    @cached_property
    def accounts(self) -> Accounts:
        """How readers come in."""
        return Accounts(self._connection)

    @cached_property
    def alerts(self) -> Alerts:
        """What readers are told of at once."""
        return Alerts(self._connection)

    @cached_property
    def archive(self) -> Archive:
        """Every table at once, for backup and restore."""
        return Archive(self._connection)

    @cached_property
    def articles(self) -> Articles:
        """Articles, their bodies and what changed in them."""
        return Articles(self._connection)

    @cached_property
    def channels(self) -> Channels:
        """Ways out to readers."""
        return Channels(self._connection)

    @cached_property
    def desk(self) -> StoryDesk:
        """Where articles are placed into stories."""
        return StoryDesk(self._connection)

    @cached_property
    def digests(self) -> Digests:
        """Editions that go out by themselves."""
        return Digests(self._connection)

    @cached_property
    def editions(self) -> Editions:
        """Editions as they were shown."""
        return Editions(self._connection)

    @cached_property
    def failed_logins(self) -> FailedLogins:
        """Logins that failed lately."""
        return FailedLogins(self._connection)

    @cached_property
    def handed(self) -> Handed:
        """Stories that one reader gave to another."""
        return Handed(self._connection)

    @cached_property
    def hosts(self) -> Hosts:
        """Hosts: when each is due, and who has claimed it."""
        return Hosts(self._connection)

    @cached_property
    def identities(self) -> Identities:
        """Who somebody else says that readers are."""
        return Identities(self._connection)

    @cached_property
    def interests(self) -> Interests:
        """What readers follow and mute."""
        return Interests(self._connection)

    @cached_property
    def labels(self) -> Labels:
        """What readers call articles."""
        return Labels(self._connection)

    @cached_property
    def live(self) -> Live:
        """Stories as rankers see them."""
        return Live(self._connection)

    @cached_property
    def marks(self) -> Marks:
        """What readers have read, and what they keep."""
        return Marks(self._connection)

    @cached_property
    def meanings(self) -> Meanings:
        """What articles mean, and which are to be understood."""
        return Meanings(self._connection)

    @cached_property
    def newsletters(self) -> Newsletters:
        """Mail in."""
        return Newsletters(self._connection)

    @cached_property
    def passkeys(self) -> Passkeys:
        """Keys that devices hold in place of passwords."""
        return Passkeys(self._connection)

    @cached_property
    def profiles(self) -> Profiles:
        """What rankers learned of readers."""
        return Profiles(self._connection)

    @cached_property
    def published_feeds(self) -> PublishedFeeds:
        """Addresses under which readers' lists are feeds."""
        return PublishedFeeds(self._connection)

    @cached_property
    def push(self) -> PushSubscriptions:
        """Browsers that may be told of news."""
        return PushSubscriptions(self._connection)

    @cached_property
    def reading(self) -> WaysOfReading:
        """How readers want to read."""
        return WaysOfReading(self._connection)

    @cached_property
    def readers(self) -> Readers:
        """The people who read here."""
        return Readers(self._connection)

    @cached_property
    def saved_searches(self) -> SavedSearches:
        """What readers look for again and again."""
        return SavedSearches(self._connection)

    @cached_property
    def schedules(self) -> Schedules:
        """When readers want new editions."""
        return Schedules(self._connection)

    @cached_property
    def search(self) -> Search:
        """The full-text index."""
        return Search(self._connection)

    @cached_property
    def sessions(self) -> Sessions:
        """Browsers in which readers are logged in."""
        return Sessions(self._connection)

    @cached_property
    def signals(self) -> Signals:
        """The log of what readers did."""
        return Signals(self._connection)

    @cached_property
    def sources(self) -> Sources:
        """Sources and the state of fetching them."""
        return Sources(self._connection)

    @cached_property
    def stories(self) -> Stories:
        """Stories with their topics and entities."""
        return Stories(self._connection)

    @cached_property
    def streams(self) -> Streams:
        """What readers follow, as client programs page through it."""
        return Streams(self._connection)

    @cached_property
    def subscriptions(self) -> Subscriptions:
        """The ties between readers and sources."""
        return Subscriptions(self._connection)


class Database:
    """Opened by :func:`open_database`; gives transactions."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._is_server = engine.dialect.name == "postgresql"

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    @property
    def file(self) -> Path | None:
        """The file of an embedded database; None for a server."""
        name = self._engine.url.database
        return Path(name) if self.dialect == "sqlite" and name else None

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A transaction that sees one state of things and changes nothing. Raises StorageError."""
        # PostgreSQL would show each statement another state, and a backup would not fit together.
        reading = self._engine.execution_options(isolation_level="REPEATABLE READ") if self._is_server else self._engine
        with _told_in_words(), reading.connect() as connection:
            yield Tx(connection)

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """A transaction that is kept whole at its end, or not at all when an error leaves it. Raises StorageError.

        On SQLite it waits for its turn before it reads anything (BEGIN IMMEDIATE), so writers never collide.
        """
        writing = self._engine.execution_options(mynews_writes=True)
        with writing_turn(self.file), _told_in_words(), writing.begin() as connection:
            yield Tx(connection)

    def migrate(self) -> None:
        """Bring the schema to this version's. Raises StorageError for a database from a newer version."""
        if self.revision() == HEAD:
            return
        from mynews.storage.migrate import upgrade  # noqa: PLC0415  # Alembic: a third of our start, seldom needed

        with _told_in_words(), self._engine.execution_options(mynews_writes=True).connect() as connection:
            upgrade(connection)

    def revision(self) -> str | None:
        """The version of the schema that this database has; None for one without any table of ours."""
        with _told_in_words(), self._engine.connect() as connection:
            if not inspect(connection).has_table(alembic_version.name):
                return None
            return connection.execute(select(alembic_version.c.version_num)).scalar()

    def size(self) -> int:
        """The bytes that it takes on the disk."""
        statement = (
            "SELECT pg_database_size(current_database())"
            if self._is_server
            else ("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        )
        with _told_in_words(), self._engine.connect() as connection:
            return int(connection.exec_driver_sql(statement).scalar_one())

    def version(self) -> str:
        """What runs it, with its version."""
        statement = "SHOW server_version" if self._is_server else "SELECT sqlite_version()"
        with _told_in_words(), self._engine.connect() as connection:
            return (
                f"{'PostgreSQL' if self._is_server else 'SQLite'} {connection.exec_driver_sql(statement).scalar_one()}"
            )

    def problems(self) -> list[str]:
        """What the database says is wrong with itself, in words; empty when it is sound."""
        if self.dialect != "sqlite":
            return []
        with _told_in_words(), self._engine.connect() as connection:
            rows = [row[0] for row in connection.exec_driver_sql("PRAGMA quick_check(5)")]
        return [] if rows == ["ok"] else [f"The database file is damaged: {row}" for row in rows]

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


def open_database(url: str) -> Database:
    """A database at an SQLAlchemy address, migrated to this version. Raises StorageError in words.

    ``sqlite:///FILE`` is made with its folder when it is not there; ``postgresql://USER@HOST/NAME`` must exist.
    """
    try:
        address = make_url(url)
    except ArgumentError as exc:
        raise StorageError(
            "The database address cannot be read; it should look like sqlite:///FILE or postgresql://..."
        ) from exc
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise StorageError(f"myNEWS cannot use {address.get_backend_name()}: choose SQLite or PostgreSQL.")
    if address.get_backend_name() == "sqlite":
        _make_folder(address.database)
    engine = create_engine(address, pool_size=20, max_overflow=40)
    if engine.dialect.name == "sqlite":
        _teach_sqlite(engine)
    database = Database(engine)
    try:
        database.migrate()
    except BaseException:
        database.close()
        raise
    return database


def _make_folder(file: str | None) -> None:
    if not file or file == ":memory:":
        raise StorageError("SQLite needs a file: sqlite:///FILE.")
    try:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise StorageError(
            f"The folder for the database, {Path(file).parent}, cannot be made: {exc.strerror}."
        ) from exc


def _teach_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        # The driver's own transactions begin too late for BEGIN IMMEDIATE; ours are explicit.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("mynews_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _told_in_words() -> Iterator[None]:
    try:
        yield
    except OperationalError as exc:
        if getattr(exc.orig, "sqlstate", None) == _TOO_LARGE_FOR_POSTGRES:
            raise NotStorable("This is larger than the database can hold.") from exc
        raise StorageError(_sentence(str(exc.orig))) from exc
    except DBAPIError as exc:
        raise NotStorable(f"The database refused: {exc.orig}") from exc
    except (StatementError, UnicodeError, OverflowError) as exc:
        raise NotStorable("This holds characters or numbers that the database cannot hold.") from exc
    except SQLAlchemyError as exc:
        raise StorageError(f"The database could not be used: {exc}") from exc


def _sentence(said: str) -> str:
    if "disk is full" in said or "No space left" in said:
        return "The disk is full. Nothing that was saved is lost; free some space, then go on."
    if "locked" in said or "deadlock" in said:
        return "The database is busy with another program. Try again in a moment."
    if "unable to open" in said or "readonly" in said:
        return f"The database file cannot be opened for writing; check the folder and its rights ({said})."
    if "not a database" in said or "malformed" in said:
        return "The database file is damaged or is not a database. Restore it from a backup: mynews restore FILE."
    if "connect" in said:
        return f"The database server cannot be reached: {said.strip()}"
    return f"The database refused: {said.strip()}"
