from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mynews.model.errors import NotFound
from mynews.model.interest import Subject
from mynews.services.app import App
from mynews.services.personal.editions import edition_page
from mynews.services.personal.interests import interests
from mynews.services.personal.say import Stood, Word, mutable, say, say_address, saying_of
from tests import make
from tests.delivery.web.visitor import follow, tell


@pytest.fixture
def story(app: App) -> int:
    follow(app, make.article())
    return tell(app, [1])


def token_of(app: App, word: Word, story: int, stood: Stood | None = None) -> str:
    return say_address(app, app.reader(), word, story, stood).rpartition("/")[2]


@pytest.mark.parametrize("word", ["more", "less", "hide"])
def test_a_word_of_a_client_program_is_a_signal_with_its_place(app: App, story: int, word: Word) -> None:
    edition = edition_page(app, app.reader()).edition
    stood = Stood(edition.id, 0, make.NOW + timedelta(days=1))
    say(app, saying_of(app, token_of(app, word, story, stood)))
    with app.db.read() as tx:
        (told,) = tx.signals.after(app.reader().id, 0, 9)
    said = told.signal
    assert (said.kind, said.story_id, said.edition_id, said.place, said.face) == (word, story, edition.id, 0, "greader")


def test_an_edition_that_is_forgotten_takes_nothing_from_a_word(app: App, story: int) -> None:
    say(app, saying_of(app, token_of(app, "more", story, Stood(99, 0, make.NOW + timedelta(days=1)))))
    with app.db.read() as tx:
        (told,) = tx.signals.after(app.reader().id, 0, 9)
    assert (told.signal.kind, told.signal.edition_id) == ("more", None)


def test_a_link_ends_and_cannot_be_changed(app: App, story: int) -> None:
    token = token_of(app, "more", story, Stood(1, 0, make.NOW + timedelta(days=1)))
    assert saying_of(app, token).word == "more"
    with pytest.raises(NotFound, match="too old"):
        saying_of(replace(app, clock=lambda: make.NOW + timedelta(days=1)), token)
    word, *rest = token.split("-", 6)
    for wrong in ("", "x", token[:-1], f"less-{'-'.join(rest)}", token.replace("more-1", "more-2"), f"{token}a",
                  token.replace("-0-", "-1-")):  # fmt: skip
        with pytest.raises(NotFound):
            saying_of(app, wrong)
    assert word == "more"


def test_one_can_choose_what_to_mute_and_nothing_else(app: App, story: int) -> None:
    saying = saying_of(app, token_of(app, "mute", story))
    offered = mutable(app, saying)
    assert offered[:2] == (
        Subject("story", str(story), "Volcano wakes after a century"),
        Subject("source", "1", "The Paper"),
    )
    say(app, saying, "source:1")
    say(app, saying, "source:2")
    muted = [(each.stance, each.subject.kind, each.subject.key) for each in interests(app, app.reader())]
    assert sorted(muted) == [("mute", "source", "1"), ("mute", "story", str(story))]
