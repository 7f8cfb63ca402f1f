"""Reading stories: lists of them, one with all its coverage, and those of a topic, a person, a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from mynews.model.article import Card, Place
from mynews.model.errors import NotFound
from mynews.model.source import Reader
from mynews.model.story import NamedEntity, StoryCard, StoryMember
from mynews.services.app import App
from mynews.services.stories.lists import named
from mynews.services.stories.summaries import among_themselves, coverage_of_members, importance_at
from mynews.services.stories.understand import article_texts
from mynews.storage.database import Tx
from mynews.storage.marks import Mark
from mynews.understanding.coverage import Development
from mynews.understanding.keypoints import KeyPoints, development, key_points
from mynews.understanding.sentences import sentences_of
from mynews.understanding.vocabulary import Term, load_terms

PAGE = 30
_NEAR = 5
_NEAR_IN_TIME = timedelta(days=14)
_BESIDE = 24
# What is new in a story is read from its latest articles; forty say it all.
_READ_FOR_NEWS = 40
SAME_VISIT = timedelta(minutes=15)
"""Who comes back sooner still reads what was new when they came."""
_HEAT = re.compile(r"-?\d{1,9}(?:\.\d{1,20})?(?:e-?\d{1,3})?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class StoryListing:
    """One page of a list of stories. ``after`` is where the next one begins; None at the end."""

    cards: tuple[StoryCard, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Covering:
    """An article of a story, with the other versions of its text."""

    card: Card
    copies: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What something is about: topics, the surest first, and names, those named most often first."""

    topics: tuple[Term, ...] = ()
    people: tuple[NamedEntity, ...] = ()
    organisations: tuple[NamedEntity, ...] = ()
    places: tuple[NamedEntity, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryPage:
    """A story with all that is known of it.

    ``coverage`` has its articles, the newest first; ``sources`` are names, in the order in which they came to it;
    ``points`` are those of its lead article. ``importance`` is between 0 and 1. ``earlier`` is the story of long ago
    that it follows, ``later`` those that follow it, ``near`` others of its time about the same people and places.
    ``opened_at`` is when the reader opened it last, before they did now.
    """

    story: StoryCard
    importance: float
    coverage: tuple[Covering, ...]
    sources: tuple[str, ...]
    timeline: tuple[Development, ...]
    points: KeyPoints
    about: About
    is_saved: bool
    opened_at: datetime | None
    earlier: StoryCard | None
    later: tuple[StoryCard, ...]
    near: tuple[StoryCard, ...]


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A topic with the wider terms, the widest first, the terms directly below it, and its stories."""

    term: Term
    above: tuple[Term, ...]
    below: tuple[Term, ...]
    listing: StoryListing


@dataclass(frozen=True, slots=True)
class EntityPage:
    """A person, organisation or place, who and what is named beside it, and the stories about it."""

    entity: NamedEntity
    beside: About
    listing: StoryListing


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """Where an article stands: its story, if it was placed, what that is about, the other versions of its text, and
    what the reader did with it."""

    story: StoryCard | None
    about: About
    copies: tuple[Card, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class News:
    """What is new in a story since an instant: its newer articles, and sentences that say what was not known then."""

    articles: tuple[Card, ...]
    sentences: tuple[str, ...]


def top_stories(app: App, reader: Reader, after: str | None = None, most: int = PAGE) -> StoryListing:
    """The most important stories now, whatever the reader's taste, of the sources that the reader follows.

    Raises NotFound for an ``after`` that no page gave.
    """
    below = None
    if after is not None:
        heat, _, number = after.partition("_")
        if not (_HEAT.fullmatch(heat) and _is_number(number)):
            raise NotFound("There is no such place in the list. Begin again with the top stories.")
        below = float(heat), int(number)
    with app.db.read() as tx:
        found = tx.stories.top(reader.id, most + 1, below)
        last = found[most - 1] if len(found) > most else None
        return StoryListing(_shown(tx, reader, found[:most]), f"{last.heat!r}_{last.id}" if last else None)


def largest_stories(app: App, reader: Reader, most: int = PAGE, since: datetime | None = None) -> tuple[StoryCard, ...]:
    """The stories that most owners carry, of those with an article since an instant."""
    with app.db.read() as tx:
        return _shown(tx, reader, tx.stories.largest(reader.id, most, since))


def story_page(app: App, reader: Reader, story_id: int) -> StoryPage:
    """A story, whole; under another number where it became part of another. Raises NotFound."""
    with app.db.read() as tx:
        current = tx.stories.current(story_id)
        members = _readable(tx, reader, current)
        (card,) = _shown(tx, reader, tx.stories.cards([current])) or (None,)
        if card is None:
            raise NotFound(f"There is no story number {story_id} here.")
        coverage = coverage_of_members(members)
        lead = article_texts(tx, [card.lead_id])
        near = tx.stories.near(current, card.opened_at - _NEAR_IN_TIME, card.latest_at + _NEAR_IN_TIME, _NEAR)
        earlier = _shown(tx, reader, tx.stories.cards([card.earlier_id])) if card.earlier_id else ()
        return StoryPage(
            story=card,
            importance=importance_at(card.heat, app.now()),
            coverage=_covering(tx, reader, members),
            sources=_own_names(tx, reader, members),
            timeline=coverage.timeline,
            points=key_points(lead[0]) if lead else KeyPoints(),
            about=_about(tx, current),
            is_saved=current in tx.marks.saved_stories(reader.id, [current]),
            opened_at=tx.signals.opened_before(reader.id, current, app.now() - SAME_VISIT),
            earlier=earlier[0] if earlier else None,
            later=_shown(tx, reader, tx.stories.cards(tx.stories.following(current))),
            near=_shown(tx, reader, tx.stories.cards(near)),
        )


def topic_page(app: App, reader: Reader, code: str, after: str | None = None, most: int = PAGE) -> TopicPage:
    """A topic and the newest stories about it or anything below it. Raises NotFound."""
    terms = load_terms()
    term = terms[code]
    codes = terms.with_narrower(code)
    with app.db.read() as tx:
        found = tx.stories.of_topics(reader.id, codes, most + 1, _place(after))
        return TopicPage(term, terms.ancestors(code)[::-1], terms.children(code), _listing(tx, reader, found, most))


def entity_page(app: App, reader: Reader, entity_id: int, after: str | None = None, most: int = PAGE) -> EntityPage:
    """A person, organisation or place and the newest stories about it. Raises NotFound."""
    with app.db.read() as tx:
        entity = tx.stories.entity(reader.id, entity_id)
        found = tx.stories.of_entity(reader.id, entity_id, most + 1, _place(after))
        beside = _by_kind(tx.stories.beside(reader.id, entity_id, _BESIDE))
        return EntityPage(entity, beside, _listing(tx, reader, found, most))


def article_context(app: App, reader: Reader, article_id: int) -> ArticleContext:
    """Where an article stands among the others."""
    with app.db.read() as tx:
        copies = named(tx, reader, tx.articles.cards(_readable_ids(tx, reader, tx.stories.copies_of(article_id))))
        mark = tx.marks.of(reader.id, [article_id]).get(article_id, Mark())
        story_id = tx.stories.placed_in(article_id)
        if story_id is None:
            return ArticleContext(None, About(), copies, mark)
        cards = _shown(tx, reader, tx.stories.cards([story_id]))
        return ArticleContext(cards[0] if cards else None, _about(tx, story_id), copies, mark)


def articles_of(app: App, reader: Reader, story_ids: Sequence[int]) -> dict[int, tuple[Covering, ...]]:
    """The articles of each of these stories, the newest first."""
    with app.db.read() as tx:
        return {each: _covering(tx, reader, _readable(tx, reader, each)) for each in story_ids}


def news_since(app: App, reader: Reader, story_id: int, since: datetime) -> News:
    """What is new in a story since an instant. Raises NotFound."""
    with app.db.read() as tx:
        members = [each for each in _readable(tx, reader, tx.stories.current(story_id)) if each.copy_of is None]
        newer = sorted((each for each in members if each.at > since), key=lambda each: each.at)[-_READ_FOR_NEWS:]
        older = sorted((each for each in members if each.at <= since), key=lambda each: each.at)[-_READ_FOR_NEWS:]
        fresh = {text.id: text for text in article_texts(tx, [each.article_id for each in newer])}
        seen = article_texts(tx, [each.article_id for each in older])
        cards = named(tx, reader, tx.articles.cards([each.article_id for each in reversed(newer)]))
    sentences = [each for member in newer for each in sentences_of(fresh[member.article_id].text)]
    known = [sentence for text in seen for sentence in (text.headline, *sentences_of(text.text))]
    return News(cards, tuple(development(sentences, known)))


def readable_members(tx: Tx, reader: Reader, story_id: int) -> list[StoryMember]:
    """The articles of a story, under its number of today, that a reader may open. Raises NotFound for none."""
    return _readable(tx, reader, tx.stories.current(story_id))


def cards_of(tx: Tx, reader: Reader, story_ids: Sequence[int]) -> tuple[StoryCard, ...]:
    """These stories as a reader may see them, in this order; those that are gone or not theirs are left out."""
    return _shown(tx, reader, tx.stories.cards(story_ids))


def story_cards(app: App, reader: Reader, story_ids: Sequence[int]) -> tuple[StoryCard, ...]:
    """What ``cards_of`` gives, in a transaction of its own."""
    with app.db.read() as tx:
        return cards_of(tx, reader, story_ids)


def _readable(tx: Tx, reader: Reader, story_id: int) -> list[StoryMember]:
    """The articles of a story that a reader may open. Raises NotFound where there is none."""
    found = _readable_of(reader, tx.stories.members([story_id]))
    if not found:
        raise NotFound(f"There is no story number {story_id} here.")
    return found


def _readable_of(reader: Reader, members: Iterable[StoryMember]) -> list[StoryMember]:
    return among_themselves(each for each in members if each.private_to in (None, reader.id))


def _readable_ids(tx: Tx, reader: Reader, article_ids: Sequence[int]) -> list[int]:
    return [each for each in article_ids if tx.articles.readable_by(reader.id, each)]


def _shown(tx: Tx, reader: Reader, cards: Iterable[StoryCard]) -> tuple[StoryCard, ...]:
    """Stories as a reader may see them: with the reader's own names for sources, led by what the reader may open."""
    listed = list(cards)
    own = tx.subscriptions.own_titles(reader.id)
    partly = tx.stories.partly_private([card.id for card in listed], reader.id)
    seen = (_as_far_as_readable(tx, reader, card) if card.id in partly else card for card in listed)
    return tuple(
        replace(card, source_name=own[card.source_id]) if card.source_id in own else card for card in seen if card
    )


def _as_far_as_readable(tx: Tx, reader: Reader, card: StoryCard) -> StoryCard | None:
    """The story without what only others may open, led by another article if need be; None where nothing is left."""
    members = _readable_of(reader, tx.stories.members([card.id]))
    if not members:
        return None
    coverage = coverage_of_members(members, with_timeline=False)
    counted = replace(card, articles=len(members), owners=coverage.owners)
    if card.private_to in (None, reader.id):
        return counted
    (lead,) = tx.articles.cards([coverage.headline_from])
    return replace(
        counted,
        lead_id=lead.id,
        headline=lead.headline,
        kicker=lead.kicker,
        teaser=lead.teaser,
        language=lead.language,
        picture=coverage.picture.url if coverage.picture else None,
        source_id=lead.source_id,
        source_name=lead.source_name,
        private_to=None,
    )


def _covering(tx: Tx, reader: Reader, members: Sequence[StoryMember]) -> tuple[Covering, ...]:
    """The articles of a story, the newest first, each copy below its original where that is there."""
    there = {each.article_id for each in members}
    cards = {card.id: card for card in named(tx, reader, tx.articles.cards(sorted(there)))}
    newest_first = sorted(members, key=lambda each: (each.at, each.article_id), reverse=True)
    copies: dict[int, list[Card]] = {}
    for each in newest_first:
        if each.copy_of in there:
            copies.setdefault(each.copy_of, []).append(cards[each.article_id])
    return tuple(
        Covering(cards[each.article_id], tuple(copies.get(each.article_id, ())))
        for each in newest_first
        if each.copy_of not in there
    )


def _own_names(tx: Tx, reader: Reader, members: Sequence[StoryMember]) -> tuple[str, ...]:
    own = tx.subscriptions.own_titles(reader.id)
    ordered = sorted(members, key=lambda each: (each.at, each.article_id))
    return tuple(dict.fromkeys(own.get(each.source_id, each.source_name) for each in ordered))


def _about(tx: Tx, story_id: int) -> About:
    terms = load_terms()
    topics = tx.stories.topics_of([story_id]).get(story_id, ())
    return replace(
        _by_kind(tx.stories.entities_of([story_id]).get(story_id, ())),
        topics=tuple(terms.terms[topic.code] for topic in topics if topic.code in terms.terms),
    )


def _by_kind(entities: Sequence[NamedEntity]) -> About:
    return About(
        people=tuple(each for each in entities if each.kind == "person"),
        organisations=tuple(each for each in entities if each.kind == "organisation"),
        places=tuple(each for each in entities if each.kind == "place"),
    )


def _listing(tx: Tx, reader: Reader, found: Sequence[StoryCard], most: int) -> StoryListing:
    """One more than is shown was asked for, to know whether there is more."""
    last = found[most - 1] if len(found) > most else None
    after = f"{(last.latest_at - _EPOCH) // _MICROSECOND}_{last.id}" if last else None
    return StoryListing(_shown(tx, reader, found[:most]), after)


def _place(after: str | None) -> Place | None:
    """Where a list in order of time goes on. Raises NotFound for what no page gave."""
    if after is None:
        return None
    micros, _, number = after.partition("_")
    if not (_is_number(micros) and _is_number(number)):
        raise NotFound("There is no such place in the list. Begin again with the newest stories.")
    return Place(_EPOCH + int(micros) * _MICROSECOND, int(number))


def _is_number(text: str) -> bool:
    """Digits, and no more of them than an instant of this era and an id can have."""
    return text.isascii() and text.isdigit() and len(text) <= 17
