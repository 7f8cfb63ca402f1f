from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mynews.model.document import Credentials
from mynews.model.errors import FetchError, StorageError
from mynews.services.app import App
from mynews.services.gathering.fulltext import complete_due
from mynews.services.gathering.refresh import refresh_due
from mynews.services.gathering.subscribe import Wish, subscribe
from mynews.services.stories.lists import article_page, latest
from mynews.services.stories.search import search
from mynews.storage.articles import Articles
from tests import make
from tests.fakes import FakeWeb
from tests.make import NOW
from tests.services.gathering.test_refresh import FEED, follow

PAGE = "https://paper.example/1"
SENTENCES = "".join(
    f"<p>Sentence number {number} of the long report about the lighthouse keeper and her many cats.</p>"
    for number in range(12)
)
WHOLE = f"<html><head><title>Keeper</title></head><body><article><h1>Keeper</h1>{SENTENCES}</article></body></html>"


def with_stub(app: App, web: FakeWeb) -> int:
    follow(app, FEED)
    web.pages[FEED] = make.rss(make.item(1, headline="The keeper", text="She has kept the light for forty years [...]"))
    list(refresh_due(app))
    return latest(app, app.reader()).cards[0].id


def test_a_stub_is_completed_from_its_page_and_found_by_its_words(app: App, web: FakeWeb) -> None:
    article_id = with_stub(app, web)
    web.pages[PAGE] = WHOLE
    assert [done.problem for done in complete_due(app)] == [""]
    article = article_page(app, app.reader(), article_id).article
    assert article.headline == "The keeper"
    assert "Sentence number 11" in article.body
    assert article.complete
    assert [hit.card.id for hit in search(app, app.reader(), "lighthouse")] == [article_id]
    assert [request.page for request in web.asked if request.url == PAGE] == [True]
    assert list(complete_due(app)) == []


def test_a_completed_article_is_found_by_its_new_headline(app: App, web: FakeWeb) -> None:
    article_id = with_stub(app, web)
    web.pages[PAGE] = WHOLE
    list(complete_due(app))
    web.pages[FEED] = make.rss(make.item(1, headline="The beacon", text="She has kept the light for years [...]"))
    list(refresh_due(replace(app, clock=lambda: NOW + timedelta(days=1))))
    for words in ("beacon", "beacon lighthouse"):
        assert [hit.card.id for hit in search(app, app.reader(), words)] == [article_id]
    assert search(app, app.reader(), "keeper beacon -report") == []


def test_a_page_that_cannot_be_had_leaves_the_stub_and_is_tried_some_times(app: App, web: FakeWeb) -> None:
    article_id = with_stub(app, web)
    web.pages[PAGE] = FetchError(PAGE, "The server is down (503).", status=503)
    for days in range(10):
        list(complete_due(replace(app, clock=lambda: NOW + timedelta(days=days))))  # noqa: B023  # used at once
    assert len([request for request in web.asked if request.url == PAGE]) == 4
    assert "forty years" in article_page(app, app.reader(), article_id).article.body


def test_a_page_that_is_refused_is_not_asked_again(app: App, web: FakeWeb) -> None:
    with_stub(app, web)
    web.pages[PAGE] = FetchError(PAGE, "This site asks readers like us not to read its pages.", permanent=True)
    assert [done.problem for done in complete_due(app)] == ["This site asks readers like us not to read its pages."]
    assert list(complete_due(replace(app, clock=lambda: NOW + timedelta(days=9)))) == []


def stubs(app: App, web: FakeWeb, *numbers: int) -> None:
    follow(app, FEED)
    web.pages[FEED] = make.rss(*(make.item(number, text="It begins so [...]") for number in numbers))
    list(refresh_due(app))


def test_a_page_that_two_articles_lead_to_is_fetched_once_for_both(app: App, web: FakeWeb) -> None:
    follow(app, FEED, "https://paper.example/other.xml")
    stub = make.rss(make.item(1, text="It begins so [...]"))
    web.pages |= {FEED: stub, "https://paper.example/other.xml": stub, PAGE: WHOLE}
    list(refresh_due(app))
    assert [done.problem for done in complete_due(app)] == ["", ""]
    assert len([request for request in web.asked if request.url == PAGE]) == 1


def test_pages_that_nobody_got_to_are_given_back(app: App, web: FakeWeb) -> None:
    stubs(app, web, 1, 2, 3)
    assert len(list(complete_due(app, lambda: True))) == 1
    assert len(list(complete_due(app))) == 2


def test_a_page_that_cannot_be_saved_stops_no_other_and_is_put_off(
    app: App, web: FakeWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    stubs(app, web, 1, 2)
    web.pages |= {PAGE: WHOLE, "https://paper.example/2": WHOLE}
    complete = Articles.complete

    def refuse(table: Articles, due, page, now) -> bool:  # type: ignore[no-untyped-def]
        if due.url == PAGE:
            raise StorageError("The database refused.")
        return complete(table, due, page, now)

    monkeypatch.setattr(Articles, "complete", refuse)
    assert sorted(done.problem for done in complete_due(app)) == ["", "The database refused."]
    assert list(complete_due(app)) == []


def test_a_login_goes_to_no_page_on_another_host(app: App, web: FakeWeb) -> None:
    stranger = "https://stranger.example/1"
    stub = make.item(1, text="It begins so [...]")
    web.pages[FEED] = make.rss(stub, make.item(2, text="So [...]").replace("https://paper.example/2", stranger))
    subscribe(app, app.reader(), FEED, Wish(credentials=Credentials(cookie="a=1")))
    list(complete_due(app))
    assert {request.url for request in web.asked if request.page} == {PAGE, stranger}
    assert {request.url for request in web.asked if request.credentials} == {FEED, PAGE}
