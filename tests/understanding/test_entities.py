"""Entities of whole articles, by the tagger and the gazetteer as they are shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mynews.intake.clean import plain_text
from mynews.intake.text import parse_text
from mynews.model.meaning import ArticleText, Entity, EntityKind
from mynews.understanding.encoder import Encoder
from mynews.understanding.entities import SURE, find_entities, merge_entities
from mynews.understanding.places import Gazetteer
from mynews.understanding.tagger import Tagger

SEED = Path(__file__).parents[3] / "shared" / "seed" / "article.txt"
STORY = """Health minister Ana Reyes met her colleague Piotr Zieliński in Lisbon on Monday.

"We had no choice," Reyes told reporters. Zieliński said the European Medicines Agency (EMA) would be asked.

The EMA did not answer. Researchers at the University of Porto had warned Portugal and the United States in May.

A spokesman in Washington said the US was ready. Microsoft and the Red Cross offered help."""


@pytest.fixture
def entities_of(encoder: Encoder, tagger: Tagger, gazetteer: Gazetteer) -> Any:
    """Finds the entities of an article that has the named parts."""

    def find(headline: str = "", text: str = "", **parts: Any) -> tuple[Entity, ...]:
        article = ArticleText(id=1, headline=headline, text=text, **parts)
        return find_entities(article, encoder, tagger, gazetteer)

    return find


def shown(entities: tuple[Entity, ...], kind: EntityKind) -> dict[str, Entity]:
    """The entities of that kind that are sure enough to be shown, by their names."""
    return {entity.name: entity for entity in entities if entity.kind == kind and entity.confidence >= SURE}


def test_an_article_names_people_organisations_and_places(entities_of: Any) -> None:
    found = entities_of("Ministers meet in Lisbon", STORY)
    assert {"Ana Reyes", "Piotr Zieliński"} <= set(shown(found, "person"))
    assert {"European Medicines Agency", "University of Porto"} <= set(shown(found, "organisation"))
    assert {"Lisbon", "Portugal", "United States", "Washington"} <= set(shown(found, "place"))


def test_surnames_and_acronyms_are_joined(entities_of: Any) -> None:
    found = entities_of("Ministers meet in Lisbon", STORY)
    assert set(shown(found, "person")["Ana Reyes"].spellings) == {"Ana Reyes", "Reyes"}
    assert set(shown(found, "organisation")["European Medicines Agency"].spellings) >= {"EMA"}
    assert shown(found, "place")["United States"].mentions == 2


def test_a_city_has_its_number_in_the_gazetteer(entities_of: Any, gazetteer: Gazetteer) -> None:
    lisbon = shown(entities_of("Ministers meet in Lisbon", STORY), "place")["Lisbon"]
    known = gazetteer.find("Lisbon")
    assert known is not None
    assert (lisbon.place_id, lisbon.mentions) == (known.number, 2)


def test_titles_and_possessives_are_no_part_of_a_name(entities_of: Any) -> None:
    people = shown(entities_of("", "Mayor Greta Lindqvist's plan pleased President Chidi Okafor."), "person")
    assert {"Greta Lindqvist", "Chidi Okafor"} <= set(people)


def test_capitals_throughout_are_read_too(entities_of: Any) -> None:
    people = shown(entities_of("PRESIDENT CHIDI OKAFOR VISITS GERMANY AND FRANCE", ""), "person")
    assert "Chidi Okafor" in people


def test_the_entities_of_a_story_are_joined_over_its_articles(entities_of: Any, gazetteer: Gazetteer) -> None:
    first = entities_of("Ministers meet in Lisbon", STORY)
    second = entities_of("Reyes resigns in Lisbon", "Health minister Reyes resigned in Lisbon on Friday.")
    merged = merge_entities([first, second], gazetteer)
    assert shown(merged, "person")["Ana Reyes"].mentions >= 3
    assert shown(merged, "place")["Lisbon"].mentions == 4
    assert len({(entity.kind, entity.name) for entity in merged}) == len(merged)


@pytest.mark.parametrize("language", ["ja", "ar", "de-AT", "fr"])
def test_a_language_that_the_tagger_does_not_know_has_no_entities(entities_of: Any, language: str) -> None:
    assert entities_of("Ministers meet in Lisbon", STORY, language=language) == ()


@pytest.mark.parametrize(
    "text",
    [
        "東京で首相と会談した。外務省は発表していない。",
        "التقى الوزيران في العاصمة يوم الاثنين",
        "Встреча прошла в столице в понедельник",
    ],
)
def test_letters_that_the_tagger_does_not_know_give_nothing(entities_of: Any, text: str) -> None:
    assert entities_of(text, text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Word",
        "word " * 100_000,
        "Reyes " * 100_000,
        "X" * 500_000,
        "(" * 50_000,
        "A. " * 50_000,
        "🙂🙃🔥 😀",
        "<b>Lisbon</b> &amp; <i>Porto</i>" * 50,
        "<" * 50_000,
        "\x00\ufffd\u202e",
        "a\n\n" * 20_000,
    ],
)
def test_strange_texts_are_read_without_a_fault(entities_of: Any, text: str) -> None:
    assert isinstance(entities_of(text[:200], text), tuple)
    assert isinstance(entities_of("", text), tuple)


def test_markup_in_a_headline_is_no_part_of_a_name(entities_of: Any) -> None:
    found = entities_of("<b>Ana Reyes</b> flies to <i>Lisbon</i> &amp; Madrid")
    assert {"Lisbon", "Madrid"} <= set(shown(found, "place"))
    assert not any("<" in spelling or "&" in spelling for entity in found for spelling in entity.spellings)


@pytest.mark.data
def test_the_seed_article_names_whom_it_names(entities_of: Any) -> None:
    if not SEED.is_file():
        pytest.skip("no data")
    parsed = parse_text(SEED.read_text("utf-8"))
    captions = tuple(picture.caption for picture in parsed.pictures)
    found = entities_of(parsed.headline, plain_text(parsed.body), key_points=parsed.key_points, captions=captions)
    people, organisations, places = (shown(found, kind) for kind in ("person", "organisation", "place"))
    assert set(people) == {
        "Kong Xuanyou",
        "Lee Do-hoon",
        "Kim Yong-chol",
        "Donald Trump",
        "Kim Jong-un",
        "Moon Jae-in",
        "Xi Jinping",
        "Zhang Baohui",
        "Ryo Hinata-Yamaguchi",
        "Mike Pompeo",
    }
    assert {name: set(people[name].spellings) for name in ("Kong Xuanyou", "Mike Pompeo", "Moon Jae-in")} == {
        "Kong Xuanyou": {"Kong Xuanyou", "Kong"},
        "Mike Pompeo": {"Mike Pompeo", "Pompeo"},
        "Moon Jae-in": {"Moon Jae-in", "Moon"},
    }
    assert {"Seoul", "Beijing", "Pyongyang", "Singapore", "Vietnam", "Hong Kong"} <= set(places)
    assert {"Lingnan University", "Pusan National University"} <= set(organisations)
    assert "Pacific Forum" in {entity.name for entity in found if entity.kind == "organisation"}
    assert any(name.replace("’", "'").startswith("Workers' Party") for name in organisations)
