"""The measure of simulated readers, on small files of odd kinds."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from quality.ranking import figures_of, main

WORDS = "old new quick slow loud quiet warm cold wide low".split()
SECTIONS = "опера 東京の天気 cycling".split()


def write(file: Path, count: int) -> Path:
    rows = [
        {"text": f"{SECTIONS[n % 3]} {WORDS[n * 7 % 10]} {WORDS[n * 3 % 7]} {n}", "label": n % 3 or "опера"}
        for n in range(count)
    ]
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return file


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["quality.ranking", *arguments])
    return main()


def test_few_rows_of_few_labels_in_other_scripts_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "rows.jsonl", 120)
    with file.open("a") as more:
        more.write('{"text": "no label"}\n')
    assert run(monkeypatch, str(file), "--short", "--limit-readers", "1") == 0
    out, err = capsys.readouterr()
    lines = [json.loads(line) for line in out.splitlines()]
    assert [(line["ranker"], line["variant"]) for line in lines] == [
        ("sections", "as predicted"),
        *(("ours", variant) for variant in ("must know", "cold", "stated", "drift", "mute")),
    ]
    assert all(0 < share <= 1 for line in lines[2:] for share in line["share"])
    assert lines[-1]["shown_muted"] == 0
    assert lines[1]["shown"] == 1.0
    assert "line 121: Expected an object" in err


def test_a_file_with_too_little_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, str(write(tmp_path / "few.jsonl", 30))) == 2
    assert "30 different articles of 3 labels; readers need 100 of 2" in capsys.readouterr().err
    (tmp_path / "none.jsonl").write_text("")
    assert run(monkeypatch, str(tmp_path / "none.jsonl")) == 2
    assert "There is no row" in capsys.readouterr().err


def test_floors_hold_figures_of_ours_alone() -> None:
    line = {"ranker": "random", "variant": "cold", "blocks": {"2-5": 0.2}}
    assert figures_of(line) == {}
    assert figures_of(line | {"ranker": "ours"}) == {"cold 2-5": 0.2}
    muted = {"ranker": "ours", "variant": "mute", "blocks": {}, "shown_muted": 3}
    assert figures_of(muted) == {"muted shown": 3}
