"""How fast sources are taken in: ``python -m benchmarks.intake``.

200 sources of 50 full-text articles each lie on a loopback server (``benchmarks.loopback``). Each contestant fetches
them all for the first time, and then again when nothing is new: once the server says so (304), once it sends the same
bytes. Each stage runs in a fresh process; its cost is the CPU time (user and system) from the end of its imports to
the moment when the last article can be read and found, the database opened and closed within. A further process then
counts what can be read and found; a run that lost an article ends with an error. Bytes on disk are those of the
database files after a checkpoint of the WAL, without a vacuum, over the number of articles.

The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.loopback import Loopback, serving
from benchmarks.measure import Cost, ask, cost_of, machine, table


@dataclass(frozen=True, slots=True)
class Contestant:
    """Whose stages to run, with what arguments, and how to weigh what they left on the disk."""

    name: str
    module: str
    arguments: tuple[str, ...]
    bytes_on_disk: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Result:
    """What one contestant did."""

    name: str
    articles: int
    first: Cost
    unchanged: Cost
    same_bytes: Cost
    bytes_on_disk: int

    @property
    def per_cpu_second(self) -> float:
        """Articles to readable and findable for each CPU second."""
        return self.articles / self.first.cpu

    @property
    def per_article(self) -> float:
        """Bytes on disk."""
        return self.bytes_on_disk / self.articles


def run(contestant: Contestant, web: Loopback, articles: int) -> Result:
    """All stages of one contestant. Raises RuntimeError where articles were lost."""
    sources = len(web.urls)
    web.answer_unchanged(with_304=True)
    first = _stage(contestant, "first", json.dumps(web.urls))
    unchanged = _stage(contestant, "unchanged")
    web.answer_unchanged(with_304=False)
    same_bytes = _stage(contestant, "unchanged")
    counted = ask(contestant.module, "count", *contestant.arguments, str(sources), str(articles))
    whole = sources * articles
    if counted != {"readable": whole, "findable": whole}:
        raise RuntimeError(f"{contestant.name} was given {whole} articles, and holds {counted}")
    return Result(contestant.name, whole, first, unchanged, same_bytes, contestant.bytes_on_disk())


def _stage(contestant: Contestant, stage: str, told: str = "") -> Cost:
    return cost_of(ask(contestant.module, stage, *contestant.arguments, told=told))


def ours(folder: Path, database: str = "") -> Contestant:
    """myNEWS, on an SQLite file in ``folder`` or on an empty database of the operator's."""
    file = folder / "mynews.db"
    url = database or f"sqlite:///{file}"
    weigh = (lambda: _server_bytes(url)) if database.startswith("postgres") else (lambda: file_bytes(file))
    return Contestant("myNEWS", "benchmarks.intake_ours", (str(folder), url), weigh)


def lemon24s_reader(folder: Path) -> Contestant:
    """The peer that stores and searches as we do, in Python too."""
    file = folder / "reader.db"
    return Contestant("reader", "benchmarks.intake_reader", (str(file),), lambda: file_bytes(file))


def file_bytes(file: Path) -> int:
    """The file and those beside it that belong to it (reader keeps its search index in one)."""
    files = [each for each in file.parent.glob(f"{file.name}*") if not each.name.endswith(("-wal", "-shm"))]
    for each in files:
        connection = sqlite3.connect(each)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    return sum(each.stat().st_size for each in files)


def _server_bytes(url: str) -> int:
    """What the server says that the database takes, an empty database's 7.5 MB included."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(row[0]) if row else 0


def report(results: Sequence[Result]) -> str:
    """The table that people read."""
    rows: list[tuple[str, Callable[[Result], str]]] = [
        ("first update: articles per CPU second", lambda each: f"{each.per_cpu_second:,.0f}"),
        ("  CPU seconds (with start-up)", lambda each: f"{each.first.cpu:.2f} ({each.first.cpu_with_start:.2f})"),
        ("  wall seconds", lambda each: f"{each.first.wall:.2f}"),
        ("  peak memory, MB", lambda each: f"{each.first.peak_mb:.0f}"),
        ("unchanged, 304: CPU seconds (with start-up)", lambda each: _both(each.unchanged)),
        ("  wall seconds", lambda each: f"{each.unchanged.wall:.2f}"),
        ("unchanged, same bytes: CPU seconds (with start-up)", lambda each: _both(each.same_bytes)),
        ("  wall seconds", lambda each: f"{each.same_bytes.wall:.2f}"),
        ("bytes on disk per article", lambda each: f"{each.per_article:,.0f}"),
    ]
    return table(
        ["", *(each.name for each in results)], [[what, *(tell(each) for each in results)] for what, tell in rows]
    )


def _both(cost: Cost) -> str:
    return f"{cost.cpu:.2f} ({cost.cpu_with_start:.2f})"


def figures(own: Result, peer: Result | None) -> dict[str, Any]:
    """What a program reads; null where there was no peer."""
    return {
        "ratio_to_reader": round(own.per_cpu_second / peer.per_cpu_second, 2) if peer else None,
        "articles": own.articles,
        **_fields("", own),
        **(_fields("reader_", peer) if peer else dict.fromkeys(_fields("reader_", own))),
    }


def _fields(prefix: str, result: Result) -> dict[str, float]:
    values = {
        "articles_per_cpu_second": result.per_cpu_second,
        "first_cpu_seconds": result.first.cpu,
        "first_cpu_seconds_with_start": result.first.cpu_with_start,
        "first_wall_seconds": result.first.wall,
        "unchanged_cpu_seconds": result.unchanged.cpu,
        "unchanged_cpu_seconds_with_start": result.unchanged.cpu_with_start,
        "same_bytes_cpu_seconds": result.same_bytes.cpu,
        "peak_mb": result.first.peak_mb,
        "bytes_per_article": result.per_article,
    }
    return {f"{prefix}{name}": round(value, 3) for name, value in values.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and the JSON line."""
    parser = argparse.ArgumentParser(description="How fast sources are taken in, beside reader in the same run.")
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--articles", type=int, default=50, help="of each source")
    parser.add_argument("--database", default="", metavar="URL", help="an empty database; an SQLite file unless told")
    parser.add_argument("--no-peer", action="store_true", help="measure ours alone")
    parser.add_argument("--short", action="store_true", help="a few articles, to see that it runs")
    chosen = parser.parse_args(arguments)
    sources, articles = (8, 5) if chosen.short else (chosen.sources, chosen.articles)
    with_peer = not chosen.no_peer and importlib.util.find_spec("reader") is not None
    with tempfile.TemporaryDirectory() as name, serving(sources, articles) as web:
        print(f"{machine()}: {sources} sources x {articles} articles of {web.html_bytes:,.0f} bytes of HTML")
        own = run(ours(Path(name), chosen.database), web, articles)
        peer = run(lemon24s_reader(Path(name)), web, articles) if with_peer else None
    print(report([own, peer] if peer else [own]))
    if peer is None:
        print("no peer: reader was not asked for, or is not installed")
    print(json.dumps(figures(own, peer)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
