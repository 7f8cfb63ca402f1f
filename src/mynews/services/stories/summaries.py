"""What a story comes to, made of its articles: headline, picture, importance, topics and entities."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby

from mynews.model.article import Picture
from mynews.model.meaning import ArticleText, Entity, Topic
from mynews.model.story import StoryMember, StorySummary
from mynews.storage.database import Tx
from mynews.understanding.coverage import Coverage, Member, coverage_of
from mynews.understanding.entities import SURE, merge_entities
from mynews.understanding.importance import HALF_AFTER, Report, importance_of
from mynews.understanding.owners import owner_of
from mynews.understanding.places import Gazetteer
from mynews.understanding.words import TermVector

SHOWN_ENTITIES = 30
SHOWN_TOPICS = 8
MERGED_ARTICLES = 60
"""Names are joined across so many articles, the latest: joining takes the square of their number (50: .13 s)."""

AGREED = 0.5
"""A topic is a story's where it is that of so great a share of its articles that have any."""

LEAST_IMPORTANCE = 0.01
"""Before it fades: one headline without a text, of one owner."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def summed_up(tx: Tx, story_ids: Iterable[int], gazetteer: Gazetteer, now: datetime) -> list[StorySummary]:
    """What these stories come to now; one without articles comes to nothing."""
    wanted = set(story_ids)
    found = {story_id: list(own) for story_id, own in groupby(tx.stories.members(wanted), lambda each: each.story_id)}
    return [
        summary_of(story_id, found[story_id], gazetteer, now) if story_id in found else _nothing(story_id, now)
        for story_id in sorted(wanted)
    ]


def summary_of(story_id: int, members: Sequence[StoryMember], gazetteer: Gazetteer, now: datetime) -> StorySummary:
    """What a story of these articles comes to.

    What only one reader may open leads it, and tells what it is about, only where there is nothing else.
    """
    members = among_themselves(members)
    shared = among_themselves([member for member in members if member.private_to is None]) or members
    coverage = coverage_of_members(shared, with_timeline=False)
    own = [member for member in shared if member.copy_of is None]
    return StorySummary(
        id=story_id,
        lead_id=coverage.headline_from,
        picture=coverage.picture.url if coverage.picture else None,
        opened_at=min(member.at for member in members),
        latest_at=max(member.at for member in members),
        articles=len(members),
        owners=len({owner_of(member.origin) for member in members if member.copy_of is None}),
        heat=heat_of(members, now),
        topics=_topics(own),
        entities=_entities(own, gazetteer),
    )


def among_themselves(members: Iterable[StoryMember]) -> list[StoryMember]:
    """These articles, each a copy only of one that is among them: of copies without their original, of the first."""
    found = list(members)
    there = {member.article_id for member in found}
    first: dict[int, int] = {}
    for member in sorted(found, key=lambda each: each.article_id):
        if member.copy_of is not None and member.copy_of not in there:
            first.setdefault(member.copy_of, member.article_id)
    return [_copy_in(member, first) for member in found]


def coverage_of_members(members: Iterable[StoryMember], *, with_timeline: bool = True) -> Coverage:
    """What is shown of a story of these articles, of which there must be at least one."""
    return coverage_of(_readings(members), with_timeline=with_timeline)


def heat_of(members: Iterable[StoryMember], now: datetime) -> float | None:
    """The importance of a story in a form that stays as it is while the story fades, so that an index can hold it.

    Importance halves with each day: its binary logarithm falls by one, and with the days since 1970 added it does not.
    ``importance_at`` is the way back.
    """
    reports = [
        Report(owner_of(member.origin), min(member.at, now), member.words, copy=member.copy_of is not None)
        for member in members
    ]
    freshest = max((report.at for report in reports if not report.copy), default=None)
    if freshest is None:
        return None
    return math.log2(max(LEAST_IMPORTANCE, importance_of(reports, freshest).value)) + _days(freshest)


def importance_at(heat: float | None, now: datetime) -> float:
    """The importance of a story at an instant, between 0 and 1."""
    return 0.0 if heat is None else min(1.0, 2.0 ** (heat - _days(now)))


def _copy_in(member: StoryMember, first: Mapping[int, int]) -> StoryMember:
    if member.copy_of is None or member.copy_of not in first:
        return member
    original = first[member.copy_of]
    return replace(member, copy_of=None if original == member.article_id else original)


def _days(now: datetime) -> float:
    """The life of importance, in its half-lives since 1970."""
    return (now - _EPOCH) / HALF_AFTER


def _readings(members: Iterable[StoryMember]) -> Iterator[Member]:
    for each in members:
        yield Member(
            article=ArticleText(each.article_id, each.headline, source_id=each.source_id, owner=owner_of(each.origin)),
            words=TermVector.from_bytes(each.terms),
            at=each.at,
            source_name=each.source_name,
            pictures=(Picture(each.picture),) if each.picture else (),
            copy_of=each.copy_of,
        )


def _topics(members: Sequence[StoryMember]) -> tuple[Topic, ...]:
    telling = [member.topics for member in members if member.topics]
    weights: dict[str, list[float]] = {}
    for topic in (topic for own in telling for topic in own):
        weights.setdefault(topic.code, []).append(topic.weight)
    agreed = [
        Topic(code, sum(own) / len(telling)) for code, own in weights.items() if len(own) >= AGREED * len(telling)
    ]
    return tuple(sorted(agreed, key=lambda each: (-each.weight, each.code))[:SHOWN_TOPICS])


def _entities(members: Sequence[StoryMember], gazetteer: Gazetteer) -> tuple[Entity, ...]:
    if len(members) == 1:
        merged: Sequence[Entity] = members[0].entities
    else:
        latest = sorted(members, key=lambda each: (each.at, each.article_id))[-MERGED_ARTICLES:]
        merged = merge_entities([member.entities for member in latest], gazetteer)
    return tuple(each for each in merged if each.confidence >= SURE)[:SHOWN_ENTITIES]


def _nothing(story_id: int, now: datetime) -> StorySummary:
    return StorySummary(story_id, None, None, now, now, articles=0, owners=0, heat=None)
