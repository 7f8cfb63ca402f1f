"""The packaged encoder, as it is shipped."""

from __future__ import annotations

import numpy as np
import pytest

from mynews.model.meaning import ArticleText
from mynews.understanding.encoder import OPENING_CHARACTERS, WIDTH, Encoder, TextEncoder, opening

FLOOD = "The river flooded the old town after three days of rain."
FLOOD_TOO = "Heavy rainfall put historic streets under water as the river rose."
CAKE = "How to bake an apple cake without butter."


def test_texts_about_the_same_are_closer_than_others(encoder: Encoder) -> None:
    flood, flood_too, cake = encoder.encode([FLOOD, FLOOD_TOO, CAKE])
    assert flood @ flood_too > 0.5 > 0.2 > flood @ cake


def test_vectors_have_length_one_and_stand_in_the_order_of_the_texts(encoder: Encoder) -> None:
    texts = [CAKE, FLOOD * 4, "Rain", FLOOD, FLOOD_TOO, CAKE * 3, "A storm", "Snow", FLOOD * 2, "Hail"]
    vectors = encoder.encode(texts)
    assert vectors.shape == (10, WIDTH)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert [int(np.argmax(vectors @ encoder.encode([text])[0])) for text in texts] == list(range(10))


def test_the_same_text_has_the_same_vector_whatever_stands_beside_it(encoder: Encoder) -> None:
    alone = encoder.encode([FLOOD])[0]
    assert np.array_equal(alone, encoder.encode([FLOOD])[0])
    assert np.allclose(alone, encoder.encode([CAKE * 20, FLOOD, "Rain"])[1], atol=1e-4)


def test_a_text_without_a_word_is_like_no_other(encoder: Encoder) -> None:
    assert not encoder.encode(["", "  \n", FLOOD])[:2].any()


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, WIDTH)


@pytest.mark.parametrize(
    "text",
    [
        "🙂🙃🔥",
        "\x00\ufffd",
        "word " * 100_000,
        "x" * 500_000,
        "<b>Ça</b> ¡y é!",
        "平和への道",
        "half \ud83d a character",
    ],
)
def test_strange_texts_have_vectors_too(encoder: Encoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text, CAKE])).all()


def test_what_lies_beyond_the_longest_text_changes_nothing(encoder: Encoder) -> None:
    long = "word " * 3_000
    first, second = encoder.encode([long, long + CAKE])
    assert np.array_equal(first, second)


def test_an_article_is_opened_with_its_headline_and_lead() -> None:
    article = ArticleText(id=1, headline="Flood", key_points=("Rain for days",), text=FLOOD * 20)
    assert opening(article).startswith(f"Flood\nRain for days\n{FLOOD}")
    assert len(opening(article)) == OPENING_CHARACTERS
    assert opening(ArticleText(id=2, headline="", text="")) == ""


def test_the_packaged_encoder_is_one_of_many(encoder: Encoder) -> None:
    other: TextEncoder = encoder
    assert (other.version, other.width) == (encoder.version, WIDTH)
