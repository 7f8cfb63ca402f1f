"""Sends a digest of the sample edition through a real mail server and takes pictures of what came, light and dark.

``python -m tools.picture_digest`` writes ``docs/images/digest.png`` and ``digest-dark.png``. It needs Chromium.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright
from tests import make
from tests.mailserver import mail_server

from mynews.delivery.mail.digest import digest_message
from mynews.model.schedule import Schedule, next_hour
from mynews.services.gathering.sample import load_sample
from mynews.services.sending.channels import Address, add_channel
from mynews.services.sending.digests import add_digest, send_due
from mynews.services.stories.understand import understand_due, understanding
from mynews.storage.database import open_database

IMAGES = Path(__file__).parents[1] / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"
SCHEDULE = Schedule((7,), "Europe/Vienna", tuple(range(7)))


def received() -> str:
    """The HTML of the one mail that came."""
    with tempfile.TemporaryDirectory() as folder, mail_server() as postbox:
        db = open_database(f"sqlite:///{folder}/mynews.db")
        try:
            with make.app(db, Path(folder), base_url="https://news.example", **postbox.settings) as app:
                load_sample(app, app.reader())
                with understanding(app) as steps:
                    while understand_due(steps):
                        pass
                channel = add_channel(app, app.reader(), "mail", Address("ana@home.example"))
                add_digest(app, app.reader(), channel.id, SCHEDULE)
                morning = next_hour(SCHEDULE, app.now())
                assert morning is not None
                send_due(replace(app, clock=lambda: morning), digest_message)
        finally:
            db.close()
        (mail,) = postbox.mails
        return str(list(mail.iter_parts())[1].get_content())


def main() -> None:
    """Send, receive, take the pictures."""
    html = received()
    IMAGES.mkdir(exist_ok=True)
    schemes: tuple[tuple[Literal["light", "dark"], str], ...] = (("light", "digest.png"), ("dark", "digest-dark.png"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for scheme, name in schemes:
            page = browser.new_page(viewport={"width": 640, "height": 1100}, color_scheme=scheme)
            page.set_content(html)
            page.screenshot(path=IMAGES / name)
        browser.close()
    print(f"{len(html.encode()):,} bytes of HTML; pictures in {IMAGES}")


if __name__ == "__main__":
    main()
