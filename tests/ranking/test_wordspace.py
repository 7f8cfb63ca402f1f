from __future__ import annotations

import numpy as np

from mynews.ranking.wordspace import MOST_WORDS, Vocabulary, directions, words_of


def test_words_are_folded_and_pairs_stand_behind_them() -> None:
    assert words_of("The STRASSE, the straße") == ["the", "strasse", "the", "strasse"]
    assert words_of("a b c", pairs=True) == ["a", "b", "c", "a b", "b c"]


def test_scripts_that_part_no_words_are_read_in_pairs_of_characters() -> None:
    assert words_of("東京都でNHK杯") == ["東京", "京都", "都で", "nhk", "杯"]


def test_of_a_long_text_the_beginning_is_read() -> None:
    assert len(words_of("word " * 10 * MOST_WORDS)) == MOST_WORDS


def test_bags_have_length_one_and_words_of_one_text_alone_are_in_none() -> None:
    texts = ["rain today", "rain tomorrow", "sun today"]
    vocabulary = Vocabulary.of(texts)
    assert list(vocabulary.column_of) == ["rain", "today"]
    lengths = np.linalg.norm(vocabulary.bags(texts).times(np.eye(2, dtype=np.float32)), axis=1)
    assert np.allclose(lengths, 1)


def test_there_are_no_more_directions_than_words_and_none_where_there_is_none() -> None:
    bags = Vocabulary.of(["rain today", "rain today", "rain"]).bags(["rain today", "rain"])
    assert directions(bags, 60).shape == (2, 2)
    none = Vocabulary.of(["rain", "sun"])
    assert directions(none.bags(["rain", "sun"]), 60).shape == (0, 0)
