"""Makes the packaged table of IPTC Media Topics.

``python tools/build_topics.py ../shared/data/topics/iptc_media_topics.jsonl``

Writes ``media_topics.tsv`` into ``src/mynews/understanding/weights``: code, code of the parent, name and definition of
every term that is not retired, in the order of the tree, the same bytes at each run. Needs the standard library only.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

OUT = Path(__file__).parents[1] / "src/mynews/understanding/weights/media_topics.tsv"
LEVELS = tuple(f"Level{number}/NewsCode" for number in range(1, 7))


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the table and says how many terms it holds."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, help="IPTC's list as JSON lines")
    rows = [json.loads(line) for line in parser.parse_args(arguments).file.read_bytes().splitlines()]
    lines = list(table(row for row in rows if row["RetiredDate"] is None))
    OUT.write_text("\n".join(lines) + "\n")
    print(f"{OUT}: {len(lines)} terms")
    return 0


def table(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One line for each term, parents before their children."""
    by_path = sorted(((_path(row), row) for row in rows), key=lambda pair: pair[0])
    kept = {path[-1] for path, _ in by_path}
    for path, row in by_path:
        parent = next((code for code in reversed(path[:-1]) if code in kept), "")
        definition = row["Definition (en-GB)"] or ""
        yield "\t".join(" ".join(field.split()) for field in (path[-1], parent, row["Name (en-GB)"], definition))


def _path(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes from the top down to the term itself, without IPTC's prefix."""
    return tuple(row[level].removeprefix("medtop:") for level in LEVELS if row[level])


if __name__ == "__main__":
    raise SystemExit(main())
