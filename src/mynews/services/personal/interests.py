"""What a reader follows and mutes: stated, ended, and found out before it is applied."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mynews.model.errors import NotAllowed, NotFound
from mynews.model.interest import Interest, Stance, Subject
from mynews.model.source import Reader
from mynews.ranking.rules import Rule
from mynews.services.app import App
from mynews.storage.database import Tx
from mynews.understanding.vocabulary import load_terms

LONGEST_WORDS = 100
MOST_INTERESTS = 2000


def state(
    app: App, reader: Reader, stance: Stance, subject: Subject, *, until: datetime | None = None, folder: str = ""
) -> Interest:
    """Follow or mute something from now on, until an instant if one is given; stating it anew replaces what was said.

    The next edition shows it. Raises NotFound where there is no such thing, and NotAllowed with what to do.
    """
    now = app.now()
    if until is not None and until <= now:
        raise NotAllowed("This time is over already. Choose one that is still to come.")
    with app.db.write() as tx:
        known = checked(tx, reader, subject)
        if folder and folder not in {each.folder for each in tx.subscriptions.of(reader.id)}:
            raise NotFound(f"You have no folder “{folder}”.")
        if len(tx.interests.of(reader.id, now)) >= MOST_INTERESTS:
            raise NotAllowed(f"You follow and mute {MOST_INTERESTS:,} things already. Give up some of them first.")
        stated = tx.interests.state(reader.id, stance, known, now, until=until, folder=folder)
        tx.editions.end(reader.id, now)
    return stated


def withdraw(app: App, reader: Reader, interest_id: int) -> Interest:
    """Take back what was followed or muted; gives what it was. Raises NotFound."""
    now = app.now()
    with app.db.write() as tx:
        withdrawn = tx.interests.withdraw(reader.id, interest_id)
        tx.editions.end(reader.id, now)
    return withdrawn


def interests(app: App, reader: Reader) -> tuple[Interest, ...]:
    """Everything that a reader follows and mutes now."""
    with app.db.read() as tx:
        return tx.interests.of(reader.id, app.now())


def checked(tx: Tx, reader: Reader, subject: Subject) -> Subject:
    """The subject as it is stored, with its name. Raises NotFound and NotAllowed."""
    if subject.kind == "topic":
        return Subject("topic", subject.key, load_terms()[subject.key].name)
    if subject.kind == "entity":
        return Subject("entity", subject.key, tx.stories.entity(reader.id, _number(subject)).name)
    if subject.kind == "source":
        source = tx.sources.get(_number(subject))
        if source.private_to not in (None, reader.id):
            raise NotFound(f"There is no source number {subject.key} here.")
        return Subject("source", subject.key, tx.subscriptions.own_titles(reader.id).get(source.id, source.name))
    if subject.kind == "story":
        story_id = tx.stories.current(_number(subject))
        if not tx.live.readable(reader.id, [story_id]):
            raise NotFound(f"There is no story number {subject.key} here.")
        (card,) = tx.stories.cards([story_id])
        return Subject("story", str(story_id), card.headline)
    key = " ".join(subject.key.casefold().split())
    if not key:
        raise NotAllowed("Give a name or a word.")
    if len(key) > LONGEST_WORDS:
        raise NotAllowed(f"This is too long: give at most {LONGEST_WORDS} characters.")
    return Subject(subject.kind, key, subject.name.strip() or subject.key.strip())


def rules_of(tx: Tx, reader: Reader, stated: Iterable[Interest], story_ids: Iterable[int]) -> tuple[Rule, ...]:
    """Interests with what each is about among these stories."""
    folders: dict[str, frozenset[str]] = {}
    listed = tuple(stated)
    if any(each.folder for each in listed):
        for subscription in tx.subscriptions.of(reader.id):
            own = folders.get(subscription.folder, frozenset())
            folders[subscription.folder] = own | {str(subscription.source.id)}
    live = list(story_ids)
    return tuple(
        Rule(
            interest,
            keys=_keys(interest.subject),
            story_ids=_stories(tx, reader.id, interest.subject, live),
            sources=folders.get(interest.folder, frozenset()) if interest.folder else None,
        )
        for interest in listed
    )


def _keys(subject: Subject) -> frozenset[str]:
    """A subject's own key, or of a topic also those of all below it."""
    if subject.kind != "topic":
        return frozenset({subject.key})
    terms = load_terms()
    return frozenset(terms.with_narrower(subject.key) if subject.key in terms.terms else {subject.key})


def _stories(tx: Tx, reader_id: int, subject: Subject, live: list[int]) -> frozenset[int]:
    if subject.kind == "story":
        try:
            return frozenset({tx.stories.current(int(subject.key))})
        except NotFound:
            return frozenset()
    return frozenset(tx.live.with_phrase(live, subject.key, reader_id)) if subject.kind == "word" else frozenset()


def _number(subject: Subject) -> int:
    if not (subject.key.isascii() and subject.key.isdigit() and len(subject.key) <= 17):
        raise NotFound(f"There is no {subject.kind} “{subject.key}” here.")
    return int(subject.key)
