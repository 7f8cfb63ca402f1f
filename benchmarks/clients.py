"""How fast client programs sync: ``python -m benchmarks.clients``.

10,000 live articles of 200 sources, each in its story, lie in an SQLite file; ``mynews serve --no-worker`` runs in a
process of its own, and is asked as two programs ask, over one connection that is kept alive.

* **full sync**, as RSS Guard does it the first time: log in, list labels and sources, the numbers of what is starred,
  of all and of what is unread (200,000 at once, page by page), then every article whole, 999 in a call.
* **incremental sync**, as NetNewsWire does it: labels, sources, the numbers of what came since the last time, of what
  is starred and of what is unread (1,000 at once, page by page), then the ten newest articles whole.

My News is among it. Memory is the most that the server ever held, and what that was before anybody asked. The last line
is one JSON object: seconds, milliseconds, megabytes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection  # noqa: TID251  # what asks here is no part of the product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.live import fill_live
from benchmarks.measure import machine, table, waits_told
from benchmarks.pages import Server, serving
from mynews.services.app import open_app
from mynews.services.household.app_passwords import make_app_password
from mynews.settings import read_settings

_API = "/api/greader.php/reader/api/0"
_STATES = "user/-/state/com.google/"
_ALL_AT_ONCE = 200_000
_PAGE = 1_000
_WHOLE_AT_ONCE = 999
_NEW = 10


@dataclass
class Program:
    """One connection of a program that logs in, and what it asked for."""

    connection: HTTPConnection
    token: str = ""
    requests: int = 0
    octets: int = 0

    def log_in(self, name: str, secret: str) -> None:
        """Get the token that goes with each call."""
        told = self._asked("POST", "/api/greader.php/accounts/ClientLogin", {"Email": name, "Passwd": secret})
        self.token = told.decode().partition("Auth=")[2].strip()

    def lists(self) -> None:
        """Labels and sources."""
        for call in ("tag/list", "subscription/list"):
            self._asked("GET", f"{_API}/{call}?output=json")

    def ids(self, most: int, **asked: str) -> list[str]:
        """The numbers of the articles of a stream, all pages."""
        found: list[str] = []
        more = ""
        while True:
            sent = {"output": "json", "n": str(most), **asked, **({"c": more} if more else {})}
            told = json.loads(self._asked("GET", f"{_API}/stream/items/ids?{urlencode(sent)}"))
            found += [each["id"] for each in told["itemRefs"]]
            more = told.get("continuation", "")
            if not more:
                return found

    def whole(self, numbers: Sequence[str]) -> int:
        """Articles, whole; gives how many came."""
        pairs = [("i", number) for number in numbers]
        return len(json.loads(self._asked("POST", f"{_API}/stream/items/contents?output=json", pairs))["items"])

    def _asked(self, method: str, path: str, form: Any = None) -> bytes:
        headers = {"Authorization": f"GoogleLogin auth={self.token}"} if self.token else {}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, urlencode(form) if form is not None else None, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered with status {answer.status}")
        self.requests += 1
        self.octets += len(content)
        return content


@contextmanager
def calling(server: Server) -> Iterator[Program]:
    """A program, until the end of the block."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=300)
    try:
        yield Program(connection)
    finally:
        connection.close()


def full_sync(server: Server, secret: str) -> dict[str, float]:
    """What the first sync of RSS Guard takes."""
    before, held = server.cpu_ms(), memory_mb(server.pid)
    began = time.perf_counter()
    with calling(server) as program:
        program.log_in("reader", secret)
        program.lists()
        program.ids(_ALL_AT_ONCE, s=f"{_STATES}starred")
        numbers = program.ids(_ALL_AT_ONCE, s=f"{_STATES}reading-list")
        program.ids(_ALL_AT_ONCE, s=f"{_STATES}reading-list", xt=f"{_STATES}read")
        portions = range(0, len(numbers), _WHOLE_AT_ONCE)
        came = sum(program.whole(numbers[start : start + _WHOLE_AT_ONCE]) for start in portions)
    return {
        "articles": came,
        "seconds": round(time.perf_counter() - began, 2),
        "server_cpu_seconds": round((server.cpu_ms() - before) / 1000, 2),
        "requests": program.requests,
        "megabytes_sent": round(program.octets / 1e6, 1),
        "memory_before": round(held, 1),
        "memory_peak": round(memory_mb(server.pid), 1),
    }


def incremental_syncs(server: Server, secret: str, times: int) -> dict[str, float]:
    """What so many syncs with little new take."""
    waits = []
    cpu = server.cpu_ms()
    since = str(int(time.time()) - 3600)
    with calling(server) as program:
        program.log_in("reader", secret)
        for _ in range(times):
            before = program.requests
            began = time.perf_counter()
            program.lists()
            new = program.ids(_PAGE, s=f"{_STATES}reading-list", ot=since)
            program.ids(_PAGE, s=f"{_STATES}starred")
            program.ids(_PAGE, s=f"{_STATES}reading-list", xt=f"{_STATES}read")
            program.whole(new[:_NEW])
            waits.append((time.perf_counter() - began) * 1000)
    cpu = round((server.cpu_ms() - cpu) / times, 1)
    return {"requests": program.requests - before, **waits_told(waits), "server_cpu": cpu}


def memory_mb(pid: int) -> float:
    """The most memory that a process ever held."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def secret_for(database: str, folder: Path) -> str:
    """An app password of the first reader."""
    with open_app(read_settings(database=database, data_dir=folder)) as app:
        return make_app_password(app, app.reader(), "benchmark").secret


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables and the JSON line."""
    parser = argparse.ArgumentParser(description="How fast client programs sync.")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=20, help="incremental syncs")
    parser.add_argument("--database", type=Path, metavar="FILE", help="keep the articles here, to be used again")
    parser.add_argument("--short", action="store_true", help="a few articles, to see that it runs")
    chosen = parser.parse_args(arguments)
    articles, times = (400, 2) if chosen.short else (chosen.articles, chosen.times)
    with tempfile.TemporaryDirectory() as name:
        file = chosen.database or Path(name) / "mynews.db"
        database = f"sqlite:///{file}"
        if not file.exists():
            fill_live(database, articles)
        secret = secret_for(database, Path(name))
        with serving(database, Path(name)) as server:
            full = full_sync(server, secret)
            incremental = incremental_syncs(server, secret, times)
    print(f"{machine()}: {articles:,} articles")
    print(table(["full sync", ""], [[key.replace("_", " "), f"{value:,}"] for key, value in full.items()]))
    print()
    print(table(["incremental sync, ms", ""], [[key, f"{value:,}"] for key, value in incremental.items()]))
    print(json.dumps({"stored": articles, "full_sync": full, "incremental_sync": incremental}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
