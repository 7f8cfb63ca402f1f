"""Texts in, vectors out: a small sentence encoder that runs on the reader's own machine.

The packaged encoder is all-MiniLM-L6-v2 in 8 bits (``tools/build_encoder.py`` makes it,
``tools/build_encoder.py --compare`` says how it was chosen). It knows English; of other languages it knows the letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Encoding, Tokenizer

from mynews.model.meaning import ArticleText
from mynews.understanding.language import is_encoded

VERSION = "minilm-l6-v2.int8.1"
"""Changes with every change that moves a vector, so that what was made by an older one is made anew."""

WIDTH = 384
SHARED_STATES = "layer_2"
"""What the lower part gives, for the upper part and for the tagger of entities."""

MAX_TOKENS = 256
"""The encoder was trained on texts of at most this length."""

MAX_CHARACTERS = 4_000
"""More than any 256 tokens of prose; what lies beyond is not even split into words."""

OPENING_CHARACTERS = 320
"""Headline and lead, some 70 tokens: what a story is about stands there, and time grows with length.

quality/stories on ECB+, file order and mean of shuffles: .894 / .870 with 400 characters and a quarter slower, .892 /
.872 with 320, .892 / .876 with 280, .889 / .876 with 240; with 280 the sample edition has two mixed stories, not one.
"""

Vectors = NDArray[np.float32]

WEIGHTS = Path(__file__).with_name("weights")
# Half of a character that needs two in UTF-16: broken JSON leaves such behind, and the tokenizer refuses them.
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
# Larger batches leave the cache of a core: 32 texts of 67 tokens took 15% longer than 8.
_BATCH = 8


@dataclass(frozen=True, slots=True)
class TokenStates:
    """What the lower layers made of each token of some texts, padded to the longest.

    ``states`` is texts x tokens x width; ``mask`` is 1 where a token stands; ``spans`` says where each lies in its
    text, (0, 0) for the marks of beginning and end.
    """

    states: Vectors
    mask: NDArray[np.int32]
    spans: list[list[tuple[int, int]]]


class TextEncoder(Protocol):
    """What any encoder must offer to take the place of the packaged one where articles are compared.

    ``tests/check_encoder.py`` is the whole of it; ``docs/explanation/encoder.md`` says what it replaces and what not.
    """

    @property
    def version(self) -> str:
        """Names the encoder and its weights; another one makes everything be understood anew."""

    @property
    def width(self) -> int:
        """How many numbers a vector has."""

    def is_encoded(self, language: str) -> bool:
        """Whether it knows a language (``en``, ``en-GB``, empty where nobody knows); of others no vector is asked."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, of length one, in the order of the texts; zeros where it finds nothing to read."""


class Encoder:
    """The packaged encoder. Safe to use from several threads."""

    version = VERSION
    width = WIDTH

    def __init__(self, lower: InferenceSession, upper: InferenceSession, tokenizer: Tokenizer) -> None:
        self._lower = lower
        self._upper = upper
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, threads: int = 2, weights: Path = WEIGHTS) -> Encoder:
        """The encoder, ready to use on so many threads."""
        tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
        tokenizer.enable_truncation(MAX_TOKENS)
        lower, upper = (open_network(weights / f"encoder_{part}.onnx", threads) for part in ("lower", "upper"))
        return cls(lower, upper, tokenizer)

    def is_encoded(self, language: str) -> bool:
        """Whether it is English, or unknown and taken for it."""
        return is_encoded(language)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, of length one, in the order of the texts.

        Only the first 256 tokens are read. A text without any gets zeros, and so is like no other.
        """
        vectors = np.zeros((len(texts), WIDTH), np.float32)
        for batch, tokens in self.encode_tokens(texts):
            vectors[batch] = self._upper.run(["vector"], {SHARED_STATES: tokens.states, "mask": tokens.mask})[0]
        return vectors

    def encode_tokens(self, texts: Sequence[str]) -> Iterator[tuple[list[int], TokenStates]]:
        """The token states of the lower layers, batch by batch, each with the numbers of its texts.

        Texts without a token are in no batch.
        """
        words = self._tokenizer.encode_batch([_readable(text[:MAX_CHARACTERS]) for text in texts])
        for batch in _by_length([len(text.ids) for text in words]):
            chosen = [words[n] for n in batch]
            ids, mask = _padded(chosen)
            states = self._lower.run([SHARED_STATES], {"ids": ids, "mask": mask})[0]
            yield batch, TokenStates(states, mask, [text.offsets for text in chosen])


def open_network(file: Path, threads: int) -> InferenceSession:
    """A network of the package, ready to run on so many threads."""
    options = SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that wait for work in a loop would take the cores from everything else on a small machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(file, options, providers=["CPUExecutionProvider"])


def _padded(words: Sequence[Encoding]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Token numbers and mask of some texts, as long as the longest."""
    longest = max(len(text.ids) for text in words)
    ids = np.zeros((len(words), longest), np.int64)
    mask = np.zeros((len(words), longest), np.int32)
    for row, text in enumerate(words):
        ids[row, : len(text.ids)] = text.ids
        mask[row, : len(text.ids)] = 1
    return ids, mask


def opening(article: ArticleText) -> str:
    """What the vector of an article is made from: its headline, and the beginning of its key points and text."""
    parts = (article.headline, *article.key_points, article.text[:OPENING_CHARACTERS])
    return _readable("\n".join(part for part in parts if part)[:OPENING_CHARACTERS])


def _readable(text: str) -> str:
    """The text in characters that can be written in UTF-8, as many as it had."""
    return _HALF_CHARACTER.sub("\ufffd", text)


def _by_length(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Texts of like length together, so that little is padded; those that hold nothing but the two marks left out."""
    order = sorted((n for n, length in enumerate(lengths) if length > 2), key=lambda n: lengths[n])
    for at in range(0, len(order), _BATCH):
        yield order[at : at + _BATCH]
