"""What the script of our pages tells: stories seen, opened and read, and what was said without a network; as JSON."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from mynews.delivery.received import limited
from mynews.delivery.web.addresses import LARGEST_ID
from mynews.delivery.web.entrance import reader_of
from mynews.delivery.web.security import Proof
from mynews.model.errors import ParseError
from mynews.model.signal import Signal, SignalKind
from mynews.services.app import App
from mynews.services.personal.learn import record_signals

MOST = 500
_LARGEST = 250_000
_TOO_MUCH = f"These are more signals than are taken at once: {MOST}."
# By hand a reader says things through forms; those come here that nobody heard, when there is a network again.
_KINDS = ("seen", "open", "dwell", "more", "less", "hide", "save", "unsave")
_LATE = timedelta(weeks=2)  # who reads without a network may be back only after a journey


def beacons(app: App) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that keeps what a page tells. It asks for the token of its browser, as forms do."""

    async def endpoint(request: Request) -> Response:
        try:
            body = await Request(request.scope, limited(request.receive, _LARGEST, _TOO_MUCH)).body()
        except ClientDisconnect:  # the page went away while it spoke: nobody waits for an answer
            return Response(status_code=400)
        told = _read(body)
        token = told.get("token")
        if not (isinstance(token, str) and Proof(app.key, request).holds(token)):
            raise HTTPException(403, "This page is out of date, so nothing was kept. Reload it.")
        signals = signals_of(told, app.now())
        recorded = await run_in_threadpool(lambda: record_signals(app, reader_of(request), signals))
        return JSONResponse({"new": recorded.new, "known": recorded.known})

    return endpoint


def signals_of(told: dict[str, Any], now: datetime) -> list[Signal]:
    """The signals in what a page told. Raises ParseError where one of them is none; then none counts."""
    listed = told.get("signals")
    if not isinstance(listed, list) or len(listed) > MOST:
        raise ParseError(f"Signals are a list of at most {MOST}.")
    return [_signal(each, now) for each in listed]


def _signal(told: object, now: datetime) -> Signal:
    if not isinstance(told, dict) or told.get("kind") not in _KINDS or not isinstance(told.get("id"), str):
        raise ParseError(f"A signal is an object with its id and its kind: {', '.join(_KINDS)}.")
    return Signal(
        token=told["id"],
        kind=cast(SignalKind, told["kind"]),
        at=_instant(told.get("at"), now),
        story_id=_number(told, "story"),
        article_id=_number(told, "article"),
        edition_id=_number(told, "edition"),
        place=_number(told, "place"),
        seconds=_seconds(told.get("seconds")),
    )


def _number(told: dict[str, Any], name: str) -> int | None:
    number = told.get(name)
    if number is None:
        return None
    if isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= LARGEST_ID:
        return number
    raise ParseError(f"The {name} of a signal is a number.")


def _seconds(told: object) -> float | None:
    if told is None:
        return None
    if isinstance(told, int | float) and not isinstance(told, bool):
        return float(min(told, 1e9))  # an integer without end has no float
    raise ParseError("A time of reading is a number of seconds.")


def _instant(told: object, now: datetime) -> datetime:
    """When it was by the reader's clock; now, where that clock is wrong: nobody tells the future, or of last month."""
    try:
        at = datetime.fromisoformat(told) if isinstance(told, str) else now
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
    except ValueError as exc:
        raise ParseError("An instant is written as in 2026-11-23T08:00:00Z.") from exc
    return at if now - _LATE <= at <= now else now


def _read(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise ParseError("This is not JSON.") from exc
    if not isinstance(told, dict):
        raise ParseError("Signals come in an object: their token, and a list of them.")
    return told
