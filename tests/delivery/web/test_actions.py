from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from mynews.model.errors import FetchError
from mynews.services.app import App
from mynews.services.gathering.sample import load_sample
from mynews.services.stories.lists import subscriptions
from tests import make
from tests.delivery.web.visitor import FEED, Visitor, follow
from tests.fakes import FakeWeb

OPML = """<opml version="2.0"><body><outline text="Nature">
<outline type="rss" text="A" xmlUrl="https://a.example/feed"/><outline type="rss" text="B" xmlUrl="{}"/>
</outline></body></opml>"""


def followed(app: App) -> list[tuple[str, str]]:
    return [(each.name, each.folder) for each in subscriptions(app, app.reader())]


def test_an_address_is_followed_and_its_articles_are_there(app: App, visitor: Visitor, web: FakeWeb) -> None:
    web.pages[FEED] = make.rss(make.item(1))
    answer = visitor.send("/add", "/add", {"address": " paper.example/feed.xml ", "folder": " Nature "})
    assert (answer.status_code, answer.headers["location"]) == (303, "/source/1?done=followed")
    assert followed(app) == [("The Paper", "Nature")]
    page = visitor.text("/source/1?done=followed")
    assert "You follow this source now." in page
    assert "Council meets, day 1" in page
    again = visitor.send("/add", "/add", {"address": FEED})
    assert again.headers["location"] == "/source/1?done=already"


def test_what_cannot_be_followed_keeps_what_was_typed_but_no_secret(app: App, visitor: Visitor, web: FakeWeb) -> None:
    web.pages["https://away.example/"] = FetchError("https://away.example/", "The server is away (503). Try later.")
    fields = {
        "address": "away.example",
        "folder": "A <b> folder",
        "user": "ana",
        "password": "hunter2",
        "cookie": "k=v",
    }
    answer = visitor.send("/add", "/add", fields)
    assert answer.status_code == 422
    assert "The server is away (503). Try later." in answer.text
    assert 'value="away.example"' in answer.text
    assert 'value="A &lt;b&gt; folder"' in answer.text
    assert 'value="ana"' in answer.text
    assert '<details class="drawer" open>' in answer.text
    assert "hunter2" not in answer.text
    assert "k=v" not in answer.text
    assert followed(app) == []


@pytest.mark.parametrize("address", ["", "no address", "ftp://paper.example/", "http://[", "javascript:alert(1)"])
def test_what_is_no_address_is_told_so(visitor: Visitor, web: FakeWeb, address: str) -> None:
    answer = visitor.send("/add", "/add", {"address": address})
    assert (answer.status_code, 'role="alert"' in answer.text, web.asked) == (422, True, [])


def test_a_login_makes_the_source_the_readers_own(app: App, visitor: Visitor, web: FakeWeb) -> None:
    web.pages[FEED] = make.rss(make.item(1))
    visitor.send("/add", "/add", {"address": FEED, "user": "ana", "password": " spaces count "})
    assert web.asked[-1].credentials is not None
    assert web.asked[-1].credentials.password == " spaces count "
    (only,) = subscriptions(app, app.reader())
    assert only.source.private_to == app.reader().id
    assert "by you alone" in visitor.text(f"/source/{only.source.id}")


def test_a_list_is_imported_with_its_folders(app: App, visitor: Visitor) -> None:
    file = {"list": ("feeds.opml", OPML.format("https://b.example/feed").encode(), "text/xml")}
    answer = visitor.send("/add", "/import", files=file)
    there = answer.headers["location"]
    assert (answer.status_code, there.startswith("/sources?done=imported&n=2&at=")) == (303, True)
    assert followed(app) == [("A", "Nature"), ("B", "Nature")]
    assert "The list was read: 2 new." in visitor.text(there)
    assert b"https://a.example/feed" in visitor.get("/export.opml").content


def test_a_list_is_taken_back_and_what_was_followed_before_stays(app: App) -> None:
    follow(app, make.article(), url="https://b.example/feed", title="Before")
    then = app.now() + timedelta(hours=1)
    later = Visitor(replace(app, clock=lambda: then))
    file = {"list": ("feeds.opml", OPML.format("https://b.example/feed").encode(), "text/xml")}
    answer = later.send("/add", "/import", files=file)
    assert followed(app) == [("Before", ""), ("A", "Nature")]
    undo = parse_qs(urlsplit(answer.headers["location"]).query)["at"][0]
    assert f'value="{undo}"' in later.text(answer.headers["location"])
    taken = later.send(answer.headers["location"], "/import/take-back", {"at": undo})
    assert taken.headers["location"] == "/sources?done=undone"
    assert followed(app) == [("Before", "")]
    again = later.send("/add", "/import", files={"list": ("f.opml", OPML.format("https://b.example/feed").encode())})
    assert "n=1" in again.headers["location"], "what was taken back can be read in again"


@pytest.mark.parametrize("at", ["", "yesterday", "9999-01-01T00:00:00+00:00"])
def test_a_list_that_nobody_knows_is_not_taken_back(app: App, visitor: Visitor, at: str) -> None:
    follow(app, make.article(), title="Mine")
    page = "/sources?done=imported&n=1&at=x"
    assert visitor.send(page, "/import/take-back", {"at": at}).status_code == 422
    assert followed(app) == [("Mine", "")]


def test_what_a_list_gets_wrong_is_told_line_by_line(app: App, visitor: Visitor) -> None:
    answer = visitor.send("/add", "/import", files={"list": ("f.opml", OPML.format("gopher://b").encode(), "text/xml")})
    assert answer.status_code == 200
    assert "gopher://b" in answer.text
    assert followed(app) == [("A", "Nature")]


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"<html>no list</html>"])
def test_a_file_that_is_no_list_gets_a_sentence(visitor: Visitor, content: bytes) -> None:
    answer = visitor.send("/add", "/import", files={"list": ("f.opml", content, "text/xml")})
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)


def test_a_form_of_eleven_megabytes_is_refused_before_it_is_read(app: App, visitor: Visitor) -> None:
    answer = visitor.send("/add", "/import", files={"list": ("f.opml", b" " * 11_000_000, "text/xml")})
    assert answer.status_code == 413
    assert "10 MB" in answer.text
    endless = (b"x" * 1_000_000 for _ in range(12))
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert visitor.client.post("/add", content=endless, headers=headers).status_code == 413


def test_a_source_is_renamed_fetched_left_and_followed_again(app: App, visitor: Visitor) -> None:
    number = follow(app, make.article())
    page = f"/source/{number}"
    fields = {"title": "Mine\x00\r\n", "folder": "Nature"}
    assert visitor.send(page, f"/sources/{number}/change", fields).headers["location"] == f"{page}?done=changed"
    assert followed(app) == [("Mine", "Nature")]
    assert visitor.send("/sources", f"/sources/{number}/refresh").headers["location"] == f"{page}?done=refreshing"
    (only,) = subscriptions(app, app.reader())
    assert only.source.state.next_fetch_at == app.now()
    left = visitor.send("/sources", f"/sources/{number}/unfollow").headers["location"]
    assert followed(app) == []
    undo = {name: re.search(f'name="{name}" value="([^"]*)"', visitor.text(left))[1] for name in ("folder", "title")}
    assert visitor.send(left, f"/sources/{number}/follow", undo).headers["location"] == f"{page}?done=followed"
    assert followed(app) == [("Mine", "Nature")], "as if nothing had been"


def test_a_source_with_a_login_is_not_followed_without_it_by_taking_back(app: App, visitor: Visitor) -> None:
    number = follow(app, make.article(), private_to=app.reader().id)
    left = visitor.send("/sources", f"/sources/{number}/unfollow").headers["location"]
    assert left == "/sources?done=unfollowed"
    assert f'action="/sources/{number}/follow"' not in visitor.text(left)


def test_all_sources_are_fetched_soon(app: App, visitor: Visitor) -> None:
    follow(app, make.article())
    assert visitor.send("/sources", "/refresh").headers["location"] == "/sources?done=refreshing-all"


def test_nobody_follows_or_changes_what_another_readers_login_opens(app: App, visitor: Visitor) -> None:
    follow(app, make.article())
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    number = follow(app, make.article(), reader=other, private_to=other.id, url="https://paid.example/feed")
    token = visitor.send("/sources", "/refresh").request.content.decode().partition("token=")[2]
    for action in ("follow", "unfollow", "change", "refresh"):
        answer = visitor.client.post(f"/sources/{number}/{action}", data={"token": token}, follow_redirects=False)
        assert answer.status_code == 404, action
    assert len(followed(app)) == 1


def test_the_sample_edition_can_be_taken_out(app: App, visitor: Visitor) -> None:
    load_sample(app, app.reader())
    assert "The sample edition is among these" in visitor.text("/")
    assert visitor.send("/", "/sample/remove").headers["location"] == "/?done=sample-removed"
    assert followed(app) == []
    assert "The sample edition is among these" not in visitor.text("/")
