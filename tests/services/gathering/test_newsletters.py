from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mynews.intake.newsletters import MOST_BYTES
from mynews.model.errors import FetchError, NotFound, ParseError
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.gathering.newsletters import (
    EVERY,
    MOST_STRANGERS,
    MOST_WAITING,
    add_mailbox,
    approve,
    mailboxes,
    read_due,
    refuse,
    remove_mailbox,
    senders,
    take_in,
)
from mynews.services.gathering.subscribe import unsubscribe
from mynews.services.stories.lists import latest, source_page, subscriptions
from mynews.storage.database import Database
from tests import make
from tests.fakes import FakeWeb
from tests.imapserver import Mailserver, imap_server
from tests.letters import letter


@pytest.fixture(scope="module")
def running() -> Iterator[Mailserver]:
    with imap_server() as server:
        yield server


@pytest.fixture
def server(running: Mailserver) -> Mailserver:
    return running.another()


@pytest.fixture
def app(db: Database, tmp_path: Path, web: FakeWeb) -> Iterator[App]:
    with make.app(db, tmp_path, web, allow_private=("127.0.0.1",)) as app:
        yield app


def headlines(app: App, reader: Reader | None = None) -> list[str]:
    return [card.headline for card in latest(app, reader or app.reader()).cards]


def test_letters_wait_for_the_reader_and_become_articles(app: App) -> None:
    reader = app.reader()
    assert take_in(app, reader, letter(1)).fate == "waiting"
    assert take_in(app, reader, letter(1)).fate == "known"
    assert take_in(app, reader, letter(2, subject="The pier")).fate == "waiting"
    assert headlines(app) == []
    (page,) = senders(app, reader)
    assert (page.sender.standing, page.sender.name) == ("waiting", "Harbour Letter")
    assert [each.subject for each in page.letters] == ["The pier", "The harbour opens"]
    assert approve(app, reader, page.sender.id) == 2
    assert sorted(headlines(app)) == ["The harbour opens", "The pier"]
    (page,) = senders(app, reader)
    assert (page.sender.standing, page.letters) == ("approved", ())
    assert take_in(app, reader, letter(3, subject="The ferry")).fate == "article"
    assert take_in(app, reader, letter(3, subject="The ferry")).fate == "known"
    assert len(headlines(app)) == 3
    (source,) = (each.source for each in subscriptions(app, reader))
    assert (source.kind, source.private_to, source.title) == ("newsletter", reader.id, "Harbour Letter")


def test_a_newsletter_is_its_readers_alone(app: App) -> None:
    app.reader()
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    take_in(app, app.reader(), letter())
    (page,) = senders(app, app.reader())
    assert senders(app, other) == ()
    for act in (approve, refuse):
        with pytest.raises(NotFound):
            act(app, other, page.sender.id)
    approve(app, app.reader(), page.sender.id)
    take_in(app, other, letter())
    (theirs,) = senders(app, other)
    approve(app, other, theirs.sender.id)
    (mine,) = (each.source for each in subscriptions(app, app.reader()))
    (their,) = (each.source for each in subscriptions(app, other))
    assert mine.id != their.id
    with pytest.raises(NotFound):
        source_page(app, other, mine.id)
    assert headlines(app, other) == headlines(app) == ["The harbour opens"]


def test_who_is_refused_is_read_no_more_until_the_reader_says_otherwise(app: App) -> None:
    reader = app.reader()
    take_in(app, reader, letter(1))
    (page,) = senders(app, reader)
    refuse(app, reader, page.sender.id)
    assert take_in(app, reader, letter(2)).fate == "refused"
    assert approve(app, reader, page.sender.id) == 0
    assert take_in(app, reader, letter(3)).fate == "article"
    refuse(app, reader, page.sender.id)
    assert take_in(app, reader, letter(4)).fate == "refused"
    assert subscriptions(app, reader) == ()


def test_who_is_unfollowed_is_read_no_more(app: App) -> None:
    reader = app.reader()
    take_in(app, reader, letter(1))
    approve(app, reader, senders(app, reader)[0].sender.id)
    unsubscribe(app, reader, subscriptions(app, reader)[0].source.id)
    assert take_in(app, reader, letter(2)).fate == "refused"


def test_few_letters_wait_of_each_and_few_strangers_in_all(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = app.reader()
    for number in range(MOST_WAITING + 5):
        take_in(app, reader, letter(number, subject=f"Letter {number}"))
    (page,) = senders(app, reader)
    assert [each.subject for each in page.letters][::19] == ["Letter 24", "Letter 5"]
    monkeypatch.setattr("mynews.services.gathering.newsletters.MOST_STRANGERS", 3)
    for number in range(2):
        take_in(app, reader, letter(sender=f"a{number}@b.example", to_many=False))
    with pytest.raises(ParseError, match="wait for your decision"):
        take_in(app, reader, letter(sender="one@more.example", to_many=False))
    assert MOST_STRANGERS > 3


def test_a_mailbox_is_read_and_nothing_in_it_changes(app: App, server: Mailserver) -> None:
    reader = app.reader()
    server.deliver(letter(1))
    server.deliver(letter(2, sender="Ben <ben@home.example>", subject="Come for dinner", to_many=False))
    server.deliver(b"Subject: nobody wrote this\r\nList-Id: <x.y>\r\n\r\nHello\r\n")
    attachment = "\r\n".join(["A" * 76] * 60_000)
    server.deliver(letter(3, subject="With a film", text="Short.", html="<p>Short.</p>") + attachment.encode())
    long_ago = replace(app, clock=lambda: make.NOW)
    add_mailbox(long_ago, reader, server.account)
    assert read_due(long_ago) == 1
    assert read_due(long_ago) == 0
    (page,) = senders(app, reader)
    assert [each.subject for each in page.letters] == ["With a film", "The harbour opens"]
    (box,) = mailboxes(app, reader)
    assert box.illness == "One letter could not be read. The last: This letter does not say who sent it."
    assert (box.next_due_at, box.read_up_to, box.failures) == (make.NOW + EVERY, 4, 0)
    assert b"pass" not in box.sealed
    approve(app, reader, page.sender.id)
    server.deliver(letter(4, subject="The ferry"))
    later = replace(app, clock=lambda: make.NOW + EVERY)
    assert read_due(later) == 1
    assert sorted(headlines(app)) == ["The ferry", "The harbour opens", "With a film"]
    assert mailboxes(app, reader)[0].illness == ""
    assert not any(b"Seen" in flags for flags in server.flags())
    remove_mailbox(app, reader, box.id)
    assert mailboxes(app, reader) == ()


def test_a_letter_of_fifty_megabytes_is_read_by_its_beginning(app: App, server: Mailserver) -> None:
    raw = letter(1, text="Short.", html="")
    server.deliver(raw + b"\r\n".join([b"B" * 998] * 50_000))
    add_mailbox(app, app.reader(), server.account)
    assert read_due(app) == 1
    with app.db.read() as tx:
        (content,) = tx.newsletters.contents(senders(app, app.reader())[0].sender.id)
    assert len(content) == MOST_BYTES


def test_a_mailbox_that_cannot_be_opened_says_why_and_is_tried_less_often(app: App, server: Mailserver) -> None:
    with pytest.raises(FetchError, match="does not know this user"):
        add_mailbox(app, app.reader(), replace(server.account, password="wrong"))
    assert mailboxes(app, app.reader()) == ()
    add_mailbox(app, app.reader(), server.account)
    from mynews.services.sealing import seal

    gone = {"host": "127.0.0.1", "port": 1, "user": "a", "password": "b", "folder": "INBOX", "security": "none"}
    with app.db.write() as tx:
        tx.newsletters.remove_mailbox(app.reader().id, mailboxes(app, app.reader())[0].id)
        tx.newsletters.add_mailbox(app.reader().id, "gone", seal(gone, app.key), app.now())
    now = app.now()
    for wait in (timedelta(minutes=5), timedelta(minutes=30)):
        read_due(replace(app, clock=lambda at=now: at))  # type: ignore[misc]
        (box,) = mailboxes(app, app.reader())
        assert "cannot be reached" in box.illness
        assert box.next_due_at == now + wait
        now = box.next_due_at


def test_a_claim_that_another_process_took_over_saves_nothing_twice(app: App, server: Mailserver) -> None:
    server.deliver(letter(1))
    add_mailbox(app, app.reader(), server.account)
    with app.db.write() as tx:
        (mine,) = tx.newsletters.claim(app.now(), timedelta(minutes=1), 5)
    later = replace(app, clock=lambda: app.now() + timedelta(minutes=2))
    assert read_due(later) == 1
    with app.db.write() as tx:
        assert not tx.newsletters.is_read(mine, 1, 0, "", app.now())
    assert mailboxes(app, app.reader())[0].read_up_to == 1
