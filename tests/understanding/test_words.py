from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mynews.understanding.words import KEPT_TERMS, TermVector, likeness, stem, term_vector, words_of


def test_markup_and_entities_are_no_words() -> None:
    assert words_of("<p class='a'>Fish &amp; chips</p>, 3 < 4") == ["Fish", "chips", "3", "4"]


def test_scripts_that_part_no_words_are_read_in_pairs() -> None:
    assert words_of("東京都 wins") == ["東京", "京都", "wins"]


def test_only_so_many_words_are_read() -> None:
    assert len(words_of("word " * 100_000, 50)) == 50


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [("cities", "city"), ("ships", "ship"), ("harbour's", "harbour"), ("glass", "glass"), ("is", "is")],
)
def test_plurals_and_possessives_lose_their_ending(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


def test_names_and_figures_weigh_more_than_other_words() -> None:
    story = term_vector("a boat sank near Kessary")
    assert (
        likeness(story, term_vector("Kessary at night")) > likeness(term_vector("a boat sank near kessary"), story) / 2
    )
    named, plain = term_vector("the Gull sank"), term_vector("the gull sank")
    assert likeness(named, term_vector("gull")) > likeness(plain, term_vector("gull"))


def test_a_text_all_in_capitals_reads_like_one_without() -> None:
    assert likeness(
        term_vector("VOLCANO WAKES IN PELLMOUTH"), term_vector("volcano wakes in pellmouth")
    ) == pytest.approx(1)


def test_function_words_alone_make_no_vector() -> None:
    assert len(term_vector("und der die das, le les et de")) == 0


@given(st.text(max_size=400))
def test_any_text_makes_a_vector_of_length_one_or_none(text: str) -> None:
    vector = term_vector(text)
    assert len(vector) <= KEPT_TERMS
    assert not len(vector) or np.linalg.norm(vector.weights) == pytest.approx(1, abs=1e-4)
    assert (np.diff(vector.terms.astype(np.int64)) > 0).all()


def test_a_vector_comes_back_from_storage_almost_as_it_was() -> None:
    vector = term_vector("Ash from Volcano Harrow closes Pellmouth airport for a second day")
    again = TermVector.from_bytes(vector.to_bytes())
    assert again.terms.tolist() == vector.terms.tolist()
    assert likeness(vector, again) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("सरकार ने इस्तीफ़ा दिया।", ["सरकार", "ने", "इस्तीफ़ा", "दिया"]),
        ("ဆိပ်ကမ်း", ["ဆိ", "ိပ", "ပ်", "်က", "ကမ", "မ်", "်း"]),
        ("港口关闭", ["港口", "口关", "关闭"]),
    ],
)
def test_words_of_scripts_with_signs_or_without_spaces_are_told(text: str, words: list[str]) -> None:
    assert words_of(text) == words
