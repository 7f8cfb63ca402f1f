"""Who may ask for what: the names that we answer to, forms from our own pages only, and what a page may load."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mynews.settings import Settings

SESSION_COOKIE = "mynews_session"
LOGIN_COOKIE = "mynews_login"
_SECURE = "mynews.secure"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# same-origin tells other sites as little as no-referrer does. The latter makes browsers send "Origin: null" with our
# own forms too, and then nothing could be checked where there is no Sec-Fetch-Site (plain http in a home network).
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_RAW_HEADERS = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
_SESSION = re.compile(r"[\w-]{24}")

Refuse = Callable[[Request, int, str], Response]


def names_of(settings: Settings) -> frozenset[str]:
    """The host names under which browsers may reach us, beside bare addresses."""
    public = urlsplit(settings.public_url).hostname or ""
    return frozenset({"localhost", settings.host.lower(), public, *map(str.lower, settings.allowed_hosts)} - {""})


class Guard:
    """Lets through what was meant for us, and gives every answer its protective headers."""

    def __init__(self, app: ASGIApp, settings: Settings, refuse: Refuse) -> None:
        self._app = app
        self._names = names_of(settings)
        self._own = urlsplit(settings.public_url).netloc.lower()
        self._https = settings.public_url.startswith("https://")
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in _RAW_HEADERS if pair[0] not in given)]
            await send(message)

        headers = Headers(scope=scope)
        scope[_SECURE] = self.is_secure(scope, headers.get("host", ""))
        if not self.answers_to(headers.get("host", "")):
            sentence = "myNEWS does not answer under this name. Its operator can add the name to allowed_hosts."
            await self._refuse(Request(scope), 421, sentence)(scope, receive, guarded)
        elif scope["method"] not in SAFE_METHODS and not self.is_from_us(headers):
            sentence = "This was sent from another site, so nothing was done. Use the form on the page here."
            await self._refuse(Request(scope), 403, sentence)(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)

    def answers_to(self, host: str) -> bool:
        """Whether a Host header names us. A name that an attacker points at us is none of ours (DNS rebinding)."""
        name = (urlsplit(f"//{host}").hostname or "") if _is_host(host) else ""
        return name in self._names or _is_address(name)

    def is_secure(self, scope: Scope, host: str) -> bool:
        """Whether the browser speaks https to us, as far as we can know: we see it, or are told so of this name."""
        return scope["scheme"] == "https" or (self._https and host.lower() == self._own)

    def is_from_us(self, headers: Headers) -> bool:
        """Whether a browser says that a form was sent from our own pages; what says nothing must bring the token."""
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        origin = headers.get("origin")
        return origin is None or urlsplit(origin).netloc.lower() in (headers.get("host", "").lower(), self._own)


def cookie(request: Request, name: str) -> str:
    """What the browser keeps under a name; empty where it keeps nothing."""
    return request.cookies.get(_cookie_name(request, name), "")


def keep_cookie(response: Response, request: Request, name: str, value: str, lasts: timedelta | None = None) -> None:
    """Have the browser keep a secret, until it is closed unless told how long, out of reach of scripts.

    Lax, not strict: who follows a link in a mail is known at once, and other sites' forms still bring no cookie.
    """
    response.set_cookie(
        _cookie_name(request, name),
        value,
        max_age=None if lasts is None else int(lasts.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.scope.get(_SECURE, False),
    )


def drop_cookie(response: Response, request: Request, name: str) -> None:
    """Have the browser forget a secret."""
    keep_cookie(response, request, name, "", timedelta(0))


def renew_session(response: Response, request: Request) -> None:
    """Have the browser prove with another secret from now on: what was known before a login is worth nothing after."""
    keep_cookie(response, request, SESSION_COOKIE, new_session())


def new_session() -> str:
    """A secret by which a browser proves that a form stood on a page of ours."""
    return secrets.token_urlsafe(18)


def _cookie_name(request: Request, name: str) -> str:
    """Over https a name that no other host and no plain http can set (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{name}" if request.scope.get(_SECURE, False) else name


class Proof:
    """Proves that a form stood on a page of ours: a secret of the browser's, and its signature in the form.

    ``used`` tells that a page asked for the token, so that its browser must get the secret.
    """

    def __init__(self, key: bytes, request: Request) -> None:
        kept = cookie(request, SESSION_COOKIE)
        self._key = key
        self.is_new = not _SESSION.fullmatch(kept)
        self.session = new_session() if self.is_new else kept
        self.used = False

    @cached_property
    def token(self) -> str:
        """What goes into the form."""
        self.used = True
        return hmac.new(self._key, b"form " + self.session.encode(), hashlib.sha256).hexdigest()

    def holds(self, token: str) -> bool:
        """Whether a form brought the token of this browser."""
        return not self.is_new and hmac.compare_digest(self.token.encode(), token.encode())


def _is_host(host: str) -> bool:
    return re.fullmatch(r"(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?", host, re.ASCII) is not None


def _is_address(name: str) -> bool:
    """A bare address in the Host header was typed or linked as one: no foreign name was made to lead here."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
