"""The Fever API as one ASGI application: one address, any method, always 200.

Its key is an MD5 of name and password, so it opens only what an app password was made for with Fever allowed.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from mynews.delivery.attempts import Attempts
from mynews.delivery.received import Json, Received, received
from mynews.model.source import Reader, Subscription
from mynews.services.app import App
from mynews.services.household.app_passwords import holder_of_fever_key
from mynews.services.programs.streams import (
    Item,
    Stream,
    count_of_followed,
    followed,
    items_of,
    numbers_around,
    numbers_of,
)
from mynews.services.programs.tagging import Tags, mark_all_read, tag

_VERSION = 3
_FACE = "fever"
_ADDRESSES = ("/fever", "/fever/", "/api/fever.php")
_ITEMS = 50
_MOST_NUMBERS = 50_000
_LARGEST = 2**63 - 1
# A transparent point: our pages have the icons of sources, and fetch them for nobody else.
_ICON = "image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
_TAGS = {
    "read": Tags(read=True),
    "unread": Tags(read=False),
    "saved": Tags(saved=True),
    "unsaved": Tags(saved=False),
}


def speaks(path: str) -> bool:
    """Whether a request is for this face."""
    return path in _ADDRESSES


def fever_face(app: App) -> Starlette:
    """The API of an installation."""
    attempts = Attempts()

    async def endpoint(request: Request) -> Response:
        asked = await received(request)
        address = request.client.host if request.client else ""
        return await run_in_threadpool(_answered, app, attempts, asked, address)

    return Starlette(
        routes=[Route(path, endpoint, methods=["GET", "POST"]) for path in _ADDRESSES],
        exception_handlers={HTTPException: _refused},
    )


def _answered(app: App, attempts: Attempts, asked: Received, address: str) -> Response:
    now = app.now()
    holder = None
    if not attempts.wait(address, now):
        holder = holder_of_fever_key(app, asked.text("api_key"))
        if holder is None and asked.text("api_key"):
            attempts.failed(address, asked.text("api_key"), now)
    if holder is None:
        return _told({"api_version": _VERSION, "auth": 0})
    answers = Answers(app, holder.reader, followed(app, holder.reader))
    told = {"api_version": _VERSION, "auth": 1, "last_refreshed_on_time": answers.refreshed_at()}
    if asked.text("mark"):
        told |= answers.mark(asked)
    for selector in ("groups", "feeds", "favicons", "items", "links", "unread_item_ids", "saved_item_ids"):
        if selector in asked.fields:
            told |= getattr(answers, selector)(asked)
    return _told(told)


@dataclass(frozen=True, slots=True)
class Answers:
    """What each selector is answered, for one reader. My News is not among it: programs page by number here."""

    app: App
    reader: Reader
    followed: Sequence[Subscription]

    def refreshed_at(self) -> int:
        """When a source was fetched last."""
        return max((_seconds(each.source.state.fetched_at) for each in self.followed), default=0)

    def groups(self, _asked: Received) -> dict[str, Any]:
        """Folders."""
        told = [{"id": group_of(folder), "title": folder} for folder in self._folders()]
        return {"groups": told} | self._feeds_groups()

    def feeds(self, _asked: Received) -> dict[str, Any]:
        """Sources."""
        told = [
            {
                "id": each.source.id,
                "favicon_id": 1,
                "title": each.name,
                "url": each.source.url,
                "site_url": each.source.site_url or f"{self.app.settings.public_url}/source/{each.source.id}",
                "is_spark": 0,
                "last_updated_on_time": _seconds(each.source.state.changed_at or each.source.state.fetched_at),
            }
            for each in self.followed
        ]
        return {"feeds": told} | self._feeds_groups()

    def favicons(self, _asked: Received) -> dict[str, Any]:
        """One picture for all."""
        return {"favicons": [{"id": 1, "data": _ICON}]}

    def items(self, asked: Received) -> dict[str, Any]:
        """Up to 50 articles: above a number, below one, or these."""
        if asked.text("with_ids"):
            given = [each.strip() for each in asked.text("with_ids").split(",")[:_ITEMS]]
            numbers = [int(each) for each in given if _is_number(each)]
        elif asked.text("max_id"):
            numbers = numbers_around(self.app, self.reader, _ITEMS, below=_number(asked, "max_id"))[::-1]
        else:
            numbers = numbers_around(self.app, self.reader, _ITEMS, above=_number(asked, "since_id"))
        found = items_of(self.app, self.reader, numbers)
        own = {each.source.id for each in self.followed}
        told = [self._item(each) for each in found if not each.in_my_news and each.article.source_id in own]
        return {"items": told, "total_items": count_of_followed(self.app, self.reader)}

    def links(self, _asked: Received) -> dict[str, Any]:
        """What many link to: nothing here."""
        return {"links": []}

    def unread_item_ids(self, _asked: Received) -> dict[str, Any]:
        """The numbers of what is unread, parted by commas."""
        return {"unread_item_ids": self._numbers(Stream("unread"))}

    def saved_item_ids(self, _asked: Received) -> dict[str, Any]:
        """The numbers of what is kept, parted by commas."""
        return {"saved_item_ids": self._numbers(Stream("saved"))}

    def mark(self, asked: Received) -> dict[str, Any]:
        """Set the state of an article, or read all of a source or folder; then the numbers that are so now."""
        what, state, number = asked.text("mark"), asked.text("as"), _number(asked, "id")
        if what == "item" and state in _TAGS:
            if number:
                tag(self.app, self.reader, [number], _TAGS[state], _FACE)
        elif what in ("feed", "group") and state == "read":
            self._mark_all(what, asked.text("id").strip(), asked)
        if state in ("saved", "unsaved"):
            return self.saved_item_ids(asked)
        return self.unread_item_ids(asked) if state in ("read", "unread") else {}

    def _mark_all(self, what: str, text: str, asked: Received) -> None:
        """A group that is none marks nothing: a broken number is not everything."""
        before = _number(asked, "before")
        until = datetime.fromtimestamp(min(before, _LATEST) + 1, UTC) if before else None
        if what == "feed":
            mark_all_read(self.app, self.reader, Stream("source", _number(asked, "id")), until)
        elif text == "0":
            for each in self.followed:
                mark_all_read(self.app, self.reader, Stream("source", each.source.id), until)
        else:
            for folder in self._folders():
                if str(group_of(folder)) == text:
                    mark_all_read(self.app, self.reader, Stream("label", label=folder), until)

    def _numbers(self, stream: Stream) -> str:
        return ",".join(map(str, numbers_of(self.app, self.reader, stream, _MOST_NUMBERS)))

    def _folders(self) -> list[str]:
        return list(dict.fromkeys(each.folder for each in self.followed if each.folder))

    def _feeds_groups(self) -> dict[str, Any]:
        told = []
        for folder in self._folders():
            members = (str(each.source.id) for each in self.followed if each.folder == folder)
            told.append({"group_id": group_of(folder), "feed_ids": ",".join(members)})
        return {"feeds_groups": told}

    def _item(self, item: Item) -> dict[str, Any]:
        article = item.article
        return {
            "id": item.number,
            "feed_id": article.source_id,
            "title": article.headline or article.source_name,
            "author": article.byline,
            "html": article.body or article.summary,
            "url": article.url or f"{self.app.settings.public_url}/article/{article.id}",
            "is_saved": int(item.is_saved),
            "is_read": int(item.is_read),
            "created_on_time": _seconds(article.sort_at),
        }


_LATEST = 2**31 - 2


def group_of(folder: str) -> int:
    """The number of a folder: made of its name, so that it stays when others come and go."""
    return zlib.crc32(folder.encode()) & 0x7FFFFFFF or 1


def _number(asked: Received, name: str) -> int:
    text = asked.text(name).strip()
    return int(text) if _is_number(text) else 0


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= _LARGEST


def _seconds(at: datetime | None) -> int:
    return max(0, int(at.timestamp())) if at else 0


def _told(content: dict[str, Any]) -> Response:
    return Json(content, headers={"cache-control": "no-store, private", "x-content-type-options": "nosniff"})


def _refused(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return PlainTextResponse(error.detail, error.status_code, headers=error.headers)
