"""The tree of subjects can be walked and searched."""

from __future__ import annotations

import pytest

from mynews.model.errors import NotFound
from mynews.understanding.vocabulary import load_terms

TERMS = load_terms()


def test_there_are_seventeen_top_levels() -> None:
    assert len(TERMS.tops) == 17
    assert all(term.parent is None and not TERMS.ancestors(term.code) for term in TERMS.tops)


def test_every_term_but_a_top_level_has_its_parent_in_the_table() -> None:
    assert all(term.parent in TERMS.terms for term in TERMS.terms.values() if term.parent is not None)


def test_every_term_leads_up_to_a_top_level() -> None:
    assert {TERMS.top(code) for code in TERMS.terms} == set(TERMS.tops)


def test_ancestors_begin_with_the_nearest() -> None:
    assert [term.name for term in TERMS.ancestors("20000076")] == ["peace process", "conflict, war and peace"]


def test_children_are_the_terms_directly_below() -> None:
    children = {term.name for term in TERMS.children("20000073")}
    assert children == {"peace envoy", "peace plan", "peace talks"}
    assert TERMS.children("20000076") == ()


def test_search_finds_a_term_by_the_beginning_of_its_words() -> None:
    assert TERMS.search("diplom")[0].name == "diplomacy"
    assert TERMS.search("PEACE tal")[0].name == "peace talks"


def test_search_takes_the_plural_for_the_singular() -> None:
    assert TERMS.search("elections")[0].name == "election"


def test_search_puts_names_before_definitions() -> None:
    names = [term.name for term in TERMS.search("court", limit=100)]
    assert names[0] == "court"
    assert max(n for n, name in enumerate(names) if "court" in name) < names.index("tennis")


def test_terms_that_a_text_names_are_found() -> None:
    named = {TERMS[code].name for code in TERMS.named_in("The Peace Process stalled; civil wars went on in schools.")}
    assert named == {"peace process", "civil war", "school", "war"}
    assert TERMS.named_in("") == set()


@pytest.mark.parametrize("name", ["Peace talks", "peace talk", "PEACE TALKS!"])
def test_a_term_is_found_by_its_whole_name(name: str) -> None:
    found = TERMS.named(name)
    assert found and found.name == "peace talks"


@pytest.mark.parametrize("name", ["", "?", "the peace talks", "peace talks in Oslo", "talks"])
def test_more_or_less_than_its_name_is_no_name(name: str) -> None:
    assert TERMS.named(name) is None


def test_search_stops_at_its_limit() -> None:
    assert len(TERMS.search("a", limit=3)) == 3


@pytest.mark.parametrize("nothing", ["", "   ", "!?", "qqqq zzzz"])
def test_search_for_nothing_finds_nothing(nothing: str) -> None:
    assert TERMS.search(nothing) == []


def test_an_unknown_code_is_said_in_words() -> None:
    with pytest.raises(NotFound, match="no topic with the code “99999999”"):
        TERMS["99999999"]
