"""Requests wait for their turn, so that pages which are worked on do not hold each other up."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

AT_ONCE = 2
"""One works while the other waits for the database. Sixteen browsers at a process on two cores got 60 front pages a
second, of 21 ms of its time each, with no turns; 87 of 13 ms with two, 66 of 18 ms with four: threads that all want to
run take the interpreter from each other at every statement."""

PATIENCE_SECONDS = 0.05
"""A page has its answer by then; what takes longer waits for somebody else, a mail server or a picture."""


class Turns:
    """Works on so many requests at once, in the order in which they came.

    One that takes longer than ``patience_seconds`` goes on, and the next begins: events that a browser listens to and
    addresses that do not answer hold up nobody.
    """

    def __init__(self, app: ASGIApp, at_once: int = AT_ONCE, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._app = app
        self._free = asyncio.Semaphore(at_once)
        self.patience_seconds = patience_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, in its turn."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._free.acquire()
        turn = _Turn(self._free)
        asyncio.get_running_loop().call_later(self.patience_seconds, turn.end)
        try:
            await self._app(scope, receive, send)
        finally:
            turn.end()


class _Turn:
    """Ends once."""

    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free: asyncio.Semaphore | None = free

    def end(self) -> None:
        """Let the next begin."""
        if self._free is not None:
            self._free.release()
            self._free = None
