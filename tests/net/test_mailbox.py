from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from threading import Thread
from typing import Any

import pytest

from mynews.model.errors import FetchError
from mynews.net import mailbox
from mynews.net.guard import Guard
from mynews.net.mailbox import MailboxAccount, MailboxReading, read_mailbox
from tests.imapserver import Mailserver, imap_server
from tests.letters import letter

LONG_AGO = date(2020, 1, 1)
LOOPBACK = Guard.allowing(["127.0.0.1"])


@pytest.fixture(scope="module")
def running() -> Iterator[Mailserver]:
    with imap_server() as server:
        yield server


@pytest.fixture
def server(running: Mailserver) -> Mailserver:
    return running.another()


def look(account: MailboxAccount, **options: Any) -> MailboxReading:
    usual: dict[str, Any] = {"validity": None, "read_up_to": 0, "since": LONG_AGO, "largest": 100_000}
    return read_mailbox(account, LOOPBACK, **(usual | options))


def test_letters_are_read_once_in_order_and_nothing_is_marked(server: Mailserver) -> None:
    for number in (1, 2, 3):
        server.deliver(letter(number))
    first = look(server.account, most=2)
    assert [each.content for each in first.letters] == [letter(1), letter(2)]
    assert first.more
    rest = look(server.account, validity=first.validity, read_up_to=first.read_up_to)
    assert [each.content for each in rest.letters] == [letter(3)]
    assert not rest.more
    assert look(server.account, validity=rest.validity, read_up_to=rest.read_up_to).letters == ()
    assert not any(b"Seen" in flags for flags in server.flags())


def test_of_a_large_letter_only_the_beginning_is_read(server: Mailserver) -> None:
    whole = letter(1, text="word " * 100_000, html="")
    server.deliver(whole)
    (found,) = look(server.account, largest=5_000).letters
    assert found.content == whole[:5_000]
    assert found.size == len(whole)


def test_a_mailbox_that_is_another_one_is_read_from_the_beginning(server: Mailserver) -> None:
    server.deliver(letter(1))
    before = look(server.account)
    server.begin_anew()
    server.deliver(letter(2))
    after = look(server.account, validity=before.validity, read_up_to=1_000)
    assert after.validity != before.validity
    assert [each.content for each in after.letters] == [letter(2)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"password": "wrong"}, "does not know this user and password"),
        ({"folder": "Nowhere ü&"}, "There is no folder “Nowhere ü&”"),
        ({"user": 'x" LOGOUT\r\n'}, "cannot hold line breaks"),
        ({"security": "starttls"}, "does not speak"),
        ({"security": "tls"}, "could not prove who it is"),
        ({"port": 1}, "cannot be reached"),
        ({"host": "localhost.invalid"}, "cannot be reached"),
    ],
)
def test_what_is_wrong_is_said_and_no_password_with_it(
    server: Mailserver, change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(FetchError, match=sentence) as failed:
        look(replace(server.account, **change))
    assert server.account.password not in f"{failed.value!r} {failed.value.__cause__!r}"


def test_a_mailbox_on_a_private_network_is_not_opened(server: Mailserver) -> None:
    with pytest.raises(FetchError, match="allow_private"):
        read_mailbox(server.account, Guard(), validity=None, read_up_to=0, since=LONG_AGO, largest=100_000)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (b"", "hung up"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "does not speak"),
        (b"* OK hello\r\n* CAPABILITY IMAP4rev1 {99999999999}\r\n", "says more than we read"),
        (b"* OK " + b"a" * 3_000_000, "does not speak"),
        (b"* OK hello\r\n", "does not answer|hung up"),
    ],
    ids=["nothing", "web", "endless literal", "endless line", "silence"],
)
def test_a_server_that_is_none_ends_in_a_sentence(monkeypatch: pytest.MonkeyPatch, said: bytes, sentence: str) -> None:
    monkeypatch.setattr(mailbox, "SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                try:
                    connection.sendall(said)
                    if said.startswith(b"* OK hello"):
                        connection.recv(100)
                        connection.recv(100)
                except OSError:
                    pass

        thread = Thread(target=answer)
        thread.start()
        with pytest.raises(FetchError, match=sentence):
            look(MailboxAccount("127.0.0.1", listening.getsockname()[1], "ana", "secret", security="none"))
        thread.join(10)


def test_a_server_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "SECONDS_IN_ALL", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                try:
                    connection.sendall(b"* OK hello\r\n* CAPABILITY IMAP4rev1\r\n")
                    tag = connection.recv(100).split()[0]
                    connection.sendall(tag + b" OK\r\n")
                    connection.settimeout(0.05)
                    while True:
                        connection.sendall(b"* OK still here\r\n")
                        try:
                            if not connection.recv(100):
                                return
                        except TimeoutError:
                            continue
                except OSError:
                    pass

        thread = Thread(target=answer)
        thread.start()
        with pytest.raises(FetchError):
            look(MailboxAccount("127.0.0.1", listening.getsockname()[1], "ana", "secret", security="none"))
        thread.join(10)
        assert not thread.is_alive()
