"""A web server for tests that can do what the worst of the web does, on the loopback alone.

``with HostileWeb() as site: site.on("/feed.xml", says(b"<rss/>"))``; the rest of this module is answers to put there.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
import threading
import zlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

import brotli
from backports import zstd

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in; header names are in lower case."""

    path: str
    headers: Mapping[str, str]


Answer = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


class HostileWeb:
    """Answers on a free port of 127.0.0.1 from a thread of its own; what nobody put there is 404.

    ``asked`` holds every request so far, ``at_once`` tells how many are being answered, and ``most_at_once`` how many
    ever were at the same time.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.at_once = 0
        self.most_at_once = 0
        self.port = 0
        self._answers: dict[str, Answer] = {}
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="hostile-web", daemon=True)
        self._visits: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """Host and port, as ``allow_private`` wants them."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The address of a path, under whichever name the host goes in the test."""
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def on(self, path: str, answer: Answer) -> str:
        """From now on answer so at this path; gives its address."""
        self._answers[path] = answer
        return self.url(path)

    def count(self, path: str) -> int:
        """How often this path was asked for."""
        return sum(asked.path == path for asked in self.asked)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._welcome, "127.0.0.1", 0, ssl=self._tls)

    async def _close(self) -> None:
        self._server.close()
        for visit in self._visits:
            visit.cancel()
        await asyncio.gather(*self._visits, return_exceptions=True)
        await self._server.wait_closed()

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = asyncio.ensure_future(self._serve(reader, writer))
        self._visits.add(visit)
        visit.add_done_callback(self._visits.discard)
        await asyncio.wait([visit])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                if not (begun := await reader.readexactly(1)).isalpha():  # TLS to a plain site
                    writer.write(_head(400, {}))
                    break
                asked = _read_request(begun + await reader.readuntil(b"\r\n\r\n"))
                self.asked.append(asked)
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
                try:
                    await self._answers.get(asked.path, says(b"nothing here", status=404))(asked, writer)
                    await writer.drain()
                finally:
                    self.at_once -= 1
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the visitor has left
        finally:
            writer.transport.abort() if self._tls else writer.close()


def _read_request(head: bytes) -> Asked:
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Asked(path=first.split(" ")[1], headers={name.lower(): value.strip() for name, _, value in pairs})


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n"


def says(body: bytes = b"", *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """A well-behaved answer."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        length = {} if status in (204, 304) else {"Content-Length": str(len(body))}
        writer.write(_head(status, length | dict(headers or {})) + body)

    return answer


def says_unless_known(body: bytes, *, etag: str, last_modified: str) -> Answer:
    """A feed as it should be: 304 to who names its etag or its date."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        known = asked.headers.get("if-none-match") == etag or asked.headers.get("if-modified-since") == last_modified
        validators = {"ETag": etag, "Last-Modified": last_modified}
        reply = says(status=304, headers=validators) if known else says(body, headers=validators)
        await reply(asked, writer)

    return answer


def slowly(answer: Answer, seconds: float) -> Answer:
    """The same answer after some time."""

    async def late(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await answer(asked, writer)

    return late


def redirects(to: str, status: int = 302) -> Answer:
    """Sends the visitor on."""
    return says(status=status, headers={"Location": to})


def lets_in(body: bytes, *, cookie: str = "", user: str = "", password: str = "") -> Answer:
    """Shows the body to who sends this cookie line, or else this user and password; 401 to others."""
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    wanted = ("cookie", cookie) if cookie else ("authorization", f"Basic {pair}")

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        right = asked.headers.get(wanted[0]) == wanted[1]
        await (says(body) if right else says(b"sign in", status=401))(asked, writer)

    return answer


def hangs() -> Answer:
    """Takes the request and never says a word."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    return answer


def speaks(raw: bytes) -> Answer:
    """Says these bytes in place of an HTTP answer, and hangs up; no bytes are hanging up at once."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        writer.close()

    return answer


def drips(*, head: bool = False) -> Answer:
    """One byte after the other for ever: of the body, or already of the ``head``."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: " if head else b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.01)

    return answer


def breaks_off(body: bytes, *, promised: int) -> Answer:
    """Promises so many bytes, sends these, and hangs up."""
    return speaks(_head(200, {"Content-Length": str(promised)}) + body)


def streams(pieces: Callable[[], Iterator[bytes]], headers: Mapping[str, str] | None = None) -> Answer:
    """Sends piece after piece in chunks, as fast as they are taken."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(_head(200, {"Transfer-Encoding": "chunked"} | dict(headers or {})))
        for piece in filter(None, pieces()):
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            await writer.drain()
        writer.write(b"0\r\n\r\n")

    return answer


def endless() -> Answer:
    """A body that never ends."""
    return streams(lambda: iter(lambda: b"<item/>" * 10_000, b""))


def packed(body: bytes, encoding: str) -> Answer:
    """The body in this content encoding."""
    return streams(lambda: pack([body], encoding), {"Content-Encoding": encoding})


def bomb(encoding: str, megabytes: int = 300) -> Answer:
    """Very much of nothing in very few bytes."""
    return streams(lambda: pack((bytes(MEGABYTE) for _ in range(megabytes)), encoding), {"Content-Encoding": encoding})


def pack(pieces: Iterator[bytes] | list[bytes], encoding: str) -> Iterator[bytes]:
    """The pieces compressed, as they come; "raw deflate" is what some servers send as deflate."""
    if encoding == "br":
        packer = brotli.Compressor(quality=5)
        compress, finish = packer.process, packer.finish
    elif encoding == "zstd":
        frame = zstd.ZstdCompressor()
        compress, finish = frame.compress, frame.flush
    else:
        wbits = {"gzip": 31, "deflate": 15, "raw deflate": -15}[encoding]
        stream = zlib.compressobj(9, wbits=wbits)
        compress, finish = stream.compress, stream.flush
    for piece in pieces:
        yield compress(piece)
    yield finish()
