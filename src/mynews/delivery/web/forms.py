"""What a reader sent with a form, read within limits before anything is done with it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mynews.delivery.received import limited
from mynews.delivery.web.addresses import is_number
from mynews.delivery.web.security import Proof
from mynews.model.schedule import Schedule

LARGEST_FORM = 10_500_000  # a list of sources of 10 MB, and the fields beside it
_MOST_FIELDS = 1_000  # a box for each article of a large story
_LONGEST = 8_000
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_TOO_MUCH = "This is more than the form takes: 10 MB for a list of sources."


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form as typed, each as often as it was sent, and its files."""

    fields: Mapping[str, tuple[str, ...]]
    files: Mapping[str, bytes]

    def text(self, name: str) -> str:
        """One field on one line, empty where it was not sent."""
        return typed(self.typed(name))

    def typed(self, name: str) -> str:
        """One field as it is, empty where it was not sent."""
        return next(reversed(self.fields.get(name, ())), "")

    def numbers(self, name: str) -> tuple[int, ...]:
        """All that was sent under a name, as far as it is a number that something can have."""
        return tuple(int(value) for value in self.fields.get(name, ()) if is_number(value))

    def schedule(self) -> Schedule:
        """The hours and days that are ticked, by the clocks of a place."""
        hours, weekdays = (tuple(sorted(set(self.numbers(name)))) for name in ("hour", "weekday"))
        return Schedule(hours, self.text("time_zone"), weekdays)


Act = Callable[[Request, Form], Response]


def typed(text: str, most: int = _LONGEST) -> str:
    """What somebody typed, without control characters and space around it, and not endless."""
    return _CONTROL.sub("", text[:most]).strip()


def posted(act: Act, key: bytes) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that reads and checks the form, then acts in a thread of its own."""

    async def endpoint(request: Request) -> Response:
        form = await _read(request)
        if not Proof(key, request).holds(form.text("token")):
            raise HTTPException(403, "This form is out of date, so nothing was done. Go back, reload, and try again.")
        return await run_in_threadpool(act, request, form)

    return endpoint


def posted_routes(acts: Mapping[str, Act], key: bytes) -> list[Route]:
    """A route for what each of these addresses does when its form is sent there."""
    return [Route(path, posted(act, key), methods=["POST"]) for path, act in acts.items()]


async def _read(request: Request) -> Form:
    if int(request.headers.get("content-length") or 0) > LARGEST_FORM:
        raise HTTPException(413, _TOO_MUCH)
    whole = Request(request.scope, limited(request.receive, LARGEST_FORM, _TOO_MUCH))
    async with whole.form(max_files=1, max_fields=_MOST_FIELDS) as sent:
        fields = {name: tuple(each for each in sent.getlist(name) if isinstance(each, str)) for name in sent}
        files = {name: await value.read() for name, value in sent.items() if isinstance(value, UploadFile)}
    return Form(fields, files)
