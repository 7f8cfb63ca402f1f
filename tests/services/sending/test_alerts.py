from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mynews.model.alert import Alerting
from mynews.model.document import Document
from mynews.model.errors import FetchError, ParseError
from mynews.model.interest import Subject
from mynews.model.meaning import Meaning
from mynews.model.signal import Signal
from mynews.model.story import Move
from mynews.services.app import App
from mynews.services.live import LiveWindow
from mynews.services.personal.interests import state, withdraw
from mynews.services.personal.learn import record_signals
from mynews.services.sending.alerts import LEASE, PAUSE, SAME_STORY_AFTER, alerts_of, set_alerts, tell_due
from mynews.services.sending.channels import Address, add_channel
from mynews.services.stories.arrange import gazetteer
from mynews.services.stories.summaries import summed_up
from mynews.storage.database import Database
from tests import make
from tests.delivery.web.visitor import follow, tell, update
from tests.fakes import FakeWeb

HOOK = "https://hook.example/in"
NOON = make.NOW  # 13:00 in Vienna
MINUTE = timedelta(minutes=1)


@pytest.fixture
def app(db: Database, tmp_path: Path, web: FakeWeb) -> Iterator[App]:
    web.pages[HOOK] = Document(HOOK, b"")
    with make.app(db, tmp_path, web) as app:
        yield app


class Day:
    """A day of one reader's who wants to be told of volcanoes."""

    def __init__(self, app: App, **wish: Any) -> None:
        self.app = app
        self.now = NOON
        self.reader = app.reader()
        self.source = follow(app)
        self.numbers = 0
        self.channel = add_channel(app, self.reader, "webhook", Address(HOOK), on_alert=True)
        self.interest = state(app, self.reader, "follow", Subject("word", "volcano"))
        self.wish(**wish)

    def at(self) -> App:
        # A window of its own: where reading one takes long, as on a busy machine, it is kept for a while.
        return replace(self.app, clock=lambda: self.now, live=LiveWindow(100))

    def wish(self, **wish: Any) -> None:
        usual = {"time_zone": "Europe/Vienna", "most_a_day": 5}
        set_alerts(self.at(), self.reader, Alerting(self.reader.id, **(usual | wish)), [self.interest.id])

    def article(self, headline: str) -> int:
        """An article that comes now."""
        self.numbers += 1
        article = make.article(
            identity=f"a{self.numbers}",
            headline=headline,
            url=f"https://paper.example/{self.numbers}",
            published_at=self.now,
            body="<p>Some words.</p>",
        )
        update(self.at(), self.source, article)
        with self.app.db.read() as tx:
            return tx.articles.of_source(self.source, 1)[0].id

    def publish(self, headline: str = "Volcano wakes") -> int:
        """A story of one article that comes now."""
        return tell(self.at(), [self.article(headline)])

    def goes_on(self, story: int) -> None:
        """One more article of a story that comes now."""
        article = self.article("Volcano goes on")
        with self.app.db.write() as tx:
            tx.desk.hold("test", self.now, self.now)
            tx.meanings.are_due([article], self.now)
            claimed = tx.meanings.claim(self.now, MINUTE, 1_000)
            tx.meanings.save([Meaning(article, 1)], claimed[0].claimed_until, self.now)
            tx.desk.carry_out([Move(article, story, self.now)])
            tx.stories.save(summed_up(tx, [story], gazetteer(), self.now))

    def pass_(self, time: timedelta) -> int:
        """Let time go by, then look; gives how many were told."""
        self.now += time
        return tell_due(self.at())

    def told(self) -> list[dict[str, Any]]:
        """What the reader was told, message by message."""
        web = self.app.web
        assert isinstance(web, FakeWeb)
        return [json.loads(post.content) for post in web.posted]


@pytest.fixture
def day(app: App) -> Day:
    return Day(app)


def test_a_story_of_what_is_followed_is_told_once(day: Day) -> None:
    day.now += MINUTE
    story = day.publish()
    assert day.pass_(MINUTE) == 1
    assert [day.pass_(PAUSE) for _ in range(3)] == [0, 0, 0]
    (told,) = day.told()
    assert (told["event"], told["title"], [each["id"] for each in told["stories"]]) == (
        "alert",
        "Volcano wakes",
        [story],
    )


def test_nothing_is_told_of_what_is_not_followed_came_before_or_was_read(day: Day) -> None:
    day.publish("Harbour opens")
    day.wish()
    day.now += MINUTE
    day.publish("Another harbour")
    story = day.publish("Volcano in the news")
    record_signals(day.at(), day.reader, [Signal("t", "open", day.now, story)])
    assert day.pass_(MINUTE) == 0
    assert day.told() == []


def test_what_comes_soon_after_comes_as_one(day: Day) -> None:
    day.now += MINUTE
    day.publish()
    day.pass_(MINUTE)
    for number in range(12):
        day.now += MINUTE
        day.publish(f"Volcano, part {number}")
        assert tell_due(day.at()) == 0
    assert day.pass_(PAUSE) == 1
    _, told = day.told()
    assert told["title"] == "12 stories that you follow"
    assert told["text"].count("https://") + told["text"].count("http://") == 11
    assert "And 2 more" in told["text"]


def test_what_waits_in_quiet_hours_comes_as_one_when_they_end(app: App) -> None:
    day = Day(app, quiet_from=12 * 60, quiet_until=15 * 60)  # it is 13:00 there
    for number in range(3):
        day.now += MINUTE
        day.publish(f"Volcano, part {number}")
        assert day.pass_(MINUTE) == 0
    assert alerts_of(day.at(), day.reader).waiting == 1  # the others are looked for when it is time
    assert day.pass_(timedelta(hours=1)) == 0
    day.now = NOON + timedelta(hours=2)
    assert tell_due(day.at()) == 1
    (told,) = day.told()
    assert told["title"] == "3 stories that you follow"


def test_so_many_a_day_and_no_more(app: App) -> None:
    day = Day(app, most_a_day=2)
    for number in range(4):
        day.now += PAUSE
        day.publish(f"Volcano, part {number}")
        day.pass_(MINUTE)
    assert len(day.told()) == 2
    day.now = NOON + timedelta(hours=11)  # midnight in Vienna
    assert tell_due(day.at()) == 1
    assert day.told()[-1]["title"] == "2 stories that you follow"


def test_a_story_that_goes_on_is_told_again_but_not_soon(day: Day) -> None:
    day.now += MINUTE
    story = day.publish()
    day.pass_(MINUTE)

    day.now += timedelta(hours=1)
    day.goes_on(story)
    assert day.pass_(MINUTE) == 0
    day.now += SAME_STORY_AFTER
    day.goes_on(story)
    assert day.pass_(MINUTE) == 1
    assert len(day.told()) == 2


def test_where_nobody_took_it_it_is_told_later(day: Day, web: FakeWeb) -> None:
    day.now += MINUTE
    day.publish()
    web.pages[HOOK] = FetchError(HOOK, "The site hook.example cannot be reached.")
    assert day.pass_(MINUTE) == 0
    assert alerts_of(day.at(), day.reader).waiting == 1
    web.pages[HOOK] = Document(HOOK, b"")
    assert day.pass_(timedelta(minutes=10)) == 1


def test_who_is_killed_after_the_mark_tells_nothing_twice(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    day.now += MINUTE
    day.publish()

    def killed(*_: Any) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("mynews.services.sending.alerts._tell", killed)
        with pytest.raises(KeyboardInterrupt):
            day.pass_(MINUTE)
    assert day.pass_(LEASE + PAUSE) == 0
    assert day.told() == []


def test_what_was_muted_or_is_no_longer_followed_is_not_told(day: Day) -> None:
    day.wish(quiet_from=12 * 60, quiet_until=15 * 60)
    day.now += MINUTE
    story = day.publish()
    day.pass_(MINUTE)
    state(day.at(), day.reader, "mute", Subject("story", str(story)))
    day.now = NOON + timedelta(hours=2)
    assert tell_due(day.at()) == 0
    withdraw(day.at(), day.reader, day.interest.id)
    day.publish("Volcano again")
    assert day.pass_(MINUTE) == 0
    assert day.told() == []


def test_nobody_is_told_of_anothers_interests(day: Day) -> None:
    with day.app.db.write() as tx:
        other = tx.readers.add("other", day.now)
    set_alerts(day.at(), other, Alerting(other.id, "UTC", 5), [day.interest.id])
    assert alerts_of(day.app, other).watched == frozenset()
    assert alerts_of(day.app, day.reader).watched == {day.interest.id}


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Nowhere/Else"},
        {"most_a_day": 0},
        {"most_a_day": 1_000},
        {"quiet_from": 60},
        {"quiet_from": 0, "quiet_until": 1440},
    ],
)
def test_what_cannot_be_wished_is_said(day: Day, wrong: dict[str, Any]) -> None:
    with pytest.raises(ParseError):
        day.wish(**wrong)


def test_at_what_instant_a_reader_is_looked_after_is_stored(day: Day) -> None:
    assert alerts_of(day.app, day.reader).alerting.next_look_at == NOON
    set_alerts(day.app, day.reader, Alerting(day.reader.id, "UTC", 5), [])
    assert alerts_of(day.app, day.reader).alerting.next_look_at is None
    assert isinstance(day.now, datetime)
