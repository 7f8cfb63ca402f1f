from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mynews.model.errors import NotFound, ParseError
from mynews.ranking.mind.log import Problems
from mynews.services.evaluation.simulated import evaluate_readers, read_rows
from mynews.understanding.encoder import WIDTH


class Hashed:
    """An encoder that gives each first word a direction."""

    version, width = "hashed", WIDTH

    def is_encoded(self, language: str) -> bool:
        return True

    def encode(self, texts: list[str]) -> np.ndarray:
        rows = [np.random.default_rng(sum(text.split()[0].encode())).standard_normal(WIDTH) for text in texts]
        vectors = np.array(rows, np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_rows_are_read_and_those_that_are_none_are_told(tmp_path: Path) -> None:
    file, problems = tmp_path / "rows.jsonl", Problems()
    good = b'{"text": "Rain", "label": "weather"}\n{"text": "Sun \\ud800", "label": "weather"}\n'
    broken = b'nothing\n{"text": 7, "label": "x"}\n[]\n\xff\n{"text": "Rain"}\n{"text": " ", "label": "x"}\n'
    file.write_bytes(good + broken)
    assert read_rows(file, problems) == [("Rain", "weather"), ("Sun ?", "weather")]
    assert problems.counts == {"row": 6}
    assert "line 3: Expected an object" in problems.sentences[0]


def test_labels_may_be_numbers(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('{"text": "Rain", "label": 0}\n{"text": "Sun", "label": 0}\n')
    assert read_rows(file, Problems()) == [("Rain", "0"), ("Sun", "0")]


def test_a_sorted_file_is_told(tmp_path: Path) -> None:
    file, problems = tmp_path / "rows.jsonl", Problems()
    file.write_text("".join(f'{{"text": "Rain", "label": "{label}"}}\n' for label in 50 * "a" + 50 * "b"))
    read_rows(file, problems)
    assert problems.counts == {"label": 1}
    assert "line 51: “b” is in the second half alone" in problems.sentences[0]


def test_a_file_without_rows_and_too_few_rows_are_told(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("")
    with pytest.raises(ParseError, match="no row"):
        read_rows(tmp_path / "empty.jsonl", Problems())
    with pytest.raises(NotFound, match="cannot be read"):
        read_rows(tmp_path / "none.jsonl", Problems())
    for rows, words in (
        ([("Rain", "weather")], "1 different articles of 1 labels"),
        ([("Rain", f"section {number % 12}") for number in range(500)], "1 different articles of 12 labels"),
        ([(f"Rain {number}", f"section {number}") for number in range(600)], "600 labels; at most 500"),
    ):
        with pytest.raises(NotFound, match=words):
            list(evaluate_readers(rows, Hashed()))


@pytest.mark.parametrize("sections", [2, 12])
def test_articles_without_words_in_common_are_no_trouble(sections: int) -> None:
    rows = [(f"word{number}", f"section {number % sections}") for number in range(120)]
    assert len(list(evaluate_readers(rows, Hashed(), short=True))) == 4


def test_ours_is_measured_in_every_variant() -> None:
    names = "opera chess cycling wine films gardens trains storms banks courts boats bread".split()
    rng = np.random.default_rng(0)
    words = [
        f"{first}{second}"
        for first in "old new quick slow loud quiet".split()
        for second in " a b c d e f g h i j k".split(" ")
    ]
    rows = [(f"{name} {' '.join(rng.choice(words, 5))} {number}", name) for number in range(80) for name in names]
    found = list(evaluate_readers(rows, Hashed(), short=True))
    assert [(each.ranker, each.variant) for each in found] == [
        ("ours", variant) for variant in ("cold", "stated", "drift", "mute")
    ]
    cold, stated = found[0].shares, found[1].shares
    assert cold["2-5"].value < cold["21-50"].value <= 1
    assert stated["2-5"].low <= stated["2-5"].value <= stated["2-5"].high
    assert set(found[2].shares) == {"2-5", "6-20", "21-50", "26-30", "31-40", "41-50"}
