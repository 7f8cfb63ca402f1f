"""The first run: topics and sources chosen from nothing, and how the first edition grows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mynews.intake.opml import Outline
from mynews.intake.starter import load_starter
from mynews.model.interest import Subject
from mynews.model.source import FETCHED_KINDS, Reader, Source
from mynews.model.story import StoryCard
from mynews.services.app import App
from mynews.services.gathering.subscribe import follow_all
from mynews.services.personal.interests import state
from mynews.services.stories.reading import cards_of
from mynews.understanding.vocabulary import Term, load_terms

MOST_TOPICS = 20
_EXAMPLES = 2
_FIRST_STORIES = 12
# More than anybody watches arrive; counting on would cost more in an old archive than it says.
_COUNTED = 20_000


@dataclass(frozen=True, slots=True)
class TopicOffer:
    """A topic that one may follow, with the wider ones, the widest first, and headlines that are here about it."""

    term: Term
    above: tuple[Term, ...]
    headlines: tuple[StoryCard, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reader's sources have come. ``stories`` counts those found so far, ``first`` shows some of them.

    ``tried`` sources were fetched or failed; ``ill`` are those that failed, each with its illness.
    """

    sources: int
    tried: int
    ill: tuple[Source, ...]
    articles: int
    stories: int
    first: tuple[StoryCard, ...]
    is_done: bool


def topics_offered(app: App, reader: Reader, words: str, besides: Sequence[str] = ()) -> tuple[TopicOffer, ...]:
    """The topics that have all the words in name or definition, or the widest where none are given."""
    terms = load_terms()
    found = terms.search(words, MOST_TOPICS + len(besides)) if words else list(terms.tops)
    wanted = [term for term in found if term.code not in besides][:MOST_TOPICS]
    with app.db.read() as tx:
        return tuple(
            TopicOffer(
                term,
                terms.ancestors(term.code)[::-1],
                tuple(tx.stories.of_topics(reader.id, terms.with_narrower(term.code), _EXAMPLES)),
            )
            for term in wanted
        )


def follow_topics(app: App, reader: Reader, codes: Iterable[str]) -> int:
    """Follow these topics, as far as there are such; gives how many."""
    known = [code for code in dict.fromkeys(codes) if code in load_terms().terms]
    for code in known:
        state(app, reader, "follow", Subject("topic", code))
    return len(known)


def follow_starters(app: App, reader: Reader, keys: Iterable[str]) -> int:
    """Follow these of the list in the package, in folders by subject; gives how many are new."""
    starter, wanted = load_starter(), set(keys)
    chosen = [each for each in starter.sources if each.key in wanted]
    return follow_all(
        app, reader, [Outline(each.url, each.title, folder=starter.subjects[each.subject]) for each in chosen]
    ).new


def progress(app: App, reader: Reader) -> Progress:
    """How far the reader's sources have come. Done is when each was tried, and what came is in its story."""
    now = app.now()
    with app.db.read() as tx:
        fetched = [each for each in tx.subscriptions.sources(reader.id) if each.kind in FETCHED_KINDS]
        articles, stories = tx.articles.arrived(reader.id, _COUNTED)
        top = [card.id for card in tx.stories.top(reader.id, _FIRST_STORIES)]
        tried = [each for each in fetched if each.state.fetched_at is not None]
        is_done = len(tried) == len(fetched) and (
            not articles or (stories > 0 and not tx.meanings.waiting(now) and not tx.desk.waiting())
        )
        return Progress(
            sources=len(fetched),
            tried=len(tried),
            ill=tuple(each for each in tried if each.state.failures),
            articles=articles,
            stories=stories,
            first=cards_of(tx, reader, top),
            is_done=is_done,
        )
