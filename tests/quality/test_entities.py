"""The measure of entities, on sentences invented here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from quality.entities import Sentence, read_documents, read_sentences, score

from quality import entities

MENTIONS = frozenset({("person", 0, 2), ("place", 4, 5)})
LAYOUTS = {
    "IOB1 by spaces": "Ana I-PER\nReyes I-PER\nflew O\nto O\nLisbon I-LOC\n. O\n\n",
    "IOB2 by tabs": "Ana\tB-person\nReyes\tI-person\nflew\tO\nto\tO\nLisbon\tB-location\n.\tO\n\n",
    "other names of the kinds": "Ana\tB-politician\nReyes\tI-politician\nflew\tO\nto\tO\nLisbon\tB-country\n.\tO",
    "kinds that are none of ours": "Ana\tB-PER\nReyes\tI-PER\nflew\tB-event\nto\tI-event\nLisbon\tB-LOC\n.\tB-misc\n",
    "Universal NER": (
        "# sent_id = 1\n# text = Ana Reyes flew to Lisbon.\n"
        "1\tAna\tB-PER\t-\t-\n2\tReyes\tI-PER\t-\t-\n3\tflew\tO\t-\t-\n"
        "4\tto\tO\t-\t-\n5\tLisbon\tB-LOC\t-\t-\n6\t.\tO\t-\t-\n\n"
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_sentence(tmp_path: Path, layout: str) -> None:
    file = tmp_path / "sentences.txt"
    file.write_text(LAYOUTS[layout])
    assert read_sentences(file) == [Sentence(("Ana", "Reyes", "flew", "to", "Lisbon", "."), MENTIONS)]


def test_two_names_side_by_side_are_two(tmp_path: Path) -> None:
    file = tmp_path / "sentences.txt"
    file.write_text("Oslo B-LOC\nBergen B-LOC\n\nAna I-PER\nOslo I-LOC\n")
    assert [sentence.mentions for sentence in read_sentences(file)] == [
        {("place", 0, 1), ("place", 1, 2)},
        {("person", 0, 1), ("place", 1, 2)},
    ]


@pytest.mark.parametrize("mark", ["-DOCSTART- O\n\n", "# newdoc id = letter\n"])
def test_a_file_that_tells_its_texts_is_read_text_by_text(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "sentences.txt"
    one, two = "Ana\tB-PER\nspoke\tO\n\n", "Oslo\tB-LOC\n\n"
    file.write_text(f"{one}{two}{mark}{two}")
    assert [len(document) for document in read_documents(file)] == [2, 1]
    file.write_text(one + two)
    assert [len(document) for document in read_documents(file)] == [1, 1]


def test_a_mention_counts_where_its_kind_and_both_ends_are_right() -> None:
    true = [frozenset({("person", 0, 2), ("place", 4, 5)})]
    found = [frozenset({("person", 0, 2), ("place", 3, 5), ("organisation", 0, 2)})]
    precision, recall, f1 = score(true, found)
    assert (precision, recall, f1) == pytest.approx((1 / 3, 1 / 2, 2 / 5))
    assert score(true, [frozenset()]) == (0.0, 0.0, 0.0)


def test_one_line_of_figures_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "sentences.txt"
    file.write_text(LAYOUTS["IOB2 by tabs"] * 5)
    assert entities.main([str(file)]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["sentences"], figures["f1"], figures["person_f1"]) == (5, 1.0, 1.0)


def test_a_file_without_tags_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "prose.txt"
    file.write_text("\n\n")
    assert entities.main([str(file)]) == 2
    assert "CoNLL" in capsys.readouterr().err


def test_where_there_is_no_data_nothing_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert entities.main([str(tmp_path / "none.txt")]) == 0
    assert capsys.readouterr().out == "skipped: no data\n"
