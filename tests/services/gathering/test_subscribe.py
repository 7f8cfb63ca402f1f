from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mynews.intake.opml import parse_opml
from mynews.model.document import Credentials, Document
from mynews.model.errors import FetchError, MyNewsError, NotFound, ParseError
from mynews.services.app import App
from mynews.services.gathering.logins import opened
from mynews.services.gathering.refresh import refresh_due
from mynews.services.gathering.subscribe import (
    Wish,
    export_opml,
    full_address,
    import_opml,
    refresh_soon,
    rename,
    subscribe,
    subscribe_file,
    unsubscribe,
)
from mynews.services.stories.lists import latest, subscriptions
from tests import make
from tests.fakes import FakeWeb
from tests.services.gathering.test_fulltext import WHOLE

FEED = "https://paper.example/feed.xml"
SITE = "<html><head><link rel=alternate type=application/rss+xml href=/feed.xml></head><body>Hello</body></html>"


def test_the_address_of_a_feed_is_followed_with_its_articles_at_once(app: App, web: FakeWeb) -> None:
    web.pages[FEED] = make.rss(make.item(1), make.item(2))
    added = subscribe(app, app.reader(), "paper.example/feed.xml")
    assert (added.new, added.articles, added.source.title) == (True, 2, "The Paper")
    assert len(latest(app, app.reader()).cards) == 2
    assert not subscribe(app, app.reader(), FEED).new


def test_the_address_of_a_site_leads_to_its_feed(app: App, web: FakeWeb) -> None:
    web.pages |= {"https://paper.example/": SITE, FEED: make.rss(make.item(1))}
    assert subscribe(app, app.reader(), "paper.example").source.url == FEED


def test_a_site_that_names_no_feed_is_searched_where_feeds_usually_lie(app: App, web: FakeWeb) -> None:
    web.pages |= {
        "https://paper.example/": "<html><body>Hello</body></html>",
        "https://paper.example/feed": make.rss(make.item(1)),
    }
    assert subscribe(app, app.reader(), "paper.example").source.url == "https://paper.example/feed"


def test_the_address_of_an_article_without_a_feed_is_followed_as_a_page(app: App, web: FakeWeb) -> None:
    web.pages["https://paper.example/keeper"] = WHOLE
    added = subscribe(app, app.reader(), "https://paper.example/keeper")
    assert (added.source.kind, added.articles) == ("page", 1)


def test_an_address_that_leads_to_nothing_readable_is_followed_not_at_all(app: App, web: FakeWeb) -> None:
    web.pages["https://paper.example/"] = ""
    with pytest.raises(ParseError):
        subscribe(app, app.reader(), "paper.example")
    with pytest.raises(FetchError):
        subscribe(app, app.reader(), "nowhere.example")
    assert subscriptions(app, app.reader()) == ()


def test_a_passing_redirect_leaves_the_address_as_it_was(app: App, web: FakeWeb) -> None:
    web.pages[FEED] = Document("https://cdn.example/77", make.rss(make.item(1)).encode())
    assert subscribe(app, app.reader(), FEED).source.url == FEED


def test_a_source_with_a_login_is_its_readers_alone_and_the_login_is_stored_sealed(app: App, web: FakeWeb) -> None:
    web.pages[FEED] = make.rss(make.item(1))
    login = Credentials(user="ana", password="open sesame")  # of nobody
    added = subscribe(app, app.reader(), FEED, Wish(credentials=login))
    assert added.source.private_to == app.reader().id
    with app.db.read() as tx:
        stored = tx.subscriptions.credentials(added.source.id)
    assert stored is not None and b"sesame" not in stored
    assert opened(stored, app.key) == login
    refresh_soon(app, app.reader())
    list(refresh_due(app))
    assert web.asked[-1].credentials == login
    with app.db.write() as tx:
        other = tx.readers.add("ben", make.NOW)
    assert subscribe(app, other, FEED).source.id != added.source.id


def test_user_and_password_in_an_address_are_a_login_and_stand_in_no_address(app: App, web: FakeWeb) -> None:
    web.pages[FEED] = make.rss(make.item(1))
    added = subscribe(app, app.reader(), FEED.replace("://", "://ana:open%20sesame@"))
    assert (added.source.url, added.source.private_to) == (FEED, app.reader().id)
    assert web.asked[-1].credentials == Credentials(user="ana", password="open sesame")  # of nobody


def test_a_file_is_read_once(app: App, tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    added = subscribe_file(app, app.reader(), Document(file.as_uri(), make.rss(make.item(1)).encode()))
    assert added.articles == 1
    assert refresh_soon(app, app.reader()) == 1
    assert list(refresh_due(app)) == []


def test_what_is_no_longer_followed_keeps_its_articles_and_is_not_fetched(app: App, web: FakeWeb) -> None:
    web.pages[FEED] = make.rss(make.item(1))
    source = subscribe(app, app.reader(), FEED).source
    unsubscribe(app, app.reader(), source.id)
    assert latest(app, app.reader()).cards == ()
    with app.db.read() as tx:
        assert tx.articles.count() == 1
        assert tx.sources.get(source.id).state.next_fetch_at is None
    with pytest.raises(NotFound):
        unsubscribe(app, app.reader(), source.id)
    subscribe(app, app.reader(), FEED)
    assert len(list(refresh_due(app))) == 1


def test_what_is_exported_can_be_imported(app: App, web: FakeWeb) -> None:
    web.pages[FEED] = make.rss(make.item(1))
    source = subscribe(app, app.reader(), FEED).source
    rename(app, app.reader(), source.id, title="My <paper>", folder="World / Asia")
    exported = export_opml(app, app.reader())
    (outline,) = parse_opml(exported)
    assert (outline.feed_url, outline.title, outline.folder) == (FEED, "My <paper>", "World / Asia")
    imported = import_opml(app, app.reader(), exported)
    assert (imported.new, imported.already) == (0, 1)


def test_ten_thousand_sources_are_imported_and_the_wrong_ones_named(app: App) -> None:
    lines = "".join(f'<outline text="{n}" xmlUrl="https://h{n % 99}.example/{n}"/>' for n in range(10_000))
    wrong = '<outline text="w" xmlUrl="javascript:alert(1)"/>'
    imported = import_opml(app, app.reader(), f"<opml><body>{lines}{wrong}</body></opml>".encode())
    assert (imported.new, len(imported.refused)) == (10_000, 1)
    assert len(subscriptions(app, app.reader())) == 10_000


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("paper.example", "https://paper.example/"),
        (" HTTP://paper.example/a?b#c ", "http://paper.example/a?b"),
        ("feed://paper.example/rss", "https://paper.example/rss"),
        ("feed:https://paper.example/rss", "https://paper.example/rss"),
        ("localhost:8000/feed", "https://localhost:8000/feed"),
    ],
)
def test_an_address_is_made_whole(typed: str, whole: str) -> None:
    assert full_address(typed) == whole


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "not an address",
        "ftp://paper.example/",
        "http://",
        "http://[::1",
        "file:///etc/passwd",
        "paper.example/\udcff",
    ],
)
def test_what_is_no_address_is_refused_in_words(typed: str) -> None:
    with pytest.raises(MyNewsError, match="is not an address"):
        full_address(typed)


def test_a_login_is_offered_to_no_feed_on_another_host(app: App, web: FakeWeb) -> None:
    stranger = "https://stranger.example/feed"
    web.pages |= {
        "https://paper.example/": SITE.replace("/feed.xml", stranger),
        stranger: make.rss(make.item(1)),
    }
    with pytest.raises(MyNewsError):
        subscribe(app, app.reader(), "paper.example", Wish(credentials=Credentials(cookie="a=1")))
    assert stranger not in {request.url for request in web.asked}


def test_what_another_click_added_meanwhile_is_followed_and_not_added_twice(app: App, web: FakeWeb) -> None:
    class Twice(FakeWeb):
        def fetch(self, request, **options):  # type: ignore[no-untyped-def, override]
            if not web.asked:
                subscribe(app, app.reader(), FEED)
            return web.fetch(request, **options)

    web.pages[FEED] = make.rss(make.item(1))
    assert not subscribe(replace(app, web=Twice()), app.reader(), FEED).new
    assert len(latest(app, app.reader()).cards) == 1
