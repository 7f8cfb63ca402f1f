"""One stage of the ranking benchmark to a process: ``stories``, ``readers``, ``editions`` or ``learning``."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import mean, median
from typing import Any
from uuid import uuid4

from benchmarks.live import SIGNALS_EACH, add_readers, fill_live, regulars
from benchmarks.measure import measured, waits_told
from mynews.model.signal import Signal
from mynews.model.source import Reader
from mynews.ranking.ranker import Example
from mynews.services.app import App, open_app
from mynews.services.personal.editions import edition_page
from mynews.services.personal.learn import record_signals
from mynews.services.personal.profile import set_reading
from mynews.services.personal.rank import edition_of
from mynews.services.stories.lists import latest
from mynews.settings import Settings, read_settings

_EXAMPLES = 200


def stories(settings: Settings, articles: int) -> dict[str, Any]:
    """So many live articles in their stories, saved."""
    fill_live(settings.database_url, articles)
    return {}


def readers(settings: Settings, number: int) -> dict[str, Any]:
    """So many readers, saved."""
    with open_app(settings) as app:
        add_readers(app, number)
    return {}


def editions(settings: Settings, times: int) -> dict[str, Any]:
    """Waits and CPU of editions as a service gives them, readers taking turns; what the live window costs.

    The peers are our own list in time order of the same candidates, and the page of 50 newest articles.
    """
    with open_app(settings) as app:
        with measured() as meter:
            snapshot = app.live.now(app.db, app.now())
        asked = list(islice(cycle(regulars(app)), times))
        for reader in set(asked):  # the first edition prepares the window for all; then everyone has one that stands
            edition_page(app, reader)
        figures = {
            "newest 50, unranked": _taken(latest, app, asked),
            "edition that stands": _taken(edition_page, app, asked),
            **_clicked(app, asked),
        }
        for reader in set(asked):
            set_reading(app, reader, ranked=False)
        figures["in time order, made anew"] = _clicked(app, asked)["edition after a click"]
        for reader in set(asked):
            set_reading(app, reader, ranked=True)
    return {
        "stories": len(snapshot.candidates),
        "window_cpu_seconds": meter.cost.cpu,
        "window_peak_mb": meter.cost.peak_mb,
        "kinds": figures,
    }


def learning(settings: Settings) -> dict[str, Any]:
    """Microseconds to learn from one signal, and bytes of what was learned."""
    with open_app(settings) as app:
        snapshot = app.live.now(app.db, app.now())
        ranker = app.ranker
        with app.db.read() as tx:
            stored = [tx.profiles.get(reader.id, ranker.name) for reader in regulars(app)]
        profile, taken = ranker.fresh(), []
        for number, story in enumerate(islice(snapshot.traits.values(), _EXAMPLES)):
            example = Example(story, app.now(), read=float(number % 4 == 0))
            began = time.thread_time()
            profile = ranker.learn(profile, [example])
            taken.append((time.thread_time() - began) * 1e6)
        return {
            "signal_us": round(median(taken)),
            "signals_each": SIGNALS_EACH,
            "examples": len(taken),
            "profile_bytes": round(mean(len(each.content) for each in stored if each is not None)),
            "profile_bytes_fresh": len(ranker.packed(ranker.fresh())),
            "profile_bytes_after_many": len(ranker.packed(profile)),
        }


class _Clock:
    """Waits in milliseconds, and the CPU time of this process meanwhile."""

    def __init__(self) -> None:
        self._waits: list[float] = []
        self._cpu = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Time a block."""
        began, cpu = time.perf_counter(), time.process_time()
        yield
        self._waits.append((time.perf_counter() - began) * 1000)
        self._cpu += time.process_time() - cpu

    def told(self) -> dict[str, float]:
        """What they come to."""
        return {**waits_told(self._waits), "cpu": round(self._cpu * 1000 / len(self._waits), 2)}


def _taken(ask: Callable[[App, Reader], object], app: App, asked: Iterable[Reader]) -> dict[str, float]:
    clock = _Clock()
    for reader in asked:
        with clock.running():
            ask(app, reader)
    return clock.told()


def _clicked(app: App, asked: Iterable[Reader]) -> dict[str, dict[str, float]]:
    """Each opens the story in the middle of their edition, and looks at the next one."""
    clicks, pages = _Clock(), _Clock()
    for reader in asked:
        edition = edition_of(app, reader)
        story_id = edition.places[len(edition.places) // 2].story_id
        signal = Signal(uuid4().hex, "open", app.now(), story_id=story_id, edition_id=edition.id)
        with clicks.running():
            record_signals(app, reader, [signal])
        with pages.running():
            edition_page(app, reader)
    return {"a click": clicks.told(), "edition after a click": pages.told()}


def main(stage: str, folder: Path, articles: int, number: int) -> None:
    """Do one stage, and print what it measured."""
    settings = read_settings(data_dir=folder, live_stories=max(articles, 100))
    stages: dict[str, Callable[[], dict[str, Any]]] = {
        "stories": lambda: stories(settings, number),
        "readers": lambda: readers(settings, number),
        "editions": lambda: editions(settings, number),
        "learning": lambda: learning(settings),
    }
    print(json.dumps(stages[stage]()))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
