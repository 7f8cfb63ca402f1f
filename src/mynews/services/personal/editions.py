"""Editions as a reader sees them: the stories with their reasons in words, what was hidden, what is followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from mynews.model.interest import Interest, Reading
from mynews.model.slate import Edition, Placed, Reason
from mynews.model.source import Reader
from mynews.model.story import StoryCard
from mynews.ranking.reasons import in_words, telling
from mynews.ranking.rules import followed, hiding
from mynews.services.app import App
from mynews.services.personal.interests import rules_of
from mynews.services.personal.rank import edition_of, kept_out, offer_of, own_stories
from mynews.services.stories.reading import cards_of
from mynews.services.stories.saved_searches import stories_found
from mynews.storage.database import Tx

MOST_HIDDEN = 200
MOST_FOLLOWING = 100
_LOOKED_BACK = 8  # every click makes a new edition: a story that was just opened stands in one of the last


@dataclass(frozen=True, slots=True)
class Told:
    """A reason and its words."""

    reason: Reason
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A story in its place, counted from 0, with why it stands there and what the reader did with it."""

    place: int
    story: StoryCard
    placed: Placed
    told: tuple[Told, ...]
    opened_at: datetime | None = None
    is_saved: bool = False


@dataclass(frozen=True, slots=True)
class EditionPage:
    """An edition as it is read; ``interests`` are what the reader states, to be changed beside the reasons."""

    edition: Edition
    shown: tuple[Shown, ...]
    interests: tuple[Interest, ...]
    reading: Reading


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The stories beside one in an edition (of ``folder``, or of everything), and the place of the one after it."""

    edition_id: int
    folder: str
    before: StoryCard | None
    after: StoryCard | None
    place: int


@dataclass(frozen=True, slots=True)
class StoryState:
    """When a reader last opened a story, if ever, and whether they keep an article of it."""

    opened_at: datetime | None = None
    is_saved: bool = False


@dataclass(frozen=True, slots=True)
class HiddenStory:
    """A story that was kept out of editions, and by which rule; None where the reader hid this one story."""

    story: StoryCard
    rule: Interest | None


def edition_page(app: App, reader: Reader, *, folder: str = "", edition_id: int | None = None) -> EditionPage:
    """The reader's edition now, or an earlier one as it was. Raises NotFound for one that is not theirs."""
    if edition_id is None:
        edition = edition_of(app, reader, folder=folder)
    with app.db.read() as tx:
        if edition_id is not None:
            edition = tx.editions.get(reader.id, edition_id)
        return EditionPage(
            edition=edition,
            shown=_shown(tx, reader, edition),
            interests=tx.interests.of(reader.id, app.now()),
            reading=tx.reading.get(reader.id),
        )


def reasons_of(app: App, reader: Reader, edition_id: int, story_id: int) -> tuple[Told, ...]:
    """Every reason for and against a story's place in an edition, the whole sum; empty where it has none there.

    Raises NotFound.
    """
    with app.db.read() as tx:
        edition = tx.editions.get(reader.id, edition_id)
    reasons = next((placed.reasons for placed in edition.places if placed.story_id == story_id), ())
    return tuple(Told(each, in_words(each)) for each in reasons)


def neighbours(app: App, reader: Reader, story_id: int) -> Neighbours | None:
    """What stands before and after a story in the last edition that has it; None where none of the last ones has.

    What the reader has hidden since is passed over.
    """
    with app.db.read() as tx:
        for edition in tx.editions.recent(reader.id, _LOOKED_BACK):
            ids = [placed.story_id for placed in edition.places]
            if story_id in ids:
                break
        else:
            return None
        at = ids.index(story_id)
        hidden = tx.signals.hidden(reader.id)
        before = _first(tx, reader, [each for each in reversed(ids[:at]) if each not in hidden])
        after = _first(tx, reader, [each for each in ids[at + 1 :] if each not in hidden])
    places = {each: place for place, each in enumerate(ids)}
    return Neighbours(edition.id, edition.folder, before, after, places[after.id] if after else 0)


def _first(tx: Tx, reader: Reader, story_ids: Sequence[int]) -> StoryCard | None:
    """The first of these stories that is still there."""
    for each in story_ids:
        if found := cards_of(tx, reader, [each]):
            return found[0]
    return None


def hidden_stories(app: App, reader: Reader) -> tuple[HiddenStory, ...]:
    """What is kept out of the reader's editions now: by rules, the most important first, then what they hid by hand."""
    now = app.now()
    snapshot = app.live.now(app.db, now)
    with app.db.write() as tx:
        by_rule = kept_out(offer_of(app, tx, reader, snapshot))[:MOST_HIDDEN]
        by_hand = tx.signals.hidden(reader.id)
        rules = {each.story_id: each.rule for each in by_rule}
        cards = cards_of(tx, reader, [*rules, *sorted(by_hand - rules.keys(), reverse=True)][:MOST_HIDDEN])
    return tuple(HiddenStory(card, rules.get(card.id)) for card in cards)


def following(app: App, reader: Reader) -> tuple[tuple[StoryCard, tuple[str, ...]], ...]:
    """The newest stories of everything that the reader follows by name or search, each with what of it they follow.

    What is muted or hidden is left out here too.
    """
    now = app.now()
    snapshot = app.live.now(app.db, now)
    candidates = snapshot.candidates
    with app.db.read() as tx:
        rules = rules_of(tx, reader, tx.interests.of(reader.id, now), candidates.ids.tolist())
        matched = followed(rules, candidates)
        sources = frozenset(map(str, tx.subscriptions.source_ids(reader.id)))
        allowed = own_stories(tx, reader, candidates, sources, now) & (hiding(rules, candidates, sources) < 0)
        searched = stories_found(tx, reader)
        by_search = np.isin(candidates.ids, list(searched))
        rows = np.flatnonzero(allowed & np.any([by_search, *(each.rows for each in matched)], axis=0))
        rows = rows[np.lexsort((-candidates.ids[rows], -candidates.latest_at[rows]))][:MOST_FOLLOWING]
        cards = cards_of(tx, reader, candidates.ids[rows].tolist())
    names = {
        int(candidates.ids[row]): (
            *(each.subject.name for each in matched if each.rows[row]),
            *searched.get(int(candidates.ids[row]), ()),
        )
        for row in rows.tolist()
    }
    return tuple((card, names[card.id]) for card in cards)


def states_of(app: App, reader: Reader, story_ids: Sequence[int]) -> dict[int, StoryState]:
    """What a reader did with each of these stories."""
    with app.db.read() as tx:
        opened = tx.signals.opened_at(reader.id, story_ids)
        saved = tx.marks.saved_stories(reader.id, story_ids)
    return {each: StoryState(opened.get(each), each in saved) for each in story_ids}


def _shown(tx: Tx, reader: Reader, edition: Edition) -> tuple[Shown, ...]:
    ids = [placed.story_id for placed in edition.places]
    cards = {card.id: card for card in cards_of(tx, reader, ids)}
    opened = tx.signals.opened_at(reader.id, ids)
    saved = tx.marks.saved_stories(reader.id, ids)
    return tuple(
        Shown(
            place,
            cards[placed.story_id],
            placed,
            _told(placed.reasons),
            opened.get(placed.story_id),
            placed.story_id in saved,
        )
        for place, placed in enumerate(edition.places)
        if placed.story_id in cards
    )


def _told(reasons: Sequence[Reason]) -> tuple[Told, ...]:
    return tuple(Told(each, in_words(each)) for each in telling(reasons))
