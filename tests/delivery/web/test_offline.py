"""The pages as an application of a phone's own: what it keeps, for whom, and what is told afterwards."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from mynews.services.app import App
from mynews.services.gathering.sample import load_sample
from mynews.services.household.readers import add_reader, give_password
from mynews.services.personal.keep import Marked, set_mark
from mynews.storage.database import open_database
from tests import make
from tests.delivery.web.browsing import PHONE, known, serving, until
from tests.delivery.web.test_accounts import PASSWORD
from tests.delivery.web.visitor import Visitor, follow, tell

SHELVES = "(await caches.keys()).filter((name) => name.startsWith('mynews-shelf-'))"


def test_a_phone_finds_what_it_needs_to_install_us(app: App, visitor: Visitor) -> None:
    follow(app, make.article())
    assert '<link rel="manifest" href="/manifest.webmanifest">' in visitor.text("/")
    manifest = visitor.get("/manifest.webmanifest")
    assert manifest.headers["content-type"].startswith("application/manifest+json")
    told = manifest.json()
    assert (told["start_url"], told["scope"], told["display"]) == ("/", "/", "standalone")
    assert {each["purpose"] for each in told["icons"]} == {"any", "maskable"}
    for each in told["icons"]:
        icon = visitor.get(each["src"])
        assert icon.headers["content-type"] == "image/png"
        width = int.from_bytes(icon.content[16:20])
        assert each["sizes"] == f"{width}x{width}"


def test_the_worker_is_another_one_when_any_style_or_script_is(visitor: Visitor) -> None:
    answer = visitor.get("/worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    first_line = re.match(r"const shell = (\{.*\});\n", answer.text)
    assert first_line is not None
    shell = json.loads(first_line[1])
    assert {"/offline"} < set(shell["needs"])
    for each in shell["needs"]:
        assert visitor.get(each).status_code == 200, each
    assert all("?v=" in each for each in shell["needs"] if each != "/offline"), "their versions make its own"


def test_what_anybody_gets_says_nothing_of_a_reader_and_asks_no_login(app: App) -> None:
    give_password(app, app.reader(), PASSWORD)
    visitor = Visitor(app)
    for path in ("/worker.js", "/manifest.webmanifest", "/offline"):
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        assert "mynews-shelf" not in answer.headers
        assert "set-cookie" not in answer.headers
    assert "data-shelf" not in visitor.text("/offline")


def test_each_page_says_on_whose_shelf_it_belongs(app: App, visitor: Visitor) -> None:
    follow(app, make.article())
    page = visitor.get("/")
    shelf = page.headers["mynews-shelf"]
    assert f'data-shelf="{shelf}"' in page.text
    assert visitor.get("/saved").headers["mynews-shelf"] == shelf
    give_password(app, app.reader(), PASSWORD)
    give_password(app, add_reader(app, "Ana"), PASSWORD)
    other = Visitor(app)
    other.send("/login", "/login", {"name": "Ana", "password": PASSWORD})
    assert other.get("/").headers["mynews-shelf"] not in ("", shelf)


class House:
    """A server that can be out of reach, and a browser before it."""

    def __init__(self, app: App, context: BrowserContext, pictured: int, saved: int, far: int) -> None:
        self.app = app
        self.pictured, self.saved, self.far = (f"/article/{each}" for each in (pictured, saved, far))
        self.context = context
        self.page: Page = context.new_page()
        self._serving = ExitStack()
        self.origin = self._serving.enter_context(serving(app))

    def goes(self) -> None:
        self._serving.close()

    def comes_back(self) -> None:
        self._serving.enter_context(serving(self.app, int(self.origin.rpartition(":")[2])))

    def open(self, path: str) -> Page:
        self.page.goto(self.origin + path)
        return self.page

    def shelves(self) -> list[str]:
        return list(self.page.evaluate(f"async () => {SHELVES}"))

    def kept(self) -> set[str]:
        found = self.page.evaluate(f"""async () => {{
            const found = [];
            for (const name of {SHELVES}) {{
                for (const each of await (await caches.open(name)).keys()) found.push(new URL(each.url).pathname);
            }}
            return found;
        }}""")
        return set(found)

    def keeps(self, *paths: str) -> None:
        until(lambda: set(paths) <= self.kept())

    def log_in(self, name: str) -> None:
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        self.page.wait_for_url(self.origin + "/")


@pytest.fixture
def house(tmp_path: Path, installing: Browser) -> Iterator[House]:
    """Stories with pictures, of which one is saved, one has two articles, and one is in no edition."""
    database = open_database(f"sqlite:///{tmp_path / 'mynews.db'}")
    with make.app(database, tmp_path) as app:
        load_sample(app, app.reader())
        with app.db.read() as tx:
            cards = tx.articles.latest(app.reader().id, 30)
        pictured = [card.id for card in cards if card.picture]
        plain = [card.id for card in cards if not card.picture]
        tell(app, [pictured[0], plain[0]])
        for number in (*pictured[1:4], *plain[1:4]):
            tell(app, [number])
        set_mark(app, app.reader(), "save", Marked(plain[5]))
        context = installing.new_context(viewport=PHONE)  # type: ignore[arg-type]
        built = House(app, context, pictured=pictured[1], saved=plain[5], far=plain[6])
        yield built
        context.close()
        built.goes()
    database.close()


@pytest.mark.browser
def test_the_edition_and_what_is_saved_are_read_without_a_network(house: House) -> None:
    page = house.open("/")
    headlines = page.locator(".place h3 a").all_inner_texts()
    story = "/story/1"
    house.keeps("/", "/saved", story, house.pictured, house.saved)
    until(lambda: any(path.startswith("/picture/") for path in house.kept()))
    house.goes()
    house.open("/")
    expect(page.locator(".place h3 a")).to_have_text(headlines)
    assert page.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute", "it has its style"
    page.locator(f'.place h3 a[href="{story}"]').click()
    page.wait_for_url(f"**{story}")
    assert page.locator("h1").inner_text() in headlines
    house.open("/saved")
    page.locator(f'.card a[href="{house.saved}"]').first.click()
    page.locator(".text p").first.wait_for()
    house.open(house.pictured)
    until(lambda: page.evaluate("document.querySelector('main img').naturalWidth") > 2)
    house.open(house.far)
    expect(page.locator("h1")).to_have_text("No network", use_inner_text=True)
    page.locator(f'#kept a[href="{house.pictured}"]').wait_for()
    page.get_by_role("link", name="Your edition").click()
    expect(page.locator(".place h3 a")).to_have_text(headlines)


@pytest.mark.browser
def test_who_has_no_network_is_told_so(house: House) -> None:
    page = house.open("/")
    house.keeps("/")
    line = page.locator(".offline")
    assert line.is_hidden()
    house.context.set_offline(True)
    line.wait_for()
    assert line.inner_text() == "No network. You see what was kept."
    house.context.set_offline(False)
    line.wait_for(state="hidden")


@pytest.mark.browser
def test_what_is_done_without_a_network_is_told_once_when_there_is_one(house: House) -> None:
    page = house.open("/")
    house.keeps("/", "/story/1")
    house.goes()
    house.open("/")
    first = page.locator(".place", has=page.locator('h3 a[href="/story/1"]'))
    other = page.locator(".place").nth(2)
    liked = int(str(other.get_attribute("data-story")))
    other.get_by_role("button", name="More", exact=True).click()
    expect(other.get_by_role("status")).to_have_text(
        "Noted here. It is told when there is a network again.", use_inner_text=True
    )
    first.get_by_role("button", name="Save", exact=True).click()
    first.get_by_role("button", name="Saved", exact=True).wait_for()
    first.locator("h3 a").click()
    page.wait_for_url("**/story/1")
    house.open("/")
    assert {kind for kind, _ in known(house.app)} <= {"seen", "save"}
    house.comes_back()
    house.open("/latest")
    until(lambda: {("more", liked), ("save", 1), ("open", 1)} <= set(known(house.app)))
    untold = "Object.entries(localStorage).filter(([name]) => name.startsWith('mynews-untold')).map(([, held]) => held)"
    until(lambda: page.evaluate(untold) == ["[]"])
    told = [(kind, story) for kind, story in known(house.app) if kind in ("more", "save", "open")]
    house.open("/latest")
    page.wait_for_timeout(2500)
    assert [(kind, story) for kind, story in known(house.app) if kind in ("more", "save", "open")] == told
    assert len(set(told)) == len(told)


@pytest.mark.browser
def test_nobody_reads_what_was_kept_for_another(house: House) -> None:
    ana = add_reader(house.app, "Ana")
    follow(house.app, make.article(), reader=ana)
    for reader in (house.app.reader(), ana):
        give_password(house.app, reader, PASSWORD)
    page = house.open("/")
    house.log_in("reader")
    house.keeps("/", "/story/1")
    (first,) = house.shelves()
    house.open("/login")  # somebody else takes the device, without the first having logged out
    assert house.shelves() == []
    house.log_in("Ana")
    house.keeps("/")
    (second,) = house.shelves()
    assert second != first
    assert "/story/1" not in house.kept(), "Ana does not follow these papers"
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login")
    assert house.shelves() == []
    worker_is_there = "navigator.serviceWorker.ready.then(() => caches.match('/offline')).then(Boolean)"
    until(lambda: page.evaluate(worker_is_there))  # logging out took it away, and the login page brings another
    house.goes()
    house.open("/")
    expect(page.locator("h1")).to_have_text("No network", use_inner_text=True)


@pytest.mark.browser
def test_answers_to_forms_are_never_kept(house: House) -> None:
    page = house.open("/saved")
    house.keeps("/saved", "/")
    house.open("/?done=save")
    expect(page.get_by_role("status")).to_have_text("Saved.", use_inner_text=True)
    house.open("/")
    house.goes()
    house.open("/")
    expect(page.get_by_role("status")).to_have_count(0)
