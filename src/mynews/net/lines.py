"""Who may be fetched next, where many wait."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from mynews.model.document import Request


class Lines:
    """Requests in line at their hosts, handed out so that a slow host holds up none but its own.

    At most ``at_once`` are out, and at most ``per_host`` of one host.
    """

    def __init__(self, requests: Iterable[Request], *, at_once: int, per_host: int) -> None:
        self._lines: dict[str, deque[Request]] = {}
        for request in requests:
            self._lines.setdefault(_host_of(request), deque()).append(request)
        self._ready = deque(line.popleft() for line in self._lines.values() for _ in range(min(per_host, len(line))))
        self._places = at_once

    def next_batch(self) -> list[Request]:
        """Those that may begin now; each is to be given back to ``done`` later."""
        batch = [self._ready.popleft() for _ in range(min(self._places, len(self._ready)))]
        self._places -= len(batch)
        return batch

    def done(self, request: Request) -> None:
        """Make room for the next of the same host."""
        self._places += 1
        line = self._lines[_host_of(request)]
        if line:
            self._ready.append(line.popleft())


def _host_of(request: Request) -> str:
    return request.url.partition("://")[2].partition("/")[0].lower()
