"""Newsletters: read from a mailbox or handed over, each sender a source once the reader wants it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from mynews.intake.changes import distinct, plan_update
from mynews.intake.newsletters import MOST_BYTES, parse_letter
from mynews.model.article import ParsedFeed
from mynews.model.errors import FetchError, MyNewsError, NotAllowed, ParseError, SettingsError, StorageError
from mynews.model.letter import Mailbox, ParsedLetter, Sender, WaitingLetter
from mynews.model.source import Reader, Source, SourceState
from mynews.net.guard import Guard
from mynews.net.mailbox import MailboxAccount, MailboxReading, read_mailbox
from mynews.services.app import App
from mynews.services.claimed import do_each
from mynews.services.gathering.refresh import host_of, save_plan
from mynews.services.sealing import seal, unseal
from mynews.storage.database import Tx

log = logging.getLogger(__name__)

MOST_MAILBOXES = 10
MOST_STRANGERS = 200
"""So many senders may wait for a reader's decision: who is written to by more reads them elsewhere."""

MOST_WAITING = 20
EVERY = timedelta(minutes=5)
LEASE = timedelta(minutes=10)
_LOOKED_BACK = timedelta(days=14)
_AGAIN = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
_AT_ONCE = 5
Fate = Literal["article", "waiting", "known", "refused", "personal"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a letter: an article, one that waits for a decision, one that was here, one that is not wanted,
    or one from a person, which is not looked at.
    """

    fate: Fate
    sender: str
    subject: str


@dataclass(frozen=True, slots=True)
class SenderPage:
    """A sender with the letters that wait."""

    sender: Sender
    letters: tuple[WaitingLetter, ...]


def mailboxes(app: App, reader: Reader) -> tuple[Mailbox, ...]:
    """The mailboxes from which a reader's newsletters are read."""
    with app.db.read() as tx:
        return tx.newsletters.mailboxes_of(reader.id)


def add_mailbox(app: App, reader: Reader, account: MailboxAccount) -> None:
    """Read newsletters from a mailbox from now on. It is opened at once; raises FetchError where that fails."""
    _read(app, account, None, 0, most=0)
    with app.db.write() as tx:
        if len(tx.newsletters.mailboxes_of(reader.id)) >= MOST_MAILBOXES:
            raise NotAllowed(f"{MOST_MAILBOXES} mailboxes are read for you already. Remove one first.")
        name = f"{account.user}, {account.folder}"[:200]
        tx.newsletters.add_mailbox(reader.id, name, seal(asdict(account), app.key), app.now())


def remove_mailbox(app: App, reader: Reader, mailbox_id: int) -> None:
    """Read a mailbox no more; what was read stays. Raises NotFound."""
    with app.db.write() as tx:
        tx.newsletters.remove_mailbox(reader.id, mailbox_id)


def senders(app: App, reader: Reader) -> tuple[SenderPage, ...]:
    """Who writes to a reader, who wrote last first."""
    with app.db.read() as tx:
        listed = tx.newsletters.senders_of(reader.id)
        waiting = tx.newsletters.letters_of([each.id for each in listed])
    return tuple(
        SenderPage(each, tuple(letter for letter in waiting if letter.sender_id == each.id)) for each in listed
    )


def approve(app: App, reader: Reader, sender_id: int) -> int:
    """Read a sender's letters as articles from now on, those that wait first; gives how many came. Raises NotFound."""
    now = app.now()
    with app.db.write() as tx:
        sender = tx.newsletters.sender(reader.id, sender_id)
        source = _source_of(tx, reader, sender, now)
        parsed = [parse_letter(content) for content in tx.newsletters.contents(sender.id)]
        saved = _save(tx, source, parsed, now)
        tx.newsletters.decide(sender.id, "approved", source.id)
    return saved


def refuse(app: App, reader: Reader, sender_id: int) -> None:
    """Read a sender's letters no more; articles that were made of some stay. Raises NotFound."""
    with app.db.write() as tx:
        sender = tx.newsletters.sender(reader.id, sender_id)
        if sender.source_id is not None:
            tx.subscriptions.remove(reader.id, [sender.source_id])
        tx.newsletters.decide(sender.id, "refused", sender.source_id)


def take_in(app: App, reader: Reader, content: bytes, *, by_hand: bool = True) -> Taken:
    """Take in one letter; the same letter twice is one. Raises ParseError where it cannot be read.

    Without ``by_hand``, letters from people rather than lists are left alone: nothing of them is kept.
    """
    content = content[:MOST_BYTES]
    letter = parse_letter(content)
    now = app.now()
    with app.db.write() as tx:
        fate = _take_in(tx, reader, letter, content, now, by_hand=by_hand)
    return Taken(fate, letter.sender_name, letter.article.headline)


def read_due(app: App, stopping: Callable[[], bool] = lambda: False) -> int:
    """Read the mailboxes that are due; gives how many were."""
    with app.db.read() as tx:
        if not tx.newsletters.waiting(app.now()):
            return 0
    with app.db.write() as tx:
        claimed = tx.newsletters.claim(app.now(), LEASE, _AT_ONCE)
    do_each(claimed, lambda mailbox: _read_mailbox(app, mailbox), lambda mailbox: f"mailbox {mailbox.id}", stopping)
    return len(claimed)


def _read_mailbox(app: App, mailbox: Mailbox) -> None:
    try:
        account = MailboxAccount(**unseal(mailbox.sealed, app.key, "The login of this mailbox"))
        reading = _read(app, account, mailbox.validity, mailbox.read_up_to)
    except (FetchError, SettingsError) as exc:
        wait = _AGAIN[min(mailbox.failures, len(_AGAIN) - 1)]
        with app.db.write() as tx:
            tx.newsletters.is_ill(mailbox, str(exc), app.now() + wait)
        return
    with app.db.read() as tx:
        reader = tx.readers.get(mailbox.reader_id)
    illness = _take_all_in(app, reader, reading)
    due = app.now() if reading.more else app.now() + EVERY
    with app.db.write() as tx:
        tx.newsletters.is_read(mailbox, reading.validity, reading.read_up_to, illness, due)


def _read(app: App, account: MailboxAccount, validity: int | None, read_up_to: int, **options: int) -> MailboxReading:
    return read_mailbox(
        account,
        Guard.allowing(app.settings.allow_private),
        validity=validity,
        read_up_to=read_up_to,
        since=(app.now() - _LOOKED_BACK).date(),
        largest=MOST_BYTES,
        **options,
    )


def _take_all_in(app: App, reader: Reader, reading: MailboxReading) -> str:
    """Take letters in one by one; gives in words what was wrong with some. One that is broken stops no other."""
    wrong: list[str] = []
    for found in reading.letters:
        try:
            take_in(app, reader, found.content, by_hand=False)
        except StorageError:
            raise
        except MyNewsError as exc:
            wrong.append(str(exc))
        except Exception:
            log.exception("letter %s of a mailbox could not be read", found.number)
            wrong.append("A fault in myNEWS; its log says what.")
    if not wrong:
        return ""
    count = "One letter" if len(wrong) == 1 else f"{len(wrong)} letters"
    return f"{count} could not be read. The last: {wrong[-1]}"


def _take_in(tx: Tx, reader: Reader, letter: ParsedLetter, content: bytes, now: datetime, *, by_hand: bool) -> Fate:
    sender = tx.newsletters.sender_named(reader.id, letter.sender)
    if sender is None and not (by_hand or letter.is_to_many):
        return "personal"
    if sender is not None and sender.standing == "refused":
        return "refused"
    if sender is None and _strangers(tx, reader) >= MOST_STRANGERS:
        raise ParseError(f"{MOST_STRANGERS} senders wait for your decision. Decide on some, then others are shown.")
    sender = tx.newsletters.wrote(reader.id, letter.sender, letter.sender_name, now)
    if sender.standing == "waiting":
        new = tx.newsletters.keep(sender.id, letter.identity, letter.article.headline, content, now, most=MOST_WAITING)
        return "waiting" if new else "known"
    if sender.source_id not in tx.subscriptions.source_ids(reader.id):
        return "refused"  # unfollowed on its own page
    return "article" if _save(tx, tx.sources.get(sender.source_id), [letter], now) else "known"


def _strangers(tx: Tx, reader: Reader) -> int:
    return sum(each.standing == "waiting" for each in tx.newsletters.senders_of(reader.id))


def _source_of(tx: Tx, reader: Reader, sender: Sender, now: datetime) -> Source:
    """The source of a sender's letters, private to the reader, who follows it."""
    url = f"newsletter:{sender.address}"
    source = tx.sources.at(url, reader.id)
    if source is None:
        tx.hosts.add([host_of(url)])
        state = SourceState(fetched_at=now)
        new = Source(0, url, "newsletter", title=sender.name, private_to=reader.id, state=state)
        (source,) = tx.sources.add([new], {url: host_of(url)}, now)
    tx.subscriptions.add([{"reader_id": reader.id, "source_id": source.id}], now)
    return source


def _save(tx: Tx, source: Source, letters: Sequence[ParsedLetter], now: datetime) -> int:
    """Save letters as articles of their source; gives how many are new."""
    feed = ParsedFeed(articles=tuple(letter.article for letter in letters), title=source.title)
    identities = [identity for identity, _ in distinct(feed.articles)]
    known = tx.articles.known(source.id, identities, [])
    plan = plan_update(source, feed, known, now, full_text=False)
    state = replace(source.state, fetched_at=now, changed_at=now if plan.new else source.state.changed_at)
    save_plan(tx, replace(plan, source=replace(source, state=state)), now)
    return len(plan.new)
