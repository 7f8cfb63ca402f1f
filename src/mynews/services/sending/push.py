"""Browsers that a reader lets us tell of news while no page of ours is open."""

from __future__ import annotations

import base64
import binascii
import json

from mynews.model.channel import Message
from mynews.model.document import Post
from mynews.model.errors import FetchError, NotAllowed, ParseError, SendError
from mynews.model.push import PushSubscription
from mynews.model.source import Reader
from mynews.net import push
from mynews.net.guard import checked_url
from mynews.services.app import App

MOST_BROWSERS = 20
GIVEN_UP_AFTER = 20
_LONGEST = 2_000
_POINT, _AUTH = 65, 16  # bytes: an uncompressed point of P-256, and what RFC 8291 asks for
_LONGEST_TEXT = 1_000  # services take some 4 kB, encrypted


def public_key(app: App) -> str:
    """What a browser is given to subscribe with, as ``applicationServerKey``: the same as long as our key is."""
    return push.public_key(app.key)


def subscriptions(app: App, reader: Reader) -> tuple[PushSubscription, ...]:
    """The browsers of a reader that are told."""
    with app.db.read() as tx:
        return tx.push.of(reader.id)


def subscribe(app: App, reader: Reader, endpoint: str, key: str, auth: str) -> PushSubscription:
    """Tell a browser from now on: ``endpoint``, ``p256dh`` and ``auth`` as it gives them. Raises ParseError."""
    url = str(checked_url(endpoint))
    if not url.startswith("https://") or len(url) > _LONGEST:
        raise ParseError("A browser is told at an address that begins with https://.")
    point, secret = _bytes(key), _bytes(auth)
    if len(point) != _POINT or point[0] != 4 or len(secret) != _AUTH:
        raise ParseError("These are not the keys of a browser.")
    with app.db.write() as tx:
        if len(tx.push.of(reader.id)) >= MOST_BROWSERS:
            raise NotAllowed(f"{MOST_BROWSERS} browsers of yours are told already. Remove one first.")
        return tx.push.add(reader.id, url, point, secret, app.now())


def unsubscribe(app: App, reader: Reader, endpoint: str) -> bool:
    """Tell a browser no more; False where it was not told."""
    with app.db.write() as tx:
        return tx.push.remove(reader.id, endpoint)


def push_to_all(app: App, reader: Reader, message: Message) -> int:
    """Tell all browsers of a reader; gives how many took it. Those that are gone are forgotten."""
    return sum(_push(app, each, message) for each in subscriptions(app, reader))


def _push(app: App, to: PushSubscription, message: Message) -> bool:
    try:
        app.web.post(_request(app, to, message))
    except FetchError as exc:
        _note(app, to, is_gone=exc.status in (404, 410))
        return False
    except SendError:
        _note(app, to, is_gone=True)
        return False
    if to.failures:
        with app.db.write() as tx:
            tx.push.note(to.id, failed=False)
    return True


def _request(app: App, to: PushSubscription, message: Message) -> Post:
    content = {"title": message.subject, "text": message.text[:_LONGEST_TEXT], "url": message.link, "id": message.token}
    contact = app.settings.public_url
    return push.push_request(to, json.dumps(content, ensure_ascii=False).encode(), app.key, contact, app.now())


def _note(app: App, to: PushSubscription, *, is_gone: bool) -> None:
    with app.db.write() as tx:
        if is_gone or to.failures + 1 >= GIVEN_UP_AFTER:
            tx.push.remove(to.reader_id, to.endpoint)
        else:
            tx.push.note(to.id, failed=True)


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as exc:
        raise ParseError("These are not the keys of a browser.") from exc
