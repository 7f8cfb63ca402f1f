"""What a reader does is kept, and their profile learns from it at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from mynews.model.errors import NotAllowed, NotFound
from mynews.model.profile import StoredProfile
from mynews.model.signal import LoggedSignal, Signal, SignalKind
from mynews.model.source import Reader
from mynews.ranking.ranker import Ranker
from mynews.ranking.replay import replay
from mynews.ranking.rules import followed
from mynews.services.app import App
from mynews.services.live import Snapshot, telling
from mynews.services.personal.interests import rules_of
from mynews.services.personal.marks import mark
from mynews.storage.database import Tx

MOST_SIGNALS = 10_000
LONGEST_TOKEN = 200
EDITIONS_KEPT = timedelta(days=30)
LONGEST_DWELL = timedelta(hours=12)
MOST_PLACES = 10_000
_AT_ONCE = 500  # a longer log is learned from in portions, so that no write takes long

# Showing and dwelling change no edition under the reader's eyes; whatever they do by hand does.
_QUIET: frozenset[SignalKind] = frozenset({"seen", "dwell", "read"})
# To read an edition changes none either that was to stand until an hour which its reader chose.
_READING: frozenset[SignalKind] = frozenset({"open", "save", "unsave", "share"})
_ABOUT_A_STORY: frozenset[SignalKind] = frozenset(
    {"seen", "open", "dwell", "more", "less", "save", "unsave", "share", "hide", "unhide"}
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many signals were new, and how many were known already; ``ids`` are the numbers of the new ones."""

    new: int
    known: int
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Learned:
    """A profile as the ranker has it, and the number of the last signal that it knows."""

    profile: Any
    up_to: int


def record_signals(app: App, reader: Reader, signals: Sequence[Signal]) -> Recorded:
    """Keep what a reader did; the very next edition shows it. A token that came before changes nothing.

    All are kept or none. Raises NotFound for a story or edition that is not the reader's to see, and NotAllowed for
    signals that cannot be.
    """
    if len(signals) > MOST_SIGNALS:
        raise NotAllowed(f"These are {len(signals):,} signals at once. Send at most {MOST_SIGNALS:,}.")
    for signal in signals:
        _check(signal)
    now = app.now()
    snapshot = app.live.now(app.db, now)
    with app.db.write() as tx:
        _check_readable(tx, reader, signals)
        noted = _with_followed(tx, reader, _as_numbered_now(tx, signals, snapshot), snapshot, app)
        traits = _traits_of(tx, noted, snapshot)
        states = tx.signals.keep_states(traits.values(), now)
        recorded = tx.signals.record(reader.id, [(each, states.get(each.story_id or 0)) for each in noted], now)
        if recorded and _ends_editions(tx, reader, signals):
            tx.editions.end(reader.id, now)
        if recorded:
            mark(tx, reader, signals, now)
            learn(app, tx, reader)
    return Recorded(len(recorded), len(signals) - len(recorded), tuple(recorded))


def _ends_editions(tx: Tx, reader: Reader, signals: Sequence[Signal]) -> bool:
    loud = {each.kind for each in signals} - _QUIET
    return bool(loud) and not (loud <= _READING and tx.schedules.get(reader.id))


def learn(app: App, tx: Tx, reader: Reader) -> Learned:
    """The reader's profile with everything learned that is in the log so far, as far as one portion goes."""
    ranker = app.ranker
    stored = tx.profiles.get(reader.id, ranker.name)
    profile = ranker.unpacked(stored.content) if stored else ranker.fresh()
    up_to, generation = (stored.learned_up_to, stored.generation) if stored else (0, 0)
    log = tx.signals.after(reader.id, up_to, _AT_ONCE)
    if not log:
        return Learned(profile, up_to)
    if any(each.signal.kind == "undo" for each in log):
        profile = _from_the_beginning(tx, ranker, reader, log[-1].id)
    else:
        profile = replay(ranker, profile, log, first_opened=_first_opens(tx, log))
    tx.profiles.save(reader.id, ranker.name, StoredProfile(ranker.packed(profile), log[-1].id, generation), app.now())
    return Learned(profile, log[-1].id)


def learn_due(app: App) -> int:
    """Let profiles learn that lie behind their log; gives how many did."""
    with app.db.read() as tx:
        behind = tx.profiles.behind(app.ranker.name, 20)
    for reader_id in behind:
        with app.db.write() as tx:
            learn(app, tx, Reader(reader_id, ""))
    return len(behind)


def forget_old_editions(app: App) -> int:
    """Delete editions of long ago that taught nothing; gives how many."""
    with app.db.write() as tx:
        return tx.editions.prune(app.now() - EDITIONS_KEPT)


def relearn(app: App, reader: Reader) -> Learned:
    """The profile made anew from the whole log. Raises StorageError."""
    with app.db.write() as tx:
        return learn_anew(app, tx, reader)


def learn_anew(app: App, tx: Tx, reader: Reader) -> Learned:
    """What ``relearn`` does, within a transaction. The next edition shows it."""
    now = app.now()
    ranker = app.ranker
    stored = tx.profiles.get(reader.id, ranker.name)
    last = tx.signals.last_id(reader.id)
    profile = _from_the_beginning(tx, ranker, reader, last)
    generation = stored.generation if stored else 0
    tx.profiles.save(reader.id, ranker.name, StoredProfile(ranker.packed(profile), last, generation), now)
    tx.editions.end(reader.id, now)
    return Learned(profile, last)


def _from_the_beginning(tx: Tx, ranker: Ranker[Any], reader: Reader, last: int) -> Any:
    profile, up_to = ranker.fresh(), 0
    undone = tx.signals.undone(reader.id)
    while up_to < last and (log := tx.signals.after(reader.id, up_to, _AT_ONCE)):
        profile = replay(ranker, profile, log, first_opened=_first_opens(tx, log), undone=undone)
        up_to = log[-1].id
    return profile


def _first_opens(tx: Tx, log: Sequence[LoggedSignal]) -> dict[int, int]:
    stories = {each.signal.story_id for each in log if each.signal.story_id is not None}
    return tx.signals.first_opens(log[0].reader_id, stories)


def _check(signal: Signal) -> None:
    if not 0 < len(signal.token) <= LONGEST_TOKEN:
        raise NotAllowed(f"A signal needs a token of 1 to {LONGEST_TOKEN} characters.")
    if signal.kind in _ABOUT_A_STORY and signal.story_id is None:
        raise NotAllowed(f"A signal “{signal.kind}” must say which story it is about.")
    if signal.seconds is not None and not (
        math.isfinite(signal.seconds) and 0 <= signal.seconds <= LONGEST_DWELL.total_seconds()
    ):
        raise NotAllowed("A story is read for 0 seconds to 12 hours.")
    if signal.place is not None and not 0 <= signal.place < MOST_PLACES:
        raise NotAllowed("An edition has no such place.")
    if signal.at.tzinfo is None:
        raise NotAllowed("The instant of a signal needs its time zone.")


def _check_readable(tx: Tx, reader: Reader, signals: Sequence[Signal]) -> None:
    asked = {each.story_id for each in signals if each.story_id is not None}
    unknown = asked - tx.live.readable(reader.id, sorted(asked))
    if unknown:
        raise NotFound(f"There is no story number {min(unknown)} here.")
    tx.editions.check(reader.id, {each.edition_id for each in signals if each.edition_id is not None})


def _as_numbered_now(tx: Tx, signals: Sequence[Signal], snapshot: Snapshot) -> list[Signal]:
    """The signals about the stories that theirs became part of."""
    gone = {each.story_id for each in signals if each.story_id is not None} - snapshot.rows.keys()
    now = {story_id: tx.stories.current(story_id) for story_id in gone}
    return [
        replace(each, story_id=now.get(each.story_id, each.story_id)) if each.story_id else each for each in signals
    ]


def _with_followed(tx: Tx, reader: Reader, signals: Sequence[Signal], snapshot: Snapshot, app: App) -> list[Signal]:
    """The signals with what the reader follows of each story, for the log has to tell it when it is read again."""
    stated = [each for each in tx.interests.of(reader.id, app.now()) if each.stance == "follow"]
    live = [each for each in {signal.story_id for signal in signals} if each in snapshot.rows]
    if not stated or not live:
        return list(signals)
    rules = rules_of(tx, reader, stated, [each for each in live if each is not None])
    of_story = {
        each: [
            [found.subject.kind, found.subject.key, found.subject.name]
            for found in followed(rules, snapshot.only(each))
        ]
        for each in live
        if each is not None
    }
    return [
        replace(each, detail={**(each.detail or {}), "followed": of_story[each.story_id]})
        if each.story_id is not None and of_story.get(each.story_id)
        else each
        for each in signals
    ]


def _traits_of(tx: Tx, signals: Sequence[Signal], snapshot: Snapshot) -> dict[int, Any]:
    asked = {each.story_id for each in signals if each.story_id is not None}
    known = {each: snapshot.traits[each] for each in asked if each in snapshot.traits}
    others = sorted(asked - known.keys())
    return known | {story.story_id: story for story in map(telling, tx.live.traits_of(others) if others else ())}
