"""The pages in a real browser, on a real server: what no test of text can see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mynews.model.article import Picture
from mynews.model.meaning import Entity, Topic
from mynews.services.app import App
from mynews.services.gathering.sample import load_sample
from mynews.services.personal.profile import profile_of
from mynews.storage.database import open_database
from tests import make
from tests.delivery.web.browsing import DESK, PHONE, Watch, known, serving, until
from tests.delivery.web.visitor import FEED, follow, tell, update
from tests.fakes import FakeWeb

pytestmark = pytest.mark.browser

WIDE = (
    "<table><tr>" + "<td>a cell that is rather wide</td>" * 12 + "</tr></table>"
    f"<pre>{'a long line of code ' * 20}</pre><p>{'unbreakable' * 30}</p>"
    f"<p><a href='https://x.example/'>{'y' * 200}</a></p>"
)


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the sample edition, an article with unruly text, and a feed to add."""
    folder = tmp_path_factory.mktemp("browser")
    database = open_database(f"sqlite:///{folder / 'mynews.db'}")
    with make.app(database, folder, FakeWeb({FEED: make.rss(make.item(1))})) as app:
        load_sample(app, app.reader())
        unruly = make.article(headline="Unruly", body=WIDE, pictures=(Picture("https://gone.example/x.jpg", "Gone"),))
        source = follow(app, unruly, url="https://unruly.example/feed", title="Unruly" * 30, folder="Folder" * 20)
        update(
            app,
            source,
            make.article(identity="2", headline="Unruly again", body="<p>Short.</p>", kicker="مساء", language="ar"),
        )
        with app.db.read() as tx:
            newest = [card.id for card in tx.articles.latest(app.reader().id, 4)]
        names = (Entity("person", "Unbreakable" * 15), Entity("organisation", "Harbour Council"))
        tell(app, newest[:3], entities=names, topics=(Topic("01000000", 0.9),))
        tell(app, newest[3:], entities=names)
        with serving(app) as address:
            yield address
    database.close()


def paths_of(page: Page, origin: str) -> list[str]:
    """Every kind of page there is, with the longest words."""
    page.goto(f"{origin}/sources")
    unruly = page.locator(".roll a", has_text="UnrulyUnruly").get_attribute("href")
    page.goto(f"{origin}{unruly}")
    article = page.locator(".card h3 a").first.get_attribute("href")
    return [
        "/",
        "/?folder=Sample",
        "/latest",
        "/latest?folder=Sample",
        "/following",
        "/saved",
        "/hidden",
        "/you",
        "/foresee?stance=mute&kind=entity&key=1",
        "/why/1/1",
        "/sources",
        str(unruly),
        str(article),
        "/article/1",
        "/search?q=port",
        "/search?q=xyz",
        "/search?q=port+is:unread+topic:media+before:2027+unknown:word",
        "/search",
        "/welcome",
        "/welcome/topics?q=media",
        "/welcome/sources",
        "/add",
        "/stories",
        "/story/1",
        "/story/1?since=2026-01-01",
        "/story/2",
        "/topics",
        "/topics?q=media",
        "/topic/01000000",
        "/entity/1",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_keeps_to_itself_and_fits(browser: Browser, origin: str, scheme: str, size: dict[str, int]) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    paths = paths_of(page, origin)
    watch = Watch(origin)
    watch.over(page)
    for path in paths:
        page.goto(origin + path)
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, path
    assert watch.faults == []
    context.close()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[tuple[App, str]]:
    """A server with twelve stories, of which a phone shows the first ones."""
    database = open_database(f"sqlite:///{tmp_path / 'mynews.db'}")
    with make.app(database, tmp_path) as app:
        titles = [f"Harbour report number {number}" for number in range(12)]
        follow(app, *(make.article(identity=title, headline=title, body=f"<p>{title}</p>") for title in titles))
        with app.db.read() as tx:
            numbers = [card.id for card in tx.articles.latest(app.reader().id, 12)]
        for number in numbers:
            tell(app, [number])
        with serving(app) as address:
            yield app, address
    database.close()


def test_what_is_seen_and_opened_is_learned_and_changes_the_next_edition(
    browser: Browser, home: tuple[App, str]
) -> None:
    app, origin = home
    page = browser.new_page(viewport=PHONE)
    watch = Watch(origin)
    watch.over(page)
    page.goto(origin)
    edition = page.locator("[data-edition]").get_attribute("data-edition")
    first = page.locator("[data-story]").first
    story = int(str(first.get_attribute("data-story")))
    last = int(str(page.locator("[data-story]").last.get_attribute("data-story")))
    until(lambda: ("seen", story) in known(app))
    assert ("seen", last) not in known(app), "what was never on the screen was not seen"
    first.locator("h3 a").click()
    until(lambda: ("open", story) in known(app))
    page.get_by_role("link", name="For you", exact=True).click()
    until(lambda: ("dwell", story) in known(app))
    expect(page.locator("[data-edition]")).not_to_have_attribute("data-edition", str(edition))
    expect(page.locator(f"#story-{story}"), "it was read, and nothing new came since").to_have_count(0)
    opened = next(each.signal for each in profile_of(app, app.reader()).recent if each.signal.kind == "open")
    assert (opened.place, opened.edition_id) == (0, int(str(edition)))
    page.reload()
    assert len([kind for kind, _ in known(app) if kind == "open"]) == 1
    assert watch.faults == []
    page.close()


def test_a_story_is_hidden_and_brought_back_without_a_reload(browser: Browser, home: tuple[App, str]) -> None:
    app, origin = home
    page = browser.new_page(viewport=DESK)
    page.goto(origin)
    card = page.locator("[data-story]").first
    card.get_by_role("button", name="Hide", exact=True).click()
    expect(card.get_by_role("status")).to_have_text(re.compile(r"^The story is hidden\."))
    expect(card.locator("h3")).to_be_hidden()
    card.get_by_role("button", name="Undo").click()
    card.locator("h3").wait_for()
    card.locator(".why").click()
    card.get_by_role("link", name="The whole sum").wait_for()
    card.locator(".drawn").get_by_role("button", name="Less", exact=True).click()
    expect(card.get_by_role("status")).to_have_text(re.compile(r"^Less like this from now on\."))
    expect(card.locator("h3")).to_be_visible()
    until(lambda: [kind for kind, _ in known(app) if kind not in ("seen", "open")] == ["hide", "undo", "less"])
    page.close()


def test_what_is_said_of_a_story_needs_no_javascript(browser: Browser, home: tuple[App, str]) -> None:
    app, origin = home
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(origin)
    headline = page.locator("[data-story] h3").first.inner_text()
    page.get_by_role("button", name="Hide", exact=True).first.click()
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^The story is hidden\."))
    expect(page.locator("main")).not_to_contain_text(headline, use_inner_text=True)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("main")).to_contain_text(headline, use_inner_text=True)
    page.locator("[data-story] .why").first.click()
    page.get_by_role("link", name="Mute …").first.click()
    page.get_by_label("a week").check()
    page.get_by_role("button", name="Mute", exact=True).click()
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^You mute this now\."))
    page.get_by_role("link", name="For you", exact=True).click()
    page.get_by_role("heading", name="Everything is hidden").wait_for()
    assert [kind for kind, _ in known(app)] == ["hide", "undo"]
    context.close()


def test_ink_and_paper_change_places_in_the_dark(browser: Browser, origin: str) -> None:
    seen = []
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(origin)
        seen.append(
            page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
        )
        page.close()
    (light_ink, light_paper), (dark_ink, dark_paper) = (
        [sum(map(int, colour.strip("rgb()").split(","))) for colour in pair] for pair in seen
    )
    assert light_ink < 200 < 600 < light_paper
    assert dark_paper < 200 < 600 < dark_ink


def test_everything_works_without_javascript(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/latest")
    page.locator(".card h2 a").first.click()
    page.locator("article h1").wait_for()
    page.get_by_label("Search all articles").fill("port")
    page.get_by_label("Search all articles").press("Enter")
    page.locator("mark").first.wait_for()
    page.get_by_role("link", name="Sources", exact=True).click()
    page.locator(".roll details summary").first.click()
    page.get_by_label("Your name for it").first.fill("Renamed")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("status")).to_have_text("Saved.", use_inner_text=True)
    expect(page.locator("h1")).to_have_text("Renamed", use_inner_text=True)
    context.close()


def test_a_story_is_parted_and_made_whole_again_without_javascript(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{origin}/story/1")
    page.locator("summary", has_text="Not one story?").click()
    page.get_by_role("button", name="Not part of this story").first.click()
    expect(page.locator("h1 ~ .imprint")).to_contain_text("2 articles of")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_have_text("They are one story now.", use_inner_text=True)
    expect(page.locator("h1 ~ .imprint")).to_contain_text("3 articles of")
    page.locator("summary", has_text="Not one story?").click()
    for box in page.get_by_role("checkbox").all()[:2]:
        box.check()
    page.get_by_role("button", name="Take out all that are ticked").click()
    expect(page.locator("h1 ~ .imprint")).to_contain_text("1 article of")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("h1 ~ .imprint")).to_contain_text("3 articles of")
    context.close()


def test_a_source_is_added_by_hand(browser: Browser, origin: str) -> None:
    page = browser.new_page(viewport=PHONE)
    watch = Watch(origin)
    watch.over(page)
    page.goto(origin)
    page.get_by_role("link", name="Add", exact=True).click()
    page.get_by_label("Address").fill("nothing here")
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("alert")).to_contain_text("is not an address")
    expect(page.get_by_label("Address")).to_have_value("nothing here")
    page.get_by_label("Address").fill("paper.example/feed.xml")
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("status")).to_have_text("You follow this source now.", use_inner_text=True)
    page.get_by_role("link", name="Council meets, day 1").click()
    page.locator(".text p").first.wait_for()
    assert watch.faults == [f"422 for {origin}/add"]
    page.close()


def test_times_are_told_in_the_zone_of_the_reader(browser: Browser, origin: str) -> None:
    context = browser.new_context(timezone_id="Pacific/Auckland")
    page = context.new_page()
    page.goto(f"{origin}/article/1")
    time_of = page.locator("article header time").first
    told, instant = time_of.inner_text(), time_of.get_attribute("datetime")
    expected = page.evaluate(
        "at => new Date(at).toLocaleTimeString('en-GB', {hour: '2-digit', minute: '2-digit'})", instant
    )
    assert told.endswith(expected)
    assert told[-5:] != str(instant)[11:16]
    context.close()


def test_a_picture_that_cannot_be_had_leaves_no_hole(browser: Browser, origin: str) -> None:
    page = browser.new_page(viewport=DESK)
    page.goto(f"{origin}/search?q=unruly+rather")  # asks for it, if no page did before
    address = origin + str(page.locator(".card h2 a").first.get_attribute("href"))

    def is_left_out() -> bool:
        page.goto(address)
        page.get_by_text("Gone", exact=True).wait_for()
        return page.locator(".article figure").count() == 0

    until(is_left_out)  # once it is known that there is none
    page.close()


def test_the_keyboard_reaches_the_content_first(browser: Browser, origin: str) -> None:
    page = browser.new_page()
    page.goto(origin)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.close()
