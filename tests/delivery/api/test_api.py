from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from mynews.delivery.api.events import editions
from mynews.delivery.api.face import api_face
from mynews.model.access import Scope
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.household.app_passwords import make_app_password, revoke
from mynews.services.personal.editions import edition_page
from mynews.services.personal.interests import interests
from tests import make
from tests.delivery.web.visitor import FEED, follow, tell
from tests.fakes import FakeWeb


class Program:
    """A program that holds an app password."""

    def __init__(self, app: App, scope: Scope = "api:write", reader: Reader | None = None) -> None:
        self.made = make_app_password(app, reader or app.reader(), "a program", scope)
        self.client = TestClient(api_face(app), headers={"authorization": f"Bearer {self.made.secret}"})

    def get(self, path: str, status: int = 200, **options: Any) -> Any:
        return told(self.client.get(path, **options), status)

    def post(self, path: str, body: Any = None, status: int = 201) -> Any:
        return told(self.client.post(path, json=body), status)

    def put(self, path: str, body: Any = None) -> None:
        assert self.client.put(path, json=body).status_code == 204

    def delete(self, path: str, status: int = 204) -> None:
        assert self.client.delete(path).status_code == status


def told(answer: Response, status: int) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.fixture
def story(app: App) -> int:
    """The number of a story of the only article."""
    follow(app, make.article(), folder="Town")
    with app.db.read() as tx:
        (card,) = tx.articles.latest(app.reader().id, 9)
    return tell(app, [card.id])


@pytest.fixture
def program(app: App) -> Iterator[Program]:
    program = Program(app)
    with program.client:
        yield program


def other_reader(app: App) -> Reader:
    with app.db.write() as tx:
        return tx.readers.add("other", app.now())


def test_the_edition_is_that_of_the_pages_with_its_reasons(app: App, program: Program, story: int) -> None:
    interest = program.post("/interests", {"stance": "follow", "kind": "word", "key": "Volcano"})
    edition = program.get("/editions/current")
    shown = edition_page(app, app.reader())
    assert edition["id"] == shown.edition.id
    (place,) = edition["places"]
    assert (place["story"]["id"], place["place"]) == (story, 0)
    assert "You follow Volcano" in [each["words"] for each in place["reasons"]]
    assert program.get(f"/editions/{edition['id']}") == edition
    program.delete(f"/interests/{interest['id']}")
    assert program.get("/editions/current")["id"] != edition["id"]


def test_a_new_edition_is_made_when_asked_for(program: Program, story: int) -> None:
    first = program.get("/editions/current")["id"]
    made = program.post("/editions")
    assert made["id"] > first == program.get(f"/editions/{first}")["id"]
    assert program.get("/editions/current")["id"] == made["id"]


def test_a_signal_counts_in_the_next_edition_and_once(program: Program, story: int) -> None:
    before = program.get("/editions/current")["id"]
    said = {"token": "t1", "kind": "hide", "story": story}
    assert program.post("/signals", said) == {"new": 1, "known": 0}
    assert program.post("/signals/batch", {"signals": [said, {**said, "token": "t2"}]}) == {"new": 1, "known": 1}
    after = program.get("/editions/current")
    assert after["id"] != before
    assert after["places"] == []


def test_an_article_has_its_marks(program: Program, story: int) -> None:
    (card,) = program.get("/articles?folder=Town")["articles"]
    number = card["id"]
    assert card["story"] == story
    article = program.get(f"/articles/{number}")
    assert (article["read_at"], article["saved_at"]) == (None, None)
    assert "smoke" in article["body"]
    program.put(f"/articles/{number}/read")
    program.post("/signals", {"token": "s", "kind": "save", "story": story, "article": number})
    article = program.get(f"/articles/{number}")
    assert article["read_at"] and article["saved_at"]
    program.delete(f"/articles/{number}/read")
    assert program.get(f"/articles/{number}")["read_at"] is None


def test_lists_go_on_where_a_page_ended(app: App, program: Program) -> None:
    follow(
        app, *(make.article(identity=str(n), url=f"https://paper.example/{n}", headline=f"No. {n}") for n in range(5))
    )
    seen, after = [], ""
    while True:
        page = program.get(f"/articles?limit=2{after and '&after=' + after}")
        seen += [each["headline"] for each in page["articles"]]
        after = page["next"]
        if after is None:
            break
    assert sorted(seen) == [f"No. {n}" for n in range(5)]
    program.get("/articles?after=nowhere", 404)


def test_sources_are_followed_renamed_and_let_go(program: Program, web: FakeWeb) -> None:
    web.pages[FEED] = make.document(make.rss(make.item(1)), "application/rss+xml", FEED)
    followed = program.post("/subscriptions", {"address": FEED, "folder": "Town"})
    number = followed["source"]
    assert followed["new"]
    program.put(f"/subscriptions/{number}", {"title": "Mine", "folder": "City"})
    (tie,) = program.get("/subscriptions")["subscriptions"]
    assert (tie["title"], tie["folder"], tie["articles"]) == ("Mine", "City", 1)
    assert len(program.get(f"/sources/{number}/articles")["articles"]) == 1
    program.delete(f"/subscriptions/{number}")
    assert program.get("/subscriptions") == {"subscriptions": []}
    program.post("/subscriptions", {"address": "https://nobody.example/"}, 422)


def test_stories_and_searches_are_found(program: Program, story: int) -> None:
    assert program.get(f"/stories/{story}")["story"]["headline"] == make.article().headline
    assert [each["id"] for each in program.get("/stories")["stories"]] == [story]
    (found,) = program.get("/search?q=volcano")["results"]
    assert found["article"]["story"] == story and "".join(piece["text"] for piece in found["excerpt"])
    assert program.get("/profile")["format"]
    assert program.get("/me")["program"] == "a program"


def test_what_did_not_change_is_not_sent_again(program: Program, story: int) -> None:
    first = program.client.get("/articles")
    again = program.client.get("/articles", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    program.put(f"/articles/{first.json()['articles'][0]['id']}/read")
    assert program.client.get("/articles", headers={"if-none-match": '"other"'}).status_code == 200


def test_nobody_gets_in_without_an_app_password_for_it(app: App, story: int) -> None:
    reading = Program(app, "api:read")
    for path in ("/editions/current", "/articles", "/me", "/events", "/profile"):
        answer = TestClient(api_face(app)).get(path)
        assert told(answer, 401)["error"]["code"] == "not_known"
        assert answer.headers["www-authenticate"] == "Bearer"
    assert reading.get("/articles")["articles"]
    assert reading.post("/editions", status=403)["error"]["code"] == "not_allowed"
    Program(app, "client").get("/articles", 403)
    revoke(app, app.reader(), reading.made.password.id)
    reading.get("/articles", 401)


def test_one_reader_sees_nothing_of_another(app: App, program: Program, story: int) -> None:
    edition = program.get("/editions/current")["id"]
    interest = program.post("/interests", {"stance": "mute", "kind": "word", "key": "chess"})["id"]
    private = follow(app, make.article(identity="p"), url="https://paid.example/feed", private_to=app.reader().id)
    with app.db.read() as tx:
        (paid,) = tx.articles.of_source(private, 9)
    other = Program(app, reader=other_reader(app))
    for path in (f"/editions/{edition}", f"/articles/{paid.id}", f"/sources/{private}/articles"):
        assert other.get(path, 404)["error"]["code"] == "not_found"
    other.delete(f"/interests/{interest}", 404)
    other.delete(f"/subscriptions/{private}", 404)
    other.post("/signals", {"token": "x", "kind": "open", "story": story, "edition": edition}, 404)
    assert other.get("/articles")["articles"] == other.get("/subscriptions")["subscriptions"] == []
    assert len(interests(app, app.reader())) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/signals", {"token": "x", "kind": "undo", "story": 1}),
        ("/signals", {"token": "", "kind": "open", "story": 1}),
        ("/signals", {"token": "x", "kind": "dwell", "story": 1, "seconds": -1}),
        ("/signals", {"token": "x", "kind": "open", "story": 1, "more": 1}),
        ("/signals/batch", {"signals": [{"kind": "open"}] * 10_001}),
        ("/interests", {"stance": "love", "kind": "word", "key": "x"}),
        ("/subscriptions", {"address": ""}),
        ("/subscriptions", []),
    ],
)
def test_what_cannot_be_is_refused_in_one_shape(program: Program, path: str, body: Any) -> None:
    error = program.post(path, body, 422)["error"]
    assert error["code"] == "not_readable" and error["message"].endswith(".")


def test_what_is_not_there_is_told_in_the_same_shape(program: Program) -> None:
    assert program.get("/nothing", 404)["error"] == {"code": "not_found", "message": "Not Found."}
    assert program.client.patch("/articles").json()["error"]["code"] == "not_allowed"


@pytest.mark.anyio
async def test_editions_are_told_as_they_come(app: App, story: int) -> None:
    class Listening:
        """A program that goes away after two looks."""

        looks = 0

        async def is_disconnected(self) -> bool:
            self.looks += 1
            return self.looks > 2

    standing = edition_page(app, app.reader()).edition.id
    told = [event async for event in editions(app, app.reader(), Listening(), "", pause=0)]
    assert told[0].startswith("retry:")
    (event,) = told[1:]
    head, _, data = event.partition("data: ")
    assert head == f"id: {standing}\nevent: edition\n"
    assert json.loads(data)["id"] == standing
    assert [event async for event in editions(app, app.reader(), Listening(), str(standing), pause=0)][1:] == []


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
