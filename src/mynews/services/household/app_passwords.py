"""App passwords: a secret for each program that reads for somebody, which can be taken back alone.

A secret has 100 random bits, so its digest needs no slow hash. What a program is given to log in with again and again
is a token made from that digest with the installation's key: it opens nothing once the password is gone.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from mynews.model.access import AppPassword, Scope
from mynews.model.account import name_key
from mynews.model.errors import NotAllowed, NotFound
from mynews.model.source import Reader
from mynews.services.app import App

LONGEST_NAME = 100
MOST_PASSWORDS = 100
_SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"  # without l, o, 0 and 1, which are mistaken on a phone
_LENGTH = 20
_IN_GROUPS_OF = 5
_LARGEST = 2**63 - 1
# Written at most so often: a program asks ten times in a second.
_NOTED_EVERY = timedelta(minutes=10)
# A scope opens what it names and what stands behind it.
_OPENS: dict[Scope, frozenset[Scope]] = {
    "client": frozenset({"client"}),
    "api:read": frozenset({"api:read"}),
    "api:write": frozenset({"api:read", "api:write"}),
}


@dataclass(frozen=True, slots=True)
class NewPassword:
    """An app password and its secret, which is told this once."""

    password: AppPassword
    secret: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who asks through a program, and by which password."""

    reader: Reader
    password: AppPassword


def make_app_password(
    app: App, reader: Reader, name: str, scope: Scope = "client", *, for_fever: bool = False
) -> NewPassword:
    """A new secret for a program of this name; with ``for_fever`` it opens the Fever API too. Raises NotAllowed."""
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST_NAME:
        raise NotAllowed(f"Give the program a name of 1 to {LONGEST_NAME} characters.")
    if for_fever and scope != "client":
        raise NotAllowed("Fever is for reading programs: leave it out for a program that uses the API.")
    signs = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
    secret = "-".join(signs[start : start + _IN_GROUPS_OF] for start in range(0, _LENGTH, _IN_GROUPS_OF))
    fever = _digest(fever_key(reader.name, secret)) if for_fever else None
    with app.db.write() as tx:
        if tx.app_passwords.count(reader.id) >= MOST_PASSWORDS:
            raise NotAllowed(f"You have {MOST_PASSWORDS} app passwords already. Revoke some first.")
        new = AppPassword(0, reader.id, called, scope, app.now(), for_fever=for_fever)
        return NewPassword(tx.app_passwords.add(new, _digest(secret), fever), secret)


def app_passwords(app: App, reader: Reader) -> tuple[AppPassword, ...]:
    """The reader's app passwords, the newest first."""
    with app.db.read() as tx:
        return tx.app_passwords.of(reader.id)


def revoke(app: App, reader: Reader, number: int) -> None:
    """Take an app password back: its program is out at once. Raises NotFound."""
    with app.db.write() as tx:
        if not tx.app_passwords.remove(reader.id, number):
            raise NotFound("You have no such app password any more.")


def holder_of_secret(app: App, secret: str, scope: Scope) -> Holder | None:
    """Who holds a secret that opens this scope; None where nobody does."""
    with app.db.read() as tx:
        found = tx.app_passwords.by_digest(_digest(secret.strip()))
    return _admitted(app, found, scope)


def log_in(app: App, name: str, secret: str) -> str | None:
    """The token for a program that gives its reader's name and secret; None where they are wrong."""
    holder = holder_of_secret(app, secret, "client")
    if holder is None or not _same(name_key(name), name_key(holder.reader.name)):
        return None
    return _token(app, holder.password.id, _digest(secret.strip()))


def holder_of_token(app: App, token: str) -> Holder | None:
    """Who logged in and was given this token; None for any other, and after the password was revoked."""
    number, _, _ = token.partition("/")
    if not (number.isascii() and number.isdigit() and len(number) < 20 and int(number) <= _LARGEST):
        return None
    with app.db.read() as tx:
        found = tx.app_passwords.numbered(int(number))
    if found is None:
        return None
    password, reader, digest = found
    return _admitted(app, (password, reader), "client") if _same(_token(app, password.id, digest), token) else None


def holder_of_fever_key(app: App, key: str) -> Holder | None:
    """Who holds the secret that this key of the Fever API was made of, where the reader allowed that; else None."""
    with app.db.read() as tx:
        found = tx.app_passwords.by_fever(_digest(key.strip().lower()))
    return _admitted(app, found, "client")


def fever_key(name: str, secret: str) -> str:
    """What programs send in the Fever API instead of name and secret."""
    return hashlib.md5(f"{name}:{secret}".encode(), usedforsecurity=False).hexdigest()


def _admitted(app: App, found: tuple[AppPassword, Reader] | None, scope: Scope) -> Holder | None:
    if found is None or scope not in _OPENS[found[0].scope]:
        return None
    password, reader = found
    now = app.now()
    if _is_to_be_noted(password.used_at, now):
        with app.db.write() as tx:
            tx.app_passwords.used(password.id, now)
    return Holder(reader, password)


def _is_to_be_noted(used_at: datetime | None, now: datetime) -> bool:
    return used_at is None or now - used_at >= _NOTED_EVERY


def _token(app: App, number: int, digest: bytes) -> str:
    """Without ``=``, ``&``, ``+`` and space: programs split it there or do not escape it."""
    return f"{number}/{hmac.digest(app.key, b'client token ' + digest, 'sha256').hex()}"


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
