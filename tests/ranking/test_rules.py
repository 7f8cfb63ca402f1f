from __future__ import annotations

import numpy as np

from mynews.model.interest import Interest, Stance, Subject
from mynews.model.signal import StoryTraits, Weighted
from mynews.ranking.candidates import Candidates
from mynews.ranking.rules import Rule, about, followed, hiding
from tests.make import NOW

OWN = frozenset({"1", "2", "3"})


def story(number: int, **keys: tuple[str, ...]) -> StoryTraits:
    return StoryTraits(number, NOW, NOW, **{kind: Weighted(own, (1.0,) * len(own)) for kind, own in keys.items()})


def rule(stance: Stance, kind: str, key: str, **more: object) -> Rule:
    interest = Interest(1, 1, stance, Subject(kind, key, key), NOW)
    return Rule(interest, **({"keys": frozenset({key})} | more))


def hidden(rules: list[Rule], stories: list[StoryTraits]) -> list[int]:
    return hiding(rules, Candidates.of(stories), OWN).tolist()


def test_a_follow_is_about_the_stories_that_have_its_key() -> None:
    candidates = Candidates.of([story(1, topics=("t1", "t2")), story(2, topics=("t3",)), story(3)])
    assert about(rule("follow", "topic", "t2"), candidates).tolist() == [True, False, False]
    assert about(rule("follow", "entity", "t2"), candidates).tolist() == [False, False, False]


def test_a_topic_is_about_everything_below_it() -> None:
    candidates = Candidates.of([story(1, topics=("football",)), story(2, topics=("law",))])
    assert about(rule("follow", "topic", "sport", keys=frozenset({"sport", "football"})), candidates).tolist() == [
        True,
        False,
    ]


def test_words_are_found_by_the_stories_that_have_them() -> None:
    candidates = Candidates.of([story(1), story(2)])
    assert about(rule("mute", "word", "penalty shoot-out", story_ids=frozenset({2})), candidates).tolist() == [
        False,
        True,
    ]


def test_what_is_followed_tells_which_rows_and_why() -> None:
    candidates = Candidates.of([story(1, authors=("ada",)), story(2)])
    (found,) = followed(
        [rule("follow", "author", "ada"), rule("follow", "author", "nobody"), rule("mute", "author", "ada")], candidates
    )
    assert (found.subject, found.rows.tolist()) == (Subject("author", "ada", "ada"), [True, False])


def test_a_mute_keeps_out_its_stories_and_says_which_rule_it_was() -> None:
    rules = [rule("follow", "topic", "t1"), rule("mute", "topic", "t2"), rule("mute", "entity", "7")]
    stories = [story(1, topics=("t1",)), story(2, topics=("t2",), entities=("7",)), story(3, entities=("7",))]
    assert hidden(rules, stories) == [-1, 1, 2]


def test_a_muted_source_takes_no_story_that_others_carry_too() -> None:
    stories = [story(1, sources=("1",)), story(2, sources=("1", "2"))]
    assert hidden([rule("mute", "source", "1")], stories) == [0, -1]


def test_two_muted_sources_take_what_only_they_carry() -> None:
    assert hidden([rule("mute", "source", "1"), rule("mute", "source", "2")], [story(2, sources=("1", "2"))]) == [1]


def test_what_others_follow_does_not_save_a_story_from_a_muted_source() -> None:
    assert hidden([rule("mute", "source", "1")], [story(1, sources=("1", "99"))]) == [0]


def test_a_mute_within_a_folder_leaves_what_other_folders_have() -> None:
    within = rule("mute", "topic", "t1", sources=frozenset({"1"}))
    stories = [
        story(1, topics=("t1",), sources=("1",)),
        story(2, topics=("t1",), sources=("1", "2")),
        story(3, topics=("t1",), sources=("2",)),
    ]
    assert hidden([within], stories) == [0, -1, -1]


def test_no_candidates_are_no_trouble() -> None:
    assert hiding([rule("mute", "topic", "t1")], Candidates.of([]), OWN).dtype == np.intp


def test_a_story_of_many_sources_is_everyones_who_follows_one_of_them() -> None:
    candidates = Candidates.of([story(1, sources=tuple(map(str, range(40)))), story(2, sources=("39",)), story(3)])
    assert candidates.sources.has(["39"]).tolist() == [True, True, False]
    assert candidates.take(np.array([2, 1, 0, 0])).sources.has(["39"]).tolist() == [False, True, True, True]


def test_a_story_is_muted_by_its_least_topic() -> None:
    topics = tuple(f"t{number}" for number in range(20))
    assert hidden([rule("mute", "topic", "t19")], [story(1, topics=topics)]) == [0]
