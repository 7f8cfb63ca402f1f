"""The measure of extraction, on pages invented here."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from lxml import html as lxml_html

from quality import extraction

SENTENCE = "The ferry to the islands left without passengers on Monday, for the first time ever, said {} of the crew."
BODY = "\n\n".join(SENTENCE.format(name) for name in ("Ida", "Ole", "Kim", "Sam", "Pia", "Lou"))
PAGE = """<html><head><title>Ferry leaves empty</title><meta property="og:title" content="Ferry leaves empty">
<meta name="author" content="Ana Reyes"><meta property="article:published_time" content="2026-05-08T10:00:00Z">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ferry leaves empty",
"author": {{"name": "Ana Reyes"}}, "datePublished": "2026-05-08T10:00:00Z"}}</script></head>
<body><article><h1>Ferry leaves empty</h1>
<figure><img src="/a.jpg"><figcaption>The empty deck of the ferry as it leaves the old harbour.</figcaption></figure>
{body}</article></body></html>"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three pages with their truth, in the layout of the benchmark."""
    (tmp_path / "html").mkdir()
    page = PAGE.format(body="".join(f"<p>{line}</p>" for line in BODY.split("\n\n")))
    for name in ("one", "two", "three"):
        (tmp_path / "html" / f"{name}.html.gz").write_bytes(gzip.compress(page.encode()))
    truth = {name: {"articleBody": BODY, "url": f"https://paper.example/{name}"} for name in ("one", "two", "three")}
    (tmp_path / "truth.json").write_text(json.dumps(truth))
    return tmp_path


def run(data: Path, *more: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, float]]:
    code = extraction.main(["--pages", str(data), "--truth", str(data / "truth.json"), *more])
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_pages_read_without_fault_score_one(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, figures = run(data, capsys=capsys)
    assert code == 0
    assert {name: figures[name] for name in ("pages", "precision", "recall", "f1", "exact")} == {
        "pages": 3,
        "precision": 1.0,
        "recall": 1.0,
        "f1": 1.0,
        "exact": 1.0,
    }
    assert [figures[name] for name in ("headline", "author", "date")] == [1.0, 1.0, 1.0]
    assert all(figures[f"leaked_{kind}"] == 0 for kind in ("captions", "promos", "newsletter_lines", "print_notes"))
    assert figures["trafilatura_f1"] > 0
    assert figures["pages_per_s"] > 0


def test_limit_reads_the_first_pages_only(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, "--limit", "2", capsys=capsys)[1]["pages"] == 2


def test_missing_data_is_skipped_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert extraction.main(["--pages", str(tmp_path), "--truth", str(tmp_path / "none.json")]) == 0
    assert capsys.readouterr().out.strip() == "skipped: no data"


def test_broken_floor_fails_with_its_sentence(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extraction, "broken_floors", lambda *_: ["extraction: f1 is 0.5000, below its floor of 0.9"])
    assert extraction.main(["--pages", str(data), "--truth", str(data / "truth.json")]) == 1
    assert "below its floor" in capsys.readouterr().err


def test_shingles_are_counted_as_often_as_they_stand() -> None:
    assert extraction.overlap("a b c d e", "a b c d e a b c d") == (2 / 6, 1.0)
    assert extraction.overlap("a b", "a b") == (1.0, 1.0)
    assert extraction.overlap("a b c d", "") == (None, 0.0)


def test_score_averages_pages_and_not_shingles() -> None:
    scored = extraction.score(["a b c d", "a b c d e f g h"], ["a b c d", "x y z w"])
    assert (scored.precision, scored.recall, scored.f1, scored.exact) == (0.5, 0.5, 0.5, 0.5)


def test_leaks_are_what_the_truth_does_not_hold() -> None:
    page = extraction.Page("one", "", b"", BODY)
    root = lxml_html.document_fromstring("<figcaption>The empty deck of the ferry in the old harbour</figcaption>")
    leaky = "\n\n".join(
        [
            BODY,
            "The empty deck of the ferry in the old harbour",
            "Sign up for our newsletter",
            "This appeared in the print edition",
        ]
    )
    assert extraction.leaks(page, root, leaky) == {"captions", "newsletter_lines", "promos", "print_notes"}
    assert extraction.leaks(page, root, BODY) == set()


def test_fields_that_a_page_contradicts_are_not_stated() -> None:
    root = lxml_html.document_fromstring("<h1>Ferry leaves empty</h1><h1>Ferry comes back</h1>")
    assert extraction.stated(root) == {}
