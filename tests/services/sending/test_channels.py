from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mynews.model.document import Document
from mynews.model.errors import FetchError, NotFound, ParseError, SendError
from mynews.services.app import App
from mynews.services.sending.channels import (
    Address,
    add_channel,
    channels,
    remove_channel,
    signature_of,
)
from mynews.services.sending.channels import (
    test_channel as try_channel,
)
from mynews.storage.database import Database
from tests import make
from tests.fakes import FakeWeb
from tests.mailserver import Postbox, mail_server

HOOK = "https://hook.example/in"


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with mail_server() as postbox:
        yield postbox


@pytest.fixture
def app(db: Database, tmp_path: Path, web: FakeWeb, postbox: Postbox) -> Iterator[App]:
    with make.app(db, tmp_path, web, **postbox.settings) as app:
        yield app


def test_a_test_message_arrives_by_mail(app: App, postbox: Postbox) -> None:
    channel = add_channel(app, app.reader(), "mail", Address("Ana <ana@home.example>"))
    try_channel(app, app.reader(), channel.id)
    assert postbox.to == ["ana@home.example"]
    assert "This is a test" in postbox.mails[0].get_content()


def test_an_address_is_stored_encrypted(app: App) -> None:
    channel = add_channel(app, app.reader(), "webhook", Address(HOOK, "s3cret", "Bearer t0ken"))
    assert b"hook.example" not in channel.sealed
    (page,) = channels(app, app.reader())
    assert page.address == Address(HOOK, "s3cret", "Bearer t0ken")
    assert "s3cret" not in repr(channel)


def test_a_webhook_is_signed(app: App, web: FakeWeb) -> None:
    web.pages[HOOK] = Document(HOOK, b"")
    channel = add_channel(app, app.reader(), "webhook", Address(HOOK, "s3cret", "Bearer t0ken"))
    try_channel(app, app.reader(), channel.id)
    (post,) = web.posted
    assert json.loads(post.content)["event"] == "test"
    assert post.headers["x-mynews-signature"] == signature_of("s3cret", post.content)
    assert post.headers["authorization"] == "Bearer t0ken"


def test_what_is_wrong_with_a_channel_is_kept_until_it_works(app: App, web: FakeWeb) -> None:
    web.pages[HOOK] = FetchError(HOOK, "The site hook.example cannot be reached.", status=401)
    channel = add_channel(app, app.reader(), "webhook", Address(HOOK))
    with pytest.raises(SendError, match="authorization"):
        try_channel(app, app.reader(), channel.id)
    (page,) = channels(app, app.reader())
    assert (page.channel.failures, "authorization" in page.channel.illness) == (1, True)
    web.pages[HOOK] = Document(HOOK, b"")
    try_channel(app, app.reader(), channel.id)
    (page,) = channels(app, app.reader())
    assert (page.channel.failures, page.channel.illness) == (0, "")


@pytest.mark.parametrize("wrong", ["", "ana", "ana@", "a b@c.example", "ana@home.example\r\nBcc: eve@x.example"])
def test_what_is_no_mail_address_is_refused(app: App, wrong: str) -> None:
    with pytest.raises(ParseError):
        add_channel(app, app.reader(), "mail", Address(wrong))


@pytest.mark.parametrize("wrong", ["ftp://home.example/", "https://u:p@home.example/", "file:///etc/passwd", "x"])
def test_what_is_no_web_address_is_refused_as_a_webhook(app: App, wrong: str) -> None:
    with pytest.raises(FetchError):
        add_channel(app, app.reader(), "webhook", Address(wrong))


def test_nobody_uses_or_removes_anothers_channel(app: App) -> None:
    channel = add_channel(app, app.reader(), "mail", Address("ana@home.example"))
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    assert channels(app, other) == ()
    for act in (try_channel, remove_channel):
        with pytest.raises(NotFound):
            act(app, other, channel.id)
    assert len(channels(app, app.reader())) == 1


def test_a_channel_sealed_with_another_key_is_ill_in_words(app: App, tmp_path: Path) -> None:
    from dataclasses import replace

    from cryptography.fernet import Fernet

    channel = add_channel(app, app.reader(), "mail", Address("ana@home.example"))
    moved = replace(app, key=Fernet.generate_key())
    with pytest.raises(SendError, match="key changed"):
        try_channel(moved, app.reader(), channel.id)
    (page,) = channels(moved, app.reader())
    assert page.address is None
    assert "key changed" in page.channel.illness
