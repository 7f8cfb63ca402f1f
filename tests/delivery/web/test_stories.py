from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from mynews.model.article import Picture
from mynews.model.meaning import Entity, Topic
from mynews.model.signal import Signal
from mynews.services.app import App
from mynews.storage.database import open_database
from tests import make
from tests.delivery.web.visitor import FEED, Visitor, follow, tell
from tests.make import NOW

SCRIPT = "<script>alert('x')</script>"
DIPLOMACY = "20000639"
ABOUT: dict[str, Any] = {
    "topics": (Topic(DIPLOMACY, 0.9),),
    "entities": (
        Entity("person", "Ana Reyes", 3),
        Entity("organisation", "Harbour Council", 2),
        Entity("place", "Westport", 1),
    ),
}


def told(app: App, *headlines: str, of: str = FEED) -> list[int]:
    """Follow a source of articles with these headlines, the first being the newest; gives their numbers."""
    place = len(articles_here(app))
    follow(
        app,
        *(
            make.article(identity=f"{of}{place + n}", headline=headline, published_at=NOW - timedelta(hours=n))
            for n, headline in enumerate(headlines)
        ),
        url=of,
    )
    there = articles_here(app)
    return [there[headline] for headline in headlines]


def articles_here(app: App) -> dict[str, int]:
    with app.db.read() as tx:
        return {card.headline: card.id for card in tx.articles.latest(app.reader().id, 1_000)}


def headlines_on(page: str) -> list[str]:
    """What stands in the headings of cards, in order."""
    return re.findall(r'<h[23](?: dir="auto")?><a href="[^"]+">([^<]+)<', page)


def articles_of(page: str) -> list[str]:
    """The headlines below the heading of all articles of a story page."""
    return headlines_on(page.partition('id="coverage"')[2].partition("</section>")[0])


def news_on(page: str) -> list[str]:
    """The headlines of what is new on a story page."""
    return re.findall(r'href="/article/[^>]+>([^<]+)<', page.partition('id="news"')[2].partition("</section>")[0])


def test_a_story_shows_what_is_known_of_it_on_either_database(either: App) -> None:
    numbers = told(either, "Volcano sleeps again", "Harbour opens after the ash", "Volcano wakes above the harbour")
    old, near = told(either, "Volcano smoked a year ago", "Council counts the ash", of="https://town.example/feed")
    earlier = tell(either, [old])
    beside = tell(either, [near], **ABOUT)
    story = tell(either, numbers, earlier=earlier, **ABOUT)
    visitor = Visitor(either)
    page = visitor.text(f"/story/{story}")
    assert "3 articles of 1 source" in page
    assert "Monday, 23 November 2026, 10:00" in page
    assert articles_of(page) == [
        "Volcano sleeps again",
        "Harbour opens after the ash",
        "Volcano wakes above the harbour",
    ]
    steps = page.partition("How it went")[2].partition("</section>")[0]
    assert steps.index("Volcano wakes above the harbour") < steps.index("Harbour opens after the ash")
    assert f'<a href="/topic/{DIPLOMACY}">' in page
    for name in ("Ana Reyes", "Harbour Council", "Westport"):
        (entity,) = re.findall(rf'<a href="(/entity/\d+)" dir="auto">{name}</a>', page)
        found = visitor.text(entity)
        assert f'<h1 dir="auto">{name}</h1>' in found
        assert f'href="/story/{story}">3 articles' in found
        assert headlines_on(found)[1:] == ["Council counts the ash"], "a story of one article leads to that article"
    assert "Volcano smoked a year ago" in page.partition(">Earlier<")[2].partition("</section>")[0]
    assert "Council counts the ash" in page.partition(">Near<")[2].partition("</section>")[0]
    later = visitor.text(f"/story/{earlier}").partition(">Later<")[2]
    assert f'href="/story/{story}"' in later
    assert "Council counts the ash" in visitor.text(f"/topic/{DIPLOMACY}")
    assert visitor.text(f"/story/{beside}").count("<h3") == 2


def test_what_a_story_follows_is_not_told_again_as_near(app: App, visitor: Visitor) -> None:
    new, old = told(app, "Volcano wakes", "Volcano smoked a year ago")
    story = tell(app, [new], earlier=tell(app, [old], **ABOUT), **ABOUT)
    page = visitor.text(f"/story/{story}")
    assert ">Earlier<" in page
    assert ">Near<" not in page


def test_copies_stand_below_their_original(app: App, visitor: Visitor) -> None:
    original, own = told(app, "Volcano wakes", "Harbour closes")
    (copy,) = told(app, "Volcano wakes, again printed", of="https://copy.example/feed")
    story = tell(app, [original, own, copy], copies=[copy])
    page = visitor.text(f"/story/{story}")
    assert articles_of(page) == ["Volcano wakes", "Harbour closes"]
    assert re.search(rf'Also in <a href="/article/{copy}"[^>]*>The Paper</a>', page)
    assert re.search(rf'Also published by <a href="/article/{copy}"', visitor.text(f"/article/{original}"))


def test_the_top_stories_fill_a_front_page_and_go_on(either: App) -> None:
    wide = told(either, *(f"Part {n} of the great story" for n in range(3)))
    tell(either, wide)
    for number in told(either, *(f"Small story {n}" for n in range(35)), of="https://town.example/feed"):
        tell(either, [number])
    visitor = Visitor(either)
    first = visitor.text("/stories")
    assert 'class="front"' in first
    assert first.count('<article class="card"') == 30
    seen, path = headlines_on(first), re.search(r'rel="next" href="([^"]+)"', first)
    assert path is not None
    rest = visitor.text(unescape(path[1]))
    assert 'class="front"' not in rest
    assert 'rel="next"' not in rest
    assert len({*seen, *headlines_on(rest)}) == 36


def test_a_topic_goes_on_from_page_to_page(either: App) -> None:
    numbers = told(either, *(f"Talks, day {n}" for n in range(32)))
    for number in numbers:
        tell(either, [number], topics=(Topic(DIPLOMACY, 0.9),))
    visitor = Visitor(either)
    first = visitor.text(f"/topic/{DIPLOMACY}")
    (on,) = re.findall(r'rel="next" href="([^"]+)"', first)
    assert [len(headlines_on(first)), len(headlines_on(visitor.text(on)))] == [30, 2]
    assert f'href="/topic/{DIPLOMACY}">Newest' in visitor.text(on)


def test_a_topic_shows_the_wider_and_the_narrower_ones(visitor: Visitor) -> None:
    page = visitor.text("/topic/11000000")
    assert "<h1>Politics</h1>" in page
    assert "international relations</a>" in page
    assert "None of your sources has a story about it yet." in page
    narrower = visitor.text(f"/topic/{DIPLOMACY}")
    assert re.search(r'aria-label="Wider topics">.*Politics</a>.*International relations</a>', narrower)


def test_topics_are_found_by_name(visitor: Visitor) -> None:
    assert visitor.text("/topics").count("<li><h2>") == 17
    found = visitor.text("/topics?q=elections")
    assert found.index(">Election</a></h2>") < found.index(">National elections</a></h2>")
    nothing = visitor.text(f"/topics?q={quote(SCRIPT)}")
    assert "No topic has" in nothing
    assert "<script>alert" not in nothing
    assert nothing.count("<li><h2>") == 17


def test_an_article_leads_to_its_story_and_to_what_that_is_about(app: App, visitor: Visitor) -> None:
    one, other = told(app, "Volcano wakes", "Volcano sleeps")
    (alone,) = told(app, "Bakery opens", of="https://town.example/feed")
    story = tell(app, [one, other], **ABOUT)
    tell(app, [alone])
    page = visitor.text(f"/article/{one}")
    assert f'<a href="/story/{story}">One of 2 articles of this story</a>' in page
    assert "Ana Reyes</a>" in page
    assert "of this story" not in visitor.text(f"/article/{alone}")
    latest = visitor.text("/latest")
    assert latest.count(f'href="/story/{story}">2 articles</a>') == 2
    assert latest.count("/story/") == 2


def test_a_story_of_one_article_is_a_calm_page(app: App, visitor: Visitor) -> None:
    (alone,) = told(app, "Bakery opens")
    page = visitor.text(f"/story/{tell(app, [alone])}")
    assert "1 article of 1 source" in page
    for absent in ("How it went", "What it is about", "Not one story?", "Near", "Earlier", "<figure"):
        assert absent not in page, absent


def test_of_a_very_large_story_the_newest_articles_come_first_and_the_others_on_demand(
    app: App, visitor: Visitor
) -> None:
    story = tell(app, told(app, *(f"Match day {n}" for n in range(60))))
    page = visitor.text(f"/story/{story}")
    assert len(articles_of(page)) == 50
    assert f'href="/story/{story}?all#coverage"' in page
    assert len(articles_of(visitor.text(f"/story/{story}?all"))) == 60


def test_a_story_says_what_is_new_since_an_instant(app: App, visitor: Visitor) -> None:
    numbers = told(app, "Volcano sleeps again", "Harbour opens after the ash", "Volcano wakes above the harbour")
    story = tell(app, numbers)
    since = (NOW - timedelta(minutes=90)).isoformat()
    for written in (since, quote(since), since.partition("+")[0]):
        assert news_on(visitor.text(f"/story/{story}?since={written}")) == [
            "Volcano sleeps again",
            "Harbour opens after the ash",
        ], written
    steps = re.findall(r'href="(/story/\d+\?since=[^"]+)"', visitor.text(f"/story/{story}"))
    assert [len(news_on(visitor.text(each))) for each in steps] == [2, 1, 0]
    assert "No newer article has come." in visitor.text(steps[-1])


@pytest.mark.parametrize(
    "wrong", ["yesterday", "2026-13-01", "2999-01-01T00:00", "0001-01-01T00:00%2B14:00", "%00", "1"]
)
def test_an_instant_that_is_none_is_passed_over_with_a_sentence(app: App, visitor: Visitor, wrong: str) -> None:
    story = tell(app, told(app, "Volcano wakes"))
    page = visitor.text(f"/story/{story}?since={wrong}")
    assert "What is new cannot be told" in page
    assert articles_of(page) == ["Volcano wakes"]


def test_an_article_is_taken_out_of_a_story_and_put_back(either: App) -> None:
    one, other, third = told(either, "Volcano wakes", "Volcano sleeps", "Bakery opens")
    story = tell(either, [one, other, third])
    visitor = Visitor(either)
    answer = visitor.send(f"/story/{story}", f"/story/{story}/split", {"article": str(third)})
    assert answer.status_code == 303
    location = answer.headers["location"]
    parted = story + 1
    assert location == f"/story/{story}?done=split&n={parted}"
    done = visitor.text(location)
    assert "What you took out is a story of its own now." in done
    assert f'<a href="/story/{parted}">See it.</a>' in done
    assert articles_of(done) == ["Volcano wakes", "Volcano sleeps"]
    assert articles_of(visitor.text(f"/story/{parted}")) == ["Bakery opens"]
    back = visitor.send(location, f"/story/{story}/merge", {"other": str(parted)})
    assert back.headers["location"] == f"/story/{story}?done=merged"
    whole = visitor.text(back.headers["location"])
    assert "They are one story now." in whole
    assert articles_of(whole) == ["Volcano wakes", "Volcano sleeps", "Bakery opens"]


def test_several_articles_are_taken_out_together(app: App, visitor: Visitor) -> None:
    one, other, third = told(app, "Volcano wakes", "Bakery opens", "Baker is happy")
    story = tell(app, [one, other, third])
    page = visitor.text(f"/story/{story}")
    assert page.count('type="checkbox" name="article"') == 3
    assert page.count(">Not part of this story<") == 3
    visitor.send(f"/story/{story}", f"/story/{story}/split", {"article": [str(other), str(third)]})
    assert articles_of(visitor.text(f"/story/{story + 1}")) == ["Bakery opens", "Baker is happy"]


def test_a_near_story_becomes_part_of_this_one_and_its_address_leads_here(either: App) -> None:
    one, other = told(either, "Volcano wakes", "Volcano sleeps")
    story, near = tell(either, [one], **ABOUT), tell(either, [other], **ABOUT)
    visitor = Visitor(either)
    page = visitor.text(f"/story/{story}")
    assert f'<button class="quiet" name="other" value="{near}">The same story<' in page
    answer = visitor.send(f"/story/{story}", f"/story/{story}/merge", {"other": str(near)})
    assert answer.headers["location"] == f"/story/{story}?done=merged"
    gone = visitor.get(f"/story/{near}?since=x", follow_redirects=False)
    assert (gone.status_code, gone.headers["location"]) == (308, f"/story/{story}?since=x")
    assert len(articles_of(visitor.text(f"/story/{near}"))) == 2


def test_a_story_is_not_arranged_without_the_token(app: App, visitor: Visitor) -> None:
    one, other = told(app, "Volcano wakes", "Volcano sleeps")
    story = tell(app, [one, other])
    visitor.text(f"/story/{story}")
    for action, field in (("split", "article"), ("merge", "other")):
        answer = visitor.client.post(f"/story/{story}/{action}", data={field: str(one)})
        assert (answer.status_code, "nothing was done" in answer.text) == (403, True)
    assert len(articles_of(visitor.text(f"/story/{story}"))) == 2


@pytest.mark.parametrize(
    ("action", "fields", "status", "sentence"),
    [
        ("split", {}, 422, "Tick the articles"),
        ("split", {"article": "x"}, 422, "Tick the articles"),
        ("split", {"article": "99"}, 404, "not in this story any more"),
        ("split", {"article": ["1", "2"]}, 403, "one must stay"),
        ("merge", {}, 404, "no such other story"),
        ("merge", {"other": "9" * 30}, 404, "no such other story"),
        ("merge", {"other": "99"}, 404, "There is no story number 99 here."),
    ],
)
def test_what_cannot_be_arranged_is_told_in_words(
    either: App, action: str, fields: dict[str, str | list[str]], status: int, sentence: str
) -> None:
    numbers = told(either, "Volcano wakes", "Volcano sleeps")
    (near,) = told(either, "Volcano smokes", of="https://town.example/feed")
    story = tell(either, numbers, **ABOUT)
    tell(either, [near], **ABOUT)
    answer = Visitor(either).send(f"/story/{story}", f"/story/{story}/{action}", fields)
    assert (answer.status_code, sentence in unescape(answer.text)) == (status, True)


def test_where_readers_may_not_arrange_stories_nothing_offers_it(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'mynews.db'}")
    with make.app(database, tmp_path, readers_arrange_stories=False) as app:
        story = tell(app, told(app, "Volcano wakes", "Volcano sleeps"))
        visitor = Visitor(app)
        page = visitor.text(f"/story/{story}?done=split&n=1")
        token = visitor.send("/sources", "/refresh").request.content.decode().partition("token=")[2]
        answer = visitor.client.post(f"/story/{story}/split", data={"token": token, "article": "1"})
    database.close()
    assert not re.findall(r'action="[^"]+/(?:split|merge)"', page)
    assert (answer.status_code, "readers_arrange_stories is off" in answer.text) == (403, True)


@pytest.mark.parametrize(
    "path",
    [
        "/story/99",
        f"/story/{2**63}",
        "/topic/00000000",
        "/topic/%3Cscript%3E",
        "/entity/99",
        f"/entity/{2**70}",
        "/stories?after=yesterday",
        f"/stories?after=1.5_{'9' * 30}",
        "/stories?after=1..5_3",
        "/stories?after=nan_3",
        "/topic/11000000?after=-1",
        f"/topic/11000000?after={'9' * 18}",
        "/topic/11000000?after=1.5_3",
    ],
)
def test_what_is_not_there_is_told_calmly(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 404
    assert "There is no" in answer.text
    assert "<script>" not in answer.text


def test_a_script_in_a_story_is_words(app: App, visitor: Visitor) -> None:
    hostile = [
        make.article(
            identity=str(n),
            kicker=SCRIPT,
            headline=f"{SCRIPT} {n}",
            key_points=(SCRIPT,),
            language='en" onload="alert(1)',
            pictures=(Picture(f'https://paper.example/x.jpg?"{SCRIPT}'),),
            published_at=NOW - timedelta(hours=n),
        )
        for n in range(4)
    ]
    follow(app, *hostile, own_title=SCRIPT)
    numbers = list(articles_here(app).values())
    names = (Entity("person", SCRIPT), Entity("organisation", f"{SCRIPT} Council"), Entity("place", f"{SCRIPT} Bay"))
    story = tell(app, numbers[:3], copies=[numbers[1]], entities=names)
    tell(app, numbers[3:], entities=names)
    pages = [f"/story/{story}", f"/story/{story}?since=2026-11-01", f"/story/{story}?done=split&n=2{quote(SCRIPT)}"]
    pages += [f"/article/{numbers[0]}", "/stories", "/entity/1", f"/story/{story}?since={quote(SCRIPT)}"]
    for path in pages:
        page = visitor.text(path)
        assert "<script>" not in page, path
        assert 'onload="' not in page, path
        assert " style=" not in page, path


def test_the_pages_of_stories_answer_before_there_are_any(app: App, visitor: Visitor) -> None:
    assert "Add your first source" in visitor.text("/stories")
    told(app, "Volcano wakes")
    assert "No stories yet" in visitor.text("/stories")
    assert "These were all stories." in visitor.text("/stories?after=1.5_1")
    assert '<a href="/stories"' in visitor.text("/")


def opened(app: App, story: int, hours: float) -> None:
    """Have the reader open a story so many hours ago."""
    signal = Signal(f"open {hours}", "open", app.now(), story)
    with app.db.write() as tx:
        tx.signals.record(app.reader().id, [(signal, None)], NOW - timedelta(hours=hours))


def test_what_is_new_since_the_last_visit_is_told_without_asking(app: App, visitor: Visitor) -> None:
    numbers = told(app, "Volcano sleeps again", "Harbour opens after the ash", "Volcano wakes above the harbour")
    story = tell(app, numbers)
    assert 'id="news"' not in visitor.text(f"/story/{story}"), "nothing is new to who never was here"
    opened(app, story, 0.1)
    assert 'id="news"' not in visitor.text(f"/story/{story}"), "this is still the same visit"
    opened(app, story, 1.5)
    page = visitor.text(f"/story/{story}")
    assert "New since you were here" in page
    assert news_on(page) == ["Volcano sleeps again", "Harbour opens after the ash"]
    assert news_on(visitor.text(f"/story/{story}?since=2026-11-23T11:30")) == ["Volcano sleeps again"]


def test_how_papers_tell_a_story_is_compared(app: App, visitor: Visitor) -> None:
    (one,) = told(app, "Volcano wakes & smokes above the harbour")
    follow(
        app,
        make.article(
            identity="t", url="https://town.example/1", headline="Volcano closes the harbour", published_at=NOW
        ),
        url="https://town.example/feed",
        title="Town Crier",
    )
    page = visitor.text(f"/story/{tell(app, [one, articles_here(app)['Volcano closes the harbour']])}")
    section = page.partition('id="tellers"')[2].partition("</section>")[0]
    assert "2 sources in words of their own." in section
    assert "Volcano <b>wakes &amp; smokes above </b>the harbour" in section
    assert "Volcano <b>closes </b>the harbour" in section
    assert re.findall(r"(The Paper|Town Crier)</a>(?: <strong>First</strong>)?", section) == ["The Paper", "Town Crier"]
    assert re.search(r"The Paper</a> <strong>First</strong>", section)
    assert 'id="tellers"' not in visitor.text(f"/story/{tell(app, [one])}")


@pytest.mark.parametrize("page", ["/story/{0}", "/article/{1}"])
def test_a_name_is_followed_and_let_go_where_it_stands(app: App, visitor: Visitor, page: str) -> None:
    (number,) = told(app, "Volcano wakes above the harbour")
    path = page.format(tell(app, [number], **ABOUT), number)
    for words, kind in (("Ana Reyes", "entity"), ("diplomacy", "topic")):
        button = re.search(rf'value="({kind}:\w+)"><span class="unseen">Follow {words}<', visitor.text(path))
        assert button is not None
        assert visitor.send(path, "/follow", {"subject": button[1]}).status_code == 303
        withdraw = re.search(rf'formaction="([^"]+)"><span class="unseen" hidden>Follow {words}<', visitor.text(path))
        assert withdraw is not None
        token = re.findall(r'name="token" value="(\w+)"', visitor.text(path))[0]
        assert visitor.client.post(withdraw[1], data={"token": token}, follow_redirects=False).status_code == 303
        assert f'<span class="unseen">Follow {words}<' in visitor.text(path)
