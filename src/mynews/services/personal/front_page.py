"""An edition as the front page of a newspaper: what everyone must know, what is for this reader, then by topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mynews.model.article import Article, Picture
from mynews.model.source import Reader
from mynews.model.story import StoryCard
from mynews.services.app import App
from mynews.services.personal.editions import EditionPage, Shown
from mynews.services.stories.understand import texts_of
from mynews.storage.database import Tx
from mynews.understanding.keypoints import KeyPoints, key_points

FOR_YOU = 6
"""So many of the best stand together, whatever they are about: a row of three and another."""

LEAST_OF_A_TOPIC = 3
"""Fewer stories make no section of their own."""

SectionKind = Literal["must know", "for you", "topic", "rest"]


@dataclass(frozen=True, slots=True)
class Section:
    """Places of an edition that stand together; ``topic`` is the code of the widest topic that they share."""

    kind: SectionKind
    shown: tuple[Shown, ...]
    topic: str = ""


@dataclass(frozen=True, slots=True)
class FrontPage:
    """Sections in order, each in the order of its places. The very first story leads: it has key points and a picture
    with what stands below it."""

    sections: tuple[Section, ...]
    points: KeyPoints = KeyPoints()
    picture: Picture | None = None


def front_page(app: App, reader: Reader, page: EditionPage) -> FrontPage:
    """An edition as a front page."""
    sections = sections_of(page.shown) if page.reading.ranked else in_time_order(page.shown)
    if not sections:
        return FrontPage(())
    lead = sections[0].shown[0].story
    with app.db.read() as tx:
        articles = tx.articles.many([lead.lead_id])
        points = next(map(key_points, texts_of(tx, articles)), KeyPoints())
        return FrontPage(sections, points, _picture(tx, reader, lead, articles))


def sections_of(shown: Sequence[Shown]) -> tuple[Section, ...]:
    """What everyone must know, the best of the others, and the rest by topic: sections in order of their best place.

    What no section is made of comes last.
    """
    known = tuple(each for each in shown if is_must_know(each))
    others = [each for each in shown if not is_must_know(each)]
    best, below = tuple(others[:FOR_YOU]), others[FOR_YOU:]
    by_topic: dict[str, list[Shown]] = {}
    for each in below:
        by_topic.setdefault(each.placed.topic, []).append(each)
    parts = {topic: tuple(some) for topic, some in by_topic.items() if topic and len(some) >= LEAST_OF_A_TOPIC}
    rest = tuple(each for each in below if each.placed.topic not in parts)
    sections = (
        Section("must know", known),
        Section("for you", best),
        *(Section("topic", some, topic) for topic, some in parts.items()),
        Section("rest", rest),
    )
    return tuple(each for each in sections if each.shown)


def in_time_order(shown: Sequence[Shown]) -> tuple[Section, ...]:
    """The same without a change of order."""
    sections = (Section("for you", tuple(shown[:FOR_YOU])), Section("rest", tuple(shown[FOR_YOU:])))
    return tuple(each for each in sections if each.shown)


def is_must_know(shown: Shown) -> bool:
    """Whether a story has its place, or would have had one, because everyone should know it."""
    return shown.placed.slot == "must know" or any(each.kind == "must know" for each in shown.placed.reasons)


def _picture(tx: Tx, reader: Reader, story: StoryCard, leads: Sequence[Article]) -> Picture | None:
    """The story's picture with caption and credit, as the article has them that it comes from."""
    if story.picture is None:
        return None
    pictures = [each for lead in leads for each in lead.pictures]
    if all(each.url != story.picture for each in pictures):
        carry = [
            each.article_id
            for each in tx.stories.members([story.id])
            if each.picture == story.picture and each.private_to in (None, reader.id)
        ]
        pictures = [each for article in tx.articles.many(carry[:1]) for each in article.pictures]
    return next((each for each in pictures if each.url == story.picture), Picture(story.picture))
