"""How soon rankers come to know simulated readers of an operator's own articles (docs/howto/evaluate.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mynews.model.errors import NotFound, ParseError
from mynews.ranking import rivals, simulate
from mynews.ranking.bayes import Bayes
from mynews.ranking.metrics import Interval, interval
from mynews.ranking.mind.log import Problems
from mynews.ranking.prior import WordSpace, shared_by
from mynews.ranking.sections import SectionClassifier
from mynews.ranking.simulate import AFTER_DRIFT, BLOCKS, Contestants, Variant, World
from mynews.ranking.wordspace import Vocabulary
from mynews.understanding.encoder import TextEncoder

READERS, SHORT_READERS, SHORT_ROWS = 60, 6, 6_000
SEED = 20_000
LEAST_ROWS = 4 * simulate.DRAWN
LEAST_SECTIONS = 10
"""Readers like four sections and dislike five others; one at least must be neither."""

MOST_BYTES = 100_000
_WORD_DIRECTIONS = 64
_VARIANTS: tuple[Variant, ...] = ("cold", "stated", "drift", "mute")


@dataclass(frozen=True, slots=True)
class Course:
    """One ranker in one variant: its share of the best by block of sessions, over readers."""

    ranker: str
    variant: Variant
    readers: int
    shares: Mapping[str, Interval]


def evaluate_readers(rows: Sequence[tuple[str, str]], encoder: TextEncoder, *, short: bool = False) -> Iterator[Course]:
    """Protocol R1: the first half of the rows trains what tells sections, the second half is read.

    ``short`` takes the first rows and few readers, and ours alone. Raises NotFound where the rows are too few.
    """
    rows = rows[:SHORT_ROWS] if short else rows
    names = {label: number for number, label in enumerate(sorted({label for _, label in rows}))}
    if len(rows) < LEAST_ROWS or len(names) < LEAST_SECTIONS:
        raise NotFound(
            f"There are {len(rows)} articles of {len(names)} labels; readers need {LEAST_ROWS} of {LEAST_SECTIONS}."
        )
    texts, sections = [text for text, _ in rows], np.array([names[label] for _, label in rows])
    middle = len(rows) // 2
    if min(len(Vocabulary.of(half).tells) for half in (texts[:middle], texts[middle:])) < _WORD_DIRECTIONS:
        raise NotFound("The articles have too few words in common for readers to like some. Give more articles.")
    vectors = encoder.encode(texts)
    classifier = SectionClassifier.of(texts[:middle], vectors[:middle], sections[:middle], len(names))
    chances = classifier.chances(texts[middle:], vectors[middle:])
    world = World.of(texts[middle:], vectors[middle:], sections[middle:], chances)
    ranker = Bayes(shared_by(WordSpace.of(texts[:middle], _WORD_DIRECTIONS)))
    own = simulate.ranked_by(ranker, simulate.best_first(simulate.OPTIMISM))
    readers = SHORT_READERS if short else READERS
    for variant in _VARIANTS:
        yield _course("ours", variant, world, own, readers)
    for name, contestants in ({} if short else rivals.all_of(vectors[:middle])).items():
        yield _course(name, "cold", world, contestants, readers)


def read_rows(file: Path, problems: Problems) -> list[tuple[str, str]]:
    """Texts and labels of JSON lines; lines that are none are noted. Raises NotFound and ParseError."""
    rows = []
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(iter(lambda: lines.readline(MOST_BYTES), b""), 1):
                row = _row(line)
                if row is None:
                    problems.note(str(file), number, "row", 'Expected an object like {"text": "...", "label": "..."}.')
                else:
                    rows.append(row)
    except OSError as exc:
        raise NotFound(f"The file {file} cannot be read: {exc.strerror}.") from exc
    if not rows:
        raise ParseError(f'There is no row in {file}. Each line should be like {{"text": "...", "label": "..."}}.')
    return rows


def _row(line: bytes) -> tuple[str, str] | None:
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError):
        return None
    text, label = (plain.get("text"), plain.get("label")) if isinstance(plain, dict) else (None, None)
    return (text, label) if isinstance(text, str) and isinstance(label, str) and text.strip() else None


def _course(name: str, variant: Variant, world: World, contestants: Contestants, readers: int) -> Course:
    courses = simulate.courses(world, contestants, range(SEED, SEED + readers), variant)
    blocks = {**BLOCKS, **(AFTER_DRIFT if variant == "drift" else {})}
    who = np.arange(readers)
    shares = {
        block: interval(np.array([course.shares[part].mean() for course in courses]), who)
        for block, part in blocks.items()
    }
    return Course(name, variant, readers, shares)
