"""``python -m quality DATA``: every measure on the shared material, a JSON line each; fails where a floor is broken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def commands(data: Path) -> list[list[str]]:
    """The measures with what each needs."""
    pages = data / "pages"
    return [
        ["quality.extraction", "--pages", str(pages / "html"), "--truth", str(pages / "ground-truth.json")],
        ["quality.feeds", str(data / "feeds")],
        ["quality.feedcases", str(data / "feedparser-tests")],
    ]


def main() -> int:
    """Run all of them, also where one fails; gives the number of those that failed."""
    data = Path(sys.argv[1])
    if not data.is_dir():
        print("skipped: no data")
        return 0
    failed = 0
    for command in commands(data):
        print(f"{command[0]}:", flush=True)
        failed += subprocess.run([sys.executable, "-m", *command], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
