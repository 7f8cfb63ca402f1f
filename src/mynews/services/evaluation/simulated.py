"""How soon rankers come to know simulated readers of an operator's own articles (docs/howto/evaluate.md).

``quality.ranking`` prints the same figures of the shared material, and holds them to floors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mynews.model.errors import NotFound, ParseError
from mynews.ranking import simulate
from mynews.ranking.bayes import Bayes
from mynews.ranking.metrics import Interval, interval
from mynews.ranking.mind.log import Problems
from mynews.ranking.prior import WordSpace, shared_by
from mynews.ranking.rivals import Rival, all_of
from mynews.ranking.sections import SectionClassifier
from mynews.ranking.simulate import AFTER_DRIFT, BLOCKS, Variant, World
from mynews.ranking.wordspace import Floats
from mynews.understanding.encoder import TextEncoder

READERS, SHORT_READERS, SHORT_ROWS = 60, 6, 6_000
SEED = 20_000
LEAST_ROWS = 10 * simulate.SHOWN
"""Different texts: the ten that are shown are chosen from half of them."""

LEAST_SECTIONS, MOST_SECTIONS = 2, 500
MOST_BYTES = 100_000
MOST_CHARACTERS = 2_000
"""Of one text; the encoder reads as much."""

_WORD_DIRECTIONS = 64
_CUT = re.compile(r" (n't|'(?:s|re|ve|ll|d|m))\b")
"""Rows may come cut into tokens: "is n't"."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What rankers are tried on: the world that is read, our ranker for it, and what nobody reads.

    The first half of the rows trained what tells sections and gave ``others``, its vectors; the second is the world.
    """

    world: World
    ranker: Bayes
    others: Floats

    @property
    def accuracy(self) -> float:
        """In how many articles of the world the likeliest section is the right one."""
        return float((self.world.chances.argmax(axis=1) == self.world.sections).mean())


@dataclass(frozen=True, slots=True)
class Course:
    """One ranker in one variant: its share of the best by block of sessions, over readers.

    ``shown_muted`` is how many places went to what a reader had muted, ``unrecognised`` how many to what nothing told
    to be that.
    """

    ranker: str
    variant: Variant
    readers: int
    shares: Mapping[str, Interval]
    shown_muted: int
    unrecognised: int


def evaluate_readers(rows: Sequence[tuple[str, str]], encoder: TextEncoder, *, short: bool = False) -> Iterator[Course]:
    """Protocol R1 (docs/explanation/ranking.md) on these texts and labels.

    ``short`` takes the first rows and few readers, and ours alone. Raises NotFound where the rows are too few.
    """
    if short:
        yield from own_courses(trial_of(rows[:SHORT_ROWS], encoder), SHORT_READERS)
        return
    trial = trial_of(rows, encoder)
    yield from own_courses(trial, READERS)
    yield from other_courses(trial, READERS)


def trial_of(rows: Sequence[tuple[str, str]], encoder: TextEncoder) -> Trial:
    """What these texts and labels come to. Raises NotFound where they are too few or too unlike."""
    names = {label: number for number, label in enumerate(sorted({label for _, label in rows}))}
    different = len({text for text, _ in rows})
    if different < LEAST_ROWS or len(names) < LEAST_SECTIONS:
        raise NotFound(
            f"There are {different} different articles of {len(names)} labels; "
            f"readers need {LEAST_ROWS} of {LEAST_SECTIONS} at least."
        )
    if len(names) > MOST_SECTIONS:
        raise NotFound(
            f"There are {len(names):,} labels; at most {MOST_SECTIONS} can be told apart. A label is a section of a "
            "paper: many articles have the same."
        )
    texts, sections = [text for text, _ in rows], np.array([names[label] for _, label in rows])
    middle = len(rows) // 2
    first, second = texts[:middle], texts[middle:]
    vectors = encoder.encode(texts)
    classifier = SectionClassifier.of(first, vectors[:middle], sections[:middle], len(names))
    liked, disliked = simulate.liked_and_disliked(len(names))
    prior = shared_by(WordSpace.of(first, _WORD_DIRECTIONS), liked=liked / len(names), avoided=disliked / len(names))
    return Trial(
        world=World.of(second, vectors[middle:], sections[middle:], classifier.chances(second, vectors[middle:])),
        ranker=Bayes(prior),
        others=vectors[:middle],
    )


def own_courses(trial: Trial, readers: int) -> Iterator[Course]:
    """Ours, in every variant, with so many readers."""
    ours = Rival("ours", simulate.ranked_by(trial.ranker, simulate.best_first(simulate.OPTIMISM)), simulate.VARIANTS)
    return _courses(ours, trial.world, readers)


def other_courses(trial: Trial, readers: int) -> Iterator[Course]:
    """All that ours is measured against, with the same readers."""
    for rival in all_of(trial.world, trial.others):
        yield from _courses(rival, trial.world, readers)


def read_rows(file: Path, problems: Problems) -> list[tuple[str, str]]:
    """Texts and labels of JSON lines; lines that are none are noted. Raises NotFound and ParseError.

    A label may be a number. Of labels that the second half alone has it is noted that nobody could learn them.
    """
    rows: list[tuple[str, str]] = []
    first_at: dict[str, tuple[int, int]] = {}
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(iter(lambda: lines.readline(MOST_BYTES), b""), 1):
                row = _row(line)
                if row is None:
                    problems.note(str(file), number, "row", 'Expected an object like {"text": "...", "label": "..."}.')
                else:
                    first_at.setdefault(row[1], (len(rows), number))
                    rows.append(row)
    except OSError as exc:
        raise NotFound(f"The file {file} cannot be read: {exc.strerror}.") from exc
    if not rows:
        raise ParseError(f'There is no row in {file}. Each line should be like {{"text": "...", "label": "..."}}.')
    for label, (place, number) in first_at.items():
        if place >= len(rows) // 2 and len(rows) >= LEAST_ROWS:
            problems.note(
                str(file), number, "label", f"“{label}” is in the second half alone. Is the file sorted? Shuffle it."
            )
    return rows


def _row(line: bytes) -> tuple[str, str] | None:
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError):
        return None
    text, label = (plain.get("text"), plain.get("label")) if isinstance(plain, dict) else (None, None)
    if isinstance(label, int) and not isinstance(label, bool):
        label = str(label)
    if not (isinstance(text, str) and isinstance(label, str) and text.strip() and label.strip()):
        return None
    # What half of a character stands for nobody can tell.
    whole = text[:MOST_CHARACTERS].encode(errors="replace").decode()
    return _CUT.sub(r"\1", whole), label.strip().encode(errors="replace").decode()


def _courses(rival: Rival, world: World, readers: int) -> Iterator[Course]:
    for variant in rival.variants:
        found = simulate.courses(world, rival.contestants, range(SEED, SEED + readers), variant)
        blocks = {**BLOCKS, **(AFTER_DRIFT if variant == "drift" else {})}
        who = np.arange(readers)
        shares = {
            block: interval(np.array([course.shares[part].mean() for course in found]), who)
            for block, part in blocks.items()
        }
        muted, unrecognised = (
            sum(getattr(course, name) for course in found) for name in ("shown_muted", "unrecognised")
        )
        yield Course(rival.name, variant, readers, shares, muted, unrecognised)
