"""Stories that one reader of a household gives to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mynews.model.source import Reader


@dataclass(frozen=True, slots=True)
class Handing:
    """A story that one reader gave to another, with a note. ``done_at`` is when the receiver was done with it."""

    id: int
    giver: Reader
    receiver: Reader
    story_id: int
    note: str
    handed_at: datetime
    done_at: datetime | None = None
