"""Searches that a reader keeps: what is new in each, and the stories that they bring."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain

from mynews.model.errors import NotAllowed
from mynews.model.query import Query, SavedSearch, parse_query
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.stories.search import sought_of
from mynews.storage.database import Tx

LONGEST_QUERY = 500
MOST_SEARCHES = 100
MOST_NEW = 99
_FOLLOWED_ARTICLES = 100
# Put in order are three times as many, those that came last: a common word has thousands, and takes the longer for it.
_LOOKED_AT = 3 * _FOLLOWED_ARTICLES


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved search with how many articles are new since the reader looked; ``MOST_NEW`` + 1 for any more."""

    search: SavedSearch
    new: int


def save_search(app: App, reader: Reader, query: str, *, followed: bool = False) -> SavedSearch:
    """Keep a query; one that is kept stays as it is. Raises NotAllowed with what to do."""
    text = " ".join(query.split())
    if len(text) > LONGEST_QUERY:
        raise NotAllowed(f"This is too long: give at most {LONGEST_QUERY} characters.")
    if not _finds(parse_query(text)):
        raise NotAllowed("There is nothing to look for in this. Type a word first.")
    with app.db.write() as tx:
        there = tx.saved_searches.of(reader.id)
        if len(there) >= MOST_SEARCHES and all(each.query != text for each in there):
            raise NotAllowed(f"You keep {MOST_SEARCHES} searches already. Remove some of them first.")
        return tx.saved_searches.save(reader.id, text, app.now(), followed=followed)


def remove_search(app: App, reader: Reader, search_id: int) -> SavedSearch:
    """Keep a search no more; gives what it was. Raises NotFound."""
    with app.db.write() as tx:
        return tx.saved_searches.remove(reader.id, search_id)


def follow_search(app: App, reader: Reader, search_id: int, *, followed: bool) -> None:
    """Have the stories that a search finds stand under Following, or no more. Raises NotFound."""
    with app.db.write() as tx:
        tx.saved_searches.follow(reader.id, search_id, followed=followed)


def look_at_search(app: App, reader: Reader, search_id: int) -> SavedSearch:
    """A saved search that the reader looks at now: what comes later is new. Raises NotFound."""
    with app.db.write() as tx:
        return tx.saved_searches.looked(reader.id, search_id, app.now())


def saved_searches(app: App, reader: Reader) -> tuple[Kept, ...]:
    """All that a reader keeps, in the order in which they were saved, with what is new."""
    with app.db.read() as tx:
        return tuple(Kept(each, _new(tx, reader, each)) for each in tx.saved_searches.of(reader.id))


def kept_as(app: App, reader: Reader, query: str) -> SavedSearch | None:
    """The saved search of this query; None where it is not kept."""
    with app.db.read() as tx:
        return next((each for each in tx.saved_searches.of(reader.id) if each.query == " ".join(query.split())), None)


def stories_found(tx: Tx, reader: Reader) -> dict[int, tuple[str, ...]]:
    """The stories of the newest articles that followed searches find, each with the queries that found it."""
    articles = {
        each.query: _newest(tx, reader, each.query) for each in tx.saved_searches.of(reader.id) if each.followed
    }
    placed = tx.stories.placed(chain.from_iterable(articles.values()))
    found: dict[int, tuple[str, ...]] = {}
    for query, ids in articles.items():
        for story_id in dict.fromkeys(placed[each] for each in ids if each in placed):
            found[story_id] = (*found.get(story_id, ()), query)
    return found


def _newest(tx: Tx, reader: Reader, query: str) -> tuple[int, ...]:
    sought = replace(sought_of(tx, reader, parse_query(query)).sought, newest=True)
    return tx.search.find(reader.id, sought, _FOLLOWED_ARTICLES, among=_LOOKED_AT).ids


def _new(tx: Tx, reader: Reader, kept: SavedSearch) -> int:
    sought = sought_of(tx, reader, parse_query(kept.query)).sought
    # Where nothing had come by then, everything is new: the number 0 asks for all.
    newer = replace(sought, newer_than=tx.search.last_by(kept.looked_at), newest=True)
    return min(len(tx.search.find(reader.id, newer, MOST_NEW + 1).ids), MOST_NEW + 1)


def _finds(query: Query) -> bool:
    return bool(query.filters) or any(not term.without for term in query.terms)
