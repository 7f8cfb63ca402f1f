"""What a program sends: the parameters of its address and of its body as one, read within limits; and its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Message, Receive

LARGEST_BODY = 10_500_000  # a list of sources of 10 MB, and the fields beside it
MOST_FIELDS = 25_000  # ten thousand articles, with room for programs that send two fields for each
_TOO_MUCH = "This is more than can be taken at once: 10 MB and 25,000 fields."


class Json(JSONResponse):
    """JSON that says how its characters are written: old programs guess otherwise."""

    media_type = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Received:
    """Parameters, each as often as it was sent, those of the address first; and the body where it is no form."""

    fields: Mapping[str, tuple[str, ...]]
    body: bytes = b""

    def text(self, name: str) -> str:
        """One parameter, empty where it was not sent."""
        return next(iter(self.fields.get(name, ())), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Everything that was sent under a name."""
        return self.fields.get(name, ())

    def number(self, name: str, otherwise: int, largest: int = 10**17) -> int:
        """A parameter that is a whole number, within limits; ``otherwise`` where it is none."""
        text = self.text(name).strip()
        return min(int(text), largest) if text.isascii() and text.isdigit() and len(text) < 100 else otherwise


async def received(request: Request) -> Received:
    """What a request brings. Raises HTTPException where it is too much."""
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > LARGEST_BODY:
        raise HTTPException(413, _TOO_MUCH)
    pairs = request.query_params.multi_items()
    whole = Request(request.scope, limited(request.receive, LARGEST_BODY, _TOO_MUCH))
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "multipart/form-data":
        async with whole.form(max_files=1, max_fields=MOST_FIELDS) as sent:
            files = [await value.read() for _, value in sent.multi_items() if isinstance(value, UploadFile)]
            pairs += [(name, value) for name, value in sent.multi_items() if isinstance(value, str)]
        return Received(_gathered(pairs), files[0] if files else b"")
    body = await whole.body()
    if media_type not in ("application/x-www-form-urlencoded", "") or body.lstrip()[:1] == b"<":
        return Received(_gathered(pairs), body)
    try:
        fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as exc:
        raise HTTPException(413, _TOO_MUCH) from exc
    return Received(_gathered([*pairs, *fields]))


def limited(receive: Receive, most: int, too_much: str) -> Receive:
    """What is received, until it is more than it may be."""
    left = most

    async def counted() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413, too_much)
        return message

    return counted


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value.replace("\0", "").encode("utf-8", "replace").decode())
    return {name: tuple(values) for name, values in found.items()}
