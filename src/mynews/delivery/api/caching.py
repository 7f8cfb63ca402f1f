"""Answers that did not change are not sent again (RFC 9110, 13.1.2)."""

from __future__ import annotations

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_WHOLE = "application/json"


class EntityTags:
    """Gives each JSON answer to GET a tag of its content, and 304 to who has it already."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope).get("if-none-match", "")
        start: Message = {}
        parts: list[bytes] = []

        async def tagged(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                if message["status"] != 200 or Headers(raw=message["headers"]).get("content-type") != _WHOLE:
                    await send(message)
                else:
                    start = message
                return
            if not start:
                await send(message)
                return
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                await _send_whole(start, b"".join(parts), asked, send)

        await self._app(scope, receive, tagged)


async def _send_whole(start: Message, body: bytes, asked: str, send: Send) -> None:
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["etag"] = tag
    headers["cache-control"] = "private, no-cache"
    known = tag in {each.strip().removeprefix("W/") for each in asked.split(",")} or asked.strip() == "*"
    if known:
        del headers["content-length"]
        del headers["content-type"]
    await send({"type": "http.response.start", "status": 304 if known else start["status"], "headers": headers.raw})
    await send({"type": "http.response.body", "body": b"" if known else body})
