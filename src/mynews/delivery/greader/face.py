"""The Google Reader API as one ASGI application. Programs prove who they are by a header; cookies count for nothing."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mynews.delivery.attempts import Attempts
from mynews.delivery.greader.call import Call
from mynews.delivery.greader.changing import Changing
from mynews.delivery.greader.reading import Reading
from mynews.delivery.received import Json, Received, received
from mynews.model.errors import FetchError, MyNewsError, NotAllowed, NotFound, StorageError
from mynews.services.app import App
from mynews.services.household.app_passwords import Holder, holder_of_token, log_in

_BASE = "/api/greader.php"
_API = "/reader/api/0"
_STATUS: dict[type[MyNewsError], int] = {NotFound: 404, NotAllowed: 403, FetchError: 502, StorageError: 503}
_HEADER = re.compile(r"\s*GoogleLogin\s+auth\s*=\s*(\S+)\s*", re.IGNORECASE)
_SLASHES = re.compile(r"(?<!:)/{2,}")  # the address of a feed keeps its own
_BAD_TOKEN = {"X-Reader-Google-Bad-Token": "true", "Google-Bad-Token": "true"}
_METHODS = ["GET", "POST"]

Act = Callable[[Call], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def own_path(path: str) -> str | None:
    """The path within this face, where a request is for it: it lies at ``/`` and at ``/api/greader.php`` alike."""
    plain = _SLASHES.sub("/", path)
    if plain == _BASE or plain.startswith(f"{_BASE}/"):
        return plain.removeprefix(_BASE) or "/"
    return plain if plain.startswith(("/reader/", "/accounts/")) else None


def greader_face(app: App) -> Starlette:
    """The API of an installation."""
    door = Door(app)
    reading, changing = Reading(app), Changing(app)
    reads: dict[str, Act] = {
        "user-info": reading.user_info,
        "token": reading.token,
        "subscription/list": reading.subscription_list,
        "subscription/export": reading.export,
        "tag/list": reading.tag_list,
        "unread-count": reading.unread_count,
        "stream/items/ids": reading.item_ids,
        "stream/items/contents": reading.item_contents,
        "stream/contents": reading.contents,
        "preference/list": reading.nothing,
        "preference/stream/list": reading.nothing,
    }
    changes: dict[str, Act] = {
        "edit-tag": changing.edit_tag,
        "mark-all-as-read": changing.mark_all_as_read,
        "subscription/edit": changing.edit_subscription,
        "subscription/quickadd": changing.quick_add,
        "subscription/import": changing.import_list,
        "rename-tag": changing.rename_tag,
        "disable-tag": changing.disable_tag,
    }
    return Starlette(
        routes=[
            Route("/", _alive),
            Route("/check/compatibility", _passes),
            Route("/accounts/ClientLogin", door.client_login, methods=_METHODS),
            *(Route(f"{_API}/{name}", door.opens(act), methods=_METHODS) for name, act in reads.items()),
            Route(f"{_API}/stream/contents/{{stream:path}}", door.opens(reading.contents), methods=_METHODS),
            Route("/reader/atom/{stream:path}", door.opens(reading.atom), methods=_METHODS),
            *(Route(f"{_API}/{name}", door.opens(act), methods=["POST"]) for name, act in changes.items()),
        ],
        middleware=[
            Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=_METHODS, allow_headers=["*"]),
            Middleware(_Uncached),
        ],
        exception_handlers={MyNewsError: _foreseen, HTTPException: _refused, Exception: _fault},
    )


class Door:
    """Lets programs in, each to what its reader may see."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._attempts = Attempts()

    async def client_login(self, request: Request) -> Response:
        """Give a program that knows name and app password its token."""
        asked = await received(request)
        address = request.client.host if request.client else ""
        now = self._app.now()
        if wait := self._attempts.wait(address, now):
            return PlainTextResponse("Error=TooManyFailures\n", 429, headers={"retry-after": str(wait)})
        name, secret = asked.text("Email"), asked.text("Passwd")
        token = await run_in_threadpool(log_in, self._app, name, secret)
        if token is None:
            self._attempts.failed(address, f"{name}:{secret}", now)
            return PlainTextResponse("Error=BadAuthentication\n", 401)
        if asked.text("output") == "json":
            return Json({"SID": token, "LSID": token, "Auth": token})
        return PlainTextResponse(f"SID={token}\nLSID=null\nAuth={token}\n")

    def opens(self, act: Act) -> Endpoint:
        """The endpoint of a call, for those who have logged in."""

        async def endpoint(request: Request) -> Response:
            return await run_in_threadpool(self._answer, request, act, await received(request))

        return endpoint

    def _answer(self, request: Request, act: Act, asked: Received) -> Response:
        token = _token_of(request, asked)
        holder = holder_of_token(self._app, token) if token else None
        if holder is None:
            return PlainTextResponse("Unauthorized", 401, headers=_BAD_TOKEN)
        stream = request.path_params.get("stream", "")
        return act(Call(holder.reader, asked, stream, self._edit_token(holder)))

    def _edit_token(self, holder: Holder) -> str:
        told = f"edit token {holder.password.id}".encode()
        return hmac.new(self._app.key, told, hashlib.sha256).hexdigest()[:32]


class _Uncached:
    """What a program gets is its reader's own: nothing between keeps it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(b"cache-control", b"no-store, private"), (b"x-content-type-options", b"nosniff")]
                message["headers"] = [*message["headers"], *own]
            await send(message)

        await self._app(scope, receive, guarded)


def _token_of(request: Request, asked: Received) -> str:
    """The login token of a call. One program forgets the header and sends the token as ``T``."""
    given = request.headers.get("authorization")
    if given is not None:
        found = _HEADER.fullmatch(given)
        return found[1] if found else ""
    return asked.text("T").strip() if request.method == "POST" else ""


async def _alive(_request: Request) -> Response:
    return PlainTextResponse("OK")


async def _passes(_request: Request) -> Response:
    return PlainTextResponse("PASS")


def _foreseen(_request: Request, error: Exception) -> Response:
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 400)
    return PlainTextResponse(str(error), status)


def _refused(_request: Request, error: Exception) -> Response:
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
    sentence = error.detail if isinstance(error, HTTPException) else ""
    return PlainTextResponse(sentence, status, headers=headers)


def _fault(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("A fault in myNEWS. What happened is in its log.", 500)
