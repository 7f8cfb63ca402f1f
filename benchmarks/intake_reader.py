"""The same stages by ``reader`` (lemon24's, from PyPI) as its documentation shows them, one to a process.

Its search is on and brought up to date, since our articles can be found too; it fetches with one worker, its default.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import feedparser_sgmllib
from reader import make_reader

from benchmarks.measure import measured, tell
from benchmarks.prose import landmark

# The feedparser inside reader 3.26 imports sgmllib, which today's feedparser brings along under another name. The same
# code: with sgmllib3k in its place the figures are the same within their noise.
sys.modules.setdefault("sgmllib", feedparser_sgmllib)


def first(database: str, urls: Sequence[str]) -> None:
    """A new database: every feed added and fetched, every entry there to be read and found."""
    with measured() as meter, make_reader(database, feed_root="") as reader:
        reader.enable_search()
        for url in urls:
            reader.add_feed(url)
        reader.update_feeds()
        reader.update_search()
    tell(meter.cost)


def unchanged(database: str) -> None:
    """Every feed fetched again, whatever its schedule."""
    with measured() as meter, make_reader(database, feed_root="") as reader:
        reader.update_feeds(scheduled=False)
        reader.update_search()
    tell(meter.cost)


def count(database: str, sources: int) -> None:
    """How many entries can be listed, and how many found."""
    with make_reader(database, feed_root="") as reader:
        found = sum(reader.search_entry_counts(landmark(source)).total or 0 for source in range(sources))
        print(json.dumps({"readable": reader.get_entry_counts().total, "findable": found}))


def main(stage: str, database: str, *numbers: str) -> None:
    """Do one stage; the addresses of the sources come on standard input."""
    if stage == "first":
        first(database, json.load(sys.stdin))
    elif stage == "unchanged":
        unchanged(database)
    else:
        count(database, int(numbers[0]))


if __name__ == "__main__":
    main(*sys.argv[1:])
