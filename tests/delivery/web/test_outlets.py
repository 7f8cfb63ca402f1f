from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mynews.model.document import Document
from mynews.model.errors import FetchError
from mynews.model.interest import Subject
from mynews.model.schedule import Schedule
from mynews.services.app import App
from mynews.services.personal.interests import state
from mynews.services.personal.profile import profile_of
from mynews.services.personal.say import say_address
from mynews.services.sending.alerts import alerts_of
from mynews.services.sending.channels import Address, add_channel, channels
from mynews.services.sending.digests import add_digest, digests, stop_address
from mynews.storage.database import Database
from tests import make
from tests.delivery.web.visitor import Visitor, follow, tell
from tests.fakes import FakeWeb
from tests.mailserver import mail_server

HOOK = "https://hook.example/in"


def test_a_channel_is_added_tested_and_removed(app: App, web: FakeWeb, visitor: Visitor) -> None:
    fields = {"kind": "webhook", "address": HOOK, "on_save": "yes", "secret": "s3cret"}
    added = visitor.send("/settings/channels", "/settings/channels/add", fields)
    assert added.headers["location"] == "/settings/channels?done=channel-added"
    (page,) = channels(app, app.reader())
    assert (page.channel.name, page.channel.on_save, page.channel.on_alert) == ("hook.example", True, False)
    action = f"/settings/channels/{page.channel.id}"
    web.pages[HOOK] = FetchError(HOOK, "The site hook.example cannot be reached.")
    failed = visitor.send("/settings/channels", f"{action}/test")
    assert failed.status_code == 502
    assert "The site hook.example cannot be reached." in visitor.text("/settings/channels")
    web.pages[HOOK] = Document(HOOK, b"")
    assert visitor.send("/settings/channels", f"{action}/test").status_code == 303
    assert "cannot be reached" not in visitor.text("/settings/channels")
    visitor.send("/settings/channels", f"{action}/change", {"on_alert": "yes"})
    (page,) = channels(app, app.reader())
    assert (page.channel.on_save, page.channel.on_alert) == (False, True)
    visitor.send("/settings/channels", f"{action}/remove")
    assert channels(app, app.reader()) == ()


def test_what_cannot_be_a_channel_is_said_and_no_secret_comes_back(visitor: Visitor) -> None:
    fields = {"kind": "apprise", "address": "tgram://wrong s3cret", "name": "Telephone"}
    answer = visitor.send("/settings/channels", "/settings/channels/add", fields)
    assert answer.status_code == 422
    assert "not an address that Apprise knows" in answer.text
    assert "Telephone" in answer.text
    assert "s3cret" not in answer.text


def test_a_digest_is_ordered_changed_and_ended(app: App, visitor: Visitor) -> None:
    assert "Add a channel first" in visitor.text("/settings/digests")
    channel = add_channel(app, app.reader(), "webhook", Address(HOOK))
    fields = {"channel": channel.id, "hour": [7, 18], "weekday": [0, 6], "time_zone": "Asia/Tokyo"}
    visitor.send("/settings/digests", "/settings/digests/add", fields)
    (digest,) = digests(app, app.reader())
    assert digest.schedule == Schedule((7, 18), "Asia/Tokyo", (0, 6))
    wrong = fields | {"time_zone": "Nowhere/Else"}
    answer = visitor.send("/settings/digests", f"/settings/digests/{digest.id}/change", wrong)
    assert (answer.status_code, "Choose the time zone" in answer.text) == (422, True)
    visitor.send("/settings/digests", f"/settings/digests/{digest.id}/remove")
    assert digests(app, app.reader()) == ()


def test_a_link_in_a_mail_does_nothing_until_its_button_is_pressed(app: App, visitor: Visitor) -> None:
    source = follow(app, make.article())
    with app.db.read() as tx:
        story = tell(app, [tx.articles.of_source(source, 1)[0].id])
    path = say_address(app, app.reader(), "more", story).removeprefix(app.settings.public_url)
    page = visitor.text(path)
    assert "Do you want more like this?" in page
    assert profile_of(app, app.reader()).recent == ()
    token = re.search(r'name="token" value="(\w+)"', page)
    assert token is not None
    assert visitor.client.post(path, data={}).status_code == 403
    done = visitor.client.post(path, data={"token": token[1]})
    assert "Noted" in done.text
    (said,) = profile_of(app, app.reader()).recent
    assert (said.signal.kind, said.signal.story_id, said.signal.face) == ("more", story, "mail")
    assert visitor.get(path[:-1]).status_code == 404


def test_a_mail_program_ends_a_digest_with_one_click(app: App, visitor: Visitor) -> None:
    channel = add_channel(app, app.reader(), "webhook", Address(HOOK))
    digest = add_digest(app, app.reader(), channel.id, Schedule((7,), "UTC", (0,)))
    path = stop_address(app, digest).removeprefix(app.settings.public_url)
    assert "Do you want no more" in visitor.text(path)
    assert len(digests(app, app.reader())) == 1
    # As RFC 8058 has it: no cookie, no session, only the address.
    answer = Visitor(app).client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, "It has ended" in answer.text) == (200, True)
    assert digests(app, app.reader()) == ()


def test_a_browser_subscribes_and_leaves(app: App, visitor: Visitor) -> None:
    key = visitor.get("/push/key").json()["key"]
    assert len(base64.urlsafe_b64decode(key + "=")) == 65
    assert visitor.get("/push/key").json()["key"] == key
    token = re.search(r'name="token" value="(\w+)"', visitor.text("/settings/channels"))
    assert token is not None
    browser = {
        "token": token[1],
        "endpoint": "https://push.example/abc",
        "p256dh": key,
        "auth": base64.urlsafe_b64encode(bytes(16)).decode().rstrip("="),
    }
    assert visitor.client.post("/push/subscribe", data=browser).json() == {"told": True}
    assert "push.example" in visitor.text("/settings/channels")
    for wrong in ({"endpoint": "http://push.example/"}, {"p256dh": "short"}, {"auth": "###"}):
        assert visitor.client.post("/push/subscribe", data=browser | wrong).status_code == 422
    visitor.client.post("/push/unsubscribe", data=browser)
    assert "push.example" not in visitor.text("/settings/channels")


@pytest.fixture
def mailing(db: Database, tmp_path: Path, web: FakeWeb) -> Iterator[App]:
    with mail_server() as postbox, make.app(db, tmp_path, web, **postbox.settings) as app:
        yield app


def test_a_test_mail_is_sent_from_the_page(mailing: App) -> None:
    visitor = Visitor(mailing)
    visitor.send("/settings/channels", "/settings/channels/add", {"kind": "mail", "address": "ana@home.example"})
    (page,) = channels(mailing, mailing.reader())
    sent = visitor.send("/settings/channels", f"/settings/channels/{page.channel.id}/test")
    assert sent.headers["location"].endswith("done=channel-told")


def test_alerts_are_ticked_and_their_hours_set(app: App, visitor: Visitor) -> None:
    assert "You follow nothing by name yet" in visitor.text("/settings/alerts")
    interest = state(app, app.reader(), "follow", Subject("word", "volcano"))
    assert "There is no way to tell you yet." in visitor.text("/settings/alerts")
    fields = {
        "interest": interest.id,
        "quiet_from": "23:30",
        "quiet_until": "06:15",
        "time_zone": "Asia/Tokyo",
        "most_a_day": "3",
    }
    visitor.send("/settings/alerts", "/settings/alerts/save", fields)
    page = alerts_of(app, app.reader())
    assert page.watched == {interest.id}
    assert (page.alerting.quiet_from, page.alerting.quiet_until, page.alerting.most_a_day) == (1410, 375, 3)
    shown = visitor.text("/settings/alerts")
    assert 'value="23:30"' in shown
    assert f'value="{interest.id}" checked' in shown
    for wrong in ({"quiet_from": "25:00"}, {"quiet_until": ""}, {"most_a_day": "0"}, {"time_zone": "x"}):
        assert visitor.send("/settings/alerts", "/settings/alerts/save", fields | wrong).status_code == 422
