"""Pictures on our pages come through us, so that no publisher learns who reads what; kept on disk for the next time."""

from __future__ import annotations

import hashlib
import hmac
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mynews.model.document import Document, Request
from mynews.model.errors import NotFound
from mynews.net.limits import Limits
from mynews.sample import sample_picture
from mynews.services.app import App

LARGEST = 8_000_000
_SAMPLE = "sample:pictures/"
_SIGNATURE_CHARACTERS = 20
_ROOM_LEFT_BY_CLEANING = 0.8
# What the bytes are is told by the bytes: a server's word could make a browser run them as a page.
_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
)


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture to send to a browser. SVG comes from our own sample edition only."""

    content: bytes
    media_type: str


def signature(app: App, url: str) -> str:
    """What proves that an address stands on one of our pages: without it we would fetch for anybody."""
    return hmac.digest(app.key, url.encode("utf-8", "replace"), "sha256").hex()[:_SIGNATURE_CHARACTERS]


def is_signed(app: App, url: str, signed: str) -> bool:
    """Whether an address comes from one of our pages."""
    return hmac.compare_digest(signature(app, url).encode(), signed.encode())


def picture(app: App, url: str, signed: str) -> PictureFile:
    """The picture at an address that we signed. Raises NotFound and FetchError."""
    if not is_signed(app, url, signed):
        raise NotFound("This picture stands on no page of ours.")
    if url.startswith(_SAMPLE):
        return PictureFile(sample_picture(url.removeprefix(_SAMPLE)), "image/svg+xml")
    kept = _folder(app) / hashlib.sha256(url.encode()).hexdigest()
    with suppress(OSError):
        content = kept.read_bytes()
        kept.touch()
        return PictureFile(content, _media_type(content))
    limits = Limits(seconds=app.settings.fetch_seconds, size=LARGEST)
    answer = app.web.fetch(Request(url), limits=limits, wants="picture")
    if not isinstance(answer, Document):
        raise NotFound("There is no picture at this address.")
    media_type = _media_type(answer.content)
    with suppress(OSError):  # a full disk costs the next look, not this one
        _keep(kept, answer.content)
    return PictureFile(answer.content, media_type)


def make_room(app: App) -> int:
    """Drop the pictures looked at longest ago until they fit into their room; gives how many went."""
    files = []
    with suppress(OSError):
        files = [(file.stat().st_mtime, file.stat().st_size, file) for file in _folder(app).iterdir()]
    room = app.settings.picture_megabytes * 1_000_000
    taken = sum(size for _, size, _ in files)
    if taken <= room:
        return 0
    gone = 0
    for _, size, file in sorted(files):
        if taken <= room * _ROOM_LEFT_BY_CLEANING:
            break
        file.unlink(missing_ok=True)
        taken -= size
        gone += 1
    return gone


def _folder(app: App) -> Path:
    return app.settings.data_dir / "pictures"


def _keep(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(file)


def _media_type(content: bytes) -> str:
    for beginning, media_type in _BEGINNINGS:
        if content.startswith(beginning):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    raise NotFound("What lies at this address is no picture that a browser can show.")
