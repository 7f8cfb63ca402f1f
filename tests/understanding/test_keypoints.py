from __future__ import annotations

import pytest

from mynews.model.meaning import ArticleText
from mynews.understanding.keypoints import KeyPoints, carrying, development, key_points, stands_alone, told_alone
from mynews.understanding.sentences import sentences_of

LEAD = "Ash from Volcano Harrow closed the airport of Pellmouth for a second day on Tuesday."
MAYOR = "Mayor Rosa Dunne of Pellmouth declared a state of emergency and opened six schools as shelters."
TEXT = (
    f"{LEAD} “We have never seen anything like it,” a pilot said. {MAYOR} "
    "He added that more was to come. Is this the end of the season? "
    "It was cold. Some 4,000 passengers were waiting in Pellmouth for flights to Kessary and Ansel. "
    "People talked and drank tea while they were looking at the grey windows of the hall."
)


def article(text: str = TEXT, **changes: tuple[str, ...]) -> ArticleText:
    return ArticleText(1, "Volcano Harrow closes Pellmouth airport", text, **changes)  # type: ignore[arg-type]


def test_the_sources_own_points_are_taken_as_they_are() -> None:
    assert key_points(article(key_points=("One", "Two"))) == KeyPoints(("One", "Two"), from_source=True)


def test_a_dateline_is_no_part_of_a_point() -> None:
    assert key_points(article(f"PELLMOUTH, Norvane (Lodestar) - {TEXT}")) == key_points(article())
    assert key_points(article(key_points=(f"PELLMOUTH (Reuters) - {LEAD}",))).points == (LEAD,)


def test_a_dateline_is_no_sentence() -> None:
    assert sentences_of(f"PELLMOUTH, 4 oct. (EFE).- {LEAD}") == [LEAD]


def test_a_source_that_lists_everything_gives_ten_points() -> None:
    assert len(key_points(article(key_points=("One",) * 500)).points) == 10


def test_the_sentences_that_carry_the_story_are_its_points() -> None:
    points = key_points(article())
    assert points.points[:2] == (LEAD, MAYOR)
    assert not points.from_source


def test_no_point_is_invented() -> None:
    assert all(point in TEXT for point in key_points(article()).points)


def test_a_thing_is_not_said_twice() -> None:
    again = LEAD.replace("closed", "shut")
    assert len(carrying([LEAD, again, MAYOR])) == 2


def test_a_short_text_has_no_points() -> None:
    assert key_points(article(f"{LEAD} {MAYOR}")) == KeyPoints()


@pytest.mark.parametrize("text", ["", "word", "word " * 100_000, "🌋. 🔥. 💨. ☁.", "ONE TWO. " * 9, "<b>a</b>. " * 9])
def test_odd_texts_have_no_points(text: str) -> None:
    assert key_points(article(text)).points == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "He told reporters on Monday that the airport would stay closed.",
        "“We have never seen anything like it at this airport before.",
        "Will the airport of Pellmouth be opened before the end of the week?",
        "closed the airport of Pellmouth for a second day on Tuesday.",
        "Read more about the volcano and its history on our special page.",
        "The airport will not be opened before the weekend, he said.",
        "I saw the ash come down over the harbour like snow at night.",
    ],
)
def test_a_sentence_that_leans_on_others_does_not_stand_alone(sentence: str) -> None:
    assert not stands_alone(sentence)


def test_what_was_seen_is_no_development_and_what_is_new_is() -> None:
    retold = "On Tuesday the airport of Pellmouth was closed for a second day by ash from Volcano Harrow."
    new = "Lava reached the village of Sallow Bridge at noon and buried its chapel."
    assert development([retold, new], [LEAD, MAYOR]) == [new]


def test_five_reports_of_one_development_give_it_once() -> None:
    new = "Lava reached the village of Sallow Bridge at noon and buried its chapel."
    again = "The chapel of Sallow Bridge was buried by lava that reached the village at noon."
    assert development([new, again], [LEAD]) == [new]


def test_with_nothing_seen_everything_is_new() -> None:
    assert development([LEAD, MAYOR], []) == [LEAD, MAYOR]


def test_nothing_new_is_no_development() -> None:
    assert development(sentences_of(TEXT), [TEXT]) == []


def test_abbreviations_and_initials_end_no_sentence() -> None:
    text = "Dr. J. R. Marsh of the U.S. Navy arrived at 5 p.m. in Ansel. Mrs. Dunne was there. Am 5. November kam er."
    assert sentences_of(text) == [
        "Dr. J. R. Marsh of the U.S. Navy arrived at 5 p.m. in Ansel.",
        "Mrs. Dunne was there.",
        "Am 5. November kam er.",
    ]


def test_paragraphs_end_sentences() -> None:
    assert sentences_of("A headline\n\nA text. And more\n\n") == ["A headline", "A text.", "And more"]


def test_sentences_of_other_scripts_end_as_well() -> None:
    assert sentences_of("火山が目覚めた。空港は閉まった。") == ["火山が目覚めた。", "空港は閉まった。"]


def test_what_one_text_alone_tells_is_found() -> None:
    both = "The dockers of Port Ansel began an open strike over the driverless cranes on Monday."
    own = "The dairy in Caldermere is short of glass bottles since the ships stay away."
    asked = "Will anybody in Caldermere drink milk out of buckets by the end of this week?"
    assert told_alone([[both, asked, own], [both]]) == [own, ""]
    assert told_alone([[both], []]) == [both, ""], "alone is alone"
    assert told_alone([]) == []
