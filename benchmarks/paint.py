"""How soon pages stand on the screen, and whether they stay still: ``python -m benchmarks.paint``.

Made articles with a picture each lie in an SQLite file, ``mynews serve --no-worker`` runs in a process of its own, and
Debian's Chromium looks at five kinds of page at the size of a telephone and of a desk. A cold load is that of a browser
that runs but keeps nothing yet, a warm one the next of the same browser; one load more, which is not counted, goes
before. "nothing" is an answer of two letters: what the browser takes on this machine for itself. What the service
worker keeps is left out.

* ``first``, ``largest``: from the beginning of the navigation to the first, and to the largest, contentful paint;
* ``server``: of that, the wait for the first byte;
* ``shift``: the cumulative layout shift while a page comes and is scrolled to its end (https://web.dev/articles/cls);
* ``late``, ``gone``, ``slow``: the same where pictures come late, where none can be had, and with a processor that is
  twenty times as slow, which paints a page while it comes;
* ``tasks``, ``longest``: how many tasks held the browser up for more than 50 ms, and the longest of them;
* of a press on a button: ``next``, from the press to the next paint as browsers measure it (16 ms stand for less than
  that), and ``answer``, to the paint that shows what was done.

The last line is one JSON object, times in milliseconds; of each figure the median and the worst.
"""

from __future__ import annotations

import argparse
import json
import shutil
import struct
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, Route, ViewportSize, sync_playwright

from benchmarks.archive import SOURCES
from benchmarks.browser import browsing
from benchmarks.live import fill_live
from benchmarks.measure import machine, table
from benchmarks.pages import paths_of, serving
from benchmarks.prose import articles_of
from mynews.model.document import Document, NotModified, Request
from mynews.net.fetcher import Wants
from mynews.net.limits import Limits
from mynews.services.app import App, open_app
from mynews.services.stories.pictures import picture, signature
from mynews.settings import read_settings

SIZES: dict[str, ViewportSize] = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1400, "height": 900}}
KINDS = {"home": "home", "story": "story", "article": "article", "latest": "page_of_50", "search": "search_common"}
"""What is looked at, and what ``benchmarks.pages`` calls it."""

_NOTHING = "/healthz"

PRESSES = ("more", "save", "hide")
_ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
_WINDOW_MS, _GAP_MS = 5000, 1000
_LATE_MS = 300
_SLOWER = 20
_TOLD = "> .said, [name=unsave]"
_SOONEST_MS = 16  # browsers tell of no interaction that was answered sooner

# What a page is asked to remember from its beginning, since a browser does not keep all of it.
_WATCH = """(() => {
  const seen = { first: 0, largest: 0, shifts: [], tasks: [], events: [], answers: [] };
  window.seen = seen;
  const watch = (type, keep, more) =>
    new PerformanceObserver((list) => list.getEntries().forEach(keep)).observe({ type, buffered: true, ...more });
  watch("paint", (each) => { if (each.name === "first-contentful-paint") seen.first = each.startTime; });
  watch("largest-contentful-paint", (each) => { seen.largest = each.startTime; });
  watch("layout-shift", (each) => { if (!each.hadRecentInput) seen.shifts.push([each.startTime, each.value]); });
  watch("longtask", (each) => seen.tasks.push(each.duration));
  watch("event", (each) => { if (each.interactionId) seen.events.push(each.duration); }, { durationThreshold: 16 });
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = done;
    after.port2.postMessage(0);
  }));
  addEventListener("click", async ({ target, timeStamp }) => {
    const place = target.closest(".place");
    while (!place?.querySelector(":scope > .said, [name=unsave]")) await painted();
    await painted();
    seen.answers.push(performance.now() - timeStamp);
  }, { capture: true });
})()"""

_SETTLED = """async () => {
  for (let frame = 0; frame < 6; frame++) await new Promise(requestAnimationFrame);
  return performance.getEntriesByType("navigation")[0].responseStart;
}"""

_TO_THE_END = """async () => {
  const frames = async (count) => { while (count--) await new Promise(requestAnimationFrame); };
  while (scrollY + innerHeight < document.documentElement.scrollHeight - 1) {
    scrollBy(0, innerHeight * .8);
    await frames(4);
  }
  await frames(12);
}"""


@dataclass(frozen=True, slots=True)
class Load:
    """What was seen of one page while it came and was scrolled to its end."""

    first: float
    largest: float
    server: float
    shift: float
    tasks: float
    longest: float


@dataclass(frozen=True, slots=True)
class Press:
    """How soon one press on a button was answered."""

    next: float
    answer: float


def shift_of(shifts: Iterable[tuple[float, float]]) -> float:
    """The cumulative layout shift of shifts at their instants: the most of any window of at most five seconds in which
    less than a second lies between one and the next."""
    worst = summed = 0.0
    began = last = float("-inf")
    for at, value in shifts:
        if at - last >= _GAP_MS or at - began >= _WINDOW_MS:
            began, summed = at, 0.0
        last, summed = at, summed + value
        worst = max(worst, summed)
    return worst


def loads(browser: Browser, size: ViewportSize, url: str, times: int) -> dict[str, list[Load]]:
    """So many cold loads, each in a browser that keeps nothing yet, and so many warm ones."""
    found: dict[str, list[Load]] = {"cold": [], "warm": []}
    for number in range(times + 1 if times > 1 else 1):
        with _visitor(browser, size, url) as page:
            for some in found.values():
                page.goto(url)
                load = _seen(page)
                if number or times == 1:
                    some.append(load)
    return found


def shift_with(browser: Browser, size: ViewportSize, url: str, answer: Callable[[Page], Callable[[], None]]) -> float:
    """How much a page shifts with what ``answer`` does to it; what that gives is called a little later."""
    with _visitor(browser, size, url) as page:
        then = answer(page)
        page.goto(url, wait_until="domcontentloaded")
        page.wait_for_timeout(_LATE_MS)
        then()
        page.wait_for_load_state()
        return _seen(page).shift


def presses(browser: Browser, size: ViewportSize, url: str, times: int) -> dict[str, list[Press]]:
    """So many presses on each of the buttons below stories of the front page; one before them is not counted."""
    found: dict[str, list[Press]] = {kind: [] for kind in PRESSES}
    with _visitor(browser, size, url) as page:
        page.goto(url)
        untold = page.locator(".place").filter(has=page.locator("[name=more]:visible"), has_not=page.locator(_TOLD))
        for number in range(times + 1):
            for kind in PRESSES:
                press = _press(page, untold.locator(f"[name={kind}]").first)
                if number:
                    found[kind].append(press)
    return found


def figures_of(seen: Sequence[Load | Press]) -> dict[str, list[float]]:
    """The median and the worst of each thing that was measured."""
    names = [each.name for each in fields(seen[0])]
    values = {name: [getattr(each, name) for each in seen] for name in names}
    return {name: [round(median(some), 4), round(max(some), 4)] for name, some in values.items()}


def measure(
    browser: Browser, origin: str, paths: dict[str, str], times: int, sizes: Sequence[str] = tuple(SIZES)
) -> dict[str, Any]:
    """All figures, by size of the screen."""
    return {
        size: {
            kind: {how: figures_of(some) for how, some in loads(browser, SIZES[size], origin + path, times).items()}
            | {name: round(shift_with(browser, SIZES[size], origin + path, way), 4) for name, way in _TROUBLES.items()}
            for kind, path in paths.items()
        }
        | {"presses": {kind: figures_of(some) for kind, some in presses(browser, SIZES[size], origin, times).items()}}
        for size in sizes
    }


def report(figures: dict[str, Any]) -> str:
    """The tables that people read."""
    names = [each.name for each in fields(Load)]
    rows = [
        [f"{size}, {kind}, {how}", *(_told(name, told[how][name]) for name in names), *_shifts(told, how)]
        for size, kinds in figures.items()
        for kind, told in kinds.items()
        if kind != "presses"
        for how in ("cold", "warm")
    ]
    pressed = [
        [f"{size}, {kind}", *(_told(name, told[name]) for name in ("next", "answer"))]
        for size, kinds in figures.items()
        for kind, told in kinds["presses"].items()
    ]
    heading = ["median / worst, ms", *names, *_TROUBLES]
    return f"{table(heading, rows)}\n\n{table(['a press: median / worst, ms', 'next', 'answer'], pressed)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables and the JSON line."""
    parser = argparse.ArgumentParser(description="How soon pages stand on the screen.")
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--times", type=int, default=7, help="loads of each kind")
    parser.add_argument("--short", action="store_true", help="a few articles, one load: to see that it runs")
    chosen = parser.parse_args(arguments)
    articles, times, sizes = (200, 1, ["phone"]) if chosen.short else (chosen.articles, chosen.times, [*SIZES])
    with tempfile.TemporaryDirectory(prefix="mynews-paint-") as kept, _chromium() as browser:
        database = f"sqlite:///{Path(kept) / 'mynews.db'}"
        fill_live(database, articles)
        _keep_pictures(database, Path(kept), articles)
        with serving(database, Path(kept)) as server:
            with browsing(server.port) as plain:
                found = paths_of(plain)
            paths = {"nothing": _NOTHING} | {kind: found[name][0] for kind, name in KINDS.items()}
            figures = measure(browser, f"http://127.0.0.1:{server.port}", paths, times, sizes)
    print(f"{machine()}: {articles:,} articles, {times} loads of each kind")
    print(report(figures))
    print(json.dumps({"articles": articles, "times": times, **figures}))
    return 0


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def _visitor(browser: Browser, size: ViewportSize, url: str) -> Iterator[Page]:
    """A page of a browser that keeps nothing, and whose process for our server is up."""
    context = browser.new_context(viewport=size, service_workers="block")
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.goto(urljoin(url, _NOTHING))
    yield page
    context.close()


def _seen(page: Page) -> Load:
    server = page.evaluate(_SETTLED)
    page.evaluate(_TO_THE_END)
    seen = page.evaluate("seen")
    return Load(
        first=seen["first"],
        largest=seen["largest"],
        server=server,
        shift=shift_of(seen["shifts"]),
        tasks=len(seen["tasks"]),
        longest=max(seen["tasks"], default=0),
    )


def _press(page: Page, button: Any) -> Press:
    button.scroll_into_view_if_needed()
    before = page.evaluate("seen.answers.length")
    page.evaluate("seen.events.length = 0")
    button.click()
    page.wait_for_function("before => seen.answers.length > before", arg=before)
    page.wait_for_timeout(100)  # browsers tell of interactions a moment later, and the server hears of this one
    events, answers = page.evaluate("[seen.events, seen.answers]")
    return Press(max([_SOONEST_MS, *events]), answers[-1])


def _held(page: Page) -> Callable[[], None]:
    """Let no picture through before it is told to."""
    held: list[Route] = []
    opened: list[bool] = []
    page.route("**/picture/**", lambda route: route.continue_() if opened else held.append(route))

    def let_through() -> None:
        opened.append(True)
        for route in held:
            route.continue_()

    return let_through


def _refused(page: Page) -> Callable[[], None]:
    """Answer as our server does where it has no picture."""
    pixel = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    page.route("**/picture/**", lambda route: route.fulfill(status=404, content_type="image/svg+xml", body=pixel))
    return lambda: None


def _slowed(page: Page) -> Callable[[], None]:
    """Take the processor away most of the time."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    return session.detach


_TROUBLES = {"late": _held, "gone": _refused, "slow": _slowed}


class _Painter:
    """Stands in for the network: there is the same picture at every address."""

    def fetch(
        self, request: Request, *, limits: Limits | None = None, wants: Wants | None = None
    ) -> Document | NotModified:
        """A picture."""
        del limits, wants
        return Document(request.url, _PNG)


def _keep_pictures(database: str, folder: Path, articles: int) -> None:
    """Have the server keep every picture, so that none is looked for outside."""
    with open_app(read_settings(database=database, data_dir=folder)) as app:
        painting: App = replace(app, web=_Painter())  # type: ignore[arg-type]
        for source in range(SOURCES):
            for article in articles_of(source, -(-articles // SOURCES)):
                picture(painting, article.picture, signature(app, article.picture))


def _png(width: int, height: int) -> bytes:
    """A grey picture of this size."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    lines = b"".join(b"\0" + bytes((column + line) % 256 for column in range(width)) for line in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


_PNG = _png(640, 400)


def _told(name: str, both: Sequence[float]) -> str:
    places = {"shift": 3}.get(name, 0)
    return " / ".join(f"{each:.{places}f}" for each in both)


def _shifts(told: dict[str, Any], how: str) -> list[str]:
    return [f"{told[name]:.3f}" if how == "cold" else "" for name in _TROUBLES]


if __name__ == "__main__":
    sys.exit(main())
