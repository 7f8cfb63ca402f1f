"""Real browsers before a real server: what no test of text can see."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from playwright.sync_api import Page, expect

from mynews.delivery.web.face import web_face
from mynews.services.app import App
from mynews.services.personal.profile import profile_of

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The first is told better by its answer, the second is what most tests ask for.
_NO_FAULT = ("Failed to load resource", "Service Worker registration blocked by Playwright")
PATIENCE_SECONDS = 30  # on a busy machine it takes long until a page answers
expect.set_options(timeout=PATIENCE_SECONDS * 1_000)
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1400, "height": 900}


@dataclass
class Watch:
    """What a page did that it should not."""

    origin: str
    faults: list[str] = field(default_factory=list)

    def over(self, page: Page) -> Page:
        """Watch a page from now on."""
        page.on("console", lambda said: self._said(said.type, said.text))
        page.on("response", lambda answer: self._answered(answer.url, answer.status))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda asked: self._asked(asked.url))
        return page

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not text.startswith(_NO_FAULT):
            self.faults.append(text)

    def _answered(self, url: str, status: int) -> None:
        if status >= 400 and (status, "gone.example" in url) != (404, True):
            self.faults.append(f"{status} for {url}")

    def _asked(self, url: str) -> None:
        if not url.startswith(self.origin):
            self.faults.append(f"asked {url}")


@contextmanager
def serving(app: App, port: int = 0) -> Iterator[str]:
    """The pages on a free port of the loopback, or on this one."""
    server = uvicorn.Server(uvicorn.Config(web_face(app), port=port, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def known(app: App) -> list[tuple[str, int | None]]:
    """What a reader did, in order: kind and story."""
    return [(each.signal.kind, each.signal.story_id) for each in reversed(profile_of(app, app.reader()).recent)]


def until(happened: Callable[[], bool]) -> None:
    """Wait for what a page tells, so long at most."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < patience, "it never happened"
        time.sleep(0.05)
