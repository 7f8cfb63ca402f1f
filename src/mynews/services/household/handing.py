"""Handing a story to another reader of the household."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from mynews.model.errors import NotAllowed, NotFound, TooOften
from mynews.model.handed import Handing
from mynews.model.source import Reader
from mynews.model.story import StoryCard
from mynews.services.app import App
from mynews.services.stories.reading import cards_of, readable_members
from mynews.storage.database import Tx

LONGEST_NOTE = 500
MOST_IN_HOUSEHOLD = 50
"""Where more read, they are no household: nobody is shown the names of all others."""
_MOST_A_DAY = 100
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class HandedStory:
    """What was handed on, with the story as this reader sees it; None where it is not here any more."""

    handing: Handing
    story: StoryCard | None


@dataclass(frozen=True, slots=True)
class HandedStories:
    """What a reader was given and is not done with, is done with, and gave to others."""

    waiting: tuple[HandedStory, ...]
    done: tuple[HandedStory, ...]
    given: tuple[HandedStory, ...]


def others_of(app: App, reader: Reader) -> tuple[Reader, ...]:
    """The other readers of a household; nobody where so many read that it is none."""
    with app.db.read() as tx:
        return _others(tx, reader)


def hand_on(app: App, reader: Reader, receiver_id: int, story_id: int, note: str) -> Handing:
    """Give a story to another reader, with a note.

    Raises NotFound where there is no such story or reader, NotAllowed where the receiver may not read a word of it or
    the note is too long, and TooOften for whoever gives all day.
    """
    if len(note) > LONGEST_NOTE:
        raise NotAllowed(f"A note can have {LONGEST_NOTE} characters at most.")
    now = app.now()
    with app.db.write() as tx:
        receiver = next((each for each in _others(tx, reader) if each.id == receiver_id), None)
        if receiver is None:
            raise NotFound("There is no such other reader here.")
        number = readable_members(tx, reader, story_id)[0].story_id
        try:
            readable_members(tx, receiver, number)
        except NotFound as exc:
            raise NotAllowed(f"This story comes from a login of yours alone: {receiver.name} may not read it.") from exc
        if tx.handed.given_since(reader.id, now - timedelta(days=1)) >= _MOST_A_DAY:
            raise TooOften(f"You handed on {_MOST_A_DAY} stories within a day. Let them read.", 3600)
        return tx.handed.add(reader, receiver, number, note, now)


def handed_stories(app: App, reader: Reader) -> HandedStories:
    """What a reader was given, and gave."""
    with app.db.read() as tx:
        lists = (
            tx.handed.to(reader.id, _SHOWN),
            tx.handed.to(reader.id, _SHOWN, done=True),
            tx.handed.by(reader.id, _SHOWN),
        )
        now_at = {each.story_id: _current(tx, each.story_id) for some in lists for each in some}
        cards = {card.id: card for card in cards_of(tx, reader, sorted({each for each in now_at.values() if each}))}
    waiting, done, given = (
        tuple(HandedStory(each, cards.get(now_at[each.story_id])) for each in some) for some in lists
    )
    return HandedStories(waiting, done, given)


def handed_waiting(app: App, reader: Reader) -> int:
    """How many stories others gave to a reader who is not done with them."""
    with app.db.read() as tx:
        return tx.handed.waiting(reader.id)


def set_done(app: App, reader: Reader, number: int, *, done: bool) -> None:
    """Be done with what one was given, or not yet after all. Raises NotFound, also for what others were given."""
    with app.db.write() as tx:
        if not tx.handed.set_done(reader.id, number, app.now() if done else None):
            raise NotFound("Nobody handed this to you.")


def take_back(app: App, reader: Reader, number: int) -> None:
    """Take back what one gave. Raises NotFound, also for what others gave."""
    with app.db.write() as tx:
        if not tx.handed.take_back(reader.id, number):
            raise NotFound("You did not hand this on, or took it back already.")


def _others(tx: Tx, reader: Reader) -> tuple[Reader, ...]:
    readers = tx.readers.some(MOST_IN_HOUSEHOLD + 1)
    return () if len(readers) > MOST_IN_HOUSEHOLD else tuple(each for each in readers if each.id != reader.id)


def _current(tx: Tx, story_id: int) -> int:
    """The number of a story today; 0 where it is gone."""
    try:
        return tx.stories.current(story_id)
    except NotFound:
        return 0
