from __future__ import annotations

import pytest

from mynews.model.errors import NotAllowed, NotFound, TooOften
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.household import handing
from mynews.services.household.accounts import open_session
from mynews.services.household.handing import hand_on, handed_stories, handed_waiting, others_of, set_done, take_back
from mynews.services.household.readers import add_reader, give_password
from mynews.services.stories.arrange import merge
from tests import make
from tests.delivery.web.visitor import Visitor, follow, tell


@pytest.fixture
def ana(app: App) -> Reader:
    return add_reader(app, "Ana")


def story(app: App, headline: str = "Volcano", **tie: object) -> int:
    follow(app, make.article(headline=headline, identity=headline), **tie)
    with app.db.read() as tx:
        newest = max(card.id for card in tx.articles.latest(tie.get("reader", app.reader()).id, 50))  # type: ignore[attr-defined]
    return tell(app, [newest])


def seen_by(app: App, reader: Reader) -> Visitor:
    visitor = Visitor(app)
    visitor.client.cookies["mynews_login"] = open_session(app, reader, agent="")
    return visitor


def test_who_reads_alone_is_offered_nobody(app: App, visitor: Visitor) -> None:
    assert "Hand it to" not in visitor.text(f"/story/{story(app)}")


def test_a_story_is_handed_on_with_a_note_and_waits_on_top(app: App, ana: Reader) -> None:
    number = story(app)
    follow(app, reader=ana)
    give_password(app, app.reader(), "three words suffice")
    mine, hers = seen_by(app, app.reader()), seen_by(app, ana)
    assert "handed to you" not in hers.text("/")
    fields = {"reader": ana.id, "note": "For <b>you</b>\x00"}
    answer = mine.send(f"/story/{number}", f"/story/{number}/hand-on", fields)
    assert answer.status_code == 303
    assert "A story was handed to you" in hers.text("/") and "handed to you" not in mine.text("/")
    page = hers.text("/handed")
    assert "Volcano" in page and "For &lt;b&gt;you&lt;/b&gt;</q>" in page and "reader" in page
    done = hers.send("/handed", "/handed/1/done")
    assert handed_waiting(app, ana) == 0
    assert 'action="/handed/1/again"' in hers.text(done.headers["location"])
    hers.send("/handed", "/handed/1/again")
    assert handed_waiting(app, ana) == 1
    mine.send("/handed", "/handed/1/take-back")
    assert "Nothing is waiting" in hers.text("/handed")


def test_what_was_handed_on_can_be_taken_back_at_once(app: App, ana: Reader, visitor: Visitor) -> None:
    number = story(app)
    answer = visitor.send(f"/story/{number}", f"/story/{number}/hand-on", {"reader": ana.id})
    assert 'action="/handed/1/take-back"' in visitor.text(answer.headers["location"])


def test_nobody_touches_what_was_handed_between_others(app: App, ana: Reader) -> None:
    bob, number = add_reader(app, "Bob"), story(app)
    given = hand_on(app, app.reader(), ana.id, number, "")
    for act in (
        lambda: set_done(app, bob, given.id, done=True),
        lambda: set_done(app, app.reader(), given.id, done=True),
        lambda: take_back(app, bob, given.id),
        lambda: take_back(app, ana, given.id),
    ):
        with pytest.raises(NotFound):
            act()
    assert handed_stories(app, bob) == handing.HandedStories((), (), ())


def test_what_only_the_giver_may_read_is_not_handed_on(app: App, ana: Reader) -> None:
    mine = story(app, url="https://paid.example/", private_to=app.reader().id)
    with pytest.raises(NotAllowed, match="Ana may not read it"):
        hand_on(app, app.reader(), ana.id, mine, "")
    hers = story(app, "Hers", reader=ana, url="https://hers.example/", private_to=ana.id)
    with pytest.raises(NotFound, match="no story"):
        hand_on(app, app.reader(), ana.id, hers, "")


def test_a_story_with_some_private_articles_is_handed_on_as_its_receiver_sees_it(app: App, ana: Reader) -> None:
    follow(app, make.article(headline="For all", identity="1"))
    follow(app, make.article(headline="For me", identity="2"), url="https://p.example/", private_to=app.reader().id)
    with app.db.read() as tx:
        both = [card.id for card in tx.articles.latest(app.reader().id, 5)]
    hand_on(app, app.reader(), ana.id, tell(app, both), "")
    (given,) = handed_stories(app, ana).waiting
    assert given.story is not None and (given.story.headline, given.story.articles) == ("For all", 1)


def test_a_story_that_became_part_of_another_leads_there(app: App, ana: Reader) -> None:
    one, other = story(app, "One"), story(app, "Other")
    hand_on(app, app.reader(), ana.id, one, "")
    kept = merge(app, app.reader(), other, one)
    (given,) = handed_stories(app, ana).waiting
    assert given.story is not None and given.story.id == kept


def test_there_are_bounds(app: App, ana: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    number = story(app)
    for receiver in (app.reader().id, 99):
        with pytest.raises(NotFound):
            hand_on(app, app.reader(), receiver, number, "")
    with pytest.raises(NotAllowed, match="500 characters"):
        hand_on(app, app.reader(), ana.id, number, "x" * 501)
    monkeypatch.setattr(handing, "_MOST_A_DAY", 1)
    hand_on(app, app.reader(), ana.id, number, "")
    with pytest.raises(TooOften):
        hand_on(app, app.reader(), ana.id, number, "")
    monkeypatch.setattr(handing, "MOST_IN_HOUSEHOLD", 1)
    assert others_of(app, app.reader()) == ()
