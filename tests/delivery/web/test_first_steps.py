"""The first run and the search in a real browser, with a worker beside the pages, with a script and without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from mynews.intake.starter import load_starter
from mynews.sample import sample_feed, sample_names
from mynews.services.app import App
from mynews.storage.database import open_database
from mynews.worker import work
from tests import make
from tests.delivery.web.browsing import DESK, PHONE, Watch, serving
from tests.fakes import FakeWeb

pytestmark = pytest.mark.browser
_WAIT = 60_000


@contextmanager
def working(app: App) -> Iterator[None]:
    """A worker that fetches and understands until the end of the block."""
    stop = Event()
    thread = Thread(target=work, args=(app, stop))
    thread.start()
    yield
    stop.set()
    thread.join()


@pytest.fixture
def origin(tmp_path: Path) -> Iterator[str]:
    """Pages and a worker where nothing is followed yet; the papers of Austria publish invented news, one is ill."""
    papers = [each.url for each in load_starter().sources if each.country == "at"]
    pages = {url: sample_feed(name, make.NOW).content for url, name in zip(papers[:2], sample_names(), strict=False)}
    database = open_database(f"sqlite:///{tmp_path / 'mynews.db'}")
    with make.app(database, tmp_path, FakeWeb(pages)) as app, working(app), serving(app) as address:
        yield address
    database.close()


def visit(browser: Browser, origin: str, size: dict[str, int], *, script: bool) -> tuple[Page, Watch]:
    context = browser.new_context(viewport=size, java_script_enabled=script)  # type: ignore[arg-type]
    page = context.new_page()
    watch = Watch(origin)
    watch.over(page)
    return page, watch


def fits(page: Page) -> bool:
    # The element is waited for: a page that has just begun has none.
    wide = page.locator("html").evaluate("(html) => html.scrollWidth - html.clientWidth")
    return bool(wide <= 0)


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_from_nothing_to_a_personal_edition_and_a_saved_search(
    browser: Browser, origin: str, size: dict[str, int], script: bool, request: pytest.FixtureRequest
) -> None:
    page, watch = visit(browser, origin, size, script=script)
    # For whoever runs this alone and wants to see it; xdist gives every run a folder.
    shots = None if hasattr(request.config, "workerinput") else request.config.getoption("basetemp")
    seen = list[str]()

    def look(name: str) -> None:
        assert fits(page), name
        seen.append(name)
        if shots:
            page.screenshot(path=f"{shots}/{size['width']}-{'js' if script else 'plain'}-{name}.png", full_page=True)

    page.goto(origin)
    expect(page).to_have_url(f"{origin}/welcome")
    look("1-welcome")
    page.get_by_label("What shall we call you?").fill("Ana")
    page.get_by_role("button", name="Continue").click()

    box = page.get_by_role("searchbox", name="Search the topics")
    if script:
        box.press_sequentially("climate")
    else:
        box.fill("climate")
        page.get_by_role("button", name="Find").click()
    page.get_by_role("checkbox", name="Climate change").first.check()
    if script:  # what is ticked stays ticked while one types on
        box.fill("election")
        expect(page.get_by_text("Chosen", exact=True)).to_be_visible()
        expect(page.get_by_role("checkbox", name="Climate change").first).to_be_checked()
    look("2-topics")
    page.get_by_role("button", name="Follow these and go on").click()
    expect(page.get_by_role("status")).to_contain_text("Topics that you follow from now on: 1.")

    page.get_by_label("Country").select_option("Austria")
    if not script:
        page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("checkbox", name="The Guardian", exact=False)).to_have_count(0)
    for paper in ("ORF Austria", "ORF Science", "Der Standard"):
        page.get_by_role("checkbox", name=paper).check()
    look("3-sources")
    page.get_by_role("button", name="Follow these and see my edition").click()
    expect(page).to_have_url(f"{origin}/welcome/progress")
    look("4-progress-begun")

    expect(page.get_by_role("heading", name="Your first edition is ready")).to_be_visible(timeout=_WAIT)
    expect(page.get_by_text("3 of 3 sources fetched")).to_be_visible()
    expect(page.get_by_role("heading", name="1 source is ill")).to_be_visible()
    assert page.locator(".first li").count() > 5
    look("5-progress-done")
    page.get_by_role("link", name="Open my edition").click()
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    look("6-edition")

    page.goto(f"{origin}/search?q=harbour+source:der+before:2027-01-01+colour:red")
    look("7-search")
    filters = page.get_by_role("list", name="Filters").get_by_role("link")
    expect(filters).to_have_count(2)
    filters.first.click()
    expect(page.get_by_role("list", name="Filters").get_by_role("link")).to_have_count(1)
    page.goto(f"{origin}/search?q=harbour+is:unread")
    expect(page.get_by_role("article").first).to_be_visible()
    page.get_by_role("link", name="Newest first").click()
    look("8-newest")
    page.get_by_role("button", name="Save this search").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    page.get_by_role("button", name="Follow what it finds").click()
    page.goto(f"{origin}/search")
    look("9-saved")
    page.get_by_role("button", name="harbour is:unread").click()
    expect(page).to_have_url(f"{origin}/search?q=harbour+is%3Aunread&order=newest")
    page.goto(f"{origin}/following")
    expect(page.get_by_text("harbour is:unread").first).to_be_visible()
    assert watch.faults == []
    assert len(seen) == 9
    page.context.close()
