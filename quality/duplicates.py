"""How well copies are found: ``python -m quality.duplicates ../shared/data``.

Copies are made of real texts (pages and ECB+) as editors make them: a few words changed, the end cut, sentences left
out, a credit line added, paragraphs set anew, an introduction put before. Look-alikes are two texts on one event by
different writers, or one topic's other event. Prints one JSON object: precision, recall, F1, recall by kind of edit,
fingerprints per CPU second, and how often the original was told from a credited copy; ``held_out`` are the texts that
no threshold was chosen on.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
import zlib
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from mynews.model.meaning import ArticleText
from mynews.understanding.duplicates import Copy, KnownCopies, fingerprint, is_copy, original_of
from mynews.understanding.words import term_vector
from quality.floors import broken_floors, digest_of

FEWEST_WORDS = 60
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")

Edit = Callable[[str, random.Random], str]


def main() -> int:
    """Prints the figures; 1 where a floor is broken."""
    parser = ArgumentParser(description="Find copies among texts like them.")
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    files = [data / "pages/ground-truth.json", data / "stories/ecbplus.jsonl"]
    if not all(file.is_file() for file in files):
        print("skipped: no data", file=sys.stderr)
        return 0
    figures = measured(_texts(*files), _events(files[1]))
    print(json.dumps(figures))
    broken = broken_floors("duplicates", digest_of(files), figures)
    print(*broken, sep="\n", end="\n" if broken else "", file=sys.stderr)
    return 1 if broken else 0


def measured(texts: Sequence[str], events: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """All figures."""
    rng = random.Random(7)
    started = time.process_time()
    for text in texts:
        fingerprint(ArticleText(0, "", text))
    rate = len(texts) / (time.process_time() - started)
    figures: dict[str, float] = {"texts": len(texts), "fingerprints_per_s": round(rate)}
    for name, part in (("tuned", 0), ("held_out", 1)):
        chosen = [text for text in texts if zlib.crc32(text[:80].encode()) % 2 == part]
        figures |= {f"{key}_{name}": value for key, value in _found(chosen, rng).items()}
    alike = [pair for group in events.values() for pair in pairwise(group)]
    figures["look_alikes"] = len(alike)
    figures["look_alikes_taken_for_copies"] = sum(is_copy(_copy(0, one), _copy(1, other)) for one, other in alike)
    figures["originals_told"] = round(sum(_original_told(text, rng) for text in texts) / len(texts), 4)
    return figures


def _found(texts: Sequence[str], rng: random.Random) -> dict[str, float]:
    """Every text among all others, then its edited copies looked up."""
    known = KnownCopies()
    for number, text in enumerate(texts):
        known.add(_copy(number, text))
    right: dict[str, int] = defaultdict(int)
    wrong = 0
    for number, text in enumerate(texts):
        for kind, edit in EDITS.items():
            found = set(known.near_copies(_copy(-1, edit(text, rng))))
            right[kind] += number in found
            wrong += len(found - {number})
    total = sum(right.values())
    precision, recall = total / (total + wrong), total / (len(texts) * len(EDITS))
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / (precision + recall), 4),
        **{f"recall_{kind}": round(count / len(texts), 4) for kind, count in right.items()},
    }


def _original_told(text: str, rng: random.Random) -> bool:
    """Whether an agency's text is told from two earlier-looking copies, of which one credits the agency."""
    original = ArticleText(1, "", text, owner="reuters.com", published_at=NOON)
    credited = replace(original, id=2, text=EDITS["credited"](text, rng), owner="one.example")
    later = replace(original, id=3, owner="two.example", published_at=NOON + timedelta(hours=1))
    return original_of([later, replace(credited, published_at=NOON - timedelta(minutes=5)), original]).id == 1


def _copy(number: int, text: str) -> Copy:
    return Copy(number, fingerprint(ArticleText(number, "", text)), term_vector(text))


def _texts(pages: Path, stories: Path) -> list[str]:
    bodies = [page["articleBody"] for page in json.loads(pages.read_text()).values()]
    rows = [json.loads(line)["text"] for line in stories.read_text().split("\n") if line]
    return [text for text in dict.fromkeys([*bodies, *rows]) if len(text.split()) >= FEWEST_WORDS]


def _events(stories: Path) -> dict[str, list[str]]:
    events: dict[str, list[str]] = defaultdict(list)
    for line in stories.read_text().split("\n"):
        if line:
            row = json.loads(line)
            events[row["topic"]].append(row["text"])
    return events


def _words_changed(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    for at in rng.sample(range(len(words)), len(words) // 25):
        words[at] = rng.choice(["reportedly", "Monday", "around", "officials", "new"])
    return " ".join(words)


def _end_cut(text: str, _rng: random.Random) -> str:
    sentences = _SENTENCE.split(text)
    return " ".join(sentences[: max(3, round(len(sentences) * 0.6))])


def _sentences_left_out(text: str, rng: random.Random) -> str:
    sentences = _SENTENCE.split(text)
    kept = [sentence for sentence in sentences if rng.random() > 0.2]
    return " ".join(kept or sentences)


def _credited(text: str, rng: random.Random) -> str:
    return f"{text}\n\n{rng.choice(['(Reuters)', 'Reporting by Reuters', 'Source: Reuters'])}"


def _set_anew(text: str, _rng: random.Random) -> str:
    return "\n\n".join(sentence.replace('"', "”") for sentence in _SENTENCE.split(text))


def _introduced(text: str, _rng: random.Random) -> str:
    return f"Our desk reports. This is what is known so far, and we will add to it during the day.\n\n{text}"


EDITS: Mapping[str, Edit] = {
    "words_changed": _words_changed,
    "end_cut": _end_cut,
    "sentences_left_out": _sentences_left_out,
    "credited": _credited,
    "set_anew": _set_anew,
    "introduced": _introduced,
}


if __name__ == "__main__":
    sys.exit(main())
