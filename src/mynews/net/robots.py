"""What a site asks of programs that read its pages: robots.txt, read once a day (RFC 9309)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego
from yarl import URL

from mynews.model.errors import AddressRefused, FetchError

READ_AT_MOST = 500 * 1024  # bytes of a robots.txt, what RFC 9309, section 2.5, wants to be read at least
KEPT = 86_400.0  # seconds; section 2.4 lets a copy be used for a day
KEPT_WHERE_UNREADABLE = 600.0
MOST_SITES = 2_000  # remembered; a Protego of a usual site holds some tens of kB


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is known of one site. Without ``text`` it could not be read, and nothing may be fetched for now."""

    text: Protego | None
    until: float


class Robots:
    """Remembers what each site asks for; ``read`` fetches the text of a robots.txt, or raises ``FetchError``."""

    def __init__(self, read: Callable[[str], Awaitable[bytes]], product: str) -> None:
        self._read = read
        self._product = product
        self._sites: dict[str, asyncio.Task[_Rules]] = {}

    async def check(self, url: URL) -> None:
        """Raise ``FetchError`` where the site does not want this page to be fetched, or does not say for now."""
        rules = await self._rules_of(str(url.origin()))
        if rules.text is None:
            raise FetchError(
                str(url),
                f"The site {url.host} could not tell whether we may read its pages (robots.txt). "
                "We will try again later.",
            )
        if not rules.text.can_fetch(str(url), self._product):
            raise FetchError(
                str(url), f"The site {url.host} asks programs not to read this page (robots.txt).", permanent=True
            )

    async def _rules_of(self, site: str) -> _Rules:
        task = self._sites.get(site)
        if task is None or _is_spent(task):
            # One reading for all who wait; it goes on where one of them gives up.
            task = self._sites[site] = asyncio.get_running_loop().create_task(self._fetch_rules(site))
            if len(self._sites) > MOST_SITES:
                del self._sites[next(iter(self._sites))]
        return await asyncio.shield(task)

    async def _fetch_rules(self, site: str) -> _Rules:
        now = time.monotonic()
        try:
            content = await self._read(f"{site}/robots.txt")
        except FetchError as error:
            if not _means_no_rules(error):
                return _Rules(None, now + KEPT_WHERE_UNREADABLE)
            content = b""
        text = content[:READ_AT_MOST].decode("utf-8-sig", "replace")
        # In a thread: half a megabyte of rules takes longer than other fetches should wait.
        return _Rules(await asyncio.to_thread(Protego.parse, text), now + KEPT)


def _is_spent(task: asyncio.Task[_Rules]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None or task.result().until < time.monotonic())


def _means_no_rules(error: FetchError) -> bool:
    """Whether a robots.txt that failed so is missing, which allows everything, rather than hidden for now.

    "Too many requests" is no word about rules. A robots.txt that leads to a refused address is none.
    """
    missing = error.status is not None and 400 <= error.status < 500 and error.status != 429
    return missing or isinstance(error, AddressRefused)
