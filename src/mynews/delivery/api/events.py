"""New editions as they come, told as server-sent events (WHATWG HTML, 9.2)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any, Protocol

import anyio
import anyio.to_thread
from fastapi import APIRouter, Header, Request
from starlette.responses import StreamingResponse

from mynews.delivery.api.callers import Ours, Reading
from mynews.delivery.api.documents import EditionDocument
from mynews.model.errors import MyNewsError
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.personal.editions import edition_page

router = APIRouter()
LOOK_AGAIN_SECONDS = 5.0
LONGEST_SECONDS = 15 * 60.0
"""Then the program asks anew, as EventSource does by itself: nothing stays open for ever."""

_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "Events named `edition`", "content": {"text/event-stream": {}}}
}


@router.get("/events", tags=["editions"], response_class=StreamingResponse, responses=_STREAM)
async def events(
    request: Request, app: Ours, reader: Reading, last_event_id: Annotated[str, Header(max_length=40)] = ""
) -> StreamingResponse:
    """The reader's edition whenever a new one stands: events `edition` with its number as their id."""
    told = editions(app, reader, request, last_event_id)
    return StreamingResponse(told, media_type="text/event-stream", headers={"cache-control": "no-store"})


class Listener(Protocol):
    """Who listens."""

    async def is_disconnected(self) -> bool:
        """Whether they went away."""


async def editions(
    app: App, reader: Reader, listener: Listener, known: str, *, pause: float = LOOK_AGAIN_SECONDS
) -> AsyncIterator[str]:
    """Events as they are written, until the program goes away or has listened long enough."""
    end = anyio.current_time() + LONGEST_SECONDS
    yield f"retry: {int(LOOK_AGAIN_SECONDS * 1000)}\n\n"
    while anyio.current_time() < end and not await listener.is_disconnected():
        try:
            page = await anyio.to_thread.run_sync(edition_page, app, reader)
        except MyNewsError as exc:
            yield f": {' '.join(str(exc).split())}\n\n"  # the database is busy: the next look may tell
        else:
            if str(page.edition.id) != known:
                known = str(page.edition.id)
                yield f"id: {known}\nevent: edition\ndata: {EditionDocument.of(page).model_dump_json()}\n\n"
        await anyio.sleep(pause)
