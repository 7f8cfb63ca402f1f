"""The newspaper page that the product began with, where it lies beside the project, as text and as two web pages.

Nothing of it is written down here: lines get their part from their place and shape, and pages are built as tests run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pytest

FILE = Path(__file__).parents[3] / "shared" / "seed" / "article.txt"


@dataclass(frozen=True)
class Seed:
    """The page's lines by the part that each is."""

    text: str
    kicker: str
    promo: tuple[str, ...]
    lead_caption: str
    headline: str
    key_points: tuple[str, ...]
    lines: tuple[str, ...]
    print_note: str
    share: str

    @property
    def captions(self) -> tuple[str, ...]:
        return (self.lead_caption, *(line for line in self.lines if is_caption(line)))

    @property
    def related(self) -> tuple[str, ...]:
        return tuple(line for line in self.lines if is_headline(line))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(line for line in self.lines if not is_headline(line) and not is_caption(line))


def read_seed() -> Seed:
    """The seed page; skips the test where it is not there."""
    if not FILE.exists():
        pytest.skip("no data")
    text = FILE.read_text("utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    bullets = [n for n, line in enumerate(lines) if line.startswith("•")]
    return Seed(
        text=text,
        kicker=lines[2],
        promo=tuple(lines[3:6]),
        lead_caption=lines[6],
        headline=lines[7],
        key_points=tuple(lines[n].lstrip("• ") for n in bullets),
        lines=tuple(lines[bullets[-1] + 2 : -2]),
        print_note=lines[-2],
        share=lines[-1],
    )


def is_caption(line: str) -> bool:
    return "Photo:" in line


def is_headline(line: str) -> bool:
    return not is_caption(line) and line[-1].isalnum()


def semantic_page(seed: Seed) -> str:
    """The page as a paper with good markup would serve it; its titles for others are cut or written anew."""
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": seed.headline[:60] + "...",
        "datePublished": "2026-03-18T00:12:30+08:00",
        "author": [{"@type": "Person", "name": "By Ana Reyes"}, {"@type": "Person", "name": "Ana Reyes"}],
        "articleSection": seed.kicker,
    }
    return f"""<!doctype html><html lang="en-GB"><head><title>{escape(seed.headline)} | The Paper</title>
        <meta property="og:title" content="What two capitals want before the leaders meet | The Paper">
        <meta property="og:site_name" content="The Paper"><link rel="canonical" href="/news/asia/article/1">
        <script type="application/ld+json">{json.dumps(linked)}</script></head><body>
        <nav><a href="/">Home</a><a href="/asia">Asia</a></nav><div class="ad">Advertisement</div>
        <main><article><header><a class="kicker" href="/asia">{escape(seed.kicker)}</a>
        <aside class="newsletter"><h4>{escape(seed.promo[0])}</h4><p>{escape(seed.promo[1])}</p>
        <a href="/my">{escape(seed.promo[2])}</a></aside>
        <figure><img src="/img/lead.jpg" width="1200"><figcaption>{escape(seed.lead_caption)}</figcaption></figure>
        <h1>{escape(seed.headline)}</h1>
        <ul class="summary">{"".join(f"<li>{escape(point)}</li>" for point in seed.key_points)}</ul>
        <div class="topic">{escape(seed.kicker)}</div></header><section class="article-body">
        {"".join(_semantic(line, n) for n, line in enumerate(seed.lines))}</section>
        <p class="print-note">{escape(seed.print_note)}</p><button>{escape(seed.share)}</button></article></main>
        <footer><p>Copyright The Paper, all rights reserved, says the footer.</p></footer></body></html>"""


def _semantic(line: str, n: int) -> str:
    if is_caption(line):
        return f'<figure><img src="/img/{n}.jpg"><figcaption>{escape(line)}</figcaption></figure>'
    if is_headline(line):
        return f'<h3><a href="/news/asia/article/{n}">{escape(line)}</a></h3>'
    return f"<p>{escape(line)}</p>"


BOXES = (
    '<div class="c1 x9"><div class="r2">{}</div></div>',
    "<div>{}</div>",
    "<div><span>{}</span></div>",
    "<section><div><div>{}</div></div></section>",
)
"""Ways to box every line of a page that say nothing of what the line is."""


def plain_page(
    seed: Seed, box: str = BOXES[0], heading: str = "<h1>{}</h1>", related: str = '<a href="/r">{}</a>'
) -> str:
    """The page with every line in the same box, whatever it is; without JSON-LD and OpenGraph."""
    head = ["Advertisement", "Advertisement", seed.kicker, *seed.promo]
    parts = [
        *(box.format(escape(line)) for line in head),
        _picture(box, "lead") + box.format(escape(seed.lead_caption)),
        box.format(heading.format(escape(seed.headline))),
        *(box.format(f"• {escape(point)}") for point in seed.key_points),
        box.format(escape(seed.kicker)),
        *(_plain(line, n, box, related) for n, line in enumerate(seed.lines)),
        box.format(escape(seed.print_note)),
        box.format(escape(seed.share)),
    ]
    around = (
        '<div><a href="/">Home</a> <a href="/asia">Asia</a></div><div>{}</div><div><a href="/us">About us</a></div>'
    )
    title = f"<title>{escape(seed.headline)} | The Paper of the Coast</title>"
    return f"<html><head>{title}</head><body>{around.format(''.join(parts))}</body></html>"


def _plain(line: str, n: int, box: str, related: str) -> str:
    if is_caption(line):
        return _picture(box, str(n)) + box.format(escape(line))
    if is_headline(line):
        return box.format(related.format(escape(line)))
    return box.format(escape(line))


def _picture(box: str, name: str) -> str:
    return box.format(f'<img src="/img/{name}.jpg">')
