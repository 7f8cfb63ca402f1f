"""One call of a program that has logged in."""

from __future__ import annotations

from dataclasses import dataclass

from mynews.delivery.received import Received
from mynews.model.source import Reader


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, with what. ``stream`` is what the address names, ``edit_token`` what changes may bring along."""

    reader: Reader
    asked: Received
    stream: str = ""
    edit_token: str = ""
