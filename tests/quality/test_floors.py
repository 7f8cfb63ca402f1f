from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from quality.__main__ import commands, name_of
from quality.floors import FLOORS, broken_floors

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.data
@pytest.mark.parametrize("command", commands(DATA, short=True), ids=name_of)
def test_every_floor_holds_on_the_shared_material(shared_data: Path, command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert isinstance(json.loads(done.stdout.splitlines()[-1]), dict)


def test_a_figure_below_its_floor_is_told_on_the_same_data_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"reading": {"digest": "d", "at_least": {"f1": 0.9}, "at_most": {"leaks": 0}}}))
    monkeypatch.setattr("quality.floors.FLOORS", floors)
    assert broken_floors("reading", "d", {"f1": 0.95, "leaks": 0}) == []
    assert len(broken_floors("reading", "d", {"f1": 0.85, "leaks": 1})) == 2
    assert broken_floors("reading", "other", {"f1": 0.1, "leaks": 9}) == []


def test_the_short_run_measures_what_the_whole_one_does() -> None:
    whole, short = ([name_of(command) for command in commands(DATA, short=short)] for short in (False, True))
    assert whole == short


def test_no_data_is_said_and_is_no_failure(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "quality", str(tmp_path / "none")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "skipped: no data\n")


def test_every_floor_names_the_data_it_was_measured_on() -> None:
    assert all(len(floor["digest"]) == 16 for floor in json.loads(FLOORS.read_text()).values())
