"""Secrets that readers give to programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Scope = Literal["client", "api:read", "api:write"]
"""What a program may do: speak as a feed reader does, read through our own API, or read and write through it."""


@dataclass(frozen=True, slots=True)
class AppPassword:
    """What is known of a secret that one program has. ``name`` is the reader's own word for the program.

    ``for_fever`` tells that it opens the Fever API too.
    """

    id: int
    reader_id: int
    name: str
    scope: Scope
    created_at: datetime
    used_at: datetime | None = None
    for_fever: bool = False
