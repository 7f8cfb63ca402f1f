"""The packaged gazetteer."""

from __future__ import annotations

import pytest

from mynews.understanding.places import Gazetteer


@pytest.mark.parametrize(
    ("name", "country", "level"),
    [
        ("Paris", "France", "city"),
        ("the United States", "United States", "country"),
        ("U.S.", "United States", "country"),
        ("Zurich", "Switzerland", "city"),
        ("zürich", "Switzerland", "city"),
        ("South Korea", "South Korea", "country"),
        ("Bavaria", "Germany", "region"),
        ("Georgia", "Georgia", "country"),
    ],
)
def test_a_name_means_the_place_that_everyone_means(gazetteer: Gazetteer, name: str, country: str, level: str) -> None:
    place = gazetteer.find(name)
    assert place is not None
    assert (place.country, place.level) == (country, level)


def test_the_country_of_the_text_decides_between_towns(gazetteer: Gazetteer) -> None:
    canadian, american = gazetteer.find("Windsor", {"Canada"}), gazetteer.find("Windsor", {"United States"})
    assert canadian is not None and american is not None
    assert (canadian.country, american.country) == ("Canada", "United States")
    assert canadian.number != american.number


def test_a_town_of_which_nobody_can_tell_the_country_is_not_guessed(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("Windsor") is None


@pytest.mark.parametrize("name", ["", "Nowhereton", "🙂", "x" * 100_000])
def test_what_is_no_place_is_not_found(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.find(name) is None
