from __future__ import annotations

import multiprocessing
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mynews.delivery.mail.digest import LARGEST, digest_message
from mynews.model.channel import Digest, Message
from mynews.model.errors import NotFound, ParseError
from mynews.model.schedule import Schedule
from mynews.model.signal import Signal
from mynews.services.app import App
from mynews.services.live import LiveWindow
from mynews.services.personal.editions import edition_page
from mynews.services.personal.learn import record_signals
from mynews.services.personal.say import say, saying_of
from mynews.services.sending.channels import Address, add_channel, channels
from mynews.services.sending.digests import (
    LEASE,
    Outgoing,
    add_digest,
    change_digest,
    digests,
    remove_digest,
    send_due,
    stop_address,
    stop_digest,
)
from mynews.storage.database import Database, open_database
from tests import make
from tests.delivery.web.visitor import follow, tell, update
from tests.fakes import FakeWeb
from tests.mailserver import Postbox, mail_server

DAILY = Schedule((7,), "Europe/Vienna", tuple(range(7)))
SEVEN = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # 7:00 in Vienna, the day after make.NOW


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with mail_server() as postbox:
        yield postbox


@pytest.fixture
def app(db: Database, tmp_path: Path, web: FakeWeb, postbox: Postbox) -> Iterator[App]:
    with make.app(db, tmp_path, web, base_url="https://news.example", **postbox.settings) as app:
        yield app


def at(app: App, now: datetime) -> App:
    """The same installation at another time."""
    # A window of its own: where reading one takes long, as on a busy machine, it is kept for a while.
    return replace(app, clock=lambda: now, live=LiveWindow(1_000))


def with_story(app: App, headline: str = "Volcano wakes", number: int = 1) -> int:
    source = follow(app, make.article(identity=f"a{number}", headline=headline, url=f"https://paper.example/{number}"))
    return story_of_newest(app, source)


def story_of_newest(app: App, source: int) -> int:
    with app.db.read() as tx:
        newest = tx.articles.of_source(source, 1)[0]
    return tell(app, [newest.id])


def ordered(app: App, schedule: Schedule = DAILY) -> Digest:
    channel = add_channel(app, app.reader(), "mail", Address("ana@home.example"))
    return add_digest(app, app.reader(), channel.id, schedule)


def test_a_digest_goes_out_at_its_hour_once(app: App, postbox: Postbox) -> None:
    story = with_story(app)
    digest = ordered(app)
    assert digest.next_digest_at == SEVEN
    assert send_due(app, digest_message) == 0
    morning = at(app, SEVEN)
    assert send_due(morning, digest_message) == 1
    assert send_due(morning, digest_message) == 0
    (mail,) = postbox.mails
    assert (mail["To"], mail["Subject"]) == ("ana@home.example", "Volcano wakes")
    (sent,) = digests(app, app.reader())
    assert sent.sent_edition_id == edition_page(morning, app.reader()).edition.id
    assert sent.next_digest_at == SEVEN + timedelta(days=1)
    text, html = (part.get_content() for part in mail.iter_parts())
    assert "Volcano wakes" in text
    assert "Volcano wakes" in html
    assert f"/say/more-{app.reader().id}-{story}-" in html


def test_one_click_ends_it(app: App, postbox: Postbox) -> None:
    with_story(app)
    digest = ordered(app)
    send_due(at(app, SEVEN), digest_message)
    (mail,) = postbox.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip("<>")
    assert address == stop_address(app, digest)
    assert address.startswith("https://news.example/stop/")
    token = address.rpartition("/")[2]
    with pytest.raises(NotFound):
        stop_digest(app, token[:-1] + ("0" if token[-1] != "0" else "1"))
    assert len(digests(app, app.reader())) == 1
    stop_digest(app, token)
    stop_digest(app, token)
    assert digests(app, app.reader()) == ()


def test_where_nothing_is_new_nothing_is_sent(app: App, postbox: Postbox) -> None:
    ordered(app)
    send_due(at(app, SEVEN), digest_message)
    assert postbox.mails == []
    with_story(app)
    send_due(at(app, SEVEN + timedelta(days=1)), digest_message)
    send_due(at(app, SEVEN + timedelta(days=2)), digest_message)
    assert len(postbox.mails) == 1
    with_story(app, "Harbour opens", 2)
    send_due(at(app, SEVEN + timedelta(days=3)), digest_message)
    assert len(postbox.mails) == 2


def test_a_story_that_was_read_is_not_new(app: App, postbox: Postbox) -> None:
    story = with_story(app)
    ordered(app)
    record_signals(app, app.reader(), [Signal("t", "open", app.now(), story)])
    send_due(at(app, SEVEN), digest_message)
    assert postbox.mails == []


def test_a_server_that_is_away_gets_it_when_it_is_back(app: App, postbox: Postbox) -> None:
    with_story(app)
    ordered(app)
    postbox.refuse_to = "450 later"
    send_due(at(app, SEVEN), digest_message)
    (waiting,) = digests(app, app.reader())
    assert (waiting.failures, waiting.sent_edition_id) == (1, None)
    assert waiting.next_digest_at == SEVEN + timedelta(minutes=5)
    assert "450 later" in channels(app, app.reader())[0].channel.illness
    postbox.refuse_to = ""
    send_due(at(app, SEVEN + timedelta(minutes=5)), digest_message)
    assert len(postbox.mails) == 1
    assert channels(app, app.reader())[0].channel.illness == ""


def test_a_mail_that_was_refused_whole_goes_again(app: App, postbox: Postbox) -> None:
    with_story(app)
    ordered(app)
    postbox.refuse = "452 full"
    send_due(at(app, SEVEN), digest_message)
    (waiting,) = digests(app, app.reader())
    assert (waiting.sent_edition_id, waiting.next_digest_at) == (None, SEVEN + timedelta(minutes=5))
    postbox.refuse = ""
    send_due(at(app, SEVEN + timedelta(minutes=5)), digest_message)
    assert len(postbox.mails) == 1


def _send_and_die(url: str, folder: Path, settings: dict[str, object], where: str) -> None:
    """Send what is due in a process that is killed: once everything but the mail was said, or once that was taken."""
    db = open_database(url)

    class Dying(FakeWeb): ...

    with make.app(db, folder, Dying(), base_url="https://news.example", now=SEVEN, **settings) as app:
        import mynews.services.sending.digests as module

        real = module.send

        def send(app: App, channel: object, message: object, about_to: Callable[[], bool]) -> bool:
            def last_word() -> bool:
                if where == "before the mark":
                    os._exit(9)
                said = about_to()
                if where == "after the mark":
                    os._exit(9)
                return said

            told = real(app, channel, message, last_word)  # type: ignore[arg-type]
            os._exit(9)
            return told

        module.send = send  # type: ignore[assignment]
        send_due(app, digest_message)


@pytest.mark.parametrize(
    ("where", "before", "after"), [("before the mark", 0, 1), ("after the mark", 0, 0), ("after the mail", 1, 1)]
)
def test_a_kill_in_the_middle_sends_no_second(
    app: App, postbox: Postbox, database_url: str, tmp_path: Path, where: str, before: int, after: int
) -> None:
    with_story(app)
    ordered(app)
    process = multiprocessing.get_context("spawn").Process(
        target=_send_and_die, args=(database_url, tmp_path, postbox.settings, where)
    )
    process.start()
    process.join(60)
    assert process.exitcode == 9
    assert len(postbox.mails) == before
    later = at(app, SEVEN + LEASE + timedelta(seconds=1))
    send_due(later, digest_message)
    assert len(postbox.mails) == after


def test_what_another_process_took_over_is_not_sent_by_the_first(app: App, postbox: Postbox) -> None:
    with_story(app)
    ordered(app)
    late = at(app, SEVEN + LEASE + timedelta(minutes=1))

    def slow(app: App, outgoing: Outgoing):  # type: ignore[no-untyped-def]
        if not postbox.mails:
            send_due(late, digest_message)
        return digest_message(app, outgoing)

    send_due(at(app, SEVEN), slow)
    assert len(postbox.mails) == 1


def test_a_fault_with_one_stops_no_other(app: App, postbox: Postbox) -> None:
    with_story(app)
    first = ordered(app)
    ordered(app)

    def faulty(app: App, outgoing: Outgoing) -> Message:
        if outgoing.digest.id == first.id:
            raise ZeroDivisionError
        return digest_message(app, outgoing)

    assert send_due(at(app, SEVEN), faulty) == 2
    assert len(postbox.mails) == 1
    send_due(at(app, SEVEN + 2 * LEASE), digest_message)
    assert len(postbox.mails) == 2


def test_another_hour_is_another_time(app: App) -> None:
    digest = ordered(app)
    change_digest(app, app.reader(), digest.id, Schedule((18,), "Asia/Tokyo", (0,)))
    (changed,) = digests(app, app.reader())
    assert changed.next_digest_at == datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong",
    [
        Schedule((), "UTC", (0,)),
        Schedule((24,), "UTC", (0,)),
        Schedule((7,), "UTC", ()),
        Schedule((7,), "UTC", (7,)),
        Schedule((7,), "../../etc/passwd", (0,)),
        Schedule((7,), "Nowhere/Else", (0,)),
    ],
)
def test_a_time_that_is_none_is_refused(app: App, wrong: Schedule) -> None:
    with pytest.raises(ParseError):
        ordered(app, wrong)


def test_nobody_changes_anothers_digest(app: App) -> None:
    digest = ordered(app)
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    with pytest.raises(NotFound):
        change_digest(app, other, digest.id, DAILY)
    with pytest.raises(NotFound):
        remove_digest(app, other, digest.id)
    with pytest.raises(NotFound):
        add_digest(app, other, digest.channel_id, DAILY)
    assert len(digests(app, app.reader())) == 1


def test_a_link_in_it_says_something_only_when_asked_to(app: App, postbox: Postbox) -> None:
    story = with_story(app)
    ordered(app)
    send_due(at(app, SEVEN), digest_message)
    html = list(postbox.mails[0].iter_parts())[1].get_content()
    tokens = dict(re.findall(r"/say/((more|less|mute)-[\w-]+)", html))
    words = {word: token for token, word in tokens.items()}
    assert words.keys() == {"more", "less", "mute"}
    saying = saying_of(app, words["mute"])
    assert (saying.word, saying.story.id, saying.reader) == ("mute", story, app.reader())
    say(app, saying, "mail")
    assert edition_page(at(app, SEVEN), app.reader()).shown == ()
    for broken in (words["more"].replace("more", "less"), words["more"][:-1], "more-1-1-", ""):
        with pytest.raises(NotFound):
            saying_of(app, broken)


def test_a_mail_is_no_larger_than_mail_programs_show(app: App, postbox: Postbox) -> None:
    body = "<p>" + "Ein langer Satz über den Vulkan & den Hafen. " * 30 + "</p>"
    articles = [
        make.article(identity=f"n{n}", headline=f"Öffnung {n} " * 10, url=f"https://paper.example/{n}", body=body)
        for n in range(120)
    ]
    source = follow(app, *articles)
    with app.db.read() as tx:
        listed = [each.id for each in tx.articles.of_source(source, 200)]
    for each in listed:
        tell(app, [each])
    from mynews.services.personal.profile import set_reading

    set_reading(app, app.reader(), edition_size=100)
    ordered(app)
    send_due(at(app, SEVEN), digest_message)
    html = list(postbox.mails[0].iter_parts())[1].get_content()
    assert 50_000 < len(html.encode()) <= LARGEST
    assert "a mail holds no more" in html
    assert "/stop/" in html


def test_a_service_is_told_the_first_stories(app: App, web: FakeWeb) -> None:
    source = 0
    for number in range(10):
        source = follow(app, make.article(identity=f"a{number}", headline=f"Story {number}"))
        update(app, source)
        story_of_newest(app, source)
    web.pages["https://hook.example/"] = b""
    channel = add_channel(app, app.reader(), "webhook", Address("https://hook.example/"))
    add_digest(app, app.reader(), channel.id, DAILY)
    send_due(at(app, SEVEN), digest_message)
    (post,) = web.posted
    assert b'"event": "digest"' in post.content
    assert post.content.count(b'"headline"') == 10
