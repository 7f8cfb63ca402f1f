"""How well stories are told apart: ``python -m quality.stories ../shared/data/stories/newst.jsonl``.

Rows have ``id``, ``cluster`` (the true story), ``title`` and ``text``. Prints one JSON object: B-cubed and pairwise F1
in file order, the number of stories found and true, articles per CPU second (vectors and all), the mean and least over
five shuffled orders, and both halves of the clusters apart. Thresholds were chosen on the whole of ``ecbplus`` and
``newst``, so neither half of those is unseen; the halves show how far a figure depends on the clusters.
"""

from __future__ import annotations

import json
import random
import sys
import time
import zlib
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mynews.model.meaning import ArticleText
from mynews.understanding.encoder import Encoder, opening
from mynews.understanding.language import is_encoded, language_of
from mynews.understanding.stories import OpenStories, Traits, place, traits_of
from quality.floors import broken_floors, digest_of

SHUFFLES = 5


def main() -> int:
    """Prints the figures; 1 where a floor is broken."""
    parser = ArgumentParser(description="Cluster the articles of a file and compare with the truth.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--words-only", action="store_true", help="as for a language that the encoder does not know")
    parser.add_argument("--limit", type=int, help="only so many articles, the first of the file; they have floors too")
    options = parser.parse_args()
    if not options.file.is_file():
        print("skipped: no data", file=sys.stderr)
        return 0
    rows = [json.loads(line) for line in options.file.read_text().split("\n") if line][: options.limit]
    figures = measured(rows, with_vectors=not options.words_only)
    print(json.dumps(figures))
    measure = f"stories {options.file.stem}" + (f" first {options.limit}" if options.limit else "")
    broken = [] if options.words_only else broken_floors(measure, digest_of([options.file]), figures)
    print(*broken, sep="\n", end="\n" if broken else "", file=sys.stderr)
    return 1 if broken else 0


def measured(rows: Sequence[Mapping[str, Any]], *, with_vectors: bool = True) -> dict[str, float]:
    """All figures of a file's rows."""
    encoder = Encoder.load() if with_vectors else None
    true = [row["cluster"] for row in rows]
    started = time.process_time()
    traits = traits_of_rows(rows, encoder)
    found = clustered(traits)
    seconds = time.process_time() - started
    shuffled = [b_cubed(*_in_order(traits, true, seed)) for seed in range(1, SHUFFLES + 1)]
    halves = {
        name: [n for n, row in enumerate(rows) if _half(row) == half] for half, name in enumerate(("half_a", "half_b"))
    }
    return {
        "b_cubed_f1": round(b_cubed(true, found), 4),
        "pairwise_f1": round(pairwise_f1(true, found), 4),
        "clusters": len(set(found)),
        "true_clusters": len(set(true)),
        "docs_per_s": round(len(rows) / seconds),
        "b_cubed_f1_shuffled_mean": round(sum(shuffled) / len(shuffled), 4),
        "b_cubed_f1_shuffled_min": round(min(shuffled), 4),
        **{f"b_cubed_f1_{name}": _alone(traits, true, half) for name, half in halves.items()},
    }


def traits_of_rows(rows: Sequence[Mapping[str, Any]], encoder: Encoder | None) -> list[Traits]:
    """The traits of every row, with vectors where the encoder knows the language."""
    articles = [article_of(number, row) for number, row in enumerate(rows)]
    if encoder is None:
        return [traits_of(article) for article in articles]
    vectors = encoder.encode([opening(article) for article in articles])
    known = [is_encoded(language_of(f"{each.headline} {each.text}")) for each in articles]
    return [
        traits_of(article, vector if encoded else None)
        for article, vector, encoded in zip(articles, vectors, known, strict=True)
    ]


def article_of(number: int, row: Mapping[str, Any]) -> ArticleText:
    """A row as an article; a text that only repeats the title is none."""
    text = row.get("text") or ""
    return ArticleText(number, row["title"], "" if text == row["title"] else text)


def clustered(traits: Sequence[Traits]) -> list[int]:
    """The story of each article, placed one after the other."""
    stories = OpenStories()
    found: list[int] = []
    into: dict[int, int] = {}
    for number, each in enumerate(traits):
        placement = place(each, stories.near(each), each.at)
        story_id = number if placement.story_id is None else placement.story_id
        stories.apply(placement, each, story_id)
        into |= dict.fromkeys(placement.absorbed, story_id)
        found.append(story_id)
    return [_last(into, story_id) for story_id in found]


def b_cubed(true: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """B-cubed F1: for each article the precision and recall of its story, averaged."""
    both, of_true, of_found = Counter(zip(true, found, strict=True)), Counter(true), Counter(found)
    precision = sum(count * count / of_found[story] for (_, story), count in both.items()) / len(true)
    recall = sum(count * count / of_true[cluster] for (cluster, _), count in both.items()) / len(true)
    return 2 * precision * recall / (precision + recall)


def pairwise_f1(true: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """F1 over all pairs of articles: are they in one story, and should they be."""

    def pairs(counts: Counter[Any]) -> int:
        return sum(count * (count - 1) // 2 for count in counts.values())

    together = pairs(Counter(zip(true, found, strict=True)))
    everything = pairs(Counter(true)) + pairs(Counter(found))
    return 2 * together / everything if everything else 1.0


def _in_order(traits: Sequence[Traits], true: Sequence[Hashable], seed: int) -> tuple[list[Hashable], list[int]]:
    order = list(range(len(traits)))
    random.Random(seed).shuffle(order)
    return [true[n] for n in order], clustered([traits[n] for n in order])


def _alone(traits: Sequence[Traits], true: Sequence[Hashable], half: Sequence[int]) -> float:
    if not half:
        return 0.0
    return round(b_cubed([true[n] for n in half], clustered([traits[n] for n in half])), 4)


def _half(row: Mapping[str, Any]) -> int:
    """Which half a row's cluster belongs to; look-alike clusters of one topic stay together."""
    return zlib.crc32(str(row.get("topic", row["cluster"])).encode()) % 2


def _last(into: Mapping[int, int], story_id: int) -> int:
    while story_id in into:
        story_id = into[story_id]
    return story_id


if __name__ == "__main__":
    sys.exit(main())
