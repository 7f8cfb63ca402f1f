"""An installation with two papers and an edition, and a program that reads it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from mynews.services.app import App
from tests import make
from tests.delivery.greader.program import Program
from tests.delivery.web.visitor import follow, tell


@dataclass(frozen=True, slots=True)
class Press:
    """The first paper has the articles 1 to 3, in the folder News; the second one 4 and 5. 5 is a copy of 1."""

    app: App
    paper: int
    other: int
    stories: tuple[int, ...]


@pytest.fixture
def press(either: App) -> Press:
    return printed(either)


@pytest.fixture
def program(press: Press) -> Program:
    return Program(press.app)


def printed(app: App) -> Press:
    """Two papers, half an hour apart, and four stories."""
    early = replace(app, clock=lambda: make.NOW - timedelta(minutes=60))
    late = replace(app, clock=lambda: make.NOW - timedelta(minutes=30))
    first = [
        make.article(
            identity=f"a{number}",
            url=f"https://paper.example/{number}",
            headline=f"Headline {number}: <Kim> & “Trump”",
            body=f"<p>Text of article {number} about the harbour and the mountain.</p>",
            published_at=make.NOW - timedelta(hours=10 - number),
        )
        for number in (1, 2, 3)
    ]
    second = [
        make.article(identity=f"b{number}", url=f"https://other.example/{number}", headline=f"Other {number}")
        for number in (4, 5)
    ]
    paper = follow(early, *first, folder="News", url="https://paper.example/feed.xml")
    other = follow(late, *second, url="https://other.example/feed.xml", title="The Other")
    stories = [tell(app, [1, 5], copies=[5]), tell(app, [2]), tell(app, [3]), tell(app, [4])]
    return Press(app, paper, other, tuple(stories))
