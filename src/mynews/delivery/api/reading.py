"""What can be read: editions, stories, articles, what a search finds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from mynews.delivery.api.callers import Known, Ours, Reading
from mynews.delivery.api.documents import (
    ArticleDocument,
    Articles,
    CardDocument,
    EditionDocument,
    InterestDocument,
    Interests,
    Me,
    Results,
    Stories,
    StoryDocument,
    StoryWhole,
    SubscriptionDocument,
    Subscriptions,
)
from mynews.model.article import Place
from mynews.services.personal.editions import edition_page, following
from mynews.services.personal.interests import interests
from mynews.services.personal.marks import marks_of
from mynews.services.stories.lists import article_page, latest, source_page, subscriptions
from mynews.services.stories.reading import article_context, story_page, top_stories
from mynews.services.stories.search import search

router = APIRouter()
Number = Annotated[int, Path(ge=0, le=2**53)]
Folder = Annotated[str, Query(max_length=200, description="one folder of the reader's; empty for all")]
After = Annotated[str | None, Query(max_length=60, description="what `next` said on the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/me", tags=["token"])
def me(holder: Known) -> Me:
    """Who asks, and what their app password allows."""
    return Me(reader=holder.reader.name, program=holder.password.name, scope=holder.password.scope)


@router.get("/editions/current", tags=["editions"])
def current_edition(app: Ours, reader: Reading, folder: Folder = "") -> EditionDocument:
    """The edition that stands now: what every face shows. One is made where none stands."""
    return EditionDocument.of(edition_page(app, reader, folder=folder))


@router.get("/editions/{number}", tags=["editions"])
def an_edition(app: Ours, reader: Reading, number: Number) -> EditionDocument:
    """An earlier edition as it was."""
    return EditionDocument.of(edition_page(app, reader, edition_id=number))


@router.get("/stories", tags=["stories"])
def stories(app: Ours, reader: Reading, after: After = None, limit: Limit = 30) -> Stories:
    """The most important stories now, whatever the reader's taste."""
    listing = top_stories(app, reader, after, limit)
    return Stories(stories=[StoryDocument.of(each) for each in listing.cards], next=listing.after)


@router.get("/stories/following", tags=["stories"])
def followed_stories(app: Ours, reader: Reading) -> Stories:
    """The newest stories of what the reader follows by name."""
    return Stories(stories=[StoryDocument.of(card) for card, _ in following(app, reader)])


@router.get("/stories/{number}", tags=["stories"])
def a_story(app: Ours, reader: Reading, number: Number) -> StoryWhole:
    """A story with its coverage, topics, people and places."""
    return StoryWhole.of(story_page(app, reader, number))


@router.get("/articles", tags=["articles"])
def articles(app: Ours, reader: Reading, folder: Folder = "", after: After = None, limit: Limit = 50) -> Articles:
    """Every article of all that the reader follows, complete and in order of time, the latest first."""
    listing = latest(app, reader, Place.read(after) if after else None, folder=folder or None, most=limit)
    return Articles(
        articles=[CardDocument.of(each) for each in listing.cards],
        next=listing.after.written() if listing.after else None,
    )


@router.get("/articles/{number}", tags=["articles"])
def an_article(app: Ours, reader: Reading, number: Number) -> ArticleDocument:
    """An article with everything it has."""
    page = article_page(app, reader, number)
    story = article_context(app, reader, number).story
    return ArticleDocument.of(page.article, story.id if story else None, marks_of(app, reader, number))


@router.get("/sources/{number}/articles", tags=["articles"])
def articles_of_a_source(
    app: Ours, reader: Reading, number: Number, after: After = None, limit: Limit = 50
) -> Articles:
    """The articles of one source, the latest first."""
    listing = source_page(app, reader, number, Place.read(after) if after else None, most=limit).listing
    return Articles(
        articles=[CardDocument.of(each) for each in listing.cards],
        next=listing.after.written() if listing.after else None,
    )


@router.get("/search", tags=["articles"])
def found(app: Ours, reader: Reading, q: Annotated[str, Query(max_length=500)], limit: Limit = 50) -> Results:
    """The articles that have every word, the best first; `"a phrase"`, `-without`, `begin*`."""
    return Results.of(search(app, reader, q, limit))


@router.get("/subscriptions", tags=["subscriptions"])
def all_subscriptions(app: Ours, reader: Reading) -> Subscriptions:
    """All that the reader follows, by folder and name."""
    return Subscriptions(subscriptions=[SubscriptionDocument.of(each) for each in subscriptions(app, reader)])


@router.get("/interests", tags=["interests"])
def all_interests(app: Ours, reader: Reading) -> Interests:
    """All that the reader follows and mutes by name."""
    return Interests(interests=[InterestDocument.of(each) for each in interests(app, reader)])
