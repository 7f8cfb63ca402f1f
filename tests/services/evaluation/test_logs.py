from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from quality.invented_log import write

from mynews.model.errors import NotFound, ParseError
from mynews.services.evaluation.logs import MindReport, evaluate_mind

ALL_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


class Letters:
    """An encoder that counts letters."""

    version, width = "letters", len(ALL_LETTERS)

    def is_encoded(self, language: str) -> bool:
        return True

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        counts = np.array([[text.casefold().count(letter) for letter in ALL_LETTERS] for text in texts], np.float32)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small invented log."""
    folder = tmp_path_factory.mktemp("mind")
    write(folder, impressions=500, readers=60, pieces=300)
    return folder


def evaluated(folder: Path, **options: object) -> MindReport:
    return evaluate_mind(folder, Letters, **options)


def test_each_setting_is_measured_on_the_later_part_beside_the_click_rate(folder: Path) -> None:
    report = evaluated(folder, peers={})
    assert [(each.ranker, each.setting) for each in report.outcomes] == [
        ("click rate", "counters"), ("ours", "content"), ("ours", "counters"), ("ours", "both"),
    ]  # fmt: skip
    assert (report.split.training, report.split.measured, report.split.left_out) == (350, 150, 0)
    for each in report.outcomes:
        assert each.impressions + each.undecided == 150
        assert 0.4 < each.auc.low < each.auc.value < each.auc.high < 1


def test_what_is_to_come_moves_no_figure_of_what_came_before(folder: Path, tmp_path: Path) -> None:
    # The measured part is told with other clicks in its last second alone: only that impression may change.
    lines = (folder / "behaviors.tsv").read_text().splitlines()
    before = evaluated(folder, settings=["counters"], peers={})
    last = lines[-1].replace("-1", "-x").replace("-0", "-1", 1).replace("-x", "-0")
    (tmp_path / "behaviors.tsv").write_text("\n".join([*lines[:-1], last]))
    (tmp_path / "news.tsv").write_bytes((folder / "news.tsv").read_bytes())
    after = evaluated(tmp_path, settings=["counters"], peers={})
    assert last != lines[-1]
    for one, other in zip(before.outcomes, after.outcomes, strict=True):
        assert abs(one.auc.value - other.auc.value) <= 1 / 149


def test_another_log_trains_and_nothing_of_it_that_is_not_earlier(folder: Path, tmp_path: Path) -> None:
    lines = (folder / "behaviors.tsv").read_text().splitlines()
    (tmp_path / "behaviors.tsv").write_text("\n".join(lines[400:]))
    report = evaluated(tmp_path, train=folder, settings=["both"])
    assert (report.split.training, report.split.measured, report.split.left_out) == (400, 100, 100)


def test_a_log_without_news_is_ranked_by_its_counters(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "behaviors.tsv").write_bytes((folder / "behaviors.tsv").read_bytes())
    report = evaluated(tmp_path, settings=["both"])
    assert report.outcomes[0].auc.value > 0.5
    assert not report.problems.counts


def test_broken_lines_among_good_ones_are_told_and_the_rest_is_measured(folder: Path, tmp_path: Path) -> None:
    good = (folder / "behaviors.tsv").read_bytes()
    (tmp_path / "behaviors.tsv").write_bytes(b"nonsense\n" + b"y" * 3_000_000 + b"\n\xff\xff\n" + good)
    report = evaluated(tmp_path, settings=["counters"])
    assert report.problems.counts == {"columns": 1, "long": 1, "encoding": 1}
    assert [sentence.split(": ")[0].rsplit(" ", 1)[1] for sentence in report.problems.sentences] == ["1", "2", "3"]
    assert report.split.measured == 150


def test_no_file_an_empty_one_and_one_that_is_too_short_are_told(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"behaviors\.tsv cannot be read"):
        evaluated(tmp_path)
    (tmp_path / "behaviors.tsv").write_bytes(b"")
    with pytest.raises(ParseError, match="no impression"):
        evaluated(tmp_path)
    with pytest.raises(NotFound, match="20 at least"):
        evaluated(folder, limit=30)


def test_a_log_of_which_nothing_was_read_teaches_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "behaviors.tsv").write_text((folder / "behaviors.tsv").read_text().replace("-1", "-0"))
    with pytest.raises(ParseError, match="nothing to learn"):
        evaluated(tmp_path)
