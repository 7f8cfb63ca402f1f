"""Make ``ranking/weights/prior.npz``: what is held of a reader before they did anything.

``python -m tools.fit_prior ../shared/data/topics/huffpost_headlines.jsonl`` (nothing to install; a minute)

Of the file the first half alone is used, as protocol R1 has it (docs/explanation/ranking.md): the directions of words
and how simulated readers of other seeds than those that are measured spread in their tastes.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from mynews.ranking.mind.log import Problems
from mynews.ranking.prior import WEIGHTS, WordSpace, save, shared_by
from mynews.services.evaluation.simulated import read_rows

LEAST = 5  # a word that fewer headlines have teaches little: 4,000 words stay, 200 kB


def main() -> None:
    """Write the prior."""
    parser = ArgumentParser(description="Fit the prior of readers' tastes.")
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    rows = read_rows(options.file, Problems())
    first = [text for text, _ in rows[: len(rows) // 2]]
    WEIGHTS.parent.mkdir(exist_ok=True)
    save(shared_by(WordSpace.of(first, 48, least=LEAST)), WEIGHTS)
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
