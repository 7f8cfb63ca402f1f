"""How well the top levels of topics are told from headlines.

``python -m quality.topics ../shared/data/topics/huffpost_headlines.jsonl [--mapping FILE.json] [--limit ROWS]``

Rows are JSON lines with ``text`` and ``label``; the mapping says which top level a label stands for, by the first word
of its name ("science/tech" is "science and technology"), and rows of other labels are left out. Without ``--mapping``
it is ``huffpost_to_iptc_top.json`` beside the file.

* Of the file that the classifier was trained on, only the testing part is measured: rows whose words hash to 0 or 1
  modulo 10. Training leaves them out, and every row that shares most of its words with one of them. Other files are
  measured whole.
* ``macro_f1`` and ``accuracy``: the likeliest of the top levels that the mapping names.
* ``shown_precision``: of all top levels shown, how many are the row's own; one that may well be true but is not the
  row's counts as wrong. ``shown_share``: how many rows get any.
* ``rows_per_s``: topics of so many rows a CPU second, their vectors given.

Prints one JSON line; 1 where a floor is broken.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mynews.model.meaning import ArticleText
from mynews.understanding.encoder import Encoder
from mynews.understanding.topics import Topics
from mynews.understanding.vocabulary import load_terms
from quality.floors import broken_floors, digest_of

TRAINED_ON = "d336d0b9dd48ed21"
"""The digest of the file that ``tools/train_topics.py`` trained on."""

Part = Literal["training", "tuning", "testing"]
_PARTS: Mapping[int, Part] = {0: "testing", 1: "testing", 2: "tuning"}
_WORD = re.compile(r"[^\W_]+")
# The rows come cut into tokens, as no paper prints them: "is n't", "dad 's".
_CUT = re.compile(r" (n't|'(?:s|re|ve|ll|d|m))\b")


@dataclass(frozen=True, slots=True)
class Row:
    """A headline, its section, and the code of the top level that the section stands for."""

    headline: str
    label: str
    top: str | None


def main() -> int:
    """Prints the figures; 1 where a floor is broken."""
    parser = ArgumentParser(description="Measure the top levels of topics on headlines.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--mapping", type=Path, help="JSON object: label to top level")
    parser.add_argument("--limit", type=int, help="only so many rows, the first that are measured")
    options = parser.parse_args()
    mapping = options.mapping or options.file.with_name("huffpost_to_iptc_top.json")
    if not options.file.is_file() or not mapping.is_file():
        print("skipped: no data", file=sys.stderr)
        return 0
    digest = digest_of([options.file])
    rows = [row for row in read_rows(options.file, mapping) if row.top]
    if digest == TRAINED_ON:
        rows = [row for row in rows if part_of(row.headline) == "testing"]
    figures = measure(rows[: options.limit])
    print(json.dumps({name: round(figure, 4) for name, figure in figures.items()}))
    name = f"topics first {options.limit}" if options.limit else "topics"
    broken = broken_floors(name, digest, figures)
    print(*broken, sep="\n", end="\n" if broken else "", file=sys.stderr)
    return 1 if broken else 0


def read_rows(file: Path, mapping: Path) -> list[Row]:
    """All rows; those whose label stands for no top level have none."""
    tops = {label: _code_of(name) for label, name in json.loads(mapping.read_text()).items()}
    raw = map(json.loads, file.read_text(encoding="utf-8").strip().split("\n"))
    return [Row(_CUT.sub(r"\1", row["text"]), row["label"], tops.get(row["label"])) for row in raw]


def part_of(headline: str) -> Part:
    """Which part a headline belongs to, by its words alone."""
    words = " ".join(_WORD.findall(headline.lower()))
    return _PARTS.get(int.from_bytes(hashlib.sha256(words.encode()).digest()[:4], "big") % 10, "training")


def measure(rows: Sequence[Row]) -> dict[str, float]:
    """All figures over these rows."""
    topics = Topics.load()
    vectors = Encoder.load().encode([row.headline for row in rows])
    articles = [ArticleText(id=n, headline=row.headline, language="en") for n, row in enumerate(rows)]
    possible = [n for n, code in enumerate(topics.classifier.codes) if code in {row.top for row in rows}]
    guesses = []
    for row, vector in zip(rows, vectors, strict=True):
        likely = topics.classifier.probabilities(row.headline, vector)
        guesses.append(topics.classifier.codes[max(possible, key=lambda n: float(likely[n]))])
    started = time.process_time()
    shown = [topics.topics_of(article, vector) for article, vector in zip(articles, vectors, strict=True)]
    seconds = time.process_time() - started
    tops = {term.code for term in load_terms().tops}
    shown_tops = [{topic.code for topic in found} & tops for found in shown]
    right = sum(row.top in codes for row, codes in zip(rows, shown_tops, strict=True))
    truths = [row.top or "" for row in rows]
    return {
        "rows": len(rows),
        "macro_f1": macro_f1(truths, guesses),
        "accuracy": sum(map(str.__eq__, truths, guesses)) / len(rows),
        "shown_precision": right / max(1, sum(map(len, shown_tops))),
        "shown_share": sum(map(bool, shown_tops)) / len(rows),
        "rows_per_s": len(rows) / seconds,
    }


def macro_f1(truths: Sequence[str], guesses: Sequence[str]) -> float:
    """The mean over the classes of the harmonic mean of precision and recall."""
    true, guessed = Counter(truths), Counter(guesses)
    both = Counter(truth for truth, guess in zip(truths, guesses, strict=True) if truth == guess)
    return _mean(2 * both[name] / (true[name] + guessed[name]) for name in true)


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


def _code_of(name: str) -> str:
    """The top level whose name begins with the first word of this one."""
    first = name.partition("/")[0]
    return next(term.code for term in load_terms().tops if term.name.startswith(first))


if __name__ == "__main__":
    raise SystemExit(main())
