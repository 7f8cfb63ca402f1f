"""What is wrong with this installation, in words."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from mynews.services.app import App
from mynews.services.household.accounts import is_closed
from mynews.services.queues import waiting

_LATE = timedelta(hours=1)
_LITTLE_ROOM = 500_000_000
_ILL_FOR_LONG = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``grave`` findings want the operator's hand."""

    grave: bool
    what: Literal["database", "disk", "worker", "understanding", "sources", "address"]
    sentence: str


def check(app: App) -> list[Finding]:
    """Look the installation over; the grave findings come first."""
    findings = [
        *_database(app),
        *_disk(app),
        *_worker(app),
        *_understanding(app),
        *_sources(app),
        *_address(app),
        *_door(app),
    ]
    return sorted(findings, key=lambda each: not each.grave)


def _database(app: App) -> list[Finding]:
    problems = [Finding(True, "database", problem) for problem in app.db.problems()]
    with app.db.read() as tx:
        articles = tx.articles.count()
    return problems or [
        Finding(False, "database", f"The database ({app.db.dialect}) is sound and holds {articles:,} articles.")
    ]


def _disk(app: App) -> list[Finding]:
    folder = app.settings.data_dir.absolute()
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(there).free
    if free < _LITTLE_ROOM:
        return [Finding(True, "disk", f"Only {free / 1e6:.0f} MB are free where the data is kept. Make some room.")]
    return [Finding(False, "disk", f"{free / 1e9:.0f} GB are free where the data is kept.")]


def _worker(app: App) -> list[Finding]:
    now = app.now()
    queues = waiting(app)
    with app.db.read() as tx:
        first = tx.hosts.next_due_at()
    if first is not None and now - first > _LATE:
        sentence = f"{queues.hosts} hosts have been due for over an hour: no worker runs. Start mynews serve."
        return [Finding(True, "worker", sentence)]
    return [Finding(False, "worker", f"{queues.hosts} hosts and {queues.pages} pages wait to be fetched now.")]


def _understanding(app: App) -> list[Finding]:
    queues = waiting(app)
    with app.db.read() as tx:
        stories = tx.stories.count()
    sentence = (
        f"{stories:,} stories; {queues.articles + queues.unplaced:,} articles wait to be understood and placed, "
        f"{queues.names:,} to have all their names read."
    )
    return [Finding(False, "understanding", sentence)]


def _sources(app: App) -> list[Finding]:
    with app.db.read() as tx:
        every = tx.sources.all()
    if not every:
        return [Finding(False, "sources", "There are no sources yet: mynews add ADDRESS, or mynews import FILE.opml.")]
    ill = [each for each in every if each.state.failures]
    lasting = [each for each in ill if each.state.failures >= _ILL_FOR_LONG]
    return [
        Finding(False, "sources", f"{len(every)} sources, {len(ill)} of them ill."),
        *(Finding(True, "sources", f"{each.name}: {each.state.illness}") for each in lasting),
    ]


def _door(app: App) -> list[Finding]:
    name = urlsplit(app.settings.base_url).hostname
    if not name or name in ("127.0.0.1", "localhost", "::1") or is_closed(app):
        return []
    sentence = f"No reader has a password: whoever reaches {name} reads and changes everything. Set one: mynews reader"
    return [Finding(True, "address", f"{sentence} password {app.reader().name}.")]


def _address(app: App) -> list[Finding]:
    if app.settings.host in ("127.0.0.1", "localhost", "::1") or app.settings.base_url:
        return []
    sentence = "The server listens beyond this machine but base_url is not set: links that leave it would be wrong."
    return [Finding(True, "address", sentence)]
