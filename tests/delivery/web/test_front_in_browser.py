"""The front page as a person uses it, at phone and desktop size, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mynews.model.meaning import Topic
from mynews.services.app import App
from mynews.services.personal.edition_hours import hours_of
from mynews.services.personal.history import history
from mynews.services.personal.keep import kept
from mynews.storage.database import open_database
from tests import make
from tests.delivery.web.browsing import DESK, PHONE, Watch, serving, until
from tests.delivery.web.visitor import follow, tell

pytestmark = pytest.mark.browser

# What moves while a page comes, as browsers count it (https://web.dev/articles/cls); a good page has less than .1.
_SHIFTS = """() => new Promise(resolve => {
  let sum = 0;
  new PerformanceObserver(list => { for (const each of list.getEntries()) sum += each.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 500);
})"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[tuple[App, str]]:
    """A server with sixteen stories, every second of them of sport."""
    database = open_database(f"sqlite:///{tmp_path / 'mynews.db'}")
    with make.app(database, tmp_path) as app:
        titles = [f"Harbour report number {number}" for number in range(16)]
        follow(app, *(make.article(identity=each, headline=each, body=f"<p>{each}</p>") for each in titles))
        with app.db.read() as tx:
            numbers = [card.id for card in tx.articles.latest(app.reader().id, 16)]
        for place, number in enumerate(numbers):
            tell(app, [number], topics=(Topic("15000000", 0.9),) if place % 2 else ())
        with serving(app) as address:
            yield app, address
    database.close()


@contextmanager
def visiting(browser: Browser, origin: str, size: dict[str, int], *, script: bool) -> Iterator[Page]:
    context = browser.new_context(viewport=size, java_script_enabled=script)  # type: ignore[arg-type]
    page = context.new_page()
    watch = Watch(origin)
    watch.over(page)
    page.goto(origin)
    yield page
    assert watch.faults == []
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_morning_with_the_paper(
    browser: Browser, home: tuple[App, str], size: dict[str, int], *, script: bool
) -> None:
    app, origin = home
    reader = app.reader()
    with visiting(browser, origin, size, script=script) as page:
        sections = page.locator("main section h2")
        assert [each.inner_text() for each in sections.all()] == ["For you", "Sport", "Also for you", "You are done."]
        if script:
            assert page.evaluate(_SHIFTS) < 0.02
        first = page.locator("[data-story]").first
        headline = first.locator("h3").inner_text()
        first.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("button", name="Saved", exact=True).wait_for()
        until(lambda: [each.card.headline for each in kept(app, reader).kept] == [headline])
        page.locator("[data-story]").nth(1).locator(".why").click()
        page.get_by_role("link", name="Mute …").first.wait_for()
        page.goto(origin)
        page.get_by_role("button", name="New edition").click()
        expect(page.get_by_role("status")).to_have_text("This is a new edition.", use_inner_text=True)
        page.get_by_role("link", name="Saved", exact=True).first.click()
        page.get_by_role("button", name="Keep it no more").click()
        page.get_by_role("heading", name="Nothing saved yet").wait_for()
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".card h3")).to_have_text(headline, use_inner_text=True)


def test_every_story_can_be_answered_where_it_stands(browser: Browser, home: tuple[App, str]) -> None:
    app, origin = home
    with visiting(browser, origin, PHONE, script=True) as page:
        places = page.locator(".place")
        brief = page.locator(".part .place").last
        told = [each.locator(".say button").all_inner_texts() for each in places.all()]
        assert told == [["Save", "More", "Less", "Hide"]] * 16
        at = int(str(brief.get_attribute("data-story")))
        brief.get_by_role("button", name="Less", exact=True).click()
        expect(brief.locator(".said")).to_contain_text("Less like this from now on.", use_inner_text=True)
        brief.get_by_role("button", name="Undo").wait_for()
        until(lambda: [each.logged.signal.story_id for each in history(app, app.reader()).deeds][:1] == [at])


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_hours_and_history_are_the_readers_own(browser: Browser, home: tuple[App, str], *, script: bool) -> None:
    app, origin = home
    reader = app.reader()
    with visiting(browser, origin, PHONE, script=script) as page:
        for place, word in enumerate(("More", "Less")):
            page.locator("[data-story]").nth(place).get_by_role("button", name=word, exact=True).click()
            page.get_by_role("button", name="Undo").first.wait_for()
        until(lambda: {each.logged.signal.kind for each in history(app, reader).deeds} >= {"more", "less"})
        page.goto(f"{origin}/settings/editions")
        page.get_by_label("at these hours").check()
        page.get_by_label("06:00").check()
        page.get_by_label("Time zone").fill("Asia/Tokyo")
        page.get_by_role("button", name="Save").last.click()
        expect(page.get_by_role("status")).to_have_text("Saved. New editions come as you said.", use_inner_text=True)
        hours = hours_of(app, reader)
        assert hours is not None
        assert (hours.hours, hours.time_zone) == ((6, 7, 18), "Asia/Tokyo")
        page.goto(f"{origin}/you/history")
        page.get_by_role("button", name="Delete", exact=True).first.click()
        page.get_by_label("Yes, delete all of it for good").check()
        page.get_by_role("button", name="Delete all").click()
        expect(page.get_by_role("status")).to_have_text("All that you did is deleted.", use_inner_text=True)
        assert history(app, reader).deeds == ()
