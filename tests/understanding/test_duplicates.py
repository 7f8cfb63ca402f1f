from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mynews.model.meaning import ArticleText
from mynews.understanding.duplicates import (
    FINGERPRINT_BYTES,
    Copy,
    KnownCopies,
    credited_in,
    fingerprint,
    original_of,
    same_runs,
)
from mynews.understanding.words import term_vector
from tests.make import NOW

ASH = (
    "Ash from Volcano Harrow closed the airport of Pellmouth for a second day on Tuesday, stranding some 4,000 people. "
    "The mountain had been silent for a century when it woke on Sunday night. Engineers swept the runway by hand, "
    "because the grey dust would have blocked the engines of their machines. The mayor asked everyone to stay indoors "
    "and to keep their windows shut. Geologists at the observatory expect the eruption to last for weeks. "
    "Ferries to Kessary took on twice as many passengers as usual, and the first of them arrived in the small hours."
)
OTHER_REPORT = (
    "Flights to and from Pellmouth remain cancelled while Volcano Harrow keeps throwing ash into the sky. "
    "Some 4,000 travellers sleep in schools and churches, the town hall reports. Nobody has been hurt so far. "
    "According to geologists the eruption, the first in a hundred years, could go on until the end of the month. "
    "Whoever can is leaving by ship: the harbour counted eleven extra sailings on Tuesday alone."
)


def article(number: int = 1, text: str = ASH, **changes: object) -> ArticleText:
    return replace(ArticleText(number, "Ash closes airport", text, published_at=NOW, owner="one.example"), **changes)  # type: ignore[arg-type]


def copy(number: int, text: str) -> Copy:
    return Copy(number, fingerprint(article(text=text)), term_vector(text))


@pytest.mark.parametrize(
    "edited",
    [
        ASH,
        ASH.replace(". ", ".\n\n"),
        ASH + "\n\n(Reuters)",
        ASH[: len(ASH) * 2 // 3],
        "Our desk reports what is known so far.\n\n" + ASH,
        ASH.replace("grey", "fine").replace("usual", "they do on other days"),
        ASH.upper(),
    ],
)
def test_an_edited_copy_is_found(edited: str) -> None:
    known = KnownCopies()
    known.add(copy(1, ASH))
    known.add(copy(2, OTHER_REPORT))
    assert known.near_copies(copy(9, edited)) == [1]


def test_another_report_on_the_same_event_is_no_copy() -> None:
    known = KnownCopies()
    known.add(copy(1, ASH))
    assert known.near_copies(copy(2, OTHER_REPORT)) == []


def test_a_text_is_no_copy_of_itself() -> None:
    known = KnownCopies()
    known.add(copy(1, ASH))
    assert known.near_copies(copy(1, ASH)) == []


def test_a_forgotten_text_is_not_found() -> None:
    known = KnownCopies()
    known.add(copy(1, ASH))
    known.forget(1)
    known.forget(1)
    assert (known.near_copies(copy(2, ASH)), len(known)) == ([], 0)


@pytest.mark.parametrize("text", ["", "Live updates", "🌋 " * 50, "Photos of the day, by our readers"])
def test_texts_too_short_to_tell_are_copies_of_nothing(text: str) -> None:
    known = KnownCopies()
    known.add(copy(1, text))
    assert fingerprint(article(text=text)) == b""
    assert known.near_copies(copy(2, text)) == []


def test_a_book_has_a_fingerprint_of_the_same_size() -> None:
    assert len(fingerprint(article(text="and then another word came " * 20_000))) == FINGERPRINT_BYTES


@settings(max_examples=25)
@given(st.lists(st.sampled_from(ASH.split()), min_size=25, max_size=80))
def test_a_text_shares_all_runs_with_itself(words: list[str]) -> None:
    stored = fingerprint(article(text=" ".join(words)))
    assert same_runs(stored, stored) == 1.0


def test_the_credited_agency_has_the_original_though_a_copy_was_published_first() -> None:
    agency = article(1, owner="reuters.com", published_at=NOW)
    printed = article(2, ASH + "\n\n(Reuters)", published_at=NOW - timedelta(minutes=9))
    assert original_of([printed, agency]) is agency


def test_the_one_that_credits_nobody_is_the_original() -> None:
    credited = article(1, byline="Ana Reyes, Associated Press", published_at=NOW - timedelta(hours=1))
    own = article(2, owner="two.example")
    assert original_of([credited, own]) is own


def test_the_owner_that_the_others_name_has_the_original() -> None:
    own = article(2, owner="harbour-post.example", published_at=NOW + timedelta(hours=1))
    printed = article(1, ASH + "\n\nThis article first appeared in The Harbour Post.")
    assert original_of([printed, own]) is own


def test_without_credits_the_first_published_is_the_original() -> None:
    late, early = article(1), article(2, published_at=NOW - timedelta(hours=1))
    undated = article(3, published_at=None)
    assert original_of([late, undated, early]) is early


@pytest.mark.parametrize(
    ("byline", "text", "owner"),
    [
        ("By Ana Reyes, AFP", "", "afp.com"),
        ("", "PELLMOUTH (AP) - Ash closed the airport.", "apnews.com"),
        ("", "Ash closed the airport.\nReporting by Ana Reyes; Reuters", "reuters.com"),
        ("dpa/ar", "", "dpa.com"),
    ],
)
def test_credit_lines_name_their_agency(byline: str, text: str, owner: str) -> None:
    assert credited_in(article(byline=byline, text=text)) == {owner}


def test_an_agency_in_the_middle_of_a_text_is_no_credit() -> None:
    text = "The company was sold.\nReuters was told so by two of those who bought it.\nMore.\nEven more."
    assert credited_in(article(text=text)) == frozenset()
