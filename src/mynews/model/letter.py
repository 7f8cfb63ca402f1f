"""Newsletters: mail that is read as articles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from mynews.model.article import ParsedArticle

Standing = Literal["waiting", "approved", "refused"]


@dataclass(frozen=True, slots=True)
class ParsedLetter:
    """A mail as an article. ``sender`` is what stays the same of all letters of one list: its id, else the address.

    ``is_to_many`` tells that it says of itself that it went to a list.
    """

    sender: str
    sender_name: str
    identity: str
    article: ParsedArticle
    is_to_many: bool


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes to a reader, and what they said to that; ``source_id`` is where approved letters are read."""

    id: int
    reader_id: int
    address: str
    name: str
    standing: Standing
    source_id: int | None
    first_at: datetime
    latest_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingLetter:
    """A letter of a sender whom the reader has not decided on."""

    id: int
    sender_id: int
    subject: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where a reader's newsletters arrive. ``sealed`` is how to open it, encrypted.

    Letters up to ``read_up_to`` are read, as long as the server's numbers are those of ``validity`` (RFC 3501,
    2.3.1.1).
    """

    id: int
    reader_id: int
    name: str
    sealed: bytes = field(repr=False)
    validity: int | None = None
    read_up_to: int = 0
    next_due_at: datetime | None = None
    claimed_until: datetime | None = None
    failures: int = 0
    illness: str = ""
