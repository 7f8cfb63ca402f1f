from __future__ import annotations

from dataclasses import replace

import pytest

from mynews.model.errors import NotAllowed, NotFound
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.stories.arrange import merge, split
from mynews.services.stories.reading import story_page
from mynews.services.stories.understand import understand_anew
from tests.press import CHESS, DAM, DAM_AGAIN, DAM_TOO, FERRY, Press, together


@pytest.fixture
def dam(press: Press) -> list[int]:
    """A story of three articles; the first and the last are versions of one text."""
    papers = ("courier", "herald", "post")
    reports = (DAM_TOO, DAM_AGAIN, ("The valley is empty", DAM_TOO[1]))
    articles = [press.publish(press.paper(name), each) for name, each in zip(papers, reports, strict=True)]
    press.understand()
    assert list(press.stories().values()) == [set(articles)]
    return articles


def stranger(app: App) -> Reader:
    app.reader()
    with app.db.write() as tx:
        return tx.readers.add("Stranger", app.now())


def test_what_a_reader_parts_goes_with_its_copies_and_stays_apart(press: Press, dam: list[int]) -> None:
    first, other, copy = dam
    old = press.story_of(first)
    new = split(press.app, press.app.reader(), old, [first])
    assert press.stories() == {old: {other}, new: {first, copy}}
    understand_anew(press.app)
    press.understand(names=True)
    assert press.stories() == {old: {other}, new: {first, copy}}
    for name in ("mail", "star", "sun", "echo"):
        press.publish(press.paper(name), (f"{name.title()}: {DAM[0]}", f"{DAM[1]} So wrote the {name}."))
    press.understand()
    assert {press.story_of(first), press.story_of(other)} == {old, new}
    assert press.story_of(copy) == press.story_of(first)


def test_a_story_that_a_reader_parted_goes_into_no_other_with_the_one_it_was_parted_from(
    press: Press, dam: list[int]
) -> None:
    first, other, _ = dam
    split(press.app, press.app.reader(), press.story_of(first), [first])
    both = (f"{DAM_TOO[0]}, {DAM_AGAIN[0]}", f"{DAM_TOO[1]} {DAM_AGAIN[1]}")
    for number in range(12):
        press.publish(press.paper(f"paper{number}"), (both[0], f"{both[1]} Number {number} of twelve."))
        press.understand()
    assert press.story_of(first) != press.story_of(other)


def test_what_was_parted_can_be_brought_together_again_and_stays_so(press: Press, dam: list[int]) -> None:
    reader, old = press.app.reader(), press.story_of(dam[0])
    new = split(press.app, reader, old, [dam[0]])
    assert merge(press.app, reader, new, old) == new
    assert press.stories() == {new: set(dam)}
    assert story_page(press.app, reader, old).story.id == new
    understand_anew(press.app)
    press.understand()
    assert press.stories() == {new: set(dam)}
    assert split(press.app, reader, new, [dam[1]]) not in (old, new), "no number is given twice"


def test_two_stories_of_different_things_stay_together_at_a_readers_wish(press: Press, dam: list[int]) -> None:
    ferry = press.publish(press.paper("mail"), FERRY)
    press.understand()
    one = merge(press.app, press.app.reader(), press.story_of(dam[0]), press.story_of(ferry))
    chess = press.publish(press.paper("mail"), CHESS)
    understand_anew(press.app)
    press.understand()
    assert press.stories() == {one: {*dam, ferry}, press.story_of(chess): {chess}}
    (card,) = [each for each in press.cards() if each.id == one]
    assert (card.articles, card.owners) == (4, 3)
    assert merge(press.app, press.app.reader(), one, one) == one


def test_one_article_must_stay_and_must_be_there(press: Press, dam: list[int]) -> None:
    story, reader = press.story_of(dam[0]), press.app.reader()
    with pytest.raises(NotAllowed, match="one must stay"):
        split(press.app, reader, story, dam)
    with pytest.raises(NotFound, match="not in this story any more"):
        split(press.app, reader, story, [4711])
    for unknown in (99, -1, 2**62):
        with pytest.raises(NotFound):
            split(press.app, reader, unknown, dam)
        with pytest.raises(NotFound):
            merge(press.app, reader, story, unknown)
    assert together(press.stories().values()) == [dam]


def test_stories_stay_as_they_are_where_readers_may_not_arrange_them(press: Press, dam: list[int]) -> None:
    app = replace(press.app, settings=press.app.settings.model_copy(update={"readers_arrange_stories": False}))
    story = press.story_of(dam[0])
    with pytest.raises(NotAllowed, match="readers_arrange_stories"):
        split(app, app.reader(), story, dam[:1])
    with pytest.raises(NotAllowed, match="readers_arrange_stories"):
        merge(app, app.reader(), story, story)


def test_a_story_of_articles_that_others_alone_may_open_is_not_there_to_arrange(press: Press) -> None:
    other = stranger(press.app)
    report = press.publish(press.paper("courier", reader=other), DAM)
    shared = press.publish(press.paper("post"), CHESS)
    press.understand()
    with pytest.raises(NotFound):
        split(press.app, press.app.reader(), press.story_of(report), [report])
    with pytest.raises(NotFound):
        merge(press.app, press.app.reader(), press.story_of(shared), press.story_of(report))


def test_a_reader_cannot_move_what_the_reader_cannot_open(press: Press) -> None:
    other = stranger(press.app)
    private = press.publish(press.paper("courier", reader=other), DAM_TOO)
    shared = [press.publish(press.paper("post"), DAM), press.publish(press.paper("herald"), DAM_AGAIN)]
    press.understand()
    story = press.story_of(private)
    assert story == press.story_of(shared[0])
    with pytest.raises(NotFound):
        split(press.app, press.app.reader(), story, [private])
    new = split(press.app, press.app.reader(), story, shared)
    assert press.story_of(private) == story
    assert press.stories() == {new: set(shared)}
    assert press.stories(other) == {story: {private}}


def test_a_split_before_anything_was_placed_finds_nothing(press: Press) -> None:
    press.publish(press.paper("courier"), DAM)
    with pytest.raises(NotFound):
        split(press.app, press.app.reader(), 1, [1])
