"""Ways out to a reader, and what goes out on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from mynews.model.schedule import Schedule

ChannelKind = Literal["mail", "apprise", "webhook"]
MessageKind = Literal["test", "digest", "alert", "saved"]


@dataclass(frozen=True, slots=True)
class Channel:
    """A way out to one reader. ``sealed`` is its address, encrypted; ``illness`` is empty where it works."""

    id: int
    reader_id: int
    kind: ChannelKind
    name: str
    sealed: bytes = field(repr=False)
    on_save: bool
    on_alert: bool
    created_at: datetime
    failures: int = 0
    illness: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What is told to a reader, in the forms that channels take.

    ``text`` is all of it in plain words, ``html`` the same for mail programs; ``link`` leads to more. ``detail`` is
    what programs read, as JSON values. ``headers`` are further lines of a mail. ``token`` is the same when it is told
    again.
    """

    kind: MessageKind
    subject: str
    text: str
    token: str
    html: str = ""
    link: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one address."""

    sender: str
    to: str
    subject: str
    text: str
    token: str
    html: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """An edition that goes out by itself. ``sent_edition_id`` and ``sent_at`` are of the last one that did."""

    id: int
    reader_id: int
    channel_id: int
    schedule: Schedule
    next_digest_at: datetime | None = None
    claimed_until: datetime | None = None
    failures: int = 0
    sent_edition_id: int | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """An article that its reader keeps, still to be told to a channel; ``due_at`` proves the claim on it."""

    id: int
    channel_id: int
    article_id: int
    due_at: datetime
    failures: int
