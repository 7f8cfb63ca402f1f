from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import fastfeedparser
import feedparser
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from mynews.delivery.feeds.face import feeds_face
from mynews.delivery.feeds.formats import FORMATS
from mynews.model.interest import Subject
from mynews.model.published import FeedContent, PublishedEntry
from mynews.model.source import Reader
from mynews.plugins.registry import load_plugins
from mynews.services.app import App
from mynews.services.personal.editions import edition_page
from mynews.services.personal.interests import state
from mynews.services.programs.published import publish, published, secret_of, take_back
from tests import make
from tests.delivery.web.visitor import Visitor, follow, tell

HARD = "Ampersand & 1 < 2 \x0b “quotes” ]]> 中文 العربية \U0001f5de"


@pytest.fixture
def client(app: App) -> Iterator[TestClient]:
    with TestClient(feeds_face(app), base_url="http://127.0.0.1:8080") as client:
        yield client


def reader_with_news(app: App) -> Reader:
    follow(
        app,
        make.article(identity="a", headline=HARD, key_points=("One & two",)),
        make.article(identity="b", headline="Ferry late", url="https://paper.example/ferry"),
        folder="Town",
    )
    with app.db.read() as tx:
        cards = tx.articles.latest(app.reader().id, 9)
    for card in cards:
        tell(app, [card.id])
    return app.reader()


def path_of(app: App, kind: str, key: str = "", name: str = "atom") -> str:
    feed = publish(app, app.reader(), kind, key)  # type: ignore[arg-type]
    return f"/{feed.id}-{secret_of(app, feed)}.{name}"


def read(app: App, client: TestClient, kind: str, key: str = "", name: str = "atom") -> Response:
    answer = client.get(path_of(app, kind, key, name))
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize("name", ["atom", "rss"])
def test_an_edition_is_a_feed_in_its_order_with_its_reasons(app: App, client: TestClient, name: str) -> None:
    reader = reader_with_news(app)
    state(app, reader, "follow", Subject("word", "ferry"))
    shown = edition_page(app, reader).shown
    found = feedparser.parse(read(app, client, "edition", name=name).content)
    assert not found.bozo
    assert [entry.id for entry in found.entries] == [f"urn:mynews:story:{each.story.id}" for each in shown]
    dates = [entry.published_parsed for entry in found.entries]
    assert len(dates) == 2 and dates == sorted(dates, reverse=True)  # who sorts by date keeps the order
    assert shown[0].told[0].words in found.entries[0].content[0].value


@pytest.mark.parametrize("name", ["atom", "rss"])
def test_other_parsers_read_the_same(app: App, client: TestClient, name: str) -> None:
    reader_with_news(app)
    content = read(app, client, "folder", "Town", name).content
    ours, theirs = feedparser.parse(content), fastfeedparser.parse(content.decode())
    assert {entry.id for entry in ours.entries} == {entry.id for entry in theirs.entries}
    assert {entry.link for entry in ours.entries} == {entry.link for entry in theirs.entries}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_what_we_publish_we_can_read_ourselves(app: App, client: TestClient, name: str) -> None:
    reader_with_news(app)
    answer = read(app, client, "folder", "Town", name)
    feed = load_plugins().parse(make.document(answer.content, answer.headers["content-type"]))
    assert {each.headline for each in feed.articles} == {HARD.replace(" \x0b", ""), "Ferry late"}
    assert all("smoke on Monday" in each.body for each in feed.articles)


@pytest.mark.parametrize(
    ("kind", "key"), [("following", ""), ("saved", ""), ("search", "ferry"), ("topic", "20000002")]
)
def test_every_list_can_be_published(app: App, client: TestClient, kind: str, key: str) -> None:
    reader_with_news(app)
    answer = read(app, client, kind, key, "json")
    items = json.loads(answer.content)["items"]
    assert [item["title"] for item in items] == (["Ferry late"] if kind == "search" else [])


def test_an_address_cannot_be_guessed_and_is_gone_when_taken_back(app: App, client: TestClient) -> None:
    reader = reader_with_news(app)
    path = path_of(app, "edition")
    (feed,) = published(app, reader)
    secret = secret_of(app, feed)
    for wrong in (path.replace(secret, "0" * 32), f"/{feed.id + 1}-{secret}.atom", "/x.atom", path + "x"):
        assert client.get(wrong).status_code == 404
    assert path_of(app, "edition") == path  # the same feed has one address
    take_back(app, reader, feed.id)
    assert client.get(path).status_code == 404
    assert path_of(app, "edition") != path


def test_one_reader_cannot_take_back_the_feed_of_another(app: App, client: TestClient) -> None:
    reader_with_news(app)
    path = path_of(app, "edition")
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    (feed,) = published(app, app.reader())
    assert published(app, other) == ()
    with pytest.raises(Exception, match="no such feed"):
        take_back(app, other, feed.id)
    assert client.get(path).status_code == 200


def test_what_did_not_change_is_not_sent_again(app: App, client: TestClient) -> None:
    reader_with_news(app)
    path = path_of(app, "folder", "Town")
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"if-none-match": f'W/{tag}, "other"'})
    assert (again.status_code, again.content) == (304, b"")


def test_feeds_are_made_and_taken_back_on_a_page(app: App) -> None:
    reader_with_news(app)
    visitor = Visitor(app)
    made = visitor.send("/settings/feeds", "/settings/feeds", {"kind": "edition"})
    assert made.status_code == 303
    page = visitor.text("/settings/feeds")
    address = re.search(r'value="(http://[^"]+\.atom)"', page)
    assert address is not None
    with TestClient(feeds_face(app)) as client:
        assert client.get(urlsplit(address[1]).path.removeprefix("/feeds")).status_code == 200
    (feed,) = published(app, app.reader())
    assert visitor.send("/settings/feeds", f"/settings/feeds/{feed.id}/take-back").status_code == 303
    assert published(app, app.reader()) == ()


@pytest.mark.parametrize(("kind", "key", "status"), [("folder", "None", 404), ("search", " ", 403), ("x", "", 404)])
def test_what_cannot_be_published_is_refused_in_words(app: App, kind: str, key: str, status: int) -> None:
    reader_with_news(app)
    refused = Visitor(app).send("/settings/feeds", "/settings/feeds", {"kind": kind, "key": key})
    assert refused.status_code == status


def test_an_entry_without_anything_is_still_a_feed() -> None:
    nothing = PublishedEntry("urn:x", "", "", make.NOW, make.NOW, "", "")
    content = FeedContent("urn:f", "", "", "http://127.0.0.1/", make.NOW, (nothing,))
    for name, each in FORMATS.items():
        written = each.written(content, "http://127.0.0.1/feed")
        assert len(json.loads(written)["items"]) == 1 if name == "json" else len(feedparser.parse(written).entries) == 1
