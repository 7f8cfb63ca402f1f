"""What holds for any reader, whatever they did and stated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mynews.model.interest import Interest, InterestKind, Stance, Subject
from mynews.model.signal import LoggedSignal, Signal, SignalKind
from mynews.ranking.bayes import Bayes
from mynews.ranking.candidates import COLUMNS, Candidates
from mynews.ranking.ranker import Example, Followed
from mynews.ranking.replay import replay
from mynews.ranking.rules import Rule, about, hiding
from mynews.ranking.slate import Plan, compose
from mynews.ranking.taste import Taste
from tests.check_ranker import NOW, stories, story

RANKER = Bayes.packaged()
SHOWN = Candidates.of(stories(30))
KEYS: dict[InterestKind, tuple[str, ...]] = {kind: getattr(SHOWN, column).keys[1:] for column, kind in COLUMNS.items()}
KINDS: Sequence[SignalKind] = (
    "seen", "open", "dwell", "more", "less", "save", "share", "hide", "unhide", "read", "reset", "correct", "forget",
)  # fmt: skip

subjects = st.sampled_from([Subject(kind, key) for kind, keys in KEYS.items() for key in keys]) | st.builds(
    lambda number: Subject("story", str(number)), st.integers(1, 30)
)
lessons = st.lists(
    st.builds(
        lambda number, hours, read, weight: Example(story(number), NOW + timedelta(hours=hours), read, weight),
        st.integers(1, 60), st.integers(-5, 2_000), st.sampled_from([0.0, 0.3, 1.0]), st.floats(0, 3),
    ),
    max_size=25,
)  # fmt: skip
few = settings(max_examples=25, deadline=None)


def learned(examples: Sequence[Example]) -> Taste:
    return RANKER.learn(RANKER.fresh(), examples)


def rule(subject: Subject, stance: Stance = "mute") -> Rule:
    rows = (
        SHOWN.words.has([subject.key])
        if subject.kind == "word"
        else SHOWN.ids == (int(subject.key) if subject.kind == "story" else 0)
    )
    return Rule(Interest(1, 1, stance, subject, NOW), frozenset({subject.key}), frozenset(SHOWN.ids[rows].tolist()))


def follow(subject: Subject) -> Followed:
    return Followed(subject, about(rule(subject, "follow"), SHOWN))


@few
@given(lessons, st.lists(subjects, max_size=3), subjects)
def test_what_is_followed_never_sinks_when_nothing_else_changes(
    examples: list[Example], others: list[Subject], subject: Subject
) -> None:
    profile, before = learned(examples), [follow(each) for each in others if each != subject]
    now = NOW + timedelta(days=2)
    one = RANKER.score(profile, SHOWN, before, now).total
    two = RANKER.score(profile, SHOWN, [*before, follow(subject)], now).total
    own = follow(subject).rows
    assert (two[own] >= one[own] - 1e-6).all()
    assert np.allclose(two[~own], one[~own], atol=1e-6), "and nothing else moves"
    ranks = [np.argsort(np.argsort(-total, kind="stable")) for total in (one, two)]
    passed = [row for row in np.flatnonzero(own) if ranks[1][row] > ranks[0][row]]
    for row in passed:
        above = (two > two[row]) & ~(one > one[row])
        assert own[above].all(), "only what is followed too comes to stand above it"


@few
@given(lessons, st.lists(subjects, min_size=1, max_size=4), st.integers(0, 2**31 - 1))
def test_what_is_muted_never_shows(examples: list[Example], muted: list[Subject], seed: int) -> None:
    rules = [rule(subject) for subject in muted]
    own_sources = frozenset(SHOWN.sources.keys[1:])
    allowed = hiding(rules, SHOWN, own_sources) < 0
    scored = RANKER.score(learned(examples), SHOWN, [], NOW)
    shown = {placed.story_id for placed in compose(SHOWN, scored, allowed, NOW, seed=seed, plan=Plan(size=30))}
    for each in rules:
        hidden = about(each, SHOWN)
        if each.interest.subject.kind == "source":
            hidden &= ~SHOWN.sources.has(own_sources - {key for other in rules for key in other.keys})
        assert shown.isdisjoint(SHOWN.ids[hidden].tolist())


@few
@given(lessons, st.lists(subjects, max_size=4))
def test_reasons_add_up_to_the_score(examples: list[Example], followed: list[Subject]) -> None:
    scored = RANKER.score(learned(examples), SHOWN, [follow(each) for each in set(followed)], NOW)
    for row in range(0, len(SHOWN), 3):
        assert abs(sum(reason.weight for reason in scored.reasons(row)) - scored.total[row]) < 1e-6


@st.composite
def logs(draw: st.DrawFn) -> list[LoggedSignal]:
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=30))
    log = []
    for number, kind in enumerate(kinds, 1):
        of = draw(st.integers(1, 12))
        at = NOW + timedelta(hours=draw(st.integers(-30, 900)))
        detail = {"kind": "topic", "key": "t1", "liking": draw(st.floats(-3, 3))} if kind == "correct" else None
        detail = {"kind": "entity", "key": "e2"} if kind == "forget" else detail
        given_ = Signal(f"t{number}", kind, at, of, seconds=draw(st.floats(0, 300)), detail=detail)
        log.append(LoggedSignal(number, 1, given_, at, story(of)))
    return log


@few
@given(logs(), st.integers(0, 30))
def test_a_log_gives_the_same_profile_in_one_go_and_in_two_with_a_restart_between(
    log: list[LoggedSignal], cut: int
) -> None:
    opened: dict[int, int] = {}
    for each in log:
        if each.signal.kind == "open":
            opened.setdefault(each.signal.story_id or 0, each.id)
    whole = replay(RANKER, RANKER.fresh(), log, first_opened=opened)
    part = replay(RANKER, RANKER.fresh(), log[:cut], first_opened=opened)
    restored = RANKER.unpacked(RANKER.packed(part))
    assert RANKER.packed(replay(RANKER, restored, log[cut:], first_opened=opened)) == RANKER.packed(whole)


@few
@given(logs(), st.sets(st.integers(1, 30)))
def test_what_was_taken_back_might_as_well_not_have_been_said(log: list[LoggedSignal], undone: set[int]) -> None:
    left = [each for each in log if each.id not in undone]
    without = replay(RANKER, RANKER.fresh(), left, first_opened={})
    taken_back = replay(RANKER, RANKER.fresh(), log, first_opened={}, undone=undone)
    assert RANKER.packed(taken_back) == RANKER.packed(without)
