"""What programs change: marks of articles, what is followed, folders and labels."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from starlette.responses import PlainTextResponse, Response

from mynews.delivery.greader import names
from mynews.delivery.greader.call import Call
from mynews.delivery.received import Json
from mynews.model.errors import FetchError, NotAllowed, NotFound, ParseError
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.gathering.subscribe import Wish, import_opml, rename, subscribe, unsubscribe
from mynews.services.programs import my_news
from mynews.services.programs.streams import followed
from mynews.services.programs.tagging import Tags, checked_label, drop_label, mark_all_read, rename_label, tag

_FACE = "greader"
_KEPT = "My News is always there: it cannot be renamed, moved or left."


@dataclass(frozen=True, slots=True)
class Changing:
    """The calls that change something. What went well is answered ``OK`` and not a sign more: programs compare."""

    app: App

    def edit_tag(self, call: Call) -> Response:
        """Mark articles as read or unread, keep them, label them."""
        asked = call.asked
        on, off = ({names.state_of(each) for each in asked.all(name)} for name in ("a", "r"))
        labels_on, labels_off = (tuple(filter(None, map(names.label_of, asked.all(name)))) for name in ("a", "r"))
        tags = Tags(
            read=_said(on={"read"} & on, off=({"kept-unread", "unread"} & on) | ({"read"} & off)),
            saved=_said(on={"starred"} & on, off={"starred"} & off),
            labels=labels_on,
            labels_off=labels_off,
        )
        tag(self.app, call.reader, names.item_numbers(asked.all("i")), tags, _FACE)
        return _ok()

    def mark_all_as_read(self, call: Call) -> Response:
        """Mark all of a stream that came until an instant as read."""
        asked = call.asked
        until = names.end_of(asked.text("ts")) if asked.text("ts").strip("0 ") else None
        for name in asked.all("s") or ("",):
            stream = names.stream_of(name, followed(self.app, call.reader), self._home_url)
            mark_all_read(self.app, call.reader, stream, until)
        return _ok()

    def edit_subscription(self, call: Call) -> Response:
        """Follow, follow no more, rename, move."""
        asked = call.asked
        act = asked.text("ac")
        folder, left = (next(filter(None, map(names.label_of, asked.all(name))), "") for name in ("a", "r"))
        if act not in ("subscribe", "unsubscribe", "edit"):
            raise ParseError("ac says what to do: subscribe, unsubscribe or edit.")
        if not asked.all("s"):
            raise ParseError("s says which source this is about.")
        for name, title in zip_longest(asked.all("s"), asked.all("t")[: len(asked.all("s"))], fillvalue=""):
            if act == "subscribe":
                source_id = self._follow(call.reader, names.feed_named(name), folder)
            else:
                source_id = self._followed(call.reader, name)
            if act == "unsubscribe":
                unsubscribe(self.app, call.reader, source_id)
            else:
                self._settle(call.reader, source_id, title, folder, left)
        return _ok()

    def quick_add(self, call: Call) -> Response:
        """Follow what lies at an address."""
        query = call.asked.text("quickadd") or call.asked.text("q")
        address = names.feed_named(query) if names.is_feed(query) else query
        try:
            added = subscribe(self.app, call.reader, address)
        except (FetchError, ParseError) as exc:
            return Json({"query": query, "numResults": 0, "error": str(exc)})
        told = {"streamId": names.feed_id(added.source.id), "streamName": added.source.name}
        return Json({"query": query, "numResults": 1, **told})

    def rename_tag(self, call: Call) -> Response:
        """Give a folder and label another name."""
        label, new = (
            names.label_of(call.asked.text("s")) or call.asked.text("t"),
            names.label_of(call.asked.text("dest")),
        )
        if not (label and new):
            raise ParseError("s and dest name a label, as in user/-/label/News.")
        rename_label(self.app, call.reader, label, new)
        return _ok()

    def disable_tag(self, call: Call) -> Response:
        """Let a folder and label go."""
        named = [names.label_of(each) for each in call.asked.all("s")] or [call.asked.text("t")]
        if not all(named):
            raise ParseError("s names a label, as in user/-/label/News.")
        for label in named:
            drop_label(self.app, call.reader, label)
        return _ok()

    def import_list(self, call: Call) -> Response:
        """Follow every source of a list in OPML."""
        import_opml(self.app, call.reader, call.asked.body)
        return _ok()

    @property
    def _home_url(self) -> str:
        return f"{self.app.settings.public_url}/"

    def _follow(self, reader: Reader, address: str, folder: str) -> int:
        tied = followed(self.app, reader)
        known = names.source_named(address, tied, self._home_url)
        if known in {each.source.id for each in tied} | {my_news.FEED}:
            return known or 0
        return subscribe(self.app, reader, address, Wish(checked_label(folder) if folder else "")).source.id

    def _followed(self, reader: Reader, name: str) -> int:
        tied = followed(self.app, reader)
        source_id = names.source_named(names.feed_named(name), tied, self._home_url)
        if source_id == my_news.FEED:
            raise NotAllowed(_KEPT)
        if source_id not in {each.source.id for each in tied}:
            raise NotFound("You do not follow this source.")
        return source_id or 0

    def _settle(self, reader: Reader, source_id: int, title: str, folder: str, left: str) -> None:
        """Give a source the title and folder that a program says; what it does not say stays."""
        if source_id == my_news.FEED or not (title or folder or left):
            return
        now = next(each for each in followed(self.app, reader) if each.source.id == source_id)
        stays = "" if now.folder == left else now.folder
        called = title.strip()[:300] or now.title
        moved = checked_label(folder) if folder else stays
        rename(self.app, reader, source_id, title=called, folder=moved)


def _said(*, on: set[str], off: set[str]) -> bool | None:
    return True if on and not off else False if off else None


def _ok() -> Response:
    return PlainTextResponse("OK")
