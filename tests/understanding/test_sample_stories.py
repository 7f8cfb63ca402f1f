"""The sample edition names the event of each article; the stories found must be those events."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import pytest

import mynews.sample
from mynews.intake.clean import plain_text
from mynews.model.meaning import ArticleText
from mynews.understanding.encoder import Encoder, opening
from mynews.understanding.language import is_encoded
from mynews.understanding.stories import OpenStories, place, traits_of

Edition = list[tuple[ArticleText, str]]


@pytest.fixture(scope="module")
def edition() -> Edition:
    """The English articles of the sample edition in the order of publication, each with its event."""
    found: Edition = []
    for file in sorted((Path(mynews.sample.__path__[0]) / "feeds").glob("*.json")):
        feed = json.loads(file.read_text())
        for item in feed["items"]:
            article = ArticleText(
                id=len(found) + 1,
                headline=item["title"],
                text=plain_text(item["content_html"]),
                language=item.get("language") or feed.get("language") or "",
                published_at=datetime.fromisoformat(item["date_published"]),
                owner=feed["title"],
            )
            found.append((article, item["_mynews"].get("event") or f"alone {article.id}"))
    english = [(article, event) for article, event in found if is_encoded(article.language)]
    return sorted(english, key=lambda pair: (str(pair[0].published_at), pair[0].id))


def stories_of(edition: Edition) -> dict[int, int]:
    encoder = Encoder.load(threads=1)
    vectors = encoder.encode([opening(article) for article, _ in edition])
    stories = OpenStories()
    found: dict[int, int] = {}
    for (article, _), vector in zip(edition, vectors, strict=True):
        traits = traits_of(article, vector)
        placement = place(traits, stories.near(traits), article.published_at)
        story_id = article.id if placement.story_id is None else placement.story_id
        stories.apply(placement, traits, story_id)
        found = {a: story_id if s in placement.absorbed else s for a, s in found.items()} | {article.id: story_id}
    return found


def test_the_stories_of_the_sample_edition_are_its_events(edition: Edition) -> None:
    found = stories_of(edition)
    events, members = defaultdict[int, set[str]](set), defaultdict[str, list[int]](list)
    for article, event in edition:
        events[found[article.id]].add(event)
        members[event].append(found[article.id])
    mixed = [names for names in events.values() if len(names) > 1]
    astray = sum(len(stories) - max(stories.count(story) for story in stories) for stories in members.values())
    assert len(mixed) <= 1, mixed
    assert astray <= len(edition) // 8
