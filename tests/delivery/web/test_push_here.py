"""A browser that is told of news while no page is open: all but the push service itself, which lies elsewhere."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, BrowserContext, Page, expect

from mynews.model.channel import Message
from mynews.model.document import Document
from mynews.services.app import App
from mynews.services.sending import push
from mynews.storage.database import open_database
from tests import make
from tests.delivery.web.browsing import PHONE, Watch, serving, until
from tests.delivery.web.visitor import follow, tell
from tests.fakes import FakeWeb

pytestmark = pytest.mark.browser

ENDPOINT = "https://push.example/this-browser"
# Subscribing asks the service of the browser's maker; this stands for what it answers.
SERVICE = """
([endpoint, p256dh, auth]) => {
    let made = null;
    PushManager.prototype.subscribe = async function (options) {
        if (!options.userVisibleOnly || !options.applicationServerKey) throw new Error("refused");
        const toJSON = () => ({ endpoint, keys: { p256dh, auth } });
        made = { endpoint, toJSON, unsubscribe: async () => { made = null; } };
        return made;
    };
    PushManager.prototype.getSubscription = async () => made;
}
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[tuple[App, FakeWeb, str]]:
    """A server with one story, the web beyond it, and its address."""
    web = FakeWeb()
    database = open_database(f"sqlite:///{tmp_path / 'mynews.db'}")
    with make.app(database, tmp_path, web) as app:
        follow(app, make.article())
        tell(app, [1])
        with serving(app) as address:
            yield app, web, address
    database.close()


def channels_in(context: BrowserContext, origin: str, *answers: str) -> Page:
    page = context.new_page()
    page.add_init_script(f"({SERVICE})({json.dumps(answers)})")
    page.goto(f"{origin}/settings/channels")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def test_a_browser_is_told_once_it_is_allowed_and_until_it_is_not_wanted(
    installing: Browser, home: tuple[App, FakeWeb, str]
) -> None:
    app, web, origin = home
    key, auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    p256dh, secret = (base64.urlsafe_b64encode(each).rstrip(b"=").decode() for each in (point, auth))
    context = installing.new_context(viewport=PHONE)  # type: ignore[arg-type]
    context.grant_permissions(["notifications"], origin=origin)
    page = channels_in(context, origin, ENDPOINT, p256dh, secret)
    watch = Watch(origin)
    watch.over(page)
    page.get_by_role("button", name="Tell me here", exact=True).click()
    page.get_by_text("This browser is told of alerts.").wait_for()
    web.pages[ENDPOINT] = Document(ENDPOINT, b"")
    assert push.push_to_all(app, app.reader(), Message("alert", "Volcano wakes", "It smokes.", "a-1", link="/x")) == 1
    (post,) = web.posted
    read = json.loads(http_ece.decrypt(post.content, private_key=key, auth_secret=auth, version="aes128gcm"))
    assert read == {"title": "Volcano wakes", "text": "It smokes.", "url": "/x", "id": "a-1"}
    page.get_by_role("button", name="Tell me here no more").click()
    page.get_by_role("button", name="Tell me here", exact=True).wait_for()
    assert push.subscriptions(app, app.reader()) == ()
    assert watch.faults == []
    context.close()


def test_who_does_not_allow_it_is_told_where_to_change_that(
    installing: Browser, home: tuple[App, FakeWeb, str]
) -> None:
    app, _, origin = home
    context = installing.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = channels_in(context, origin, ENDPOINT, "", "")
    page.evaluate("Notification.requestPermission = async () => 'denied'")
    page.get_by_role("button", name="Tell me here", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text(re.compile(r"^You did not allow it\."))
    assert push.subscriptions(app, app.reader()) == ()
    context.close()


def test_without_script_nothing_is_offered_that_does_not_work(
    installing: Browser, home: tuple[App, FakeWeb, str]
) -> None:
    _, _, origin = home
    context = installing.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/settings/channels")
    page.get_by_text("This browser can be told of news only where").wait_for()
    expect(page.get_by_role("button", name="Tell me here")).to_have_count(0)
    context.close()


def test_news_is_shown_and_leads_to_its_story(installing: Browser, home: tuple[App, FakeWeb, str]) -> None:
    _, _, origin = home
    context = installing.new_context()
    context.grant_permissions(["notifications"], origin=origin)
    page = context.new_page()
    numbers: list[str] = []
    session = context.new_cdp_session(page)
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: numbers.extend(each["registrationId"] for each in told["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.goto(f"{origin}/latest")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(lambda: bool(numbers or page.wait_for_timeout(50)))
    sent = {"title": "Volcano wakes", "text": "It smokes.", "url": "https://elsewhere.example/story/1", "id": "a-1"}
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": numbers[0], "data": json.dumps(sent)},
    )
    shown = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
        .map(({ title, body, tag, data, icon }) => [title, body, tag, data.url, new URL(icon).pathname])"""
    until(lambda: bool(page.evaluate(shown)))
    assert page.evaluate(shown) == [["Volcano wakes", "It smokes.", "a-1", sent["url"], "/static/icon-192.png"]]
    (worker,) = context.service_workers
    worker.evaluate("""async () => {
        self.asked = [];
        Clients.prototype.openWindow = async (to) => { self.asked.push(to); };
        WindowClient.prototype.focus = async function () { return this; };
        WindowClient.prototype.navigate = async function (to) { self.asked.push(to); };
        const [notification] = await self.registration.getNotifications();
        self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
    }""")
    until(lambda: bool(worker.evaluate("self.asked")))
    assert worker.evaluate("self.asked") == [f"{origin}/story/1"], "to these pages, whatever the message says"
    assert page.evaluate(shown) == []
    context.close()
