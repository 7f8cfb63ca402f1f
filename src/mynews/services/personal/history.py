"""What a reader did, signal by signal; and its end, where they want it forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from mynews.model.interest import InterestKind, Subject
from mynews.model.signal import LoggedSignal
from mynews.model.source import Reader
from mynews.model.story import StoryCard
from mynews.services.app import App
from mynews.services.personal.learn import learn_anew
from mynews.services.personal.marks import unmark
from mynews.services.personal.rank import subject_names
from mynews.services.stories.reading import cards_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that a reader did, with what it was about as far as that is here still.

    ``subject`` is what a correction was about, with its name.
    """

    logged: LoggedSignal
    story: StoryCard | None = None
    subject: Subject | None = None
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """One page of it, the last first. ``after`` is the number from which the next one goes on; None at the end."""

    deeds: tuple[Deed, ...]
    after: int | None


def history(app: App, reader: Reader, after: int | None = None, most: int = PAGE) -> History:
    """What a reader did, from a number on."""
    with app.db.read() as tx:
        found = tx.signals.recent(reader.id, most + 1, after)  # one more, to know whether there is more
        shown = found[:most]
        undone = tx.signals.undone(reader.id)
        stories = {
            card.id: card for card in cards_of(tx, reader, sorted({each.signal.story_id or 0 for each in shown} - {0}))
        }
        subjects = {each.id: _subject(each) for each in shown}
        names = subject_names(tx, reader, {each for each in subjects.values() if each is not None})
    deeds = tuple(
        Deed(
            each,
            stories.get(each.signal.story_id or 0),
            _named(subjects[each.id], names),
            each.id in undone,
        )
        for each in shown
    )
    return History(deeds, shown[-1].id if len(found) > most else None)


def erase(app: App, reader: Reader, signal_id: int) -> None:
    """Delete one thing that the reader did, for good: nothing is known of it any more. Raises NotFound."""
    with app.db.write() as tx:
        logged = tx.signals.get(reader.id, signal_id)
        if logged.id not in tx.signals.undone(reader.id):
            unmark(tx, reader, logged.signal, app.now())
        tx.signals.erase(reader.id, [signal_id])
        learn_anew(app, tx, reader)


def erase_all(app: App, reader: Reader) -> None:
    """Delete everything that the reader ever did, what they read, and the editions that were made of it, for good.

    What they state and what they keep stays.
    """
    with app.db.write() as tx:
        tx.signals.erase(reader.id)
        tx.marks.forget_read(reader.id)
        tx.editions.forget(reader.id)
        tx.profiles.forget(reader.id)


def _subject(logged: LoggedSignal) -> Subject | None:
    told = logged.signal.detail or {}
    if logged.signal.kind not in ("correct", "forget"):
        return None
    return Subject(cast(InterestKind, str(told.get("kind", ""))), str(told.get("key", "")))


def _named(subject: Subject | None, names: dict[tuple[str, str], str]) -> Subject | None:
    if subject is None:
        return None
    return Subject(subject.kind, subject.key, names.get((subject.kind, subject.key), ""))
