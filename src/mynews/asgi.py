"""The web process: every face on one server, with other work beside it where that is wanted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from threading import Event, Thread

import anyio.to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from mynews.delivery.api.face import api_face
from mynews.delivery.feeds.face import feeds_face
from mynews.delivery.fever.face import fever_face, speaks
from mynews.delivery.greader.face import greader_face, own_path
from mynews.delivery.turns import Turns
from mynews.delivery.web.face import web_face
from mynews.services.app import App, open_app
from mynews.settings import Settings

# As long as a fetch may take at most; what is under way is given back then.
_PATIENCE_SECONDS = 40


Beside = Callable[[App, Event], None]
"""Work that goes on until the event is set."""


def serve(app: App, beside: Beside | None = None, afterwards: Callable[[], None] | None = None) -> Starlette:
    """The ASGI application; ``beside`` runs in a thread of its own as long as it does, ``afterwards`` when it ends."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        ending = working(app, beside)
        try:
            yield
        finally:
            await anyio.to_thread.run_sync(ending)
            if afterwards:
                afterwards()

    pages = ClientPrograms(app, web_face(app))
    faces = [Mount("/api/v1", api_face(app)), Mount("/feeds", feeds_face(app)), Mount("/", pages)]
    return Starlette(routes=faces, middleware=[Middleware(Turns)], lifespan=lifespan)


def serve_anew(settings: Settings) -> Starlette:
    """The same in a process of its own, which opens the installation for as long as it serves."""
    held = ExitStack()
    app = held.enter_context(open_app(settings))
    return serve(app, afterwards=held.close)


def working(app: App, beside: Beside | None) -> Callable[[], None]:
    """Begin with other work in a thread of its own; gives what ends it and waits until it has ended."""
    stop = Event()
    thread = Thread(target=beside, args=(app, stop), name="mynews-beside") if beside else None
    if thread:
        thread.start()

    def end() -> None:
        stop.set()
        if thread:
            thread.join(_PATIENCE_SECONDS)

    return end


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
