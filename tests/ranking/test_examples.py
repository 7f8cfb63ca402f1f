from __future__ import annotations

from datetime import timedelta

import pytest

from mynews.model.interest import Subject
from mynews.model.signal import LoggedSignal, Signal, SignalKind, StoryTraits
from mynews.ranking.examples import example_of
from tests.make import NOW

STORY = StoryTraits(5, NOW, NOW, length=400)


def logged(
    kind: SignalKind, *, seconds: float | None = None, traits: StoryTraits | None = STORY, detail: dict | None = None
) -> LoggedSignal:
    signal = Signal("t", kind, NOW - timedelta(days=9), 5, seconds=seconds, detail=detail)
    return LoggedSignal(1, 1, signal, NOW, traits)


@pytest.mark.parametrize("kind", ["open", "more", "save", "share"])
def test_what_a_reader_wants_counts_as_read(kind: SignalKind) -> None:
    example = example_of(logged(kind))
    assert example is not None and example.read == 1


@pytest.mark.parametrize("kind", ["seen", "less", "hide"])
def test_what_a_reader_passes_over_or_refuses_counts_against(kind: SignalKind) -> None:
    example = example_of(logged(kind))
    assert example is not None and example.read == 0


def test_saying_less_counts_more_than_passing_over() -> None:
    assert example_of(logged("less")).weight > example_of(logged("hide")).weight > example_of(logged("seen")).weight


@pytest.mark.parametrize("kind", ["read", "unsave", "unhide", "undo", "reset", "correct"])
def test_bookkeeping_teaches_nothing(kind: SignalKind) -> None:
    assert example_of(logged(kind)) is None


def test_a_story_that_was_opened_is_not_passed_over_when_it_is_seen_again() -> None:
    assert example_of(logged("seen"), opened_before=True) is None


def test_a_bounce_is_weakly_negative() -> None:
    example = example_of(logged("dwell", seconds=2))
    assert (example.read, example.weight) == (0.0, 0.5)


def test_half_of_the_expected_time_is_a_reading() -> None:
    assert example_of(logged("dwell", seconds=49)) is None
    assert example_of(logged("dwell", seconds=51)).read == 1


def test_a_minute_is_a_reading_however_long_the_article() -> None:
    assert example_of(logged("dwell", seconds=61, traits=StoryTraits(5, NOW, NOW, length=9000))).read == 1


def test_what_nothing_is_known_of_teaches_nothing() -> None:
    assert example_of(logged("open", traits=None)) is None


def test_our_own_clock_counts_and_not_the_readers() -> None:
    assert example_of(logged("open")).at == NOW


def test_what_was_followed_then_comes_with_the_example() -> None:
    noted = logged("open", detail={"followed": [["topic", "t1", "football"]]})
    assert example_of(noted).followed == (Subject("topic", "t1", "football"),)
