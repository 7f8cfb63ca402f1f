"""What hostile and broken sources do to the whole pipeline: a clear sentence on their source, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from mynews.model.errors import StorageError
from mynews.services.app import App
from mynews.services.gathering.refresh import refresh_due
from mynews.services.stories.lists import article_page, latest
from mynews.services.stories.search import search
from tests import make
from tests.fakes import FakeWeb
from tests.make import NOW
from tests.services.gathering.test_refresh import FEED, follow, headlines, later, refresh, state

GOOD = "https://good.example/feed"

NOT_FEEDS: dict[str, str | bytes] = {
    "nothing at all": "",
    "white space": " \n\t ",
    "zeros": b"\0" * 4000,
    "a login page": "<html><head><title>Sign in</title></head><body><form><input type=password></form></body></html>",
    "an error page": "<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>",
    "a page about something else": "<html><body><article><h1>Buy this name</h1>"
    + "<p>This name is for sale, and you can have it for much less than you think. Ask us today.</p>" * 20
    + "</article></body></html>",
    "a sentence": "The service is unavailable.",
    "JSON that is no feed": '{"error": "rate limited"}',
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
    "an entity bomb": '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><rss><channel><title>&j;</title></channel></rss>",
}


@pytest.mark.parametrize("what", NOT_FEEDS)
def test_what_is_no_feed_is_said_in_a_sentence_and_stops_nothing(app: App, web: FakeWeb, what: str) -> None:
    follow(app, FEED, GOOD)
    web.pages |= {FEED: NOT_FEEDS[what], GOOD: make.rss(make.item(1))}
    refresh(app)
    assert headlines(app) == ["Council meets, day 1"]
    illness = state(app).illness
    if what != "an entity bomb":  # read without its entities, or refused: either way bounded
        assert illness[0].isupper() and illness.endswith("."), illness
        assert "Traceback" not in illness and "fault" not in illness
        assert state(app).failures == 1


def test_a_feed_that_breaks_off_gives_what_came_and_says_so(app: App, web: FakeWeb) -> None:
    follow(app, FEED)
    web.pages[FEED] = make.rss(make.item(1), make.item(2))[:-60]
    refresh(app)
    assert headlines(app)[0] == "Council meets, day 1"
    assert "not well formed" in state(app).illness


def test_a_feed_of_fifty_thousand_entries_is_taken_in_whole(app: App, web: FakeWeb) -> None:
    follow(app, FEED)
    web.pages[FEED] = make.rss(*(make.item(number, text="Short news.") for number in range(50_000)))
    (done,) = refresh(app)
    assert (done.new, done.illness) == (50_000, "")
    (done,) = refresh(later(app))
    assert (done.new, done.changed) == (0, 0)


def test_hostile_words_come_out_harmless_and_can_be_found(app: App, web: FakeWeb) -> None:
    follow(app, FEED)
    item = {
        "id": "1\0\ud800",
        "title": "<script>alert(1)</script>Comet \ud83d seen\0 <img src=x onerror=alert(1)>",
        "url": "javascript:alert(1)",
        "content_html": "<p onclick='x()'>Bright \udfff <script>alert(1)</script><iframe src='https://e.example'></iframe>",
        "date_published": "9999-99-99",
        "authors": [{"name": "<b>Ana</b>\0"}],
        "tags": ["a\0b", 7],
    }
    web.pages[FEED] = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T\0", "items": [item]})
    (done,) = refresh(app)
    assert (done.new, done.illness) == (1, "")
    (hit,) = search(app, app.reader(), "comet bright")
    article = article_page(app, app.reader(), hit.card.id).article
    assert (article.headline, article.byline, article.url) == ("Comet seen", "Ana", None)
    assert "script" not in article.body and "onclick" not in article.body and "iframe" not in article.body
    assert article.sort_at == NOW


def test_dates_that_cannot_be_are_taken_for_the_time_of_arrival(app: App, web: FakeWeb) -> None:
    follow(app, FEED)
    dates = ("Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", "yesterday, perhaps")
    item = "<item><guid>{0}</guid><title>No. {0}</title><pubDate>{1}</pubDate></item>"
    web.pages[FEED] = make.rss(*(item.format(number, date) for number, date in enumerate(dates)))
    refresh(app)
    assert {card.sort_at for card in latest(app, app.reader()).cards} == {NOW}


def test_ids_that_change_with_every_fetch_double_nothing(app: App, web: FakeWeb) -> None:
    follow(app, FEED)
    for day in range(3):
        items = [make.item(n).replace(f"id-{n}<", f"id-{n}-{day}<") for n in range(20)]
        web.pages[FEED] = make.rss(*items)
        list(refresh_due(later(app, 24 * day)))
    assert len(headlines(app)) == 20


def test_one_id_for_every_entry_loses_none(app: App, web: FakeWeb) -> None:
    follow(app, FEED)
    web.pages[FEED] = make.rss(*(make.item(n).replace(f"id-{n}<", "id<") for n in range(20)))
    refresh(app)
    assert len(headlines(app)) == 20


def test_a_full_disk_is_said_and_what_could_not_be_saved_comes_later(app: App, web: FakeWeb) -> None:
    if app.db.dialect != "sqlite":
        pytest.skip("the server's disk is not ours to fill")
    follow(app, FEED, GOOD)
    web.pages |= {GOOD: make.rss(make.item(1)), FEED: make.rss(*(make.item(n) for n in range(2, 500)))}
    set_room(app, pages=lambda used: used + 20)
    with pytest.raises(StorageError, match="disk is full"):
        refresh(app)
    saved = len(headlines(app))
    assert saved in (0, 1)
    set_room(app, pages=lambda used: 1_000_000)
    list(refresh_due(later(app)))
    with app.db.read() as tx:
        assert tx.articles.count() == 499


def set_room(app: App, pages: Callable[[int], int]) -> None:
    """Let SQLite's file grow no further than this, on every connection: its error is the one of a full disk."""
    engine = app.db._engine
    engine.dispose()
    with engine.connect() as connection:
        used = connection.execute(text("PRAGMA page_count")).scalar_one()
    engine.dispose()

    @event.listens_for(engine, "connect")
    def _limit(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.execute(f"PRAGMA max_page_count = {pages(used)}")


def test_a_clock_that_went_back_loses_nothing(app: App, web: FakeWeb) -> None:
    follow(app, FEED)
    web.pages[FEED] = make.rss(make.item(1))
    refresh(later(app, 1000))
    web.pages[FEED] = make.rss(make.item(1), make.item(2))
    assert refresh(app) == []
    assert [done.new for done in list(refresh_due(later(app, 1000 + 24)))] == [1]
    assert timedelta(0) < state(app).next_fetch_at - NOW
