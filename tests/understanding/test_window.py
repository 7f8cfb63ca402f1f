from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from mynews.model.meaning import ArticleText
from mynews.model.story import Move, Origin, Placeable
from mynews.understanding.annotator import Annotator
from mynews.understanding.window import Window
from tests.make import NOW
from tests.press import CHESS, DAM, DAM_AGAIN, DAM_TOO, FERRY, Report

HOUR = timedelta(hours=1)


@pytest.fixture
def read(annotator: Annotator) -> Reading:
    return Reading(annotator)


class Reading:
    """Articles as placing needs them, understood by the real parts."""

    def __init__(self, annotator: Annotator) -> None:
        self._annotator = annotator

    def __call__(
        self,
        article_id: int,
        report: Report,
        *,
        paper: str = "",
        url: str | None = "",
        hours: float = 0,
        feed: str = "f",
    ) -> Placeable:
        host = f"{paper or f'paper{article_id}'}.example"
        headline, text = report
        (meaning,) = self._annotator.annotate([ArticleText(article_id, headline, text, language="en", owner=host)])
        return Placeable(
            article_id=article_id,
            headline=headline,
            at=NOW + hours * HOUR,
            origin=Origin(f"https://{host}/{article_id}" if url == "" else url, f"https://{host}/{feed}"),
            kind=meaning.kind,
            vector=meaning.vector,
            terms=meaning.terms,
            fingerprint=meaning.fingerprint,
        )


def placed(article: Placeable, move: Move, *, alone: bool = False) -> Placeable:
    return replace(article, story_id=move.story_id, alone=alone)


def test_reports_of_one_event_go_into_one_story_whatever_comes_first(read: Reading) -> None:
    reports = [read(1, DAM_TOO), read(2, DAM_AGAIN), read(3, CHESS)]
    for order in permutations(reports):
        window = Window(7)
        stories = {article.article_id: window.take(article).story_id for article in order}
        assert stories[1] == stories[2] != stories[3]
        assert set(stories.values()) == {7, 8} and window.next_story_id == 9


def test_a_window_that_remembers_decides_like_one_that_never_closed(read: Reading) -> None:
    before, after = [read(1, DAM_TOO), read(2, FERRY)], [read(3, DAM_AGAIN), read(4, ("Flood", DAM_TOO[1]))]
    old = Window(1)
    moves = [old.take(each) for each in before]
    new = Window(old.next_story_id)
    new.remember(placed(article, move) for article, move in zip(before, moves, strict=True))
    assert [new.take(each) for each in after] == [old.take(each) for each in after]
    assert len(new) == len(old) == 2


def test_a_copy_goes_where_its_original_is(read: Reading) -> None:
    window = Window(1)
    window.take(read(1, DAM_TOO))
    move = window.take(read(2, ("Nothing but rain", DAM_TOO[1])))
    assert (move.story_id, move.copies, move.opens) == (1, (1,), False)


def test_what_stands_below_every_episode_of_a_feed_makes_no_copies(read: Reading) -> None:
    window = Window(1)
    window.take(read(1, ("Episode 12: the lighthouse keepers", DAM_TOO[1]), paper="radio"))
    assert window.take(read(2, ("A ferry captain looks back", DAM_TOO[1]), paper="radio")).copies == ()
    assert window.take(read(3, ("A ferry captain looks back", DAM_TOO[1]), paper="herald")).copies == (1, 2)


def test_an_article_is_no_version_of_itself(read: Reading) -> None:
    window = Window(1)
    article = read(1, DAM)
    move = window.take(article)
    assert window.take(placed(article, move, alone=True)).copies == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://courier.example/dam", "https://www.courier.example/dam/"),
        ("https://courier.example/dam?id=1", "http://courier.example/dam?utm_source=rss&id=1"),
        ("https://courier.example/dam", "https://courier.example/dam?at_medium=RSS&at_campaign=rss#top"),
    ],
)
def test_one_address_in_two_feeds_is_one_article(read: Reading, one: str, other: str) -> None:
    window = Window(1)
    window.take(read(1, ("Dam breaks", ""), url=one, paper="courier", feed="a"))
    assert window.take(read(2, ("It rained", ""), url=other, paper="courier", feed="b")).copies == (1,)


@pytest.mark.parametrize("url", [None, "https://courier.example/", "https://courier.example", "http://[", "mailto:a@b"])
def test_an_address_that_is_no_articles_makes_no_copies(read: Reading, url: str | None) -> None:
    window = Window(1)
    for number, report in enumerate((DAM, FERRY, CHESS), 1):
        move = window.take(read(number, report, url=url, paper="courier", feed=f"feed {number}"))
        assert move.copies == ()


def test_different_articles_at_different_addresses_are_no_copies(read: Reading) -> None:
    window = Window(1)
    for number, url in enumerate(("https://a.example/x?id=1", "https://a.example/x?id=2", "https://b.example/x?id=1")):
        assert window.take(read(number, (f"Word {number}", ""), url=url, feed=f"{number}")).copies == ()


def test_an_owners_headline_again_within_two_days_is_that_article_again(read: Reading) -> None:
    window = Window(1)
    headline = ("Ferry company buys six ships", "")
    window.take(read(1, headline, paper="courier"))
    assert window.take(read(2, headline, paper="courier", feed="b", hours=47)).copies == (1,)
    assert window.take(read(3, headline, paper="post", hours=1)).copies == ()
    assert window.take(read(4, headline, paper="courier", feed="b", hours=200)).copies == ()
    weekly = ("Letters of today", "")
    window.take(read(5, weekly, paper="courier"))
    assert window.take(read(6, weekly, paper="courier", hours=1)).copies == ()


def test_an_article_in_a_story_with_others_stays_there_whatever_it_says_now(read: Reading) -> None:
    window = Window(1)
    window.take(read(1, DAM_TOO))
    move = window.take(read(2, DAM_AGAIN))
    assert window.take(placed(read(2, CHESS), move)).story_id == 1
    assert window.next_story_id == 2


def test_an_article_alone_keeps_its_storys_number_or_takes_it_along(read: Reading) -> None:
    window = Window(1)
    stub = window.take(read(1, ("What we know", "")))
    changed = window.take(placed(read(1, CHESS), stub, alone=True))
    assert (changed.story_id, changed.opens, changed.absorbed) == (1, True, ())
    dam = window.take(read(2, DAM_TOO))
    joined = window.take(placed(read(1, DAM_AGAIN), stub, alone=True))
    assert (joined.story_id, joined.absorbed) == (dam.story_id, (1,))
    assert window.take(placed(read(1, DAM_AGAIN), joined)).story_id == dam.story_id
    assert window.next_story_id == 3 and len(window) == 1


def test_an_article_that_a_reader_holds_in_a_story_stays_even_alone(read: Reading) -> None:
    window = Window(2)
    held = replace(read(1, DAM_TOO), story_id=1, alone=True, held=True)
    window.remember([held])
    dam = window.take(read(2, DAM_AGAIN))
    assert window.take(held).story_id == 1 == dam.story_id


def test_an_article_that_was_alone_when_it_was_read_stays_with_who_joined_it_since(read: Reading) -> None:
    window = Window(1)
    first = read(1, DAM_TOO)
    move = window.take(first)
    assert window.take(read(2, DAM_AGAIN)).story_id == move.story_id
    again = window.take(placed(read(1, CHESS), move, alone=True))
    assert (again.story_id, again.absorbed, again.opens) == (move.story_id, (), False)


def test_what_is_apart_from_a_story_is_apart_from_the_one_it_went_into(read: Reading) -> None:
    rng = random.Random(1)

    def like_all_others(article_id: int) -> Placeable:
        """The same words in another order: as near as can be, and no copy."""
        words = DAM_TOO[1].split()
        rng.shuffle(words)
        return read(article_id, (DAM_TOO[0], " ".join(words)))

    stories = {1: 1, 2: 2, 3: 3, 4: 3, 5: 3}
    known = [replace(like_all_others(number), story_id=story_id) for number, story_id in stories.items()]
    new, newer = like_all_others(6), like_all_others(7)
    free, parted = Window(4), Window(4, frozenset({frozenset({1, 2})}))
    for window in (free, parted):
        window.remember(known)
    assert (free.take(new).story_id, free.take(newer).absorbed, len(free)) == (3, (), 1)
    first, second = parted.take(new), parted.take(newer)
    assert (first.story_id, len(first.absorbed), second.absorbed) == (3, 1, ())
    assert len(parted) == 2
