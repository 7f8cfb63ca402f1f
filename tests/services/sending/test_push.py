from __future__ import annotations

import base64
import json
import os
from dataclasses import replace

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from mynews.model.channel import Message
from mynews.model.document import Document
from mynews.model.errors import FetchError
from mynews.services.app import App
from mynews.services.sending import push
from tests.fakes import FakeWeb

ENDPOINT = "https://push.example/abc"
MESSAGE = Message("alert", "Volcano wakes", "It smokes.", "alert-1", link="https://news.example/story/1")


class Browser:
    """Keys as a browser makes them."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)

    def subscribe(self, app: App) -> None:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        push.subscribe(
            app, app.reader(), ENDPOINT, *(base64.urlsafe_b64encode(each).decode() for each in (point, self.auth))
        )

    def read(self, content: bytes) -> object:
        return json.loads(http_ece.decrypt(content, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))


def test_only_the_browser_reads_what_it_is_told_and_its_service_knows_us(app: App, web: FakeWeb) -> None:
    browser = Browser()
    browser.subscribe(app)
    web.pages[ENDPOINT] = Document(ENDPOINT, b"")
    assert push.push_to_all(app, app.reader(), MESSAGE) == 1
    (post,) = web.posted
    assert b"Volcano" not in post.content
    assert browser.read(post.content) == {
        "title": "Volcano wakes",
        "text": "It smokes.",
        "url": "https://news.example/story/1",
        "id": "alert-1",
    }
    assert post.headers["content-encoding"] == "aes128gcm"
    assert Vapid02.verify(post.headers["authorization"])
    assert f"k={push.public_key(app)}" in post.headers["authorization"]


def test_a_browser_that_is_gone_is_forgotten(app: App, web: FakeWeb) -> None:
    Browser().subscribe(app)
    web.pages[ENDPOINT] = FetchError(ENDPOINT, "later", status=503)
    assert push.push_to_all(app, app.reader(), MESSAGE) == 0
    assert [each.failures for each in push.subscriptions(app, app.reader())] == [1]
    web.pages[ENDPOINT] = Document(ENDPOINT, b"")
    push.push_to_all(app, app.reader(), MESSAGE)
    assert [each.failures for each in push.subscriptions(app, app.reader())] == [0]
    web.pages[ENDPOINT] = FetchError(ENDPOINT, "gone", status=410)
    push.push_to_all(app, app.reader(), MESSAGE)
    assert push.subscriptions(app, app.reader()) == ()


@pytest.mark.parametrize("key", [b"\x04" + bytes(64), b"\x04" + b"\xff" * 64])
def test_a_key_that_is_no_point_of_the_curve_is_forgotten_and_stops_nobody(app: App, web: FakeWeb, key: bytes) -> None:
    text = base64.urlsafe_b64encode(key).decode()
    push.subscribe(app, app.reader(), ENDPOINT, text, base64.urlsafe_b64encode(bytes(16)).decode())
    assert push.push_to_all(app, app.reader(), MESSAGE) == 0
    assert push.subscriptions(app, app.reader()) == ()


def test_a_browser_is_told_of_the_one_who_subscribed_last(app: App) -> None:
    browser = Browser()
    browser.subscribe(app)
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    first = push.subscriptions(app, app.reader())[0]
    with app.db.write() as tx:
        tx.push.add(other.id, ENDPOINT, first.key, first.auth, app.now())
    assert push.subscriptions(app, app.reader()) == ()
    assert push.subscriptions(app, other) == (replace(first, reader_id=other.id),)
