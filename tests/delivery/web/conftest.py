"""Visitors to the pages, with a browser and without."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from playwright.sync_api import Browser, sync_playwright

from mynews.services.app import App
from tests.delivery.web.browsing import ARGUMENTS
from tests.delivery.web.visitor import Visitor


@pytest.fixture
def visitor(app: App) -> Visitor:
    """Somebody who looks at the pages of ``app``."""
    return Visitor(app)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, which installs nothing: every page comes from the server."""
    with _chromium() as started:
        started.new_context = partial(started.new_context, service_workers="block")
        started.new_page = partial(started.new_page, service_workers="block")
        yield started


@pytest.fixture(scope="module")
def installing() -> Iterator[Browser]:
    """Debian's Chromium as it is: it keeps pages for the time without a network."""
    with _chromium() as started:
        yield started


@contextmanager
def _chromium() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()
