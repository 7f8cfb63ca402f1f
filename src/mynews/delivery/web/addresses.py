"""What the addresses of pages carry: numbers, instants, and places in a list."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from starlette.requests import Request

from mynews.model.article import Place
from mynews.model.errors import NotFound, ParseError

LARGEST_ID = 2**63 - 1  # what a database can hold
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_SPANS = {"day": timedelta(days=1), "week": timedelta(weeks=1)}
_STORY_PLACE = re.compile(r"(?:-?\d[\d.e+-]{0,30}_)?\d{1,17}", re.ASCII)


def number_of(request: Request, what: str, name: str = "number") -> int:
    """A number in the path. Raises NotFound for one that nothing can have."""
    number: int = request.path_params[name]
    if number > LARGEST_ID:
        raise NotFound(f"There is no {what} of this number here.")
    return number


def place_of(request: Request) -> Place | None:
    """Where in its list a page begins; None at the top. Raises NotFound for what is no place."""
    text = request.query_params.get("after")
    return None if text is None else Place.read(text)


def story_place_of(request: Request) -> str | None:
    """Where in a list of stories a page begins; None at the top. Raises NotFound for what is no place."""
    text = request.query_params.get("after")
    if text is None or _STORY_PLACE.fullmatch(text):
        return text
    raise NotFound("There is no such place in the list. Begin again at the top.")


def instant_of(text: str, now: datetime) -> datetime | None:
    """An instant of this era that has passed, in UTC where it does not say; None for anything else."""
    try:
        # A plus that nobody escaped arrives as a space.
        instant = datetime.fromisoformat(text.strip().replace(" ", "+") if "T" in text else text.strip())
    except ValueError:
        return None
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware if _EPOCH <= aware <= now else None


def end_of(text: str, now: datetime) -> datetime | None:
    """The instant at which a rule ends: a day or a week from now, or as told; None for never. Raises ParseError.

    A day without an hour is included.
    """
    if not text:
        return None
    if text in _SPANS:
        return now + _SPANS[text]
    try:
        end = datetime.fromisoformat(text.replace(" ", "+")) if "T" in text else datetime.fromisoformat(text) + _DAY
        return (end if end.tzinfo else end.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as exc:
        raise ParseError("Say until when: day, week, or an instant as in 2026-12-24T18:00.") from exc


def is_number(text: str) -> bool:
    """Digits, and no more of them than an instant of this era and an id can have."""
    return text.isascii() and text.isdigit() and len(text) <= 17
