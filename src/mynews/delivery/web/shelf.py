"""Whose pages a browser keeps to be read without a network: one reader's, under a name that tells nothing of them."""

from __future__ import annotations

import hashlib
import hmac

from mynews.model.source import Reader

SHELF_HEADER = "mynews-shelf"


def shelf_of(key: bytes, reader: Reader) -> str:
    """The name of a reader's shelf; the same as long as our key is."""
    return hmac.new(key, b"shelf %d" % reader.id, hashlib.sha256).hexdigest()[:16]
