"""How well rankers come to know a reader: protocol R1 (docs/explanation/ranking.md), simulated readers.

``python -m quality.ranking [../shared/data/topics/huffpost_headlines.jsonl] [--limit-readers N] [--short]``

Rows are JSON lines with ``text`` and ``label``. The first half of the file trains the classifier of sections (not the
one in the package, which has seen these labels) and the directions of words; the second half is what readers read.

Prints a JSON line for each ranker and variant: ``share`` of what an oracle reaches in sessions 2-5, 6-20 and 21-50,
the mean over readers, with its 95% interval from ``low`` to ``high`` (1,000 bootstraps over readers). "ours" is the
ranker of the product. 1 where a floor is broken.
"""

from __future__ import annotations

import json
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mynews.ranking import rivals, simulate
from mynews.ranking.bayes import Bayes
from mynews.ranking.first_screen import FirstScreen, first_screens
from mynews.ranking.prior import WordSpace, shared_by
from mynews.ranking.sections import SectionClassifier
from mynews.ranking.simulate import AFTER_DRIFT, BLOCKS, Course, Variant, World
from mynews.understanding.encoder import Encoder
from quality.floors import broken_floors, digest_of

DEFAULT = Path(__file__).parents[2] / "shared" / "data" / "topics" / "huffpost_headlines.jsonl"
READERS = 60
SEED = 20_000
SHORT_ROWS, SHORT_READERS = 6_000, 6
"""The beginning of a file, for the tests: half a minute."""

VARIANTS: tuple[Variant, ...] = ("cold", "stated", "drift", "mute")
_CUT = re.compile(r" (n't|'(?:s|re|ve|ll|d|m))\b")  # rows come cut into tokens: "is n't"
_BOOTSTRAPS = 1_000
GAINS = ("with_places", "without", "blind_with", "blind_without")


@dataclass(frozen=True, slots=True)
class Half:
    """Rows of one half of the file."""

    texts: list[str]
    vectors: NDArray[np.float32]
    sections: NDArray[np.int64]


def main() -> int:
    """Prints the lines; 1 where a floor is broken."""
    parser = ArgumentParser(description="Measure how well rankers come to know simulated readers.")
    parser.add_argument("file", type=Path, nargs="?", default=DEFAULT)
    parser.add_argument("--limit-readers", type=int, default=None, help=f"so many readers in place of {READERS}")
    parser.add_argument("--short", action="store_true", help="the beginning of the file, few readers")
    options = parser.parse_args()
    if not options.file.is_file():
        print("skipped: no data", file=sys.stderr)
        return 0
    rows = read_rows(options.file)[: SHORT_ROWS if options.short else None]
    readers = options.limit_readers or (SHORT_READERS if options.short else READERS)
    figures: dict[str, float] = {}
    for line in measure(rows, readers, short=options.short):
        print(json.dumps(line), flush=True)
        if line["ranker"] == "ours":
            figures |= {f"{line['variant']} {block}": share for block, share in line["blocks"].items()}
    name = "ranking short" if options.short else "ranking"
    # Fewer readers than the floors were measured on prove nothing.
    broken = [] if options.limit_readers else broken_floors(name, digest_of([options.file]), figures)
    print(*broken, sep="\n", end="\n" if broken else "", file=sys.stderr)
    return 1 if broken else 0


def read_rows(file: Path) -> list[tuple[str, str]]:
    """Texts and labels."""
    raw = map(json.loads, file.read_text(encoding="utf-8").strip().split("\n"))
    return [(_CUT.sub(r"\1", row["text"]), row["label"]) for row in raw]


def measure(rows: Sequence[tuple[str, str]], readers: int, *, short: bool) -> Iterator[dict[str, Any]]:
    """A line for each ranker and variant."""
    first, second = halves(rows)
    count = int(max(first.sections.max(), second.sections.max())) + 1
    classifier = SectionClassifier.of(first.texts, first.vectors, first.sections, count)
    chances = classifier.chances(second.texts, second.vectors)
    world = World.of(second.texts, second.vectors, second.sections, chances)
    yield {
        "ranker": "sections",
        "variant": "as predicted",
        "accuracy": round(float((chances.argmax(axis=1) == second.sections).mean()), 4),
        "sections": count,
    }
    ranker = Bayes(shared_by(WordSpace.of(first.texts, 64)))
    ours = simulate.ranked_by(ranker, simulate.best_first(simulate.OPTIMISM))
    seeds = range(SEED, SEED + readers)
    yield must_know_line(first_screens(world, ranker, seeds))
    for variant in VARIANTS:
        yield line_of("ours", variant, simulate.courses(world, ours, seeds, variant))
    others = rivals.all_of(first.vectors)
    for name, contestants in ({} if short else others).items():
        yield line_of(name, "cold", simulate.courses(world, contestants, seeds, "cold"))


def must_know_line(screens: Sequence[FirstScreen]) -> dict[str, Any]:
    """Whether the day's top stories stand on everyone's first screen, and what share of nDCG@50 their places cost.

    ``cost`` is that to the product's scores, ``blind_cost`` to scores that know nothing of coverage.
    """
    shown = min(each.shown for each in screens)
    mean = {name: float(np.mean([getattr(each, name) for each in screens])) for name in GAINS}
    return {
        "ranker": "ours",
        "variant": "must know",
        "shown": shown,
        **{f"ndcg_{name}": round(gain, 4) for name, gain in mean.items()},
        "cost": round(1 - mean["with_places"] / mean["without"], 4),
        "blind_cost": round(1 - mean["blind_with"] / mean["blind_without"], 4),
        "readers": len(screens),
        "blocks": {"shown": shown},
    }


def line_of(ranker: str, variant: Variant, courses: Sequence[Course]) -> dict[str, Any]:
    """What is printed of one ranker and variant."""
    blocks: Mapping[str, slice] = {**BLOCKS, **(AFTER_DRIFT if variant == "drift" else {})}
    by_reader = np.array([[course.shares[block].mean() for block in blocks.values()] for course in courses])
    rng = np.random.default_rng(0)
    drawn = by_reader[rng.integers(0, len(by_reader), (_BOOTSTRAPS, len(by_reader)))].mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    share = [round(float(each), 4) for each in by_reader.mean(axis=0)]
    line: dict[str, Any] = {
        "ranker": ranker,
        "variant": variant,
        "share": share[: len(BLOCKS)],
        "low": [round(float(each), 4) for each in low[: len(BLOCKS)]],
        "high": [round(float(each), 4) for each in high[: len(BLOCKS)]],
        "readers": len(courses),
        "seed": SEED,
        "blocks": dict(zip(blocks, share, strict=True)),
    }
    if variant == "mute":
        line["shown_muted"] = sum(course.shown_muted for course in courses)
    return line


def halves(rows: Sequence[tuple[str, str]]) -> tuple[Half, Half]:
    """Both halves of the rows, with vectors."""
    labels = {label: number for number, label in enumerate(sorted({label for _, label in rows}))}
    texts = [text for text, _ in rows]
    vectors = Encoder.load(threads=1).encode(texts)
    sections = np.array([labels[label] for _, label in rows])
    middle = len(rows) // 2
    return (
        Half(texts[:middle], vectors[:middle], sections[:middle]),
        Half(texts[middle:], vectors[middle:], sections[middle:]),
    )


if __name__ == "__main__":
    sys.exit(main())
