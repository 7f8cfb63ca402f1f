"""Ways out to a reader: mail, services of other people, their own programs."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from typing import cast, get_args
from urllib.parse import urlsplit
from uuid import uuid4

from mynews.model.channel import Channel, ChannelKind, Mail, Message
from mynews.model.document import Post
from mynews.model.errors import FetchError, MyNewsError, NotAllowed, ParseError, SendError, SettingsError
from mynews.model.source import Reader
from mynews.net.guard import Guard, checked_url
from mynews.net.notify import notify, service_of
from mynews.net.smtp import send_mail
from mynews.services.app import App
from mynews.services.sealing import seal, unseal

MOST_CHANNELS = 20
LONGEST_NAME = 100
SIGNATURE = "x-mynews-signature"
_MAIL_ADDRESS = re.compile(r"[^\s@<>,;:\"\\()\[\]]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_LONGEST_ADDRESS = 2_000
_ANSWERS = {
    401: "The address wants to know who asks: check its authorization.",
    403: "The address does not let us in: check its authorization.",
    404: "There is nothing at this address any more.",
    410: "There is nothing at this address any more.",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a channel leads. A webhook's messages are signed with ``secret``, and may carry an ``authorization``."""

    to: str
    secret: str = ""
    authorization: str = ""


@dataclass(frozen=True, slots=True)
class ChannelPage:
    """A channel as its reader sees it; ``address`` is None where it cannot be opened any more."""

    channel: Channel
    address: Address | None


def channels(app: App, reader: Reader) -> tuple[ChannelPage, ...]:
    """All ways out to a reader."""
    with app.db.read() as tx:
        listed = tx.channels.of(reader.id)
    return tuple(ChannelPage(each, _opened(app, each)) for each in listed)


def kind_of(text: str) -> ChannelKind:
    """The kind of this name. Raises ParseError."""
    if text not in get_args(ChannelKind):
        raise ParseError("Choose how you want to be told: by mail, by another service, or by a webhook.")
    return cast(ChannelKind, text)


def add_channel(
    app: App,
    reader: Reader,
    kind: ChannelKind,
    address: Address,
    *,
    name: str = "",
    on_save: bool = False,
    on_alert: bool = False,
) -> Channel:
    """A new way out to a reader; nothing is sent yet. Raises ParseError, SendError, FetchError and NotAllowed."""
    checked, own_name = _checked(kind, address)
    sealed = seal({"to": checked.to, "secret": checked.secret, "authorization": checked.authorization}, app.key)
    with app.db.write() as tx:
        if len(tx.channels.of(reader.id)) >= MOST_CHANNELS:
            raise NotAllowed(f"You have {MOST_CHANNELS} channels already. Remove one first.")
        called = " ".join(name.split())[:LONGEST_NAME] or own_name
        return tx.channels.add(reader.id, kind, called, sealed, app.now(), on_save=on_save, on_alert=on_alert)


def change_channel(app: App, reader: Reader, channel_id: int, *, on_save: bool, on_alert: bool) -> None:
    """What a channel is told of from now on. Raises NotFound."""
    with app.db.write() as tx:
        tx.channels.change(tx.channels.get(reader.id, channel_id).id, on_save=on_save, on_alert=on_alert)


def remove_channel(app: App, reader: Reader, channel_id: int) -> None:
    """Tell nothing on a channel any more, digests included. Raises NotFound."""
    with app.db.write() as tx:
        tx.channels.remove(tx.channels.get(reader.id, channel_id).id)


def test_channel(app: App, reader: Reader, channel_id: int) -> None:
    """Tell a reader that a channel works. Raises NotFound, and SendError where it does not."""
    with app.db.read() as tx:
        channel = tx.channels.get(reader.id, channel_id)
    link = app.settings.public_url
    message = Message(
        kind="test",
        subject="myNEWS can reach you here",
        text=f"This is a test. If you can read it, what you asked myNEWS to tell you arrives here.\n\n{link}",
        token=uuid4().hex,
        link=link,
    )
    send(app, channel, message)


def send(app: App, channel: Channel, message: Message, about_to: Callable[[], bool] = lambda: True) -> bool:
    """Tell a message on a channel, and keep how that went; raises SendError.

    ``about_to`` is asked at the last moment before anything leaves; where it says no, nothing does, and this gives
    False. Whatever fails before it was asked has certainly told nothing.
    """
    try:
        told = _send(app, channel, message, about_to)
    except (SendError, SettingsError) as exc:
        with app.db.write() as tx:
            tx.channels.note(channel.id, str(exc))
        if isinstance(exc, SendError):
            raise
        raise SendError(str(exc), permanent=True) from exc
    if told and (channel.failures or channel.illness):
        with app.db.write() as tx:
            tx.channels.note(channel.id)
    return told


def signature_of(secret: str, content: bytes) -> str:
    """How the body of a webhook is signed: HMAC with SHA-256, in hexadecimal digits after ``sha256=``."""
    return "sha256=" + hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()


def _send(app: App, channel: Channel, message: Message, about_to: Callable[[], bool]) -> bool:
    address = Address(**unseal(channel.sealed, app.key, "The address of this channel"))
    if channel.kind == "mail":
        return _mail(app, address, message, about_to)
    if not about_to():
        return False
    if channel.kind == "apprise":
        notify(address.to, message.subject, _short(message), Guard.allowing(app.settings.allow_private))
    else:
        _call(app, address, message)
    return True


def _mail(app: App, address: Address, message: Message, about_to: Callable[[], bool]) -> bool:
    server = app.settings.smtp
    if server is None:
        raise SendError("No mail can be sent from here: who runs this server has not set smtp_host.", permanent=True)
    mail = Mail(
        app.settings.sender, address.to, message.subject, message.text, message.token, message.html, message.headers
    )
    return send_mail(mail, server, about_to)


def _call(app: App, address: Address, message: Message) -> None:
    content = json.dumps(
        {
            "event": message.kind,
            "id": message.token,
            "at": app.now().isoformat(timespec="seconds"),
            "title": message.subject,
            "text": message.text,
            "url": message.link,
            **message.detail,
        },
        ensure_ascii=False,
    ).encode("utf-8", "replace")
    headers = {"content-type": "application/json", SIGNATURE: signature_of(address.secret, content)}
    if address.authorization:
        headers["authorization"] = address.authorization
    try:
        app.web.post(Post(address.to, content, headers))
    except FetchError as exc:
        raise SendError(_ANSWERS.get(exc.status or 0, str(exc)), permanent=exc.permanent) from exc


def _short(message: Message) -> str:
    """A message as services take it that show a few lines."""
    return message.text if message.link in message.text else f"{message.text}\n\n{message.link}"


def _checked(kind: ChannelKind, address: Address) -> tuple[Address, str]:
    """An address that a channel of this kind can have, and what to call it."""
    to = address.to.strip()
    if not to or len(to) > _LONGEST_ADDRESS:
        raise ParseError("Give the address first.")
    if kind == "mail":
        name, mail = parseaddr(to)
        if not (to.isprintable() and _MAIL_ADDRESS.fullmatch(mail)):
            raise ParseError(f"{to[:100]!r} is not a mail address. It should look like ana@home.example.")
        return Address(mail), name or mail
    if kind == "apprise":
        return Address(to), service_of(to)
    url = str(checked_url(to))
    secret = address.secret.strip() or secrets.token_urlsafe(24)
    return Address(url, secret, address.authorization.strip()), urlsplit(url).hostname or url


def _opened(app: App, channel: Channel) -> Address | None:
    try:
        return Address(**unseal(channel.sealed, app.key, "The address of this channel"))
    except MyNewsError:
        return None
