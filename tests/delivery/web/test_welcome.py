"""The first run as a person without a script goes through it."""

from __future__ import annotations

import json
import re
import time

import httpx2
import pytest

from mynews.intake.starter import load_starter
from mynews.model.meaning import Topic
from mynews.services.app import App
from mynews.services.gathering.refresh import refresh_due
from mynews.services.gathering.sample import load_sample
from mynews.services.personal.interests import interests
from mynews.services.stories.lists import subscriptions
from tests import make
from tests.delivery.web.browsing import serving
from tests.delivery.web.visitor import FEED, Visitor, follow, tell
from tests.fakes import FakeWeb

_TOKEN = re.compile(r'name="token" value="(\w+)"')
_ELECTION = "20000574"


def send(visitor: Visitor, page: str, action: str, fields: dict[str, object], **options: object) -> str:
    answer = visitor.send(page, action, fields, **options)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_who_follows_nothing_is_welcomed(app: App, visitor: Visitor) -> None:
    answer = visitor.get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/welcome")
    assert "Good day. What do you like to read?" in visitor.text("/welcome")
    follow(app, make.article())
    assert visitor.get("/", follow_redirects=False).status_code == 200


def test_the_reader_is_named(app: App, visitor: Visitor) -> None:
    assert send(visitor, "/welcome", "/welcome/name", {"name": "  Ana   Reyes "}).startswith("/welcome/topics?done=")
    assert app.reader().name == "Ana Reyes"
    assert 'value="Ana Reyes"' in visitor.text("/welcome")
    refused = visitor.send("/welcome", "/welcome/name", {"name": "a" * 61})
    assert (refused.status_code, "of 60 characters at most" in refused.text) == (422, True)


def test_topics_are_found_by_name_and_definition_and_those_chosen_stay(app: App, visitor: Visitor) -> None:
    page = visitor.text(f"/welcome/topics?q=volcan&topic={_ELECTION}&topic=nothing")
    assert f'value="{_ELECTION}" checked' in page
    assert page.count(" checked") == 1
    assert "Volcanic eruption" in page
    assert "token=" not in page
    assert "No topic has this word." in visitor.text("/welcome/topics?q=qwertz")


def test_topics_show_headlines_that_are_here(app: App, visitor: Visitor) -> None:
    follow(app, make.article(headline="Votes are counted"))
    tell(app, [1], language="en", topics=(Topic(_ELECTION, 0.9),))
    assert re.search(r'class="example"[^>]*>Votes are counted<', visitor.text("/welcome/topics?q=election"))
    assert "Votes are counted" not in visitor.text("/welcome/topics?q=volcano")


def test_chosen_topics_become_follows(app: App, visitor: Visitor) -> None:
    assert 'formaction="/welcome/topics"' in visitor.text("/welcome/topics")
    to = send(visitor, "/welcome/topics", "/welcome/topics", {"topic": [_ELECTION, _ELECTION, "nothing"], "q": "x"})
    assert to == "/welcome/sources?done=topics-followed&n=1"
    assert [(each.stance, each.subject.key) for each in interests(app, app.reader())] == [("follow", _ELECTION)]
    assert f'value="{_ELECTION}"' not in visitor.text("/welcome/topics?q=election")


def test_starters_are_narrowed_and_those_chosen_stay(visitor: Visitor) -> None:
    orf = next(each for each in load_starter().sources if each.title == "ORF")
    page = visitor.text(f"/welcome/sources?country=fi&subject=news&source={orf.key}")
    assert f'value="{orf.key}" checked' in page
    assert "Helsingin Sanomat" in page
    assert "The Guardian" not in page
    assert '<option value="fi" selected>' in page
    assert "There is none of this kind" in visitor.text("/welcome/sources?country=fi&language=ja")
    assert visitor.get("/welcome/sources?country=<script>&subject=x").status_code == 200


def test_chosen_starters_are_followed_in_folders_of_their_subject(app: App, visitor: Visitor) -> None:
    chosen = [each for each in load_starter().sources if each.title in ("ORF", "Le Monde Sciences")]
    to = send(visitor, "/welcome/sources", "/welcome/sources", {"source": [*(each.key for each in chosen), "nothing"]})
    assert to == "/welcome/progress"
    assert [(each.source.url, each.folder) for each in subscriptions(app, app.reader())] == [
        (chosen[0].url, "News"),
        (chosen[1].url, "Science"),
    ]


def test_any_address_and_a_list_can_be_given_and_what_is_wrong_is_told(
    app: App, web: FakeWeb, visitor: Visitor
) -> None:
    web.pages[FEED] = make.rss(make.item(1))
    refused = visitor.send("/welcome/sources", "/welcome/address", {"address": "nowhere.example"})
    assert refused.status_code == 422
    assert 'value="nowhere.example"' in refused.text
    assert visitor.send("/welcome/sources", "/welcome/import", {}).status_code == 422
    assert send(visitor, "/welcome/sources", "/welcome/address", {"address": FEED}) == "/welcome/progress"
    opml = '<opml><body><outline text="X" xmlUrl="https://x.example/feed"/></body></opml>'
    to = send(visitor, "/welcome/sources", "/welcome/import", {}, files={"list": ("list.opml", opml)})
    assert to.startswith("/welcome/progress?done=imported&n=1&at=")
    assert len(subscriptions(app, app.reader())) == 2


def test_progress_tells_what_came_and_which_sources_are_ill(app: App, web: FakeWeb, visitor: Visitor) -> None:
    good, bad = [each for each in load_starter().sources if each.country == "at"][:2]
    web.pages[good.url] = make.rss(*(make.item(number) for number in range(3)))
    visitor.send("/welcome/sources", "/welcome/sources", {"source": [good.key, bad.key]})
    before = visitor.text("/welcome/progress")
    assert "0 of 2 sources fetched: 0 articles, 0 stories." in before
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in before
    list(refresh_due(app))
    after = visitor.text("/welcome/progress")
    assert "2 of 2 sources fetched: 3 articles, 0 stories." in after
    assert "1 source is ill" in after
    assert "There is no such page (404)." in after
    with app.db.read() as tx:
        ids = [card.id for card in tx.articles.latest(app.reader().id, 9)]
    for each in ids:
        tell(app, [each], language="en")
    done = visitor.text("/welcome/progress")
    assert 'data-done="yes"' in done
    assert "http-equiv" not in done
    assert 'href="/">Open my edition' in done
    assert "Council meets, day 1" in done


def test_the_stream_tells_counts_and_ends_by_itself(
    app: App, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mynews.delivery.web.welcome._PAUSE_SECONDS", 0.01)
    bad = load_starter().sources[0]
    visitor.send("/welcome/sources", "/welcome/sources", {"source": [bad.key]})
    answer = visitor.get("/welcome/events")
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    waiting = {"tried": 0, "ill": 0, "articles": 0, "stories": 0, "of": 1, "done": False}
    assert told(answer.text) == [waiting]
    list(refresh_due(app))
    assert told(visitor.text("/welcome/events")) == [waiting | {"tried": 1, "ill": 1, "done": True}]


def test_a_stream_that_is_open_does_not_hold_up_a_server_that_stops(app: App, visitor: Visitor) -> None:
    visitor.send("/welcome/sources", "/welcome/sources", {"source": [load_starter().sources[0].key]})
    with httpx2.Client() as client:
        with serving(app) as origin:
            stream = client.send(client.build_request("GET", f"{origin}/welcome/events"), stream=True)
            assert next(stream.iter_lines()).startswith("retry: ")
            begun = time.monotonic()
        assert time.monotonic() - begun < 30, "a stream ends by itself after three looks"
        stream.close()


def test_the_sample_edition_offers_the_first_steps_until_there_is_more(app: App, visitor: Visitor) -> None:
    assert send(visitor, "/welcome", "/welcome/sample", {}) == "/welcome/progress"
    assert '<a href="/welcome">Make it yours</a>' in visitor.text("/")
    follow(app, make.article())
    assert "Make it yours" not in visitor.text("/")


def test_a_second_reader_can_have_the_sample_edition_too(app: App) -> None:
    load_sample(app, app.reader())
    with app.db.write() as tx:
        ben = tx.readers.add("ben", make.NOW)
    assert load_sample(app, ben) == 0
    assert len(subscriptions(app, ben)) == 10


def told(stream: str) -> list[dict[str, object]]:
    assert stream.startswith("retry: ")
    return [json.loads(line.removeprefix("data: ")) for line in stream.splitlines() if line.startswith("data: ")]
