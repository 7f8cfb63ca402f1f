from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mynews.intake.titles import plain_title

PAPER = "https://www.harbourpost.example/"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("The Harbour Post", "The Harbour Post"),
        ("  The Harbour\n Post ", "The Harbour Post"),
        ("The Harbour Post -", "The Harbour Post"),
        ("» The Harbour Post", "The Harbour Post"),
        ("The Harbour Post - Home", "The Harbour Post"),
        ("The Harbour Post | Homepage", "The Harbour Post"),
        ("The Harbour Post » Feed", "The Harbour Post"),
        ("The Harbour Post – RSS", "The Harbour Post"),
        ("The Harbour Post :: RSS Feed", "The Harbour Post"),
        ("The Harbour Post RSS", "The Harbour Post"),
        ("The Harbour Post RSS Feed", "The Harbour Post"),
        ("The Harbour Post (RSS)", "The Harbour Post"),
        ("The Harbour Post RSS 2.0", "The Harbour Post"),
        ("The Harbour Post Atom feed", "The Harbour Post"),
        ("HarbourPost feed", "HarbourPost"),
        ("RSS: The Harbour Post", "The Harbour Post"),
        ("RSS feed for The Harbour Post", "The Harbour Post"),
        ("RSS-Feed von Hafenpost", "Hafenpost"),
        ("Flux RSS de La Poste du Port", "La Poste du Port"),
        ("Latest stories from The Harbour Post", "The Harbour Post"),
        ("Latest news from The Harbour Post", "The Harbour Post"),
        ("The latest articles by The Harbour Post", "The Harbour Post"),
        ("Top stories | The Harbour Post", "The Harbour Post"),
        ("The Harbour Post - Latest", "The Harbour Post"),
        ("The Harbour Post: Latest", "The Harbour Post"),
        ("The Harbour Post - All Stories", "The Harbour Post"),
        ("The Harbour Post – Breaking News, World News and Video from the Harbour", "The Harbour Post"),
        ("The Harbour Post - The Harbour Post", "The Harbour Post"),
        ("Home - RSS - The Harbour Post", "The Harbour Post"),
        ("Recent content on The Harbour Post", "The Harbour Post"),
        ("Startseite - Hafen.at", "Hafen.at"),
        ("Aktuelle Nachrichten - Hafenpost", "Hafenpost"),
        ("Hafenpost | Schlagzeilen", "Hafenpost"),
        ("La Poste du Port - À la une", "La Poste du Port"),
        ("La Poste du Port : dernières actualités", "La Poste du Port"),
        ("El Puerto - Portada", "El Puerto"),
        ("Últimas noticias | El Puerto", "El Puerto"),
        ("Correio do Porto - Últimas notícias", "Correio do Porto"),
        ("Il Porto - Prima pagina", "Il Porto"),
        ("De Haven - Laatste nieuws", "De Haven"),
        ("Havneposten - Forside", "Havneposten"),
        ("Порт - Главная", "Порт"),
        ("港新聞 - トップ", "港新聞"),
    ],
)
def test_what_says_only_that_it_is_a_feed_or_the_whole_of_a_site_is_left_out(title: str, shown: str) -> None:
    assert plain_title(title, PAPER) == shown
    assert plain_title(shown, PAPER) == shown


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("The Harbour Post | World news", "The Harbour Post: World news"),
        ("World news | The Harbour Post", "The Harbour Post: World news"),
        ("Harbour Post > Politics", "Harbour Post: Politics"),
        ("HarbourPost.example - World", "HarbourPost.example: World"),
        ("RSS - Sport - Harbour Post", "Harbour Post: Sport"),
        ("The Harbour Post: World", "The Harbour Post: World"),
        ("HP Topics: World", "HP Topics: World"),
        ("The Pellmouth Ledger - World", "The Pellmouth Ledger - World"),
        ("Harbour Post - Latest science news", "Harbour Post: Latest science news"),
        ("Harbour Post - Ships, cranes and tides", "Harbour Post - Ships, cranes and tides"),
        ("Harbour Post | World | Africa", "Harbour Post | World | Africa"),
    ],
)
def test_sections_stay_and_stand_behind_the_paper(title: str, shown: str) -> None:
    assert plain_title(title, PAPER) == shown


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("RSS", "harbourpost.example"),
        ("Top Stories", "harbourpost.example"),
        ("Startseite", "harbourpost.example"),
        ("Home | RSS Feed", "harbourpost.example"),
        ("World", "harbourpost.example: World"),
        ("Politik", "harbourpost.example: Politik"),
    ],
)
def test_a_title_that_names_nobody_has_the_site_before_it(title: str, shown: str) -> None:
    assert plain_title(title, PAPER) == shown
    assert plain_title(title, "https://rss.harbourpost.example/world.xml") == shown


@pytest.mark.parametrize(
    ("title", "known_as", "shown"),
    [
        ("Top Stories", "The Harbour Post", "The Harbour Post"),
        ("World", "The Harbour Post", "The Harbour Post"),
        ("Harbour Post | World", "My harbour", "Harbour Post: World"),
        ("Top Stories", "Home", "harbourpost.example"),
        ("World", "World", "harbourpost.example: World"),
        ("Politics", "harbourpost.example: World", "harbourpost.example: Politics"),
        ("Top Stories", "", "harbourpost.example"),
    ],
)
def test_a_title_that_names_nobody_leaves_the_name_of_a_list(title: str, known_as: str, shown: str) -> None:
    assert plain_title(title, PAPER, known_as) == shown


@pytest.mark.parametrize("site", [None, "", "http://localhost:4000/", "http://127.0.0.1/", "http://[::1/", "/here"])
def test_without_a_site_of_the_public_a_title_stays(site: str | None) -> None:
    assert plain_title("RSS", site) == "RSS"
    assert plain_title("World", site) == "World"


@pytest.mark.parametrize(
    "title",
    [
        "Chicken Feed",
        "News Feed Weekly",
        "Home: a magazine of houses",
        "Coming Home",
        "Ana Reyes' Latest",
        "Latest from Mars",
        "Atom Smashers",
        "The Front Page",
        "Index on Censorship",
        "Home and Away",
        "Top Stories of the Deep",
        "Feeding the Fish",
        "Comments on: An Island – and its birds",
        "Web • Tech • Audio",
        "Anna Lind – Photographer, Author",
        "C++ on a Friday",
        "deep.log",
        "-",
        "R",
        "|",
        "",
    ],
)
def test_what_may_be_a_name_is_left_alone(title: str) -> None:
    assert plain_title(title, "https://anywhere.example/") in (title, title or "anywhere.example")


def test_a_paper_whose_name_says_nothing_keeps_it() -> None:
    assert plain_title("Headlines - Politics", "https://headlines.example") == "Headlines: Politics"


@given(
    st.lists(st.sampled_from("Home RSS Feed World Post The - | : » – Latest stories from feed for 港".split())).map(
        " ".join
    )
    | st.text(max_size=80),
    st.sampled_from([None, PAPER, "https://www.world.example/feed"]),
)
def test_a_title_never_becomes_nothing_and_gets_no_word_but_the_host(title: str, site: str | None) -> None:
    plain = plain_title(title, site)
    assert bool(plain) or not title.strip()
    hosts = {"harbourpost.example", "world.example"}
    assert {word.strip(":") for word in plain.split()} <= {word.strip(":") for word in title.split()} | hosts
