"""Style, script and drawings: read once, served under an address that changes with their content."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_FOLDER = Path(__file__).with_name("static")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}
_COMMENT = {".css": re.compile(rb"/\*.*?\*/", re.DOTALL), ".js": re.compile(rb"^\s*//.*$", re.MULTILINE)}
_INDENTED = re.compile(rb"\s*\n\s*")
_FOR_EVER = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, plain and packed, with its type and the beginning of its digest."""

    content: bytes
    packed: bytes
    media_type: str
    version: str


class Assets:
    """The files of ``static/``."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        self._files = {file.name: _read(file) for file in sorted(folder.iterdir()) if file.suffix in _TYPES}

    def address(self, name: str) -> str:
        """Where a page finds a file: a new address for new content, so that browsers may keep it for ever."""
        return f"/static/{name}?v={self._files[name].version}"

    def names(self) -> tuple[str, ...]:
        """All files there are."""
        return tuple(self._files)

    def content(self, name: str) -> bytes:
        """What is in a file."""
        return self._files[name].content

    async def serve(self, request: Request) -> Response:
        """The endpoint."""
        asset = self._files.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404, "There is no such file here.")
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(asset.packed, media_type=asset.media_type, headers=_FOR_EVER | {"content-encoding": "gzip"})
        return Response(asset.content, media_type=asset.media_type, headers=_FOR_EVER)


def _read(file: Path) -> Asset:
    content = file.read_bytes()
    if file.suffix in _COMMENT:  # what is written for people stays here: a tenth of the front page
        content = _INDENTED.sub(b"\n", _COMMENT[file.suffix].sub(b"", content)).strip()
    # Pages are not packed: they hold a secret beside words of others, and its length would tell (BREACH, 2013).
    return Asset(
        content, gzip.compress(content, mtime=0), _TYPES[file.suffix], hashlib.sha256(content).hexdigest()[:12]
    )
