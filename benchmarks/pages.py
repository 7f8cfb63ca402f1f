"""How fast pages come over HTTP: ``python -m benchmarks.pages``.

10,000 made articles of 200 sources lie in an SQLite file, in their stories (of a million the 10,000 latest);
``mynews serve --no-worker`` runs in a process of its own, and browsers that keep their connections alive in another.
Times are those that a single browser waits; beside them stands the CPU time that the server spent on a page, which says
more on a machine with other work on it. Words of searches are drawn at their rank in the vocabulary of
``benchmarks.prose``, twenty of each kind in turn. ``--articles 1000000`` asks the same of a million (filling it takes a
quarter of an hour and 6 GB).

The last line is one JSON object, times in milliseconds.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import quote_plus

from benchmarks.browser import Browser, browsing
from benchmarks.live import fill_live
from benchmarks.measure import calm_environment, cpu_ms, machine, table
from benchmarks.prose import WORDS, vocabulary

_OLDER = re.compile(r'rel="next" href="([^"]+)"')
_ARTICLE = re.compile(r'href="(/article/\d+)"')
_SOURCE = re.compile(r'href="(/source/\d+)"')
_PATIENCE_SECONDS = 60
_STORY = re.compile(r'href="(/story/\d+)"')
_DEEP = 20
_LIVE = 10_000
_RATED = ("home", "page_of_50", "story", "article", "search_common")
"""Pages of which is counted how many come in a second."""

_WORDS_OF_A_KIND = 20


@dataclass(frozen=True, slots=True)
class Server:
    """The running product."""

    port: int
    pid: int

    def cpu_ms(self) -> float:
        """The CPU time of all its threads, user and system; a tick is 10 ms, so count over many pages."""
        return cpu_ms(self.pid)


@contextmanager
def serving(database: str, folder: Path, **settings: str) -> Iterator[Server]:
    """``mynews serve --no-worker`` with these settings, up until the end of the block."""
    port = _free_port()
    command = [sys.executable, "-m", "mynews", "serve", "--no-worker", "--port", str(port)]
    given = {"database": database, "data_dir": str(folder), **settings}
    environment = calm_environment() | {f"MYNEWS_{name.upper()}": value for name, value in given.items()}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            yield Server(port, server.pid)
        finally:
            server.terminate()


def measure(server: Server, times: int, clients: int, seconds: float) -> dict[str, dict[str, float]]:
    """p50, p95, p99 and the server's CPU time for each kind of page, and how many of some come in a second."""
    with browsing(server.port) as browser:
        paths = paths_of(browser)
    figures = {kind: _times_of(server, some, times) for kind, some in paths.items()}
    for kind in _RATED:
        for name, count in (("one_client", 1), ("clients", clients)):
            wish = {"port": server.port, "path": paths[kind][0], "clients": count, "seconds": seconds}
            figures[kind][f"per_second_{name}"] = round(asked(wish), 1)
    return figures


def paths_of(browser: Browser) -> dict[str, list[str]]:
    """What is asked for, by kind."""
    first = browser.page("/latest")
    deep = first
    for _ in range(_DEEP - 1):
        older = _OLDER.search(deep)
        if older is None:
            break
        path = unescape(older[1])
        deep = browser.page(path)
    words = vocabulary()
    kinds = {
        "search_common": words[5 : 5 + _WORDS_OF_A_KIND],
        "search_middling": words[500 : 500 + _WORDS_OF_A_KIND],
        "search_rare": words[WORDS // 2 : WORDS // 2 + _WORDS_OF_A_KIND],
        "search_two_words": [f"{one} {other}" for one, other in zip(words[50:], words[300:320], strict=False)],
    }
    return {
        "home": ["/"],
        "story": sorted(set(_STORY.findall(browser.page("/stories"))))[:_WORDS_OF_A_KIND],
        "page_of_50": ["/latest"],
        "page_20": [path],
        "source": sorted(set(_SOURCE.findall(first)))[:_WORDS_OF_A_KIND],
        "article": sorted(set(_ARTICLE.findall(first))),
        **{kind: [f"/search?q={quote_plus(words)}" for words in some] for kind, some in kinds.items()},
    }


def report(figures: dict[str, dict[str, float]]) -> str:
    """The table that people read."""
    rows = [
        [
            kind.replace("_", " "),
            *(f"{each[name]:.1f}" for name in ("p50", "p95", "p99", "server_cpu")),
            *(f"{each[name]:.0f}" if name in each else "" for name in ("per_second_one_client", "per_second_clients")),
        ]
        for kind, each in figures.items()
    ]
    return table(["ms", "p50", "p95", "p99", "server CPU", "a second, one", "all clients"], rows)


def asked(wish: dict[str, Any]) -> Any:
    """What ``benchmarks.browser`` measures in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.browser"],
        input=json.dumps(wish),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def _times_of(server: Server, paths: Sequence[str], times: int) -> dict[str, float]:
    before = server.cpu_ms()
    hundredths = quantiles(asked({"port": server.port, "paths": paths, "times": times}), n=100, method="inclusive")
    cpu = (server.cpu_ms() - before) / (times + 1)  # one page more than is timed
    waits = {f"p{part}": round(hundredths[part - 1], 2) for part in (50, 95, 99)}
    return {**waits, "server_cpu": round(cpu, 2)}


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            with browsing(port) as browser:
                browser.page("/healthz")
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and the JSON line."""
    parser = argparse.ArgumentParser(description="How fast pages come over HTTP.")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--times", type=int, default=300, help="requests of each kind")
    parser.add_argument("--database", type=Path, metavar="FILE", help="keep the articles here, to be used again")
    parser.add_argument("--short", action="store_true", help="a few articles, to see that it runs")
    chosen = parser.parse_args(arguments)
    articles, times, seconds = (400, 5, 0.2) if chosen.short else (chosen.articles, chosen.times, 5.0)
    with tempfile.TemporaryDirectory() as name:
        file = chosen.database or Path(name) / "mynews.db"
        database = f"sqlite:///{file}"
        if not file.exists():
            fill_live(database, articles, min(articles, _LIVE))
        with serving(database, Path(name)) as server:
            figures = measure(server, times, chosen.clients, seconds)
    print(f"{machine()}: {articles:,} articles, {chosen.clients} clients")
    print(report(figures))
    if importlib.util.find_spec("flask") is None:
        print("no peer: reader's web app needs reader[app], which is not installed")
    print(json.dumps({"articles": articles, "clients": chosen.clients, **figures}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
