from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from mynews.model.article import Enclosure, Picture, RelatedLink
from mynews.model.document import Document
from mynews.services.app import App
from mynews.services.stories.lists import latest
from mynews.services.stories.pictures import signature
from tests import make
from tests.delivery.web.visitor import Visitor, follow, tell, update
from tests.fakes import FakeWeb
from tests.make import NOW

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
SCRIPT = "<script>alert('x')</script>"
WHOLE = make.article(
    kicker="Geology",
    headline="Volcano wakes after a century",
    key_points=("Nobody was hurt", "The harbour is closed"),
    byline="Ana Reyes",
    updated_at=NOW,
    summary="<p>Smoke above the <em>harbour</em>.</p>",
    body='<p>The mountain began to smoke.</p><h3>At dawn</h3><p><img src="https://paper.example/inside.jpg"></p>',
    pictures=(
        Picture("https://paper.example/lead.jpg", "Smoke on Monday", "A. Photographer"),
        Picture("https://paper.example/second.jpg", "The harbour", "Another"),
        Picture(None, "A caption alone", "Nobody"),
    ),
    related=(RelatedLink("Why it sleeps", "https://paper.example/why"), RelatedLink("Printed only")),
    print_note="Printed on page 3",
    topics=("Science", "Travel"),
    enclosures=(Enclosure("https://paper.example/talk.mp3", "audio/mpeg", 12_000_000),),
    comments_url="https://talk.paper.example/1",
    complete=False,
    free=False,
)


def only_article(app: App) -> str:
    return f"/article/{latest(app, app.reader()).cards[0].id}"


EVERYWHERE = ["/", "/latest", "/following", "/hidden", "/you", "/you/export.json", "/stories", "/topics", "/sources"]


@pytest.mark.parametrize("path", [*EVERYWHERE, "/search", "/search?q=volcano", "/add", "/export.opml", "/healthz"])
def test_every_page_answers_before_anything_is_followed(visitor: Visitor, path: str) -> None:
    assert visitor.text(path)


def test_every_page_answers_on_either_database(either: App) -> None:
    visitor = Visitor(either)
    source = follow(either, WHOLE, make.article(identity="2", headline="Second"), folder="Nature")
    for path in (
        "/latest",
        "/latest?folder=Nature",
        "/sources",
        f"/source/{source}",
        "/article/1",
        "/search?q=volcano",
    ):
        assert "Volcano wakes" in visitor.text(path) or path == "/sources"
    assert visitor.text("/healthz") == "ok"


def test_an_article_shows_everything_it_has(app: App, visitor: Visitor) -> None:
    follow(app, WHOLE)
    page = visitor.text(only_article(app))
    for part in (
        "Geology",
        '<h1 dir="auto">Volcano wakes after a century</h1>',
        "Nobody was hurt",
        "The harbour is closed",
        "Ana Reyes",
        "The Paper",
        'datetime="2026-11-23T12:00:00Z"',
        "<p>Smoke above the <em>harbour</em>.</p>",
        "<p>The mountain began to smoke.</p>",
        "<h2>At dawn</h2>",
        "Smoke on Monday",
        "A. Photographer",
        "The harbour",
        "A caption alone",
        'href="https://paper.example/why"',
        "Printed only",
        "Printed on page 3",
        "Science",
        "Travel",
        'href="https://paper.example/talk.mp3"',
        "12 MB",
        'href="https://talk.paper.example/1"',
        'href="https://paper.example/volcano"',
        "This source gives only a summary.",
        "not free to read",
    ):
        assert part in page, part
    pictures = re.findall(r'<img src="([^"]+)"', page)
    assert [picture.partition("url=")[2] for picture in pictures] == [
        quote(f"https://paper.example/{name}.jpg", safe="") for name in ("lead", "inside", "second")
    ]


def test_an_article_tells_what_changed_in_it(app: App, visitor: Visitor) -> None:
    source = follow(app, make.article(headline="Nine hurt", body="<p>Nine people were hurt.</p><p>It rained.</p>"))
    assert "What changed" not in visitor.text(only_article(app))
    update(app, source, make.article(headline="Ten hurt", body="<p>Ten people were hurt.</p><p>It rained.</p>"))
    page = visitor.text(only_article(app))
    page = re.sub(r'<span class="unseen"[^>]*>[^<]*</span>', "", page)
    assert "<del>Nine</del><ins>Ten</ins> hurt" in page
    assert "<del>Nine</del><ins>Ten</ins> people were hurt." in page
    assert page.count("It rained.") == 1
    assert "Updated" in visitor.text("/latest")


def test_a_script_in_any_field_is_words(app: App, visitor: Visitor) -> None:
    hostile = make.article(
        kicker=SCRIPT,
        headline=SCRIPT,
        key_points=(SCRIPT,),
        byline=SCRIPT,
        language='en" onload="alert(1)',
        pictures=(Picture("https://paper.example/x.jpg", f'"{SCRIPT}', SCRIPT),),
        related=(RelatedLink(SCRIPT, "javascript:alert(1)"),),
        print_note=SCRIPT,
        topics=(SCRIPT,),
        enclosures=(Enclosure("javascript:alert(1)", SCRIPT),),
        comments_url="javascript:alert(1)",
        url="javascript:alert(1)",
    )
    source = follow(app, hostile, folder=SCRIPT, own_title=SCRIPT, description=SCRIPT, site_url="javascript:alert(1)")
    update(app, source, make.article(identity="2"))
    for path in (
        "/",
        f"/?folder={quote(SCRIPT)}",
        "/sources",
        f"/source/{source}",
        "/article/1",
        f"/search?q={quote(SCRIPT)}",
        "/add",
        f"/{quote(SCRIPT)}",
        f"/?done={quote(SCRIPT)}&n={quote(SCRIPT)}",
    ):
        page = visitor.get(path).text
        assert "<script>" not in page, path
        assert 'onload="' not in page, path
        assert "javascript:" not in page, path


def test_paging_shows_every_article_once_though_all_have_one_timestamp(either: App) -> None:
    follow(either, *(make.article(identity=str(number), headline=f"Headline {number}.") for number in range(120)))
    visitor = Visitor(either)
    seen: list[str] = []
    path: str | None = "/latest"
    while path:
        page = visitor.text(path)
        seen += re.findall(r"Headline (\d+)\.", page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        path = older[1].replace("&amp;", "&") if older else None
    assert sorted(map(int, seen)) == list(range(120))
    assert "You have reached the oldest article." in page


def test_the_first_page_stands_in_the_order_of_time(app: App, visitor: Visitor) -> None:
    instants = {number: NOW - timedelta(hours=7 * number) for number in range(30)}
    follow(
        app, *(make.article(identity=str(n), headline=f"Headline {n}.", published_at=at) for n, at in instants.items())
    )
    assert re.findall(r"Headline (\d+)\.", visitor.text("/latest")) == [str(number) for number in range(30)]


def test_a_folder_shows_its_sources_alone(app: App, visitor: Visitor) -> None:
    follow(app, make.article(headline="Of the mountain"), folder="Nature & more")
    follow(app, make.article(headline="Of the town"), url="https://town.example/feed")
    page = visitor.text(f"/latest?folder={quote('Nature & more')}")
    assert "Of the mountain" in page
    assert "Of the town" not in page
    assert 'href="/latest?folder=Nature+%26+more" aria-current="page"' in page
    assert "There is no article in the folder" in visitor.text("/latest?folder=Nowhere")


def test_the_readers_own_name_for_a_source_is_used_everywhere(app: App, visitor: Visitor) -> None:
    source = follow(app, make.article(), own_title="My morning paper")
    for path in ("/latest", "/sources", f"/source/{source}", "/article/1", "/search?q=volcano"):
        assert "My morning paper" in visitor.text(path), path


def test_a_search_marks_what_it_found_and_helps_where_it_did_not(app: App, visitor: Visitor) -> None:
    follow(app, make.article())
    page = visitor.text("/search?q=mountain")
    assert "1 article" in page
    assert "<mark>mountain</mark>" in page
    assert "Perhaps one of these helps" in visitor.text("/search?q=glacier")
    assert 'value="&#34;north"' in visitor.text('/search?q="north')


def test_a_private_source_of_another_reader_is_not_here(app: App, visitor: Visitor) -> None:
    app.reader()
    with app.db.write() as tx:
        other = tx.readers.add("other", NOW)
    source = follow(app, make.article(headline="Paid"), reader=other, private_to=other.id)
    for path in (f"/source/{source}", "/article/1"):
        answer = visitor.get(path)
        assert (answer.status_code, "Paid" in answer.text) == (404, False), path
    for path in ("/latest", "/sources", "/search?q=paid"):
        assert "The Paper" not in visitor.text(path)


def test_a_source_that_is_not_followed_can_be_read(app: App, visitor: Visitor) -> None:
    app.reader()
    with app.db.write() as tx:
        other = tx.readers.add("other", NOW)
    source = follow(app, make.article(), reader=other)
    assert f'action="/sources/{source}/follow"' in visitor.text(f"/source/{source}")


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/article/1",
        "/source/99",
        f"/article/{2**70}",
        f"/source/{2**63}",
        "/article/-1",
        "/static/../look.py",
        "/latest?after=yesterday",
        "/latest?after=1-",
        f"/latest?after={'9' * 30}-1",
        "/latest?after=-5-7",
    ],
)
def test_what_is_not_there_gets_a_calm_page(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 404
    assert "myNEWS" in answer.text
    assert "Traceback" not in answer.text


def test_control_characters_in_an_address_harm_nothing(either: App) -> None:
    visitor = Visitor(either)
    for path in ("/?folder=a%00b", "/search?q=a%00b%ff", "/?done=%00", "/picture/%00?url=%00"):
        assert visitor.get(path).status_code in (200, 404), path


def test_our_own_fault_is_a_page_too_and_keeps_its_secrets(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr("mynews.delivery.web.pages.subscriptions", broken)
    answer = Visitor(app, raise_server_exceptions=False).get("/sources")
    assert answer.status_code == 500
    assert "a fault in myNEWS" in answer.text
    assert "secret" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_signed_picture_comes_through_us(app: App, visitor: Visitor, web: FakeWeb) -> None:
    url = "https://paper.example/a b.png?size=2&x=ü"
    web.pages[url] = Document(url, PNG, {"content-type": "text/html"})
    answer = visitor.get(f"/picture/{signature(app, url)}?url={quote(url, safe='')}")
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, PNG, "image/png")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "max-age=2592000" in answer.headers["cache-control"]


@pytest.mark.parametrize("signed", ["0" * 20, "é", "x"])
def test_an_unsigned_picture_is_never_fetched(visitor: Visitor, web: FakeWeb, signed: str) -> None:
    answer = visitor.get(f"/picture/{quote(signed)}?url=http://169.254.169.254/")
    assert answer.status_code == 404
    assert web.asked == []


def test_a_picture_that_cannot_be_had_leaves_its_place_calm(app: App, visitor: Visitor) -> None:
    url = "https://paper.example/gone.png"
    answer = visitor.get(f"/picture/{signature(app, url)}?url={quote(url, safe='')}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "image/svg+xml")
    assert "max-age=300" in answer.headers["cache-control"]


def test_once_a_picture_could_not_be_had_no_page_leaves_room_for_it(app: App, visitor: Visitor, web: FakeWeb) -> None:
    url = "https://paper.example/gone.png"
    follow(app, make.article(pictures=(Picture(url, "A mountain", "Ana Reyes"),)))
    pages = ("/latest", only_article(app))
    assert [visitor.text(each).count('class="plate"') for each in pages] == [1, 1]
    address = f"/picture/{signature(app, url)}?url={quote(url, safe='')}"
    assert visitor.get(address.replace("url=https", "url=http")).status_code == 404  # not one of ours: tells nothing
    assert visitor.text("/latest").count('class="plate"') == 1
    assert visitor.get(address).status_code == 404
    assert [visitor.text(each).count('class="plate"') for each in pages] == [0, 0]
    assert "A mountain" in visitor.text(pages[1])  # what was said of it is still told
    web.pages[url] = Document(url, PNG)
    assert visitor.get(address).status_code == 200
    assert visitor.text("/latest").count('class="plate"') == 1


def test_style_and_script_may_be_kept_for_ever(app: App, visitor: Visitor) -> None:
    follow(app, make.article())
    page = visitor.text("/latest")
    for address in re.findall(r'"(/static/[^"]+)"', page):
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        plain = visitor.get(address, headers={"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert (plain.content, answer.headers["content-encoding"]) == (answer.content, "gzip")
    assert re.findall(r'"/static/(\w+\.\w+)', page) == [
        "icon.svg",
        "mynews.css",
        "pages.css",
        "pages.js",
        "print.css",
        "mynews.js",
        "keys.js",
    ]
    tell(app, [int(only_article(app).rpartition("/")[2])])
    assert re.findall(r'"/static/(\w+\.\w+)', visitor.text("/")) == [
        "icon.svg",
        "mynews.css",
        "print.css",
        "mynews.js",
        "keys.js",
    ]


def test_sources_tell_how_they_are(app: App, visitor: Visitor) -> None:
    follow(app, make.article(), folder="Nature")
    page = visitor.text("/sources")
    assert "You follow 1 source." in page
    assert "Waits to be fetched for the first time." in page
    assert "1 article, the latest" in page
    assert "Nature" in page
