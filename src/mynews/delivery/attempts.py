"""Who tries one password after another has to wait."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

MOST = 20
WITHIN = timedelta(minutes=10)
_REMEMBERED = 10_000


class Attempts:
    """Counts failures by address, in this process; a secret has so many bits that more is not needed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._failed: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def wait(self, address: str, now: datetime) -> int:
        """How many seconds this address has to wait; 0 where it may try."""
        with self._lock:
            count, since = self._failed.get(address, (0, now))
        left = since + WITHIN - now
        return max(1, int(left.total_seconds())) if count >= MOST and left > timedelta() else 0

    def failed(self, address: str, now: datetime) -> None:
        """Note that this address failed."""
        with self._lock:
            count, since = self._failed.pop(address, (0, now))
            self._failed[address] = (count + 1, since) if now - since < WITHIN else (1, now)
            if len(self._failed) > _REMEMBERED:
                self._failed.popitem(last=False)
