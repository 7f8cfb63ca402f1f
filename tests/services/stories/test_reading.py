from __future__ import annotations

from datetime import timedelta

import pytest

from mynews.model.errors import NotFound
from mynews.model.source import Reader
from mynews.model.story import StoryCard
from mynews.services.gathering.subscribe import follow, unsubscribe
from mynews.services.stories.lists import latest
from mynews.services.stories.reading import (
    article_context,
    articles_of,
    entity_page,
    largest_stories,
    news_since,
    story_page,
    top_stories,
    topic_page,
)
from mynews.services.stories.search import search
from tests.press import CHESS, DAM, DAM_AGAIN, DAM_TOO, FERRY, FERRY_TOO, Press

HOUR = timedelta(hours=1)


@pytest.fixture
def other(press: Press) -> Reader:
    """Somebody else who reads here."""
    press.app.reader()
    with press.app.db.write() as tx:
        return tx.readers.add("Other", press.app.now())


def test_a_story_is_shown_whole(press: Press) -> None:
    first = press.publish(press.paper("courier"), DAM_TOO, hours_ago=9)
    second = press.publish(press.paper("post"), DAM, hours_ago=5)
    copy = press.publish(press.paper("herald"), ("Dam disaster", DAM[1]), hours_ago=4)
    press.understand(names=True)
    page = story_page(press.app, press.app.reader(), press.story_of(first))
    assert [each.card.id for each in page.coverage] == [second, first]
    assert [[each.id for each in covering.copies] for covering in page.coverage] == [[copy], []]
    assert (page.story.articles, page.story.owners) == (3, 2)
    assert page.sources == ("Courier", "Post", "Herald")
    assert [each.article_id for each in page.timeline] == [first, second]
    assert "Ilse Marlow" in [each.name for each in page.about.people]
    assert 0 < page.importance < 1
    assert (page.earlier, page.later, page.near) == (None, (), ())


def test_a_long_article_that_leads_its_story_gives_the_key_points(press: Press) -> None:
    press.publish(press.paper("courier"), (DAM[0], f"{DAM[1]} {DAM_AGAIN[1]} {DAM_TOO[1]}"))
    press.understand()
    points = story_page(press.app, press.app.reader(), press.cards()[0].id).points
    assert points.points and not points.from_source


def test_top_stories_are_paged_without_gap_or_repetition(press: Press) -> None:
    for number, report in enumerate((DAM, FERRY, CHESS)):
        press.publish(press.paper("courier"), report, hours_ago=number)
    press.publish(press.paper("post"), FERRY_TOO)
    press.understand()
    reader = press.app.reader()
    whole = top_stories(press.app, reader)
    assert len(whole.cards) == 3 and whole.after is None
    assert whole.cards[0].articles == 2
    found: list[StoryCard] = []
    after = None
    for _ in range(3):
        page = top_stories(press.app, reader, after, most=1)
        found += page.cards
        after = page.after
    assert (tuple(found), after) == (whole.cards, None)
    for nonsense in ("", "_", "x_1", "1_x", "1"):
        with pytest.raises(NotFound):
            top_stories(press.app, reader, nonsense)


def test_importance_fades_but_not_the_order_of_stories(press: Press) -> None:
    press.publish(press.paper("courier"), DAM, hours_ago=1)
    press.publish(press.paper("courier"), CHESS, hours_ago=2)
    press.understand()
    reader, tomorrow = press.app.reader(), press.later(days=1)
    assert top_stories(tomorrow.app, reader) == top_stories(press.app, reader)
    number = press.cards()[0].id
    now, then = (story_page(app, reader, number).importance for app in (press.app, tomorrow.app))
    assert then == pytest.approx(now / 2)


def test_only_stories_of_what_a_reader_follows_are_listed(press: Press, other: Reader) -> None:
    source = press.paper("courier")
    press.publish(source, DAM)
    press.understand()
    assert top_stories(press.app, other).cards == largest_stories(press.app, other) == ()
    unsubscribe(press.app, press.app.reader(), source.id)
    assert top_stories(press.app, press.app.reader()).cards == ()


def test_anothers_private_articles_are_neither_shown_nor_counted(press: Press, other: Reader) -> None:
    private = press.publish(press.paper("courier", reader=other), (DAM[0], DAM[1] + " Said Jonas Petersen of Hallund."))
    copy = press.publish(press.paper("mail"), ("Read elsewhere", DAM[1]))
    copy_too = press.publish(press.paper("echo"), ("Read there too", DAM[1]))
    shared = press.publish(press.paper("post"), DAM_AGAIN)
    press.understand(names=True)
    me, story = press.app.reader(), press.story_of(shared)
    assert press.story_of(private) == story
    page = story_page(press.app, me, story)
    listed = [largest_stories(press.app, me)[0], top_stories(press.app, me).cards[0], page.story]
    assert [(each.articles, each.owners) for each in listed] == [(3, 2)] * 3
    assert press.stories() == {story: {copy, copy_too, shared}}
    assert len(page.coverage) == 2, "the second copy stands below the first"
    assert "Courier" not in page.sources
    assert private not in [each.article_id for each in page.timeline]
    assert "Jonas Petersen" not in [each.name for each in page.about.people]
    assert {card.in_story for card in latest(press.app, me).cards} == {3}
    assert {hit.card.in_story for hit in search(press.app, me, "brennick")} == {3}
    assert article_context(press.app, me, copy).copies[0].id == copy_too
    assert private not in [each.id for each in article_context(press.app, me, copy).copies]
    follow(press.app, other, press.paper("post").id)
    assert [card.articles for card in top_stories(press.app, other).cards] == [4]
    assert private in press.stories(other)[story]


def test_a_story_led_by_a_private_article_has_another_headline_for_others(press: Press, other: Reader) -> None:
    mine = press.app.reader()
    theirs = press.publish(press.paper("courier", reader=other), DAM)
    own = press.publish(press.paper("post", reader=mine), DAM_AGAIN)
    press.understand()
    story = press.story_of(theirs)
    assert story == press.story_of(own)
    for who, headline in ((other, DAM[0]), (mine, DAM_AGAIN[0])):
        (card,) = top_stories(press.app, who).cards
        assert (card.headline, card.articles, card.owners) == (headline, 1, 1)
        assert story_page(press.app, who, story).story == card


def test_a_story_that_others_alone_may_open_is_not_there(press: Press, other: Reader) -> None:
    private = press.publish(press.paper("courier", reader=other), DAM)
    press.understand(names=True)
    story, me = press.story_of(private), press.app.reader()
    assert story_page(press.app, other, story).story.id == story
    with pytest.raises(NotFound):
        story_page(press.app, me, story)
    with pytest.raises(NotFound):
        news_since(press.app, me, story, press.app.now())
    with pytest.raises(NotFound):
        articles_of(press.app, me, [story])
    entity = story_page(press.app, other, story).about.people[0]
    assert [card.id for card in entity_page(press.app, other, entity.id).listing.cards] == [story]
    with pytest.raises(NotFound):
        entity_page(press.app, me, entity.id)


@pytest.mark.parametrize("number", [0, 1, -1, 2**62])
def test_a_number_that_no_story_has_is_not_found(press: Press, number: int) -> None:
    reader = press.app.reader()
    with pytest.raises(NotFound):
        story_page(press.app, reader, number)
    with pytest.raises(NotFound):
        entity_page(press.app, reader, number)
    with pytest.raises(NotFound):
        news_since(press.app, reader, number, press.app.now())


def test_the_stories_about_a_person_are_the_newest_first_and_paged(press: Press) -> None:
    press.publish(press.paper("courier"), CHESS, hours_ago=30)
    press.understand(names=True)
    lifeboat = (
        "New lifeboat named in Gravik harbour",
        "A lifeboat was launched at Gravik on Sunday, and Petra Olbricht broke the bottle on its bow. Seven volunteers "
        "will watch over the Sund in winter storms, and a bigger crane was ordered for the pier.",
    )
    press.publish(press.paper("post"), lifeboat)
    press.understand(names=True)
    reader = press.app.reader()
    stories = sorted(press.stories(), reverse=True)
    assert len(stories) == 2
    olbricht = next(
        each for each in story_page(press.app, reader, stories[0]).about.people if each.name == "Petra Olbricht"
    )
    listing = entity_page(press.app, reader, olbricht.id).listing
    assert [card.id for card in listing.cards] == stories
    first = entity_page(press.app, reader, olbricht.id, most=1).listing
    second = entity_page(press.app, reader, olbricht.id, first.after, most=1).listing
    assert [card.id for card in (*first.cards, *second.cards)] == stories
    assert second.after is None


def test_the_page_of_a_topic_lists_its_stories(press: Press) -> None:
    ferry = press.publish(press.paper("courier"), FERRY)
    press.publish(press.paper("courier"), CHESS)
    press.understand()
    reader, story = press.app.reader(), press.story_of(ferry)
    (topic,) = story_page(press.app, reader, story).about.topics
    page = topic_page(press.app, reader, topic.code)
    assert page.term == topic and topic.name.startswith("economy")
    assert [card.id for card in page.listing.cards] == [story]
    with pytest.raises(NotFound):
        topic_page(press.app, reader, "no such topic")
    with pytest.raises(NotFound):
        topic_page(press.app, reader, topic.code, after="x")


def test_what_is_new_since_a_moment_is_told_and_nothing_else(press: Press) -> None:
    fresh = "On Tuesday the army brought eleven field kitchens, twenty lorries and a hospital train from Keld."
    old = press.publish(press.paper("courier"), DAM_TOO, hours_ago=9)
    new = press.publish(press.paper("post"), (DAM_AGAIN[0], f"{DAM_AGAIN[1]} {fresh}"), hours_ago=1)
    press.publish(press.paper("mail"), ("So they say", f"{DAM_AGAIN[1]} {fresh}"), hours_ago=0.5)
    press.understand()
    reader, story, now = press.app.reader(), press.story_of(old), press.app.now()
    news = news_since(press.app, reader, story, now - 3 * HOUR)
    assert [card.id for card in news.articles] == [new]
    assert fresh in news.sentences
    assert all(each in f"{DAM_AGAIN[1]} {fresh}" for each in news.sentences)
    assert news_since(press.app, reader, story, now).articles == ()
    assert len(news_since(press.app, reader, story, now - 99 * HOUR).articles) == 2


def test_an_article_that_is_not_placed_yet_has_no_story(press: Press) -> None:
    article_id = press.publish(press.paper("courier"), DAM)
    assert article_context(press.app, press.app.reader(), article_id).story is None
    press.understand()
    context = article_context(press.app, press.app.reader(), article_id)
    assert context.story is not None and context.story.lead_id == article_id
