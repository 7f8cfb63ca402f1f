"""What the front page weighs before its pictures: ``python -m benchmarks.weight``. Unpacked it has a budget.

A full edition of 50 stories, those of the sample with their pictures and some made ones, is asked for over HTTP, with
all that the page needs to be shown: style, script and icon. "sent" is what goes over the wire to a browser, which takes
style and script packed; "whole" is the same unpacked. Requests are counted without pictures; what leads to another
server is counted too, and there should be none.

The last line is one JSON object, in bytes.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from html import unescape
from pathlib import Path
from urllib.request import Request, urlopen  # noqa: TID251  # what asks here is no part of the product

from benchmarks.live import fill_live
from benchmarks.measure import machine, table
from benchmarks.pages import serving
from mynews.services.app import open_app
from mynews.services.gathering.sample import load_sample
from mynews.services.stories.understand import understanding
from mynews.settings import read_settings

BUDGET = 60_000
_MADE = 400
_ASKED = re.compile(r'<(?:link|script|img|iframe|source|video|audio)\b[^>]*?\b(?:href|src)="([^"]+)"')
_OF_STYLE = re.compile(r"url\(|@import|@font-face")

Get = Callable[[str, bool], bytes]


@dataclass(frozen=True, slots=True)
class Weight:
    """What a page comes to, in bytes; the last four are numbers, ``elsewhere`` of requests to other servers."""

    html: int
    style: int
    script: int
    sent: int
    whole: int
    requests: int
    pictures: int
    elsewhere: int
    stories: int


def weigh(get: Get, path: str = "/") -> Weight:
    """Ask for a page and all that it needs; ``get`` gives what is at a path, packed where that is wanted."""
    page = get(path, False)
    asked = list(dict.fromkeys(unescape(each) for each in _ASKED.findall(page.decode())))
    pictures = [each for each in asked if each.startswith("/picture/")]
    parts = [each for each in asked if each.startswith("/") and each not in pictures]
    whole = {each: get(each, False) for each in parts}
    style, script = (sum(len(whole[each]) for each in parts if f".{kind}?" in each) for kind in ("css", "js"))
    more = sum(len(_OF_STYLE.findall(content.decode())) for each, content in whole.items() if ".css?" in each)
    return Weight(
        html=len(page),
        style=style,
        script=script,
        sent=len(page) + sum(len(get(each, True)) for each in parts),
        whole=len(page) + sum(map(len, whole.values())),
        requests=1 + len(parts) + more,
        pictures=len(pictures),
        elsewhere=len([each for each in asked if not each.startswith("/") or each.startswith("//")]),
        stories=page.count(b"data-story="),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print; 1 where the budget is overdrawn."""
    del arguments
    with tempfile.TemporaryDirectory(prefix="mynews-weight-") as kept:
        database = f"sqlite:///{Path(kept) / 'mynews.db'}"
        fill_live(database, _MADE)
        _with_sample(database, Path(kept))
        with serving(database, Path(kept)) as server:
            weight = weigh(lambda path, packed: _fetched(f"http://127.0.0.1:{server.port}{path}", packed=packed))
    print(machine())
    print(table(["part", "bytes"], [[name, f"{value:,}"] for name, value in asdict(weight).items()]))
    print(json.dumps(asdict(weight)))
    return 0 if weight.whole <= BUDGET else 1


def _with_sample(database: str, folder: Path) -> None:
    with open_app(read_settings(database=database, data_dir=folder)) as app:
        load_sample(app, app.reader())
        with understanding(app) as steps:
            while steps["articles"].take() + steps["stories"].take():  # names change nothing here, and take their time
                pass


def _fetched(url: str, *, packed: bool) -> bytes:
    with urlopen(Request(url, headers={"accept-encoding": "gzip"} if packed else {})) as answer:  # loopback
        content: bytes = answer.read()
    return content


if __name__ == "__main__":
    sys.exit(main())
