"""What a reader keeps and what they have read, said by hand of an article or of a whole story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import uuid4

from mynews.model.article import Card, Place
from mynews.model.errors import NotFound
from mynews.model.signal import Signal
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.personal.learn import record_signals
from mynews.services.personal.marks import mark_read, mark_unread, save
from mynews.services.stories.lists import PAGE, named
from mynews.storage.database import Tx

Marking = Literal["save", "unsave", "read", "unread"]


@dataclass(frozen=True, slots=True)
class Marked:
    """What a reader marks: one article, or a story where ``article_id`` is None; with the place where it stood."""

    article_id: int | None = None
    story_id: int | None = None
    edition_id: int | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """An article that is kept, and since when; ``is_read`` tells whether it was read."""

    card: Card
    since: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class KeptListing:
    """One page of what is kept, the last first. ``after`` is where the next one begins; None at the end."""

    kept: tuple[Kept, ...]
    after: Place | None


def kept(app: App, reader: Reader, after: Place | None = None, *, most: int = PAGE) -> KeptListing:
    """What a reader keeps, whether they follow its source or not."""
    before = (after.sort_at, after.id) if after else None
    with app.db.read() as tx:
        found = tx.marks.saved(reader.id, most + 1, before)  # one more, to know whether there is more
        shown = dict(found[:most])
        own = tx.articles.readable(reader.id, shown)
        cards = {card.id: card for card in named(tx, reader, tx.articles.cards(sorted(own)))}
        marks = tx.marks.of(reader.id, shown)
    listed = tuple(
        Kept(cards[number], since, marks[number].read_at is not None)
        for number, since in shown.items()
        if number in cards
    )
    last = found[most - 1] if len(found) > most else None
    return KeptListing(listed, Place(last[1], last[0]) if last else None)


def set_mark(app: App, reader: Reader, kind: Marking, about: Marked) -> None:
    """Save, give up, mark as read or as unread. Raises NotFound for what is not the reader's to see.

    Of a story it is the leading article that is saved, every article of it that is given up, and every one that is
    marked. Saving teaches, as a signal; the rest is bookkeeping.
    """
    with app.db.read() as tx:
        articles = _articles(tx, reader, kind, about)
        story_id = about.story_id if about.article_id is None else tx.stories.placed_in(about.article_id)
    if kind == "read":
        mark_read(app, reader, articles)
    elif kind == "unread":
        mark_unread(app, reader, articles)
    elif story_id is not None:
        record_signals(app, reader, [_signal(app, kind, each, story_id, about) for each in articles])
    else:  # not understood yet: there is no story to learn from
        with app.db.write() as tx:
            if kind == "save":
                save(tx, reader, articles, app.now())
            else:
                tx.marks.unsave(reader.id, articles)


def _articles(tx: Tx, reader: Reader, kind: Marking, about: Marked) -> list[int]:
    if about.article_id is not None:
        if not tx.articles.readable_by(reader.id, about.article_id):
            raise NotFound(f"There is no article number {about.article_id} here.")
        return [about.article_id]
    if about.story_id is None:
        raise NotFound("Say which article or story this is about.")
    current = tx.stories.current(about.story_id)
    there = tx.stories.article_ids(current)
    own = tx.articles.readable(reader.id, there)
    if not own:
        raise NotFound(f"There is no story number {about.story_id} here.")
    if kind == "save":
        lead = tx.marks.leads([current]).get(current)
        return [lead if lead in own else min(own)]
    if kind == "unsave":
        kept = tx.marks.of(reader.id, own)
        return sorted(each for each, its in kept.items() if its.saved_at is not None)
    return sorted(own)


def _signal(app: App, kind: Literal["save", "unsave"], article_id: int, story_id: int, about: Marked) -> Signal:
    return Signal(
        token=uuid4().hex,
        kind=kind,
        at=app.now(),
        story_id=story_id,
        article_id=article_id,
        edition_id=about.edition_id,
        place=about.place,
    )
