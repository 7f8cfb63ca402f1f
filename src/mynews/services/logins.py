"""Logins for paid sources, readable only with this installation's key."""

from __future__ import annotations

import json
from dataclasses import asdict

from cryptography.fernet import Fernet, InvalidToken

from mynews.model.document import Credentials
from mynews.model.errors import SettingsError


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
