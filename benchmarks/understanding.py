"""How fast articles are understood: ``python -m benchmarks.understanding``.

The 10,000 articles of the intake benchmark are saved, and then understood as the worker does it. First each part by
itself, on some of them; then all that puts an article into its story (language, vector, terms, fingerprint, topics, the
names of the headline, placing, saving), on all; then the names in whole texts, on some; each in a fresh process. At
last placing alone, with made reports of made events, until 100,000 articles lie open: it must not slow down.

Made words have twice as many tokens as real ones, and the time goes into tokens: with ``--feeds DIR`` the articles
of real feeds are understood instead. No peer does all of this; the figure to beat is the design's. The last line is one
JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.archive import fill, fill_from
from benchmarks.intake import file_bytes
from benchmarks.measure import ask, machine, table

MODULE = "benchmarks.understanding_ours"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables and the JSON line."""
    parser = argparse.ArgumentParser(description="How fast articles are understood, and whether that lasts.")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--some", type=int, default=500, help="articles for each part alone, and for names")
    parser.add_argument("--open", type=int, default=100_000, help="articles among which is placed in the end")
    parser.add_argument("--feeds", type=Path, metavar="DIR", help="documents of real feeds, in place of made articles")
    parser.add_argument("--short", action="store_true", help="a few articles, to see that it runs")
    chosen = parser.parse_args(arguments)
    articles, some, opened = (200, 20, 2_000) if chosen.short else (chosen.articles, chosen.some, chosen.open)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "mynews.db"
        if chosen.feeds:
            articles = fill_from(f"sqlite:///{file}", chosen.feeds)
        else:
            fill(f"sqlite:///{file}", articles)
        before = file_bytes(file)
        parts = ask(MODULE, "parts", name, str(some))
        whole = ask(MODULE, "whole", name, "0")
        with_stories = file_bytes(file)
        named = ask(MODULE, "names", name, str(some))
    growth = ask(MODULE, "growth", name, str(opened))
    print(f"{machine()}: {articles} articles")
    print(_parts(parts, whole, named))
    print(_rates(growth))
    print(json.dumps(_figures(parts, whole, named, growth, (with_stories - before) / articles)))
    return 0


def _parts(parts: dict[str, Any], whole: dict[str, Any], named: dict[str, Any]) -> str:
    rows = [*parts.items(), ("in its story, all together", whole), ("all names as well, saved", named)]
    return table(
        ["", "articles/s", "CPU ms each"],
        [[name, f"{each['per_second']:,.0f}", f"{each['cpu_ms']:.2f}"] for name, each in rows],
    )


def _rates(growth: dict[str, Any]) -> str:
    lines = [[f"{10_000 * (n + 1):,}", f"{rate:,.0f}"] for n, rate in enumerate(growth["rates"])]
    return table(["open articles, up to", "placed a CPU second"], lines)


def _figures(
    parts: dict[str, Any], whole: dict[str, Any], named: dict[str, Any], growth: dict[str, Any], bytes_each: float
) -> dict[str, Any]:
    return {
        "articles": whole["articles"],
        "stories": whole["stories"],
        "understood_per_second": round(whole["per_second"], 1),
        "understood_cpu_ms": round(whole["cpu_ms"], 2),
        "understood_peak_mb": round(whole["peak_mb"]),
        "all_names_per_second": round(named["per_second"], 1),
        "bytes_per_article": round(bytes_each),
        **{f"{name.replace(' ', '_')}_cpu_ms": round(each["cpu_ms"], 2) for name, each in parts.items()},
        "placed_per_cpu_second_first": round(growth["rates"][0]),
        "placed_per_cpu_second_last": round(growth["rates"][-1]),
        "window_peak_mb": round(growth["peak_mb"]),
    }


if __name__ == "__main__":
    sys.exit(main())
