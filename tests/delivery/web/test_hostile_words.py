"""Words of strangers that would like to be code: in a real browser none of them ever runs."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from mynews.delivery.web.security import LOGIN_COOKIE
from mynews.model.article import Enclosure, Picture, RelatedLink
from mynews.model.interest import Subject
from mynews.model.meaning import Entity
from mynews.services.app import App
from mynews.services.gathering.subscribe import import_opml, subscribe
from mynews.services.household.accounts import open_session
from mynews.services.household.app_passwords import make_app_password
from mynews.services.household.handing import hand_on
from mynews.services.household.readers import add_reader, give_password
from mynews.services.personal.interests import state
from mynews.services.programs.published import publish
from mynews.services.stories.saved_searches import save_search
from mynews.storage.database import open_database
from tests import make
from tests.delivery.web.browsing import DESK, Watch, serving
from tests.delivery.web.visitor import follow, tell
from tests.fakes import FakeWeb

pytestmark = pytest.mark.browser

RUN = "window.__xss=1"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f'"><script>{RUN}</script>',
    f"'\"><img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script><animate onbegin={RUN} attributeName=x></svg>",
    f"javascript:{RUN}//",
    f'<a href="javascript:{RUN}">news</a>',
    f'<a href=" &#1;java\tscript:{RUN}">news</a>',
    f'<iframe srcdoc="<script>parent.{RUN.removeprefix("window.")}</script>"></iframe>',
    f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={RUN}&gt;">',
    f'<noscript><p title="</noscript><img src=x onerror={RUN}>">',
    f"</title></textarea></style></script><script>{RUN}</script>",
    f'<form action="javascript:{RUN}"><button>news</button></form>',
    f"<details open ontoggle={RUN}>news</details>",
    f"<video autoplay onplay={RUN}><source onerror={RUN} src=x></video>",
    f'<meta http-equiv="refresh" content="0;url=javascript:{RUN}">',
    '<base href="https://evil.example/"><link rel="stylesheet" href="https://evil.example/x.css">',
    '<style>@import "https://evil.example/x.css"; body { display: none }</style>',
    f'<object data="javascript:{RUN}"></object><embed src="javascript:{RUN}">',
    f"<p style=\"background:url('javascript:{RUN}');position:fixed;inset:0\">news</p>",
    f"<x onclick={RUN} tabindex=1 autofocus onfocus={RUN}>news</x>",
    "{{ 7 * 7 }}{% raise %}${7*7}",
)
# What no element of ours has: handlers, addresses that run, styles of its own, frames.
SUSPECTS = """() => [...document.querySelectorAll('*')].flatMap((element) => [
  ...[...element.attributes]
    .filter((each) => /^on/i.test(each.name) || each.name === 'style' || each.name === 'srcdoc' ||
      (/^(href|src|action|formaction|data|xlink:href)$/i.test(each.name) &&
        /^[\\s\\u0000-\\u001f]*(javascript|data|vbscript):/i.test(each.value)))
    .map((each) => `${element.tagName} ${each.name}=${each.value}`),
  ...(/^(iframe|object|embed|base|math|noscript)$/i.test(element.tagName) ? [element.tagName] : []),
])"""


def rss_of(number: int, payload: str) -> str:
    """A feed whose every field holds a payload, once as text and once as markup."""
    words = escape(payload)
    return (
        f'<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>{words}</title>'
        f"<description>{words}</description><link>javascript:{RUN}</link><item><guid>hostile-{number}</guid>"
        f"<title>{words}</title><link>javascript:{RUN}</link><dc:creator>{words}</dc:creator>"
        f"<category>{words}</category><description>{words}</description>"
        f"<content:encoded>{escape(f'<p>Before {payload} after</p><p>And more of the text.</p>')}</content:encoded>"
        f'<media:content url="https://gone.example/{number}.jpg" medium="image"><media:title>{words}</media:title>'
        f"<media:description>{words}</media:description><media:credit>{words}</media:credit></media:content>"
        f'<enclosure url="javascript:{RUN}" type="audio/mpeg" length="1"/></item></channel></rss>'
    )


def opml_of(payloads: tuple[str, ...]) -> bytes:
    """A list of sources whose names and folders are payloads."""
    lines = "".join(
        f'<outline text="{escape(each)}"><outline type="rss" text="{escape(each)}" title="{escape(each)}" '
        f'xmlUrl="https://list.example/{number}" htmlUrl="javascript:{RUN}"/></outline>'
        for number, each in enumerate(payloads)
    )
    return f'<opml version="2.0"><head/><body>{lines}</body></opml>'.encode()


def sow(app: App) -> None:
    """Put the payloads wherever somebody can put words."""
    reader = app.reader()
    give_password(app, reader, "three words suffice")
    for number, payload in enumerate(PAYLOADS):
        subscribe(app, reader, f"https://hostile.example/{number}")
        related = (RelatedLink(payload, f"javascript:{RUN}"),)
        picture = Picture(f"javascript:{RUN}", payload, payload)
        texts = {"kicker": payload, "byline": payload, "print_note": payload, "key_points": (payload, payload)}
        sound = (Enclosure(f"javascript:{RUN}", "audio/mpeg"),)
        piece = make.article(
            headline=payload, identity=f"{number}", url=f"javascript:{RUN}", pictures=(picture, picture),
            related=related, topics=(payload,), enclosures=sound, comments_url=f"javascript:{RUN}", **texts,
        )  # fmt: skip
        follow(app, piece, url=f"https://plain.example/{number}", title=payload, folder=payload, own_title=payload)
        with app.db.read() as tx:
            newest = max(card.id for card in tx.articles.latest(reader.id, 200))
        story = tell(app, [newest], entities=(Entity("person", payload), Entity("place", payload)))
        state(app, reader, "mute" if number % 2 else "follow", Subject("word", payload[:90]))
        other = add_reader(app, f"{number} {payload}"[:60])
        hand_on(app, other, reader.id, story, payload)
        make_app_password(app, reader, payload[:60])
        open_session(app, reader, agent=payload)
        save_search(app, reader, f"news {payload}")
        publish(app, reader, "search", payload)
    import_opml(app, reader, opml_of(PAYLOADS))


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[tuple[App, str]]:
    """A server full of hostile words."""
    feeds = {f"https://hostile.example/{number}": rss_of(number, each) for number, each in enumerate(PAYLOADS)}
    database = open_database(f"sqlite:///{tmp_path / 'mynews.db'}")
    with make.app(database, tmp_path, FakeWeb(feeds)) as app:
        sow(app)
        with serving(app) as origin:
            yield app, origin
    database.close()


def paths_of(page: Page, origin: str) -> list[str]:
    """Every page that one comes to from the lists, once, and each form's page with a payload asked for."""
    paths = [
        "/", "/latest", "/sources", "/stories", "/following", "/hidden", "/saved", "/you", "/handed", "/operator",
        "/add", "/keys", "/settings/editions", "/settings/feeds", "/settings/apps", "/settings/channels",
        "/settings/digests", "/settings/account", "/settings/devices",
    ]  # fmt: skip
    found = set()
    for path in ("/latest", "/sources", "/stories", "/following"):
        page.goto(origin + path)
        found |= set(page.eval_on_selector_all("main a[href^='/']", "all => all.map((a) => a.getAttribute('href'))"))
    wanted = ("/article/", "/story/", "/source/", "/latest?folder=", "/entity/")
    return [*paths, *sorted(each for each in found if each.startswith(wanted))]


def test_no_hostile_word_ever_runs(browser: Browser, hostile: tuple[App, str]) -> None:
    app, origin = hostile
    context = browser.new_context(viewport=DESK)  # type: ignore[arg-type]
    secret = open_session(app, app.reader(), agent="")
    context.add_cookies([{"name": LOGIN_COOKIE, "value": secret, "url": origin}])
    context.add_init_script(
        "document.addEventListener('securitypolicyviolation', (event) => "
        "console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"
    )
    page = context.new_page()
    watch = Watch(origin)
    watch.over(page)
    page.on("dialog", lambda dialog: (watch.faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
    paths = paths_of(page, origin)
    assert sum(path.startswith("/article/") for path in paths) > len(PAYLOADS)
    asked = [f"/search?q={quoted(each)}" for each in PAYLOADS[:6]]
    rules = [f"/foresee?stance=mute&kind=word&key={quoted(each)}" for each in PAYLOADS[:3]]
    for path in (*paths, *asked, *rules):
        page.goto(origin + path)
        assert page.evaluate("window.__xss") is None, path
        assert page.evaluate(SUSPECTS) == [], path
        assert page.evaluate("document.title") != "", path
    refused = f"404 for {origin}/picture/"  # what is no picture that can be had
    assert [each for each in watch.faults if not each.startswith(refused)] == []
    context.close()


def test_the_watch_sees_what_runs(browser: Browser, hostile: tuple[App, str]) -> None:
    """The same look at a page that does run a payload: it is seen."""
    _, origin = hostile
    page = browser.new_page()
    page.goto(f"{origin}/login")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"1\"><a href=\"javascript:1\">x</a>')"
    )
    assert len(page.evaluate(SUSPECTS)) == 2
    page.close()


def quoted(payload: str) -> str:
    """A payload as an address carries it."""
    return quote(payload, safe="")
