from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mynews.model.errors import NotAllowed, NotLoggedIn
from mynews.services.app import App
from mynews.services.household.once import brought_back, handed_out
from mynews.services.household.passkeys import add, are_possible, begin_to_add, begin_to_log_in, passkeys, proven
from mynews.services.household.readers import add_reader, give_password
from mynews.storage.database import open_database
from tests import make
from tests.delivery.web.browsing import PHONE, Watch, serving

PASSWORD = "three words suffice"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[App, str]]:
    """A server under the name localhost, where browsers make passkeys; its reader has a password."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    origin = f"http://localhost:{port}"
    database = open_database(f"sqlite:///{tmp_path / 'mynews.db'}")
    with make.app(database, tmp_path, base_url=origin) as app:
        give_password(app, app.reader(), PASSWORD)
        with serving(app, port):
            yield app, origin
    database.close()


def with_device(page: Page) -> str:
    """Plug a device in; gives the name by which the browser knows it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    return str(devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"])


@pytest.mark.browser
def test_a_passkey_is_made_and_opens_the_door_without_a_password(browser: Browser, server: tuple[App, str]) -> None:
    app, origin = server
    page = browser.new_page(viewport=PHONE)
    watch = Watch(origin)
    watch.over(page)
    with_device(page)
    page.goto(f"{origin}/settings/devices")
    page.get_by_label("Name").fill("reader")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_label("What to call it").fill("My <phone>")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("status").filter(has_text="The passkey is kept.").wait_for()
    page.get_by_text("My <phone>").wait_for()
    page.get_by_role("button", name="Log out").last.click()
    page.get_by_role("button", name="Log in", exact=True).wait_for()
    page.goto(f"{origin}/login?to=/settings/devices")
    page.get_by_role("button", name="Log in with a passkey").click()
    page.get_by_text("My <phone>").wait_for()
    (key,) = passkeys(app, app.reader())
    assert key.used_at == app.now()
    assert watch.faults == []
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("status").filter(has_text="forgotten here").wait_for()
    page.get_by_role("button", name="Log out").last.click()
    page.goto(f"{origin}/login")
    page.get_by_role("button", name="Log in with a passkey").click()
    alert = page.locator(".passkey [role=alert]")
    alert.wait_for()
    assert alert.inner_text() == "This passkey is not known here. Log in with your password."
    page.close()


@pytest.mark.browser
def test_without_javascript_no_passkey_is_offered(browser: Browser, server: tuple[App, str]) -> None:
    _, origin = server
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/login")
    expect(page.get_by_role("button", name="Log in with a passkey")).to_have_count(0)
    context.close()


@pytest.mark.parametrize(
    ("address", "possible"),
    [
        ("", False),
        ("http://localhost:8080", True),
        ("https://news.example", True),
        ("http://news.example", False),
        ("https://192.0.2.1", False),
    ],
)
def test_passkeys_need_a_name_and_a_safe_way(app: App, address: str, possible: bool) -> None:
    assert are_possible(replace(app, settings=app.settings.model_copy(update={"base_url": address}))) == possible


def test_who_has_no_password_makes_no_passkey(app: App) -> None:
    with pytest.raises(NotAllowed, match="Set a password first"):
        begin_to_add(app, app.reader(), "browser")


@pytest.mark.parametrize(
    "answer", ["", "[]", "null", "{}", '{"rawId": 5}', '{"rawId": "AAAA", "id": "AAAA"}', "x" * 30_000]
)
def test_what_is_no_answer_of_a_device_is_refused(app: App, answer: str) -> None:
    give_password(app, app.reader(), PASSWORD)
    with pytest.raises(NotLoggedIn):
        proven(app, "browser", begin_to_log_in(app, "browser").state, answer)
    state = begin_to_add(app, app.reader(), "browser").state
    with pytest.raises(NotAllowed, match="could not be verified"):
        add(app, app.reader(), "browser", state, answer, name="")


def test_what_is_handed_out_comes_back_once_in_time_from_the_same_browser(app: App) -> None:
    state = handed_out(app, "purpose", "browser", {"a": "b"})
    then = app.now() + timedelta(minutes=11)
    late = replace(app, clock=lambda: then)
    for each, purpose, browser, sealed in (
        (app, "other", "browser", state),
        (app, "purpose", "another", state),
        (late, "purpose", "browser", state),
        (app, "purpose", "browser", state[:-2]),
        (app, "purpose", "browser", ""),
        (app, "purpose", "browser", "é"),
    ):
        with pytest.raises(NotAllowed):
            brought_back(each, purpose, browser, sealed)
    assert brought_back(app, "purpose", "browser", state) == {"a": "b"}
    with pytest.raises(NotAllowed):
        brought_back(app, "purpose", "browser", state)


def test_a_challenge_is_for_one_reader(app: App) -> None:
    give_password(app, app.reader(), PASSWORD)
    ana = add_reader(app, "Ana")
    asked = begin_to_add(app, app.reader(), "browser")
    with pytest.raises(NotAllowed, match="took too long"):
        add(app, ana, "browser", asked.state, "{}", name="")
    options = json.loads(asked.options)
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert re.fullmatch(r"[\w-]{20,}", options["challenge"])
