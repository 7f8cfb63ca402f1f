"""Every page for everybody: what axe-core finds, at the sizes and in the colours that people have.

The list of pages comes from the face: a new page without an example here fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from starlette.routing import Route

from mynews.delivery.web.face import web_face
from mynews.model.article import Picture, RelatedLink
from mynews.model.interest import Subject
from mynews.model.meaning import Entity, Topic
from mynews.model.schedule import Schedule
from mynews.model.signal import Signal
from mynews.services.app import App
from mynews.services.gathering.sample import load_sample
from mynews.services.household.accounts import open_session
from mynews.services.household.handing import hand_on
from mynews.services.household.readers import add_reader, give_password, invite
from mynews.services.personal.interests import state
from mynews.services.personal.keep import Marked, set_mark
from mynews.services.personal.learn import record_signals
from mynews.services.personal.say import say_address
from mynews.services.sending.channels import Address, add_channel
from mynews.services.sending.digests import add_digest, stop_address
from mynews.storage.database import open_database
from tests import make
from tests.delivery.web.browsing import DESK, PHONE, serving
from tests.delivery.web.test_accounts import PASSWORD
from tests.delivery.web.visitor import follow, tell, update
from tests.fakes import FakeWeb

pytestmark = pytest.mark.browser

AXE = files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
NO_PAGES = {
    "/export.opml", "/picture/{signature}", "/healthz", "/you/export.json", "/static/{name}", "/push/key",
    "/manifest.webmanifest", "/apple-touch-icon.png", "/worker.js",
    "/welcome/events", "/login/oidc", "/login/oidc/back", "/settings/oidc/link",
}  # fmt: skip
OPEN = ("/login", "/invitation/")
ARABIC = "بركان يستيقظ فوق الميناء"
HEBREW = "הר געש מתעורר מעל הנמל"


@dataclass(frozen=True)
class Installation:
    """A server with everything on it that pages show, and what its first reader's browser needs."""

    origin: str
    login: str
    pages: dict[str, tuple[str, ...]]

    def paths(self) -> list[str]:
        """Every page."""
        return [path for some in self.pages.values() for path in some]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The sample edition and more, read for a while."""
    folder = tmp_path_factory.mktemp("accessible")
    database = open_database(f"sqlite:///{folder / 'mynews.db'}")
    with make.app(database, folder, FakeWeb()) as app:
        pages = filled(app)
        routes = {
            each.path for each in web_face(app).routes if isinstance(each, Route) and "GET" in (each.methods or ())
        }
        assert routes - NO_PAGES == pages.keys() - {"nowhere"}, "every page has an example here"
        with serving(app) as origin:
            yield Installation(origin, open_session(app, app.reader(), agent=""), pages)
    database.close()


def filled(app: App) -> dict[str, tuple[str, ...]]:
    """Fill an installation; gives examples of each page, by the path of its route."""
    reader = app.reader()
    load_sample(app, reader)
    picture = Picture("https://gone.example/x.jpg", "A mountain", "Ana Reyes / AP")
    foreign = follow(
        app,
        make.article(headline=ARABIC, identity="ar", language="ar", kicker="مساء", body=f"<p>{ARABIC}. " * 9),
        make.article(headline=HEBREW, identity="he", language="he", body=f"<p>{HEBREW}.", key_points=(HEBREW,)),
        make.article(
            identity="whole",
            headline="Volcano wakes",
            kicker="North",
            key_points=("It smokes", "It sleeps"),
            pictures=(picture, picture),
            related=(RelatedLink("Ash falls", "https://paper.example/ash"),),
            print_note="This appeared in print.",
            comments_url="https://paper.example/talk",
            body="<h3>What</h3><p>It smoked.</p><table><tr><td>9</td></tr></table><blockquote>So</blockquote>",
        ),
        url="https://foreign.example/feed",
        title="صحيفة",
    )
    update(app, foreign, make.article(identity="whole", headline="Volcano woke", body="<p>It smoked on Monday.</p>"))
    with app.db.read() as tx:
        cards = tx.articles.latest(reader.id, 60)
        by_headline = {card.headline: card.id for card in cards}
    mixed = [by_headline[ARABIC], by_headline[HEBREW], by_headline["Volcano woke"]]
    about: dict[str, Any] = {
        "topics": (Topic("20000639", 0.9),),
        "entities": (Entity("person", "Ana Reyes", 3), Entity("place", "Westport", 2), Entity("organisation", "AP", 1)),
    }
    story = tell(app, mixed, **about)
    rest = [card.id for card in cards if card.id not in mixed]
    stories = [tell(app, rest[at : at + 2], **(about if at < 9 else {})) for at in range(0, 40, 2)]
    give_password(app, reader, PASSWORD)
    ana = add_reader(app, "Ana")
    set_mark(app, reader, "save", Marked(mixed[0]))
    set_mark(app, reader, "save", Marked(story_id=stories[3]))
    state(app, reader, "follow", Subject("entity", "1"))
    state(app, reader, "mute", Subject("word", "strike"))
    hidden = Signal("hide", "hide", app.now(), stories[5])
    record_signals(app, reader, [hidden, Signal("more", "more", app.now(), stories[6])])
    channel = add_channel(app, reader, "webhook", Address("https://hook.example/in"))
    digest = add_digest(app, reader, channel.id, Schedule((7, 18), "UTC", (0, 6)))
    hand_on(app, ana, reader.id, stories[8], "For you")
    return {
        "/": ("/", "/?folder=Sample"),
        "/latest": ("/latest",),
        "/sources": ("/sources",),
        "/source/{number:int}": ("/source/1", f"/source/{foreign}"),
        "/article/{number:int}": ("/article/7", *(f"/article/{each}" for each in mixed)),
        "/stories": ("/stories",),
        "/story/{number:int}": (f"/story/{story}", f"/story/{story}?since=2026-01-01", f"/story/{stories[0]}"),
        "/topics": ("/topics", "/topics?q=media"),
        "/topic/{code}": ("/topic/20000639", "/topic/01000000"),
        "/entity/{number:int}": ("/entity/1",),
        "/add": ("/add",),
        "/keys": ("/keys",),
        "/offline": ("/offline",),
        "/saved": ("/saved",),
        "/following": ("/following",),
        "/hidden": ("/hidden",),
        "/foresee": ("/foresee?stance=mute&kind=entity&key=1",),
        "/why/{number:int}/{story:int}": ("/why/1/1",),
        "/settings/editions": ("/settings/editions",),
        "/you": ("/you",),
        "/search": ("/search", "/search?q=port", "/search?q=xyzzy"),
        "/you/history": ("/you/history",),
        "/settings/newsletters": ("/settings/newsletters",),
        "/welcome": ("/welcome",),
        "/welcome/topics": ("/welcome/topics", "/welcome/topics?q=media"),
        "/welcome/sources": ("/welcome/sources",),
        "/welcome/progress": ("/welcome/progress",),
        "/settings/alerts": ("/settings/alerts",),
        "/settings/feeds": ("/settings/feeds",),
        "/settings/apps": ("/settings/apps",),
        "/settings/channels": ("/settings/channels",),
        "/settings/digests": ("/settings/digests",),
        "/say/{token}": tuple(path_of(say_address(app, reader, word, stories[7])) for word in ("less", "mute")),
        "/stop/{token}": (path_of(stop_address(app, digest)),),
        "/login": ("/login",),
        "/invitation/{secret}": (invite(app, ana),),
        "/settings/account": ("/settings/account",),
        "/settings/devices": ("/settings/devices",),
        "/operator": ("/operator",),
        "/handed": ("/handed",),
        "nowhere": ("/nowhere",),
    }


def path_of(address: str) -> str:
    """The path of an address of ours."""
    return urlsplit(address).path


def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds, a line each; of all rules, or of these."""
    # It would tell of all that is well too, which takes a third of its time.
    options = {"resultTypes": ["violations"]} | ({"runOnly": {"type": "rule", "values": rules}} if rules else {})
    found = page.evaluate("options => axe.run(document, options).then(each => each.violations)", options)
    return [
        f"{each['id']}: {node['html'][:150]} {node['target']}"
        for each in found
        for node in each["nodes"][:3]
        # HTML knows this word since passkeys; this axe is older.
        if (each["id"], "webauthn" in node["html"]) != ("autocomplete-valid", True)
    ]


# WCAG 2.2, 2.5.8: 24 pixels square, but for links within a line of text and what has as much space around it.
SMALL = """() => [...document.querySelectorAll('button, summary, select, input:not([type=hidden])')]
  .filter((each) => each.checkVisibility() && each.closest('.seek') === null)
  .map((each) => [each, (each.closest('label') ?? each).getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 23.5 || box.width < 23.5))
  .map(([each, box]) => `${each.outerHTML.slice(0, 120)} ${box.width}x${box.height}`)"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize(
    ("size", "scheme", "other"), [(PHONE, "dark", "light"), (DESK, "light", "dark")], ids=["phone", "desk"]
)
def test_no_page_keeps_anybody_out(
    browser: Browser, installation: Installation, size: dict[str, int], scheme: Any, other: Any
) -> None:
    still: dict[str, Any] = {"viewport": size, "reduced_motion": "reduce"}
    inside, outside = browser.new_context(**still), browser.new_context(**still)
    inside.add_cookies([{"name": "mynews_login", "value": installation.login, "url": installation.origin}])
    reader, stranger = inside.new_page(), outside.new_page()  # one each: a new one a page takes four times as long
    found: list[str] = []
    for path in installation.paths():
        page = stranger if path.startswith(OPEN) else reader
        page.emulate_media(color_scheme=scheme)
        answer = page.goto(installation.origin + path)
        if (
            answer is None
            or answer.status != (404 if path == "/nowhere" else 200)
            or answer.url != installation.origin + path
        ):
            found.append(f"{path} is not there")
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        page.evaluate(AXE)
        found += [f"{path} {each}" for each in violations(page)]
        found += [f"{path} too small: {each}" for each in page.evaluate(SMALL)]
        page.emulate_media(color_scheme=other)  # which changes colours alone
        found += [f"{path} {other} {each}" for each in violations(page, ["color-contrast"])]
    inside.close()
    outside.close()
    assert not found, "\n".join(found)


def test_at_four_times_the_size_nothing_goes_sideways(browser: Browser, installation: Installation) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256})
    context.add_cookies([{"name": "mynews_login", "value": installation.login, "url": installation.origin}])
    page = context.new_page()
    wide = []
    for path in installation.paths():
        page.goto(installation.origin + path)
        if page.evaluate(TOO_WIDE) > 0:
            wide.append(path)
    context.close()
    assert not wide
