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
_KEPT = rb"(\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`)"
# What may go, beside what is quoted and stays: comments first, then space where it says nothing.
_IDLE = {
    ".css": (
        re.compile(rb"/\*.*?\*/", re.DOTALL),
        re.compile(_KEPT + rb"|;?\s*(\})\s*|\s*([{;,])\s*|(:)\s+|\s*(\n)\s*"),
    ),
    ".js": (
        re.compile(_KEPT + rb"|[ \t]*//(?=\s)[^\n]*"),
        re.compile(_KEPT + rb"| *([{(;,=<>&|?:])\s*| *([})!]) *|\s*(\n)\s*"),
    ),
}
_IMPORTED = re.compile(rb'"\./([\w-]+\.js)"')
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
        files = {file.name: _read(file) for file in sorted(folder.iterdir()) if file.suffix in _TYPES}
        self._files: dict[str, Asset] = {}
        # A script that imports another comes after it, and asks for it under the address that pages know.
        for name, content in sorted(files.items(), key=lambda each: bool(_IMPORTED.search(each[1]))):
            self._files[name] = _asset(name, _IMPORTED.sub(self._imported, content))

    def address(self, name: str) -> str:
        """Where a page finds a file: a new address for new content, so that browsers may keep it for ever."""
        return f"/static/{name}?v={self._files[name].version}"

    def names(self) -> tuple[str, ...]:
        """All files there are."""
        return tuple(self._files)

    def content(self, name: str) -> bytes:
        """What is in a file."""
        return self._files[name].content

    def _imported(self, found: re.Match[bytes]) -> bytes:
        return f'"{self.address(found[1].decode())}"'.encode()

    async def serve(self, request: Request) -> Response:
        """The endpoint."""
        asset = self._files.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404, "There is no such file here.")
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(asset.packed, media_type=asset.media_type, headers=_FOR_EVER | {"content-encoding": "gzip"})
        return Response(asset.content, media_type=asset.media_type, headers=_FOR_EVER)


def _read(file: Path) -> bytes:
    """What is in a file, without what is written for people: that would be a fifth of the front page."""
    content = file.read_bytes()
    for idle in _IDLE.get(file.suffix, ()):
        content = idle.sub(lambda found: b"".join(each or b"" for each in found.groups()), content)
    return content.strip()


def _asset(name: str, content: bytes) -> Asset:
    # Pages are not packed: they hold a secret beside words of others, and its length would tell (BREACH, 2013).
    version = hashlib.sha256(content).hexdigest()[:12]
    return Asset(content, gzip.compress(content, mtime=0), _TYPES[Path(name).suffix], version)
