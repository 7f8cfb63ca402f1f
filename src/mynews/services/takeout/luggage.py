"""What such a file has: a profile (``personal.profile``) with more in it, so that either can be read for the other.

Articles are named by what their publisher calls them, since numbers differ from one installation to the next. What
works like a password stands in no file: logins, and the addresses of all ways out but mail.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mynews.intake.opml import Outline
from mynews.model.alert import Alerting
from mynews.model.channel import ChannelKind
from mynews.model.errors import NotAllowed, ParseError
from mynews.model.schedule import Schedule
from mynews.services.hours import check_schedule
from mynews.services.programs.tagging import checked_label
from mynews.services.sending.alerts import check_alerting
from mynews.services.sending.channels import kind_of
from mynews.storage.labels import NamedLabel
from mynews.storage.marks import NamedMark

_NOT_OURS = "This is not a file that myNEWS exported. Nothing was changed."

Topic = tuple[str, str, str]
"""Of an interest its kind, its key and its folder."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way out to the reader, with the times at which digests go out on it. ``to`` is empty but for mail."""

    kind: ChannelKind
    name: str
    to: str
    on_save: bool
    on_alert: bool
    digests: tuple[Schedule, ...]


@dataclass(frozen=True, slots=True)
class Luggage:
    """What a file has beside the profile.

    ``titles`` are the reader's own names for sources, by address; ``with_login`` the names of those that want one.
    ``told_of`` are the interests that alerts tell of.
    """

    subscriptions: tuple[Outline, ...]
    titles: Mapping[str, str]
    with_login: tuple[str, ...]
    searches: tuple[tuple[str, bool], ...]
    marks: tuple[NamedMark, ...]
    labels: tuple[NamedLabel, ...]
    hours: Schedule | None
    ways: tuple[Way, ...]
    alerting: Alerting | None
    told_of: frozenset[Topic]


def unpacked(text: str, reader_id: int) -> Luggage:
    """What stands in a file. Raises ParseError."""
    try:
        told = json.loads(text)
        luggage = _luggage(told, reader_id)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, NotAllowed) as exc:
        raise ParseError(_NOT_OURS) from exc
    for schedule in (luggage.hours, *(each for way in luggage.ways for each in way.digests)):
        if schedule is not None:
            check_schedule(schedule)
    if luggage.alerting is not None:
        check_alerting(luggage.alerting)
    return luggage


def schedule_as_json(schedule: Schedule) -> dict[str, object]:
    """As it stands in a file."""
    return {"hours": schedule.hours, "weekdays": schedule.weekdays, "time_zone": schedule.time_zone}


def _luggage(told: dict[str, Any], reader_id: int) -> Luggage:
    followed = told.get("subscriptions") or []
    alerts = told.get("alerts")
    return Luggage(
        subscriptions=tuple(
            Outline(_text(each["url"]), _text(each["name"]), folder=_text(each["folder"]))
            for each in followed
            if not each["login"]
        ),
        titles={_text(each["url"]): _text(each["title"]) for each in followed if each["title"]},
        with_login=tuple(_text(each["title"] or each["name"]) for each in followed if each["login"]),
        searches=tuple((_text(each["query"]), bool(each["followed"])) for each in told.get("searches") or []),
        marks=tuple(map(_mark, told.get("marks") or [])),
        labels=tuple(map(_label, told.get("labels") or [])),
        hours=_schedule(told["hours"]) if told.get("hours") else None,
        ways=tuple(map(_way, told.get("channels") or [])),
        alerting=_alerting(alerts, reader_id) if alerts else None,
        told_of=frozenset(
            (_text(each["kind"]), _text(each["key"]), _text(each["folder"]))
            for each in (alerts["told_of"] if alerts else ())
        ),
    )


def _mark(told: dict[str, Any]) -> NamedMark:
    return NamedMark(
        _text(told["source"]),
        bytes.fromhex(told["identity"]),
        _text(told["url"] or ""),
        _text(told["headline"]),
        _instant(told["read"]),
        _instant(told["saved"]),
    )


def _label(told: dict[str, Any]) -> NamedLabel:
    return NamedLabel(checked_label(_text(told["label"])), _text(told["source"]), bytes.fromhex(told["identity"]))


def _way(told: dict[str, Any]) -> Way:
    return Way(
        kind_of(_text(told["kind"])),
        _text(told["name"]),
        _text(told["to"]),
        bool(told["on_save"]),
        bool(told["on_alert"]),
        tuple(map(_schedule, told["digests"])),
    )


def _schedule(told: dict[str, Any]) -> Schedule:
    return Schedule(tuple(map(int, told["hours"])), _text(told["time_zone"]), tuple(map(int, told["weekdays"])))


def _alerting(told: dict[str, Any], reader_id: int) -> Alerting:
    begin, end = told["quiet_from"], told["quiet_until"]
    return Alerting(
        reader_id,
        _text(told["time_zone"]),
        int(told["most_a_day"]),
        None if begin is None else int(begin),
        None if end is None else int(end),
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
