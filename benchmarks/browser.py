"""Browsers that ask for one page after another on connections kept alive, in a process of their own."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection  # noqa: TID251  # what asks here is no part of the product
from itertools import cycle
from threading import Thread
from typing import Any, TypeVar
from uuid import uuid4

_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_EDITION = re.compile(r'data-edition="(\d+)"')
_STORY = re.compile(r'data-story="(\d+)"')
T = TypeVar("T")


class Browser:
    """One connection to a server on loopback. It keeps the cookie that it is given last."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookie = ""

    def page(self, path: str) -> str:
        """The text of a page. Raises RuntimeError for any status but 200."""
        return self._answer("GET", path)

    def send(self, path: str, content: Any) -> None:
        """Post an object as JSON, as the script of a page does. Raises RuntimeError for any status but 200."""
        self._answer("POST", path, json.dumps(content))

    def _answer(self, method: str, path: str, body: str | None = None) -> str:
        headers = {"Cookie": self._cookie} if self._cookie else {}
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered with status {answer.status}")
        self._cookie = answer.headers.get("set-cookie", self._cookie).partition(";")[0]
        return text

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


@contextmanager
def browsing(port: int) -> Iterator[Browser]:
    """A browser, until the end of the block."""
    browser = Browser(port)
    try:
        yield browser
    finally:
        browser.close()


def times_of(port: int, paths: Sequence[str], times: int) -> list[float]:
    """How many milliseconds each of so many pages took, one after the other; the paths take turns."""
    taken = []
    with browsing(port) as browser:
        browser.page(paths[0])
        for path, _ in zip(cycle(paths), range(times), strict=False):
            began = time.perf_counter()
            browser.page(path)
            taken.append((time.perf_counter() - began) * 1000)
    return taken


def pages_per_second(port: int, path: str, clients: int, seconds: float) -> float:
    """How many pages so many browsers get in a second, all asking at once."""
    counts = [0] * clients
    end = time.perf_counter() + seconds

    def ask(number: int) -> None:
        with browsing(port) as browser:
            while time.perf_counter() < end:
                browser.page(path)
                counts[number] += 1

    began = time.perf_counter()
    threads = [Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)


def waits_of(port: int, path: str, clients: int, times: int, *, clicks: bool) -> dict[str, list[float]]:
    """How many milliseconds so many browsers waited for a page, each so often and all at once.

    With ``clicks`` each opens a story of the edition that it has before it asks for the next one; "clicks" has how
    long it waited for that to be kept. "seconds" is what all of it took.
    """
    pages: list[float] = []
    opened: list[float] = []

    def ask(number: int) -> None:
        with browsing(port) as browser:
            text = browser.page(path)
            for turn in range(times):
                if clicks:
                    _timed(opened, partial(_open_story, browser, text, number + turn))
                text = _timed(pages, partial(browser.page, path))

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        list(threads.map(ask, range(clients)))
    return {"pages": pages, "clicks": opened, "seconds": [time.perf_counter() - began]}


def _timed(waits: list[float], ask: Callable[[], T]) -> T:
    began = time.perf_counter()
    answer = ask()
    waits.append((time.perf_counter() - began) * 1000)
    return answer


def _open_story(browser: Browser, text: str, place: int) -> None:
    """Tell that a story of an edition was opened, as the script of the page tells it."""
    stories = _STORY.findall(text)
    story = stories[place % len(stories)]
    token, edition = (found[1] for found in (_TOKEN.search(text), _EDITION.search(text)) if found)
    signal = {"id": uuid4().hex, "kind": "open", "story": int(story), "edition": int(edition)}
    browser.send("/signals", {"token": token, "signals": [signal]})


def main() -> None:
    """Do what standard input asks for: the arguments of one of the three functions above, as a JSON object."""
    wish = json.load(sys.stdin)
    done = times_of(**wish) if "paths" in wish else waits_of(**wish) if "clicks" in wish else pages_per_second(**wish)
    print(json.dumps(done))


if __name__ == "__main__":
    main()
