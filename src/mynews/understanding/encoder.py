"""Texts in, vectors out: a small sentence encoder that runs on the reader's own machine.

The packaged encoder is all-MiniLM-L6-v2 in 8 bits (``tools/build_encoder.py`` makes it,
``docs/decisions/0020-encoder.md`` says how it was chosen). It knows English; of other languages it knows the letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, RunOptions, SessionOptions
from tokenizers import Encoding, Tokenizer

from mynews.model.meaning import ArticleText

VERSION = "minilm-l6-v2.int8.1"
"""Changes with every change that moves a vector, so that what was made by an older one is made anew."""

WIDTH = 384
MAX_TOKENS = 256
"""The encoder was trained on texts of at most this length."""

MAX_CHARACTERS = 4_000
"""More than any 256 tokens of prose; what lies beyond is not even split into words."""

OPENING_CHARACTERS = 400
"""Headline and lead, some 85 tokens: what a story is about stands there, and time grows with length."""

Vectors = NDArray[np.float32]

_WEIGHTS = Path(__file__).with_name("weights")
# Larger batches leave the cache of a core: 32 texts of 67 tokens took 15% longer than 8.
_BATCH = 8


class TextEncoder(Protocol):
    """What any encoder must offer to take the place of the packaged one."""

    @property
    def version(self) -> str:
        """Names the encoder and its weights."""

    @property
    def width(self) -> int:
        """How many numbers a vector has."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, of length one, in the order of the texts."""


class Encoder:
    """The packaged encoder. Safe to use from several threads."""

    version = VERSION
    width = WIDTH

    def __init__(self, session: InferenceSession, tokenizer: Tokenizer) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._options = RunOptions()
        self._options.only_execute_path_to_fetches = True

    @classmethod
    def load(cls, threads: int = 2, weights: Path = _WEIGHTS) -> Encoder:
        """The encoder, ready to use on so many threads."""
        options = SessionOptions()
        options.intra_op_num_threads = threads
        # Threads that wait for work in a loop would take the cores from everything else on a small machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = InferenceSession(weights / "encoder.onnx", options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
        tokenizer.enable_truncation(MAX_TOKENS)
        return cls(session, tokenizer)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, of length one, in the order of the texts.

        Only the first 256 tokens are read. A text without any gets zeros, and so is like no other.
        """
        vectors = np.zeros((len(texts), WIDTH), np.float32)
        words = self._tokenizer.encode_batch([text[:MAX_CHARACTERS] for text in texts])
        for batch in _by_length([len(text.ids) for text in words]):
            vectors[batch] = self._run("vector", [words[n] for n in batch])
        return vectors

    def _run(self, output: str, words: Sequence[Encoding]) -> Vectors:
        longest = max(len(text.ids) for text in words)
        ids = np.zeros((len(words), longest), np.int64)
        mask = np.zeros((len(words), longest), np.int32)
        for row, text in enumerate(words):
            ids[row, : len(text.ids)] = text.ids
            mask[row, : len(text.ids)] = 1
        result: Vectors = self._session.run([output], {"ids": ids, "mask": mask}, self._options)[0]
        return result


def opening(article: ArticleText) -> str:
    """What the vector of an article is made from: its headline, and the beginning of its key points and text."""
    parts = (article.headline, *article.key_points, article.text[:OPENING_CHARACTERS])
    return "\n".join(part for part in parts if part)[:OPENING_CHARACTERS]


def _by_length(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Texts of like length together, so that little is padded; those that hold nothing but the two marks left out."""
    order = sorted((n for n, length in enumerate(lengths) if length > 2), key=lambda n: lengths[n])
    for at in range(0, len(order), _BATCH):
        yield order[at : at + _BATCH]
