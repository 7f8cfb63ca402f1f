"""The web process: every face on one server, with the worker beside it where that is wanted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event, Thread

import anyio.to_thread
from starlette.applications import Starlette
from starlette.routing import Mount

from mynews.delivery.web.face import web_face
from mynews.services.app import App
from mynews.worker import work

# As long as a fetch may take at most; what is under way is given back then.
_PATIENCE_SECONDS = 40


def serve(app: App, *, with_worker: bool) -> Starlette:
    """The ASGI application; its lifespan starts and stops the worker."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stop = Event()
        worker = Thread(target=work, args=(app, stop), name="mynews-worker")
        if with_worker:
            worker.start()
        try:
            yield
        finally:
            stop.set()
            if with_worker:
                await anyio.to_thread.run_sync(worker.join, _PATIENCE_SECONDS)

    return Starlette(routes=[Mount("/", web_face(app))], lifespan=lifespan)
