"""What programs read: the account, what is followed, streams and their articles. Nothing here changes anything."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.responses import PlainTextResponse, Response

from mynews.delivery.greader import names
from mynews.delivery.greader.call import Call
from mynews.delivery.greader.items import Teller
from mynews.delivery.greader.names import feed_id, label_id, micros
from mynews.delivery.received import Json
from mynews.model.errors import ParseError
from mynews.model.source import FETCHED_KINDS, Reader, Subscription
from mynews.services.app import App
from mynews.services.gathering.subscribe import export_opml
from mynews.services.personal.say import FROM_PROGRAMS, Stood, Word, say_address
from mynews.services.programs import my_news
from mynews.services.programs.my_news import Entry
from mynews.services.programs.streams import (
    Asked,
    Item,
    StreamPage,
    counted,
    followed,
    items_of,
    label_names,
    stream_page,
)

_USUAL = 20
_MOST_WHOLE = 1_000  # whole articles of one answer; by their numbers programs get as many as they ask for
_MOST_COUNTED = 1_000_000
_WORDS: dict[Word, str] = {"more": "more", "less": "less", "mute": "mute", "hide": "not this story"}


@dataclass(frozen=True, slots=True)
class Reading:
    """The calls that read."""

    app: App

    @property
    def home_url(self) -> str:
        """Our own pages; My News lies there too."""
        return f"{self.app.settings.public_url}/"

    def user_info(self, call: Call) -> Response:
        """Who reads."""
        number, name = str(call.reader.id), call.reader.name
        return Json({"userId": number, "userName": name, "userProfileId": number, "userEmail": name})

    def token(self, call: Call) -> Response:
        """What some programs send along with changes. The header proves who asks, so this proves nothing more."""
        return PlainTextResponse(call.edit_token)

    def subscription_list(self, call: Call) -> Response:
        """Everything that is followed, My News first."""
        ours = {
            "id": feed_id(my_news.FEED),
            "title": my_news.TITLE,
            "categories": [_category(my_news.FOLDER)],
            "url": self.home_url,
            "htmlUrl": self.home_url,
            "iconUrl": f"{self.home_url}static/icon.svg",
        }
        told = [self._told(each) for each in followed(self.app, call.reader)]
        return Json({"subscriptions": [ours, *told]})

    def tag_list(self, call: Call) -> Response:
        """Folders, and labels of articles."""
        folders = _folders(followed(self.app, call.reader))
        labels = [each for each in label_names(self.app, call.reader) if each not in folders]
        tags = [{"id": names.STARRED}]
        tags += [_category(each) | {"type": "folder"} for each in folders]
        tags += [_category(each) | {"type": "tag"} for each in labels]
        return Json({"tags": tags})

    def unread_count(self, call: Call) -> Response:
        """What is unread, by source, by folder, and in all."""
        found = counted(self.app, call.reader)
        newest_of_ours = micros(found.my_news_newest_at) if found.my_news_newest_at else 0
        rows = [(feed_id(my_news.FEED), my_news.FOLDER, found.my_news, newest_of_ours)]
        rows += [
            (feed_id(each.source_id), each.folder, each.count, micros(each.newest_at) if each.newest_at else 0)
            for each in found.sources
        ]
        sums: dict[str, tuple[int, int]] = {}
        for stream, folder, count, newest in rows:
            for name in (stream, *([label_id(folder)] if folder else []), names.READING_LIST):
                before, latest = sums.get(name, (0, 0))
                sums[name] = before + count, max(latest, newest)
        told = [
            {"id": name, "count": count, "newestItemTimestampUsec": str(newest)}
            for name, (count, newest) in sums.items()
        ]
        return Json({"max": _MOST_COUNTED, "unreadcounts": told})

    def item_ids(self, call: Call) -> Response:
        """The numbers of the articles of streams."""
        page = self._page(call, call.asked.all("s"), call.asked.number("n", _USUAL))
        refs = [
            {"id": str(each.number), "directStreamIds": [], "timestampUsec": str(micros(each.at))}
            for each in page.listed
        ]
        return Json({"itemRefs": refs} | _continued(page))

    def item_contents(self, call: Call) -> Response:
        """Articles by their numbers. There is no next page: one program would ask for it for ever."""
        found = items_of(self.app, call.reader, names.item_numbers(call.asked.all("i")))
        return Json(self._stream(call, names.READING_LIST, found))

    def contents(self, call: Call) -> Response:
        """The articles of a stream, whole."""
        stream = call.stream or call.asked.text("s") or names.READING_LIST
        page = self._page(call, [stream], min(call.asked.number("n", _USUAL), _MOST_WHOLE))
        found = items_of(self.app, call.reader, [each.number for each in page.listed])
        return Json(self._stream(call, stream, found) | _continued(page))

    def atom(self, call: Call) -> Response:
        """The articles of a stream as Atom."""
        page = self._page(call, [call.stream], min(call.asked.number("n", _USUAL), _MOST_WHOLE))
        found = items_of(self.app, call.reader, [each.number for each in page.listed])
        body = self._teller(call.reader, found).atom_of(call.stream, found, self.app.now())
        return Response(body, media_type="application/atom+xml")

    def export(self, call: Call) -> Response:
        """What is followed, as OPML."""
        return Response(export_opml(self.app, call.reader), media_type="text/xml")

    def nothing(self, _call: Call) -> Response:
        """Preferences, of which there are none here."""
        return Json({"prefs": [], "streamprefs": {}})

    def _page(self, call: Call, streams: Sequence[str], most: int) -> StreamPage:
        asked = call.asked
        after = names.place_of(asked.text("c")) if asked.text("c") else None
        if asked.text("c") and after is None:
            raise ParseError("This continuation is none of ours. Begin again without one.")
        out, into = ({names.state_of(each) for each in asked.all(name)} for name in ("xt", "it"))
        wish = Asked(
            most=most,
            oldest_first=asked.text("r") == "o",
            since=names.start_of(asked.text("ot")),
            until=names.end_of(asked.text("nt")),
            read=_wish(into & {"read"}, (out & {"read"}) | (into & {"unread", "kept-unread"})),
            saved=_wish(into & {"starred"}, out & {"starred"}),
            after=after,
        )
        tied = followed(self.app, call.reader) if any(map(names.is_feed, streams)) else ()
        found = [names.stream_of(each, tied, self.home_url) for each in streams or [""]]
        return stream_page(self.app, call.reader, found, wish)

    def _stream(self, call: Call, stream: str, found: Sequence[Item]) -> dict[str, Any]:
        teller = self._teller(call.reader, found)
        return {
            "direction": "ltr",
            "id": stream,
            "updated": int(self.app.now().timestamp()),
            "items": [teller.json_of(each) for each in found],
        }

    def _teller(self, reader: Reader, found: Sequence[Item]) -> Teller:
        until = self.app.now() + FROM_PROGRAMS
        return Teller(
            self.home_url, {each.number: self._acts(reader, each.entry, until) for each in found if each.entry}
        )

    def _acts(self, reader: Reader, entry: Entry, until: datetime) -> str:
        """What a reader can say of a story, as links: each leads to a page with a button."""
        stood = Stood(entry.edition_id, entry.place, until)
        return " · ".join(
            f'<a href="{html.escape(say_address(self.app, reader, word, entry.story_id, stood))}">{words}</a>'
            for word, words in _WORDS.items()
        )

    def _told(self, each: Subscription) -> dict[str, Any]:
        source = each.source
        page = f"{self.home_url}source/{source.id}"
        return {
            "id": feed_id(source.id),
            "title": each.name,
            "categories": [_category(each.folder)] if each.folder else [],
            "url": source.url if source.kind in FETCHED_KINDS else page,
            "htmlUrl": source.site_url or page,
            "iconUrl": source.icon_url or "",
        }


def _category(label: str) -> dict[str, str]:
    return {"id": label_id(label), "label": label}


def _folders(followed: Sequence[Subscription]) -> list[str]:
    return list(dict.fromkeys([my_news.FOLDER, *(each.folder for each in followed if each.folder)]))


def _continued(page: StreamPage) -> dict[str, str]:
    return {"continuation": names.written_place(page.after)} if page.after else {}


def _wish(wanted: set[str], unwanted: set[str]) -> bool | None:
    return True if wanted else False if unwanted else None
