from __future__ import annotations

import json

import pytest
from benchmarks.clients import main


def test_the_short_benchmark_of_clients_syncs_everything(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--short"]) == 0
    figures = json.loads(capfd.readouterr().out.splitlines()[-1])
    full, incremental = figures["full_sync"], figures["incremental_sync"]
    assert full["articles"] > figures["stored"] == 400  # My News comes on top
    assert full["requests"] == 7
    assert 0 < full["memory_before"] <= full["memory_peak"]
    assert incremental["requests"] == 6
    assert 0 < incremental["p50"] <= incremental["p99"]
