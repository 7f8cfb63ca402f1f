"""How and when editions are made, as a reader sets it."""

from __future__ import annotations

import re

from mynews.services.app import App
from mynews.services.personal.edition_hours import hours_of
from tests.delivery.web.test_personal import say, stories_in, token_of
from tests.delivery.web.visitor import Visitor


def ticked(page: str, name: str) -> list[int]:
    return [int(number) for number in re.findall(f'name="{name}" value="(\\d+)" checked', page)]


def test_hours_are_chosen_shown_and_given_up(app: App, visitor: Visitor) -> None:
    stories_in(app)
    page = visitor.text("/settings/editions")
    assert (ticked(page, "hour"), ticked(page, "weekday")) == ([7, 18], [0, 1, 2, 3, 4, 5, 6])
    assert "data-guess" in page
    assert "or as soon as you say what you like" in visitor.text("/")
    chosen = {"hour": [6, 20], "weekday": [0, 4], "time_zone": "Europe/Berlin", "when": "hours"}
    on = visitor.send("/settings/editions", "/settings/editions/hours", chosen).headers["location"]
    page = visitor.text(on)
    assert (ticked(page, "hour"), ticked(page, "weekday")) == ([6, 20], [0, 4])
    assert 'value="Europe/Berlin"' in page
    assert "New editions come as you said." in page
    assert "The next edition comes at the hour you chose" in visitor.text("/")
    say(visitor, "/settings/editions/hours", when="any", hour=6, weekday=0, time_zone="UTC")
    assert hours_of(app, app.reader()) is None


def test_wrong_hours_are_told_in_words(app: App, visitor: Visitor) -> None:
    wrong = {"token": token_of(visitor), "when": "hours", "hour": "6", "weekday": "0", "time_zone": "<b>Nowhere</b>"}
    answer = visitor.client.post("/settings/editions/hours", data=wrong)
    assert (answer.status_code, "Choose the time zone" in answer.text) == (422, True)
    assert "<b>Nowhere" not in answer.text
    assert hours_of(app, app.reader()) is None


def test_a_new_edition_is_made_when_the_reader_asks(app: App, visitor: Visitor) -> None:
    stories_in(app)
    (first,) = re.findall(r'data-edition="(\d+)"', visitor.text("/"))
    assert re.findall(r'data-edition="(\d+)"', visitor.text("/")) == [first]
    on = say(visitor, "/edition/new")
    page = visitor.text(on)
    assert "This is a new edition." in page
    assert re.findall(r'data-edition="(\d+)"', page) != [first]
