"""Takes the pictures of pages that the docs show: ``python -m tools.screenshots`` writes them to ``docs/images/``.

The sample edition stands behind them, with a reader who has read a little. It needs Chromium.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from tests import make
from tests.delivery.web.browsing import serving

from mynews.model.interest import Subject
from mynews.model.schedule import Schedule
from mynews.model.signal import Signal
from mynews.services.app import App
from mynews.services.gathering.sample import load_sample
from mynews.services.personal.editions import edition_page
from mynews.services.personal.interests import state
from mynews.services.personal.keep import Marked, set_mark
from mynews.services.personal.learn import record_signals
from mynews.services.sending.channels import Address, add_channel
from mynews.services.sending.digests import add_digest
from mynews.services.stories.understand import understand_due, understanding
from mynews.storage.database import open_database

IMAGES = Path(__file__).parents[1] / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 960}
LARGEST = 120_000
PAGES = {
    "home": "/",
    "story": "/story/{story}",
    "article": "/article/{article}",
    "search": "/search?q=port",
    "saved": "/saved",
    "you": "/you",
    "hidden": "/hidden",
    "welcome": "/welcome",
    "digests": "/settings/digests",
    "operator": "/operator",
}
ON_A_PHONE = ("home", "story", "article")


def furnish(app: App) -> dict[str, int]:
    """Have a reader who has read, saved, followed and muted; gives the numbers that addresses need."""
    reader, now = app.reader(), app.now()
    load_sample(app, reader)
    with understanding(app) as steps:
        while understand_due(steps):
            pass
    shown = edition_page(app, reader).shown
    told = max(shown, key=lambda each: each.story.owners).story
    pictured = next(each.story for each in shown if each.story.picture)
    read = [each.story.id for each in shown[4:10]]
    record_signals(app, reader, [Signal(f"open-{each}", "open", now, story_id=each) for each in read])
    liked = [Signal(f"more-{each.story.id}", "more", now, story_id=each.story.id) for each in shown[2:4]]
    record_signals(app, reader, liked)
    for each in shown[1:6]:
        set_mark(app, reader, "save", Marked(story_id=each.story.id))
    state(app, reader, "follow", Subject("topic", "06000000"))
    state(app, reader, "mute", Subject("topic", "15000000"))
    channel = add_channel(app, reader, "mail", Address("ana@home.example"))
    add_digest(app, reader, channel.id, Schedule((7, 18), "Europe/Vienna", tuple(range(5))))
    return {"story": told.id, "article": pictured.lead_id}


def shot(browser: Browser, address: str, view: dict[str, int]) -> bytes:
    """What is seen of a page at first, as a PNG file of few colours."""
    page = browser.new_page(viewport=view, device_scale_factor=1, color_scheme="light")
    page.goto(address, wait_until="networkidle")
    content = page.screenshot()
    page.close()
    for colours in (128, 64, 32):
        packed = io.BytesIO()
        image = Image.open(io.BytesIO(content)).convert("RGB")
        image.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(packed, "png", optimize=True)
        if packed.tell() <= LARGEST:
            break
    return packed.getvalue()


def main() -> int:
    """Write the pictures; gives the status of the command: 1 where one is larger than it should be."""
    largest = 0
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/mynews.db")
        with make.app(database, Path(folder)) as app, sync_playwright() as playwright:
            numbers = furnish(app)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox"])
            with serving(app) as origin:
                for name, path in PAGES.items():
                    views = {name: DESK} | ({f"{name}-phone": PHONE} if name in ON_A_PHONE else {})
                    for file, view in views.items():
                        content = shot(browser, origin + path.format(**numbers), view)
                        (IMAGES / f"{file}.png").write_bytes(content)
                        largest = max(largest, len(content))
                        print(f"{file}.png: {len(content):,} bytes")
                browser.close()
        database.close()
    return int(largest > LARGEST)


if __name__ == "__main__":
    sys.exit(main())
