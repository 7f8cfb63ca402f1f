"""Coming in: who asks, logging in and out, and the browsers in which a reader is logged in.

As long as no reader has a password, whoever reaches the server is the first reader: a household of one. From the
moment any reader has one, everybody logs in.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta

from mynews.model.account import Account, Asker, Session
from mynews.model.errors import NotAllowed, NotFound, NotLoggedIn
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.household.passwords import checked, hashed, is_outdated, is_right, one_try
from mynews.storage.database import Tx

KEPT = timedelta(days=30)
# A session is written when it was not used for so long, not with every page.
_NOTED_EVERY = timedelta(hours=1)
_LONGEST_AGENT = 300
_SECRET = re.compile(r"[\w-]{43}", re.ASCII)


def who_asks(app: App, secret: str) -> Asker | None:
    """Who has this session, else the first reader as long as nobody needs to log in; None for nobody."""
    now = app.now()
    with app.db.read() as tx:
        known = tx.accounts.logged_in(digest_of(secret), now - KEPT) if _SECRET.fullmatch(secret) else None
        asker = known or tx.accounts.anybody()
        nobody_yet = asker is None and tx.readers.first() is None
    if nobody_yet:
        return Asker(app.reader(), operates=True)
    return asker


def keep_alive(app: App, session: Session) -> bool:
    """Whether a session goes on from now for as long again, which is written once an hour at most."""
    now = app.now()
    if now - session.seen_at < _NOTED_EVERY:
        return False
    with app.db.write() as tx:
        tx.sessions.seen(session.id, now)
    return True


def is_closed(app: App) -> bool:
    """Whether readers log in here."""
    with app.db.read() as tx:
        return tx.accounts.closed()


def log_in(app: App, name: str, password: str, *, address: str, agent: str, former: str = "") -> str:
    """The secret of a new session for who gives the right password; the ``former`` one of this browser ends.

    Raises NotLoggedIn, and TooOften where it was tried too often, each in words.
    """
    with one_try(app, name, address):
        with app.db.read() as tx:
            try:
                reader = tx.readers.named(name)
                stored = tx.accounts.password(reader.id)
            except NotFound:
                reader, stored = None, None
        if not is_right(stored, password) or reader is None or stored is None:
            raise NotLoggedIn("The name or the password is wrong.")
    with app.db.write() as tx:
        if is_outdated(stored):
            tx.accounts.set_password(reader.id, hashed(password))
    return open_session(app, reader, agent=agent, former=former)


def open_session(app: App, reader: Reader, *, agent: str, former: str = "") -> str:
    """The secret of a new session for a reader who proved who they are; the ``former`` one of this browser ends."""
    now = app.now()
    secret = secrets.token_urlsafe(32)
    with app.db.write() as tx:
        tx.sessions.forget(now - KEPT)
        tx.sessions.end_digest(digest_of(former))
        tx.sessions.add(reader.id, digest_of(secret), agent[:_LONGEST_AGENT], now)
    return secret


def log_out(app: App, secret: str) -> None:
    """End the session of this secret, if there is one."""
    with app.db.write() as tx:
        tx.sessions.end_digest(digest_of(secret))


def account_of(app: App, reader: Reader) -> Account:
    """How a reader comes in."""
    with app.db.read() as tx:
        return tx.accounts.of(reader.id)


def sessions_of(app: App, reader: Reader) -> tuple[Session, ...]:
    """The browsers in which a reader is logged in."""
    with app.db.read() as tx:
        return tx.sessions.of(reader.id, app.now() - KEPT)


def end_session(app: App, reader: Reader, session_id: int) -> None:
    """Log one browser out. Raises NotFound, also for another reader's."""
    with app.db.write() as tx:
        if not tx.sessions.end(reader.id, session_id):
            raise NotFound("There is no such device of yours here. It may be logged out already.")


def end_other_sessions(app: App, reader: Reader, session: Session | None) -> int:
    """Log a reader out everywhere but here; gives in how many browsers."""
    with app.db.write() as tx:
        return tx.sessions.end_all(reader.id, but=session.id if session else None)


def change_password(app: App, asker: Asker, former: str, password: str, *, address: str) -> None:
    """Set the asker's password, the first one or another; all their other browsers are logged out.

    Raises NotLoggedIn where the former one is wrong, NotAllowed where the new one will not do, and TooOften.
    """
    reader = asker.reader
    new = hashed(checked(password, reader.name))
    with app.db.read() as tx:
        stored = tx.accounts.password(reader.id)
    prove(app, reader, former, address=address)
    with app.db.write() as tx:
        if tx.accounts.password(reader.id) != stored:
            raise NotAllowed("Your password was changed elsewhere just now. Nothing was changed here.")
        tx.accounts.set_password(reader.id, new)
        tx.sessions.end_all(reader.id, but=asker.session.id if asker.session else None)


def prove(app: App, reader: Reader, password: str, *, address: str) -> None:
    """Make sure that it is the reader who sits there, before what is grave. A reader without a password need not.

    Raises NotLoggedIn and TooOften in words.
    """
    with app.db.read() as tx:
        stored = tx.accounts.password(reader.id)
    if stored is not None:
        with one_try(app, reader.name, address):
            if not is_right(stored, password):
                raise NotLoggedIn("Your password is wrong. Nothing was done.")


def set_password(tx: Tx, reader: Reader, hashed_password: str | None) -> None:
    """Keep a reader's new password, and log them out everywhere."""
    tx.accounts.set_password(reader.id, hashed_password)
    tx.sessions.end_all(reader.id)


def digest_of(secret: str) -> bytes:
    """What is stored of a random secret: who reads the database cannot come in with it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
