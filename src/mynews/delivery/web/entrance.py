"""Who asks: every page but the open ones is some reader's, and a request that is nobody's gets no further."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mynews.delivery.web.security import LOGIN_COOKIE, SAFE_METHODS, cookie, keep_cookie
from mynews.model.account import Asker
from mynews.model.errors import NotAllowed
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.household.accounts import KEPT, keep_alive, who_asks

_ASKER = "mynews.asker"
_OPEN = frozenset({"/healthz", "/login", "/worker.js", "/manifest.webmanifest", "/apple-touch-icon.png", "/offline"})
_OPEN_FOLDERS = ("/static/", "/login/", "/invitation/", "/say/", "/stop/")  # a signed link is its own proof
_LOG_IN = "You are not logged in, or were logged out. Nothing was done."


def reader_of(request: Request) -> Reader:
    """The reader who asks."""
    return cast(Asker, request.scope[_ASKER]).reader


def asker_of(request: Request) -> Asker | None:
    """Who asks, with the session they came in with; None on a page that is anybody's."""
    return request.scope.get(_ASKER)


def operator_of(request: Request) -> Asker:
    """Who asks, being one who looks after the installation. Raises NotAllowed."""
    asker = asker_of(request)
    if asker is None or not asker.operates:
        raise NotAllowed("This is for who looks after the installation alone.")
    return asker


class Entrance:
    """Finds out who asks, before anything is answered."""

    def __init__(self, app: ASGIApp, ours: App) -> None:
        self._app = app
        self._ours = ours

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        secret = cookie(request, LOGIN_COOKIE)
        asker, goes_on = await run_in_threadpool(self._asker, secret)
        if asker is None:
            await turned_away(request)(scope, receive, send)
            return

        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = Response()
                keep_cookie(answer, request, LOGIN_COOKIE, secret, KEPT)
                MutableHeaders(scope=message).append("set-cookie", answer.headers["set-cookie"])
            await send(message)

        scope[_ASKER] = asker
        await self._app(scope, receive, kept if goes_on else send)

    def _asker(self, secret: str) -> tuple[Asker | None, bool]:
        """Who asks, and whether their browser is to keep its secret for longer."""
        asker = who_asks(self._ours, secret)
        goes_on = asker is not None and asker.session is not None and keep_alive(self._ours, asker.session)
        return asker, goes_on


def is_open(path: str) -> bool:
    """Whether a page is anybody's."""
    return path in _OPEN or path.startswith(_OPEN_FOLDERS)


def turned_away(request: Request) -> Response:
    """What somebody gets who is nobody we know: the way in, or words where a script or a picture was asked for."""
    if _is_for_a_page(request):
        place = request.url.path if request.method in SAFE_METHODS else "/"
        query = f"?{request.url.query}" if request.url.query and place != "/" else ""
        return RedirectResponse(f"/login?{urlencode({'to': place + query})}", 303)
    return JSONResponse({"error": _LOG_IN}, 401)


def _is_for_a_page(request: Request) -> bool:
    asked = request.headers.get("sec-fetch-dest", "document")
    kinds = f"{request.headers.get('accept', '')} {request.headers.get('content-type', '')}"
    return asked == "document" and "application/json" not in kinds
