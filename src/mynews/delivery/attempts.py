"""Who tries one secret after another has to wait."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

MOST = 20
WITHIN = timedelta(minutes=10)
_REMEMBERED = 10_000


class Attempts:
    """Counts the different wrong secrets of an address, in this process; secrets have so many bits that this will do.

    A program with one old secret is no guesser, and must not shut out others who share its address.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._failed: OrderedDict[str, tuple[frozenset[bytes], datetime]] = OrderedDict()

    def wait(self, address: str, now: datetime) -> int:
        """How many seconds this address has to wait; 0 where it may try."""
        with self._lock:
            tried, since = self._failed.get(address, (frozenset(), now))
        left = since + WITHIN - now
        return max(1, int(left.total_seconds())) if len(tried) >= MOST and left > timedelta() else 0

    def failed(self, address: str, secret: str, now: datetime) -> None:
        """Note that this address tried a wrong secret."""
        told = hashlib.sha256(secret.encode("utf-8", "replace")).digest()
        with self._lock:
            tried, since = self._failed.pop(address, (frozenset(), now))
            still = now - since < WITHIN
            self._failed[address] = (tried | {told}, since) if still else (frozenset({told}), now)
            if len(self._failed) > _REMEMBERED:
                self._failed.popitem(last=False)
