from __future__ import annotations

import json

import pytest
from benchmarks.weight import BUDGET, main, weigh

PAGE = b"""<link rel="icon" href="/static/icon.svg?v=1"><link rel="stylesheet" href="/static/a.css?v=1">
<script type="module" src="/static/a.js?v=1"></script><article data-story="1"><img alt="" src="/picture/x?url=y&amp;z">
<img src="https://elsewhere.example/pixel.gif"></article>"""
STYLE = b"@font-face { src: url(/f.woff2) }"


def test_everything_that_a_page_asks_for_is_weighed() -> None:
    there = {"/": PAGE, "/static/icon.svg?v=1": b"icon", "/static/a.css?v=1": STYLE, "/static/a.js?v=1": b"script"}
    weight = weigh(lambda path, packed: there[path][:2] if packed else there[path])
    assert (weight.html, weight.style, weight.script) == (len(PAGE), len(STYLE), len(b"script"))
    assert (weight.whole, weight.sent) == (sum(map(len, there.values())), len(PAGE) + 6)
    assert (weight.requests, weight.pictures, weight.elsewhere, weight.stories) == (6, 1, 1, 1)


def test_a_full_front_page_keeps_to_its_budget(capfd: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    weight = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert weight["stories"] == 50
    assert weight["sent"] < weight["whole"] <= BUDGET
    assert (weight["requests"] <= 7, weight["elsewhere"]) == (True, 0)
    assert weight["pictures"] > 3
