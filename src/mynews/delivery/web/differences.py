"""Two versions of a text side by side: what went, what came, and enough around it to see where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# A comparison of n words may take n * n steps; beyond this paragraphs are shown whole (some 10 ms for 400 words).
_MOST_WORDS = 400
_MOST_PARAGRAPHS = 400
_ALIKE = 0.4
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    text: str


Paragraph = tuple[Stretch, ...]


def differences(before: str, after: str) -> tuple[Paragraph, ...]:
    """The paragraphs that differ, each with its words marked; those that stayed the same are left out."""
    old, new = _paragraphs(before), _paragraphs(after)
    if max(len(old), len(new)) > _MOST_PARAGRAPHS:
        return tuple(_one_sided(old, "gone")) + tuple(_one_sided(new, "new"))
    found: list[Paragraph] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found.extend(_replaced(old[i:j], new[k:m]))
    return tuple(found)


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    both = min(len(old), len(new))
    for before, after in zip(old[:both], new[:both], strict=True):
        yield from _by_words(before, after)
    yield from _one_sided(old[both:], "gone")
    yield from _one_sided(new[both:], "new")


def _by_words(before: str, after: str) -> Iterator[Paragraph]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    whole = (*_one_sided([before], "gone"), *_one_sided([after], "new"))
    if max(len(old), len(new)) > _MOST_WORDS:
        yield from whole
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        yield from whole
        return
    stretches: list[Stretch] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            stretches.append(Stretch("same", "".join(old[i:j])))
            continue
        if i < j:
            stretches.append(Stretch("gone", "".join(old[i:j])))
        if k < m:
            stretches.append(Stretch("new", "".join(new[k:m])))
    yield tuple(stretches)


def _one_sided(paragraphs: Sequence[str], kind: Literal["gone", "new"]) -> Iterator[Paragraph]:
    return ((Stretch(kind, paragraph),) for paragraph in paragraphs)


def _paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in text.split("\n\n") if paragraph]
