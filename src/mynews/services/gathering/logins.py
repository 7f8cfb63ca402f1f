"""Logins for paid sources, readable only with this installation's key."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlsplit

from mynews.model.document import Credentials
from mynews.model.source import Source
from mynews.services.sealing import seal, unseal
from mynews.storage.database import Tx


def sealed(credentials: Credentials, key: bytes) -> bytes:
    """A login as it may be stored."""
    return seal(asdict(credentials), key)


def opened(stored: bytes, key: bytes) -> Credentials:
    """A stored login again. Raises SettingsError where it was sealed with another key."""
    return Credentials(**unseal(stored, key, "A stored login"))


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
