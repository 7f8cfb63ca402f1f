"""A web of news sources on loopback, in a process of its own so that its CPU time is in nobody's figure.

Each source is a host of its own (a port), as nearly every real feed is: nobody gains by asking for two on one
connection. Every fifth speaks Atom, the others RSS 2.0; all give full texts, ETag and Last-Modified, and keep
connections alive.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from functools import partial
from html import escape
from typing import IO

from benchmarks.prose import MadeArticle, articles_of, landmark

_ATOM_EVERY = 5
_LAST_MODIFIED = "Sat, 31 Jan 2026 12:00:00 GMT"
_END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Loopback:
    """The running web: the address of each source, and the mean size of an article's text."""

    urls: tuple[str, ...]
    html_bytes: float
    _told: IO[str] = field(repr=False)
    _says: IO[str] = field(repr=False)

    def answer_unchanged(self, *, with_304: bool) -> None:
        """Answer conditional requests with 304, or like a careless server with the same bytes again."""
        self._told.write("304\n" if with_304 else "200\n")
        self._told.flush()
        self._says.readline()


@contextmanager
def serving(sources: int, articles: int) -> Iterator[Loopback]:
    """The web, up until the end of the block."""
    command = [sys.executable, "-m", "benchmarks.loopback", str(sources), str(articles)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        if server.stdin is None or server.stdout is None:
            raise RuntimeError("the loopback server has no pipes")
        up = json.loads(server.stdout.readline())
        urls = tuple(f"http://127.0.0.1:{port}/{number}.xml" for number, port in enumerate(up["ports"]))
        try:
            yield Loopback(urls, up["html_bytes"], server.stdin, server.stdout)
        finally:
            server.stdin.close()  # it ends with its input


def feed_of(source: int, articles: Sequence[MadeArticle]) -> tuple[str, bytes]:
    """The media type and the document of one source."""
    if source % _ATOM_EVERY == 0:
        return "application/atom+xml; charset=utf-8", _atom(source, articles).encode()
    return "application/rss+xml; charset=utf-8", _rss(source, articles).encode()


def _rss(source: int, articles: Sequence[MadeArticle]) -> str:
    items = "\n".join(_item(article) for article in articles)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n'
        f"<title>Paper {landmark(source)}</title><link>https://paper{source}.example/</link>"
        f"<description>Number {source}</description><language>en</language>\n{items}\n</channel></rss>\n"
    )


def _item(article: MadeArticle) -> str:
    topics = "".join(f"<category>{topic}</category>" for topic in article.topics)
    return (
        f"<item>\n<title>{article.headline}</title>\n<link>{article.url}</link>\n"
        f'<guid isPermaLink="false">{article.identity}</guid>\n'
        f"<pubDate>{format_datetime(article.published_at)}</pubDate>\n<dc:creator>{article.author}</dc:creator>\n"
        f"{topics}\n<description>{article.teaser}</description>\n"
        f"<content:encoded><![CDATA[{article.html}]]></content:encoded>\n</item>"
    )


def _atom(source: int, articles: Sequence[MadeArticle]) -> str:
    entries = "\n".join(_entry(article) for article in articles)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
        f"<title>Paper {landmark(source)}</title><id>urn:paper:{source}</id>"
        f'<link href="https://paper{source}.example/"/><updated>{articles[0].published_at.isoformat()}</updated>\n'
        f"{entries}\n</feed>\n"
    )


def _entry(article: MadeArticle) -> str:
    topics = "".join(f'<category term="{topic}"/>' for topic in article.topics)
    at = article.published_at.isoformat()
    return (
        f'<entry>\n<title>{article.headline}</title>\n<link href="{article.url}"/>\n<id>urn:{article.identity}</id>\n'
        f"<published>{at}</published><updated>{at}</updated>\n<author><name>{article.author}</name></author>\n"
        f"{topics}\n<summary>{article.teaser}</summary>\n"
        f'<content type="html">{escape(article.html)}</content>\n</entry>'
    )


@dataclass(slots=True)
class _Site:
    """What one port gives out; ``with_304`` is switched for all at once."""

    whole: bytes
    unchanged: bytes
    etag: bytes
    with_304: bool = True

    @classmethod
    def of(cls, media_type: str, content: bytes) -> _Site:
        """The two answers of a site, made once."""
        etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        validators = f"ETag: {etag}\r\nLast-Modified: {_LAST_MODIFIED}\r\n"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n{validators}Content-Length: {len(content)}\r\n\r\n"
        return cls(head.encode() + content, f"HTTP/1.1 304 Not Modified\r\n{validators}\r\n".encode(), etag.encode())

    def answer(self, head: bytes) -> bytes:
        """The answer to a request, whatever its path."""
        return self.unchanged if self.with_304 and b": " + self.etag in head else self.whole


class _Exchange(asyncio.Protocol):
    """One connection."""

    def __init__(self, site: _Site) -> None:
        self._site = site
        self._unread = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        *heads, self._unread = (self._unread + data).split(_END_OF_HEAD)
        for head in heads:
            if self._transport is not None:
                self._transport.write(self._site.answer(head))


async def _serve(sources: int, articles: int) -> None:
    made = [list(articles_of(number, articles)) for number in range(sources)]
    sites = [_Site.of(*feed_of(number, each)) for number, each in enumerate(made)]
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(partial(_Exchange, site), "127.0.0.1", 0) for site in sites]
    html = [len(article.html.encode()) for each in made for article in each]
    ports = [server.sockets[0].getsockname()[1] for server in servers]
    print(json.dumps({"ports": ports, "html_bytes": sum(html) / len(html)}), flush=True)
    while told := await loop.run_in_executor(None, sys.stdin.readline):
        for site in sites:
            site.with_304 = told.strip() == "304"
        print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2])))
