"""Digests: a reader's edition, sent to them at the hours that they chose, once, and only when it has something new."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from mynews.model.channel import Channel, Digest, Message
from mynews.model.errors import MyNewsError, NotAllowed, NotFound, SendError
from mynews.model.schedule import Schedule, next_hour
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.claimed import do_each
from mynews.services.hours import check_schedule
from mynews.services.personal.editions import EditionPage, Shown, edition_page
from mynews.services.sending.channels import send
from mynews.storage.database import Tx

log = logging.getLogger(__name__)

MOST_DIGESTS = 10
LEASE = timedelta(minutes=10)  # a mail server may take some minutes to answer
_AT_ONCE = 20
_AGAIN = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
_STOP = re.compile(r"(?P<digest>\d{1,17})-(?P<signature>[0-9a-f]{32})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An edition on its way to a channel. ``fresh`` are the stories that the last one did not have as they are now."""

    reader: Reader
    channel: Channel
    digest: Digest
    page: EditionPage
    fresh: frozenset[int]
    stop_address: str


Render = Callable[[App, Outgoing], Message]


def digests(app: App, reader: Reader) -> tuple[Digest, ...]:
    """All digests of a reader."""
    with app.db.read() as tx:
        return tx.digests.of(reader.id)


def add_digest(app: App, reader: Reader, channel_id: int, schedule: Schedule) -> Digest:
    """Send the reader's edition to a channel of theirs from now on. Raises NotFound, ParseError and NotAllowed."""
    check_schedule(schedule)
    with app.db.write() as tx:
        channel = tx.channels.get(reader.id, channel_id)
        if len(tx.digests.of(reader.id)) >= MOST_DIGESTS:
            raise NotAllowed(f"You have {MOST_DIGESTS} digests already. Remove one first.")
        return tx.digests.add(reader.id, channel.id, schedule, next_hour(schedule, app.now()))


def change_digest(app: App, reader: Reader, digest_id: int, schedule: Schedule) -> None:
    """Send a digest at other times from now on. Raises NotFound and ParseError."""
    check_schedule(schedule)
    with app.db.write() as tx:
        tx.digests.change(_own(tx, reader, digest_id).id, schedule, next_hour(schedule, app.now()))


def remove_digest(app: App, reader: Reader, digest_id: int) -> None:
    """Send a digest no more. Raises NotFound."""
    with app.db.write() as tx:
        tx.digests.remove(_own(tx, reader, digest_id).id)


def stop_address(app: App, digest: Digest) -> str:
    """The whole address at which a digest can be ended without signing in, by button or by a mail program."""
    return f"{app.settings.public_url}/stop/{digest.id}-{_signature(app, digest.id)}"


def digest_to_stop(app: App, token: str) -> Digest:
    """The digest that the last part of such an address is about. Raises NotFound."""
    with app.db.read() as tx:
        return tx.digests.get(_number_in(app, token))


def stop_digest(app: App, token: str) -> None:
    """End the digest that such an address is about; one that is gone already stays so. Raises NotFound."""
    number = _number_in(app, token)
    with app.db.write() as tx:
        tx.digests.remove(number)


def send_due(app: App, render: Render, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send the digests that are due; gives how many were looked at. ``render`` makes the message of an edition."""
    with app.db.read() as tx:
        if not tx.digests.waiting(app.now()):
            return 0
    with app.db.write() as tx:
        claimed = tx.digests.claim(app.now(), LEASE, _AT_ONCE)
    do_each(claimed, lambda digest: _send(app, digest, render), lambda digest: f"digest {digest.id}", stopping)
    return len(claimed)


def fresh_stories(shown: Collection[Shown], before: Collection[int], since: datetime | None) -> frozenset[int]:
    """The stories of an edition that are new: not in the one before, or with news since then, and not read since."""
    return frozenset(
        each.story.id
        for each in shown
        if (each.story.id not in before or since is None or each.story.latest_at > since)
        and (each.opened_at is None or each.opened_at < each.story.latest_at)
    )


def _send(app: App, digest: Digest, render: Render) -> None:
    now = app.now()
    upcoming = next_hour(digest.schedule, now)
    try:
        outgoing = _outgoing(app, digest)
        if not outgoing.fresh:
            with app.db.write() as tx:
                tx.digests.pass_over(digest, upcoming)
            return
        message = render(app, outgoing)
    except MyNewsError as exc:
        log.error("Digest %s cannot be made: %s", digest.id, exc)  # noqa: TRY400  # the sentence says it all
        with app.db.write() as tx:
            tx.digests.pass_over(digest, _again_at(digest, now, upcoming), failed=True)
        return
    edition_id = outgoing.page.edition.id
    marked = False

    def mark() -> bool:
        nonlocal marked
        with app.db.write() as tx:
            marked = tx.digests.mark_sent(digest, edition_id, app.now(), upcoming)
        return marked

    try:
        send(app, outgoing.channel, message, mark)
    except SendError as exc:
        at = upcoming if exc.permanent else _again_at(digest, now, upcoming)
        with app.db.write() as tx:
            if not marked:
                tx.digests.pass_over(digest, at, failed=True)
            elif not exc.uncertain and at is not None:
                tx.digests.take_back(digest, edition_id, at)


def _outgoing(app: App, digest: Digest) -> Outgoing:
    with app.db.read() as tx:
        reader = tx.readers.get(digest.reader_id)
        channel = tx.channels.get(reader.id, digest.channel_id)
        before = _stories_of(tx, digest)
    page = edition_page(app, reader)
    fresh = fresh_stories(page.shown, before, digest.sent_at)
    return Outgoing(reader, channel, digest, page, fresh, stop_address(app, digest))


def _stories_of(tx: Tx, digest: Digest) -> frozenset[int]:
    """The stories of the edition that went out last; none where that is gone, so that all are new."""
    if digest.sent_edition_id is None:
        return frozenset()
    try:
        edition = tx.editions.get(digest.reader_id, digest.sent_edition_id)
    except NotFound:
        return frozenset()
    return frozenset(placed.story_id for placed in edition.places)


def _again_at(digest: Digest, now: datetime, upcoming: datetime | None) -> datetime | None:
    """When to try again what failed: soon, then less soon, but not after the next one is due."""
    if digest.failures >= len(_AGAIN):
        return upcoming
    again = now + _AGAIN[digest.failures]
    return min(again, upcoming) if upcoming else again


def _own(tx: Tx, reader: Reader, digest_id: int) -> Digest:
    digest = tx.digests.get(digest_id)
    if digest.reader_id != reader.id:
        raise NotFound("This digest is gone already.")
    return digest


def _number_in(app: App, token: str) -> int:
    parts = _STOP.fullmatch(token)
    if parts is None or not hmac.compare_digest(parts["signature"], _signature(app, int(parts["digest"]))):
        raise NotFound("This link leads nowhere: it is broken.")
    return int(parts["digest"])


def _signature(app: App, digest_id: int) -> str:
    return hmac.new(app.key, f"stop {digest_id}".encode(), hashlib.sha256).hexdigest()[:32]
