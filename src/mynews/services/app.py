"""Everything that a use case needs, in one value that is passed in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from cryptography.fernet import Fernet

from mynews.model.document import Document, NotModified, Post, Request
from mynews.model.errors import FetchError, SettingsError
from mynews.model.source import Reader
from mynews.net.fetcher import Wants
from mynews.net.http import Web
from mynews.net.limits import Limits
from mynews.plugins.registry import Plugins, load_plugins
from mynews.ranking.ranker import Ranker
from mynews.services.live import LiveWindow
from mynews.settings import Settings
from mynews.storage.database import Database, open_database

FIRST_READER = "reader"
KEY_FILE = "secret.key"


class Fetcher(Protocol):
    """What use cases ask of the network."""

    def fetch(
        self, request: Request, *, limits: Limits | None = None, wants: Wants | None = None
    ) -> Document | NotModified:
        """Get one address. Raises FetchError."""

    def fetch_many(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Document | NotModified | FetchError]]:
        """Get many addresses at once; each comes as it is done."""

    def post(self, post: Post) -> None:
        """Hand bytes over to an address. Raises FetchError where they were not taken."""

    def ask(self, post: Post) -> Document:
        """Hand bytes over to an address, and get what it answers. Raises FetchError where they were not taken."""


@dataclass(frozen=True, slots=True)
class App:
    """The parts of one running installation."""

    settings: Settings
    db: Database
    web: Fetcher
    plugins: Plugins
    key: bytes
    clock: Callable[[], datetime]
    live: LiveWindow
    ranker: Ranker[Any]

    def now(self) -> datetime:
        """The instant, in UTC."""
        return self.clock()

    def reader(self, name: str | None = None) -> Reader:
        """The reader of this name, or the first one, who is made when nobody reads here yet. Raises NotFound."""
        with self.db.read() as tx:
            found = tx.readers.named(name) if name else tx.readers.first()
        if found is not None:
            return found
        with self.db.write() as tx:
            return tx.readers.first() or tx.readers.add(FIRST_READER, self.now())


@contextmanager
def open_app(settings: Settings) -> Iterator[App]:
    """An installation, open until the end of the block. Raises SettingsError and StorageError in words."""
    db = open_database(settings.database_url)
    web = Web(limits=settings.limits, allow_private=settings.allow_private, user_agent=settings.user_agent)
    plugins = load_plugins()
    try:
        yield App(
            settings=settings,
            db=db,
            web=web,
            plugins=plugins,
            key=secret_key(settings),
            clock=lambda: datetime.now(UTC),
            live=LiveWindow(settings.live_stories),
            ranker=plugins.ranker(settings.ranker),
        )
    finally:
        web.close()
        db.close()


def secret_key(settings: Settings) -> bytes:
    """The key that stored logins are encrypted with; made at first need, readable by its owner only."""
    if settings.secret_key is not None:
        return _checked(settings.secret_key.get_secret_value().encode(), "the setting secret_key")
    file = settings.data_dir / KEY_FILE
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        with open(file, "xb", opener=_private) as new:  # Path.open takes no opener
            new.write(Fernet.generate_key())
    except FileExistsError:
        pass
    except OSError as exc:
        raise SettingsError(f"The folder {settings.data_dir} cannot be written: {exc.strerror}.") from exc
    return _checked(file.read_bytes().strip(), str(file))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _checked(key: bytes, where: str) -> bytes:
    try:
        Fernet(key)
    except ValueError as exc:
        raise SettingsError(f"The key in {where} is not one of ours (32 bytes in URL-safe base64).") from exc
    return key
