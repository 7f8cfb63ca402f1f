"""Alerts: what is followed and wanted at once is told as it comes, seldom rather than often, and never at night."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from mynews.model.alert import Alert, Alerting, day_of, quiet_ends_at
from mynews.model.channel import Channel, Message
from mynews.model.errors import NotFound, ParseError, SendError
from mynews.model.interest import Interest
from mynews.model.source import Reader
from mynews.model.story import StoryCard
from mynews.ranking.candidates import seconds
from mynews.ranking.rules import about, hiding
from mynews.services.app import App
from mynews.services.claimed import do_each
from mynews.services.hours import zone_of
from mynews.services.personal.interests import rules_of
from mynews.services.personal.rank import own_stories
from mynews.services.sending.channels import send
from mynews.services.sending.push import push_to_all, subscriptions
from mynews.services.stories.reading import cards_of
from mynews.storage.database import Tx

LOOK_EVERY = timedelta(minutes=1)
PAUSE = timedelta(minutes=15)
"""After something was told nothing is for so long: what comes meanwhile comes as one."""

SAME_STORY_AFTER = timedelta(hours=6)
"""A story that goes on is told again no sooner."""

STALE_AFTER = timedelta(hours=24)
MOST_A_DAY = 50
TOLD_AT_ONCE = 10
LEASE = timedelta(minutes=10)
_AGAIN = timedelta(minutes=10)
_AT_ONCE = 20
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AlertsPage:
    """What a reader follows and wants to be told of, and when; ``ways`` is how many ways there are to tell them."""

    alerting: Alerting
    followed: tuple[Interest, ...]
    watched: frozenset[int]
    waiting: int
    ways: int


def alerts_of(app: App, reader: Reader) -> AlertsPage:
    """What a reader set of alerts."""
    with app.db.read() as tx:
        alerting = tx.alerts.get(reader.id) or Alerting(reader.id, "UTC", 5, 22 * 60, 7 * 60)
        followed = tuple(each for each in tx.interests.of(reader.id, app.now()) if each.stance == "follow")
        return AlertsPage(
            alerting=alerting,
            followed=followed,
            watched=frozenset(tx.alerts.watched(reader.id)),
            waiting=len(tx.alerts.waiting(reader.id)),
            ways=sum(each.on_alert for each in tx.channels.of(reader.id)) + len(tx.push.of(reader.id)),
        )


def set_alerts(app: App, reader: Reader, wish: Alerting, interest_ids: Collection[int]) -> None:
    """Tell a reader of these interests from now on, and of no others. Raises ParseError."""
    check_alerting(wish)
    now = app.now()
    with app.db.write() as tx:
        tx.alerts.watch(reader.id, interest_ids, now)
        next_look_at = now if tx.alerts.watched(reader.id) else None
        tx.alerts.set(replace(wish, reader_id=reader.id, next_look_at=next_look_at))


def tell_due(app: App, stopping: Callable[[], bool] = lambda: False) -> int:
    """Look what there is to tell to readers whose time has come; gives how many were told something."""
    with app.db.read() as tx:
        if not tx.alerts.due(app.now()):
            return 0
    with app.db.write() as tx:
        claimed = tx.alerts.claim(app.now(), LEASE, _AT_ONCE)
    return do_each(
        claimed, lambda each: _look(app, each), lambda each: f"alerting of reader {each.reader_id}", stopping
    )


def _look(app: App, alerting: Alerting) -> bool:
    """Tell one reader what there is to tell, if this is the time; whether something was told."""
    now = app.now()
    with app.db.read() as tx:
        reader = tx.readers.get(alerting.reader_id)
    _note_new(app, reader, now)
    begin, end = day_of(alerting, now)
    with app.db.write() as tx:
        waiting = _still_wanted(tx, reader, now)
        is_enough = tx.alerts.times_told(reader.id, begin) >= alerting.most_a_day
        later = quiet_ends_at(alerting, now) or (end if is_enough else None)
        if later is not None or not waiting:
            tx.alerts.look_again(alerting, later or now + LOOK_EVERY)
            return False
        channels = tuple(each for each in tx.channels.of(reader.id) if each.on_alert)
        cards = cards_of(tx, reader, [each.story_id for each in waiting])
        if not (cards and (channels or tx.push.of(reader.id))):
            tx.alerts.look_again(alerting, now + LOOK_EVERY)
            return False
        # Marked before it is told: who is killed in between tells nothing twice.
        if not tx.alerts.look_again(alerting, now + PAUSE):
            return False
        tx.alerts.told(reader.id, [each.story_id for each in waiting], now)
    if _tell(app, reader, channels, _message(app, reader, cards, now)):
        return True
    _wait_again(app, reader, waiting, now)
    return False


def _wait_again(app: App, reader: Reader, untold: Sequence[Alert], now: datetime) -> None:
    """What no way took is told with the next look, which comes soon."""
    with app.db.write() as tx:
        tx.alerts.told(reader.id, [each.story_id for each in untold], None)
        known = tx.alerts.get(reader.id)
        if known is not None and known.claimed_until is None:
            tx.alerts.set(replace(known, next_look_at=now + _AGAIN))


def _tell(app: App, reader: Reader, channels: Sequence[Channel], message: Message) -> bool:
    """Tell a message on every way; whether any took it."""
    taken = 0
    for channel in channels:
        try:
            taken += send(app, channel, message)
        except SendError as exc:
            taken += exc.uncertain
    if subscriptions(app, reader):
        taken += push_to_all(app, reader, message)
    return taken > 0


def _note_new(app: App, reader: Reader, now: datetime) -> None:
    """Have those stories wait that are about what the reader wants to be told of, and new."""
    snapshot = app.live.now(app.db, now)
    candidates = snapshot.candidates
    recent = candidates.latest_at > seconds(now - STALE_AFTER)
    with app.db.read() as tx:
        since = tx.alerts.watched(reader.id)
        stated = tx.interests.of(reader.id, now)
        rules = rules_of(tx, reader, stated, candidates.ids[recent].tolist())
        sources = frozenset(map(str, tx.subscriptions.source_ids(reader.id)))
        allowed = own_stories(tx, reader, candidates, sources, now) & (hiding(rules, candidates, sources) < 0) & recent
        wanted = np.zeros(len(candidates), np.bool_)
        for rule in rules:
            begun = since.get(rule.interest.id)
            if begun is not None:
                wanted |= about(rule, candidates) & (candidates.latest_at > seconds(begun))
        found = {int(candidates.ids[row]): snapshot.traits[int(candidates.ids[row])].latest_at
                 for row in np.flatnonzero(allowed & wanted).tolist()}  # fmt: skip
        known = tx.alerts.of(reader.id, found)
        read = tx.signals.opened_at(reader.id, list(found))
    new = {
        story_id: latest_at
        for story_id, latest_at in found.items()
        if _is_news(known.get(story_id), latest_at, now) and read.get(story_id, _LONG_AGO) < latest_at
    }
    if new:
        with app.db.write() as tx:
            tx.alerts.wait(reader.id, new)


def _is_news(alert: Alert | None, latest_at: datetime, now: datetime) -> bool:
    if alert is None:
        return True
    return alert.told_at is not None and alert.latest_at < latest_at and now - alert.told_at >= SAME_STORY_AFTER


def _still_wanted(tx: Tx, reader: Reader, now: datetime) -> tuple[Alert, ...]:
    """What waits and is still to be told: not what grew stale, was read or was hidden meanwhile."""
    waiting = tx.alerts.waiting(reader.id)
    read = tx.signals.opened_at(reader.id, [each.story_id for each in waiting])
    hidden = tx.signals.hidden(reader.id)
    muted = {
        _current(tx, each.subject.key)
        for each in tx.interests.of(reader.id, now)
        if each.stance == "mute" and each.subject.kind == "story"
    }
    kept = tuple(
        each
        for each in waiting
        if now - each.latest_at < STALE_AFTER
        and read.get(each.story_id, _LONG_AGO) < each.latest_at
        and each.story_id not in hidden | muted
    )
    dropped = {each.story_id for each in waiting} - {each.story_id for each in kept}
    if dropped:
        tx.alerts.forget(reader.id, dropped)
    return kept


def _current(tx: Tx, key: str) -> int:
    try:
        return tx.stories.current(int(key))
    except NotFound:
        return 0


def _message(app: App, reader: Reader, cards: Sequence[StoryCard], now: datetime) -> Message:
    home = app.settings.public_url
    told = [(card, f"{home}{_path(card)}") for card in cards]
    if len(told) == 1:
        ((card, link),) = told
        subject, text = card.headline, f"{card.teaser}\n{card.source_name}\n\n{link}".lstrip()
    else:
        subject, link = f"{len(told)} stories that you follow", f"{home}/following"
        lines = [f"{card.headline} ({card.source_name})\n{address}" for card, address in told[:TOLD_AT_ONCE]]
        if len(told) > TOLD_AT_ONCE:
            lines.append(f"And {len(told) - TOLD_AT_ONCE} more: {link}")
        text = "\n\n".join(lines)
    return Message(
        kind="alert",
        subject=subject,
        text=text,
        token=f"alert-{reader.id}-{int(now.timestamp())}",
        link=link,
        headers=(("Auto-Submitted", "auto-generated"),),
        detail={
            "stories": [
                {
                    "id": card.id,
                    "headline": card.headline,
                    "teaser": card.teaser,
                    "source": card.source_name,
                    "url": address,
                }
                for card, address in told
            ]
        },
    )


def _path(card: StoryCard) -> str:
    return f"/story/{card.id}" if card.articles > 1 else f"/article/{card.lead_id}"


def check_alerting(wish: Alerting) -> None:
    """Raises ParseError where a reader cannot be told like that."""
    zone_of(wish.time_zone)
    if not 1 <= wish.most_a_day <= MOST_A_DAY:
        raise ParseError(f"You can be told once a day at least and {MOST_A_DAY} times at most.")
    if any(minute is not None and not 0 <= minute < 24 * 60 for minute in (wish.quiet_from, wish.quiet_until)):
        raise ParseError("Give quiet hours as in 22:00 and 7:00.")
    if (wish.quiet_from is None) != (wish.quiet_until is None):
        raise ParseError("Say when the quiet hours begin and when they end, or neither.")
