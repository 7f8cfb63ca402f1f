"""How well rankers come to know a reader: protocol R1 (docs/explanation/ranking.md), simulated readers.

``python -m quality.ranking [../shared/data/topics/huffpost_headlines.jsonl] [--limit-readers N] [--short]``

Rows are JSON lines with ``text`` and ``label``. The first half of the file trains the classifier of sections (not the
one in the package, which has seen these labels) and the directions of words; the second half is what readers read.

Prints a JSON line for each ranker and variant: ``share`` of what an oracle reaches in sessions 2-5, 6-20 and 21-50,
the mean over readers, with its 95% interval from ``low`` to ``high`` (a bootstrap over readers). "ours" is the ranker
of the product; ``--short`` measures it alone. Lines that are no rows are told on the error output. 1 where a floor is
broken, 2 where there is too little to measure.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mynews.model.errors import MyNewsError
from mynews.ranking.first_screen import FirstScreen, first_screens
from mynews.ranking.mind.log import Problems
from mynews.ranking.simulate import BLOCKS
from mynews.services.evaluation.simulated import (
    READERS,
    SEED,
    SHORT_READERS,
    SHORT_ROWS,
    Course,
    Trial,
    other_courses,
    own_courses,
    read_rows,
    trial_of,
)
from mynews.understanding.encoder import Encoder
from quality.floors import broken_floors, digest_of

DEFAULT = Path(__file__).parents[2] / "shared" / "data" / "topics" / "huffpost_headlines.jsonl"
GAINS = ("with_places", "without", "blind_with", "blind_without")


def main() -> int:
    """Prints the lines; 1 where a floor is broken, 2 where there is too little to measure."""
    parser = ArgumentParser(description="Measure how well rankers come to know simulated readers.")
    parser.add_argument("file", type=Path, nargs="?", default=DEFAULT)
    parser.add_argument("--limit-readers", type=int, default=None, help=f"so many readers in place of {READERS}")
    parser.add_argument("--short", action="store_true", help="the beginning of the file, few readers, ours alone")
    options = parser.parse_args()
    if not options.file.is_file():
        print("skipped: no data", file=sys.stderr)
        return 0
    readers = options.limit_readers or (SHORT_READERS if options.short else READERS)
    figures: dict[str, float] = {}
    problems = Problems()
    try:
        rows = read_rows(options.file, problems)[: SHORT_ROWS if options.short else None]
        trial = trial_of(rows, Encoder.load(threads=1))
    except MyNewsError as exc:
        print(exc, file=sys.stderr)
        return 2
    finally:
        print(*problems.sentences, sep="\n", end="\n" if problems.sentences else "", file=sys.stderr)
    for line in lines(trial, readers, short=options.short):
        print(json.dumps(line), flush=True)
        figures |= figures_of(line)
    name = "ranking short" if options.short else "ranking"
    # Fewer readers than the floors were measured on prove nothing.
    broken = [] if options.limit_readers else broken_floors(name, digest_of([options.file]), figures)
    print(*broken, sep="\n", end="\n" if broken else "", file=sys.stderr)
    return 1 if broken else 0


def lines(trial: Trial, readers: int, *, short: bool) -> Iterator[dict[str, Any]]:
    """What is printed: how well sections are told, what everyone must know, then each ranker and variant."""
    yield {
        "ranker": "sections",
        "variant": "as predicted",
        "accuracy": round(trial.accuracy, 4),
        "sections": trial.world.chances.shape[1],
    }
    yield must_know_line(first_screens(trial.world, trial.ranker, range(SEED, SEED + readers)))
    yield from map(line_of, own_courses(trial, readers))
    if not short:
        yield from map(line_of, other_courses(trial, readers))


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
    }


def line_of(course: Course) -> dict[str, Any]:
    """What is printed of one ranker and variant."""
    shares = [course.shares[block] for block in BLOCKS]
    line: dict[str, Any] = {
        "ranker": course.ranker,
        "variant": course.variant,
        "share": [round(each.value, 4) for each in shares],
        "low": [round(each.low, 4) for each in shares],
        "high": [round(each.high, 4) for each in shares],
        "readers": course.readers,
        "seed": SEED,
        "blocks": {block: round(each.value, 4) for block, each in course.shares.items()},
    }
    if course.variant == "mute":
        line |= {"shown_muted": course.shown_muted, "unrecognised": course.unrecognised}
    return line


def figures_of(line: dict[str, Any]) -> dict[str, float]:
    """What floors may hold of a line: ours by variant and block, muted stories shown, and what all must know."""
    if line["ranker"] != "ours":
        return {}
    if line["variant"] == "must know":
        return {f"must know {name}": line[name] for name in ("shown", "cost", "blind_cost")}
    figures = {f"{line['variant']} {block}": figure for block, figure in line["blocks"].items()}
    return figures | {"muted shown": line["shown_muted"]} if "shown_muted" in line else figures


if __name__ == "__main__":
    sys.exit(main())
