from __future__ import annotations

import pytest

from mynews.understanding.headlines import event_words, may_be_one_event


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lighthouse diary: Part 1", "Lighthouse diary: Part 2"),
        ("The Long Voyage – Session 41", "The Long Voyage – Session 42"),
        ("Keel 2.4.1 released", "Keel 2.4.2 released"),
        ("Morning tide, 3 May", "Morning tide, 14 June"),
        ("Harbour notes #12: nets", "Harbour notes #13: ropes"),
        ("Morning tide: dockers walk out", "Morning tide: a comet over Ansel"),
        ("How to splice a rope", "A walk along the mole"),
    ],
)
def test_pieces_of_a_column_are_no_event(one: str, other: str) -> None:
    assert not may_be_one_event(one, other, soon=True)
    assert not may_be_one_event(other, one, soon=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dockers of Ansel walk out", "Ansel: dockers go back to work"),
        ("Quake in Ostovia kills 12", "Twenty dead in Ostovia quake, ministry says"),
        ("Live: ash over Pellmouth", "Ash closes Pellmouth airport"),
        ("Dockers of Ansel walk out", "dockers of ansel walk out"),
    ],
)
def test_headlines_that_share_a_name_may_be_one_event(one: str, other: str) -> None:
    assert may_be_one_event(one, other, soon=False)


def test_a_short_headline_that_comes_again_later_is_a_column() -> None:
    assert may_be_one_event("Letters", "Letters", soon=True)
    assert not may_be_one_event("Letters", "Letters", soon=False)


def test_headlines_without_a_word_share_nothing() -> None:
    assert not may_be_one_event("", "Ash over Pellmouth", soon=True)
    assert not may_be_one_event("!!!", "???", soon=True)


@pytest.mark.parametrize(
    ("headline", "told"),
    [
        ("VIDEO: Ash closes Pellmouth airport again", "Ash closes Pellmouth airport again"),
        ("UPDATE 2-Tidewell lifts its profit forecast", "Tidewell lifts its profit forecast"),
        ("Ash closes Pellmouth airport - The Harbour Post", "Ash closes Pellmouth airport"),
        ("Ash closes Pellmouth airport | Lodestar", "Ash closes Pellmouth airport"),
        ("Ash closes Pellmouth airport - for a second day", "Ash closes Pellmouth airport - for a second day"),
        ("Live: Pellmouth", "Live: Pellmouth"),
        ("", ""),
    ],
)
def test_what_a_publisher_adds_is_not_told(headline: str, told: str) -> None:
    assert event_words(headline) == told
