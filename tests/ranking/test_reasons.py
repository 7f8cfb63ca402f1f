from __future__ import annotations

from typing import get_args

import pytest

from mynews.model.interest import Subject
from mynews.model.slate import Reason, ReasonKind
from mynews.ranking.reasons import in_words, telling

NORTH_KOREA = Subject("entity", "7", "North Korea")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason("followed", 2.0, NORTH_KOREA), "You follow North Korea"),
        (Reason("entity", 0.8, Subject("entity", "8", "Kim Yong-chol"), 4), "You read 4 stories on Kim Yong-chol"),
        (Reason("source", 0.4, Subject("source", "3", "The Paper"), 1), "You read 1 story from The Paper"),
        (Reason("topic", -0.7, Subject("topic", "1", "football"), 9), "You seldom read on football"),
        (Reason("coverage", 0.9, count=5), "5 sources carry it"),
        (Reason("must know", 0.0, count=5), "Major news: 5 sources carry it"),
        (Reason("like", 0.4), "Like what you read"),
        (Reason("like", -0.4), "Unlike what you read"),
        (Reason("development", 0.9), "New since you read it"),
        (Reason("different", 0.0), "Something different"),
        (Reason("quiet source", 0.0, Subject("source", "3", "The Paper")), "The Paper writes seldom"),
        (Reason("base", -2.0), ""),
    ],
)
def test_a_reason_is_told_in_plain_words(reason: Reason, words: str) -> None:
    assert in_words(reason) == words


def test_every_kind_but_the_base_has_words() -> None:
    kinds = [kind for kind in get_args(ReasonKind) if kind != "base"]
    assert all(in_words(Reason(kind, 1.0, NORTH_KOREA, 2)) for kind in kinds)


def test_the_rule_that_placed_a_story_is_told_before_its_weightiest_term() -> None:
    reasons = [Reason("followed", 3.0, NORTH_KOREA), Reason("different", 0.0), Reason("fresh", 0.5)]
    assert [each.kind for each in telling(reasons)] == ["different", "followed"]


def test_what_hardly_counts_is_not_told() -> None:
    assert telling([Reason("fresh", 0.01), Reason("length", -2.0)]) == ()


def test_what_speaks_against_is_told_when_asked() -> None:
    assert [each.kind for each in telling([Reason("unlike", -2.0), Reason("fresh", 0.5)], against=True)] == [
        "unlike",
        "fresh",
    ]


def test_how_many_papers_carry_it_is_said_once() -> None:
    told = telling([Reason("coverage", 0.9, count=5), Reason("must know", 0.0, count=5), Reason("fresh", 0.3)])
    assert [each.kind for each in told] == ["must know", "fresh"]


def test_what_is_true_of_many_stories_is_told_last() -> None:
    reasons = [Reason("length", 0.9), Reason("followed", 0.5, NORTH_KOREA)]
    assert [each.kind for each in telling(reasons)] == ["followed", "length"]
