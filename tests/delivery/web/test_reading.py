from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from mynews.delivery.web.screen import Screen, changed
from mynews.model.meaning import Entity
from mynews.services.app import App
from mynews.services.personal.editions import neighbours
from mynews.services.personal.interests import interests
from mynews.services.personal.marks import marks_of
from mynews.storage.database import open_database
from tests import make
from tests.delivery.web.browsing import DESK, PHONE, Watch, known, serving, until
from tests.delivery.web.test_personal import say, token_of
from tests.delivery.web.visitor import Visitor, follow, tell, update
from tests.make import NOW

TITLES = tuple(f"Harbour report number {number}" for number in range(6))


@pytest.fixture
def six(app: App) -> dict[str, int]:
    """Six stories of one article each: their numbers by headline."""
    return six_in(app)


def six_in(app: App) -> dict[str, int]:
    articles = [
        make.article(
            identity=title,
            headline=title,
            url=f"https://paper.example/{n}",
            body=f"<p>{title} {'word ' * 690}</p>",
            published_at=NOW - timedelta(hours=n),
        )
        for n, title in enumerate(TITLES)
    ]
    follow(app, *articles)
    with app.db.read() as tx:
        numbers = {card.headline: card.id for card in tx.articles.latest(app.reader().id, 9)}
    return {title: tell(app, [numbers[title]]) for title in TITLES}


def order_of(visitor: Visitor) -> list[int]:
    """The stories of the edition, in order."""
    return [int(each) for each in re.findall(r'data-story="(\d+)"', visitor.text("/"))]


def beside(page: str, way: str) -> str | None:
    """The headline to which a page leads on, or back."""
    found = re.search(rf'rel="{way}".*?<cite[^>]*>([^<]+)<', page)
    return found[1] if found else None


def test_an_article_leads_on_through_the_edition_it_stood_in(app: App, visitor: Visitor, six: dict[str, int]) -> None:
    titles = {number: title for title, number in six.items()}
    order = order_of(visitor)
    assert len(order) == 6
    for at, story in enumerate(order):
        with app.db.read() as tx:
            page = visitor.text(f"/article/{tx.marks.leads([story])[story]}")
        assert beside(page, "prev") == (titles[order[at - 1]] if at else None)
        assert beside(page, "next") == (titles[order[at + 1]] if at + 1 < len(order) else None)
        assert ("That was the last one" in page) is (at + 1 == len(order))
        assert page.partition('class="onward"')[2] == visitor.text(f"/story/{story}").partition('class="onward"')[2]


def test_what_was_hidden_since_is_passed_over(app: App, visitor: Visitor, six: dict[str, int]) -> None:
    order = order_of(visitor)
    say(visitor, "/signal", story=order[1], kind="hide")
    found = neighbours(app, app.reader(), order[0])
    assert found is not None
    assert found.after is not None
    assert (found.after.id, found.place) == (order[2], 2)


def test_a_story_that_stood_in_no_edition_leads_nowhere(app: App, visitor: Visitor, six: dict[str, int]) -> None:
    assert 'class="onward"' not in visitor.text(f"/story/{six[TITLES[0]]}")
    order_of(visitor)
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    assert neighbours(app, other, six[TITLES[0]]) is None, "the edition is another reader's"


def test_the_time_that_an_article_takes_is_told_where_its_text_is_whole(app: App, visitor: Visitor) -> None:
    source = follow(app, make.article(identity="a", body="<p>" + "word " * 1140 + "</p>"))
    update(app, source, make.article(identity="b", headline="A stub", complete=False))
    assert "5 min to read" in visitor.text("/article/1")
    assert "min to read" not in visitor.text("/article/2")


def test_what_was_changed_is_said_to_who_only_listens(app: App, visitor: Visitor) -> None:
    source = follow(app, make.article(body="<p>Nine were hurt on Monday.</p>"))
    update(app, source, make.article(body="<p>Ten were hurt on Monday.</p>"))
    changes = visitor.text("/article/1").partition('id="changes"')[2]
    words = " ".join(re.sub(r"<[^>]+>", "", changes).split())
    assert "taken out: Nine (end) put in: Ten (end) were hurt on Monday." in words


@pytest.mark.parametrize(
    ("chosen", "screen"),
    [
        ({"size": "xl", "face": "sans"}, Screen(size="xl", face="sans")),
        ({"width": "wide", "keys": "off", "more": "x"}, Screen(width="wide", keys="off")),
        ({"size": "<script>", "width": ""}, Screen()),
    ],
)
def test_a_screen_is_what_was_chosen_if_it_can_be(chosen: dict[str, str], screen: Screen) -> None:
    assert changed(Screen(), chosen) == screen


def test_letters_and_keys_are_remembered_by_the_browser_alone(app: App, visitor: Visitor, six: dict[str, int]) -> None:
    assert say(visitor, "/screen", back="/article/1", size="xl", face="sans") == "/article/1?done=screen"
    say(visitor, "/screen", back="/keys", keys="off")
    page = visitor.text("/article/1")
    assert 'data-size="xl" data-width="m" data-face="sans"' in page
    assert "keys.js" not in page
    assert "Turn them on" in visitor.text("/keys")
    other = Visitor(app).text("/article/1")
    assert 'data-size="m" data-width="m" data-face="serif"' in other
    assert "keys.js" in other
    visitor.client.cookies.set("mynews_screen", '"><script>.x.')
    assert "<script>." not in visitor.text("/article/1")
    assert visitor.client.post("/screen", data={"size": "l"}).status_code == 403, "a form carries its token"
    assert token_of(visitor)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[tuple[App, str]]:
    """A server with six stories; the address it has."""
    database = open_database(f"sqlite:///{tmp_path / 'mynews.db'}")
    with make.app(database, tmp_path) as app:
        six_in(app)
        with serving(app) as address:
            yield app, address
    database.close()


def opened(browser: Browser, **options: object) -> tuple[BrowserContext, Page]:
    """A browser of its own, with its first page."""
    context = browser.new_context(**options)  # type: ignore[arg-type]
    return context, context.new_page()


def read_by(app: App) -> int:
    """How many articles the reader has read."""
    with app.db.read() as tx:
        return sum(each.read_at is not None for each in tx.marks.of(app.reader().id, range(99)).values())


def size_of(page: Page) -> float:
    return float(page.evaluate("parseFloat(getComputedStyle(document.querySelector('.text')).fontSize)"))


@pytest.mark.browser
@pytest.mark.parametrize("view", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_letters_grow_with_script_at_once_and_without_by_a_button(
    browser: Browser, home: tuple[App, str], view: dict[str, int], script: bool
) -> None:
    _, origin = home
    context, page = opened(browser, viewport=view, java_script_enabled=script)
    watch = Watch(origin)
    watch.over(page)
    page.goto(f"{origin}/article/1")
    usual = size_of(page)
    page.locator(".letters summary").click()
    with page.expect_response("**/screen") if script else page.expect_navigation():
        page.get_by_label("Largest").check()
        if not script:
            page.get_by_role("button", name="Set it so").click()
    assert size_of(page) > 1.5 * usual
    page.goto(f"{origin}/article/2")
    assert size_of(page) > 1.5 * usual, "it is so on every article"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert watch.faults == []
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_an_article_is_saved_and_marked(browser: Browser, home: tuple[App, str], script: bool) -> None:
    app, origin = home
    context, page = opened(browser, viewport=PHONE, java_script_enabled=script)
    page.goto(f"{origin}/article/1")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name=re.compile("Saved ?: give up")).wait_for()
    until(lambda: "save" in [kind for kind, _ in known(app)])
    if not script:
        page.get_by_role("button", name="Mark as read").click()
    page.get_by_role("button", name=re.compile("Read ?: mark as not read")).click()
    page.get_by_role("button", name="Mark as read").wait_for()
    until(lambda: read_by(app) == 0)
    page.reload()
    page.get_by_role("button", name=re.compile("Saved ?: give up")).wait_for()
    page.get_by_role("button", name=re.compile("Saved ?: give up")).click()
    page.get_by_role("button", name="Save", exact=True).wait_for()
    until(lambda: "unsave" in [kind for kind, _ in known(app)])
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("view", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_person_is_followed_on_the_page_of_a_story_and_let_go(
    browser: Browser, home: tuple[App, str], view: dict[str, int], script: bool
) -> None:
    app, origin = home
    with app.db.read() as tx:
        articles = [card.id for card in tx.articles.latest(app.reader().id, 2)]
    story = tell(app, articles, entities=(Entity("person", "Ana Reyes", 3),))
    context, page = opened(browser, viewport=view, java_script_enabled=script)
    page.goto(f"{origin}/story/{story}")
    page.get_by_role("button", name="Follow Ana Reyes", exact=True).click()
    page.get_by_role("button", name="You follow Ana Reyes").wait_for()
    until(lambda: [each.subject.kind for each in interests(app, app.reader())] == ["entity"])
    page.locator(".name button[formaction]").click()
    page.get_by_role("button", name="Follow Ana Reyes", exact=True).wait_for()
    until(lambda: interests(app, app.reader()) == ())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


@pytest.mark.browser
def test_what_is_said_shows_before_the_server_heard_it_and_is_noted_where_it_did_not(
    browser: Browser, home: tuple[App, str]
) -> None:
    app, origin = home
    context, page = opened(browser, viewport=DESK)
    page.goto(origin)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/signal", hold)
    card = page.locator("[data-story]").first
    card.get_by_role("button", name="Hide", exact=True).click()
    expect(card.locator("h3"), "nothing was answered yet").to_be_hidden()
    expect(card.get_by_role("status")).to_have_text("The story is hidden.", use_inner_text=True)
    until(lambda: bool(held or page.wait_for_timeout(50)))  # only who waits with the browser is told of what it asks
    held[0].abort()
    expect(card.get_by_role("status")).to_have_text(re.compile(r"^Noted here\."))
    expect(card.locator("h3")).to_be_hidden()
    until(lambda: "hide" in [kind for kind, _ in known(app)])
    context.close()


@pytest.mark.browser
def test_what_must_be_done_at_the_server_is_taken_back_where_it_did_not_hear(
    browser: Browser, home: tuple[App, str]
) -> None:
    app, origin = home
    context, page = opened(browser, viewport=DESK)
    page.goto(f"{origin}/article/1")
    until(lambda: marks_of(app, app.reader(), 1).read_at is not None)
    page.route("**/mark", lambda route: route.abort())
    page.locator('button[value="unread"]').first.click()
    expect(page.locator(".said")).to_contain_text("could not be sent")
    page.locator('button[value="unread"]').first.wait_for()
    page.unroute("**/mark")
    page.get_by_role("button", name="Try again").click()
    until(lambda: marks_of(app, app.reader(), 1).read_at is None)
    context.close()
