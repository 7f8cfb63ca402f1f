from __future__ import annotations

import json

import pytest
from benchmarks.intake import Result, figures, main
from benchmarks.measure import Cost


def test_the_short_intake_benchmark_measures_both_and_loses_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("reader", reason="no peer")
    assert main(["--short"]) == 0
    figures = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert figures["articles"] == 40
    for name in ("articles_per_cpu_second", "unchanged_cpu_seconds", "peak_mb", "bytes_per_article"):
        assert figures[name] > 0
        assert figures[f"reader_{name}"] > 0
    assert figures["ratio_to_reader"] > 0


def test_without_a_peer_its_figures_are_empty() -> None:
    cost = Cost(cpu=2.0, cpu_with_start=3.0, wall=4.0, peak_mb=100.0)
    told = figures(Result("myNEWS", 1000, cost, cost, cost, 5_000_000), None)
    assert told["articles_per_cpu_second"] == 500
    assert told["bytes_per_article"] == 5000
    assert told["ratio_to_reader"] is None
    assert told["reader_articles_per_cpu_second"] is None
