from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

from mynews.model.article import Picture
from mynews.model.meaning import ArticleText
from mynews.understanding.coverage import Member, Piece, coverage_of, differing
from mynews.understanding.words import term_vector
from tests.make import NOW

HOUR = timedelta(hours=1)


def member(
    number: int,
    headline: str,
    *,
    hours: float = 0,
    owner: str = "",
    copy_of: int | None = None,
    picture: Picture | None = None,
) -> Member:
    return Member(
        ArticleText(number, headline, owner=owner or f"paper-{number}.example"),
        term_vector(headline),
        NOW + hours * HOUR,
        source_name=f"Paper {number}",
        pictures=(picture,) if picture else (),
        copy_of=copy_of,
    )


ASH = member(1, "Volcano Harrow covers Pellmouth with ash")
AIRPORT = member(2, "Ash from Volcano Harrow closes Pellmouth airport", hours=2)
OPINION = member(3, "Opinion: What a volcano says about us", hours=3)
LAVA = member(4, "Lava buries the chapel of Sallow Bridge", hours=5)
SAME = member(5, "Ash from Volcano Harrow closes Pellmouth airport", hours=6, copy_of=2)


def test_the_headline_is_that_of_the_most_central_report() -> None:
    assert coverage_of([ASH, AIRPORT, OPINION]).headline == AIRPORT.article.headline


def test_the_same_articles_show_the_same_whatever_their_order() -> None:
    assert len({coverage_of(order) for order in permutations([ASH, AIRPORT, OPINION, LAVA])}) == 1


def test_the_timeline_tells_each_development_once() -> None:
    timeline = coverage_of([SAME, LAVA, AIRPORT, ASH]).timeline
    assert [step.article_id for step in timeline] == [1, 2, 4]


def test_all_but_the_timeline_is_the_same_without_it() -> None:
    whole, brief = coverage_of([ASH, AIRPORT, LAVA]), coverage_of([ASH, AIRPORT, LAVA], with_timeline=False)
    assert brief == replace(whole, timeline=())


def test_copies_are_listed_but_are_no_owners() -> None:
    coverage = coverage_of([ASH, AIRPORT, SAME])
    assert (coverage.articles, coverage.owners) == ((1, 2, 5), 2)
    assert coverage.sources == ("Paper 1", "Paper 2", "Paper 5")


def test_a_story_of_copies_alone_still_shows_something() -> None:
    assert coverage_of([SAME]).headline == SAME.article.headline


def test_the_lead_picture_is_one_with_a_caption() -> None:
    bare, told = Picture("https://paper.example/a.jpg"), Picture("https://paper.example/b.jpg", "The crater at dawn.")
    members = [member(1, "Volcano wakes", picture=bare), member(2, "Volcano wakes again", picture=told)]
    assert coverage_of(members).picture == told


def test_a_story_without_a_headline_shows_none() -> None:
    coverage = coverage_of([member(1, "")])
    assert (coverage.headline, coverage.timeline, coverage.picture) == ("", (), None)


def test_a_headline_in_capitals_gives_way_to_one_without() -> None:
    loud = member(1, AIRPORT.article.headline.upper())
    assert coverage_of([loud, AIRPORT]).headline_from == 2


def test_headlines_are_parted_where_they_say_what_no_other_says() -> None:
    assert differing(
        ["Dockers begin strike at port", "Port is silent as dockers strike", "Strikes cost the port four millions"]
    ) == (
        (Piece("Dockers ", False), Piece("begin ", True), Piece("strike at port", False)),
        (Piece("Port is ", False), Piece("silent ", True), Piece("as dockers strike", False)),
        (Piece("Strikes ", False), Piece("cost ", True), Piece("the port ", False), Piece("four millions", True)),
    )
    assert differing(["", "Alone"]) == ((), (Piece("Alone", True),))
    assert differing([]) == ()


def test_small_words_between_own_ones_are_own() -> None:
    ((piece,), _) = differing(["Union of dockers", "Volcano wakes"])
    assert piece == Piece("Union of dockers", True)
