from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mynews.services.app import App
from mynews.storage.database import open_database
from tests import make
from tests.delivery.web.browsing import DESK, Watch, known, serving, until
from tests.delivery.web.test_reading import six_in
from tests.delivery.web.visitor import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def home(tmp_path: Path) -> Iterator[tuple[App, str]]:
    """A server with six stories; the address it has."""
    database = open_database(f"sqlite:///{tmp_path / 'mynews.db'}")
    with make.app(database, tmp_path) as app:
        six_in(app)
        with serving(app) as address:
            yield app, address
    database.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def at(page: Page) -> int:
    """In which place the story is that has the focus; -1 for none."""
    place = page.evaluate("document.activeElement.closest('[data-place]')?.dataset.place ?? -1")
    return int(place)


def test_a_whole_edition_is_read_by_keys(browser: Browser, home: tuple[App, str]) -> None:
    app, origin = home
    page = browser.new_page(viewport=DESK)  # type: ignore[arg-type]
    watch = Watch(origin)
    watch.over(page)
    page.goto(origin)
    press(page, "j", "j", "j")
    assert at(page) == 2
    press(page, "k")
    assert at(page) == 1
    press(page, "s")
    until(lambda: "save" in [kind for kind, _ in known(app)])
    press(page, "+")
    until(lambda: "more" in [kind for kind, _ in known(app)])
    press(page, "j", "h")
    until(lambda: "hide" in [kind for kind, _ in known(app)])
    press(page, "j")
    assert at(page) == 3, "what was hidden is passed over"
    headline = page.evaluate("document.activeElement.textContent")
    press(page, "o")
    page.wait_for_url("**/article/*")
    expect(page.locator("h1")).to_have_text(headline, use_inner_text=True)
    before = page.url
    press(page, "n")
    page.wait_for_url(lambda url: url != before)
    expect(page.locator("h1")).not_to_have_text(headline, use_inner_text=True)
    press(page, "p")
    page.wait_for_url(before)
    page.get_by_role("button", name=re.compile("Read ?: mark as not read")).wait_for()
    press(page, "m")
    page.get_by_role("button", name="Mark as read").wait_for()
    with page.expect_request("https://paper.example/**") as asked:
        page.route("https://paper.example/**", lambda route: route.fulfill(body="The original."))
        press(page, "v")
    assert asked.value.is_navigation_request()
    page.close()


def test_keys_go_to_the_lists(browser: Browser, home: tuple[App, str]) -> None:
    _, origin = home
    page = browser.new_page(viewport=DESK)  # type: ignore[arg-type]
    for key, path in (("l", "/latest"), ("f", "/following"), ("h", "/")):
        page.goto(f"{origin}/topics")
        press(page, "g", key)
        page.wait_for_url(origin + path)
    page.close()


def test_articles_of_a_list_are_saved_by_key(browser: Browser, home: tuple[App, str]) -> None:
    app, origin = home
    page = browser.new_page(viewport=DESK)  # type: ignore[arg-type]
    page.goto(f"{origin}/latest")
    press(page, "j", "j", "s")
    until(lambda: [kind for kind, _ in known(app)] == ["save"])
    second = page.locator(".card").nth(1)
    second.get_by_role("button", name="Saved").wait_for()
    press(page, "s")
    until(lambda: [kind for kind, _ in known(app)] == ["save", "unsave"])
    page.close()


def test_keys_do_not_break_typing_and_leave_the_browser_its_own(browser: Browser, home: tuple[App, str]) -> None:
    app, origin = home
    page = browser.new_page(viewport=DESK)  # type: ignore[arg-type]
    page.goto(origin)
    press(page, "j", "/")
    assert page.evaluate("document.activeElement.id") == "seek"
    page.keyboard.type("hjkms+-?/g")
    expect(page.get_by_label("Search all articles")).to_have_value("hjkms+-?/g")
    press(page, "Escape")
    assert page.evaluate("document.activeElement.id") != "seek"
    press(page, "j")
    place = at(page)
    press(page, "Control+j", "Alt+h", "Meta+s")
    assert at(page) == place
    expect(page.locator("dialog")).to_have_count(0)
    assert {kind for kind, _ in known(app)} <= {"seen"}
    page.close()


def test_the_list_of_keys_is_shown_above_the_page_and_closed(browser: Browser, home: tuple[App, str]) -> None:
    _, origin = home
    page = browser.new_page(viewport=DESK)  # type: ignore[arg-type]
    watch = Watch(origin)
    watch.over(page)
    page.goto(origin)
    press(page, "?")
    dialog = page.get_by_role("dialog", name="What keys do")
    dialog.wait_for()
    assert dialog.locator("kbd").count() > 15
    press(page, "j", "h")
    assert page.url == f"{origin}/", "the page below does nothing"
    press(page, "Escape")
    dialog.wait_for(state="detached")
    press(page, "?")
    dialog.get_by_role("button", name="Close").click()
    dialog.wait_for(state="detached")
    assert watch.faults == []
    page.close()


def test_keys_are_turned_off(browser: Browser, home: tuple[App, str]) -> None:
    _, origin = home
    context = browser.new_context(viewport=DESK)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{origin}/keys")
    page.get_by_role("button", name="Turn them off").click()
    page.goto(origin)
    press(page, "j", "j")
    assert at(page) == -1
    context.close()


def test_every_key_that_is_listed_is_one(app: App) -> None:
    listed = set(re.findall(r"<kbd>([^<]+)</kbd>", Visitor(app).text("/keys")))
    script = (Path(__file__).parents[3] / "src/mynews/delivery/web/static/keys.js").read_text("utf-8")
    bound = set(re.findall(r'^  "?([^" ])"?: (?:\(|open|list)', script, re.MULTILINE))
    assert bound >= {"j", "k", "?", "/", "+"}
    assert listed - {"Enter", "Esc", "l", "f"} == bound
