"""What the addresses of pages carry: numbers, and places in a list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from starlette.requests import Request

from mynews.model.article import Place
from mynews.model.errors import NotFound

_LARGEST_ID = 2**63 - 1  # what a database can hold
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def number_of(request: Request, what: str) -> int:
    """The number in the path. Raises NotFound for one that nothing can have."""
    number: int = request.path_params["number"]
    if number > _LARGEST_ID:
        raise NotFound(f"There is no {what} of this number here.")
    return number


def place_of(request: Request) -> Place | None:
    """Where in its list a page begins; None at the top. Raises NotFound for what is no place."""
    text = request.query_params.get("after")
    if text is None:
        return None
    micros, _, number = text.partition("-")
    if _is_number(micros) and _is_number(number):
        return Place(_EPOCH + int(micros) * _MICROSECOND, int(number))
    raise NotFound("There is no such place in the list. Begin again with the newest articles.")


def continuation(place: Place) -> str:
    """A place as an address carries it."""
    return f"{(place.sort_at - _EPOCH) // _MICROSECOND}-{place.id}"


def _is_number(text: str) -> bool:
    """Digits, and no more of them than an instant of this era and an id can have."""
    return text.isascii() and text.isdigit() and len(text) <= 17
