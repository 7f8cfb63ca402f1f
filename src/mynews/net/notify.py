"""A hundred services of other people (ntfy, Telegram, Matrix, ...), spoken to by Apprise, under our guard."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from mynews.model.errors import SendError
from mynews.net.fetcher import addresses_of
from mynews.net.guard import Guard

# Services that Apprise reaches by other means than a request over HTTP: programs of this machine, sockets of their own.
_OTHER_WAYS = frozenset({"socket", "smtplib", "subprocess", "ssl"})
_THIS_MACHINE = ("/", "~", ".", "file:")
_here = threading.local()
_gate = threading.Lock()


class _Refused(OSError):
    """The guard refused to connect."""


def service_of(url: str) -> str:
    """What the service at an Apprise address is called. Raises SendError where it cannot or may not be used."""
    return str(_service(url).service_name)


def notify(url: str, title: str, text: str, guard: Guard) -> None:
    """Tell something by the service at an Apprise address. Raises SendError.

    Apprise brings its own HTTP client. Every connection that it makes, redirects included, goes to an address that the
    guard lets pass; services that do not speak HTTP are refused.
    """
    service = _service(url)
    refused: list[str] = []
    try:
        with _guarded(guard, refused):
            taken = service.notify(title=title, body=text)
    except Exception as exc:  # a hundred plug-ins of other people
        raise SendError(f"{service.service_name} could not be told: a fault in its plug-in of Apprise.") from exc
    if refused:
        raise SendError(
            f"{service.service_name} lies on a private network ({refused[0]}), where we send nothing. "
            "Who runs this server can allow it in the settings (allow_private).",
            permanent=True,
        )
    if not taken:
        raise SendError(f"{service.service_name} did not take the message. Check the address, or try again later.")


def _service(url: str) -> Any:
    import apprise  # noqa: PLC0415  # half a second with its plug-ins, and few need it

    # What it logs may hold the address, and that a secret.
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    try:
        service = apprise.Apprise.instantiate(url.strip(), suppress_exceptions=True)
    except Exception:  # a hundred plug-ins of other people, and what they say may quote the address
        service = None
    if service is None:
        raise SendError("This is not an address that Apprise knows. See docs/howto/digests.md.", permanent=True)
    module = vars(sys.modules[type(service).__module__])
    if "requests" not in module or _OTHER_WAYS & module.keys():
        raise SendError(
            f"{service.service_name} cannot be used from here: it is not a service on the web.", permanent=True
        )
    if any(value.startswith(_THIS_MACHINE) for _, value in parse_qsl(urlsplit(url).query)):
        raise SendError("This address names a file of the server, which is not read.", permanent=True)
    if service.overflow_mode == apprise.OverflowMode.UPSTREAM:
        service.overflow_mode = apprise.OverflowMode.TRUNCATE  # some services refuse what is too long for them
    return service


@contextmanager
def _guarded(guard: Guard, refused: list[str]) -> Iterator[None]:
    """Have all connections that this thread makes by urllib3 pass the guard."""
    _wrap()
    _here.guard, _here.refused = guard, refused
    try:
        yield
    finally:
        _here.guard = None


def _wrap() -> None:
    """Put the guard before urllib3's connections, once; where no guard is set, they are as before.

    urllib3 has no hook for it (https://github.com/urllib3/urllib3/issues/1209): this is the place that its own tests
    replace, and where requests, redirects and proxies all pass.
    """
    import urllib3.util.connection  # noqa: PLC0415  # comes with Apprise

    with _gate:
        original = urllib3.util.connection.create_connection
        if getattr(original, "is_ours", False):
            return

        def create_connection(address: tuple[str, int], *others: Any, **options: Any) -> Any:
            guard: Guard | None = getattr(_here, "guard", None)
            if guard is None:
                return original(address, *others, **options)
            host, port = address
            return original((_allowed(guard, host.strip("[]"), port), port), *others, **options)

        create_connection.is_ours = True  # type: ignore[attr-defined]
        urllib3.util.connection.create_connection = create_connection


def _allowed(guard: Guard, host: str, port: int) -> str:
    """An address of a host that may be connected; raises OSError for none."""
    trusted = bool(guard.hosts) and not guard.hosts.isdisjoint({(host, None), (host, port)})
    for address in addresses_of(host):
        if guard.may_connect(address, trusted=trusted):
            return address
    _here.refused.append(host)
    raise _Refused("refused by the guard")
