"""A loopback server that gives out the files of a folder, as hosts of their own on several ports."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@contextmanager
def serving(folder: Path, hosts: int = 4) -> Iterator[list[str]]:
    """The addresses of the files of ``folder``, dealt out over so many hosts; answers conditional requests."""
    files = {f"/{file.name}": file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}
    etags = {path: f'"{hashlib.sha256(content).hexdigest()[:16]}"' for path, content in files.items()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            content = files.get(self.path)
            if content is None:
                self.send_response(404)
                content = b""
            elif self.headers.get("If-None-Match") == etags[self.path]:
                self.send_response(304)
                content = b""
            else:
                self.send_response(200)
                self.send_header("ETag", etags[self.path])
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ExitStack() as stack:
        ports = []
        for _ in range(hosts):
            server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
            server.daemon_threads = True
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            ports.append(server.server_port)
        yield [f"http://127.0.0.1:{ports[number % hosts]}{path}" for number, path in enumerate(files)]
