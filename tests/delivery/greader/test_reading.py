from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
from starlette.testclient import TestClient

from mynews.asgi import serve
from mynews.model.signal import Signal
from mynews.services.app import App
from mynews.services.personal.editions import edition_page
from mynews.services.personal.learn import record_signals
from mynews.services.personal.marks import mark_read
from mynews.services.programs.my_news import FEED, number_of
from tests import make
from tests.delivery.greader.conftest import Press
from tests.delivery.greader.program import API, HOME, STATE, Program
from tests.delivery.web.visitor import follow, tell, update

NOW = int(make.NOW.timestamp())
OURS = f"feed/{FEED}"


def placed(program: Program) -> list[int]:
    """The articles of My News in the order in which it has them."""
    return [number - number_of(0) for number in program.numbers(OURS)]


def test_what_is_followed_has_all_that_some_program_needs(press: Press, program: Program) -> None:
    listed = program.read("subscription/list")["subscriptions"]
    assert [(each["id"], each["title"], each["categories"], each["url"]) for each in listed] == [
        (OURS, "My News", [{"id": "user/-/label/myNEWS", "label": "myNEWS"}], f"{HOME}/"),
        ("feed/2", "The Other", [], "https://other.example/feed.xml"),
        ("feed/1", "The Paper", [{"id": "user/-/label/News", "label": "News"}], "https://paper.example/feed.xml"),
    ]
    assert all(isinstance(each[name], str) for each in listed for name in ("url", "htmlUrl", "iconUrl", "title"))
    assert FEED < 2**31


def test_every_category_is_a_tag_too(press: Press, program: Program) -> None:
    program.say("edit-tag", i="1", a="user/-/label/later")
    assert program.read("tag/list")["tags"] == [
        {"id": f"{STATE}/starred"},
        {"id": "user/-/label/myNEWS", "label": "myNEWS", "type": "folder"},
        {"id": "user/-/label/News", "label": "News", "type": "folder"},
        {"id": "user/-/label/later", "label": "later", "type": "tag"},
    ]


def test_the_account_is_told_in_strings(program: Program) -> None:
    told = program.read("user-info", output="json")
    assert set(told) == {"userId", "userName", "userProfileId", "userEmail"}
    assert all(isinstance(value, str) for value in told.values())


def test_my_news_has_the_order_of_the_edition_and_a_time_for_each_place(press: Press, program: Program) -> None:
    refs = program.read("stream/items/ids", s=OURS)["itemRefs"]
    assert [int(each["timestampUsec"]) for each in refs] == [(NOW - place) * 1_000_000 for place in range(4)]
    found = program.items([int(each["id"]) for each in refs])
    edition = edition_page(press.app, program.reader)
    assert placed(program) == [shown.story.lead_id for shown in edition.shown]
    assert [each["published"] for each in found] == [NOW - place for place in range(4)]
    assert {each["origin"]["streamId"] for each in found} == {OURS}
    assert placed(program) == [int(number) - number_of(0) for number in program.numbers("user/-/label/myNEWS")]


def test_an_article_of_my_news_begins_with_its_reason(press: Press, program: Program) -> None:
    told = [Signal(f"more {story}", "more", press.app.now(), story) for story in press.stories[:1]]
    record_signals(press.app, program.reader, told)
    (first, *_) = program.items(program.numbers(OURS))
    assert first["summary"]["content"].startswith("<p><em>")
    assert "23 November 2026" in first["summary"]["content"]
    assert next(iter(first["summary"])) == "content"


def test_an_article_has_every_member_and_plain_characters(press: Press, program: Program) -> None:
    (item,) = program.items([1])
    assert item == {
        "id": "tag:google.com,2005:reader/item/0000000000000001",
        "crawlTimeMsec": str((NOW - 3600) * 1000),
        "timestampUsec": str((NOW - 3600) * 1_000_000),
        "published": NOW - 9 * 3600,
        "updated": NOW - 9 * 3600,
        "title": "Headline 1: ＜Kim＞ & “Trump”",
        "author": "Ana Reyes",
        "canonical": [{"href": "https://paper.example/1"}],
        "alternate": [{"href": "https://paper.example/1", "type": "text/html"}],
        "categories": [f"{STATE}/reading-list", "user/-/label/News"],
        "origin": {"streamId": "feed/1", "title": "The Paper", "htmlUrl": f"{HOME}/source/1"},
        "summary": {"content": "<p>Text of article 1 about the harbour and the mountain.</p>"},
        "enclosure": [],
    }


def test_contents_come_by_every_spelling_and_end_by_themselves(press: Press, program: Program) -> None:
    sent = ["tag:google.com,2005:reader/item/1", "2", "0000000000000003", "nonsense", "-7", "999", "1"]
    answer = program.post("stream/items/contents?i=4", i=sent)
    assert [each["id"][-1] for each in answer.json()["items"]] == ["4", "1", "2", "3"]
    assert "continuation" not in answer.json()


def test_streams_are_what_they_are_called(press: Press, program: Program) -> None:
    program.say("edit-tag", i=["1", "4"], a=f"{STATE}/starred")
    program.say("edit-tag", i="2", a=f"{STATE}/read")
    own = [number for number in program.numbers(f"{STATE}/reading-list") if number < number_of(0)]
    assert own == [5, 4, 3, 2, 1]
    assert program.numbers("feed/1") == [3, 2, 1]
    assert program.numbers("feed/feed/https://paper.example/feed.xml") == [3, 2, 1]
    assert program.numbers("user/-/label/News") == [3, 2, 1]
    assert program.numbers("feed/1", xt=f"{STATE}/read") == [3, 1]
    assert program.numbers("feed/1", it=f"{STATE}/read") == [2]
    assert program.numbers("feed/1", xt=[f"{STATE}/read", f"{STATE}/starred"]) == [3]
    assert [each for each in program.numbers(f"{STATE}/starred") if each < number_of(0)] == [4, 1]
    assert [each for each in program.numbers(f"{STATE}/read") if each < number_of(0)] == [2]
    assert program.numbers("feed/99") == program.numbers("user/-/label/none") == []
    assert program.numbers("feed/1", r="o") == [1, 2, 3]
    answer = program.client.get(f"{API}/stream/items/ids?s=feed/1&s=feed/2", headers=program.headers)
    assert [each["id"] for each in answer.json()["itemRefs"]] == ["5", "4", "3", "2", "1"]


def test_what_is_kept_of_my_news_is_kept_there_too(press: Press, program: Program) -> None:
    program.say("edit-tag", i=str(number_of(4)), a=f"{STATE}/starred")
    assert program.numbers(f"{STATE}/starred") == [number_of(4), 4]


def test_bounds_are_of_arrival_not_of_publication(press: Press, program: Program) -> None:
    assert program.numbers("feed/1", ot=str(NOW - 3600)) == [3, 2, 1]
    assert program.numbers("feed/1", ot=str(NOW - 3599)) == []
    late = replace(press.app, clock=lambda: make.NOW + timedelta(minutes=5))
    update(late, press.paper, make.article(identity="late", published_at=make.NOW - timedelta(days=3)))
    assert program.numbers("feed/1", ot=str(NOW)) == [6]
    assert program.numbers("feed/1", nt=str(NOW)) == [3, 2, 1]


@pytest.mark.parametrize("order", ["n", "o"])
def test_pages_skip_nothing_while_things_are_marked(press: Press, program: Program, order: str) -> None:
    whole = program.numbers(f"{STATE}/reading-list", r=order)
    found: list[int] = []
    asked = {"s": f"{STATE}/reading-list", "n": "2", "r": order, "xt": f"{STATE}/read"}
    while True:
        page = program.read("stream/items/ids", **asked)
        numbers = [int(each["id"]) for each in page["itemRefs"]]
        found += numbers
        mark_read(press.app, program.reader, [number % number_of(0) for number in numbers])
        if "continuation" not in page:
            break
        assert isinstance(page["continuation"], str)
        asked["c"] = page["continuation"]
    assert found[:2] == whole[:2]
    # The twin of an article that was read meanwhile, and its copy, are read too; nothing else is missing.
    assert {number % number_of(0) for number in found} | {5} == {1, 2, 3, 4, 5}


def test_my_news_stays_as_it_was_for_who_pages_through_it(press: Press, program: Program) -> None:
    whole = program.numbers(OURS)
    first = program.read("stream/items/ids", s=OURS, n="2")
    last = press.stories[[1, 2, 3, 4].index(placed(program)[-1])]
    record_signals(press.app, program.reader, [Signal("hide", "hide", press.app.now(), last)])
    follow(press.app, make.article(identity="new"), url="https://third.example/")
    tell(press.app, [6])
    second = program.read("stream/items/ids", s=OURS, n="9", c=first["continuation"])
    assert [int(each["id"]) for page in (first, second) for each in page["itemRefs"]] == whole
    assert set(program.numbers(OURS)) != set(whole)


def test_what_left_my_news_can_still_be_read_with_its_time_and_reason(press: Press, program: Program) -> None:
    numbers = program.numbers(OURS)
    before = program.items(numbers)
    later = replace(press.app, clock=lambda: make.NOW + timedelta(minutes=3))
    record_signals(later, program.reader, [Signal("hide", "hide", make.NOW, press.stories[3])])
    gone = set(numbers) - set(Program(later).numbers(OURS))
    assert gone == {number_of(4)}
    (now,) = Program(later).items(sorted(gone))
    (then,) = [each for each in before if each["id"] == now["id"]]
    texts = [re.sub(r'href="[^"]+"', "", each["summary"]["content"]) for each in (now, then)]
    assert now["published"] == then["published"]
    assert texts[0] == texts[1]


def test_stream_contents_are_whole_articles_page_by_page(press: Press, program: Program) -> None:
    for call in ("stream/contents/feed%2F1?n=2", "stream/contents/feed/1?n=2", "stream/contents?s=feed/1&n=2"):
        answer = program.client.get(f"{API}/{call}", headers=program.headers)
        assert [each["title"][9] for each in answer.json()["items"]] == ["3", "2"], call
    page = program.read("stream/contents/feed%2F1", n="2")
    rest = program.read("stream/contents/feed%2F1", n="2", c=page["continuation"])
    assert [each["title"][9] for each in rest["items"]] == ["1"]
    assert "continuation" not in rest
    assert len(program.read("stream/contents")["items"]) == 9
    address = "stream/contents/feed%2Fhttps%3A%2F%2Fpaper.example%2Ffeed.xml"
    assert len(program.read(address)["items"]) == 3


def test_atom_is_what_newsboat_of_debian_reads(press: Press, program: Program) -> None:
    program.say("edit-tag", i="2", a=f"{STATE}/read")
    answer = program.client.get("/reader/atom/feed%2F1?n=50", headers=program.headers)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert [(each.id[-1], each.link, [tag.label for tag in each.tags]) for each in feed.entries] == [
        ("3", "https://paper.example/3", ["fresh"]),
        ("2", "https://paper.example/2", ["read"]),
        ("1", "https://paper.example/1", ["fresh"]),
    ]


def test_counts_are_of_what_is_unread(press: Press, program: Program) -> None:
    program.say("edit-tag", i="1", a=f"{STATE}/read")  # 5 is its copy, and both stand in My News as one
    told = program.read("unread-count")
    counts = {each["id"].removeprefix("user/-/"): each["count"] for each in told["unreadcounts"]}
    assert counts == {
        OURS: 3, "label/myNEWS": 3, "feed/1": 2, "label/News": 2, "feed/2": 1, "state/com.google/reading-list": 6,
    }  # fmt: skip
    assert all(each["newestItemTimestampUsec"].isdigit() for each in told["unreadcounts"])


def test_a_page_is_never_larger_than_ten_thousand(press: Press, program: Program) -> None:
    for n in ("200000", "9" * 60, "0", "-3", "x"):
        assert program.get("stream/items/ids", n=n).status_code == 200
    assert len(program.numbers("feed/1", n="0")) == 1


def test_nothing_of_anothers_private_source_is_ever_shown(press: Press, program: Program) -> None:
    with press.app.db.write() as tx:
        other = tx.readers.add("other", press.app.now())
    follow(press.app, make.article(identity="p"), reader=other, private_to=other.id, url="https://paid.example/f")
    tell(press.app, [6])
    theirs = Program(press.app, other)
    assert 6 in theirs.numbers()
    for stream in ("", "feed/3", "feed/https://paid.example/f", f"{STATE}/starred"):
        assert not {6, number_of(6)} & set(program.numbers(stream)), stream
    program.say("edit-tag", i=["6", str(number_of(6))], a=[f"{STATE}/starred", f"{STATE}/read", "user/-/label/x"])
    program.say("mark-all-as-read", s="feed/3")
    assert program.items([6, number_of(6)]) == []
    assert not {6, number_of(6)} & set(program.numbers(f"{STATE}/starred") + program.numbers("user/-/label/x"))
    assert "https://paid.example" not in json.dumps(program.read("subscription/list"))
    assert 6 in theirs.numbers(xt=f"{STATE}/read")
    assert program.post("subscription/edit", ac="unsubscribe", s="feed/3").status_code == 404


def test_a_reader_of_nothing_gets_empty_lists(either: App) -> None:
    program = Program(either)
    assert program.numbers() == []
    assert [each["id"] for each in program.read("subscription/list")["subscriptions"]] == [OURS]
    assert {each["newestItemTimestampUsec"] for each in program.read("unread-count")["unreadcounts"]} == {"0"}


def test_the_words_beside_a_reason_lead_to_a_page_that_asks_first(press: Press, program: Program) -> None:
    (item, *_) = program.items(program.numbers(OURS))
    found = re.findall(r'<a href="([^"]+)">([^<]+)</a>', item["summary"]["content"])
    links = {words: address for address, words in found}
    assert list(links) == ["more", "less", "mute", "not this story"]
    browser = TestClient(serve(press.app), base_url=HOME)
    for words, address in links.items():
        assert browser.get(address).status_code == 200, words
    with press.app.db.read() as tx:
        assert tx.signals.last_id(program.reader.id) == 0
    token = re.search(r'name="token" value="(\w+)"', browser.get(links["not this story"]).text)
    assert token is not None
    assert "hidden" in browser.post(links["not this story"], data={"token": token[1]}).text
    assert int(item["id"].rpartition("/")[2], 16) not in program.numbers(OURS)
    page = browser.get(links["mute"])
    assert 'value="source:' in page.text
    assert browser.post(links["mute"]).status_code == 403
    assert browser.get(links["more"].replace("/say/more", "/say/less")).status_code == 404
