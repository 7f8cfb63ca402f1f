"""Passwords: whether they will do, their hashes, and how fast they may be tried."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from mynews.model.account import name_key
from mynews.model.errors import NotAllowed, TooOften
from mynews.services.app import App
from mynews.storage.attempts import Attempts

SHORTEST, LONGEST = 8, 1000
# Argon2id. OWASP asks for 19 MiB and two passes at least; this takes some 60 ms of one core.
_HASHER = PasswordHasher(time_cost=2, memory_cost=48 * 1024, parallelism=1)
# A hundred logins at once would take 5 GB and every core. Two at a time wait for each other.
_ROOM = BoundedSemaphore(2)
# Of nobody's password: who tries a name that is not here waits as long as for one that is.
_NOBODY = "$argon2id$v=19$m=49152,t=2,p=1$sqcV3mY41CVn1YvOJ65QsA$juc2JirVxncInvDdomm95C5w4PezpA/YcZqDW8wm3Co"
_FORGOTTEN_AFTER = timedelta(days=1)
# So many failures cost nothing. A name waits a minute at most, lest a stranger keep its reader out.
_FREE = {"name": 5, "address": 20}
_LONGEST_WAIT = {"name": timedelta(minutes=1), "address": timedelta(minutes=15)}


def hashed(password: str) -> str:
    """The hash that is stored."""
    with _ROOM:
        return _HASHER.hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Whether a password is the one of a hash; takes as long where there is none."""
    with _ROOM:
        try:
            _HASHER.verify(stored or _NOBODY, password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether a hash is weaker than those that are made now."""
    return _HASHER.check_needs_rehash(stored)


def checked(password: str, name: str) -> str:
    """A password that will do for a reader of this name. Raises NotAllowed with what is wrong with it."""
    if len(password) < SHORTEST:
        raise NotAllowed(f"A password needs {SHORTEST} characters at least. Three or four words are a good one.")
    if len(password) > LONGEST:
        raise NotAllowed(f"A password can have {LONGEST} characters at most.")
    if name_key(password) == name_key(name) or len(set(password)) < 4:
        raise NotAllowed("This is the first thing that anybody would try. Choose another password.")
    return password


@contextmanager
def one_try(app: App, name: str, address: str) -> Iterator[None]:
    """One attempt to log in under a name from an address; an error that leaves the block makes it a failure.

    It counts as a failure before it begins, so that many at once, in many processes, are no way around the limit.
    Raises TooOften, and then nothing was tried.
    """
    now = app.now()
    keys = {"name": _key("name", name_key(name)), "address": _key("address", _network(address))}
    with app.db.write() as tx:
        tx.failed_logins.forget_old(now - _FORGOTTEN_AFTER)
        known = tx.failed_logins.taken(keys.values(), now)
        wait = max(each.not_before_at - now for each in known.values())
        if wait > timedelta(0):
            raise TooOften(f"Too many logins failed. Try again in {_in_words(wait)}.", wait.total_seconds())
        for kind, key in keys.items():
            tx.failed_logins.set(key, failed(kind, known[key], now))
    yield
    with app.db.write() as tx:
        tx.failed_logins.forget(keys["name"])
        for key, since in tx.failed_logins.taken([keys["address"]], now).items():
            tx.failed_logins.set(key, replace(since, failures=max(0, since.failures - 1), not_before_at=now))


def failed(kind: str, known: Attempts, now: datetime) -> Attempts:
    """What is known after one more failure: from some number on, each one doubles the wait."""
    failures = known.failures + 1
    beyond = failures - _FREE[kind]
    wait = min(timedelta(seconds=2.0 ** min(beyond, 20)), _LONGEST_WAIT[kind]) if beyond >= 0 else timedelta(0)
    return Attempts(failures, now, now + wait)


def _key(kind: str, value: str) -> bytes:
    return hashlib.sha256(f"{kind} {value}".encode("utf-8", "surrogatepass")).digest()


def _network(address: str) -> str:
    """What one person has: an IPv4 address, or 2^64 of IPv6."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or ip_network((int(known), 64), strict=False))
    return str(known)


def _in_words(wait: timedelta) -> str:
    seconds = math.ceil(wait.total_seconds())
    if seconds < 90:
        return f"{seconds} second{'s' if seconds > 1 else ''}"
    return f"{math.ceil(seconds / 60)} minutes"
