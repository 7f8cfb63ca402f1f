"""The feeds as one ASGI application, to be mounted at ``/feeds``. Who has the address may read."""

from __future__ import annotations

import hashlib
from email.utils import format_datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from mynews.delivery.feeds.formats import FORMATS
from mynews.model.errors import MyNewsError, NotFound, StorageError
from mynews.services.app import App
from mynews.services.programs.published import feed_at

_LARGEST_NUMBER = 2**53


def feeds_face(app: App) -> Starlette:
    """The feeds of an installation."""

    def feed(request: Request) -> Response:
        number, secret, name = (request.path_params[part] for part in ("number", "secret", "format"))
        if name not in FORMATS or number > _LARGEST_NUMBER:
            raise NotFound("There is no such feed here.")
        own_url = f"{app.settings.public_url}/feeds/{number}-{secret}.{name}"
        found = feed_at(app, number, secret)
        body = FORMATS[name].written(found, own_url)
        tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        headers = {
            "etag": tag,
            "last-modified": format_datetime(found.updated_at, usegmt=True),
            "cache-control": "private, max-age=300",
            "content-type": FORMATS[name].media_type,
            "x-content-type-options": "nosniff",
            "x-robots-tag": "noindex",
        }
        known = tag in {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
        return Response(status_code=304, headers=headers) if known else Response(body, headers=headers)

    return Starlette(
        routes=[Route("/{number:int}-{secret}.{format}", feed)],
        exception_handlers={MyNewsError: _foreseen, HTTPException: _refused},
    )


def _foreseen(_request: Request, error: Exception) -> Response:
    status = 404 if isinstance(error, NotFound) else 503 if isinstance(error, StorageError) else 500
    return PlainTextResponse(str(error), status)


def _refused(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return PlainTextResponse("There is no such feed here.", status)
