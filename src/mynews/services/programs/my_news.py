"""The edition as a feed among feeds, for programs that know feeds alone.

Programs order articles by time, so each place has a time of its own: the first one that of the edition, each further
one a second less. An article of the edition has another number here than in its own source, for most programs let an
article stand in one feed only; what was read of it is read there too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mynews.model.errors import NotFound
from mynews.model.slate import Edition
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.personal.editions import EditionPage, edition_page
from mynews.storage.database import Tx

FEED = 2**31 - 1
"""The number of My News among sources: the largest that fits into 32 bits. No database here comes to so many."""

FOLDER = "myNEWS"
TITLE = "My News"
_BEYOND = 2**40  # where the numbers of its articles begin; the search index counts on there being no more of others
_LOOKED_BACK = 20  # editions: each thing that a reader does makes the next one
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a place of an edition. ``number`` is its number here, ``at`` its time, ``why`` its reasons."""

    number: int
    article_id: int
    story_id: int
    at: datetime
    edition_id: int
    place: int
    why: tuple[str, ...] = ()


def entries_now(app: App, reader: Reader, edition_id: int | None = None) -> tuple[Entry, ...]:
    """The places of the edition that stands, or of an earlier one that a program still pages through."""
    try:
        return _entries(edition_page(app, reader, edition_id=edition_id))
    except NotFound:  # forgotten meanwhile, or never this reader's
        return _entries(edition_page(app, reader))


def entries_of(app: App, reader: Reader, article_ids: Collection[int]) -> dict[int, Entry]:
    """Where each of these articles stood last, by article; those that stood in no edition lately are left out.

    No edition is made for it: a program knows the numbers from one that was.
    """
    wanted = set(article_ids)
    found: dict[int, Entry] = {}
    if not wanted:
        return found
    for edition_id in _latest(app, reader):
        for entry in entries_now(app, reader, edition_id):
            if entry.article_id in wanted:
                found.setdefault(entry.article_id, entry)
        if len(found) == len(wanted):
            break
    return found


def entries_until(app: App, reader: Reader, until: datetime) -> tuple[Entry, ...]:
    """The places of the edition that stood at an instant, as far as their times had come by then."""
    with app.db.read() as tx:
        earlier = _made_before(tx, reader, until)
    entries = entries_now(app, reader, earlier[0].id) if earlier else ()
    return tuple(entry for entry in entries if entry.at <= until)


def number_of(article_id: int) -> int:
    """The number of an article in My News."""
    return article_id + _BEYOND


def told_apart(numbers: Iterable[int]) -> tuple[list[int], list[int]]:
    """The articles that numbers are about: those in their own source, and those in My News."""
    own: list[int] = []
    mine: list[int] = []
    for number in numbers:
        if _BEYOND < number < 2 * _BEYOND:
            mine.append(number - _BEYOND)
        elif 0 < number < _BEYOND:
            own.append(number)
    return own, mine


def _latest(app: App, reader: Reader) -> list[int]:
    with app.db.read() as tx:
        return [edition.id for edition in tx.editions.latest(reader.id, "", _LOOKED_BACK)]


def _made_before(tx: Tx, reader: Reader, until: datetime) -> list[Edition]:
    return tx.editions.latest(reader.id, "", 1, _second_of(until) + _SECOND)


def _entries(page: EditionPage) -> tuple[Entry, ...]:
    begun = _second_of(page.edition.made_at)
    return tuple(
        Entry(
            number=number_of(shown.story.lead_id),
            article_id=shown.story.lead_id,
            story_id=shown.story.id,
            at=begun - shown.place * _SECOND,
            edition_id=page.edition.id,
            place=shown.place,
            why=tuple(told.words for told in shown.told),
        )
        for shown in page.shown
    )


def _second_of(at: datetime) -> datetime:
    """Programs say an instant in whole seconds."""
    return at.replace(microsecond=0)
