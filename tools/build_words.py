"""Makes the packaged table of how many headlines use each word.

``python tools/build_words.py ../shared/data/topics/huffpost_headlines.jsonl``

Writes ``words.npz`` into ``src/mynews/understanding/weights``: the terms of all words that at least two headlines use,
the number of those headlines, and the number of all. The same file gives the same numbers. Needs the product alone.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mynews.understanding.words import term_of, words_of

OUT = Path(__file__).parents[1] / "src/mynews/understanding/weights/words.npz"


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the table and says how many words it holds."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, help="headlines as JSON lines, each with a text")
    lines = parser.parse_args(arguments).file.read_text().strip().split("\n")
    counts = Counter[int]()
    for line in lines:
        counts.update({term_of(word.lower()) for word in words_of(json.loads(line)["text"])})
    kept = sorted((term, count) for term, count in counts.items() if count > 1)
    terms = np.array([term for term, _ in kept], np.uint32)
    articles = np.array([count for _, count in kept], np.uint32)
    np.savez_compressed(OUT, terms=terms, articles=articles, total=np.uint32(len(lines)))
    print(f"{OUT}: {len(kept)} words of {len(lines)} headlines")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
