"""Everything of one reader in one file, and back again: here after a loss, or in another installation.

The file is a profile (``personal.profile``) with more in it, so that either can be read where the other is meant.
Articles are named by what their publisher calls them, since numbers differ from one installation to the next.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mynews.intake.opml import Outline, write_opml
from mynews.model.errors import MyNewsError, ParseError
from mynews.model.schedule import Schedule
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.gathering.subscribe import import_opml
from mynews.services.hours import check_schedule
from mynews.services.personal.edition_hours import set_hours
from mynews.services.personal.profile import export_profile, import_profile, read_profile
from mynews.services.stories.saved_searches import save_search
from mynews.storage.database import Tx
from mynews.storage.marks import NamedMark

_FOLLOWED_BY_ADDRESS = ("feed", "page")
_NOT_OURS = "This is not a file that myNEWS exported. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Luggage:
    """What a file has beside the profile; ``titles`` are the reader's own names for sources, by address."""

    subscriptions: tuple[Outline, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    with_login: tuple[str, ...] = ()
    searches: tuple[tuple[str, bool], ...] = ()
    marks: tuple[NamedMark, ...] = ()
    hours: Schedule | None = None


def export_everything(app: App, reader: Reader) -> str:
    """All that a reader stated, set, keeps and read, and what was learned of them, as JSON.

    Logins are left out: a file is sooner lost than a server.
    """
    whole = json.loads(export_profile(app, reader))
    with app.db.read() as tx:
        hours = tx.schedules.get(reader.id)
        followed = [each for each in tx.subscriptions.of(reader.id) if each.source.kind in _FOLLOWED_BY_ADDRESS]
        searches = tx.saved_searches.of(reader.id)
        marks = tx.marks.named(reader.id)
    whole["hours"] = {"hours": hours.hours, "weekdays": hours.weekdays, "time_zone": hours.time_zone} if hours else None
    whole["subscriptions"] = [
        {
            "url": each.source.url,
            "name": each.source.name,
            "title": each.title,
            "folder": each.folder,
            "login": each.source.private_to is not None,
        }
        for each in followed
    ]
    whole["searches"] = [{"query": each.query, "followed": each.followed} for each in searches]
    whole["marks"] = [
        {
            "source": each.source_url,
            "identity": each.identity.hex(),
            "url": each.url,
            "headline": each.headline,
            "read": each.read_at.isoformat() if each.read_at else None,
            "saved": each.saved_at.isoformat() if each.saved_at else None,
        }
        for each in marks
    ]
    return json.dumps(whole, ensure_ascii=False, indent=1)


def import_everything(app: App, reader: Reader, text: str) -> tuple[str, ...]:
    """Take over what ``export_everything`` gave, or a profile alone; gives a sentence for each part that has no place.

    What was learned and set is replaced; all else is added to what is there. Raises ParseError, and then nothing is
    changed.
    """
    luggage = _unpacked(text)
    read_profile(text, reader, app.now())  # before anything is changed
    refused: list[str] = []
    if luggage.subscriptions:
        # A list of sources is the one way in which several are followed at once; folders come along.
        refused += import_opml(app, reader, write_opml(luggage.subscriptions, reader.name, app.now())).refused
        _name(app, reader, luggage.titles)
    refused += [f"{name}: follow it anew with your login, which is in no file." for name in luggage.with_login]
    refused += import_profile(app, reader, text)  # after the sources, which it may be about
    for query, followed in luggage.searches:
        try:
            save_search(app, reader, query, followed=followed)
        except MyNewsError as exc:
            refused.append(f"{query}: {exc}")
    if luggage.hours is not None:
        set_hours(app, reader, luggage.hours)
    with app.db.write() as tx:
        missing = _mark(tx, reader, luggage.marks)
    kept = [each for each in missing if each.saved_at]
    refused += [f"{each.headline or each.url}: this article, which you saved, is not here." for each in kept]
    if len(missing) > len(kept):
        refused.append(f"{len(missing) - len(kept):,} articles that you have read are not here.")
    return tuple(refused)


def _name(app: App, reader: Reader, titles: Mapping[str, str]) -> None:
    with app.db.write() as tx:
        for url, number in tx.sources.shared_at(titles).items():
            tx.subscriptions.change(reader.id, number, title=titles[url])


def _mark(tx: Tx, reader: Reader, marks: tuple[NamedMark, ...]) -> list[NamedMark]:
    """Set marks; gives those whose article is not here."""
    by_source: dict[str, list[NamedMark]] = {}
    for each in marks:
        by_source.setdefault(each.source_url, []).append(each)
    missing: list[NamedMark] = []
    for url, own in by_source.items():
        source = tx.sources.at(url, reader.id) or tx.sources.at(url)
        found = tx.articles.numbers(source.id, [each.identity for each in own]) if source else {}
        for each in own:
            number = found.get(each.identity)
            if number is None:
                missing.append(each)
                continue
            if each.read_at:
                tx.marks.read(reader.id, [number], each.read_at)
            if each.saved_at:
                tx.marks.save(reader.id, [number], each.saved_at)
    return missing


def _unpacked(text: str) -> Luggage:
    try:
        told = json.loads(text)
        followed = told.get("subscriptions") or []
        hours = told.get("hours")
        luggage = Luggage(
            subscriptions=tuple(
                Outline(_text(each["url"]), _text(each["name"]), folder=_text(each["folder"]))
                for each in followed
                if not each["login"]
            ),
            titles={_text(each["url"]): _text(each["title"]) for each in followed if each["title"]},
            with_login=tuple(_text(each["title"] or each["name"]) for each in followed if each["login"]),
            searches=tuple((_text(each["query"]), bool(each["followed"])) for each in told.get("searches") or []),
            marks=tuple(map(_named_mark, told.get("marks") or [])),
            hours=Schedule(
                tuple(map(int, hours["hours"])), _text(hours["time_zone"]), tuple(map(int, hours["weekdays"]))
            )
            if hours
            else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as exc:
        raise ParseError(_NOT_OURS) from exc
    if luggage.hours is not None:
        check_schedule(luggage.hours)
    return luggage


def _named_mark(told: dict[str, Any]) -> NamedMark:
    return NamedMark(
        _text(told["source"]),
        bytes.fromhex(told["identity"]),
        _text(told["url"] or ""),
        _text(told["headline"]),
        _instant(told["read"]),
        _instant(told["saved"]),
    )


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError(told)
    return told


def _instant(told: Any) -> datetime | None:
    if told is None:
        return None
    at = datetime.fromisoformat(_text(told))
    if at.tzinfo is None:
        raise ValueError(told)
    return at
