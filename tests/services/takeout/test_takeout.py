from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mynews.model.alert import Alerting
from mynews.model.errors import ParseError
from mynews.model.interest import Subject
from mynews.model.schedule import Schedule
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.gathering.subscribe import rename
from mynews.services.personal.edition_hours import hours_of, set_hours
from mynews.services.personal.interests import interests, state
from mynews.services.personal.keep import Marked, set_mark
from mynews.services.personal.profile import profile_of, set_reading
from mynews.services.sending.alerts import set_alerts
from mynews.services.sending.channels import Address, add_channel, channels, remove_channel
from mynews.services.sending.digests import add_digest, digests
from mynews.services.stories.saved_searches import save_search
from mynews.services.takeout.exporting import export_everything
from mynews.services.takeout.importing import import_everything
from mynews.storage.database import open_database
from tests import make
from tests.delivery.web.visitor import follow, tell

TWICE_A_DAY = Schedule((7, 18), "Europe/Berlin", (0, 1, 2, 3, 4))
MAIL = {"kind": "mail", "name": "M", "to": "b@home.example", "on_save": False, "on_alert": False, "digests": []}
SECRET = "ntfy://ntfy.example/a-topic-that-nobody-guesses"
PAPER, TOWN = "https://paper.example/feed.xml", "https://town.example/feed"


def furnish(app: App) -> tuple[int, int, int]:
    """A reader with something of everything; gives the numbers of an article saved, one read, one left alone."""
    reader = app.reader()
    source = follow(app, *(make.article(identity=each, headline=each) for each in ("Saved", "Read", "Left")), url=PAPER)
    follow(app, make.article(identity="snow"), url=TOWN, folder="Town", title="Town")
    follow(app, make.article(identity="paid"), url="https://paid.example/feed", title="Paid", private_to=reader.id)
    rename(app, reader, source, title="My paper", folder="World")
    with app.db.read() as tx:
        numbers = {card.headline: card.id for card in tx.articles.of_source(source, 9)}
    for number in numbers.values():
        tell(app, [number])
    set_mark(app, reader, "save", Marked(article_id=numbers["Saved"]))
    set_mark(app, reader, "read", Marked(article_id=numbers["Read"]))
    state(app, reader, "mute", Subject("word", "chess"), folder="Town")
    state(app, reader, "follow", Subject("source", str(source)))
    save_search(app, reader, "harbour ash", followed=True)
    set_reading(app, reader, edition_size=20, break_through=True)
    set_hours(app, reader, TWICE_A_DAY)
    with app.db.write() as tx:
        for label in ("Later", "Für Anna"):
            tx.labels.add(reader.id, label, [numbers["Read"], numbers["Left"]])
    mail = add_channel(app, reader, "mail", Address("ann@home.example"), name="Post", on_alert=True)
    add_digest(app, reader, mail.id, TWICE_A_DAY)
    add_channel(app, reader, "apprise", Address(SECRET), name="Phone")
    followed = [each.id for each in interests(app, reader) if each.stance == "follow"]
    set_alerts(app, reader, Alerting(reader.id, "Europe/Berlin", 7, 1290, 420), followed)
    return numbers["Saved"], numbers["Read"], numbers["Left"]


def of(app: App, reader: Reader) -> dict[str, Any]:
    """What the file of a reader says."""
    told: dict[str, Any] = json.loads(export_everything(app, reader))
    return told


def test_everything_comes_back_after_a_loss(app: App) -> None:
    saved, read, left = furnish(app)
    reader = app.reader()
    before = of(app, reader)
    text = export_everything(app, reader)
    with app.db.write() as tx:
        tx.subscriptions.remove(reader.id, [each.source.id for each in tx.subscriptions.of(reader.id)])
        for each in tx.interests.of(reader.id, app.now()):
            tx.interests.withdraw(reader.id, each.id)
        for search in tx.saved_searches.of(reader.id):
            tx.saved_searches.remove(reader.id, search.id)
        tx.marks.unsave(reader.id, [saved])
        tx.marks.unread(reader.id, [saved, read])
        tx.labels.drop(reader.id, "Later")
    for page in channels(app, reader):
        remove_channel(app, reader, page.channel.id)
    set_alerts(app, reader, Alerting(reader.id, "UTC", 1), ())
    set_reading(app, reader, edition_size=50, break_through=False)
    set_hours(app, reader, None)
    refused = import_everything(app, reader, text)
    assert refused == (
        "Paid: follow it anew with your login, which is in no file.",
        "Phone: add this channel anew, with its address, which is in no file; digests there too.",
    )
    after = of(app, reader)
    for part in ("reading", "hours", "searches", "marks", "labels", "alerts"):
        assert after[part] == before[part], part
    assert after["channels"] == before["channels"][:1]
    assert [each["key"] for each in before["learned"]] != []
    for each, was in zip(after["learned"], before["learned"], strict=True):  # what it rests on stays with the log
        assert (each["kind"], each["key"], each["liking"]) == (was["kind"], was["key"], pytest.approx(was["liking"]))
    assert [each["key"] for each in after["interests"]] == [each["key"] for each in before["interests"]]
    assert {(each["url"], each["folder"]) for each in after["subscriptions"]} == {(PAPER, "World"), (TOWN, "Town")}
    with app.db.read() as tx:
        assert set(tx.marks.of(reader.id, [saved, read, left])) == {saved, read}


def test_in_another_installation_what_has_no_place_there_is_told(app: App, tmp_path: Path) -> None:
    furnish(app)
    text = export_everything(app, app.reader())
    database = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    with make.app(database, tmp_path / "other") as other:
        follow(other, make.article(identity="x"), url="https://first.example/feed", title="Another first source")
        refused = import_everything(other, other.reader(), text)
        assert refused == (
            "Paid: follow it anew with your login, which is in no file.",
            "My paper: it has another number here, or another name. Look for it, and say it again.",
            "Phone: add this channel anew, with its address, which is in no file; digests there too.",
            "Saved: this article, which you saved, is not here.",
            "1 articles that you have read are not here.",
            "4 labels are of articles that are not here.",
        )
        assert [each.subject.key for each in interests(other, other.reader())] == ["chess"]
        assert hours_of(other, other.reader()) == TWICE_A_DAY
        assert profile_of(other, other.reader()).reading.edition_size == 20
        told = of(other, other.reader())
        assert {each["url"] for each in told["subscriptions"]} == {PAPER, TOWN, "https://first.example/feed"}
        assert told["searches"] == [{"query": "harbour ash", "followed": True}]
        assert told["alerts"]["most_a_day"] == 7 and told["alerts"]["told_of"] == []
        (way,) = channels(other, other.reader())
        assert way.address == Address("ann@home.example")
        assert [each.schedule for each in digests(other, other.reader())] == [TWICE_A_DAY]
    database.close()


def test_a_file_that_is_taken_over_twice_doubles_nothing(app: App) -> None:
    furnish(app)
    reader = app.reader()
    before = of(app, reader)
    refused = import_everything(app, reader, export_everything(app, reader))
    assert [each for each in refused if "channel" in each] == [], "what is here already needs no address"
    after = of(app, reader)
    for part in ("searches", "marks", "labels", "channels", "alerts"):
        assert after[part] == before[part], part


def test_what_works_like_a_password_is_in_no_file(app: App) -> None:
    furnish(app)
    told = of(app, app.reader())
    assert [each["login"] for each in told["subscriptions"] if "paid" in each["url"]] == [True]
    assert "credentials" not in json.dumps(told)
    assert [(each["kind"], each["to"]) for each in told["channels"]] == [("mail", "ann@home.example"), ("apprise", "")]
    assert "nobody-guesses" not in json.dumps(told)


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "something else"},
        {"marks": [{"source": PAPER, "identity": "zz"}]},
        {"marks": [{"source": PAPER, "identity": "00", "url": None, "headline": "", "read": "soon", "saved": None}]},
        {"marks": "all"},
        {"subscriptions": [{"url": 5, "name": "", "title": "", "folder": "", "login": False}]},
        {"searches": [5]},
        {"hours": {"hours": [25], "weekdays": [0], "time_zone": "UTC"}},
        {"hours": {"hours": [5], "weekdays": [0], "time_zone": "Nowhere"}},
        {"labels": [{"label": " ", "source": PAPER, "identity": "00"}]},
        {"labels": [{"label": "x", "source": PAPER, "identity": "zz"}]},
        {"channels": [{"kind": "pigeon", "name": "", "to": "", "on_save": False, "on_alert": False, "digests": []}]},
        {"channels": [MAIL | {"digests": [{"hours": [25], "weekdays": [0], "time_zone": "UTC"}]}]},
        {"channels": [MAIL | {"to": 5}]},
        {"alerts": {"time_zone": "UTC", "most_a_day": 0, "quiet_from": None, "quiet_until": None, "told_of": []}},
        {"alerts": {"time_zone": "UTC", "most_a_day": 5, "quiet_from": 60, "quiet_until": None, "told_of": []}},
        {"alerts": {"time_zone": "UTC", "most_a_day": 5, "quiet_from": None, "quiet_until": None, "told_of": [1]}},
    ],
)
def test_a_file_that_is_wrong_anywhere_changes_nothing(app: App, wrong: dict[str, Any]) -> None:
    furnish(app)
    reader = app.reader()
    whole = of(app, reader)
    set_reading(app, reader, edition_size=33)
    before = of(app, reader)
    with pytest.raises(ParseError):
        import_everything(app, reader, json.dumps(whole | {"searches": [{"query": "new", "followed": True}]} | wrong))
    assert of(app, reader) == before


def test_nothing_of_another_reader_is_in_it(app: App) -> None:
    furnish(app)
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    told = of(app, other)
    for part in ("subscriptions", "marks", "labels", "searches", "interests", "learned", "channels"):
        assert told[part] == [], part
    assert told["alerts"] is None
