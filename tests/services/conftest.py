"""An installation with a real database and a web of our own making."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mynews.services.app import App
from mynews.storage.database import Database
from mynews.understanding.annotator import Annotator
from tests import make
from tests.fakes import FakeWeb
from tests.press import Press


@pytest.fixture
def web() -> FakeWeb:
    """A web that knows no page yet."""
    return FakeWeb()


@pytest.fixture
def app(db: Database, tmp_path: Path, web: FakeWeb) -> Iterator[App]:
    """An installation that reads from ``web``."""
    with make.app(db, tmp_path, web) as app:
        yield app


@pytest.fixture
def press(app: App, annotator: Annotator) -> Press:
    """Papers that publish there, and are understood."""
    return Press(app, annotator)


@pytest.fixture
def in_threads() -> Callable[[Callable[[int], object], Iterable[int]], list[object]]:
    """Calls a function with each number, all at once; gives what came of each."""

    def call(act: Callable[[int], object], numbers: Iterable[int]) -> list[object]:
        with ThreadPoolExecutor(12) as threads:
            return list(threads.map(act, numbers))

    return call
