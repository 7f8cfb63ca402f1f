from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from quality.invented_log import write


def test_the_invented_log_is_the_same_each_time_and_like_a_real_one(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name, impressions=300, readers=100)
    one, two = ((tmp_path / name / "behaviors.tsv").read_text() for name in ("one", "two"))
    assert one == two
    columns = [line.split("\t") for line in one.splitlines()]
    marks = [token[-1] for line in columns for token in line[4].split()]
    assert 25 < len(marks) / len(columns) < 50
    assert 0.02 < marks.count("1") / len(marks) < 0.07
    first = [line[4].split()[0][-1] for line in columns]
    assert first.count("1") / len(first) < 0.1, "the order within an impression says nothing"


def test_the_measure_prints_a_line_for_each_ranker_and_setting(tmp_path: Path) -> None:
    write(tmp_path, impressions=300, readers=50, pieces=200)
    done = subprocess.run(
        [sys.executable, "-m", "quality.mind", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    *lines, figures = map(json.loads, done.stdout.splitlines())
    assert {(line["ranker"], line["setting"]) for line in lines} == {
        ("click rate", "counters"), ("ours", "content"), ("ours", "counters"), ("ours", "both"),
    }  # fmt: skip
    assert "ahead of click rate" in figures
