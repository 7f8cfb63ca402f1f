from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from mynews.delivery.web.views import (
    brief,
    clock,
    date_of,
    days_of,
    evidence,
    exact,
    front_of,
    heading_of,
    health_of,
    host_name,
    machine,
    size,
    web_address,
)
from mynews.model.article import Card
from mynews.model.source import SourceState
from mynews.ranking.ranker import Belief
from tests import make
from tests.make import NOW

EAST = timezone(timedelta(hours=13))


def card(number: int, hours_ago: float) -> Card:
    return Card(
        number, 1, "The Paper", f"Day {number}", "", "", "", "en", None, None, NOW - timedelta(hours=hours_ago), None
    )


def test_a_list_is_cut_at_the_midnights_of_the_reader() -> None:
    cards = [card(1, 1), card(2, 11), card(3, 13), card(4, 60), card(5, 9000)]
    assert [(heading_of(day, NOW), [each.id for each in day.cards]) for day in days_of(cards)] == [
        ("Today", [1, 2]),
        ("Yesterday", [3]),
        ("Saturday, 21 November", [4]),
        ("Thursday, 13 November 2025", [5]),
    ]
    assert [heading_of(day, NOW, EAST) for day in days_of(cards[:2], EAST)] == ["Today", "Yesterday"]


def test_the_first_page_shows_the_newest_large_and_keeps_the_order() -> None:
    front = front_of([card(number, number) for number in range(1, 10)])
    assert [each.id for each in front.cards] == [1, 2, 3, 4, 5, 6]
    assert [(heading_of(day, NOW), [each.id for each in day.cards]) for day in front.days] == [
        ("More from today", [7, 8, 9])
    ]


def test_two_articles_make_no_front_page() -> None:
    front = front_of([card(1, 1), card(2, 2)])
    assert (front.cards, len(front.days[0].cards)) == ((), 2)


@pytest.mark.parametrize(
    ("hours_ago", "words", "below_its_day"),
    [
        (-1, "13:00", "13:00"),
        (0, "Just now", "Just now"),
        (0.2, "12 min ago", "12 min ago"),
        (11, "11 h ago", "11 h ago"),
        (12, "00:00", "00:00"),
        (20, "Yesterday, 16:00", "16:00"),
        (49, "21 Nov, 11:00", "11:00"),
        (9000, "13 Nov 2025, 12:00", "12:00"),
    ],
)
def test_times_are_told_as_people_tell_them(hours_ago: float, words: str, below_its_day: str) -> None:
    instant = NOW - timedelta(hours=hours_ago)
    assert brief(instant, NOW, NOW.tzinfo) == words
    assert clock(instant, NOW, NOW.tzinfo) == below_its_day


def test_an_instant_in_full_has_the_zone_it_is_told_in() -> None:
    assert exact(NOW, EAST) == "Tuesday, 24 November 2026, 01:00"
    assert machine(NOW.astimezone(EAST)) == "2026-11-23T12:00:00Z"
    assert (date_of(NOW), date_of(NOW, EAST)) == ("2026-11-23", "2026-11-24")


@pytest.mark.parametrize(
    ("state", "kind", "tone", "words"),
    [
        (SourceState(), "feed", "waiting", "Waits to be fetched for the first time."),
        (
            SourceState(fetched_at=NOW - timedelta(minutes=5), next_fetch_at=NOW + timedelta(hours=2)),
            "feed",
            "well",
            "Fetched 5 min ago; again in 2 h",
        ),
        (
            SourceState(fetched_at=NOW, failures=3, illness="The server is away (503).", next_fetch_at=NOW),
            "feed",
            "ill",
            "The server is away (503). Failed 3 times in a row, last just now; due now",
        ),
        (
            SourceState(fetched_at=NOW, failures=1, illness="It is gone (410)."),
            "feed",
            "ill",
            "It is gone (410). Failed once, just now; not fetched any more",
        ),
        (
            SourceState(fetched_at=NOW, illness="A tag is open.", next_fetch_at=NOW + timedelta(days=3)),
            "feed",
            "ill",
            "Readable, with a fault: A tag is open. Fetched just now; again in 3 days",
        ),
        (SourceState(), "file", "resting", "A file of yours, read once."),
        (SourceState(), "sample", "resting", "Comes with myNEWS: invented news to look around in."),
    ],
)
def test_the_health_of_a_source_is_told_in_words(state: SourceState, kind: str, tone: str, words: str) -> None:
    health = health_of(make.source(state=state, kind=kind), NOW)
    assert (health.tone, f"{health.sentence} {health.rhythm}".strip()) == (tone, words)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//x.example", "http://[x", "", None])
def test_only_web_addresses_become_links(address: str | None) -> None:
    assert web_address(address) == ""
    assert host_name(address) == ""


def test_a_site_is_called_as_people_call_it() -> None:
    assert host_name("https://www.paper.example:8443/a?b") == "paper.example"


def test_the_size_of_a_file_is_told_where_it_is_known() -> None:
    assert [size(None), size(0), size(900), size(65_400), size(31_000_000)] == ["", "", "", "65 kB", "31 MB"]


@pytest.mark.parametrize(
    ("seen", "read", "words"),
    [
        (0.3, 0.3, "read 1 of 1 story"),
        (0.3, 0.0, "read 0 of 1 story"),
        (0.0, 0.0, "read 0 of 1 story"),
        (7.6, 2.2, "read 2 of 8 stories"),
    ],
)
def test_what_is_a_part_of_a_story_is_counted_as_one(seen: float, read: float, words: str) -> None:
    assert evidence(Belief("topic", "20000001", 0.4, seen, read)) == words
