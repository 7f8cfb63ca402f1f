from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from mynews.model.errors import SendError
from mynews.net.guard import Guard
from mynews.net.notify import notify, service_of

LOOPBACK = Guard.allowing(["127.0.0.0/8"])


@pytest.fixture
def service() -> Iterator[ThreadingHTTPServer]:
    """A service that keeps what it is told, and has a fault at /no."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200 if self.path != "/no" else 500)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    taken: list[Any] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.taken = taken  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_service_is_told(service: Any) -> None:
    notify(f"json://127.0.0.1:{service.server_port}/", "Title", "Text", LOOPBACK)
    assert [(each["title"], each["message"]) for each in service.taken] == [("Title", "Text")]


def test_a_service_on_a_private_network_is_not_told(service: Any) -> None:
    with pytest.raises(SendError, match="allow_private"):
        notify(f"json://127.0.0.1:{service.server_port}/", "Title", "Text", Guard())
    with pytest.raises(SendError, match="allow_private"):
        notify(f"ntfy://localhost:{service.server_port}/topic", "Title", "Text", Guard())
    assert service.taken == []


def test_a_host_that_the_operator_named_is_told(service: Any) -> None:
    guard = Guard.allowing([f"localhost:{service.server_port}"])
    notify(f"json://localhost:{service.server_port}/", "Title", "Text", guard)
    assert len(service.taken) == 1


def test_what_a_service_refuses_is_said(service: Any) -> None:
    with pytest.raises(SendError, match="did not take"):
        notify(f"json://127.0.0.1:{service.server_port}/no", "Title", "Text", LOOPBACK)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "not an address that Apprise knows"),
        ("syslog://", "not a service on the web"),
        ("mailto://user:password@home.example", "not a service on the web"),
        ("mqtt://home.example/topic", "not"),
        ("json://home.example/?template=/etc/passwd", "names a file"),
    ],
)
def test_what_is_no_service_on_the_web_is_refused(url: str, sentence: str) -> None:
    with pytest.raises(SendError, match=sentence):
        service_of(url)


def test_a_service_says_what_it_is_called() -> None:
    assert service_of("ntfy://topic") == "ntfy"
