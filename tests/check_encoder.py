"""What every encoder must do that articles are compared by. Call it with yours; it passes, or says what is wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from mynews.understanding.encoder import TextEncoder

FLOOD = "The river flooded the old town after three days of rain."
FLOOD_AGAIN = "After days of rain the river flooded streets of the old town."
CAKE = "How to bake an apple cake without butter."
STRANGE = ["", " \n", "🌋", "\0\x07", "<b>&amp;</b>", "平和への道", "e" + "\u0301" * 500, "A. " * 5_000, "x" * 50_000]


def check_encoder(encoder: TextEncoder) -> None:
    """Fails with a sentence where ``encoder`` is not what :class:`TextEncoder` promises."""
    _names_itself(encoder)
    _gives_rows_of_length_one(encoder)
    _gives_the_same_for_the_same(encoder)
    _tells_texts_apart(encoder)
    _takes_any_text(encoder)
    _says_which_languages_it_knows(encoder)


def _names_itself(encoder: TextEncoder) -> None:
    assert encoder.version and encoder.version == encoder.version.strip(), "its version is a name"
    assert encoder.width > 0, "a vector has numbers"


def _gives_rows_of_length_one(encoder: TextEncoder) -> None:
    vectors = encoder.encode([FLOOD, CAKE, FLOOD_AGAIN])
    assert isinstance(vectors, np.ndarray) and vectors.dtype == np.float32, "vectors are an array of float32"
    assert vectors.shape == (3, encoder.width), "one row for each text, as wide as it says"
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3), "each row has length one"
    assert encoder.encode([]).shape == (0, encoder.width), "no texts give no rows"


def _gives_the_same_for_the_same(encoder: TextEncoder) -> None:
    alone = encoder.encode([FLOOD])[0]
    among = encoder.encode([CAKE * 20, FLOOD, *STRANGE, FLOOD])
    assert np.allclose(among[[1, -1]], alone, atol=1e-3), "a text has one vector, whatever stands beside it"
    with ThreadPoolExecutor(4) as threads:
        rows = list(threads.map(lambda text: encoder.encode([text])[0], [FLOOD, CAKE] * 8))
    assert np.allclose(rows[::2], alone, atol=1e-3), "it may be asked by several threads at once"


def _tells_texts_apart(encoder: TextEncoder) -> None:
    flood, again, cake = encoder.encode([FLOOD, FLOOD_AGAIN, CAKE])
    assert flood @ again > flood @ cake, "texts about one thing are nearer than others"


def _takes_any_text(encoder: TextEncoder) -> None:
    vectors = encoder.encode(STRANGE)
    assert np.isfinite(vectors).all(), "every number is one"
    lengths = np.linalg.norm(vectors, axis=1)
    assert ((lengths < 1e-6) | (abs(lengths - 1) < 1e-3)).all(), "what says nothing has zeros, all else length one"


def _says_which_languages_it_knows(encoder: TextEncoder) -> None:
    for language in ("", "en", "en-GB", "zh-Hant-TW", "no language at all"):
        assert isinstance(encoder.is_encoded(language), bool), "it knows a language or not"
    assert encoder.is_encoded("EN-gb") == encoder.is_encoded("en"), "capitals and regions make no difference"
