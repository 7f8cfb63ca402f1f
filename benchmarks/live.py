"""Fills a database with live stories and with readers who did something: all that editions are made of.

Articles are saved as sources bring them, then given to stories as understanding does it. Only what it would read out of
their words is drawn: vectors, topics, names and terms of invented events. To read them would take the encoder minutes
for each ten thousand, and the words are made words anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import numpy as np

from benchmarks.archive import SOURCES, fill
from benchmarks.prose import vocabulary
from mynews.model.errors import NotFound
from mynews.model.interest import Subject
from mynews.model.meaning import Entity, EntityKind, Meaning, Topic
from mynews.model.profile import StoredProfile
from mynews.model.signal import Signal, SignalKind
from mynews.model.source import Reader
from mynews.model.story import Move
from mynews.model.vector import packed
from mynews.ranking.candidates import WIDTH
from mynews.services.app import App
from mynews.services.live import Snapshot
from mynews.services.personal.learn import record_signals
from mynews.services.stories.arrange import gazetteer
from mynews.services.stories.summaries import summed_up
from mynews.storage.database import Tx, open_database
from mynews.understanding.vocabulary import load_terms
from mynews.understanding.words import TermVector

REGULARS = 100
"""So many readers follow every source, state interests and have learned from signals of their own. They are asked."""

SIGNALS_EACH = 60
_OTHERS_FOLLOW = 20
_AT_ONCE = 500
_READERS_AT_ONCE = 100
_LEASE = timedelta(hours=1)
_REPORTED_BEFORE = 0.3  # the share of articles about an event that another one told first
_OPEN_EVENTS = 2000
_TOPICS, _NAMES = 200, 5000
_KINDS: tuple[EntityKind, ...] = ("person", "organisation", "place")


@dataclass(frozen=True, slots=True)
class _Event:
    """What the articles of one story have in common."""

    story_id: int
    centre: np.ndarray[tuple[int], np.dtype[np.float32]]
    topics: tuple[Topic, ...]
    entities: tuple[Entity, ...]
    terms: bytes


def fill_live(database: str, articles: int, live: int | None = None) -> None:
    """Save so many articles, the newest of these minutes and all of the last two weeks, each in its story.

    With ``live`` only so many of them, the latest, are put into stories: the others lie there from long ago.
    """
    newest = datetime.now(UTC) - timedelta(minutes=10)
    fill(database, articles, newest=newest)
    db = open_database(database)
    rng = np.random.default_rng(7)
    events = _events(rng)
    open_events: list[_Event] = []
    left = articles if live is None else live
    while left > 0:
        now = datetime.now(UTC)
        with db.write() as tx:
            claimed = tx.meanings.claim(now, _LEASE, min(left, _AT_ONCE))  # the latest first
            if not claimed:
                break
            told = [(each.article_id, _told(rng, open_events, events)) for each in claimed]
            tx.meanings.save(
                [_meaning(rng, article_id, event) for article_id, event in told], claimed[0].claimed_until, now
            )
            _place(tx, told, now)
        left -= len(claimed)
    db.close()


def add_readers(app: App, readers: int) -> None:
    """So many readers in all. Some are regulars; what they did and learned is copied to the others."""
    snapshot = app.live.now(app.db, app.now())
    rng = np.random.default_rng(11)
    with app.db.read() as tx:
        known = sum(_find(tx, number) is not None for number in range(readers))
    drawn = []
    for number in range(min(readers, REGULARS)):
        signals = _signals(rng, snapshot, app.now())
        reader = _regular(app, number)
        if number >= known or not number:
            _state_interests(app, rng, reader, snapshot)
            record_signals(app, reader, signals)
        drawn.append((reader, signals))
    for start in range(max(known, len(drawn)), readers, _READERS_AT_ONCE):
        _add_others(app, rng, range(start, min(readers, start + _READERS_AT_ONCE)), drawn, snapshot)


def regulars(app: App) -> list[Reader]:
    """The readers who are asked."""
    with app.db.read() as tx:
        found = [_find(tx, number) for number in range(REGULARS)]
    return [each for each in found if each is not None]


def _find(tx: Tx, number: int) -> Reader | None:
    try:
        return tx.readers.named(_name(number)) if number else tx.readers.first()
    except NotFound:
        return None


def _name(number: int) -> str:
    return f"reader {number}"


def _told(rng: np.random.Generator, open_events: list[_Event], events: Iterator[_Event]) -> _Event:
    """The event that the next article is about: one of those told before, or a new one."""
    if open_events and rng.random() < _REPORTED_BEFORE:
        return open_events[int(rng.integers(max(0, len(open_events) - _OPEN_EVENTS), len(open_events)))]
    open_events.append(next(events))
    return open_events[-1]


def _events(rng: np.random.Generator) -> Iterator[_Event]:
    """Events without end, of topics and with names of which few are common, as in news."""
    words = vocabulary()
    codes = sorted(load_terms().terms)
    codes = [codes[place] for place in rng.permutation(len(codes))[:_TOPICS]]
    names = [f"{words[2000 + number].title()} {words[9000 + number].title()}" for number in range(_NAMES)]
    for story_id in count(1):
        topics = {codes[int(rng.zipf(1.4)) % _TOPICS]: float(rng.uniform(0.3, 0.9)) for _ in range(3)}
        entities = {int(rng.zipf(1.3)) % _NAMES: int(rng.integers(1, 6)) for _ in range(6)}
        terms = np.unique((rng.zipf(1.3, 60) * 7919 % 2**32).astype(np.uint32))
        yield _Event(
            story_id=story_id,
            centre=rng.standard_normal(WIDTH).astype(np.float32),
            topics=tuple(Topic(code, weight) for code, weight in topics.items()),
            entities=tuple(Entity(_KINDS[key % 3], names[key], mentions) for key, mentions in entities.items()),
            terms=TermVector(terms, np.full(len(terms), len(terms) ** -0.5, np.float32)).to_bytes(),
        )


def _meaning(rng: np.random.Generator, article_id: int, event: _Event) -> Meaning:
    vector = event.centre + 0.4 * rng.standard_normal(WIDTH).astype(np.float32)
    return Meaning(
        article_id=article_id,
        version=1,
        language="en",
        words=int(rng.integers(150, 1200)),
        vector=packed(vector / np.linalg.norm(vector)),
        terms=event.terms,
        fingerprint=rng.bytes(66),
        topics=event.topics,
        entities=event.entities,
    )


def _place(tx: Tx, told: Sequence[tuple[int, _Event]], now: datetime) -> None:
    held = tx.desk.hold("benchmark", now, now + _LEASE)
    if held is None:
        raise RuntimeError("another process places articles here")
    moves = [
        Move(article_id, event.story_id, now, opens=event.story_id >= held.next_story_id) for article_id, event in told
    ]
    following = max(held.next_story_id, *(move.story_id + 1 for move in moves))
    tx.desk.advance("benchmark", held, following)
    tx.desk.carry_out(moves)
    tx.stories.save(summed_up(tx, {move.story_id for move in moves}, gazetteer(), now))


def _regular(app: App, number: int) -> Reader:
    """A reader of this number who follows what the first one follows."""
    with app.db.write() as tx:
        known, first = _find(tx, number), app.reader()
        if known is not None:
            return known
        reader = tx.readers.add(_name(number), app.now())
        tx.subscriptions.add(_ties(reader, sorted(tx.subscriptions.source_ids(first.id))), app.now())
    return reader


def _ties(reader: Reader, sources: Sequence[int]) -> list[dict[str, object]]:
    return [{"reader_id": reader.id, "source_id": each, "folder": f"Folder {each % 8}"} for each in sources]


def _state_interests(app: App, rng: np.random.Generator, reader: Reader, snapshot: Snapshot) -> None:
    """Three topics, two names and a source are followed, one topic is muted."""
    candidates = snapshot.candidates
    topics = [str(each) for each in rng.choice(candidates.topics.keys[1:], 4, replace=False)]
    names = [str(each) for each in rng.choice(candidates.entities.keys[1:], 2, replace=False)]
    followed = [
        *(Subject("topic", key, load_terms()[key].name) for key in topics[:3]),
        *(Subject("entity", key, f"Name {key}") for key in names),
        Subject("source", str(rng.choice(candidates.sources.keys[1:])), "A source"),
    ]
    muted = Subject("topic", topics[3], load_terms()[topics[3]].name)
    with app.db.write() as tx:
        for subject in followed:
            tx.interests.state(reader.id, "follow", subject, app.now(), until=None, folder="")
        tx.interests.state(reader.id, "mute", muted, app.now(), until=None, folder="")


def _signals(rng: np.random.Generator, snapshot: Snapshot, now: datetime) -> list[Signal]:
    """What a reader of some days did: most stories were passed over, one in four was read, two were judged."""
    stories = rng.choice(snapshot.candidates.ids, SIGNALS_EACH, replace=False).tolist()
    kinds: list[SignalKind] = ["more", "less"]
    kinds += ["open"] * (SIGNALS_EACH // 4)
    kinds += ["seen"] * (SIGNALS_EACH - len(kinds))
    return [
        Signal(f"{kind} {story_id}", kind, now, story_id=story_id)
        for kind, story_id in zip(kinds, stories, strict=True)
    ]


def _add_others(
    app: App,
    rng: np.random.Generator,
    numbers: Sequence[int],
    drawn: Sequence[tuple[Reader, Sequence[Signal]]],
    snapshot: Snapshot,
) -> None:
    now = app.now()
    ranker = app.ranker.name
    with app.db.write() as tx:
        for number in numbers:
            model, signals = drawn[number % len(drawn)]
            learned = tx.profiles.get(model.id, ranker)
            if learned is None:
                raise RuntimeError("a regular has learned nothing")
            reader = tx.readers.add(_name(number), now)
            sources = (1 + rng.choice(SOURCES, _OTHERS_FOLLOW, replace=False)).tolist()
            tx.subscriptions.add(_ties(reader, sources), now)
            stories = [snapshot.traits[each.story_id] for each in signals if each.story_id is not None]
            states = tx.signals.keep_states(stories, now)
            kept = tx.signals.record(reader.id, [(each, states[each.story_id or 0]) for each in signals], now)
            tx.profiles.save(reader.id, ranker, StoredProfile(learned.content, kept[-1], 0), now)
