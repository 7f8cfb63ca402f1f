"""The live window: stories as rankers see them, read for many at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, or_, select

from mynews.model.article import authors_of
from mynews.model.signal import StoryTraits, Weighted
from mynews.storage.portions import portions
from mynews.storage.schema import (
    articles,
    bodies,
    meanings,
    sources,
    stories,
    story_articles,
    story_entities,
    story_topics,
)
from mynews.storage.search import Search
from mynews.storage.types import AnyRow

MOST_TOPICS = 8
MOST_WORDS = 60
MOST_ENTITIES = 30
MOST_AUTHORS = 50

_Pairs = tuple[list[str], list[float]]
_TEXTS_AT_ONCE = 200
_HAS_WORD = re.compile(r"\w")
# Words of two letters say something only as "UN" does.
_TELLING_WORD = re.compile(r"\w{3,}|\b[A-Z]{2}\b")
# Within a line these part no words; every other tag does.
_TAG_IN_A_WORD = re.compile(r"</?(?:a|abbr|b|bdi|bdo|cite|code|em|font|i|ins|mark|q|s|small|span|strong|u)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_LATIN = re.compile(r"[a-z0-9]+")
# Scripts that part no words: a word ends wherever its signs end.
_UNPARTED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")

# Asked for with every edition and every signal, so built once: to build them takes six times as long as to run them.
_PRIVATE_SOURCES = select(sources.c.id).where(sources.c.private_to == bindparam("reader"))
_READABLE = (
    select(stories.c.id)
    .join(story_articles, story_articles.c.story_id == func.coalesce(stories.c.into_id, stories.c.id))
    .join(articles, articles.c.id == story_articles.c.article_id)
    .join(sources, sources.c.id == articles.c.source_id)
    .where(
        stories.c.id.in_(bindparam("stories", expanding=True)),
        sources.c.private_to.in_(bindparam("owners", expanding=True)),
    )
    .distinct()
)


class Live:
    """Stories as candidates, over all tables that they are told from.

    What is told of a story that several readers share is told from its shared articles; from private ones (those of
    paid sources, fetched with a reader's own login) only where it has no others, as its page has it. So the number of
    a private source stands in ``sources`` only where all sources of the story are private, and "has the reader one of
    its sources?" never shows a story to somebody who may not open it. Who follows a shared story by a private source
    alone finds it by ``of_private_sources``.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def traits(self, since: datetime, most: int) -> list[StoryTraits]:
        """The stories with an article since an instant, those with the latest first, up to so many.

        Their words are all that stand in headline and teaser; who knows which of them say nothing leaves those out.
        """
        newest = (
            select(stories.c.id)
            .where(stories.c.latest_at >= since, stories.c.heat.is_not(None), stories.c.lead_id.is_not(None))
            .order_by(stories.c.latest_at.desc(), stories.c.id.desc())
            .limit(most)
        )
        return self._told(newest)

    def traits_of(self, story_ids: Iterable[int]) -> list[StoryTraits]:
        """These stories, those with the latest article first; what has no articles any more is left out."""
        found: list[StoryTraits] = []
        for portion in portions(story_ids):
            found += self._told(
                select(stories.c.id).where(
                    stories.c.id.in_(portion), stories.c.heat.is_not(None), stories.c.lead_id.is_not(None)
                )
            )
        return sorted(found, key=lambda story: (story.latest_at, story.story_id), reverse=True)

    def readable(self, reader_id: int, story_ids: Iterable[int]) -> set[int]:
        """Those of these stories that a reader may open, also under the number that they had before a merger."""
        found: set[int] = set()
        for portion in portions(story_ids):
            asked = {"stories": portion, "owners": [0, reader_id]}
            found.update(self._connection.execute(_READABLE, asked).scalars())
        return found

    def of_private_sources(self, reader_id: int, since: datetime) -> set[int]:
        """The stories with an article since an instant from a source that is private to this reader."""
        # Asked for first: most readers have none, and SQLite would read all articles since then to find that out.
        own = self._connection.execute(_PRIVATE_SOURCES, {"reader": reader_id}).scalars().all()
        if not own:
            return set()
        rows = self._connection.execute(
            select(story_articles.c.story_id)
            .join(articles, articles.c.id == story_articles.c.article_id)
            .where(articles.c.source_id.in_(own), articles.c.sort_at >= since, story_articles.c.story_id.is_not(None))
            .distinct()
        )
        return set(rows.scalars())

    def with_phrase(self, story_ids: Iterable[int], phrase: str, reader_id: int | None = None) -> set[int]:
        """Those of these stories that have a word or phrase in some article, as whole words, however it is written.

        Looked for in headline, kicker, teaser and text; with ``reader_id`` only in articles that this reader may open.
        """
        wanted = " ".join(_folded(phrase).split())
        if not _HAS_WORD.search(wanted):
            return set()
        matcher = _whole(wanted)
        left = set(story_ids)
        found: set[int] = set()
        maybe = self._perhaps_with(wanted, left, reader_id)
        for start in range(0, len(maybe), _TEXTS_AT_ONCE):
            portion = [article_id for article_id, story_id in maybe[start : start + _TEXTS_AT_ONCE] if story_id in left]
            for story_id, *texts in self._texts(portion):
                if story_id in left and any(matcher.search(_folded(text)) for text in texts):
                    found.add(story_id)
                    left.discard(story_id)
        return found

    def _perhaps_with(self, wanted: str, story_ids: Collection[int], reader_id: int | None) -> list[tuple[int, int]]:
        """Articles that the index or a glance at their teaser gives for a phrase, with their stories; some too many."""
        if not story_ids:
            return []
        # A teaser may say what the text does not: it is the feed's own summary. The index has the texts alone.
        ascii_part = max(_LATIN.findall(wanted), key=len, default="")
        in_teaser = articles.c.teaser.ilike(f"%{ascii_part}%") if ascii_part else articles.c.teaser != ""
        placed = (
            select(story_articles.c.article_id, story_articles.c.story_id)
            .join(articles, articles.c.id == story_articles.c.article_id)
            .where(story_articles.c.story_id >= min(story_ids))
        )
        if reader_id is not None:
            placed = placed.join(sources, sources.c.id == articles.c.source_id).where(
                sources.c.private_to.in_([0, reader_id])
            )
        # "Straße" is folded to "strasse", and stands in the index as it is written.
        spellings = {wanted, wanted.replace("ss", "ß")}
        indexed = Search(self._connection).having(sorted(spellings))
        rows = self._connection.execute(placed.where(or_(in_teaser, articles.c.id.in_(indexed))))
        return sorted((row.article_id, row.story_id) for row in rows if row.story_id in story_ids)

    def _texts(self, article_ids: Sequence[int]) -> Iterator[tuple[int, str, str, str, str]]:
        rows = self._connection.execute(
            select(
                story_articles.c.story_id,
                articles.c.headline,
                articles.c.kicker,
                articles.c.teaser,
                bodies.c.html,
            )
            .join(articles, articles.c.id == story_articles.c.article_id)
            .join(bodies, bodies.c.article_id == articles.c.id)
            .where(story_articles.c.article_id.in_(article_ids))
        )
        for row in rows:
            yield row.story_id, row.headline, row.kicker, row.teaser, _without_tags(row.html)

    def _told(self, wanted: Select[Any]) -> list[StoryTraits]:
        """The traits of the stories that a statement selects, in four statements however many they are."""
        listed = self._leads(wanted)
        topics = self._heaviest(
            story_topics.c.story_id, story_topics.c.code, story_topics.c.weight, MOST_TOPICS, wanted
        )
        entities = self._heaviest(
            story_entities.c.story_id, story_entities.c.entity_id, story_entities.c.mentions, MOST_ENTITIES, wanted
        )
        carried = self._carried(wanted)
        nothing: tuple[Weighted, Weighted] = (Weighted(), Weighted())
        return [
            StoryTraits(
                story_id=row.id,
                opened_at=row.opened_at,
                latest_at=row.latest_at,
                heat=row.heat,
                owners=row.owners,
                articles=row.articles,
                length=row.words or 0,
                vector=row.vector or b"",
                topics=_weighted(topics[row.id]) if row.id in topics else Weighted(),
                entities=_shares(entities[row.id]) if row.id in entities else Weighted(),
                sources=carried.get(row.id, nothing)[0],
                authors=carried.get(row.id, nothing)[1],
                words=_words(f"{row.headline} {row.teaser}"),
            )
            for row in listed
        ]

    def _leads(self, wanted: Select[Any]) -> Sequence[AnyRow]:
        return self._connection.execute(
            select(
                stories.c.id,
                stories.c.opened_at,
                stories.c.latest_at,
                stories.c.heat,
                stories.c.owners,
                stories.c.articles,
                articles.c.headline,
                articles.c.teaser,
                meanings.c.words,
                meanings.c.vector,
            )
            .join(articles, articles.c.id == stories.c.lead_id)
            .outerjoin(meanings, meanings.c.article_id == stories.c.lead_id)
            .where(stories.c.id.in_(wanted))
            .order_by(stories.c.latest_at.desc(), stories.c.id.desc())
        ).all()

    def _heaviest(self, story_id: Any, key: Any, weight: Any, most: int, wanted: Select[Any]) -> dict[int, _Pairs]:
        """The keys of each story and their weights, the heaviest first."""
        found: dict[int, _Pairs] = {}
        listed = select(story_id, key, weight).where(story_id.in_(wanted)).order_by(story_id, weight.desc(), key)
        for row in self._in_portions(listed):
            story, own_key, own_weight = row
            keys, weights = found.setdefault(story, ([], []))
            if len(keys) < most:
                keys.append(str(own_key))
                weights.append(own_weight)
        return found

    def _in_portions(self, listed: Select[Any]) -> Iterable[AnyRow]:
        """Rows that are gone soon: to hold a hundred thousand keeps Python's collector busy for .4 s."""
        return self._connection.execute(listed, execution_options={"yield_per": 1000})

    def _carried(self, wanted: Select[Any]) -> dict[int, tuple[Weighted, Weighted]]:
        """The sources and authors of stories, as the class says."""
        private = set(self._connection.execute(select(sources.c.id).where(sources.c.private_to != 0)).scalars())
        shared: dict[int, list[tuple[int, str]]] = {}
        others: dict[int, list[tuple[int, str]]] = {}
        for story_id, source_id, byline in self._in_portions(
            select(story_articles.c.story_id, articles.c.source_id, articles.c.byline)
            .join(articles, articles.c.id == story_articles.c.article_id)
            .where(story_articles.c.story_id.in_(wanted))
            .order_by(story_articles.c.article_id.desc())
        ):
            (others if source_id in private else shared).setdefault(story_id, []).append((source_id, byline))
        return {
            story_id: (
                _even(dict.fromkeys(str(source_id) for source_id, _ in own)),
                _even(_authors(byline for _, byline in own)),
            )
            for story_id, own in (others | shared).items()
        }


def _weighted(pairs: _Pairs) -> Weighted:
    keys, weights = pairs
    return Weighted(tuple(keys), tuple(weights))


def _shares(pairs: _Pairs) -> Weighted:
    """Numbers of mentions, the greatest first, as shares of it."""
    keys, mentions = pairs
    greatest = max(1, mentions[0])
    return Weighted(tuple(keys), tuple([round(each / greatest, 3) for each in mentions]))


def _even(keys: Iterable[str]) -> Weighted:
    listed = tuple(keys)
    return Weighted(listed, (1.0,) * len(listed))


def _authors(bylines: Iterable[str]) -> list[str]:
    """The folded names in bylines, each once, those of the latest article first."""
    names = dict.fromkeys(byline for byline in bylines if byline)
    single = (name.casefold() for byline in names for name in authors_of(byline))
    return list(dict.fromkeys(single))[:MOST_AUTHORS]


def _words(text: str) -> Weighted:
    """The first words of a text, folded, each once."""
    # Folded in one go: 10,000 stories take .07 s less than word by word.
    words = dict.fromkeys(" ".join(_TELLING_WORD.findall(text)).casefold().split())
    return _even(list(words)[:MOST_WORDS])


def _folded(text: str) -> str:
    """Text in which a phrase is looked for: one case, one form of accents and of the apostrophe."""
    return unicodedata.normalize("NFC", text.casefold()).replace("’", "'")


def _whole(phrase: str) -> re.Pattern[str]:
    """Finds a folded phrase where no word goes on before or after it."""
    words = r"\s+".join(map(re.escape, phrase.split()))
    before = "" if _UNPARTED.match(phrase[0]) else r"(?<!\w)"
    after = "" if _UNPARTED.match(phrase[-1]) else r"(?!\w)"
    return re.compile(before + words + after)


def _without_tags(html: str) -> str:
    text = _TAG.sub(" ", _TAG_IN_A_WORD.sub("", html))
    if "&" in text:  # all that a sanitiser writes
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")
    return text
