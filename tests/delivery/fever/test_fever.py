from __future__ import annotations

import hashlib
from typing import Any

import pytest
from starlette.testclient import TestClient

from mynews.asgi import serve
from mynews.delivery.attempts import MOST
from mynews.delivery.fever.face import group_of
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.household.app_passwords import make_app_password
from tests import make
from tests.delivery.greader.conftest import Press, printed
from tests.delivery.web.visitor import follow

OFF = {"api_version": 3, "auth": 0}


@pytest.fixture
def press(either: App) -> Press:
    return printed(either)


class Fever:
    """A program that speaks Fever."""

    def __init__(self, app: App, reader: Reader | None = None, *, allowed: bool = True) -> None:
        self.app = app
        self.reader = reader or app.reader()
        secret = make_app_password(app, self.reader, "fever", for_fever=allowed).secret
        self.key = hashlib.md5(f"{self.reader.name}:{secret}".encode()).hexdigest()
        self.client = TestClient(serve(app), base_url="http://127.0.0.1:8080")

    def ask(self, query: str = "", **sent: str) -> Any:
        answer = self.client.post(f"/api/fever.php?api&{query}", data={"api_key": self.key, **sent})
        assert answer.status_code == 200
        return answer.json()

    def signals(self) -> list[tuple[str, int | None, str]]:
        with self.app.db.read() as tx:
            log = tx.signals.after(self.reader.id, 0, 99)
        return [(each.signal.kind, each.signal.article_id, each.signal.face) for each in log]


@pytest.fixture
def fever(press: Press) -> Fever:
    return Fever(press.app)


def test_it_is_off_until_a_password_allows_it(press: Press) -> None:
    assert Fever(press.app, allowed=False).ask("feeds") == OFF


def test_a_wrong_key_opens_nothing_and_has_to_wait(press: Press, fever: Fever) -> None:
    right = fever.key
    for key in ("", "x", "0" * 32, right[:-1], "é"):
        fever.key = key
        assert fever.ask("items&feeds") == OFF
    for number in range(MOST):
        fever.key = f"guess {number}"
        fever.ask()
    fever.key = right
    assert fever.ask() == OFF


@pytest.mark.parametrize("path", ["/fever/?api", "/fever?api", "/api/fever.php?api"])
def test_every_way_of_asking_is_heard(press: Press, fever: Fever, path: str) -> None:
    client, key = fever.client, fever.key
    for answer in (
        client.get(f"{path}&api_key={key}"),
        client.post(path, data={"api_key": key.upper()}),
        client.post(path, files={"api_key": (None, key)}),
        client.post(path, content=f"api_key={key}"),
    ):
        assert answer.json() == {"api_version": 3, "auth": 1, "last_refreshed_on_time": 0}


def test_what_is_followed_is_told_with_its_folders(press: Press, fever: Fever) -> None:
    told = fever.ask("groups&feeds&favicons&links")
    assert told["groups"] == [{"id": group_of("News"), "title": "News"}]
    assert told["feeds_groups"] == [{"group_id": group_of("News"), "feed_ids": "1"}]
    assert [(each["id"], each["title"], each["is_spark"]) for each in told["feeds"]] == [
        (2, "The Other", 0),
        (1, "The Paper", 0),
    ]
    assert told["links"] == []
    assert 0 < group_of("News") < 2**31


def test_articles_come_by_number(press: Press, fever: Fever) -> None:
    def numbers(query: str) -> list[int]:
        return [each["id"] for each in fever.ask(f"items&{query}")["items"]]

    assert numbers("") == [1, 2, 3, 4, 5]
    assert numbers("since_id=3") == [4, 5]
    assert numbers("max_id=3") == [2, 1]
    assert numbers("with_ids=5,2,99,x,-1,1099511627777") == [5, 2]
    assert numbers("since_id=99999999999999999999999") == [1, 2, 3, 4, 5]
    told = fever.ask("items&with_ids=1")
    assert told["total_items"] == 5
    assert told["items"] == [
        {
            "id": 1,
            "feed_id": 1,
            "title": "Headline 1: <Kim> & “Trump”",
            "author": "Ana Reyes",
            "html": "<p>Text of article 1 about the harbour and the mountain.</p>",
            "url": "https://paper.example/1",
            "is_saved": 0,
            "is_read": 0,
            "created_on_time": int(make.NOW.timestamp()) - 9 * 3600,
        }
    ]


def test_states_are_set_and_never_toggled(press: Press, fever: Fever) -> None:
    for _ in range(2):
        assert fever.ask("", mark="item", **{"as": "saved"}, id="2")["saved_item_ids"] == "2"
    for _ in range(2):
        assert fever.ask("", mark="item", **{"as": "read"}, id="1")["unread_item_ids"] == "2,3,4"
    assert fever.signals() == [("save", 2, "fever"), ("open", 1, "fever")]
    assert fever.ask("", mark="item", **{"as": "unread"}, id="1")["unread_item_ids"] == "1,2,3,4"
    assert fever.ask("", mark="item", **{"as": "unsaved"}, id="2")["saved_item_ids"] == ""
    (item,) = fever.ask("items&with_ids=5")["items"]
    assert (item["is_read"], item["is_saved"]) == (1, 0)


def test_sources_and_folders_are_ticked_off_up_to_an_instant(press: Press, fever: Fever) -> None:
    before = str(int(make.NOW.timestamp()) - 3700)
    assert fever.ask("", mark="feed", **{"as": "read"}, id="1", before=before)["unread_item_ids"] == "1,2,3,4,5"
    assert fever.ask("", mark="group", **{"as": "read"}, id="nonsense")["unread_item_ids"] == "1,2,3,4,5"
    assert fever.ask("", mark="feed", **{"as": "read"}, id="99")["unread_item_ids"] == "1,2,3,4,5"
    folder = str(group_of("News"))
    assert fever.ask("", mark="group", **{"as": "read"}, id=folder)["unread_item_ids"] == "4"
    assert fever.ask("", mark="group", **{"as": "read"}, id="0")["unread_item_ids"] == ""
    assert fever.signals() == []


def test_nonsense_changes_nothing(press: Press, fever: Fever) -> None:
    for sent in ({"mark": "item", "as": "read"}, {"mark": "item", "as": "x", "id": "1"},
                 {"mark": "x", "as": "read"},
                 {"mark": "item", "as": "read", "id": "9" * 40},
                 {"mark": "item", "as": "read", "id": "-1"}):  # fmt: skip
        fever.ask("", **sent)
    assert fever.ask("unread_item_ids")["unread_item_ids"] == "1,2,3,4,5"


def test_another_readers_private_source_is_out_of_reach(press: Press, fever: Fever) -> None:
    with press.app.db.write() as tx:
        other = tx.readers.add("other", press.app.now())
    follow(press.app, make.article(identity="p"), reader=other, private_to=other.id, url="https://paid.example/f")
    fever.ask("", mark="item", **{"as": "saved"}, id="6")
    told = fever.ask("feeds&items&with_ids=6&unread_item_ids&saved_item_ids")
    assert (told["items"], told["unread_item_ids"], told["saved_item_ids"]) == ([], "1,2,3,4,5", "")
    assert {each["id"] for each in told["feeds"]} == {1, 2}
    theirs = Fever(press.app, other).ask("items&unread_item_ids")
    assert ([each["id"] for each in theirs["items"]], theirs["unread_item_ids"]) == ([6], "6")
