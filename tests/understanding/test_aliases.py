"""Joining names that mean the same, on invented people."""

from __future__ import annotations

from mynews.model.meaning import EntityKind
from mynews.understanding.aliases import Name, join_names
from mynews.understanding.places import Gazetteer


def joined(
    *texts: str, kind: EntityKind = "person", acronyms: dict[str, str] | None = None, in_order: bool = True
) -> dict[str, set[str]]:
    """The entities that mentions in this order mean, each with its spellings."""
    names = [Name(kind, text, 0.95) for text in texts]
    return {
        entity.name: set(entity.spellings)
        for entity in join_names(names, Gazetteer({}), acronyms or {}, in_order=in_order)
    }


def test_a_bare_surname_joins_the_one_who_bears_it() -> None:
    assert joined("Ana Reyes", "Reyes", "Zhu Meilin", "Zhu") == {
        "Ana Reyes": {"Ana Reyes", "Reyes"},
        "Zhu Meilin": {"Zhu Meilin", "Zhu"},
    }


def test_a_bare_surname_in_the_headline_joins_who_is_named_later() -> None:
    assert joined("Reyes", "Ana Reyes") == {"Ana Reyes": {"Ana Reyes", "Reyes"}}


def test_hyphens_accents_and_middle_names_make_no_other_person() -> None:
    assert joined("Han Su-bin", "Han Su Bin") == {"Han Su-bin": {"Han Su-bin", "Han Su Bin"}}
    assert len(joined("José Ortega", "Jose Ortega", "José M. Ortega", "Jose Ortega Jr.")) == 1


def test_two_of_one_surname_stay_two() -> None:
    people = joined("Han Su-bin", "Han Dong-wook", "Han Su Bin")
    assert set(people) == {"Han Su-bin", "Han Dong-wook"}


def test_an_ambiguous_surname_means_who_was_named_last() -> None:
    people = join_names(
        [Name("person", text, 0.9) for text in ("Han Su-bin", "Han Dong-wook", "Han", "Han Su-bin", "Han", "Han")],
        Gazetteer({}),
        {},
    )
    assert {person.name: person.mentions for person in people} == {"Han Su-bin": 4, "Han Dong-wook": 2}


def test_an_ambiguous_surname_before_both_is_left_out() -> None:
    people = joined("Han", "Han Su-bin", "Han Dong-wook")
    assert people == {"Han Su-bin": {"Han Su-bin"}, "Han Dong-wook": {"Han Dong-wook"}}


def test_a_talk_between_two_names_both() -> None:
    assert joined("Reyes-Okafor", "Ana Reyes", "Chidi Okafor") == {
        "Ana Reyes": {"Ana Reyes", "Reyes"},
        "Chidi Okafor": {"Chidi Okafor", "Okafor"},
    }


def test_a_double_name_is_one_person() -> None:
    assert joined("Ada Pell-Moreau", "Pell-Moreau") == {"Ada Pell-Moreau": {"Ada Pell-Moreau", "Pell-Moreau"}}


def test_an_acronym_joins_what_the_text_says_it_means() -> None:
    organisations = joined("Harbour Safety Board", "HSB", kind="organisation", acronyms={"HSB": "Harbour Safety Board"})
    assert organisations == {"Harbour Safety Board": {"Harbour Safety Board", "HSB"}}


def test_an_acronym_joins_the_organisation_of_its_initials() -> None:
    organisations = joined("National Union of Ferrymen", "NUF", "NUFX", kind="organisation")
    assert organisations == {"National Union of Ferrymen": {"National Union of Ferrymen", "NUF"}, "NUFX": {"NUFX"}}


def test_countries_are_one_under_all_their_names(gazetteer: Gazetteer) -> None:
    names = [Name("place", text, 0.95) for text in ("US", "United States", "U.S.", "Britain", "UK", "Nowhereton")]
    places = join_names(names, gazetteer, {})
    assert {place.name: place.mentions for place in places} == {
        "United States": 3,
        "United Kingdom": 2,
        "Nowhereton": 1,
    }


def test_a_city_is_sought_in_the_countries_of_the_text(gazetteer: Gazetteer) -> None:
    names = [Name("place", text, 0.95) for text in ("Canada", "Windsor")]
    windsor = next(place for place in join_names(names, gazetteer, {}) if place.name == "Windsor")
    assert windsor.place_id == gazetteer.find("Windsor", {"Canada"}).number  # type: ignore[union-attr]


def test_the_same_words_are_of_one_kind_throughout() -> None:
    names = [Name("person", "Avalon", 0.9), Name("person", "Avalon", 0.9), Name("organisation", "Avalon", 0.8)]
    (avalon,) = join_names(names, Gazetteer({}), {})
    assert (avalon.kind, avalon.mentions, avalon.confidence) == ("person", 3, 0.9)


def test_without_an_order_an_ambiguous_name_is_left_out() -> None:
    assert set(joined("Han Su-bin", "Han Dong-wook", "Han", in_order=False)) == {"Han Su-bin", "Han Dong-wook"}
