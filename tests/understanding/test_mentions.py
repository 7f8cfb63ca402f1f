"""How the names of several passages agree, with a tagger that says what it is told to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from mynews.model.meaning import EntityKind
from mynews.understanding.encoder import Encoder
from mynews.understanding.mentions import SURE_ELSEWHERE, mentions_in
from mynews.understanding.places import Gazetteer
from mynews.understanding.tagger import Mention, Tagger

Said = tuple[EntityKind, str, float]


class Parrot(Tagger):
    """Says of each passage the names that were given for it."""

    def __init__(self, says: Mapping[str, Sequence[Said]]) -> None:
        self._says = says
        self.read: list[str] = []

    def tag(self, texts: Sequence[str], encoder: Encoder) -> list[list[Mention]]:
        self.read += texts
        return [
            [Mention(kind, text.index(name), text.index(name) + len(name), sure) for kind, name, sure in said]
            for text in texts
            for said in [self._says.get(text, ())]
        ]


def found(encoder: Encoder, says: Mapping[str, Sequence[Said]]) -> list[list[tuple[EntityKind, str]]]:
    """The names that are found in the passages that ``says`` has, in their order."""
    marked = mentions_in(list(says), encoder, Parrot(says), Gazetteer({}))
    return [[(it.kind, text[it.start : it.end]) for it in own] for text, own in zip(says, marked, strict=True)]


def test_a_passage_without_a_new_capital_is_not_tagged_but_searched(encoder: Encoder) -> None:
    says: dict[str, Sequence[Said]] = {
        "Greta Lindqvist spoke.": [("person", "Greta Lindqvist", 0.9)],
        "then Lindqvist and Greta left": [],
    }
    parrot = Parrot(says)
    mentions_in(list(says), encoder, parrot, Gazetteer({}))
    assert parrot.read == ["Greta Lindqvist spoke."]
    assert found(encoder, says)[1] == [("person", "Lindqvist"), ("person", "Greta")]


def test_the_same_words_are_of_the_kind_that_most_is_said_for(encoder: Encoder) -> None:
    says: dict[str, Sequence[Said]] = {
        "The Avalon sank One": [("place", "Avalon", 0.6)],
        "the Avalon spoke Two": [("person", "Avalon", 0.9)],
        "Three saw the Avalon": [("person", "the Avalon", 0.8)],
    }
    assert [kind for own in found(encoder, says) for kind, _ in own] == ["person"] * 3
    outvoted = mentions_in(list(says), encoder, Parrot(says), Gazetteer({}))[0][0]
    assert outvoted.confidence == pytest.approx(0.9 * 1.7 / 2.3)


def test_a_name_that_was_passed_over_is_found_where_it_is_sure_elsewhere(encoder: Encoder) -> None:
    first, second = "The Avalon Group met.", "Nobody trusts Avalon Group here."
    assert found(encoder, {first: [("organisation", "Avalon Group", SURE_ELSEWHERE)], second: []})[1] == [
        ("organisation", "Avalon Group")
    ]
    assert found(encoder, {first: [("organisation", "Avalon Group", SURE_ELSEWHERE - 0.1)], second: []})[1] == []


def test_a_known_name_inside_a_longer_one_is_left_there(encoder: Encoder) -> None:
    says: dict[str, Sequence[Said]] = {
        "Porto won.": [("organisation", "Porto", 0.95)],
        "The University of Porto lost.": [("organisation", "University of Porto", 0.95)],
    }
    assert found(encoder, says)[1] == [("organisation", "University of Porto")]


def test_no_passages_have_no_names(encoder: Encoder) -> None:
    assert mentions_in([], encoder, Parrot({}), Gazetteer({})) == []
