"""``python -m quality [DATA]``: every measure on the shared material, a JSON line each; fails where a floor is broken.

``--short`` measures the slow ones on the beginning of their data, which has floors of its own: the tests do that.
"""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

DATA = Path(__file__).parents[2] / "shared" / "data"
SHORT = ["--limit", "1500"]


def commands(data: Path, *, short: bool = False) -> list[list[str]]:
    """The measures with what each needs."""
    pages, stories, entities = data / "pages", data / "stories", data / "entities"
    some = SHORT if short else []
    return [
        ["quality.extraction", "--pages", str(pages / "html"), "--truth", str(pages / "ground-truth.json")],
        ["quality.feeds", str(data / "feeds")],
        ["quality.feedcases", str(data / "feedparser-tests")],
        ["quality.duplicates", str(data)],
        ["quality.stories", str(stories / "ecbplus.jsonl")],
        ["quality.stories", str(stories / "newst.jsonl"), *some],
        ["quality.topics", str(data / "topics" / "huffpost_headlines.jsonl"), *some],
        ["quality.entities", str(entities / "wikigold" / "wikigold.conll.txt")],
        ["quality.entities", str(entities / "uner_ewt_dev.iob2")],
        ["quality.mind", *(["--short"] if short else [])],
        ["quality.ranking", str(data / "topics" / "huffpost_headlines.jsonl"), *(["--short"] if short else [])],
    ]


def name_of(command: list[str]) -> str:
    """A measure and the file that it is run on, as they are told from the others."""
    module, *arguments = command
    file = next((Path(argument).stem for argument in arguments if Path(argument).is_file()), "")
    return f"{module} {file}".strip()


def main() -> int:
    """Run all of them, also where one fails; gives the number of those that failed."""
    parser = ArgumentParser(description="Measure everything on the shared material.")
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    parser.add_argument("--short", action="store_true", help="the slow measures on the beginning of their data")
    options = parser.parse_args()
    if not options.data.is_dir():
        print("skipped: no data")
        return 0
    # One thread for numpy, as ``mynews`` itself has it: the second only waits for the first, at full speed.
    environment = {"OPENBLAS_NUM_THREADS": "1"} | os.environ
    failed = 0
    for command in commands(options.data, short=options.short):
        print(f"{name_of(command)}:", flush=True)
        failed += subprocess.run([sys.executable, "-m", *command], check=False, env=environment).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
