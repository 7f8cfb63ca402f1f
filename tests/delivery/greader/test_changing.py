from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mynews.model.signal import LoggedSignal
from mynews.services.programs.my_news import FEED, number_of
from mynews.services.programs.tagging import MOST_OPENED
from mynews.services.stories.lists import subscriptions
from tests import make
from tests.delivery.greader.conftest import Press
from tests.delivery.greader.program import API, STATE, Program
from tests.delivery.web.visitor import follow, tell, update
from tests.fakes import FakeWeb

READ, STARRED, KEPT = (f"{STATE}/{name}" for name in ("read", "starred", "kept-unread"))
OURS = f"feed/{FEED}"


def signals(program: Program) -> list[LoggedSignal]:
    with program.app.db.read() as tx:
        return tx.signals.after(program.reader.id, 0, 1_000)


def kinds(program: Program) -> list[tuple[str, int | None, str]]:
    return [(each.signal.kind, each.signal.article_id, each.signal.face) for each in signals(program)]


def unread(program: Program, stream: str = "") -> set[int]:
    return {number % number_of(0) for number in program.numbers(stream, xt=READ)}


def test_reading_is_a_signal_and_reads_the_copies(press: Press, program: Program) -> None:
    program.say("edit-tag", i="1", a=READ, T="")
    assert unread(program) == {2, 3, 4}
    assert kinds(program) == [("open", 1, "greader")]
    program.say("edit-tag", i="1", a=READ)
    program.say("edit-tag", i="5", a=READ)
    assert len(signals(program)) == 1


def test_reading_in_my_news_says_where_it_stood(press: Press, program: Program) -> None:
    third = program.numbers(OURS)[2]
    program.say("edit-tag", i=f"tag:google.com,2005:reader/item/{third:016x}", a=READ)
    (told,) = signals(program)
    assert (told.signal.kind, told.signal.article_id, told.signal.place) == ("open", third - number_of(0), 2)
    assert told.signal.edition_id is not None
    assert third - number_of(0) not in unread(program)


def test_unread_again_is_bookkeeping_in_each_programs_words(press: Press, program: Program) -> None:
    for words in ({"r": READ}, {"a": KEPT}, {"r": READ, "a": [KEPT, f"{STATE}/tracking-kept-unread"]}):
        program.say("edit-tag", i="2", a=READ)
        assert 2 not in unread(program)
        program.say("edit-tag", i="2", **words)
        assert 2 in unread(program)
    assert {kind for kind, _, _ in kinds(program)} == {"open"}


def test_what_is_kept_is_a_signal_once(press: Press, program: Program) -> None:
    program.say("edit-tag", i=["2", "3"], a=STARRED)
    program.say("edit-tag", i="2", a=STARRED)
    program.say("edit-tag", i="2", r=STARRED)
    program.say("edit-tag", i="2", r=STARRED)
    assert kinds(program) == [("save", 2, "greader"), ("save", 3, "greader"), ("unsave", 2, "greader")]
    assert [each for each in program.numbers(STARRED) if each < number_of(0)] == [3]


def test_many_at_once_are_ticked_off_not_read(press: Press, program: Program) -> None:
    many = [make.article(identity=f"m{number}", headline=f"Many {number}") for number in range(MOST_OPENED + 1)]
    update(press.app, press.paper, *many)
    new = sorted(set(program.numbers("feed/1")) - {1, 2, 3})
    for number in new:
        tell(press.app, [number])
    program.say("edit-tag", i=list(map(str, new)), a=READ)
    assert signals(program) == []
    assert not set(new) & unread(program)
    program.say("edit-tag", i=list(map(str, new)), r=READ)
    program.say("edit-tag", i=list(map(str, new[:MOST_OPENED])), a=READ)
    assert len(signals(program)) == MOST_OPENED


def test_an_article_without_a_story_is_marked_all_the_same(press: Press, program: Program) -> None:
    update(press.app, press.paper, make.article(identity="unplaced"))
    program.say("edit-tag", i="6", a=[READ, STARRED])
    assert 6 not in unread(program)
    assert 6 in program.numbers(STARRED)
    program.say("edit-tag", i="6", r=STARRED)
    assert 6 not in program.numbers(STARRED)
    assert signals(program) == []


def test_everything_is_marked_up_to_what_had_arrived(press: Press, program: Program) -> None:
    late = replace(press.app, clock=lambda: make.NOW + timedelta(minutes=5))
    update(late, press.paper, make.article(identity="late", published_at=make.NOW - timedelta(days=9)))
    stamp = int(make.NOW.timestamp())
    for ts in (str(stamp), str(stamp * 1_000), str(stamp * 1_000_000)):
        program.say("mark-all-as-read", s="feed/1", ts=ts)
        assert unread(program, "feed/1") == {6}
        program.say("edit-tag", i=["1", "2", "3"], r=READ)
    later = Program(replace(press.app, clock=lambda: make.NOW + timedelta(minutes=6)), program.reader)
    later.say("mark-all-as-read", s="feed/1")
    assert unread(program, "feed/1") == set()
    assert signals(program) == []


@pytest.mark.parametrize(
    ("stream", "left"),
    [
        ("user/-/label/News", {4}),
        ("user/-/state/com.google/reading-list", set()),
        ("feed/https://other.example/feed.xml", {2, 3}),
        (OURS, set()),
        ("user/-/label/myNEWS", set()),
        ("feed/99", {1, 2, 3, 4, 5}),
        ("nonsense", {1, 2, 3, 4, 5}),
    ],
)
def test_all_of_a_stream_is_marked(press: Press, program: Program, stream: str, left: set[int]) -> None:
    program.numbers(OURS)
    program.say("mark-all-as-read", s=stream)
    assert {number for number in unread(program) if number in {1, 2, 3, 4, 5}} == left
    assert signals(program) == []


def test_my_news_is_marked_as_the_program_saw_it(press: Press, program: Program) -> None:
    seen = program.numbers(OURS)
    program.say("edit-tag", i=str(seen[3]), a=READ)
    late = replace(press.app, clock=lambda: make.NOW + timedelta(minutes=5))
    follow(late, make.article(identity="x", headline="New since then"), url="https://third.example/")
    tell(late, [6])
    after = Program(late, program.reader)
    assert number_of(6) in after.numbers(OURS)  # another edition by now, with other times
    after.say("mark-all-as-read", s=OURS, ts=str(int(make.NOW.timestamp())))
    assert unread(after, OURS) == {6}


def test_labels_are_put_and_taken(press: Press, program: Program) -> None:
    program.say("edit-tag", i=["1", str(number_of(4))], a=["user/-/label/later", "user/-/label/β & γ"])
    assert program.numbers("user/-/label/later") == [4, 1]
    (item,) = program.items([1])
    assert item["categories"][1:] == ["user/-/label/News", "user/-/label/later", "user/-/label/β & γ"]
    program.say("edit-tag", i="1", r="user/-/label/later")
    assert program.numbers("user/-/label/later") == [4]
    program.say("rename-tag", s="user/-/label/later", dest="user/-/label/β & γ")
    assert program.numbers("user/-/label/β & γ") == [4, 1]
    program.say("disable-tag", s="user/-/label/β & γ")
    assert program.numbers("user/-/label/β & γ") == []
    assert program.post("edit-tag", i="1", a=f"user/-/label/{'x' * 101}").status_code == 403


def test_folders_are_renamed_and_let_go(press: Press, program: Program) -> None:
    program.say("rename-tag", s="user/-/label/News", dest="user/-/label/World")
    assert program.numbers("user/-/label/World") == [3, 2, 1]
    program.say("disable-tag", s="user/-/label/World")
    assert {each.folder for each in subscriptions(press.app, program.reader)} == {""}
    for call, sent in (("rename-tag", {"s": "user/-/label/myNEWS", "dest": "user/-/label/x"}),
                       ("disable-tag", {"s": "user/-/label/myNEWS"})):  # fmt: skip
        assert program.post(call, **sent).status_code == 403
    for call in ("rename-tag", "disable-tag"):
        assert program.post(call, s="x").status_code == 400


def test_a_source_is_followed_renamed_moved_and_left(press: Press, program: Program, web: FakeWeb) -> None:
    web.pages["https://third.example/feed"] = make.rss(make.item(1), title="Third")
    program.say("subscription/edit", ac="subscribe", s="feed/https://third.example/feed", t="Mine", a="user/-/label/A")
    program.say("subscription/edit", ac="subscribe", s="feed/https://third.example/feed")
    tied = {each.source.id: (each.name, each.folder) for each in subscriptions(press.app, program.reader)}
    assert tied[3] == ("Mine", "A")
    program.say("subscription/edit", ac="edit", s="feed/3", a="user/-/label/B", r="user/-/label/A")
    program.say("subscription/edit", ac="edit", s="feed/3", t="Yours")
    program.say("subscription/edit", ac="edit", s="feed/3", r="user/-/label/other")
    tied = {each.source.id: (each.name, each.folder) for each in subscriptions(press.app, program.reader)}
    assert tied[3] == ("Yours", "B")
    program.say("subscription/edit", ac="unsubscribe", s=["feed/3", "feed/https://other.example/feed.xml"])
    assert [each.source.id for each in subscriptions(press.app, program.reader)] == [1]


def test_what_lies_at_an_address_is_added_quickly(press: Press, program: Program, web: FakeWeb) -> None:
    web.pages["https://third.example/feed"] = make.rss(make.item(1), title="Third")
    answer = program.post("subscription/quickadd", quickadd="third.example/feed").json()
    assert answer == {"query": "third.example/feed", "numResults": 1, "streamId": "feed/3", "streamName": "Third"}
    answer = program.post("subscription/quickadd", quickadd="feed/https://nowhere.example/").json()
    assert (answer["numResults"], "404" in answer["error"]) == (0, True)
    assert program.post("subscription/quickadd", quickadd="").json()["numResults"] == 0


def test_a_list_goes_in_and_out(press: Press, program: Program) -> None:
    opml = b'<opml version="2.0"><body><outline type="rss" text="A" xmlUrl="https://a.example/feed"/></body></opml>'
    for sent in ({"content": opml, "headers": {"content-type": "text/xml"}}, {"files": {"opml": ("a.opml", opml)}}):
        options = {**sent, "headers": {**sent.get("headers", {}), **program.headers}}  # type: ignore[dict-item]
        answer = program.client.post(f"{API}/subscription/import", **options)
        assert (answer.status_code, answer.text) == (200, "OK")
    assert b"https://a.example/feed" in program.get("subscription/export").content
    assert (
        program.client.post(f"{API}/subscription/import", content=b"no list", headers=program.headers).status_code
        == 400
    )


def test_my_news_is_always_there(press: Press, program: Program) -> None:
    for act in ("unsubscribe", "edit"):
        answer = program.post("subscription/edit", ac=act, s=OURS, t="Other", a="user/-/label/x")
        assert (answer.status_code, "always there" in answer.text) == (403, True)
    program.say("subscription/edit", ac="subscribe", s=OURS)


def test_what_cannot_be_done_is_told(press: Press, program: Program, web: FakeWeb) -> None:
    assert program.post("subscription/edit", ac="explode", s="feed/1").status_code == 400
    assert program.post("subscription/edit", ac="edit").status_code == 400
    assert program.post("subscription/edit", ac="unsubscribe", s="feed/99").status_code == 404
    assert program.post("subscription/edit", ac="subscribe", s="feed/https://nowhere.example/").status_code == 502
    assert program.get("stream/items/ids", c="nonsense").status_code == 400


def test_ten_thousand_articles_fit_into_one_call_and_no_more(press: Press, program: Program) -> None:
    long = [f"tag:google.com,2005:reader/item/{number:016x}" for number in range(1, 10_001)]
    program.say("edit-tag", i=long, a=READ)
    assert unread(program, "feed/1") == set()
    assert len(program.post("stream/items/contents", i=long).json()["items"]) == 5
    assert program.post("edit-tag", i=[*long, "10001"], a=READ).status_code == 403
    assert program.post("edit-tag", i=["1"] * 25_001, a=READ).status_code == 413
    assert program.post("edit-tag", i="1" * 11_000_000, a=READ).status_code == 413


def test_nothing_is_done_where_nothing_is_said(press: Press, program: Program) -> None:
    for sent in ({}, {"i": "1"}, {"i": "nonsense", "a": READ}, {"i": "1", "a": f"{STATE}/like"}, {"a": READ}):
        program.say("edit-tag", **sent)
    assert unread(program) == {1, 2, 3, 4, 5}
    follow(press.app, make.article(identity="x"), url="https://third.example/")


def test_reading_one_after_another_makes_no_edition_each_time(press: Press, program: Program) -> None:
    for number in program.numbers(OURS):
        program.say("edit-tag", i=str(number), a=READ)
    with press.app.db.read() as tx:
        assert len(tx.editions.latest(program.reader.id, "", 99)) == 1
    assert [each.signal.place for each in signals(program)] == [0, 1, 2, 3]
