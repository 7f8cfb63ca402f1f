"""What real programs sent, as it was seen on the wire, sent to us again in the same order.

The transcripts lie outside the project. The mock server that they were seen at had articles of other numbers, logins of
other words: those are put in place of theirs, and nothing else is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import feedparser
import pytest
from httpx2 import Response

from mynews.services.programs.my_news import FEED
from tests.conftest import DATA
from tests.delivery.greader.conftest import Press
from tests.delivery.greader.program import Program

pytestmark = pytest.mark.data

FOLDER = DATA.parent / "clients" / "transcripts"
_LOGIN, _EDIT = "reader/tok0123456789abcdef", "tok0123456789abcdefEDIT"
_ADDRESS = re.compile(
    r"http(?P<mark>://|%3A%2F%2F)127\.0\.0\.1(?P<colon>:|%3A)18931(?P<slash>/|%2F)out(?:/|%2F)(?P<feed>mynews|scmp)\.xml"
)
_HEX = re.compile(r"000660f7[0-9a-f]{8}")
_DECIMAL = re.compile(r"(?<=i=)1795\d{12}")


@dataclass(frozen=True, slots=True)
class Sent:
    """One request of a program."""

    method: str
    path: str
    auth: str
    media_type: str
    body: str


def sent_by(name: str) -> list[Sent]:
    """The requests of a transcript, in order; skips where it is not there."""
    file = FOLDER / name
    if not file.is_file():
        pytest.skip("no data")
    return list(_read(file))


def _read(file: Path) -> Iterator[Sent]:
    for block in re.split(r"\n(?=GET |POST )", file.read_text().strip()):
        first, *rest = block.split("\n")
        method, path = first.split(" ", 1)
        told = "\n".join(rest)
        auth, kind = (re.search(rf"{name}=(?:'([^']*)'|None)", told) for name in ("auth", "content-type"))
        body = re.search(r"^    body: (.*)", told, re.MULTILINE)
        yield Sent(method, path, (auth and auth[1]) or "", (kind and kind[1]) or "", body[1] if body else "")


class Replay:
    """Sends what a program sent. Its articles become ours, in the order in which they first come."""

    def __init__(self, program: Program, articles: list[int]) -> None:
        self.program = program
        self.token = ""
        self.edit = ""
        self._articles = iter(articles)
        self._known: dict[int, int] = {}

    def send(self, sent: Sent) -> Response:
        headers = {}
        if sent.auth:
            headers["authorization"] = self._ours(sent.auth)
        if sent.media_type:
            headers["content-type"] = sent.media_type
        answer = self.program.client.request(
            sent.method, self._ours(sent.path), content=self._ours(sent.body) or None, headers=headers
        )
        if "ClientLogin" in sent.path:
            self.token = answer.text.partition("Auth=")[2].strip()
        if sent.path.endswith("/token"):
            self.edit = answer.text
        return answer

    def _ours(self, text: str) -> str:
        text = text.replace("Passwd=pw", f"Passwd={self.program.secret}")
        text = text.replace(_EDIT, self.edit or "x").replace(_LOGIN, self.token)
        text = re.sub(r"(feed(?:/|%2F))1(?=[?&]|$)", rf"\g<1>{FEED}", text)
        text = _ADDRESS.sub(self._feed, text)
        text = _HEX.sub(lambda found: f"{self._number(int(found[0], 16)):016x}", text)
        return _DECIMAL.sub(lambda found: str(self._number(int(found[0]))), text)

    def _feed(self, found: re.Match[str]) -> str:
        address = "http://127.0.0.1:8080/" if found["feed"] == "mynews" else "https://other.example/feed.xml"
        return address if found["slash"] == "/" else quote(address, safe="")

    def _number(self, theirs: int) -> int:
        if theirs not in self._known:
            self._known[theirs] = next(self._articles)
        return self._known[theirs]

    def number(self, theirs: str) -> int:
        """What became of one of their articles."""
        return self._known[int(theirs, 16)]


def marks(program: Program) -> dict[str, set[int]]:
    with program.app.db.read() as tx:
        found = tx.marks.of(program.reader.id, range(1, 9))
    return {
        "read": {number for number, mark in found.items() if mark.read_at},
        "saved": {number for number, mark in found.items() if mark.saved_at},
    }


def told(program: Program) -> list[tuple[str, int | None]]:
    with program.app.db.read() as tx:
        return [(each.signal.kind, each.signal.article_id) for each in tx.signals.after(program.reader.id, 0, 99)]


def test_newsboat(press: Press, program: Program) -> None:
    replay = Replay(program, [1, 2])
    for sent in sent_by("newsboat-2.21.txt"):
        answer = replay.send(sent)
        assert answer.status_code == 200, (sent, answer.text)
        if sent.path.startswith("/reader/atom/"):
            assert feedparser.parse(answer.content).entries
        if sent.method == "POST" and "ClientLogin" not in sent.path:
            assert answer.text == "OK", sent
    # 1 was opened and marked as unread, 2 starred, then all of My News was marked.
    assert told(program) == [("open", 1), ("save", 2)]
    assert marks(program) == {"read": {1, 2, 3, 4, 5}, "saved": {2}}


def test_rss_guard(press: Press, program: Program) -> None:
    replay = Replay(program, [1, 2, 3, 4, 5, 6, 7])
    numbers: list[int] = []
    for sent in sent_by("rssguard-4.0.4.txt"):
        answer = replay.send(sent)
        assert answer.status_code == 200, (sent, answer.text)
        if "items/ids" in sent.path:
            assert "continuation" not in answer.json()
            numbers.append(len(answer.json()["itemRefs"]))
        if "edit-tag" in sent.path:
            assert answer.text == "OK"
        if "items/contents" in sent.path:
            assert answer.json()["items"]
            assert "continuation" not in answer.json()
    # First nothing is starred and nothing is read; then one is both, here and where it stands in My News.
    assert numbers == [0, 9, 9, 1, 8, 6]
    assert told(program) == [("open", 1), ("save", 1)]
    assert marks(program) == {"read": {1, 5}, "saved": {1}}


def test_liferea(press: Press, program: Program) -> None:
    replay = Replay(program, [1, 2, 3, 4, 5, 6, 7, 8, 9])
    for sent in sent_by("liferea-1.14.4.txt"):
        if "/reader/" not in sent.path and "ClientLogin" not in sent.path:
            continue  # icons of the mock's own feeds
        answer = replay.send(sent)
        assert answer.status_code == 200, (sent, answer.text)
        if "edit-tag" in sent.path:
            assert answer.text == "OK", sent
        if "items/contents" in sent.path:
            assert not sent.auth
            assert answer.json()["items"]
    read, both = replay.number("000660f7da4e0a07"), replay.number("000660f7d326fc05")
    assert told(program) == [("open", read), ("open", both), ("save", both)]
    assert marks(program)["saved"] == {both}
