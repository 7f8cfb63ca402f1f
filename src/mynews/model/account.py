"""How readers come in: accounts, and the browsers in which they are logged in."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from mynews.model.source import Reader


@dataclass(frozen=True, slots=True)
class Account:
    """A reader as the operator sees them. ``invited_until`` is when the link ends by which they set a password."""

    reader: Reader
    operates: bool
    has_password: bool
    invited_until: datetime | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One browser in which a reader is logged in; ``agent`` is what it says of itself."""

    id: int
    reader_id: int
    agent: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key that a device holds in place of a password. ``uses`` is how often the device says that it was used."""

    id: int
    reader_id: int
    credential: bytes
    public_key: bytes
    uses: int
    name: str
    created_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks. ``session`` is None where nobody needs to log in; ``operates`` tells that they look after all of it."""

    reader: Reader
    operates: bool
    session: Session | None = None


def name_key(name: str) -> str:
    """A name as it is compared: "Ana", "ana" and "ＡＮＡ" are one."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()
