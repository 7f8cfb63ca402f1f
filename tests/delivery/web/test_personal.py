"""The pages that differ from reader to reader, and what a reader can say there."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from mynews.model.interest import Subject
from mynews.model.meaning import Entity, Topic
from mynews.model.signal import Signal
from mynews.services.app import App
from mynews.services.personal.interests import interests, state
from mynews.services.personal.learn import record_signals
from mynews.services.personal.profile import profile_of
from tests import make
from tests.delivery.web.test_stories import DIPLOMACY, articles_here, headlines_on, told
from tests.delivery.web.visitor import HOME, Visitor, follow, tell

WINTER = "https://town.example/feed"
EVIL = "https://evil.example/"


@pytest.fixture
def three(app: App) -> dict[str, int]:
    """Three stories: the numbers by headline."""
    return stories_in(app)


def stories_in(app: App) -> dict[str, int]:
    headlines = ("Volcano wakes", "Envoys meet again", "Chess at the harbour")
    numbers = told(app, *headlines)
    about: list[dict[str, Any]] = [
        {"entities": (Entity("place", "Westport", 2),)},
        {"topics": (Topic(DIPLOMACY, 0.9),), "entities": (Entity("person", "Ana Reyes", 3),)},
        {},
    ]
    return {
        headline: tell(app, [number], **meaning)
        for headline, number, meaning in zip(headlines, numbers, about, strict=True)
    }


def slate_of(visitor: Visitor, path: str = "/") -> list[str]:
    return headlines_on(visitor.text(path))


def say(visitor: Visitor, action: str, *, back: str = "/", **fields: object) -> str:
    """Send a form as it stands on a page; gives where the browser goes on to."""
    sent = {"token": token_of(visitor), **{name: str(value) for name, value in fields.items()}}
    answer = visitor.client.post(action, data=sent, headers={"referer": HOME + back}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def token_of(visitor: Visitor) -> str:
    """The token of this browser's forms."""
    return re.findall(r'name="token" value="(\w+)"', visitor.text("/add"))[0]


def undo(visitor: Visitor, path: str) -> str:
    """Press the button of a notice."""
    page = visitor.text(path)
    done = page.partition('class="done"')[2].partition("</div>")[0]
    action = re.search(r'action="([^"]+)"', done)
    assert action is not None, done
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', done))
    answer = visitor.client.post(action[1], data=fields, follow_redirects=False, headers={"referer": HOME + path})
    return str(answer.headers["location"])


def test_home_is_an_edition_with_an_end_on_either_database(either: App) -> None:
    stories_in(either)
    visitor = Visitor(either)
    page = visitor.text("/")
    assert sorted(headlines_on(page)) == ["Chess at the harbour", "Envoys meet again", "Volcano wakes"]
    assert "You are done." in page
    assert "These were 3 stories." in page
    assert page.count('data-place="') == 3
    for path in ("/following", "/hidden", "/you", "/foresee?stance=mute&kind=word&key=chess", "/why/1/1"):
        assert visitor.text(path)


def test_an_edition_can_be_of_one_folder(app: App, visitor: Visitor, three: dict[str, int]) -> None:
    follow(app, make.article(identity="w", headline="Snow in town"), url=WINTER, folder="Weather & more")
    tell(app, [articles_here(app)["Snow in town"]])
    page = visitor.text("/?folder=Weather+%26+more")
    assert headlines_on(page) == ["Snow in town"]
    assert 'href="/?folder=Weather+%26+more" aria-current="page"' in page
    assert 'href="/latest?folder=Weather+%26+more"' in page
    assert "There is no story in the folder" in visitor.text("/?folder=Nowhere")


def test_empty_pages_say_what_to_do(app: App, visitor: Visitor) -> None:
    assert "Good day. What do you like to read?" in visitor.text("/")
    assert "Choose a topic" in visitor.text("/following")
    assert "Nothing is hidden now." in visitor.text("/hidden")
    told(app, "Volcano wakes")
    page = visitor.text("/")
    assert "Stories are being made of the articles of 1 source." in page
    assert 'href="/latest"' in page.partition("<main")[2]
    tell(app, [articles_here(app)["Volcano wakes"]])
    say(visitor, "/mute", kind="word", key="volcano")
    assert "Everything is hidden" in visitor.text("/")


def test_who_has_read_everything_is_told_so(app: App, visitor: Visitor, three: dict[str, int]) -> None:
    opened = [Signal(f"open {story}", "open", app.now(), story) for story in three.values()]
    record_signals(app, app.reader(), opened)
    page = visitor.text("/")
    assert "You have read every story that there is." in page
    assert 'href="/latest"' in page.partition("<main")[2]


def test_a_followed_topic_is_the_reason_and_is_unfollowed_right_there(visitor: Visitor, three: dict[str, int]) -> None:
    on = say(visitor, "/follow", back="/topic/" + DIPLOMACY, kind="topic", key=DIPLOMACY)
    assert on == f"/topic/{DIPLOMACY}?done=following&interest=1"
    assert "You follow this." in visitor.text(on)
    page = visitor.text("/")
    assert headlines_on(page)[0] == "Envoys meet again"
    first = page.partition("Envoys meet again")[2].partition("</article>")[0]
    assert "You follow diplomacy" in first
    (why,) = re.findall(r'<a class="why" href="([^"]+)"', first)
    for drawn in ("", "?drawn"):
        button = '<button class="quiet" formaction="/interest/1/withdraw">Unfollow</button>'
        assert button in visitor.text(why + drawn)
    assert headlines_on(visitor.text("/following")) == ["Envoys meet again"]
    assert "You follow diplomacy" in visitor.text("/following")
    back = say(visitor, "/interest/1/withdraw")
    assert back.startswith("/?done=withdrawn&stance=follow&kind=topic&key=" + DIPLOMACY)
    assert "You follow diplomacy" not in visitor.text("/")
    assert undo(visitor, back).startswith("/?done=following")
    assert "You follow diplomacy" in visitor.text("/")


def test_a_mute_hides_says_so_and_ends_by_itself(app: App, visitor: Visitor, three: dict[str, int]) -> None:
    say(visitor, "/mute", kind="word", key="Chess", until="week")
    (muted,) = interests(app, app.reader())
    assert muted.until is not None
    assert (muted.until - app.now()).days == 7
    assert "Chess at the harbour" not in slate_of(visitor)
    assert 'href="/hidden">1 story</a> since you mute <span dir="auto">Chess' in visitor.text("/")
    hidden = visitor.text("/hidden")
    assert headlines_on(hidden) == ["Chess at the harbour"]
    assert "You mute" in hidden
    assert "Monday, 30 November 2026" in hidden
    assert "Chess at the harbour" in visitor.text("/latest"), "the list of all articles is whole"
    say(visitor, "/interest/1/withdraw", back="/hidden")
    assert "Chess at the harbour" in slate_of(visitor)


def test_a_mute_ends_with_the_day_that_was_chosen(app: App, visitor: Visitor, three: dict[str, int]) -> None:
    assert 'type="date" name="date"' in visitor.text("/foresee?stance=mute&kind=word&key=Chess")
    say(visitor, "/mute", kind="word", key="Chess", until="date", date="2026-12-24")
    (muted,) = interests(app, app.reader())
    assert muted.until == datetime(2026, 12, 25, tzinfo=UTC)
    say(visitor, "/mute", kind="word", key="Chess", until="date", date="2026-11-23")  # today
    token = token_of(visitor)
    for date in ("", "2026-11-21", "soon"):
        fields = {"token": token, "kind": "word", "key": "chess", "until": "date", "date": date}
        assert visitor.client.post("/mute", data=fields).status_code in (403, 422), date
    assert interests(app, app.reader())[0].until == datetime(2026, 11, 24, tzinfo=UTC)
    assert "Until when …" in visitor.text("/you")


@pytest.mark.parametrize("until", ["tomorrow", "2026-11-22", "9999-99-99", "0"])
def test_an_end_that_is_none_or_is_over_saves_nothing(app: App, visitor: Visitor, until: str) -> None:
    token = token_of(visitor)
    fields = {"token": token, "kind": "word", "key": "chess", "until": until}
    answer = visitor.client.post("/mute", data=fields, follow_redirects=False)
    assert answer.status_code in (403, 422)
    assert interests(app, app.reader()) == ()


def test_what_a_rule_would_change_is_shown_before_it_is_saved(
    app: App, visitor: Visitor, three: dict[str, int]
) -> None:
    came_from = {"referer": f"{HOME}/topics?q=chess"}
    page = visitor.get("/foresee?stance=mute&kind=word&key=Chess", headers=came_from).text
    assert 'Mute <span dir="auto">“Chess”</span>?' in page
    assert "1 story would go" in page
    assert "1 story of these days would be hidden." in page
    assert "Chess at the harbour" in page.partition("Would go")[2].partition("</section>")[0]
    assert 'name="back" value="/topics?q=chess"' in page
    assert '<a href="/topics?q=chess">Cancel</a>' in page
    assert interests(app, app.reader()) == ()
    assert len(slate_of(visitor)) == 3
    assert "would stay as it is" in visitor.text("/foresee?stance=mute&kind=word&key=glacier")


@pytest.mark.parametrize(
    "query",
    ["", "stance=mute", "stance=hate&kind=word&key=a", "stance=mute&kind=x&key=a", "stance=mute&kind=source&key=99"],
)
def test_what_cannot_be_followed_or_muted_is_not_foreseen(visitor: Visitor, query: str) -> None:
    assert visitor.get(f"/foresee?{query}").status_code == 404


def test_more_less_and_hide_are_said_once_and_taken_back(app: App, visitor: Visitor, three: dict[str, int]) -> None:
    edition = re.findall(r'data-edition="(\d+)"', visitor.text("/"))[0]
    for kind, words in (("more", "More like this"), ("less", "Less like this"), ("hide", "The story is hidden")):
        on = say(visitor, "/signal", story=three["Volcano wakes"], kind=kind, edition=edition, place=0)
        assert words in visitor.text(on)
        assert ("Volcano wakes" in slate_of(visitor)) is (kind != "hide")
        assert undo(visitor, on) == "/?done=undone"
        assert "Volcano wakes" in slate_of(visitor)
    profile = profile_of(app, app.reader())
    assert len(profile.undone) == 3
    assert {each.signal.place for each in profile.recent if each.signal.kind == "more"} == {0}


def test_a_story_hidden_by_hand_can_be_shown_again(visitor: Visitor, three: dict[str, int]) -> None:
    say(visitor, "/signal", story=three["Volcano wakes"], kind="hide")
    assert "You hid these yourself" in visitor.text("/hidden")
    on = say(visitor, "/signal", back="/hidden", story=three["Volcano wakes"], kind="unhide")
    assert on == "/hidden?done=unhide"
    assert "Volcano wakes" in slate_of(visitor)


def test_a_script_gets_the_words_and_the_undo_alone(visitor: Visitor, three: dict[str, int]) -> None:
    token = token_of(visitor)
    fields = {"token": token, "story": three["Volcano wakes"], "kind": "less"}
    answer = visitor.client.post("/signal", data=fields, headers={"accept": "application/json"})
    assert answer.json() == {"said": "Less like this from now on.", "undo": {"action": "/you/undo/1", "fields": {}}}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"story": "1", "kind": "love"}, 403),
        ({"story": "1", "kind": "open"}, 403),
        ({"kind": "less"}, 403),
        ({"story": "x", "kind": "less"}, 403),
        ({"story": "99", "kind": "less"}, 404),
        ({"story": "1", "kind": "less", "edition": "99"}, 404),
        ({"story": "1", "kind": "less", "place": "99999999"}, 403),
    ],
)
def test_what_cannot_be_said_of_a_story_is_told_in_words(
    app: App, visitor: Visitor, three: dict[str, int], fields: dict[str, str], status: int
) -> None:
    token = token_of(visitor)
    answer = visitor.client.post("/signal", data={"token": token, **fields})
    assert answer.status_code == status
    assert profile_of(app, app.reader()).recent == ()


@pytest.mark.parametrize(
    ("referer", "path"),
    [
        (f"{HOME}/hidden?a=b", "/hidden?a=b&"),
        (f"{HOME}/?done=less&signal=7&folder=X", "/?folder=X&"),
        (f"{HOME}//evil.example/", "/?"),
        (f"{HOME}/\\evil.example/", "/?"),
        (EVIL, "/?"),
        ("", "/?"),
    ],
)
def test_the_browser_goes_back_to_where_it_was_and_never_elsewhere(
    visitor: Visitor, three: dict[str, int], referer: str, path: str
) -> None:
    token = token_of(visitor)
    for fields, headers in (({}, {"referer": referer}), ({"back": referer.removeprefix(HOME)}, {})):
        sent = {"token": token, "story": "1", "kind": "more", **fields}
        answer = visitor.client.post("/signal", data=sent, headers=headers, follow_redirects=False)
        assert answer.headers["location"].startswith(path + "done=more"), (fields, headers)


def test_the_whole_sum_of_a_place_is_shown(visitor: Visitor, three: dict[str, int]) -> None:
    say(visitor, "/follow", kind="topic", key=DIPLOMACY)
    number = re.findall(r'data-edition="(\d+)"', visitor.text("/"))[0]
    page = visitor.text(f"/why/{number}/{three['Envoys meet again']}")
    assert "Why it is in place 1" in page
    assert "You follow diplomacy" in page
    weights = [float(each.replace("−", "-")) for each in re.findall(r'<td class="number">([^<]+)<', page)]
    assert sum(weights[:-1]) == pytest.approx(weights[-1], abs=0.02 * len(weights))
    assert visitor.get(f"/why/{number}/999").status_code == 404
    assert visitor.get("/why/999/1").status_code == 404


def test_in_time_order_says_so_and_is_switched_back(app: App, visitor: Visitor, three: dict[str, int]) -> None:
    assert say(visitor, "/you/reading", back="/you", ranked="no", break_through="yes", edition_size=5).startswith(
        "/you"
    )
    page = visitor.text("/")
    assert "In time order." in page
    assert headlines_on(page) == ["Volcano wakes", "Envoys meet again", "Chess at the harbour"]
    say(visitor, "/you/reading", ranked="yes")
    assert "In time order." not in visitor.text("/")
    reading = profile_of(app, app.reader()).reading
    assert (reading.ranked, reading.break_through, reading.edition_size) == (True, True, 5)


def test_what_is_known_is_shown_corrected_and_forgotten(app: App, visitor: Visitor, three: dict[str, int]) -> None:
    say(visitor, "/signal", story=three["Envoys meet again"], kind="more")
    say(visitor, "/you/correct", back="/you", more=f"topic:{DIPLOMACY}")
    page = visitor.text("/you")
    assert "More like <a" in page
    assert "Envoys meet again" in page
    assert "Set right" in page
    on = say(visitor, "/you/correct", back="/you", forget=f"topic:{DIPLOMACY}")
    assert "Forgotten." in visitor.text(on)
    assert undo(visitor, on) == "/you?done=undone"
    for value in ("topic", "story:1", "x:y"):
        token = token_of(visitor)
        answer = visitor.client.post("/you/correct", data={"token": token, "less": value})
        assert answer.status_code in (403, 404), value


def test_a_profile_goes_out_and_comes_in(app: App, visitor: Visitor, three: dict[str, int]) -> None:
    say(visitor, "/follow", kind="word", key="Chess")
    file = visitor.get("/you/export.json")
    assert "attachment" in file.headers["content-disposition"]
    assert json.loads(file.text)["interests"][0]["key"] == "chess"
    say(visitor, "/interest/1/withdraw")
    answer = visitor.send("/you", "/you/import", files={"profile": ("p.json", file.content, "application/json")})
    assert answer.headers["location"] == "/you?done=profile-read"
    assert [each.subject.key for each in interests(app, app.reader())] == ["chess"]


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"format": "mynews profile 1"}'])
def test_a_file_that_is_no_profile_changes_nothing(app: App, visitor: Visitor, content: bytes) -> None:
    answer = visitor.send("/you", "/you/import", files={"profile": ("p.json", content, "application/json")})
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
    assert profile_of(app, app.reader()).recent == ()


def test_everything_is_forgotten_only_by_who_is_sure(app: App, visitor: Visitor) -> None:
    token = token_of(visitor)
    assert visitor.client.post("/you/reset", data={"token": token}).status_code == 403
    assert profile_of(app, app.reader()).recent == ()
    assert say(visitor, "/you/reset", sure="yes") == "/you?done=reset"
    assert "Had everything forgotten" in visitor.text("/you")


def test_everything_can_be_followed_and_muted_on_its_own_page(visitor: Visitor, three: dict[str, int]) -> None:
    (person,) = re.findall(r'href="/entity/(\d+)" dir="auto">Ana Reyes', visitor.text("/story/2"))
    for page, kind, key in (
        (f"/topic/{DIPLOMACY}", "topic", DIPLOMACY),
        (f"/entity/{person}", "entity", person),
        ("/source/1", "source", "1"),
        ("/story/1", "story", "1"),
        ("/search?q=chess", "word", "chess"),
        ("/search?q=%22at+the+harbour%22", "word", "at the harbour"),
    ):
        text = visitor.text(page)
        form = text.partition('action="/follow"')[2].partition("</form>")[0]
        assert f'name="kind" value="{kind}"' in form, page
        assert f'name="key" value="{key}"' in form, page
        assert f"/foresee?stance=mute&amp;kind={kind}&amp;key=" in text, page
        on = say(visitor, "/follow", back=page, kind=kind, key=key)
        assert "/interest/" in visitor.text(on)
        assert "You follow" in visitor.text(page) or "higher for you" in visitor.text(page)
    assert 'action="/follow"' not in visitor.text("/search?q=chess+-harbour")


def test_the_author_of_an_article_can_be_followed(app: App, visitor: Visitor) -> None:
    follow(app, make.article(headline="Two wrote this", byline="Ana Reyes and Bo Li"))
    number = articles_here(app)["Two wrote this"]
    page = visitor.text(f"/article/{number}")
    assert re.findall(r'name="kind" value="author"><input type="hidden" name="key" value="([^"]+)"', page) == [
        "Ana Reyes",
        "Bo Li",
    ]
    say(visitor, "/follow", kind="author", key="Ana Reyes")
    (stated,) = interests(app, app.reader())
    assert (stated.subject.key, stated.subject.name) == ("ana reyes", "Ana Reyes")
    assert visitor.text(f"/article/{number}").count("You follow this.") == 1


def test_nothing_of_another_reader_can_be_touched(app: App, visitor: Visitor, three: dict[str, int]) -> None:
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    stated = state(app, other, "follow", Subject("word", "chess"))
    done = record_signals(app, other, [Signal("theirs", "reset", app.now())]).ids
    token = token_of(visitor)
    for action in (f"/interest/{stated.id}/withdraw", f"/you/undo/{done[0]}"):
        assert visitor.client.post(action, data={"token": token}).status_code == 404
    assert interests(app, other) == (stated,)
    assert profile_of(app, other).undone == frozenset()


@pytest.mark.parametrize("page", ["/story/1", "/article/1", "/stories", "/following"])
def test_more_less_and_hide_stand_at_every_story(visitor: Visitor, three: dict[str, int], page: str) -> None:
    say(visitor, "/follow", kind="word", key="volcano")
    form = visitor.text(page).partition('action="/signal"')[2].partition("</form>")[0]
    story = re.findall(r'name="story" value="(\d+)"', form)[0]
    said = re.findall(r'name="kind" value="(\w+)"', form)
    assert [each for each in said if each not in ("save", "read")] == ["more", "less", "hide"]
    assert say(visitor, "/signal", back=page, story=story, kind="less").startswith(f"{page}?done=less&signal=")


def test_a_script_in_what_is_followed_is_words(visitor: Visitor, three: dict[str, int]) -> None:
    script = '"><script>alert(1)</script>'
    say(visitor, "/follow", kind="word", key=script)
    say(visitor, "/mute", kind="author", key=script)
    asked = urlencode({"stance": "mute", "kind": "word", "key": script, "back": f"/search?q={script}"})
    for path in ("/", "/you", "/following", "/hidden", f"/foresee?{asked}", f"/?done=withdrawn&stance=mute&{asked}"):
        page = visitor.text(path)
        assert "<script>" not in page, path
        assert " onclick" not in page
        assert " style=" not in page


@pytest.mark.parametrize(("page", "about"), [("/story/{0}", "story"), ("/article/{1}", "article"), ("/", "story")])
def test_what_is_saved_is_so_wherever_it_stands_until_given_up(
    app: App, visitor: Visitor, three: dict[str, int], page: str, about: str
) -> None:
    story = three["Volcano wakes"]
    with app.db.read() as tx:
        article = tx.marks.leads([story])[story]
    page = page.format(story, article)
    assert not re.findall('(?:value|name)="unsave"', visitor.text(page))
    on = say(visitor, "/mark", back=page, kind="save", **{about: {"story": story, "article": article}[about]})
    assert "Saved." in visitor.text(on)
    assert len(re.findall('(?:value|name)="unsave"', visitor.text(page))) == 1
    assert undo(visitor, on) == f"{page}?done=unsave&mark=save&{about}={story if about == 'story' else article}"
    assert not re.findall('(?:value|name)="unsave"', visitor.text(page))


def test_an_article_is_marked_as_read_and_as_not_read(app: App, visitor: Visitor, three: dict[str, int]) -> None:
    on = say(visitor, "/mark", back="/article/1", kind="read", article=1)
    assert "Marked as read." in visitor.text(on)
    assert 'value="unread"' in visitor.text("/article/1")
    undo(visitor, on)
    assert 'value="unread"' not in visitor.text("/article/1")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"kind": "love", "article": "1"}, 403),
        ({"kind": "save"}, 404),
        ({"kind": "save", "article": "99"}, 404),
        ({"kind": "read", "story": "99"}, 404),
        ({"kind": "save", "article": "1", "edition": "99"}, 404),
    ],
)
def test_what_cannot_be_marked_is_told_in_words(
    visitor: Visitor, three: dict[str, int], fields: dict[str, str], status: int
) -> None:
    assert visitor.client.post("/mark", data={"token": token_of(visitor), **fields}).status_code == status
