"""One fetch from its first address to its last byte; lives in one event loop."""

from __future__ import annotations

import asyncio
import base64
import logging
import re
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal
from weakref import WeakValueDictionary

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from multidict import CIMultiDictProxy
from yarl import URL

from mynews.model.document import Credentials, Document, NotModified, Post, Request
from mynews.model.errors import FetchError
from mynews.net.faults import fault_of_exception, fault_of_status
from mynews.net.guard import Guard, checked_url, may_keep_login, redirected_url
from mynews.net.limits import Limits
from mynews.net.robots import Robots
from mynews.net.unpack import Body, TooLarge

Wants = Literal["feed", "page", "picture"]
Resolve = Callable[[str], list[str]]

ACCEPT: dict[Wants, str] = {
    "feed": "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.5, */*;q=0.1",
    "page": "text/html, application/xhtml+xml, application/xml;q=0.8, */*;q=0.1",
    "picture": "image/avif, image/webp, image/png, image/jpeg, image/gif, image/svg+xml;q=0.5, image/*;q=0.3",
}
ACCEPT_ENCODING = "gzip, deflate, br, zstd"
PERMANENT = frozenset({301, 308})
REDIRECTS = frozenset({302, 303, 307}) | PERMANENT
LONGEST_HEADER = 32_768  # bytes; the security policy of some honest sites passes the usual 8 kB
# Seconds; the next feed of a host comes sooner, and idle connections are open files, of which a process may have 1,024
# by default. Measured with 3,000 hosts on the loopback: 1,280 open at 2.0 (260 hosts/s); at 0.5, 620 (370 hosts/s).
KEPT_ALIVE = 0.5
ROBOTS_SIZE = 5_000_000  # bytes; more than that is not a robots.txt

_UNSENDABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Redirect:
    """The server sends us on."""

    to: URL
    permanent: bool


def addresses_of(host: str) -> list[str]:
    """The IP addresses of a host name, as this machine's resolver gives them."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [str(address[0]) for *_, address in found]


class Fetcher:
    """Fetches within one event loop: ``await Fetcher.open(...)`` there, and ``close`` there."""

    def __init__(
        self,
        guard: Guard,
        limits: Limits,
        sessions: Mapping[bool, aiohttp.ClientSession],
        product: str,
    ) -> None:
        self._guard = guard
        self._limits = limits
        self._sessions = sessions
        self._robots = Robots(self._read_robots, product)
        self._room = asyncio.Semaphore(limits.connections)
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._told_to_wait: dict[str, float] = {}  # until when, by the clock that never goes back

    @classmethod
    async def open(cls, guard: Guard, limits: Limits, user_agent: str, resolve: Resolve) -> Fetcher:
        """A fetcher that lives in the running loop."""
        resolver = _Resolver(resolve)
        # Two pools, so that no connection made under trust is ever used for another host.
        sessions = {
            trusted: aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    socket_factory=guard.socket_factory(trusted=trusted),
                    resolver=resolver,
                    keepalive_timeout=KEPT_ALIVE,
                    limit=0,  # waiting here would count against the server's time; our own semaphores wait before
                    limit_per_host=limits.per_host,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": user_agent, "Accept-Encoding": ACCEPT_ENCODING},
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
                auto_decompress=False,
                max_line_size=LONGEST_HEADER,
                max_field_size=LONGEST_HEADER,
            )
            for trusted in (False, True)
        }
        return cls(guard, limits, sessions, user_agent.partition("/")[0])

    async def close(self) -> None:
        """Cancel every fetch of this loop and close all connections."""
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for session in self._sessions.values():
            await session.close()

    async def fetch(self, request: Request, limits: Limits, wants: Wants | None = None) -> Document | NotModified:
        """The document, or that it did not change; raises ``FetchError`` or ``AddressRefused``."""
        url = checked_url(request.url)
        headers = _headers_of(request, wants or ("page" if request.page else "feed"))
        login = _login_of(request)
        seconds = limits.seconds
        permanent = True
        seen = {url}
        for _ in range(limits.redirects + 1):
            if request.page:
                await self._robots.check(url)
            # The host's turn first and the room after it: who waits for a slow host takes nobody's place.
            async with self._turn_at(url), self._room:
                began = time.monotonic()
                answer = await self._ask_unless_told_to_wait(url, headers | login, limits, seconds)
                seconds -= time.monotonic() - began
            if not isinstance(answer, Redirect):
                return replace(answer, moved_to=answer.url) if permanent and len(seen) > 1 else answer
            permanent = permanent and answer.permanent
            login = login if may_keep_login(url, answer.to) else {}
            url = answer.to
            if url in seen:
                raise FetchError(
                    str(url), f"The site {url.host} sends us round in a circle. It may want a login, or be broken."
                )
            seen.add(url)
        raise FetchError(str(url), f"The address leads on more than {limits.redirects} times, last to {url.host}.")

    async def post(self, post: Post, limits: Limits) -> None:
        """Hand bytes over; raises ``FetchError`` where they were not taken. Nothing is sent on to another address."""
        await self._send(post, limits, answered=False)

    async def ask(self, post: Post, limits: Limits) -> Document:
        """What is answered to bytes that are handed over; raises ``FetchError`` as ``post`` does."""
        return await self._send(post, limits, answered=True)

    async def _send(self, post: Post, limits: Limits, *, answered: bool) -> Document:
        url = checked_url(post.url)
        if any(_UNSENDABLE.search(value) for value in post.headers.values()):
            raise FetchError(str(url), "A header holds a character that cannot be sent.", permanent=True)
        session = self._sessions[self._guard.trusts(url)]
        async with self._turn_at(url), self._room:
            try:
                async with (
                    asyncio.timeout(limits.seconds),
                    session.post(url, data=post.content, headers=post.headers, allow_redirects=False) as response,
                ):
                    log.debug("%s answered with status %s", url.host, response.status)
                    if not 200 <= response.status < 300:
                        wait = response.headers.get("retry-after")
                        raise fault_of_status(url, response.status, wait, datetime.now(UTC))
                    answer = await _answer_in(response, url, limits, conditional=False) if answered else None
                    return answer if isinstance(answer, Document) else Document(str(url), b"")
            except FetchError:
                raise
            except Exception as error:
                # Without its cause: aiohttp's errors quote the whole address, which may hold a reader's key.
                raise fault_of_exception(url, error, limits) from None

    async def _ask_unless_told_to_wait(
        self, url: URL, headers: Mapping[str, str], limits: Limits, seconds: float
    ) -> Document | NotModified | Redirect:
        """Ask, but for a host whose Retry-After still holds, whatever address of it was answered so."""
        host = url.authority
        left = self._told_to_wait.get(host, 0.0) - time.monotonic()
        if left > 0:
            raise FetchError(
                str(url), f"The site {url.host} asked us to come back later.", status=429, retry_after=left
            )
        self._told_to_wait.pop(host, None)
        try:
            return await self._ask(url, headers, limits, seconds)
        except FetchError as exc:
            if exc.retry_after:
                self._told_to_wait[host] = time.monotonic() + exc.retry_after
            raise

    def _turn_at(self, url: URL) -> asyncio.Semaphore:
        """What to wait for before this host is asked; forgotten once nobody waits for it."""
        host = url.raw_host or ""
        turn = self._turns.get(host)
        if turn is None:
            turn = self._turns[host] = asyncio.Semaphore(self._limits.per_host)
        return turn

    async def _ask(
        self, url: URL, headers: Mapping[str, str], limits: Limits, seconds: float
    ) -> Document | NotModified | Redirect:
        session = self._sessions[self._guard.trusts(url)]
        try:
            async with (
                asyncio.timeout(seconds),
                session.get(url, headers=headers, allow_redirects=False) as response,
            ):
                log.debug("%s answered with status %s", url.host, response.status)
                return await _answer_in(response, url, limits, conditional=_is_conditional(headers))
        except FetchError:
            raise
        except Exception as error:
            # Without its cause: aiohttp's errors quote the whole address, which may hold a reader's key.
            raise fault_of_exception(url, error, limits) from None

    async def _read_robots(self, url: str) -> bytes:
        answer = await self.fetch(Request(url), replace(self._limits, size=ROBOTS_SIZE), "page")
        return answer.content if isinstance(answer, Document) else b""


class _Resolver(AbstractResolver):
    """Gives aiohttp the addresses that a plain function finds."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        addresses = await asyncio.get_running_loop().run_in_executor(None, self._resolve, host)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Nothing is held."""


async def _answer_in(
    response: aiohttp.ClientResponse, url: URL, limits: Limits, *, conditional: bool
) -> Document | NotModified | Redirect:
    status = response.status
    headers = _plain(response.headers)
    if status in REDIRECTS and "location" in headers:
        return Redirect(redirected_url(url, headers["location"]), status in PERMANENT)
    if status == 304 and conditional:
        return NotModified(str(url), headers)
    if not 200 <= status < 300:
        raise fault_of_status(url, status, headers.get("retry-after"), datetime.now(UTC))
    if (response.content_length or 0) > limits.size:
        raise TooLarge
    body = Body(headers.pop("content-encoding", ""), limits)
    while chunk := await response.content.readany():
        body.take(chunk)
    return Document(str(url), body.content(), headers)


def _headers_of(request: Request, wants: Wants) -> dict[str, str]:
    """What we send to every address on the way."""
    validators = {"If-None-Match": request.validators.etag, "If-Modified-Since": request.validators.last_modified}
    sendable = {name: value for name, value in validators.items() if value and not _UNSENDABLE.search(value)}
    return {"Accept": ACCEPT[wants]} | sendable


def _is_conditional(headers: Mapping[str, str]) -> bool:
    return "If-None-Match" in headers or "If-Modified-Since" in headers


def _login_of(request: Request) -> dict[str, str]:
    """The headers that sign a reader in; sent to the site that was asked and to no other."""
    login = request.credentials or Credentials()
    headers = {}
    if login.cookie:
        headers["Cookie"] = login.cookie
    if login.user is not None:
        pair = f"{login.user}:{login.password or ''}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    if any(_UNSENDABLE.search(value) for value in headers.values()):
        raise FetchError(
            request.url,
            "The login of this source holds a character that cannot be sent, such as a line break. Enter it anew.",
            permanent=True,
        )
    return headers


def _plain(headers: CIMultiDictProxy[str]) -> dict[str, str]:
    """Lower-case names, clean text, repeated lines joined; without cookies, which nobody is to keep."""
    plain: dict[str, str] = {}
    for name, value in headers.items():
        key = name.lower()
        if key == "set-cookie":
            continue
        clean = value if value.isascii() else value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        plain[key] = f"{plain[key]}, {clean}" if key in plain else clean
    return plain
