"""Texts in, marked names out: which words are a person, an organisation or a place.

A few layers of our own go on from the encoder's lower layers, which they share with it, and see what the encoder's
tokenizer throws away: capitals. ``tools/train_entities.py`` makes their weights.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession

from mynews.model.meaning import EntityKind
from mynews.understanding.encoder import SHARED_STATES, WEIGHTS, Encoder, TokenStates, open_network

VERSION = "tagger.2"
"""Changes with every change of the weights or of the decoding."""

KINDS: tuple[EntityKind, ...] = ("person", "organisation", "place")

TAGS = ("O", *(f"{mark}-{kind}" for kind in KINDS for mark in "BI"))

SHAPES = ("continued", "lower", "capital", "capitals", "mixed", "digits", "mark", "other", "hyphened")
"""What a token looks like in the text: the encoder's tokenizer sees only lower case. "Hyphened" is the "bin"
of "Su-bin"."""

_IMPOSSIBLE = -1e4
# Without it one name is often seen as two: F1 .766 to .773 on 38 articles of wikigold; -4 gives the same.
_TOUCHING = -2.0
_HYPHENS = "-‐‑"
_SYLLABLE = re.compile(rf"[{_HYPHENS}]([a-z]{{1,6}})\b")
_SUFFIXES = frozenset(
    "led era run like style based backed born made owned type level only free wide linked themed held drawn".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: its kind, where it stands, and how sure that is (0 to 1)."""

    kind: EntityKind
    start: int
    end: int
    confidence: float


class Tagger:
    """The packaged tagger. Safe to use from several threads."""

    version = VERSION

    def __init__(self, session: InferenceSession) -> None:
        self._session = session

    @classmethod
    def load(cls, threads: int = 2, weights: Path = WEIGHTS / "tagger.onnx") -> Tagger:
        """The tagger, ready to use on so many threads."""
        return cls(open_network(weights, threads))

    def tag(self, texts: Sequence[str], encoder: Encoder) -> list[list[Mention]]:
        """The names in each text, in their order; a text longer than the encoder reads is read as far as that."""
        found: list[list[Mention]] = [[] for _ in texts]
        for rows, states in encoder.encode_tokens(texts):
            batch = [texts[row] for row in rows]
            scores = self._session.run(
                ["scores"], {SHARED_STATES: states.states, "mask": states.mask, "shapes": shapes_of(batch, states)}
            )[0]
            for row, place, text in zip(rows, range(len(batch)), batch, strict=True):
                found[row] = list(_mentions(text, states.spans[place], scores[place]))
        return found


def shapes_of(texts: Sequence[str], states: TokenStates) -> NDArray[np.int64]:
    """The number of the shape of each token; marks of beginning and end, and padding, are "other"."""
    shapes = np.full(states.mask.shape, SHAPES.index("other"), np.int64)
    for row, (text, spans) in enumerate(zip(texts, states.spans, strict=True)):
        for place, (start, end) in enumerate(spans):
            if end > start:
                shapes[row, place] = shape_of(text, start, end)
    return shapes


def shape_of(text: str, start: int, end: int) -> int:
    """The number of the shape of what stands between ``start`` and ``end``."""
    token = text[start:end]
    if not token.isalnum():
        return SHAPES.index("mark")
    if start and text[start - 1].isalnum():
        return SHAPES.index("continued")
    # The whole word tells: "iPhone" is mixed, and "U" of "USA" stands for three capitals.
    while end < len(text) and text[end].isalnum() and end - start < 30:
        end += 1
    word = text[start:end]
    if word.isdigit():
        return SHAPES.index("digits")
    if word.islower():
        return SHAPES.index("hyphened" if start and text[start - 1] in _HYPHENS else "lower")
    if len(word) > 1 and word.isupper():
        return SHAPES.index("capitals")
    return SHAPES.index("capital" if word[:1].isupper() and (len(word) == 1 or word[1:].islower()) else "mixed")


def first_of_words(text: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    """The tokens that begin a word: what follows them inside the word has their tag."""
    return [
        place
        for place, (start, end) in enumerate(spans)
        if end > start and not (start and text[start].isalnum() and text[start - 1].isalnum())
    ]


def _mentions(text: str, spans: Sequence[tuple[int, int]], scores: NDArray[np.float32]) -> Iterator[Mention]:
    """The names that the scores of a text's tokens make likeliest."""
    places = first_of_words(text, spans)
    if not places:
        return
    chances = _chances(scores[places])
    path = _best_path(np.log(chances + 1e-12))
    ends = [spans[after - 1][1] for after in [*places[1:], _last(spans)]]
    at = 0
    while at < len(path):
        if path[at] == 0:
            at += 1
            continue
        kind = (path[at] - 1) // 2
        stop = next((after for after in range(at + 1, len(path)) if path[after] != 2 * kind + 2), len(path))
        start, end = spans[places[at]][0], ends[stop - 1]
        inside = chances[at:stop, 2 * kind + 1] + chances[at:stop, 2 * kind + 2]
        if KINDS[kind] == "person" and " " in text[start:end]:
            end = _end_of_person(text, start, end)
            inside = inside[[not _is_hyphened(text, spans[place][0]) for place in places[at:stop]]]
        # Where a text has capitals its names have them: F1 .787 to .796 on the part of wikigold that was looked at.
        if not text[start:end].islower() or text.islower():
            yield Mention(KINDS[kind], start, end, float(inside.min()))
        while stop < len(path) and spans[places[stop]][0] < end:
            stop += 1
        at = stop


def _chances(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    logits = scores.astype(np.float64)
    chances: NDArray[np.float64] = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    return chances


def _is_hyphened(text: str, start: int) -> bool:
    """Whether a hyphen stands here or just before: where the name ends there is decided by ``_end_of_person``."""
    return text[start] in _HYPHENS or text[start - 1 : start] in tuple(_HYPHENS)


def _end_of_person(text: str, start: int, end: int) -> int:
    """Where a person's name ends that seems to end at ``end``: "Moon Jae-in" is whole, "Ana Reyes-led" is two."""
    hyphen = max(text.rfind(mark, start, end) for mark in _HYPHENS)
    cut = hyphen == end - 1 or (hyphen > start and text[hyphen + 1 : end].islower())
    before = hyphen if cut else end
    more = _SYLLABLE.match(text, before)
    return more.end() if more and more[1] not in _SUFFIXES else before


def _last(spans: Sequence[tuple[int, int]]) -> int:
    """The place after the last token that stands in the text."""
    return max(place for place, (start, end) in enumerate(spans) if end > start) + 1


def _best_path(chances: NDArray[np.float64]) -> list[int]:
    """The likeliest tags in which every name begins with its B (Viterbi)."""
    best, back = chances[0] + _FIRST, []
    for row in chances[1:]:
        ways = best[:, None] + _NEXT
        back.append(ways.argmax(axis=0))
        best = ways.max(axis=0) + row
    path = [int(best.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]


def _allowed() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What may begin a text, and what may follow what: I only after B or I of its kind."""
    count = len(TAGS)
    inside = [tag for tag in range(count) if TAGS[tag].startswith("I")]
    first, following = np.zeros(count), np.zeros((count, count))
    first[inside] = _IMPOSSIBLE
    # Two names seldom stand side by side without a mark between them.
    following[1:, [tag - 1 for tag in inside]] = _TOUCHING
    for tag in inside:
        following[:, tag] = _IMPOSSIBLE
        following[[tag - 1, tag], tag] = 0
    return first, following


_FIRST, _NEXT = _allowed()
