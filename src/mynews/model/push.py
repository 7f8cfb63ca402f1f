"""A browser that may be told of news while no page of ours is open (RFC 8030)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PushSubscription:
    """Where a browser is told, and the keys that only it can read with (RFC 8291)."""

    id: int
    reader_id: int
    endpoint: str
    key: bytes = field(repr=False)
    auth: bytes = field(repr=False)
    created_at: datetime
    failures: int = 0
