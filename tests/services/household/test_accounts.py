from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from mynews.model.account import Asker
from mynews.model.errors import NotAllowed, NotFound, NotLoggedIn, TooOften
from mynews.services.app import App
from mynews.services.household.accounts import (
    change_password,
    end_other_sessions,
    end_session,
    is_closed,
    keep_alive,
    log_in,
    log_out,
    open_session,
    sessions_of,
    who_asks,
)
from mynews.services.household.passwords import failed, hashed, is_right
from mynews.services.household.readers import (
    INVITED_FOR,
    accept,
    accounts,
    add_reader,
    give_password,
    invite,
    invited,
    remove_reader,
    rename_reader,
    set_operates,
)
from mynews.services.operation.checkup import check
from mynews.storage.attempts import Attempts
from tests import make
from tests.delivery.web.visitor import follow, tell

PASSWORD = "three words suffice"


def later(app: App, **passed: float) -> App:
    then = app.now() + timedelta(**passed)
    return replace(app, clock=lambda: then)


def came_in(app: App, name: str = "reader", password: str = PASSWORD, address: str = "192.0.2.1") -> str:
    return log_in(app, name, password, address=address, agent="Firefox")


@pytest.fixture
def closed(app: App) -> App:
    """An installation whose first reader has a password."""
    give_password(app, app.reader(), PASSWORD)
    return app


def test_where_nobody_has_a_password_everybody_is_the_first_reader_who_operates(app: App) -> None:
    asker = who_asks(app, "")
    assert asker == Asker(app.reader(), operates=True)
    add_reader(app, "Ana")
    assert who_asks(app, "nonsense") == asker
    assert not is_closed(app)


def test_from_the_first_password_on_nobody_comes_in_without(closed: App) -> None:
    assert is_closed(closed)
    for secret in ("", "x" * 43, "é" * 43):
        assert who_asks(closed, secret) is None
    secret = came_in(closed)
    asker = who_asks(closed, secret)
    assert asker is not None and (asker.reader, asker.operates) == (closed.reader(), True)


def test_a_name_is_the_same_however_it_is_written(app: App) -> None:
    ana = add_reader(app, "Änna  Ölberg ")
    assert ana.name == "Änna Ölberg"
    give_password(app, ana, PASSWORD)
    for name in ("änna ölberg", "ÄNNA ÖLBERG"):
        asker = who_asks(app, came_in(app, name))
        assert asker is not None and asker.reader == ana
        with pytest.raises(NotAllowed, match="named Änna Ölberg here already"):
            add_reader(app, name)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\x00b", "a\u202eb"])
def test_what_is_no_name_is_refused(app: App, name: str) -> None:
    app.reader()
    with pytest.raises(NotAllowed):
        add_reader(app, name)


def test_a_reader_is_renamed_and_keeps_what_is_theirs(closed: App) -> None:
    secret = came_in(closed)
    assert rename_reader(closed, closed.reader(), "READER").name == "READER"
    renamed = rename_reader(closed, closed.reader(), "Mia")
    asker = who_asks(closed, secret)
    assert asker is not None and asker.reader == renamed
    assert closed.reader("mia") == renamed
    with pytest.raises(NotFound):
        closed.reader("reader")


def test_wrong_passwords_and_unknown_names_are_told_the_same(closed: App) -> None:
    for name, password in (("reader", "wrong"), ("nobody", PASSWORD), ("reader", ""), ("", ""), ("x" * 9000, "y")):
        with pytest.raises(NotLoggedIn, match="The name or the password is wrong"):
            came_in(closed, name, password)


def test_what_is_stored_is_neither_password_nor_secret(closed: App) -> None:
    secret = came_in(closed)
    with closed.db.read() as tx:
        rows = [*tx.archive.rows("accounts"), *tx.archive.rows("sessions")]
    assert rows[0]["password"].startswith("$argon2id$")
    assert PASSWORD not in str(rows) and secret not in str(rows) and secret.encode().hex() not in str(rows)


def test_a_session_lasts_thirty_days_from_its_last_use(closed: App) -> None:
    secret = came_in(closed)

    def session(app: App) -> bool:
        asker = who_asks(app, secret)
        assert asker is not None and asker.session is not None
        return keep_alive(app, asker.session)

    assert not session(later(closed, minutes=59)), "it is not written with every page"
    assert session(later(closed, days=29))
    assert session(later(closed, days=58))
    assert who_asks(later(closed, days=58 + 31), secret) is None
    assert sessions_of(later(closed, days=58 + 31), closed.reader()) == ()


def test_a_login_ends_the_former_session_of_its_browser(closed: App) -> None:
    former = came_in(closed)
    secret = log_in(closed, "reader", PASSWORD, address="", agent="x" * 900, former=former)
    assert who_asks(closed, former) is None
    (only,) = sessions_of(closed, closed.reader())
    assert len(only.agent) == 300
    log_out(closed, secret)
    assert who_asks(closed, secret) is None


def test_only_their_reader_ends_sessions(closed: App) -> None:
    ana = add_reader(closed, "Ana")
    mine, theirs = came_in(closed), open_session(closed, ana, agent="")
    asker = who_asks(closed, mine)
    assert asker is not None
    with pytest.raises(NotFound):
        end_session(closed, closed.reader(), sessions_of(closed, ana)[0].id)
    came_in(closed)
    assert end_other_sessions(closed, closed.reader(), asker.session) == 1
    assert who_asks(closed, mine) == asker and who_asks(closed, theirs) is not None


def test_a_changed_password_logs_out_everywhere_else(closed: App) -> None:
    here, there = came_in(closed), came_in(closed)
    asker = who_asks(closed, here)
    assert asker is not None
    with pytest.raises(NotLoggedIn, match="Your password is wrong"):
        change_password(closed, asker, "wrong", "another four words", address="")
    change_password(closed, asker, PASSWORD, "another four words", address="")
    assert who_asks(closed, there) is None and who_asks(closed, here) == asker
    with pytest.raises(NotLoggedIn):
        came_in(closed)
    came_in(closed, password="another four words")


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaa", "abababababab", "the reader name", "x" * 1001])
def test_what_will_not_do_as_a_password_is_refused(app: App, password: str) -> None:
    reader = rename_reader(app, app.reader(), "The Reader Name")
    with pytest.raises(NotAllowed):
        give_password(app, reader, password)
    assert not is_closed(app)


def test_a_hash_is_right_for_its_password_alone() -> None:
    stored = hashed(PASSWORD)
    assert is_right(stored, PASSWORD)
    assert not is_right(stored, PASSWORD + " ") and not is_right("no hash", PASSWORD) and not is_right(None, "")
    assert stored != hashed(PASSWORD)


def test_too_many_failures_are_waited_out_and_the_wait_grows(closed: App) -> None:
    app = closed
    for _ in range(5):
        with pytest.raises(NotLoggedIn):
            came_in(app, password="wrong")
    waits = []
    for _ in range(4):
        with pytest.raises(TooOften, match="Try again in") as refused:
            came_in(app)  # even the right password waits
        waits.append(refused.value.seconds)
        app = later(app, seconds=refused.value.seconds)
        with pytest.raises(NotLoggedIn):
            came_in(app, password="wrong")
    assert waits == [1, 2, 4, 8]
    came_in(later(app, seconds=60))
    with pytest.raises(NotLoggedIn):
        came_in(later(app, seconds=60), password="wrong")  # a success forgets what failed


def test_one_address_cannot_try_many_names(closed: App) -> None:
    for number in range(20):
        with pytest.raises(NotLoggedIn):
            came_in(closed, f"name {number}", address=f"2001:db8::{number:x}")
    with pytest.raises(TooOften):
        came_in(closed, address="2001:db8::ffff:1")
    came_in(closed, address="2001:db8:0:1::1")


def test_own_success_does_not_wash_an_address_clean(closed: App) -> None:
    for number in range(20):
        with pytest.raises(NotLoggedIn):
            came_in(closed, f"name {number}")
        if number == 10:
            came_in(closed)
    with pytest.raises(TooOften):
        came_in(closed)
    came_in(later(closed, days=1, seconds=1))


def test_a_wait_never_grows_beyond_its_most() -> None:
    known = Attempts(5_000, make.NOW, make.NOW)
    assert failed("name", known, make.NOW).not_before_at - make.NOW == timedelta(minutes=1)
    assert failed("address", known, make.NOW).not_before_at - make.NOW == timedelta(minutes=15)


def test_an_invitation_sets_a_password_once_within_a_week(app: App) -> None:
    app.reader()
    ana = add_reader(app, "Ana")
    former = invite(app, ana).rpartition("/")[2]
    secret = invite(app, ana).rpartition("/")[2]
    assert invited(app, secret) == ana
    for wrong in (former, "", "x"):
        with pytest.raises(NotFound, match="too old"):
            accept(app, wrong, PASSWORD)
    with pytest.raises(NotFound):
        accept(later(app, seconds=INVITED_FOR.total_seconds() + 1), secret, PASSWORD)
    with pytest.raises(NotAllowed):
        accept(app, secret, "short")
    assert accept(app, secret, PASSWORD) == ana
    with pytest.raises(NotFound):
        accept(app, secret, "another password")
    came_in(app, "ana")


def test_somebody_always_looks_after_the_installation(app: App) -> None:
    first, ana = app.reader(), add_reader(app, "Ana")
    for act in (lambda: set_operates(app, first, operates=False), lambda: remove_reader(app, first)):
        with pytest.raises(NotAllowed, match="Nobody but reader looks after"):
            act()
    set_operates(app, ana, operates=True)
    bob = add_reader(app, "Bob")
    remove_reader(app, first)
    assert [(each.reader, each.operates) for each in accounts(app)] == [(ana, True), (bob, False)]


def test_who_leaves_leaves_nothing_behind(app: App) -> None:
    ana = add_reader(app, "Ana")
    shared = follow(app, make.article())
    follow(app, reader=ana)
    paid = follow(
        app, make.article(identity="2", headline="Paid"), reader=ana, private_to=ana.id, url="https://p.example/"
    )
    with app.db.read() as tx:
        numbers = [card.id for card in tx.articles.latest(ana.id, 5)]
    story = tell(app, numbers)
    give_password(app, ana, PASSWORD)
    secret = came_in(app, "Ana")
    remove_reader(app, ana)
    assert who_asks(app, secret) == Asker(app.reader(), operates=True), "no reader has a password any more"
    with app.db.read() as tx:
        assert [source.id for source in tx.sources.all()] == [shared]
        assert [card.articles for card in tx.stories.cards([story])] == [1]
        left = {name: tx.archive.count(name) for name in ("readers", "reader_names", "accounts", "sessions")}
    assert paid != shared and left == {"readers": 1, "reader_names": 1, "accounts": 0, "sessions": 0}


def test_many_at_once_are_no_way_around_the_limit(closed: App, in_threads: Callable[..., list[object]]) -> None:
    def attempt(number: int) -> str:
        try:
            return came_in(closed, password=f"wrong {number}")
        except (NotLoggedIn, TooOften) as exc:
            return type(exc).__name__

    assert in_threads(attempt, range(12)).count("NotLoggedIn") <= 5


def test_an_open_door_under_a_public_name_is_told_by_the_checkup(app: App) -> None:
    def told(address: str) -> bool:
        settings = app.settings.model_copy(update={"base_url": address})
        return any("No reader has a password" in each.sentence for each in check(replace(app, settings=settings)))

    assert told("https://news.example") and not told("http://localhost:8080") and not told("")
    give_password(app, app.reader(), PASSWORD)
    assert not told("https://news.example")
