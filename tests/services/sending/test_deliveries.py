from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mynews.model.document import Document
from mynews.model.errors import FetchError
from mynews.model.signal import Signal, SignalKind
from mynews.net.http import Web
from mynews.services.app import App
from mynews.services.personal.keep import Marked, set_mark
from mynews.services.personal.learn import record_signals
from mynews.services.sending.channels import Address, add_channel, change_channel, channels
from mynews.services.sending.deliveries import AGAIN, LEASE, deliver_due
from mynews.storage.database import Database
from tests import make
from tests.delivery.web.visitor import follow, tell
from tests.fakes import FakeWeb

HOOK = "https://hook.example/in"
PAGE = Path(__file__).parents[3] / "docs" / "howto" / "read-later.md"


@pytest.fixture
def app(db: Database, tmp_path: Path, web: FakeWeb) -> Iterator[App]:
    web.pages[HOOK] = Document(HOOK, b"")
    with make.app(db, tmp_path, web, base_url="https://news.example") as app:
        yield app


def a_story(app: App, **changes: str) -> tuple[int, int]:
    """The numbers of a story and of its article."""
    source = follow(app, make.article(**changes))
    with app.db.read() as tx:
        article = tx.articles.of_source(source, 1)[0].id
    return tell(app, [article]), article


def say(app: App, kind: SignalKind, story: int, article: int) -> None:
    with app.db.read() as tx:
        token = str(tx.signals.last_id())
    record_signals(app, app.reader(), [Signal(f"{kind} {token}", kind, app.now(), story, article_id=article)])


def later(app: App, time: timedelta) -> App:
    now = app.now() + time
    return replace(app, clock=lambda: now)


def test_what_is_saved_is_told_once_whole(app: App, web: FakeWeb) -> None:
    story, article = a_story(app)
    add_channel(app, app.reader(), "webhook", Address(HOOK), on_save=True)
    add_channel(app, app.reader(), "webhook", Address("https://other.example/"))
    say(app, "save", story, article)
    say(app, "save", story, article)
    assert deliver_due(app) == 1
    assert deliver_due(later(app, 2 * LEASE)) == 0
    (post,) = web.posted
    told = json.loads(post.content)
    assert (told["event"], told["title"], told["url"]) == (
        "saved",
        "Volcano wakes after a century",
        "https://paper.example/volcano",
    )
    assert told["article"]["text"] == "The mountain above the harbour began to smoke on Monday."
    assert told["article"]["here"] == f"https://news.example/article/{article}"


def test_an_article_without_a_story_is_told_too(app: App, web: FakeWeb) -> None:
    source = follow(app, make.article())
    with app.db.read() as tx:
        article = tx.articles.of_source(source, 1)[0].id
    add_channel(app, app.reader(), "webhook", Address(HOOK), on_save=True)
    set_mark(app, app.reader(), "save", Marked(article_id=article))
    assert deliver_due(app) == 1
    assert len(web.posted) == 1


def test_what_is_given_up_before_it_was_told_is_not_told(app: App, web: FakeWeb) -> None:
    story, article = a_story(app)
    channel = add_channel(app, app.reader(), "webhook", Address(HOOK), on_save=True)
    say(app, "save", story, article)
    say(app, "unsave", story, article)
    assert deliver_due(app) == 1
    say(app, "save", story, article)
    change_channel(app, app.reader(), channel.id, on_save=False, on_alert=False)
    assert deliver_due(app) == 0
    assert web.posted == []


def test_what_was_not_taken_is_told_again_ever_less_often_then_given_up(app: App, web: FakeWeb) -> None:
    story, article = a_story(app)
    add_channel(app, app.reader(), "webhook", Address(HOOK), on_save=True)
    web.pages[HOOK] = FetchError(HOOK, "The site hook.example cannot be reached.")
    say(app, "save", story, article)
    now = app
    for wait in AGAIN:
        assert deliver_due(now) == 1
        assert deliver_due(later(now, wait - timedelta(seconds=1))) == 0
        now = later(now, wait)
    assert channels(app, app.reader())[0].channel.illness == "The site hook.example cannot be reached."
    assert deliver_due(now) == 1
    assert deliver_due(later(now, timedelta(days=30))) == 0
    assert len({json.loads(post.content)["id"] for post in web.posted}) == 1
    assert len(web.posted) == len(AGAIN) + 1


def test_an_address_that_is_gone_is_given_up_at_once(app: App, web: FakeWeb) -> None:
    story, article = a_story(app)
    add_channel(app, app.reader(), "webhook", Address(HOOK), on_save=True)
    web.pages[HOOK] = FetchError(HOOK, "gone", status=410, permanent=True)
    say(app, "save", story, article)
    assert deliver_due(app) == 1
    assert deliver_due(later(app, timedelta(days=30))) == 0


def test_who_is_killed_while_telling_tells_again(app: App, web: FakeWeb) -> None:
    story, article = a_story(app)
    add_channel(app, app.reader(), "webhook", Address(HOOK), on_save=True)
    say(app, "save", story, article)
    with app.db.write() as tx:
        ((mine, _),) = tx.channels.claim(app.now(), LEASE, 5)
    assert deliver_due(app) == 0
    assert deliver_due(later(app, LEASE)) == 1
    with app.db.write() as tx:
        tx.channels.again(mine, app.now())  # the dead one comes back: its claim is over
    assert deliver_due(later(app, LEASE)) == 0
    assert len(web.posted) == 1


def test_nobody_is_told_what_another_saves(app: App, web: FakeWeb) -> None:
    story, article = a_story(app)
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    add_channel(app, other, "webhook", Address(HOOK), on_save=True)
    say(app, "save", story, article)
    assert deliver_due(app) == 0
    assert web.posted == []


def test_the_receiver_in_the_docs_writes_notes_and_lets_nobody_else(app: App, tmp_path: Path) -> None:
    program = re.search(r"```python\n(import hashlib.*?)```", PAGE.read_text(), re.DOTALL)
    assert program is not None
    vault = tmp_path / "vault"
    vault.mkdir()
    environment = os.environ | {"SECRET": "s3cret", "VAULT": str(vault), "PORT": "0"}
    receiver = subprocess.Popen([sys.executable, "-c", program[1]], env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert receiver.stderr is not None
        port = int(re.sub(r"\D", "", receiver.stderr.readline()))
        story, article = a_story(app, headline="Volcano: [wakes] / again?")
        for secret in ("wrong", "s3cret"):
            address = Address(f"http://127.0.0.1:{port}/", secret)
            add_channel(app, app.reader(), "webhook", address, name=secret, on_save=True)
        say(app, "save", story, article)
        with Web(allow_private=["127.0.0.1"]) as web:
            deliver_due(replace(app, web=web))
        wrong, right = channels(app, app.reader())
        assert ("authorization" in wrong.channel.illness, right.channel.illness) == (True, "")
        (note,) = vault.iterdir()
        assert note.name == "Volcano wakes again.md"
        assert 'url: "https://paper.example/volcano"' in note.read_text()
        assert "began to smoke" in note.read_text()
    finally:
        receiver.terminate()
        receiver.communicate(timeout=10)
