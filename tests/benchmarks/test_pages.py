from __future__ import annotations

import json

import pytest
from benchmarks.pages import main


def test_the_short_page_benchmark_asks_for_every_kind_of_page(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--short", "--clients", "2"]) == 0
    figures = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert figures["articles"] == 400
    assert set(figures) == {
        "articles",
        "clients",
        "home",
        "story",
        "page_of_50",
        "page_20",
        "source",
        "article",
        "search_common",
        "search_middling",
        "search_rare",
        "search_two_words",
    }
    assert all(figures[kind]["per_second_clients"] > 0 for kind in ("home", "page_of_50", "story", "search_common"))
    assert all(figures[kind]["p50"] <= figures[kind]["p99"] for kind in set(figures) - {"articles", "clients"})
