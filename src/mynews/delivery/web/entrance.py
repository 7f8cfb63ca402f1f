"""Who asks: every page but the open ones is some reader's, and a request that is nobody's gets no further."""

from __future__ import annotations

from typing import cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from mynews.model.source import Reader
from mynews.services.app import App

_READER = "mynews.reader"
_OPEN = frozenset({"/healthz"})
_OPEN_FOLDERS = ("/static/", "/say/", "/stop/")  # a signed link is its own proof


def reader_of(request: Request) -> Reader:
    """The reader who asks."""
    return cast(Reader, request.scope[_READER])


class Entrance:
    """Finds out who asks, before anything is answered."""

    def __init__(self, app: ASGIApp, ours: App) -> None:
        self._app = app
        self._ours = ours

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and not is_open(scope["path"]):
            scope[_READER] = await run_in_threadpool(self._ours.reader)
        await self._app(scope, receive, send)


def is_open(path: str) -> bool:
    """Whether a page is anybody's."""
    return path in _OPEN or path.startswith(_OPEN_FOLDERS)
