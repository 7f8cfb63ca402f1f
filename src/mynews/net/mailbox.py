"""A mailbox over IMAP, looked at without a trace: nothing in it is marked, moved or deleted."""

from __future__ import annotations

import base64
import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from threading import Timer
from typing import Any, Literal

from mynews.model.errors import FetchError
from mynews.net.fetcher import addresses_of
from mynews.net.guard import Guard

SECONDS = 20.0  # for one answer
SECONDS_IN_ALL = 120.0
LETTERS_AT_ONCE = 50
_LONGEST_ANSWER = 8_000_000  # bytes: the numbers of a million letters
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f]")
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,15})")
_UID = re.compile(rb"\bUID (\d{1,10})")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class MailboxAccount:
    """How to open a mailbox."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    security: Security = "tls"


@dataclass(frozen=True, slots=True)
class FoundLetter:
    """A letter as the server has it: ``content`` is its beginning where it is larger than we read."""

    number: int
    content: bytes
    size: int


@dataclass(frozen=True, slots=True)
class MailboxReading:
    """What one look into a mailbox found, the oldest first. ``more`` tells that others wait behind them."""

    validity: int
    letters: tuple[FoundLetter, ...]
    read_up_to: int
    more: bool = False


class _Refused(OSError):
    """The guard refused to connect."""


class _TooMuch(OSError):
    """The server says more than we read."""


def read_mailbox(
    account: MailboxAccount,
    guard: Guard,
    *,
    validity: int | None,
    read_up_to: int,
    since: date,
    largest: int,
    most: int = LETTERS_AT_ONCE,
) -> MailboxReading:
    """The letters after ``read_up_to``, or since a day where the server numbers its letters anew. Raises FetchError.

    Of each at most ``largest`` bytes are read.
    """
    with _open(account, guard) as (imap, valid):
        known = read_up_to if valid == validity else 0
        numbers = _numbers(imap, known, since)
        some = numbers[:most]
        letters = tuple(_letter(imap, number, largest) for number in some)
    return MailboxReading(
        valid,
        tuple(each for each in letters if each is not None),
        max([known, *some]),
        more=len(numbers) > len(some),
    )


@contextmanager
def _open(account: MailboxAccount, guard: Guard) -> Iterator[tuple[_Imap, int]]:
    """The folder, opened for reading alone, and the validity of its numbers."""
    if any(map(_UNSPEAKABLE.search, (account.host, account.user, account.password, account.folder))):
        raise _fault(account, "User, password and folder cannot hold line breaks or other such signs.", final=True)
    imap: _Imap | None = None
    watch: Timer | None = None
    try:
        imap = _Imap(account, guard)
        watch = Timer(SECONDS_IN_ALL, imap.cut)
        watch.daemon = True
        watch.start()
        if account.security == "starttls":
            imap.starttls(ssl.create_default_context())
        _sign_in(imap, account)
        yield imap, _examine(imap, account)
    except FetchError:
        raise
    except (imaplib.IMAP4.error, OSError, ValueError, UnicodeError) as exc:
        raise _told(account, exc) from None  # without its cause: it may quote the password
    finally:
        if watch is not None:
            watch.cancel()
        if imap is not None:
            imap.leave()


class _Imap(imaplib.IMAP4):
    """An IMAP connection to an address that the guard lets pass, with an end to what it reads."""

    def __init__(self, account: MailboxAccount, guard: Guard) -> None:
        self._account = account
        self._guard = guard
        super().__init__(account.host, account.port, SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        connection = _connected(self._account, self._guard, timeout)
        if self._account.security != "tls":
            return connection
        try:
            return ssl.create_default_context().wrap_socket(connection, server_hostname=self._account.host)
        except BaseException:
            connection.close()
            raise

    def read(self, size: int) -> bytes:
        """So many bytes; raises where a server promises more than anybody needs."""
        if size > _LONGEST_ANSWER:
            raise _TooMuch("too much")
        return super().read(size)

    def cut(self) -> None:
        """End the connection, whoever waits for it."""
        with suppress(OSError):  # it is gone already
            self.sock.shutdown(socket.SHUT_RDWR)

    def leave(self) -> None:
        """Say goodbye where that is still possible, and close."""
        try:
            self.logout()
        except (imaplib.IMAP4.error, OSError, ValueError):
            self.shutdown()


def _connected(account: MailboxAccount, guard: Guard, timeout: float | None) -> socket.socket:
    trusted = not guard.hosts.isdisjoint({(account.host, None), (account.host, account.port)})
    error: OSError = _Refused("refused by the guard")
    for address in addresses_of(account.host):
        if not guard.may_connect(address, trusted=trusted):
            continue
        try:
            return socket.create_connection((address, account.port), timeout)
        except OSError as exc:
            error = exc
    raise error


def _sign_in(imap: _Imap, account: MailboxAccount) -> None:
    try:
        if "AUTH=PLAIN" in imap.capabilities:
            secret = f"\0{account.user}\0{account.password}".encode()
            imap.authenticate("PLAIN", lambda _: secret)
        else:
            imap.login(_quoted(account.user), account.password)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnicodeError):
        raise _fault(account, f"The mail server {account.host} does not know this user and password.") from None


def _examine(imap: _Imap, account: MailboxAccount) -> int:
    said, _ = imap.select(_quoted(_modified_utf7(account.folder)), readonly=True)
    if said != "OK":
        raise _fault(account, f"There is no folder “{account.folder}” in this mailbox.")
    _, valid = imap.response("UIDVALIDITY")
    first = valid[-1] if valid else None
    if not isinstance(first, bytes) or not first.isdigit():
        raise _fault(account, f"The mail server {account.host} gives its letters no numbers to tell them apart by.")
    return int(first)


def _numbers(imap: _Imap, read_up_to: int, since: date) -> list[int]:
    """The numbers of the letters that are to be read, in order."""
    wanted = f"UID {read_up_to + 1}:*" if read_up_to else f"SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}"
    said, answers = imap.uid("SEARCH", wanted)
    if said != "OK":
        raise imaplib.IMAP4.error("search refused")
    words = b" ".join(each for each in answers if isinstance(each, bytes)).split()
    # "*" is the last letter, also where its number is below the one that was asked for.
    return sorted({int(word) for word in words if word.isdigit() and int(word) > read_up_to})


def _letter(imap: _Imap, number: int, largest: int) -> FoundLetter | None:
    """A letter, or its beginning; None where it is gone meanwhile."""
    said, answers = imap.uid("FETCH", str(number), f"(UID RFC822.SIZE BODY.PEEK[]<0.{largest}>)")
    if said != "OK":
        raise imaplib.IMAP4.error("fetch refused")
    for answer in answers:
        if isinstance(answer, tuple) and _is_of(answer[0], number):
            size = _SIZE.search(answer[0])
            return FoundLetter(number, answer[1], int(size[1]) if size else len(answer[1]))
    return None


def _is_of(head: Any, number: int) -> bool:
    uid = _UID.search(head)
    return uid is None or int(uid[1]) == number


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))


def _modified_utf7(text: str) -> str:
    """The name of a folder as IMAP spells it (RFC 3501, 5.1.3)."""
    pieces: list[str] = []
    for plain, other in re.findall(r"([\x20-\x7e]+)|([^\x20-\x7e]+)", text):
        if plain:
            pieces.append(plain.replace("&", "&-"))
        else:
            encoded = base64.b64encode(other.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
            pieces.append(f"&{encoded}-")
    return "".join(pieces)


def _told(account: MailboxAccount, error: Exception) -> FetchError:
    where = f"The mail server {account.host}, port {account.port},"
    if isinstance(error, _Refused):
        return _fault(
            account,
            f"The mail server {account.host} lies on a private network, where we do not read. "
            "Who runs this server can allow it in the settings (allow_private).",
            final=True,
        )
    if isinstance(error, _TooMuch):
        return _fault(account, f"{where} says more than we read.")
    if isinstance(error, ssl.SSLError):
        return _fault(account, f"{where} could not prove who it is, or does not encrypt as you chose.")
    if isinstance(error, TimeoutError):
        return _fault(account, f"{where} does not answer. We will try again later.")
    if isinstance(error, OSError):
        return _fault(account, f"{where} cannot be reached. We will try again later.")
    return _fault(account, f"{where} does not speak as mail servers do, or hung up. We will try again later.")


def _fault(account: MailboxAccount, sentence: str, *, final: bool = False) -> FetchError:
    return FetchError(f"imap://{account.host}", sentence, permanent=final)
