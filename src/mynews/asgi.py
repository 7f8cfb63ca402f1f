"""The web process: every face on one server, with other work beside it where that is wanted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from threading import Event, Thread

import anyio.to_thread
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from mynews.delivery.api.face import api_face
from mynews.delivery.feeds.face import feeds_face
from mynews.delivery.fever.face import fever_face, speaks
from mynews.delivery.greader.face import greader_face, own_path
from mynews.delivery.web.face import web_face
from mynews.services.app import App

# As long as a fetch may take at most; what is under way is given back then.
_PATIENCE_SECONDS = 40


def serve(app: App, beside: Callable[[App, Event], None] | None = None) -> Starlette:
    """The ASGI application; ``beside`` runs in a thread of its own as long as it does, until the event is set."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stop = Event()
        thread = Thread(target=beside, args=(app, stop), name="mynews-beside") if beside else None
        if thread:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            if thread:
                await anyio.to_thread.run_sync(thread.join, _PATIENCE_SECONDS)

    pages = ClientPrograms(app, web_face(app))
    faces = [Mount("/api/v1", api_face(app)), Mount("/feeds", feeds_face(app)), Mount("/", pages)]
    return Starlette(routes=faces, lifespan=lifespan)


class ClientPrograms:
    """Hands over what feed readers ask, wherever each of them looks for it; everything else goes on."""

    def __init__(self, app: App, beyond: ASGIApp) -> None:
        self._greader = greader_face(app)
        self._fever = fever_face(app)
        self._beyond = beyond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = own_path(scope["path"]) if scope["type"] == "http" else None
        if path is not None:
            await self._greader({**scope, "path": path, "root_path": ""}, receive, send)
        elif scope["type"] == "http" and speaks(scope["path"]):
            await self._fever({**scope, "root_path": ""}, receive, send)
        else:
            await self._beyond(scope, receive, send)
