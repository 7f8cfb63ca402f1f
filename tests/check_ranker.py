"""What every ranker must do. Call it with yours; it passes, or says what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from mynews.model.errors import MyNewsError
from mynews.model.interest import InterestKind, Subject
from mynews.model.signal import StoryTraits, Weighted
from mynews.model.vector import packed
from mynews.ranking.candidates import WIDTH, Candidates
from mynews.ranking.ranker import Example, Followed, Ranker, Scored

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
FOLLOWED: Sequence[tuple[InterestKind, str]] = (
    ("topic", "t3"), ("topic", "above"), ("entity", "e2"), ("source", "s1"), ("author", "a1"), ("word", "w4"),
    ("story", "7"),
)  # fmt: skip


def check_ranker(ranker: Ranker[Any]) -> None:
    """Fails with a sentence where ``ranker`` is not what :class:`Ranker` promises."""
    _names_itself(ranker)
    _gives_a_number_for_each(ranker)
    _says_why(ranker)
    _lets_nothing_sink_that_is_followed(ranker)
    _learns_the_same_from_the_same(ranker)
    _leaves_the_old_profile_alone(ranker)
    _keeps_a_profile(ranker)
    _refuses_what_is_no_number(ranker)
    _lives_with_a_clock_that_runs_backwards(ranker)
    _does_as_it_is_told(ranker)


def story(number: int, **changes: Any) -> StoryTraits:
    """One of many stories, each like some others in some ways."""
    rng = np.random.default_rng(number)
    vector = rng.standard_normal(WIDTH).astype(np.float32)
    at = NOW - timedelta(hours=float(rng.integers(0, 96)))
    values: dict[str, Any] = {
        "story_id": number,
        "opened_at": at - timedelta(hours=2),
        "latest_at": at,
        "heat": None if number % 5 == 0 else at.timestamp() / 86_400 - float(rng.random()) * 3,
        "owners": int(rng.integers(1, 6)),
        "articles": 6,
        "length": int(rng.integers(0, 1_500)),
        "vector": b"" if number % 7 == 0 else packed(vector / np.linalg.norm(vector)),
        "topics": _some(rng, "t", 6, 3),
        "entities": _some(rng, "e", 20, 4),
        "sources": _some(rng, "s", 4, 2),
        "authors": _some(rng, "a", 5, 1),
        "words": _some(rng, "w", 60, 12),
    }
    return StoryTraits(**(values | changes))


def stories(count: int) -> list[StoryTraits]:
    """So many stories."""
    return [story(number) for number in range(1, count + 1)]


def examples(count: int) -> list[Example]:
    """What a reader made of so many stories, over some weeks: topic t1 they like."""
    return [
        Example(each, NOW + timedelta(hours=5 * number), float("t1" in each.topics.keys or number % 6 == 0), 0.5)
        for number, each in enumerate(stories(count))
    ]


def follows(candidates: Candidates) -> list[Followed]:
    """Some of each kind, each matched by hand."""
    rows = np.random.default_rng(0).random((len(FOLLOWED), len(candidates))) < 0.3
    return [Followed(Subject(kind, key), which) for (kind, key), which in zip(FOLLOWED, rows, strict=True)]


def _some(rng: np.random.Generator, start: str, among: int, most: int) -> Weighted:
    chosen = rng.permutation(among)[: rng.integers(0, most + 1)]
    return Weighted(
        tuple(f"{start}{number}" for number in chosen), tuple((0.2 + 0.8 * rng.random(len(chosen))).tolist())
    )


def _taught(ranker: Ranker[Any], count: int = 60) -> Any:
    return ranker.learn(ranker.fresh(), examples(count))


def _names_itself(ranker: Ranker[Any]) -> None:
    name, _, version = ranker.name.rpartition(" ")
    assert name and version, "its name has a version: a profile of another version cannot be read"


def _gives_a_number_for_each(ranker: Ranker[Any]) -> None:
    for profile in (ranker.fresh(), _taught(ranker)):
        for count in (0, 1, 40):
            candidates = Candidates.of(stories(count))
            scored = ranker.score(profile, candidates, follows(candidates), NOW)
            for numbers in (scored.total, scored.spread):
                assert numbers.shape == (count,) and np.isfinite(numbers).all(), "one finite number for each candidate"
            assert (scored.spread >= 0).all(), "doubt is not negative"
            again = ranker.score(profile, candidates, follows(candidates), NOW)
            assert np.array_equal(scored.total, again.total), "the same is scored the same"


def _says_why(ranker: Ranker[Any]) -> None:
    candidates = Candidates.of(stories(40))
    for profile in (ranker.fresh(), _taught(ranker)):
        scored = ranker.score(profile, candidates, follows(candidates), NOW)
        for row in range(len(candidates)):
            reasons = scored.reasons(row)
            assert reasons, "every score has a reason"
            told = sum(reason.weight for reason in reasons)
            assert abs(told - scored.total[row]) < 1e-6, "reasons add up to the score"


def _lets_nothing_sink_that_is_followed(ranker: Ranker[Any]) -> None:
    candidates = Candidates.of(stories(40))
    disliked = [replace(each, read=0.0) for each in examples(120)]
    for profile in (ranker.fresh(), _taught(ranker), ranker.learn(ranker.fresh(), disliked)):
        before = ranker.score(profile, candidates, [], NOW).total
        for each in follows(candidates):
            after = ranker.score(profile, candidates, [each], NOW).total
            assert (after >= before - 1e-9).all(), f"to follow a {each.subject.kind} makes nothing sink"


def _learns_the_same_from_the_same(ranker: Ranker[Any]) -> None:
    lessons = examples(60)
    at_once = ranker.learn(ranker.fresh(), lessons)
    one_by_one = ranker.fresh()
    for lesson in lessons:
        one_by_one = ranker.unpacked(ranker.packed(ranker.learn(one_by_one, [lesson])))
    assert ranker.packed(at_once) == ranker.packed(one_by_one), "at once or one by one is the same profile"
    assert ranker.packed(ranker.learn(at_once, [])) == ranker.packed(at_once), "nothing teaches nothing"


def _leaves_the_old_profile_alone(ranker: Ranker[Any]) -> None:
    profile = _taught(ranker)
    kept = ranker.packed(profile)
    ranker.learn(profile, examples(10))
    ranker.corrected(profile, "topic", "t1", -2.0)
    assert ranker.packed(profile) == kept, "learning gives another profile and changes none"


def _keeps_a_profile(ranker: Ranker[Any]) -> None:
    candidates = Candidates.of(stories(40))
    profile = _taught(ranker)
    stored = ranker.packed(profile)
    restored = ranker.unpacked(stored)
    assert ranker.packed(restored) == stored, "a profile that was stored is the same"
    before, after = (_totals(ranker.score(each, candidates, [], NOW)) for each in (profile, restored))
    assert before == after, "and scores the same"
    for broken in (b"no profile", stored[: len(stored) // 2] + b"\0", stored + b"\0"):
        try:
            ranker.unpacked(broken)
        except MyNewsError:
            continue
        raise AssertionError("bytes that are no profile are refused")


def _totals(scored: Scored) -> list[float]:
    numbers: list[float] = scored.total.tolist()
    return numbers


def _refuses_what_is_no_number(ranker: Ranker[Any]) -> None:
    profile = _taught(ranker)
    kept = ranker.packed(profile)
    for lesson in (
        Example(story(1), NOW, float("nan")),
        Example(story(1), NOW, 1.0, float("inf")),
        Example(story(1, topics=Weighted(("t1",), (float("nan"),))), NOW, 1.0),
        Example(story(1, heat=float("nan")), NOW, 1.0),
    ):
        try:
            after = ranker.learn(profile, [lesson])
        except MyNewsError:
            after = profile
        assert ranker.packed(after) == kept, "what is no number teaches nothing"
    broken = Candidates.of([story(1), story(2, topics=Weighted(("t1",), (float("inf"),)))])
    try:
        total = ranker.score(profile, broken, [], NOW).total
    except MyNewsError:
        return
    assert np.isfinite(total).all(), "what is no number is refused, or harms no score"


def _lives_with_a_clock_that_runs_backwards(ranker: Ranker[Any]) -> None:
    candidates = Candidates.of(stories(20))
    late = Example(story(3), NOW + timedelta(days=400), 1.0)
    early = [Example(story(number), NOW - timedelta(days=400), 0.0) for number in (4, 5)]
    profile = ranker.learn(ranker.fresh(), [late, *early])
    for now in (NOW - timedelta(days=4_000), NOW, NOW + timedelta(days=4_000)):
        assert np.isfinite(ranker.score(profile, candidates, [], now).total).all(), "any clock gives numbers"


def _does_as_it_is_told(ranker: Ranker[Any]) -> None:
    """For rankers that learn: those without beliefs have nothing to correct."""
    profile = _taught(ranker)
    learned = {(each.kind, each.key) for each in ranker.beliefs(profile)}
    candidates = Candidates.of(stories(40))
    for kind, key in sorted(learned)[::7]:
        corrected = ranker.corrected(profile, kind, key, 3.0)
        own = [each for each in ranker.beliefs(corrected) if (each.kind, each.key) == (kind, key)]
        assert own and own[0].corrected and abs(own[0].liking - 3.0) < 0.5, "a correction holds"
        low = ranker.score(ranker.corrected(profile, kind, key, -3.0), candidates, [], NOW).total
        high = ranker.score(corrected, candidates, [], NOW).total
        assert (high >= low - 1e-9).all(), "what is liked more scores no less"
        forgotten = ranker.beliefs(ranker.corrected(corrected, kind, key, None))
        assert (kind, key) not in {(each.kind, each.key) for each in forgotten}, "what is forgotten is gone"
