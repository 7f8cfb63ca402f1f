"""Logins for paid sources, readable only with this installation's key."""

from __future__ import annotations

import json
from dataclasses import asdict
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken

from mynews.model.document import Credentials
from mynews.model.errors import SettingsError
from mynews.model.source import Source
from mynews.storage.database import Tx


def sealed(credentials: Credentials, key: bytes) -> bytes:
    """A login as it may be stored."""
    return Fernet(key).encrypt(json.dumps(asdict(credentials)).encode())


def opened(stored: bytes, key: bytes) -> Credentials:
    """A stored login again. Raises SettingsError where it was sealed with another key."""
    try:
        return Credentials(**json.loads(Fernet(key).decrypt(stored)))
    except InvalidToken as exc:
        raise SettingsError(
            "A stored login cannot be opened: the key changed. Put the former key back, or give the login again."
        ) from exc


def login_for(tx: Tx, source: Source, url: str, key: bytes) -> Credentials | None:
    """What to sign in with at an address that a source gave; None where there is no login, or it is not meant for that.

    Raises SettingsError as :func:`opened` does.
    """
    if source.private_to is None or not is_meant_for(source.url, url):
        return None
    stored = tx.subscriptions.credentials(source.id)
    return opened(stored, key) if stored else None


def is_meant_for(source_url: str, url: str) -> bool:
    """Whether the login of a source may be sent to an address: to its own host, ``www.`` or not, and never in the open
    where the source itself is fetched over https. Whatever else a feed or page links to is a stranger's.
    """
    own, other = urlsplit(source_url), urlsplit(url)
    if _host(own.netloc) != _host(other.netloc):
        return False
    return own.scheme == other.scheme or (own.scheme, other.scheme) == ("http", "https")


def _host(netloc: str) -> str:
    return netloc.rpartition("@")[2].lower().removeprefix("www.")
