"""What comes from outside before it is understood: a request for bytes, and the bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "has it changed?" with (RFC 9110, section 13.1)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """How one reader signs in to a paid source: a cookie line, or a user and password for basic auth."""

    cookie: str | None = None
    user: str | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One fetch that is wanted. ``page`` asks robots.txt first; feeds are published to be fetched and do not."""

    url: str
    validators: Validators = Validators()
    credentials: Credentials | None = None
    page: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """Bytes that a reader wants told to an address."""

    url: str
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes as served, decompressed, with what the server said of them.

    ``url`` is where they finally came from; ``moved_to`` is set where every redirect on the way was permanent
    (301, 308), so that the source should move. ``headers`` have lower-case names.
    """

    url: str
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    moved_to: str | None = None

    @property
    def media_type(self) -> str:
        """The media type alone, lower case, or an empty string."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def validators(self) -> Validators:
        """What to send with the next conditional request."""
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says nothing changed (304)."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    moved_to: str | None = None
