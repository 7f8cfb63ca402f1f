"""Another encoder takes the place of ours, and the page that says how is true."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from mynews.plugins.hooks import hookimpl
from mynews.plugins.registry import load_plugins
from mynews.understanding.encoder import Encoder, TextEncoder, Vectors
from tests.check_encoder import CAKE, FLOOD, FLOOD_AGAIN, check_encoder

PAGE = Path("docs/howto/plug-in-an-encoder.md")


class Letters:
    """Counts letters; as it comes, right."""

    version = "letters.1"
    width = 26

    def is_encoded(self, language: str) -> bool:
        return language.lower().partition("-")[0] in ("en", "de")

    def encode(self, texts: Sequence[str]) -> Vectors:
        counts = np.array([[text.lower().count(chr(97 + n)) for n in range(26)] for text in texts], np.float32)
        lengths = np.linalg.norm(counts.reshape(-1, 26), axis=1, keepdims=True)
        return counts.reshape(-1, 26) / np.maximum(lengths, 1)


class NotUnit(Letters):
    def encode(self, texts: Sequence[str]) -> Vectors:
        return 2 * super().encode(texts)


class NoBatch(Letters):
    def encode(self, texts: Sequence[str]) -> Vectors:
        return super().encode(texts[:1])


class FromNeighbours(Letters):
    def encode(self, texts: Sequence[str]) -> Vectors:
        return super().encode(["".join(texts)] * len(texts))


class Wide(Letters):
    width = 27


class Double(Letters):
    def encode(self, texts: Sequence[str]) -> Vectors:
        return super().encode(texts).astype(np.float64)  # type: ignore[return-value]


class Picky(Letters):
    def is_encoded(self, language: str) -> bool:
        return language == "en"


class Plugin:
    """A package that offers an encoder."""

    def __init__(self, encoder: TextEncoder | None) -> None:
        self._encoder = encoder

    @hookimpl
    def mynews_encoder(self) -> TextEncoder | None:
        return self._encoder


def test_the_packaged_encoder_does_what_is_asked_of_any() -> None:
    encoder = load_plugins().encoder(1)
    assert isinstance(encoder, Encoder)
    check_encoder(encoder)


def test_a_plugged_encoder_takes_the_place_of_ours() -> None:
    assert isinstance(load_plugins(Plugin(Letters())).encoder(1), Letters)


def test_a_plug_in_that_offers_none_leaves_ours() -> None:
    assert isinstance(load_plugins(Plugin(None)).encoder(1), Encoder)


def test_a_small_encoder_that_keeps_its_promises_passes() -> None:
    check_encoder(Letters())


@pytest.mark.parametrize("broken", [NotUnit, NoBatch, FromNeighbours, Wide, Double, Picky])
def test_an_encoder_that_breaks_a_promise_is_told(broken: type[Letters]) -> None:
    with pytest.raises((AssertionError, IndexError)):
        check_encoder(broken())


def test_the_example_of_the_page_works(tmp_path: Path) -> None:
    module = example(tmp_path)
    encoder = load_plugins(module).encoder(1)
    assert encoder.version == "many-languages.1"
    check_encoder(encoder)


def example(folder: Path) -> ModuleType:
    """The module on the page, with a table of the few words that are needed here."""
    (block,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    words = ["?", *sorted(set(re.findall(r"\w+", f"{FLOOD} {FLOOD_AGAIN} {CAKE}")))]
    weights = folder / "weights"
    weights.mkdir()
    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(words)}, unk_token="?"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(weights / "tokenizer.json"))
    np.save(weights / "vectors.npy", np.eye(len(words)))
    file = folder / "mynews_many_languages.py"
    file.write_text(block)
    spec = importlib.util.spec_from_file_location("mynews_many_languages", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
