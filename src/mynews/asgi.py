"""The web process: every face on one server, with other work beside it where that is wanted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from threading import Event, Thread

import anyio.to_thread
from starlette.applications import Starlette
from starlette.routing import Mount

from mynews.delivery.api.face import api_face
from mynews.delivery.feeds.face import feeds_face
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

    faces = [Mount("/api/v1", api_face(app)), Mount("/feeds", feeds_face(app)), Mount("/", web_face(app))]
    return Starlette(routes=faces, lifespan=lifespan)
