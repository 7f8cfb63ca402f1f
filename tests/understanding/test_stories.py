from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mynews.model.meaning import ArticleText
from mynews.understanding.stories import (
    SCALES,
    OpenStories,
    OpenStory,
    Placement,
    Traits,
    Wishes,
    merged,
    opened,
    place,
    traits_of,
)
from tests.make import NOW

DAY = timedelta(days=1)

VOLCANO = (
    "Volcano Harrow wakes after a century and covers Pellmouth with ash",
    "Ash from Volcano Harrow closes Pellmouth airport for a second day",
    "Thousands leave Pellmouth as Volcano Harrow throws rocks",
)
ELECTION = (
    "Greta Olsen wins election in Norvane by 900 votes",
    "Norvane: Greta Olsen to be sworn in after election won by 900 votes",
    "Rival of Greta Olsen asks for recount of Norvane election",
)


def headline(number: int, words: str, at: datetime | None = NOW) -> Traits:
    return traits_of(ArticleText(number, words, published_at=at))


def report(number: int, words: str, text: str, at: datetime = NOW) -> Traits:
    return traits_of(ArticleText(number, words, text, published_at=at))


def clustered(traits: Sequence[Traits], wishes: Wishes | None = None) -> dict[int, int]:
    """The story of each article, by article."""
    stories = OpenStories()
    found: dict[int, int] = {}
    for each in traits:
        placement = place(each, stories.near(each), each.at, wishes or Wishes())
        story_id = each.article_id if placement.story_id is None else placement.story_id
        stories.apply(placement, each, story_id)
        found[each.article_id] = story_id
        for other in placement.absorbed:
            found = {article: story_id if story == other else story for article, story in found.items()}
    return found


def groups(found: dict[int, int]) -> set[frozenset[int]]:
    return {frozenset(a for a, s in found.items() if s == story) for story in set(found.values())}


def test_headlines_on_one_event_are_one_story_and_others_another() -> None:
    traits = [headline(n, words) for n, words in enumerate([*VOLCANO, *ELECTION])]
    assert groups(clustered(traits)) == {frozenset({0, 1, 2}), frozenset({3, 4, 5})}


def test_the_first_article_opens_a_story() -> None:
    assert place(headline(1, VOLCANO[0]), [], NOW) == Placement(None)


def test_the_order_of_the_near_stories_does_not_matter() -> None:
    near = [opened(n, headline(n, words)) for n, words in enumerate([*VOLCANO, *ELECTION])]
    article = headline(9, "Volcano Harrow: Pellmouth airport closed by ash")
    decisions = {place(article, random.Random(seed).sample(near, len(near)), NOW) for seed in range(10)}
    assert len(decisions) == 1
    assert decisions.pop().story_id in {0, 1, 2}


def test_a_second_run_gives_what_the_first_one_gave() -> None:
    traits = [headline(n, words) for n, words in enumerate([*VOLCANO, *ELECTION] * 3)]
    assert clustered(traits) == clustered(traits)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_arrival_does_not_matter_where_events_are_far_apart(order: list[int]) -> None:
    traits = [headline(n, words) for n, words in enumerate([*VOLCANO, *ELECTION])]
    assert groups(clustered([traits[n] for n in order])) == {frozenset({0, 1, 2}), frozenset({3, 4, 5})}


def test_two_stories_that_prove_to_be_one_are_merged_into_the_larger() -> None:
    airport = opened(1, headline(1, "Pellmouth airport closed"))
    volcano = merged(opened(2, headline(2, VOLCANO[0])), opened(2, headline(3, VOLCANO[1])))
    placement = place(headline(4, "Volcano Harrow: Pellmouth airport closed by ash"), [airport, volcano], NOW)
    assert (placement.story_id, placement.absorbed) == (2, (1,))


def test_stories_that_a_reader_parted_are_never_merged() -> None:
    airport = opened(1, headline(1, "Pellmouth airport closed"))
    volcano = merged(opened(2, headline(2, VOLCANO[0])), opened(2, headline(3, VOLCANO[1])))
    wishes = Wishes(apart=frozenset({frozenset({1, 2})}))
    placement = place(headline(4, "Volcano Harrow: Pellmouth airport closed by ash"), [airport, volcano], NOW, wishes)
    assert placement.absorbed == ()


def test_an_article_stays_where_the_reader_put_it() -> None:
    traits = [headline(n, words) for n, words in enumerate(VOLCANO)]
    found = clustered(traits, Wishes(held={2: 77}))
    assert found == {0: 0, 1: 0, 2: 77}


def test_a_silent_story_closes_and_a_follow_up_names_it_as_earlier() -> None:
    story = merged(opened(1, headline(1, VOLCANO[0])), opened(1, headline(2, VOLCANO[1])))
    follow_up = headline(3, "Volcano Harrow throws ash on Pellmouth again", NOW + 90 * DAY)
    placement = place(follow_up, [story], NOW + 90 * DAY)
    assert (placement.story_id, placement.earlier) == (None, 1)


def test_a_stranger_months_later_has_nothing_earlier() -> None:
    story = opened(1, headline(1, VOLCANO[0]))
    assert place(headline(3, ELECTION[0], NOW + 90 * DAY), [story], NOW + 90 * DAY) == Placement(None)


def test_nearness_decays_with_time() -> None:
    story = opened(1, headline(1, VOLCANO[0]))
    at_once = place(headline(2, VOLCANO[1], NOW), [story], NOW)
    later = place(headline(2, VOLCANO[1], NOW + 3 * DAY), [story], NOW)
    assert later.nearness < at_once.nearness


def test_an_article_without_a_date_is_placed_as_well() -> None:
    story = opened(1, headline(1, VOLCANO[0], None))
    assert place(headline(2, VOLCANO[1], None), [story], None).story_id == 1


def test_names_tell_look_alikes_apart() -> None:
    text = 3 * (
        "The actor {0} has entered a clinic in {1}, a speaker for {0} said on {2}. "
        "Friends of {0} hope for a quick return. "
    )
    one = [
        report(n, f"{who} enters clinic", text.format(who, where, day))
        for n, (who, where, day) in enumerate(
            [
                ("Tilda Marsh", "Ansel", "Monday"),
                ("Tilda Marsh", "Ansel", "Tuesday"),
                ("Jon Weaver", "Kessary", "Friday"),
                ("Jon Weaver", "Kessary", "Sunday"),
            ]
        )
    ]
    assert groups(clustered(one)) == {frozenset({0, 1}), frozenset({2, 3})}


def test_vectors_decide_where_words_do_not() -> None:
    like, unlike = np.zeros(384, np.float32), np.zeros(384, np.float32)
    like[0] = unlike[1] = 1
    story = opened(1, replace(headline(1, "harbour strike: talks fail"), vector=like))
    article = headline(2, "dockers walk out of the harbour")
    assert place(replace(article, vector=like), [story], NOW).story_id == 1
    assert place(replace(article, vector=unlike), [story], NOW).story_id is None


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("", ""),
        ("!!!", ""),
        ("🌋🌋🌋 🔥", ""),
        ("VOLCANO", ""),
        ("", "Only a text without any headline. " * 20),
        ("Volcano", "word " * 100_000),
        ("<b>Volcano</b> &amp; <i>sea</i>", ""),
        ("Вулкан проснулся после ста лет", ""),
        ("火山が百年ぶりに目覚める", ""),
    ],
)
def test_odd_articles_are_placed_without_complaint(words: str, text: str) -> None:
    traits = traits_of(ArticleText(1, words, text))
    stories = OpenStories()
    stories.apply(place(traits, stories.near(traits), NOW), traits, 1)
    again = replace(traits, article_id=2)
    placement = place(again, stories.near(again), NOW)
    assert placement.story_id == (1 if len(traits.words) else None)


def test_articles_without_a_word_do_not_pile_up_in_one_story() -> None:
    assert len(groups(clustered([headline(n, "?") for n in range(4)]))) == 4


def test_capitals_and_markup_change_nothing() -> None:
    story = opened(1, headline(1, VOLCANO[0]))
    for words in (VOLCANO[1].upper(), VOLCANO[1].lower(), f"<strong>{VOLCANO[1]}</strong>"):
        assert place(headline(2, words), [story], NOW).story_id == 1


def test_a_story_is_the_same_whatever_the_order_of_its_articles() -> None:
    traits = [headline(n, words) for n, words in enumerate(VOLCANO)]
    forward, backward = _story(traits), _story(traits[::-1])
    assert forward.terms.tolist() == backward.terms.tolist()
    assert np.allclose(forward.weights, backward.weights)
    assert (forward.first_at, forward.latest_at, forward.articles) == (backward.first_at, backward.latest_at, 3)


def test_instalments_of_one_owner_are_stories_of_their_own() -> None:
    notes = "From the keeper's log, with lamps, storms and ships, told every week by Ada Quill of Pellmouth light. " * 4
    pieces = [
        traits_of(ArticleText(n, headline, notes, published_at=NOW + n * DAY, owner="quill.example"))
        for n, headline in enumerate(["Keeper's log: Part 1", "Keeper's log: Part 2", "Keeper's log: Part 3"])
    ]
    assert len(groups(clustered(pieces))) == 3


def test_an_owner_that_stays_with_an_event_has_one_story() -> None:
    assert len(groups(clustered([_owned(n, words) for n, words in enumerate(VOLCANO)]))) == 1


def test_headlines_of_other_owners_need_not_be_alike() -> None:
    text = "Ash from Volcano Harrow has closed the airport of Pellmouth, and thousands have left the town. " * 4
    wakes = traits_of(ArticleText(1, "Volcano Harrow wakes", text, published_at=NOW, owner="one.example"))
    grey = traits_of(ArticleText(2, "A grey morning", text, published_at=NOW, owner="two.example"))
    own_grey = replace(grey, owner="one.example")
    assert place(grey, [opened(1, wakes)], NOW).story_id == 1
    assert place(own_grey, [opened(1, wakes)], NOW).story_id is None


def test_a_large_story_asks_for_more_than_a_small_one() -> None:
    scale = SCALES["headline"]
    small, large = opened(1, headline(1, VOLCANO[0])), _story([headline(n, words) for n, words in enumerate(VOLCANO)])
    assert scale.must_reach(large) > scale.must_reach(small)
    assert scale.must_share(large, large) > scale.must_share(large, small)


def test_forgotten_stories_are_not_near_anything() -> None:
    stories = OpenStories()
    for number, at in ((1, NOW - 30 * DAY), (2, NOW)):
        traits = headline(number, VOLCANO[number], at)
        stories.apply(Placement(None), traits, number)
    stories.forget(1)
    assert [story.id for story in stories.near(headline(3, VOLCANO[0]))] == [2]


def test_a_merged_story_is_found_under_its_new_number_only() -> None:
    stories = OpenStories()
    for number, words in ((1, VOLCANO[0]), (2, ELECTION[0])):
        stories.apply(Placement(None), headline(number, words), number)
    stories.merge(1, 2)
    assert [story.id for story in stories.near(headline(3, ELECTION[1]))] == [1]
    assert len(stories) == 1


def test_a_large_story_is_found_behind_many_small_ones() -> None:
    stories = OpenStories()
    for number in range(64):
        stories.apply(Placement(1000), headline(number, VOLCANO[number % 3]), 1000)
    for number in range(100, 150):
        stories.apply(Placement(None), headline(number, f"Pellmouth council debates matter {number}"), number)
    assert stories.near(headline(999, VOLCANO[1]))[0].id == 1000


def _owned(number: int, words: str) -> Traits:
    return replace(headline(number, words), owner="one.example", headline=words)


def _story(traits: Sequence[Traits]) -> OpenStory:
    story = opened(1, traits[0])
    for each in traits[1:]:
        story = merged(story, opened(1, each))
    return story
