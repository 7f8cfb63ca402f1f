from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from mynews.model.document import Credentials, Document, NotModified, Request, Validators
from mynews.model.errors import FetchError, NotFound, NotStorable, StorageError
from mynews.model.plan import ReadyArticle
from mynews.model.source import Source
from mynews.services.app import App
from mynews.services.gathering.refresh import Refreshed, lease, refresh_due
from mynews.services.gathering.subscribe import Wish, import_opml, subscribe, unsubscribe
from mynews.services.stories.lists import article_page, latest, subscriptions
from mynews.storage.articles import Articles
from mynews.storage.sources import Sources
from tests import make
from tests.fakes import FakeWeb
from tests.make import NOW

FEED = "https://paper.example/feed.xml"


def follow(app: App, *urls: str) -> None:
    outlines = "".join(f'<outline type="rss" text="Paper" xmlUrl="{url}"/>' for url in urls)
    import_opml(app, app.reader(), f'<opml version="2.0"><body>{outlines}</body></opml>'.encode())


def later(app: App, hours: float = 24) -> App:
    return replace(app, clock=lambda: NOW + timedelta(hours=hours))


def refresh(app: App) -> list[Refreshed]:
    return list(refresh_due(app))


def headlines(app: App) -> list[str]:
    return [card.headline for card in latest(app, app.reader()).cards]


def state(app: App, url: str = FEED):  # type: ignore[no-untyped-def]
    return next(each.source for each in subscriptions(app, app.reader()) if each.source.url == url).state


def test_a_first_refresh_saves_every_article_and_what_the_feed_says_of_itself(app: App, web: FakeWeb) -> None:
    follow(app, FEED)
    web.pages[FEED] = make.rss(make.item(1), make.item(2), title="The Harbour Paper")
    (done,) = refresh(app)
    assert (done.new, done.illness) == (2, "")
    assert headlines(app) == ["Council meets, day 1", "Council meets, day 2"]
    assert subscriptions(app, app.reader())[0].name == "The Harbour Paper"
    assert refresh(app) == []


def test_an_unchanged_feed_is_not_parsed_again(app: App, web: FakeWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    follow(app, FEED)
    web.pages[FEED] = Document(FEED, make.rss(make.item(1)).encode(), {"etag": '"1"', "last-modified": "today"})
    refresh(app)
    monkeypatch.setattr(type(app.plugins), "parse", None)
    (done,) = refresh(later(app))
    assert (done.new, done.changed, done.illness) == (0, 0, "")
    assert web.asked[-1].validators == Validators('"1"', "today")
    web.pages[FEED] = NotModified(FEED)
    (done,) = refresh(later(app, 48))
    assert done.illness == ""


def test_an_edit_updates_in_place_and_keeps_what_was_said(app: App, web: FakeWeb) -> None:
    follow(app, FEED)
    web.pages[FEED] = make.rss(make.item(1, headline="Mayor resigns"))
    refresh(app)
    web.pages[FEED] = make.rss(make.item(1, headline="Mayor does not resign"))
    (done,) = refresh(later(app))
    assert (done.new, done.changed) == (0, 1)
    (card,) = latest(app, app.reader()).cards
    page = article_page(app, app.reader(), card.id)
    assert page.article.headline == "Mayor does not resign"
    assert [change.before for change in page.changes] == [{"headline": "Mayor resigns"}]


def test_one_sources_illness_is_kept_in_words_and_stops_no_other(app: App, web: FakeWeb) -> None:
    ill = "https://ill.example/feed"
    follow(app, ill, FEED, "https://page.example/feed")
    web.pages[ill] = FetchError(ill, "The server is down (503).", status=503, retry_after=7200)
    web.pages["https://page.example/feed"] = "<html><body><form><input type=password></form></body></html>"
    web.pages[FEED] = make.rss(make.item(1))
    assert sorted(bool(done.illness) for done in refresh(app)) == [False, True, True]
    assert headlines(app) == ["Council meets, day 1"]
    assert state(app, ill).illness == "The server is down (503)."
    assert state(app, ill).next_fetch_at == NOW + timedelta(hours=2)
    web.pages[ill] = make.rss(make.item(2))
    refresh(later(app))
    assert (state(app, ill).illness, state(app, ill).failures) == ("", 0)


def test_a_fault_in_a_plug_in_harms_only_its_source(app: App, web: FakeWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    follow(app, FEED, "https://other.example/feed")
    web.pages[FEED] = make.rss(make.item(1))
    web.pages["https://other.example/feed"] = make.rss(make.item(2), title="poison")
    parse = app.plugins.parse

    def faulty(document: Document):  # type: ignore[no-untyped-def]
        if b"poison" in document.content:
            raise ZeroDivisionError
        return parse(document)

    monkeypatch.setattr(app.plugins, "parse", faulty)
    refresh(app)
    assert headlines(app) == ["Council meets, day 1"]
    assert "plug-ins" in state(app, "https://other.example/feed").illness


def test_a_permanent_move_is_followed(app: App, web: FakeWeb) -> None:
    moved = "https://new.example/feed"
    follow(app, FEED)
    web.pages[FEED] = Document(moved, make.rss(make.item(1)).encode(), moved_to=moved)
    refresh(app)
    assert [each.source.url for each in subscriptions(app, app.reader())] == [moved]
    web.pages[moved] = make.rss(make.item(1), make.item(2))
    (done,) = refresh(later(app))
    assert done.new == 1


def test_a_move_to_a_page_that_is_no_feed_is_not_followed(app: App, web: FakeWeb) -> None:
    follow(app, FEED)
    seller = "https://ads.example/"
    web.pages[FEED] = Document(seller, b"<html><body>Buy this name!</body></html>", moved_to=seller)
    refresh(app)
    assert [each.source.url for each in subscriptions(app, app.reader())] == [FEED]


def test_a_move_onto_a_source_that_is_there_joins_it(app: App, web: FakeWeb) -> None:
    other = "https://new.example/feed"
    follow(app, FEED, other)
    web.pages[other] = make.rss(make.item(1))
    web.pages[FEED] = Document(other, make.rss(make.item(1)).encode(), moved_to=other)
    refresh(app)
    assert [each.source.url for each in subscriptions(app, app.reader())] == [other]
    assert [done.source.url for done in refresh(later(app))] == [other]


def test_what_came_after_the_claim_ran_out_is_not_saved(app: App, web: FakeWeb) -> None:
    """The host was slow for longer than our lease, and another worker has it now."""
    follow(app, FEED)
    web.pages[FEED] = make.rss(make.item(1))

    class Slow(FakeWeb):
        def fetch_many(self, requests):  # type: ignore[no-untyped-def, override]
            for each in super().fetch_many(requests):
                with app.db.write() as tx:
                    tx.hosts.claim("another", NOW + lease(app) * 2, lease(app), 5)
                yield each

    assert list(refresh_due(replace(app, web=Slow(web.pages)))) == []
    assert headlines(app) == []


def test_a_source_that_is_let_go_while_it_is_fetched_is_not_fetched_again(app: App, web: FakeWeb) -> None:
    follow(app, FEED)
    web.pages[FEED] = make.rss(make.item(1))
    source_id = subscriptions(app, app.reader())[0].source.id

    class LettingGo(FakeWeb):
        def fetch_many(self, requests):  # type: ignore[no-untyped-def, override]
            unsubscribe(app, app.reader(), source_id)
            yield from super().fetch_many(requests)

    list(refresh_due(replace(app, web=LettingGo(web.pages))))
    assert list(refresh_due(later(app))) == []


def test_stopping_gives_back_what_was_not_done(app: App, web: FakeWeb) -> None:
    urls = [f"https://paper{number}.example/feed" for number in range(10)]
    follow(app, *urls)
    web.pages |= {url: make.rss(make.item(number)) for number, url in enumerate(urls)}
    assert len(list(refresh_due(app, lambda: len(web.asked) >= 3))) == 3
    assert len(refresh(app)) == 7
    assert len(headlines(app)) == 10


def test_an_error_while_saving_saves_nothing_of_that_source_and_loses_nothing(
    app: App, web: FakeWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(app, FEED)
    web.pages[FEED] = make.rss(make.item(1))
    with monkeypatch.context() as broken:
        broken.setattr("mynews.storage.search.Search.index", lambda *_: (_ for _ in ()).throw(OSError("torn out")))
        with pytest.raises(OSError, match="torn out"):
            refresh(app)
    assert headlines(app) == []
    assert len(refresh(app)) == 1
    assert headlines(app) == ["Council meets, day 1"]


def test_the_request_of_a_page_asks_robots(app: App, web: FakeWeb) -> None:
    follow(app, FEED)
    web.pages[FEED] = make.rss(make.item(1))
    refresh(app)
    assert web.asked == [Request(FEED)]


def test_an_article_of_another_readers_private_source_is_not_found(app: App) -> None:
    with app.db.write() as tx:
        owner, other = tx.readers.add("ana", NOW), tx.readers.add("ben", NOW)
        tx.hosts.add(["paper.example"])
        (source,) = tx.sources.add([make.source(private_to=owner.id)], {FEED: "paper.example"}, NOW)
        (article_id,) = tx.articles.save(source.id, [make.ready()])
    assert article_page(app, owner, article_id).article.id == article_id
    with pytest.raises(NotFound):
        article_page(app, other, article_id)


def test_a_source_that_cannot_be_saved_takes_none_along(
    app: App, web: FakeWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = FEED, "https://bad.example/feed.xml"
    follow(app, good, bad)
    web.pages = {good: make.rss(make.item(1)), bad: make.rss(make.item(2))}
    save = Sources.save

    def refuse(table: Sources, known: Sequence[Source]) -> None:
        if any(source.url == bad for source in known):
            raise StorageError("The database refused.")
        save(table, known)

    monkeypatch.setattr(Sources, "save", refuse)
    with pytest.raises(StorageError):
        refresh(app)
    assert headlines(app) == ["Council meets, day 1"]


def private(app: App, url: str, *readers: str, login: Credentials) -> None:
    for name in readers:
        with app.db.write() as tx:
            reader = tx.readers.add(name, NOW)
        subscribe(app, reader, url, Wish(credentials=login))


def test_two_readers_with_the_same_login_each_get_their_articles(app: App, web: FakeWeb) -> None:
    web.pages[FEED] = make.rss(make.item(1))
    private(app, FEED, "ana", "ben", login=Credentials(user="house", password="same"))  # of nobody
    web.pages[FEED] = make.rss(make.item(1), make.item(2))
    assert [done.new for done in refresh_due(later(app))] == [1, 1]


def test_a_login_that_cannot_be_opened_is_its_sources_illness_and_stops_no_other(app: App, web: FakeWeb) -> None:
    web.pages |= {FEED: make.rss(make.item(1)), "https://other.example/feed": make.rss(make.item(2))}
    private(app, FEED, "ana", login=Credentials(cookie="a=1"))
    follow(app, "https://other.example/feed")
    other_key = replace(later(app), key=Fernet.generate_key())
    outcomes = {done.source.url: done.illness for done in refresh_due(other_key)}
    assert outcomes["https://other.example/feed"] == ""
    assert "the key changed" in outcomes[FEED]
    assert refresh(other_key) == []


def test_what_the_database_refuses_is_its_sources_illness_and_is_not_due_at_once(
    app: App, web: FakeWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = "https://bad.example/feed"
    follow(app, bad, FEED)
    web.pages = {bad: make.rss(make.item(2)), FEED: make.rss(make.item(1))}
    save = Articles.save_all

    def refuse(table: Articles, new: Sequence[tuple[int, ReadyArticle]]) -> tuple[int, ...]:
        if any(ready.parsed.headline == "Council meets, day 2" for _, ready in new):
            raise NotStorable("The database refused.")
        return save(table, new)

    monkeypatch.setattr(Articles, "save_all", refuse)
    assert sorted(bool(done.illness) for done in refresh(app)) == [False, True]
    assert headlines(app) == ["Council meets, day 1"]
    assert "could not be saved" in state(app, bad).illness
    assert refresh(app) == []


def test_a_host_that_takes_long_does_not_hold_up_the_others(app: App, web: FakeWeb) -> None:
    follow(app, *(f"https://slow.example/{number}" for number in range(20)))
    passed = timedelta()

    class Slow(FakeWeb):
        def fetch_many(self, requests):  # type: ignore[no-untyped-def, override]
            nonlocal passed
            for each in super().fetch_many(requests):
                passed += timedelta(seconds=30)
                yield each

    slow = replace(app, web=Slow(), clock=lambda: NOW + passed)
    assert [len(refresh(slow)) for _ in range(7)] == [3, 3, 3, 3, 3, 3, 2]


def test_a_login_does_not_move_with_its_source_to_another_host(app: App, web: FakeWeb) -> None:
    login = Credentials(cookie="a=1")
    web.pages[FEED] = make.rss(make.item(1))
    private(app, FEED, "ana", login=login)
    stranger = "https://stranger.example/feed"
    web.pages[FEED] = Document(stranger, make.rss(make.item(2)).encode(), moved_to=stranger)
    refresh(later(app))
    web.pages[stranger] = make.rss(make.item(2))
    refresh(later(app, 48))
    assert {request.url for request in web.asked if request.credentials} == {FEED}


def test_a_host_that_asks_us_to_stay_away_for_a_month_is_asked_again_within_days(app: App, web: FakeWeb) -> None:
    follow(app, FEED)
    web.pages[FEED] = FetchError(FEED, "Too often (429).", status=429, retry_after=30 * 86400)
    refresh(app)
    follow(app, "https://paper.example/other.xml")
    web.pages["https://paper.example/other.xml"] = make.rss(make.item(1))
    assert [done.new for done in refresh(later(app, 25))] == [1]
