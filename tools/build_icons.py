"""Draws the icons of the installed application from ``static/icon.svg``: ``python -m tools.build_icons``.

Writes ``icon-192.png``, ``icon-512.png``, ``icon-maskable.png`` and ``icon-touch.png`` beside it. It needs Chromium.
A maskable icon and that of Apple's home screen fill their square, and what is drawn keeps clear of the edges that a
system may cut off (W3C Web App Manifest, "icon masks": a circle of 40% of the width is safe).
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

STATIC = Path(__file__).parents[1] / "src" / "mynews" / "delivery" / "web" / "static"
CHROMIUM = "/usr/bin/chromium"
PAPER = "#1c1a17"
_COLOURS = 32  # the drawing has three; the rest smooths its edges


def drawn(browser: Browser, size: int, *, filled: bool) -> bytes:
    """The icon as a PNG file; ``filled`` without round corners, and smaller within."""
    inner = round(size * 0.8) if filled else size
    svg = (STATIC / "icon.svg").read_text()
    ground = PAPER if filled else "transparent"
    page = browser.new_page(viewport={"width": size, "height": size}, color_scheme="light")
    page.set_content(
        f"<style>body {{ margin: 0; display: grid; place-items: center; height: 100vh; background: {ground} }}"
        f"svg {{ width: {inner}px; height: {inner}px }}</style>{svg}"
    )
    shot = page.screenshot(omit_background=True)
    page.close()
    packed = io.BytesIO()
    Image.open(io.BytesIO(shot)).quantize(_COLOURS, Image.Quantize.FASTOCTREE).save(packed, "png", optimize=True)
    return packed.getvalue()


def main() -> None:
    """Write the icons."""
    wanted = {"192": (192, False), "512": (512, False), "maskable": (512, True), "touch": (180, True)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox"])
        for name, (size, filled) in wanted.items():
            content = drawn(browser, size, filled=filled)
            (STATIC / f"icon-{name}.png").write_bytes(content)
            print(f"icon-{name}.png: {len(content):,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
