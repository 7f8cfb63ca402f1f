from __future__ import annotations

import json

import pytest
from benchmarks.understanding import main


def test_the_short_understanding_benchmark_understands_every_article(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--short"]) == 0
    figures = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert figures["articles"] == 200
    assert 0 < figures["stories"] <= 200
    for name in ("understood_per_second", "all_names_per_second", "placed_per_cpu_second_last", "bytes_per_article"):
        assert figures[name] > 0
