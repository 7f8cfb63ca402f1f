"""The JSON API as one ASGI application, to be mounted at ``/api/v1``."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse

from mynews.delivery.api import events, reading, telling
from mynews.delivery.api.caching import EntityTags
from mynews.delivery.api.callers import NotKnown
from mynews.delivery.api.documents import Failure
from mynews.model.errors import FetchError, MyNewsError, NotAllowed, NotFound, ParseError, StorageError
from mynews.services.app import App

VERSION = "1.0"
_KINDS: tuple[tuple[type[MyNewsError], int, str], ...] = (
    (NotKnown, 401, "not_known"),
    (NotAllowed, 403, "not_allowed"),
    (NotFound, 404, "not_found"),
    (ParseError, 422, "not_readable"),
    (FetchError, 422, "not_fetched"),  # the address that was sent is what cannot be used
    (StorageError, 503, "not_stored"),
)
_WORDS = {404: "not_found", 405: "not_allowed", 422: "not_readable"}
_FAILURES: dict[int | str, dict[str, Any]] = {
    status: {"model": Failure, "description": description}
    for status, description in (
        (400, "Not readable at all"),
        (401, "No token, or one that nobody has"),
        (403, "Not allowed"),
        (404, "Not here, or not yours"),
        (405, "Not with this method"),
        (422, "Not what it should be, or an address that cannot be fetched"),
        (503, "The database cannot be used now"),
    )
}


def api_face(app: App) -> FastAPI:
    """The API of an installation."""
    api = FastAPI(
        title="myNEWS",
        version=VERSION,
        description="Everything that a program may want to read or say for a reader. See docs/reference/api.md.",
        openapi_url="/openapi.json",
        docs_url=None,  # such pages load scripts from elsewhere; ours never do
        redoc_url=None,
        responses=_FAILURES,
        middleware=[
            Middleware(
                CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"], expose_headers=["etag"]
            ),
            Middleware(EntityTags),
        ],
        exception_handlers={
            MyNewsError: _foreseen,
            HTTPException: _refused,
            RequestValidationError: _not_readable,
            Exception: _fault,
        },
    )
    api.state.ours = app
    for router in (reading.router, telling.router, events.router):
        api.include_router(router)
    return api


def _failure(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status, headers)


async def _foreseen(_request: Request, error: Exception) -> JSONResponse:
    status, code = next(((status, code) for kind, status, code in _KINDS if isinstance(error, kind)), (500, "fault"))
    return _failure(status, code, str(error), {"www-authenticate": "Bearer"} if status == 401 else None)


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    code = _WORDS.get(error.status_code, "refused")
    return _failure(error.status_code, code, f"{error.detail}.", dict(error.headers or {}))


async def _not_readable(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:5])
    return _failure(422, "not_readable", f"This is not what it should be: {wrong}.")


async def _fault(_request: Request, _error: Exception) -> JSONResponse:
    return _failure(500, "fault", "Something went wrong here: a fault in myNEWS. What happened is in its log.")
