"""The readers of one installation: added, invited, renamed, removed, and who of them looks after it."""

from __future__ import annotations

import secrets
from datetime import timedelta

from mynews.model.account import Account, name_key
from mynews.model.errors import NotAllowed, NotFound
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.household.accounts import digest_of, set_password
from mynews.services.household.passwords import checked, hashed
from mynews.services.stories.arrange import gazetteer
from mynews.services.stories.summaries import summed_up
from mynews.storage.database import Tx

INVITED_FOR = timedelta(days=7)
LONGEST_NAME = 60


def accounts(app: App) -> tuple[Account, ...]:
    """Every reader's account."""
    with app.db.read() as tx:
        return tx.accounts.all()


def add_reader(app: App, name: str) -> Reader:
    """One more reader. Raises NotAllowed where the name is taken or is none."""
    app.reader()  # whoever comes first looks after the installation: that is not who is added
    with app.db.write() as tx:
        return new_reader(tx, app, name)


def new_reader(tx: Tx, app: App, name: str) -> Reader:
    """One more reader, who does not look after the installation. Raises NotAllowed where the name is taken or none."""
    reader = tx.readers.add(_free_name(tx, name), app.now())
    tx.accounts.set_operates(reader.id, operates=False)
    return reader


def rename_reader(app: App, reader: Reader, name: str) -> Reader:
    """The reader under another name. Raises NotAllowed where it is taken or is none."""
    with app.db.write() as tx:
        wanted = _free_name(tx, name, but=reader)
        tx.readers.rename(reader.id, wanted)
    return Reader(reader.id, wanted)


def invite(app: App, reader: Reader) -> str:
    """The path of a page on which a reader sets their password, once and within a week.

    Whoever has it comes in as that reader. A former link of theirs ends; a former password holds until then.
    """
    secret = secrets.token_urlsafe(32)
    with app.db.write() as tx:
        tx.accounts.invite(tx.readers.get(reader.id).id, digest_of(secret), app.now() + INVITED_FOR)
    return f"/invitation/{secret}"


def invited(app: App, secret: str) -> Reader:
    """Whom a link invites. Raises NotFound where it is used up or too old."""
    with app.db.read() as tx:
        return _invited(tx, app, secret)


def accept(app: App, secret: str, password: str) -> Reader:
    """Set the password of who was invited, who comes in from now on. Raises NotFound and NotAllowed in words."""
    reader = invited(app, secret)
    new = hashed(checked(password, reader.name))
    with app.db.write() as tx:
        reader = _invited(tx, app, secret)
        set_password(tx, reader, new)
    return reader


def give_password(app: App, reader: Reader, password: str | None) -> None:
    """Set a reader's password for them, or take it away; they are logged out everywhere. Raises NotAllowed.

    With the last one, the pages are open again to whoever reaches the server.
    """
    new = None if password is None else hashed(checked(password, reader.name))
    with app.db.write() as tx:
        set_password(tx, reader, new)


def set_operates(app: App, reader: Reader, *, operates: bool) -> None:
    """Say whether a reader looks after the installation. Raises NotAllowed for the last one who does."""
    with app.db.write() as tx:
        if not operates:
            _refuse_last_operator(tx, reader)
        tx.accounts.set_operates(tx.readers.get(reader.id).id, operates=operates)


def remove_reader(app: App, reader: Reader) -> None:
    """Delete a reader and all that is theirs: what they did, saved and follow, and the sources of their logins.

    Raises NotAllowed for the last one who looks after the installation.
    """
    with app.db.write() as tx:
        _refuse_last_operator(tx, reader)
        tx.desk.lock()
        stories = tx.stories.with_private_articles(reader.id)
        tx.sources.forget_private(reader.id)
        tx.readers.remove(reader.id)
        if stories:
            tx.desk.touch()
            tx.stories.save(summed_up(tx, stories, gazetteer(), app.now()))


def _refuse_last_operator(tx: Tx, reader: Reader) -> None:
    others = [each for each in tx.accounts.all() if each.operates and each.reader.id != reader.id]
    if not others:
        raise NotAllowed(f"Nobody but {reader.name} looks after this installation. Let another reader do so first.")


def _invited(tx: Tx, app: App, secret: str) -> Reader:
    reader = tx.accounts.invited(digest_of(secret), app.now())
    if reader is None:
        raise NotFound("This invitation was used, replaced, or is too old. Ask for a new one.")
    return reader


def _free_name(tx: Tx, name: str, but: Reader | None = None) -> str:
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME or not name_key(wanted).isprintable():
        raise NotAllowed(f"A reader needs a name, of {LONGEST_NAME} characters at most.")
    try:
        known = tx.readers.named(wanted)
    except NotFound:
        return wanted
    if but is None or known.id != but.id:
        raise NotAllowed(f"There is a reader named {known.name} here already.")
    return wanted
