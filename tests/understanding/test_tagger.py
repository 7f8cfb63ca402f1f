"""The tagger of names as it is shipped, and how it reads the shape of words."""

from __future__ import annotations

import pytest

from mynews.understanding.encoder import Encoder
from mynews.understanding.tagger import SHAPES, Tagger, first_of_words, shape_of


@pytest.mark.parametrize(
    ("text", "start", "end", "shape"),
    [
        ("rain", 0, 4, "lower"),
        ("Rain", 0, 4, "capital"),
        ("Élodie", 0, 2, "capital"),
        ("I", 0, 1, "capital"),
        ("USA", 0, 1, "capitals"),
        ("iPhone", 0, 1, "mixed"),
        ("2026", 0, 4, "digits"),
        ("a-b", 1, 2, "mark"),
        ("Lindqvist", 4, 9, "continued"),
        ("Su-bin", 3, 6, "hyphened"),
        ("Oslo-Bergen", 5, 11, "capital"),
    ],
)
def test_the_shape_of_a_token_is_that_of_its_word(text: str, start: int, end: int, shape: str) -> None:
    assert SHAPES[shape_of(text, start, end)] == shape


def test_a_word_begins_after_a_space_a_mark_or_a_hyphen() -> None:
    spans = [(0, 0), (0, 4), (4, 9), (10, 12), (12, 13), (13, 16), (0, 0)]
    assert first_of_words("Lindqvist Su-bin", spans) == [1, 3, 4, 5]


def test_a_name_is_found_where_it_stands(encoder: Encoder, tagger: Tagger) -> None:
    text = "Yesterday Greta Lindqvist flew to Lisbon."
    (found,) = tagger.tag([text], encoder)
    assert [(mention.kind, text[mention.start : mention.end]) for mention in found] == [
        ("person", "Greta Lindqvist"),
        ("place", "Lisbon"),
    ]
    assert all(0.5 < mention.confidence <= 1 for mention in found)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Officials said Han Su-bin met reporters.", "Han Su-bin"),
        ("Officials said Naoko Mori-Ishida met reporters.", "Naoko Mori-Ishida"),
        ("Voters rejected the Ana Reyes-backed plan on Monday.", "Ana Reyes"),
    ],
)
def test_a_name_is_whole_across_its_own_hyphen(encoder: Encoder, tagger: Tagger, text: str, name: str) -> None:
    (found,) = tagger.tag([text], encoder)
    assert [text[mention.start : mention.end] for mention in found if mention.kind == "person"] == [name]


def test_each_text_has_its_own_names_whatever_stands_beside_it(encoder: Encoder, tagger: Tagger) -> None:
    texts = ["", "Greta Lindqvist spoke.", "It rained all day long in the hills, and nobody came.", "Ana Reyes won."]
    together = tagger.tag(texts, encoder)
    assert [[text[it.start : it.end] for it in own] for text, own in zip(texts, together, strict=True)] == [
        [],
        ["Greta Lindqvist"],
        [],
        ["Ana Reyes"],
    ]


def test_no_texts_have_no_names(encoder: Encoder, tagger: Tagger) -> None:
    assert tagger.tag([], encoder) == []
