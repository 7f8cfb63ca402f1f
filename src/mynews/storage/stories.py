"""Stories: what they are summed up from, the sums, and reading them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from mynews.model.article import Place
from mynews.model.errors import NotFound
from mynews.model.meaning import Entity, EntityKind, Topic
from mynews.model.story import NamedEntity, Origin, StoryCard, StoryMember, StorySummary
from mynews.storage.meanings import entities_of, topics_of
from mynews.storage.portions import portions
from mynews.storage.schema import (
    articles,
    entities,
    meanings,
    sources,
    stories,
    story_articles,
    story_entities,
    story_topics,
    subscriptions,
)
from mynews.storage.types import AnyRow

_MANY = 500
_CARD = (
    stories.c.id,
    stories.c.lead_id,
    stories.c.picture,
    stories.c.opened_at,
    stories.c.latest_at,
    stories.c.articles,
    stories.c.owners,
    stories.c.heat,
    stories.c.earlier_id,
    articles.c.headline,
    articles.c.kicker,
    articles.c.teaser,
    articles.c.language,
    articles.c.source_id,
    sources.c.title.label("source_title"),
    sources.c.url.label("source_url"),
    sources.c.private_to,
)
_CARDS = (
    select(*_CARD)
    .join(articles, articles.c.id == stories.c.lead_id)
    .join(sources, sources.c.id == articles.c.source_id)
)
# Asked for with every edition, so built once: to build them takes six times as long as to run them.
_THESE = _CARDS.where(stories.c.id.in_(bindparam("stories", expanding=True)))
_ENTITY_NAMES = select(entities.c.id, entities.c.name).where(entities.c.id.in_(bindparam("entities", expanding=True)))
_READABLE = or_(sources.c.private_to == 0, sources.c.private_to == bindparam("reader"))
_PLACED = select(story_articles.c.article_id, story_articles.c.story_id).where(
    story_articles.c.article_id.in_(bindparam("articles", expanding=True)), story_articles.c.story_id.is_not(None)
)
_PARTLY_PRIVATE = (
    select(story_articles.c.story_id, func.count().filter(_READABLE).label("readable"))
    .join(articles, articles.c.id == story_articles.c.article_id)
    .join(sources, sources.c.id == articles.c.source_id)
    .where(story_articles.c.story_id.in_(bindparam("stories", expanding=True)))
    .group_by(story_articles.c.story_id)
    .having(func.count().filter(~_READABLE) > 0)
)


class Stories:
    """The tables of stories, their topics and their entities."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def members(self, story_ids: Iterable[int]) -> list[StoryMember]:
        """The articles of these stories, by story and number, with what a story is summed up from."""
        found: list[StoryMember] = []
        for portion in portions(story_ids):
            rows = self._connection.execute(
                select(
                    story_articles.c.story_id,
                    story_articles.c.article_id,
                    story_articles.c.copy_of,
                    articles.c.source_id,
                    articles.c.headline,
                    articles.c.sort_at,
                    articles.c.url,
                    articles.c.picture,
                    sources.c.title.label("source_title"),
                    sources.c.url.label("source_url"),
                    sources.c.site_url,
                    sources.c.private_to,
                    meanings.c.language,
                    meanings.c.words,
                    meanings.c.terms,
                    meanings.c.topics,
                    meanings.c.entities,
                )
                .join(articles, articles.c.id == story_articles.c.article_id)
                .join(sources, sources.c.id == articles.c.source_id)
                .join(meanings, meanings.c.article_id == story_articles.c.article_id)
                .where(story_articles.c.story_id.in_(portion))
                .order_by(story_articles.c.story_id, story_articles.c.article_id)
            )
            found += [_member(row) for row in rows]
        return found

    def save(self, summaries: Sequence[StorySummary]) -> None:
        """Save what stories come to, with their topics and entities."""
        if not summaries:
            return
        entity_ids = self._entity_ids([each for summary in summaries for each in summary.entities])
        self._sum_up(summaries)
        known = [summary.id for summary in summaries]
        for table in (story_topics, story_entities):
            self._connection.execute(delete(table).where(table.c.story_id.in_(known)))
        self._say_topics(summaries)
        self._say_entities(summaries, entity_ids)

    def partly_private(self, story_ids: Sequence[int], reader_id: int) -> dict[int, int]:
        """Those of these stories with articles that only others may open, and how many the reader may open of each."""
        counted = self._connection.execute(_PARTLY_PRIVATE, {"stories": list(story_ids), "reader": reader_id})
        return {row.story_id: row.readable for row in counted}

    def current(self, story_id: int) -> int:
        """The number under which a story is found now: its own, or that of the one which it became part of.

        Raises NotFound.
        """
        row = self._connection.execute(
            select(stories.c.id, stories.c.into_id, stories.c.articles).where(stories.c.id == story_id)
        ).first()
        if row is None or (row.into_id is None and not row.articles):
            raise NotFound(f"There is no story number {story_id} here.")
        return int(row.into_id or row.id)

    def cards(self, story_ids: Sequence[int]) -> list[StoryCard]:
        """These stories, in this order; those without articles are left out."""
        rows = self._connection.execute(_THESE, {"stories": list(story_ids)})
        found = {row.id: _card(row) for row in rows}
        return [found[each] for each in story_ids if each in found]

    def top(self, reader_id: int, most: int, below: tuple[float, int] | None = None) -> list[StoryCard]:
        """The most important stories now, as far as a source that the reader follows has them.

        ``below`` is heat and number of the last one of the page before.
        """
        listed = (
            _CARDS.where(stories.c.heat.is_not(None), _followed(reader_id))
            .order_by(stories.c.heat.desc(), stories.c.id.desc())
            .limit(most)
        )
        if below is not None:
            heat, story_id = below
            listed = listed.where(stories.c.heat <= heat, or_(stories.c.heat < heat, stories.c.id < story_id))
        return [_card(row) for row in self._connection.execute(listed)]

    def largest(self, reader_id: int, most: int, since: datetime | None = None) -> list[StoryCard]:
        """The stories with most owners, then most articles, of those with an article since an instant."""
        listed = (
            _CARDS.where(stories.c.heat.is_not(None), _followed(reader_id))
            .order_by(stories.c.owners.desc(), stories.c.articles.desc(), stories.c.id)
            .limit(most)
        )
        if since is not None:
            listed = listed.where(stories.c.latest_at >= since)
        return [_card(row) for row in self._connection.execute(listed)]

    def of_topics(self, reader_id: int, codes: Sequence[str], most: int, after: Place | None = None) -> list[StoryCard]:
        """The stories of any of these topics, those with the latest articles first, from a place on."""
        about = story_topics.c.code.in_(codes)
        return self._newest(reader_id, story_topics.c.story_id, about, most, after)

    def of_entity(self, reader_id: int, entity_id: int, most: int, after: Place | None = None) -> list[StoryCard]:
        """The stories about a person, organisation or place, those with the latest articles first, from a place on."""
        about = story_entities.c.entity_id == entity_id
        return self._newest(reader_id, story_entities.c.story_id, about, most, after)

    def following(self, story_id: int) -> list[int]:
        """The numbers of the stories that followed this one up, the newest first."""
        rows = self._connection.execute(
            select(stories.c.id).where(stories.c.earlier_id == story_id).order_by(stories.c.id.desc())
        )
        return list(rows.scalars())

    def near(self, story_id: int, since: datetime, until: datetime, most: int) -> list[int]:
        """The numbers of other stories of a time that share most people, organisations and places with this one."""
        own, other = story_entities.alias("own"), story_entities.alias("other")
        # A country has stories of years: numbers grow with time, nearly.
        first = select(func.min(stories.c.id)).where(stories.c.latest_at >= since).scalar_subquery()
        # Counted before stories are looked at: most share one name only.
        shared = (
            select(other.c.story_id, func.count().label("names"))
            .select_from(own)
            .join(other, other.c.entity_id == own.c.entity_id)
            .where(own.c.story_id == story_id, other.c.story_id != story_id, other.c.story_id >= first)
            .group_by(other.c.story_id)
            .having(func.count() >= 2)
            .subquery()
        )
        rows = self._connection.execute(
            select(shared.c.story_id)
            .join(stories, stories.c.id == shared.c.story_id)
            .where(stories.c.latest_at >= since, stories.c.opened_at <= until)
            .order_by(shared.c.names.desc(), shared.c.story_id.desc())
            .limit(most)
        )
        return list(rows.scalars())

    def topics_of(self, story_ids: Sequence[int]) -> dict[int, tuple[Topic, ...]]:
        """The topics of stories, the surest first."""
        rows = self._connection.execute(
            select(story_topics)
            .where(story_topics.c.story_id.in_(list(story_ids)))
            .order_by(story_topics.c.weight.desc(), story_topics.c.code)
        )
        found: dict[int, list[Topic]] = {}
        for row in rows:
            found.setdefault(row.story_id, []).append(Topic(row.code, row.weight))
        return {story_id: tuple(own) for story_id, own in found.items()}

    def entities_of(self, story_ids: Sequence[int]) -> dict[int, tuple[NamedEntity, ...]]:
        """The people, organisations and places of stories, those named most often first."""
        rows = self._connection.execute(
            select(story_entities.c.story_id, story_entities.c.mentions, entities)
            .join(entities, entities.c.id == story_entities.c.entity_id)
            .where(story_entities.c.story_id.in_(list(story_ids)))
            .order_by(story_entities.c.mentions.desc(), entities.c.id)
        )
        found: dict[int, list[NamedEntity]] = {}
        for row in rows:
            found.setdefault(row.story_id, []).append(_entity(row, row.mentions))
        return {story_id: tuple(own) for story_id, own in found.items()}

    def entity(self, reader_id: int, entity_id: int) -> NamedEntity:
        """A person, organisation or place that some article names which the reader may open. Raises NotFound."""
        readable = exists().where(
            story_entities.c.entity_id == entities.c.id,
            story_articles.c.story_id == story_entities.c.story_id,
            articles.c.id == story_articles.c.article_id,
            sources.c.id == articles.c.source_id,
            sources.c.private_to.in_([0, reader_id]),
        )
        row = self._connection.execute(select(entities).where(entities.c.id == entity_id, readable)).first()
        if row is None:
            raise NotFound(f"There is nobody and nothing of the number {entity_id} here.")
        return _entity(row)

    def entity_names(self, entity_ids: Iterable[int]) -> dict[int, str]:
        """What these people, organisations and places are called, by number."""
        names: dict[int, str] = {}
        for portion in portions(entity_ids):
            rows = self._connection.execute(_ENTITY_NAMES, {"entities": portion})
            names |= {row.id: row.name for row in rows}
        return names

    def entities_called(self, name: str, kinds: Sequence[EntityKind], most: int) -> list[int]:
        """The numbers of people, organisations or places of this name; of any that has it as words where none is."""
        key = key_of(name)
        called = select(entities.c.id).where(entities.c.kind.in_(kinds)).order_by(entities.c.id).limit(most)
        found = list(self._connection.execute(called.where(entities.c.key == key)).scalars())
        if found or not key:
            return found
        within = called.where((literal(" ") + entities.c.key + " ").contains(f" {key} "))
        return list(self._connection.execute(within).scalars())

    def beside(self, reader_id: int, entity_id: int, most: int) -> list[NamedEntity]:
        """Who and what else the stories about an entity name most often, ``mentions`` being the stories in common.

        Of stories that the reader's sources have.
        """
        own, other = story_entities.alias("own"), story_entities.alias("other")
        # The newest stories say it well enough, and a country has tens of thousands.
        newest = (
            select(own.c.story_id)
            .join(stories, stories.c.id == own.c.story_id)
            .where(own.c.entity_id == entity_id, _followed(reader_id))
            .order_by(own.c.story_id.desc())
            .limit(_MANY)
            .subquery()
        )
        in_common = func.count().label("in_common")
        rows = self._connection.execute(
            select(entities, in_common)
            .select_from(newest)
            .join(other, other.c.story_id == newest.c.story_id)
            .join(entities, entities.c.id == other.c.entity_id)
            .where(other.c.entity_id != entity_id)
            .group_by(*entities.c)
            .order_by(in_common.desc(), entities.c.id)
            .limit(most)
        )
        return [_entity(row, row.in_common) for row in rows]

    def of_articles(self, article_ids: Sequence[int]) -> list[int]:
        """The numbers of the stories that these articles belong to."""
        placed = select(story_articles.c.story_id).where(
            story_articles.c.article_id.in_(article_ids), story_articles.c.story_id.is_not(None)
        )
        return list(self._connection.execute(placed.distinct()).scalars())

    def placed(self, article_ids: Iterable[int]) -> dict[int, int]:
        """The numbers of the stories of those of these articles that were placed, by article."""
        found: dict[int, int] = {}
        for portion in portions(article_ids):
            rows = self._connection.execute(_PLACED, {"articles": portion})
            found |= {row.article_id: row.story_id for row in rows}
        return found

    def article_ids(self, story_id: int) -> list[int]:
        """The numbers of a story's articles."""
        members = select(story_articles.c.article_id).where(story_articles.c.story_id == story_id)
        return list(self._connection.execute(members.order_by(story_articles.c.article_id)).scalars())

    def placed_in(self, article_id: int) -> int | None:
        """The number of the story that an article belongs to; None where it was not placed yet."""
        return self._connection.execute(
            select(story_articles.c.story_id).where(story_articles.c.article_id == article_id)
        ).scalar()

    def copies_of(self, article_id: int) -> list[int]:
        """The other versions of an article's text, the original first."""
        own = self._connection.execute(
            select(story_articles.c.copy_of).where(story_articles.c.article_id == article_id)
        ).scalar()
        original = own or article_id
        rows = self._connection.execute(
            select(story_articles.c.article_id)
            .where(or_(story_articles.c.copy_of == original, story_articles.c.article_id == original))
            .where(story_articles.c.article_id != article_id)
            .order_by(story_articles.c.copy_of.is_not(None), story_articles.c.article_id)
        )
        return list(rows.scalars())

    def with_articles_of(self, source_kind: str) -> list[int]:
        """The numbers of the stories with an article from sources of a kind, before those are deleted."""
        return self._from(sources.c.kind == source_kind)

    def with_private_articles(self, reader_id: int) -> list[int]:
        """The numbers of the stories with an article that only this reader may read, before those are deleted."""
        return self._from(sources.c.private_to == reader_id)

    def count(self) -> int:
        """How many stories there are."""
        return self._connection.execute(
            select(func.count()).select_from(stories).where(stories.c.articles > 0)
        ).scalar_one()

    def _sum_up(self, summaries: Sequence[StorySummary]) -> None:
        self._connection.execute(
            update(stories).where(stories.c.id == bindparam("summed_up")),
            [
                {
                    "summed_up": summary.id,
                    "lead_id": summary.lead_id,
                    "picture": summary.picture,
                    "opened_at": summary.opened_at,
                    "latest_at": summary.latest_at,
                    "articles": summary.articles,
                    "owners": summary.owners,
                    "heat": summary.heat,
                }
                for summary in summaries
            ],
        )

    def _say_topics(self, summaries: Sequence[StorySummary]) -> None:
        rows = [
            {"story_id": summary.id, "code": topic.code, "weight": round(topic.weight, 3)}
            for summary in summaries
            for topic in summary.topics
        ]
        if rows:
            self._connection.execute(insert(story_topics), rows)

    def _say_entities(self, summaries: Sequence[StorySummary], ids: Mapping[tuple[EntityKind, str], int]) -> None:
        """Entities that have one key are one, mentioned as often as both."""
        mentions: Counter[tuple[int, int]] = Counter()
        for summary in summaries:
            for each in summary.entities:
                mentions[summary.id, ids[each.kind, key_of(each.name)]] += each.mentions
        if mentions:
            self._connection.execute(
                insert(story_entities),
                [
                    {"story_id": story_id, "entity_id": entity_id, "mentions": count}
                    for (story_id, entity_id), count in mentions.items()
                ],
            )

    def _from(self, those: ColumnElement[bool]) -> list[int]:
        """The numbers of the stories with an article from one of those sources."""
        rows = self._connection.execute(
            select(story_articles.c.story_id)
            .join(articles, articles.c.id == story_articles.c.article_id)
            .join(sources, sources.c.id == articles.c.source_id)
            .where(those, story_articles.c.story_id.is_not(None))
            .distinct()
        )
        return list(rows.scalars())

    def _newest(
        self, reader_id: int, story_id: ColumnElement[int], about: ColumnElement[bool], most: int, after: Place | None
    ) -> list[StoryCard]:
        few = self._connection.execute(select(story_id).where(about).distinct().limit(_MANY)).scalars().all()
        # What most stories are about is found among the newest soon; for the rest, each of all would be looked at.
        wanted = stories.c.id.in_(few) if len(few) < _MANY else exists().where(story_id == stories.c.id, about)
        listed = (
            _CARDS.where(wanted, stories.c.articles > 0, _followed(reader_id))
            .order_by(stories.c.latest_at.desc(), stories.c.id.desc())
            .limit(most)
        )
        if after is not None:
            listed = listed.where(
                stories.c.latest_at <= after.sort_at,
                or_(stories.c.latest_at < after.sort_at, stories.c.id < after.id),
            )
        return [_card(row) for row in self._connection.execute(listed)]

    def _entity_ids(self, named: Iterable[Entity]) -> dict[tuple[EntityKind, str], int]:
        """The numbers of entities by kind and key; those that are new get one, in the spelling that is named most."""
        by_mentions = sorted(named, key=lambda each: each.mentions)
        wanted = {(each.kind, key_of(each.name)): each for each in by_mentions}
        found = self._known_entities(wanted)
        fresh = [
            {"kind": kind, "key": key, "name": entity.name, "place_id": entity.place_id}
            for (kind, key), entity in wanted.items()
            if (kind, key) not in found
        ]
        if fresh:
            dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
            self._connection.execute(dialect.insert(entities).on_conflict_do_nothing(), fresh)
            found = self._known_entities(wanted)
        return found

    def _known_entities(self, wanted: Iterable[tuple[EntityKind, str]]) -> dict[tuple[EntityKind, str], int]:
        found: dict[tuple[EntityKind, str], int] = {}
        for portion in portions(key for _, key in wanted):
            rows = self._connection.execute(
                select(entities.c.id, entities.c.kind, entities.c.key).where(entities.c.key.in_(portion))
            )
            found |= {(row.kind, row.key): row.id for row in rows}
        return found


def key_of(name: str) -> str:
    """A name without what its spellings differ in: accents, capitals, hyphens and dots."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join(words.split())[:300]


def _followed(reader_id: int) -> Any:
    """Whether some article of the story is from a source that the reader follows."""
    member = articles.alias("member")
    return exists().where(
        story_articles.c.story_id == stories.c.id,
        member.c.id == story_articles.c.article_id,
        subscriptions.c.reader_id == reader_id,
        subscriptions.c.source_id == member.c.source_id,
    )


def _card(row: AnyRow) -> StoryCard:
    return StoryCard(
        id=row.id,
        lead_id=row.lead_id,
        headline=row.headline,
        kicker=row.kicker,
        teaser=row.teaser,
        language=row.language,
        picture=row.picture,
        source_id=row.source_id,
        source_name=row.source_title or row.source_url,
        opened_at=row.opened_at,
        latest_at=row.latest_at,
        articles=row.articles,
        owners=row.owners,
        heat=row.heat,
        earlier_id=row.earlier_id,
        private_to=row.private_to or None,
    )


def _member(row: AnyRow) -> StoryMember:
    return StoryMember(
        story_id=row.story_id,
        article_id=row.article_id,
        source_id=row.source_id,
        source_name=row.source_title or row.source_url,
        headline=row.headline,
        language=row.language,
        at=row.sort_at,
        origin=Origin(row.url, row.source_url, row.site_url),
        picture=row.picture,
        words=row.words,
        terms=row.terms,
        copy_of=row.copy_of,
        private_to=row.private_to or None,
        topics=topics_of(row.topics),
        entities=entities_of(row.entities),
    )


def _entity(row: AnyRow, mentions: int = 0) -> NamedEntity:
    return NamedEntity(row.id, row.kind, row.name, row.place_id, mentions)
