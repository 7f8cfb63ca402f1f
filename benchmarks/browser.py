"""Browsers that ask for one page after another on connections kept alive, in a process of their own."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection  # noqa: TID251  # what asks here is no part of the product
from itertools import cycle
from threading import Thread


class Browser:
    """One connection to a server on loopback."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=120)

    def page(self, path: str) -> str:
        """The text of a page. Raises RuntimeError for any status but 200."""
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered with status {answer.status}")
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


def main() -> None:
    """Do what standard input asks for: the arguments of one of the two functions above, as a JSON object."""
    wish = json.load(sys.stdin)
    print(json.dumps(times_of(**wish) if "paths" in wish else pages_per_second(**wish)))


if __name__ == "__main__":
    main()
