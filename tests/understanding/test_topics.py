"""Articles get their topics, and none rather than a wrong one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mynews.intake.clean import plain_text
from mynews.intake.text import parse_text
from mynews.model.meaning import ArticleText
from mynews.understanding.encoder import Encoder, opening
from mynews.understanding.sections import term_of_section
from mynews.understanding.topics import SECTION_WEIGHT, Topics
from mynews.understanding.vocabulary import load_terms

SEED = Path("../shared/seed/article.txt")
TERMS = load_terms()

# Invented, in the manner of headlines; none of them is among the texts that the classifier learned from.
HEADLINES = {
    "arts": [
        "Poet wins national book award for verses on the harbour",
        "Orchestra plays lost symphony for the first time",
        "New film about a lighthouse keeper charms critics",
    ],
    "conflict": [
        "Rebel commander killed in dawn raid on hill fort",
        "Army shells village as fighting spreads along the border",
        "Militia fighters and government troops clash near the airport",
    ],
    "crime": [
        "Court clears nurse of murder charge",
        "Gang jailed for armed robbery of jewellery shop",
        "Police arrest man after fatal stabbing outside club",
    ],
    "disaster": [
        "Hillside villages buried by landslide after earthquake",
        "Rescuers find survivors in rubble after quake",
        "Ferry sinks off the islands, forty passengers missing",
    ],
    "economy": [
        "Bank lifts forecast for growth as exports pick up",
        "Shares fall after carmaker reports quarterly loss",
        "Inflation slows as central bank holds interest rates",
    ],
    "education": [
        "University opens campus for ocean studies",
        "Pupils return to classrooms with new curriculum",
        "Teachers say primary schools need smaller classes",
    ],
    "environment": [
        "Lynx released in northern forests",
        "Carbon emissions from power plants rise again",
        "Coral reef shrinks as ocean warms, climate scientists warn",
    ],
    "health": [
        "Doctors warn of measles as vaccination falls",
        "New drug for breast cancer helps patients live longer",
        "Hospital patients with diabetes to get new treatment",
    ],
    "human": [
        "Lost dog reunited with family after crossing two counties",
        "Woman, 101, breaks record for oldest skydiver",
        "Cat stuck in chimney for a week is rescued by neighbour",
    ],
    "labour": [
        "Train drivers vote to strike over pay",
        "Union and employers agree wage deal for cleaners",
        "Dockers walk out as union rejects pay offer",
    ],
    "lifestyle": [
        "Seven soups for cold evenings, with recipes",
        "Best beaches and small hotels for a holiday in the islands",
        "How to bake the perfect apple cake",
    ],
    "politics": [
        "Chancellor wins confidence vote by three seats",
        "Opposition candidate leads polls ahead of presidential election",
        "Senate committee to question minister over budget bill",
    ],
    "religion": [
        "Cardinals meet to choose new pope",
        "Monastery welcomes pilgrims for feast of the saint",
        "Bishops pray with imams in the cathedral",
    ],
    "science": [
        "Rover finds traces of ancient lake on Mars",
        "Astronomers see two black holes merge",
        "Physicists trap a single atom with light",
    ],
    "society": [
        "Divorce rate falls for the tenth year",
        "Parents of toddlers share how they raise kids after divorce",
        "What my children taught me about being a mother",
    ],
    "sport": [
        "Midfielder's late header sends team to the cup final",
        "Swimmer breaks world record at championships",
        "Coach praises goalkeeper after league win",
    ],
    "weather": [
        "Thunderstorms and hail expected in the south tonight",
        "Heavy snow forecast for the weekend",
        "Forecasters warn of gales and heavy rain",
    ],
}
# What is shown must be right; that so many of all headlines get something keeps that from being empty.
SHOWN = 0.7


@pytest.fixture(scope="module")
def topics() -> Topics:
    return Topics.load()


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load(1)


def top(name: str) -> str:
    return next(term.code for term in TERMS.tops if term.name.startswith(name))


def names_of(topics: Topics, encoder: Encoder, article: ArticleText) -> set[str]:
    vector = encoder.encode([opening(article)])[0]
    return {TERMS[topic.code].name for topic in topics.topics_of(article, vector)}


@pytest.mark.parametrize("name", HEADLINES)
def test_headlines_of_each_top_level_get_it_or_none(topics: Topics, encoder: Encoder, name: str) -> None:
    found = [names_of(topics, encoder, ArticleText(id=1, headline=headline)) for headline in HEADLINES[name]]
    tops = [{TERMS.top(term.code).code for term in TERMS.terms.values() if term.name in names} for names in found]
    assert any(tops)
    assert all(top(name) in codes for codes in tops if codes)


def test_most_headlines_get_a_topic(topics: Topics, encoder: Encoder) -> None:
    headlines = [headline for several in HEADLINES.values() for headline in several]
    shown = [bool(names_of(topics, encoder, ArticleText(id=1, headline=headline))) for headline in headlines]
    assert sum(shown) >= SHOWN * len(shown)


def test_narrower_topics_are_given_where_definitions_agree(topics: Topics, encoder: Encoder) -> None:
    pope = ArticleText(id=1, headline="Cardinals meet to choose new pope")
    assert names_of(topics, encoder, pope) == {"religion", "pope"}
    snow = ArticleText(id=1, headline="Thunderstorms and hail expected in the south tonight")
    assert "weather forecast" in names_of(topics, encoder, snow)


def test_each_narrower_topic_comes_with_its_top_level_that_weighs_as_much(topics: Topics, encoder: Encoder) -> None:
    article = ArticleText(id=1, headline="Divorce rate falls for the tenth year", sections=("Sport > Tennis",))
    found = topics.topics_of(article, encoder.encode([opening(article)])[0])
    weights = {topic.code: topic.weight for topic in found}
    assert {"15000000", "20001085", "14000000"} <= set(weights)
    assert all(weights[TERMS.top(code).code] >= weight > 0 for code, weight in weights.items())
    assert [topic.weight for topic in found] == sorted(weights.values(), reverse=True)


def test_the_seed_article_is_about_diplomacy_or_a_peace_process(topics: Topics, encoder: Encoder) -> None:
    if not SEED.is_file():
        pytest.skip("no data")
    parsed = parse_text(SEED.read_text())
    article = ArticleText(id=1, headline=parsed.headline, text=plain_text(parsed.body), key_points=parsed.key_points)
    assert names_of(topics, encoder, article) & {"diplomacy", "peace process"}


@pytest.mark.parametrize(
    "headline",
    [
        "",
        "Volcano",
        "!!!",
        "blorp snarg wib wob flun",
        "the of and to in it was",
        "Your morning briefing",
        "今日の天気は晴れです",
        "Сегодня в городе выпал снег",
        "🔥🔥🔥",
    ],
)
def test_what_says_nothing_gets_no_topic(topics: Topics, encoder: Encoder, headline: str) -> None:
    assert names_of(topics, encoder, ArticleText(id=1, headline=headline)) == set()


def test_an_article_in_another_language_has_only_its_sections(topics: Topics, encoder: Encoder) -> None:
    article = ArticleText(id=1, headline="Senat stimmt für Impeachment", language="de-AT", sections=("Politik",))
    assert names_of(topics, encoder, article) == {"politics"}
    assert names_of(topics, encoder, ArticleText(id=1, headline="Shares fall on Wall Street", language="fr")) == set()


def test_without_a_vector_the_sections_alone_are_heard(topics: Topics) -> None:
    article = ArticleText(id=1, headline="Cardinals meet to choose new pope", sections=("Health",))
    assert [topic.code for topic in topics.topics_of(article, None)] == [top("health")]


def test_a_vector_of_zeros_counts_as_none(topics: Topics) -> None:
    article = ArticleText(id=1, headline="Cardinals meet to choose new pope")
    assert topics.topics_of(article, np.zeros(topics.classifier.width, np.float32)) == ()


def test_capitals_and_markup_make_no_difference(topics: Topics, encoder: Encoder) -> None:
    plain = names_of(topics, encoder, ArticleText(id=1, headline="Stocks tumble as central bank raises rates"))
    capitals = names_of(topics, encoder, ArticleText(id=1, headline="STOCKS TUMBLE AS CENTRAL BANK RAISES RATES"))
    markup = "<b>Stocks</b> tumble &amp; central bank raises <i>rates</i>"
    assert "economy, business and finance" in plain & capitals
    assert "economy, business and finance" in names_of(topics, encoder, ArticleText(id=1, headline=markup))


def test_a_very_long_text_is_read_by_its_beginning(topics: Topics, encoder: Encoder) -> None:
    headline = "Cardinals meet to choose new pope"
    article = ArticleText(
        id=1, headline=headline, text="The cardinals prayed in the chapel. " + "filler word " * 50_000
    )
    assert "religion" in names_of(topics, encoder, article)


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("Sport", "sport"),
        ("SPORTS", "sport"),
        ("Football", "sport"),
        ("Fußball", "sport"),
        ("sport/tennis", "tennis"),
        ("Business > Economy", "economy"),
        ("News | Politics", "politics"),
        ("Politik", "politics"),
        ("Política", "politics"),
        ("Economía", "economy, business and finance"),
        ("Kultur", "arts, culture, entertainment and media"),
        ("Arts and Culture", "arts, culture, entertainment and media"),
        ("Arts & Culture", "arts, culture, entertainment and media"),
        ("#Climate Change", "climate change"),
        ("Wetter", "weather"),
        ("健康", "health"),
        ("Economy, Business and Finance", "economy, business and finance"),
        ("Space Exploration", "space exploration"),
        ("hurricanes", "hurricane"),
        ("climate-change", "climate change"),
        ("AI", "artificial intelligence"),
        ("Tech > Artificial Intelligence", "artificial intelligence"),
    ],
)
def test_clear_sections_are_known(section: str, name: str) -> None:
    assert TERMS[term_of_section(section) or ""].name == name


@pytest.mark.parametrize(
    "section",
    [
        "",
        "News",
        "World",
        "Opinion",
        "Asia",
        "Top stories",
        "Society",
        "Women",
        "Podcasts",
        "Party",
        "Uncategorized",
        "https://paper.example/sport",
        "x" * 500,
    ],
)
def test_sections_that_say_nothing_are_left_alone(section: str) -> None:
    assert term_of_section(section) is None


def test_every_section_of_the_table_stands_for_a_term(topics: Topics) -> None:
    table = Path("src/mynews/understanding/weights/sections.tsv").read_text().splitlines()
    named = [(line.split("\t")[0], name) for line in table for name in line.split("\t")[1].split(", ")]
    assert all(term_of_section(name) == code and TERMS[code] for code, name in named)


def test_a_clear_section_weighs_what_publishers_are_trusted_with(topics: Topics) -> None:
    (topic,) = topics.topics_of(ArticleText(id=1, headline="Round-up", sections=("News", "Travel > Sport")), None)
    assert (topic.code, topic.weight) == (top("sport"), SECTION_WEIGHT)
