"""A household of three: one who operates it, Ana with something of every kind, and Bob, who has nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from mynews.delivery.web.security import LOGIN_COOKIE
from mynews.model.account import Passkey
from mynews.model.interest import Subject
from mynews.model.meaning import Entity, Topic
from mynews.model.schedule import Schedule
from mynews.model.signal import Signal
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.household.accounts import open_session
from mynews.services.household.app_passwords import make_app_password
from mynews.services.household.handing import hand_on
from mynews.services.household.readers import add_reader, give_password
from mynews.services.personal.editions import edition_page
from mynews.services.personal.interests import state
from mynews.services.personal.learn import record_signals
from mynews.services.programs.published import publish
from mynews.services.sending.channels import Address, add_channel
from mynews.services.sending.digests import add_digest
from mynews.services.sending.push import subscribe
from mynews.services.stories.saved_searches import save_search
from tests import make
from tests.delivery.web.visitor import Visitor, follow, tell

PASSWORD = "three words suffice"
SECRET = "anasecret"
"""Stands in everything that is Ana's alone, and so must never stand before anybody else's eyes."""
PUSH_KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"


def fill(app: App, ana: Reader, words: str = SECRET) -> None:
    """Give a reader something of every kind, with words of theirs in it."""
    operator = app.reader()
    tie = {"private_to": ana.id, "url": f"https://paid.example/{ana.id}", "title": words, "folder": words}
    paid = make.article(headline=f"{words} in print", body=f"<p>{words}</p>", byline=words, identity=f"paid {ana.id}")
    follow(app, paid, reader=ana, own_title=words, **tie)
    shared = make.article(headline="For all", identity=f"all {ana.id}")
    follow(app, shared, reader=ana)
    with app.db.read() as tx:
        mine = {card.headline: card.id for card in tx.articles.latest(ana.id, 50)}
    theirs = tell(app, [mine[f"{words} in print"]], entities=(Entity("person", f"{words} Reyes"),))
    everybodys = tell(app, [mine["For all"]], topics=(Topic("01000000", 0.9),))
    state(app, ana, "follow", Subject("word", words))
    save_search(app, ana, words)
    publish(app, ana, "search", words)
    make_app_password(app, ana, words, for_fever=True)
    channel = add_channel(app, ana, "webhook", Address("https://hook.example/", words), name=words)
    add_digest(app, ana, channel.id, Schedule((7,), "Asia/Tokyo", tuple(range(7))))
    subscribe(app, ana, f"https://push.example/{words}", PUSH_KEY, "BTBZMqHH6r4Tts7J_aSIgg")
    shown = edition_page(app, ana)
    signal = Signal(uuid4().hex, "open", app.now(), story_id=theirs, edition_id=shown.edition.id, place=0)
    record_signals(app, ana, [signal])
    hand_on(app, operator, ana.id, everybodys, words)
    open_session(app, ana, agent=words)
    with app.db.write() as tx:
        tx.newsletters.add_mailbox(ana.id, words, b"sealed", app.now())
        sender = tx.newsletters.wrote(ana.id, f"{words}@letters.example", words, app.now())
        tx.newsletters.keep(sender.id, words, words, b"From: a@b.example\r\n\r\n" + words.encode(), app.now(), most=9)
        tx.passkeys.add(Passkey(0, ana.id, f"{words} {ana.id}".encode(), b"key", 0, words, app.now()))


def household(app: App) -> tuple[Reader, Reader]:
    """Ana and Bob."""
    give_password(app, app.reader(), PASSWORD)
    ana, bob = add_reader(app, "Ana"), add_reader(app, "Bob")
    for each in (ana, bob):
        give_password(app, each, PASSWORD)
    fill(app, ana)
    return ana, bob


def logged_in(app: App, reader: Reader, **options: Any) -> Visitor:
    """Somebody who looks at the pages as this reader."""
    visitor = Visitor(app, **options)
    visitor.client.cookies[LOGIN_COOKIE] = open_session(app, reader, agent="")
    return visitor


def token_of(visitor: Visitor) -> str:
    """The token that this browser's forms bring."""
    found = re.search(r'name="token" value="(\w+)"', visitor.text("/add"))
    assert found is not None
    return found[1]


def rows_of(app: App, reader: Reader) -> dict[str, list[dict[str, Any]]]:
    """Every row that is a reader's alone, by table."""
    mine = ("reader_id", "private_to", "from_id", "to_id")
    with app.db.read() as tx:
        return {
            table: [
                row
                for row in tx.archive.rows(table)
                if reader.id in [row.get(name) for name in mine] or (table == "readers" and row["id"] == reader.id)
            ]
            for table in tx.archive.tables()
        }


def number_in(rows: Mapping[str, list[dict[str, Any]]], table: str) -> int:
    """The number of a row that is a reader's alone."""
    return int(rows[table][-1]["id"])
