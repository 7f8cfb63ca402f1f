"""How fast pages come over HTTP: ``python -m benchmarks.pages``.

10,000 made articles of 200 sources lie in an SQLite file; ``mynews serve --no-worker`` runs in a process of its own,
and browsers that keep their connections alive in another. Times are those that a single browser waits; words of
searches are drawn at their rank in the vocabulary of ``benchmarks.prose``, twenty of each kind in turn. ``--articles
1000000`` asks the same of a million (filling it takes a quarter of an hour and 6 GB).

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
from html import unescape
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import quote_plus

from benchmarks.archive import fill
from benchmarks.browser import Browser, browsing
from benchmarks.measure import calm_environment, machine, table
from benchmarks.prose import WORDS, vocabulary

_OLDER = re.compile(r'rel="next" href="([^"]+)"')
_ARTICLE = re.compile(r'href="(/article/\d+)"')
_SOURCE = re.compile(r'href="(/source/\d+)"')
_PATIENCE_SECONDS = 60
_DEEP = 20
_WORDS_OF_A_KIND = 20


@contextmanager
def serving(database: str, folder: Path) -> Iterator[int]:
    """The port of ``mynews serve --no-worker``, up until the end of the block."""
    port = _free_port()
    command = [sys.executable, "-m", "mynews", "serve", "--no-worker", "--port", str(port)]
    environment = calm_environment() | {"MYNEWS_DATABASE": database, "MYNEWS_DATA_DIR": str(folder)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            yield port
        finally:
            server.terminate()


def measure(port: int, times: int, clients: int, seconds: float) -> dict[str, dict[str, float]]:
    """p50 and p99 of each kind of page, and how many of the first one come in a second."""
    with browsing(port) as browser:
        paths = paths_of(browser)
    figures = {kind: _percentiles(_ask({"port": port, "paths": some, "times": times})) for kind, some in paths.items()}
    for count in (1, clients):
        rate = _ask({"port": port, "path": "/", "clients": count, "seconds": seconds})
        figures["page_of_50"][f"per_second_{'one_client' if count == 1 else 'clients'}"] = round(rate, 1)
    return figures


def paths_of(browser: Browser) -> dict[str, list[str]]:
    """What is asked for, by kind."""
    first = browser.page("/")
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
        "page_of_50": ["/"],
        "page_20": [path],
        "source": sorted(set(_SOURCE.findall(first)))[:_WORDS_OF_A_KIND],
        "article": sorted(set(_ARTICLE.findall(first))),
        **{kind: [f"/search?q={quote_plus(words)}" for words in some] for kind, some in kinds.items()},
    }


def report(figures: dict[str, dict[str, float]]) -> str:
    """The table that people read."""
    rows = [[kind.replace("_", " "), f"{each['p50']:.1f}", f"{each['p99']:.1f}"] for kind, each in figures.items()]
    return table(["ms", "p50", "p99"], rows)


def _percentiles(taken: Sequence[float]) -> dict[str, float]:
    hundredths = quantiles(taken, n=100, method="inclusive")
    return {"p50": round(hundredths[49], 2), "p99": round(hundredths[98], 2)}


def _ask(wish: dict[str, Any]) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.browser"],
        input=json.dumps(wish),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


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
    parser.add_argument(
        "--database", type=Path, metavar="FILE", help="keep the articles here, to be used again"
    )
    parser.add_argument("--short", action="store_true", help="a few articles, to see that it runs")
    chosen = parser.parse_args(arguments)
    articles, times, seconds = (400, 5, 0.2) if chosen.short else (chosen.articles, chosen.times, 5.0)
    with tempfile.TemporaryDirectory() as name:
        file = chosen.database or Path(name) / "mynews.db"
        database = f"sqlite:///{file}"
        if not file.exists():
            fill(database, articles)
        with serving(database, Path(name)) as port:
            figures = measure(port, times, chosen.clients, seconds)
    print(f"{machine()}: {articles:,} articles, {chosen.clients} clients")
    print(report(figures))
    rates = figures["page_of_50"]
    print(f"pages of 50 a second: {rates['per_second_one_client']} alone, {rates['per_second_clients']} by all clients")
    if importlib.util.find_spec("flask") is None:
        print("no peer: reader's web app needs reader[app], which is not installed")
    print(json.dumps({"articles": articles, "clients": chosen.clients, **figures}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
