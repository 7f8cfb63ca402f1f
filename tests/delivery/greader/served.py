"""The product on a port of its own, with an installation that tests can look into."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from mynews.asgi import serve
from mynews.services.app import App
from mynews.storage.database import open_database
from tests import make

_PATIENCE_SECONDS = 30


@contextmanager
def served(folder: Path) -> Iterator[tuple[App, str]]:
    """A new installation and the address at which it answers, until the end of the block."""
    database = open_database(f"sqlite:///{folder / 'mynews.db'}")
    try:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
            with make.app(database, folder, base_url=origin) as app:
                server = uvicorn.Server(uvicorn.Config(serve(app), log_level="error"))
                thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
                thread.start()
                try:
                    _wait_for(server)
                    yield app, origin
                finally:
                    server.should_exit = True
                    thread.join(_PATIENCE_SECONDS)
    finally:
        database.close()


def _wait_for(server: uvicorn.Server) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not server.started:
        assert time.monotonic() < end, "the server does not start"
        time.sleep(0.02)
