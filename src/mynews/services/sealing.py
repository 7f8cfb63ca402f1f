"""Values that are stored readable only with this installation's key: logins, addresses that hold a secret."""

from __future__ import annotations

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from mynews.model.errors import SettingsError


def seal(value: dict[str, Any], key: bytes) -> bytes:
    """A value as it may be stored."""
    return Fernet(key).encrypt(json.dumps(value).encode())


def unseal(stored: bytes, key: bytes, what: str) -> dict[str, Any]:
    """A stored value again. Raises SettingsError where it was sealed with another key; ``what`` it is, in words."""
    try:
        value: dict[str, Any] = json.loads(Fernet(key).decrypt(stored))
    except InvalidToken as exc:
        raise SettingsError(
            f"{what} cannot be opened: the key changed. Put the former key back, or give it again."
        ) from exc
    return value
