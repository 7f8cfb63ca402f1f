"""Pictures that could not be had: from then on, pages leave no room for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from mynews.model.errors import FetchError, MyNewsError

_MOST = 10_000
_GONE = timedelta(days=1)
_TROUBLE = timedelta(minutes=10)  # a network that is down, a server that is busy: worth another look


class Missing:
    """What could not be had lately, by address, as one process saw it: a page of another may still leave room."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._until: dict[str, datetime] = {}
        self._writing = Lock()

    def note(self, url: str, error: MyNewsError) -> None:
        """Remember that there was no picture at an address."""
        status = error.status if isinstance(error, FetchError) else None
        for_long = not isinstance(error, FetchError) or error.permanent or status in (403, 404, 410)
        with self._writing:
            if len(self._until) >= _MOST:
                del self._until[next(iter(self._until))]
            self._until[url] = self._now() + (_GONE if for_long else _TROUBLE)

    def forget(self, url: str) -> None:
        """There is a picture after all."""
        self._until.pop(url, None)

    def is_there(self, url: str | None) -> bool:
        """Whether a page should leave room for a picture: there is one at this address, as far as is known."""
        if not url:
            return False
        until = self._until.get(url)
        return until is None or until <= self._now()
