"""Editions: the stories that matter to one reader now, in order, with reasons and an end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mynews.model.errors import RankerError
from mynews.model.interest import Interest, Subject
from mynews.model.schedule import Schedule, next_hour
from mynews.model.slate import Edition, Hidden, LeftOut, Placed, Reason
from mynews.model.source import Reader
from mynews.ranking import slate
from mynews.ranking.baselines import Chronological
from mynews.ranking.candidates import Candidates, seconds
from mynews.ranking.ranker import Ranker, Scored
from mynews.ranking.rules import Rule, followed, hiding
from mynews.services.app import App
from mynews.services.live import LIVE_FOR, Snapshot
from mynews.services.personal.interests import rules_of
from mynews.services.personal.learn import learn
from mynews.storage.database import Tx
from mynews.understanding.vocabulary import load_terms

FROZEN_FOR = timedelta(minutes=30)
FILLING_FOR = timedelta(minutes=2)
"""An edition with places left stands no longer than that: where sources are new, stories are still being made."""

KEPT_HIDDEN = 50

_PLAIN = slate.Plan(must_know=0, explored_every=0, quiet_share=0.0, alike=0.0, repeated=0.0)
_NAMED_KINDS = ("topic", "entity", "source", "author", "word")


@dataclass(frozen=True, slots=True)
class Offer:
    """Everything that an edition is composed of: the candidates with their scores, and which of them are allowed.

    ``by`` is for each candidate the place in ``rules`` of the mute that keeps it out, -1 for none; ``major`` are the
    rows that everyone must know.
    """

    snapshot: Snapshot
    scored: Scored
    own: NDArray[np.bool_]
    rules: tuple[Rule, ...]
    by: NDArray[np.intp]
    allowed: NDArray[np.bool_]
    major: NDArray[np.intp]
    plan: slate.Plan
    ranker: str
    learned_up_to: int


def edition_of(app: App, reader: Reader, *, folder: str = "") -> Edition:
    """The reader's edition: the one that stands, or a new one where a signal, an interest or time has ended it.

    Raises RankerError where a plug-in's ranker does not do what rankers do, and StorageError.
    """
    with app.db.read() as tx:
        current = tx.editions.current(reader.id, folder, app.now())
    return current or build_edition(app, reader, folder=folder)


def build_edition(app: App, reader: Reader, *, folder: str = "") -> Edition:
    """A new edition, kept until it ends. Raises as ``edition_of`` does."""
    now = app.now()
    snapshot = app.live.now(app.db, now)
    with app.db.write() as tx:
        tx.signals.hold(reader.id)  # a signal that comes now ends this edition, not the one before
        offer = offer_of(app, tx, reader, snapshot, folder=folder)
        return tx.editions.save(composed(app, tx, reader, offer, folder=folder))


def offer_of(
    app: App,
    tx: Tx,
    reader: Reader,
    snapshot: Snapshot,
    *,
    folder: str = "",
    stated: Sequence[Interest] | None = None,
) -> Offer:
    """What can be offered to a reader now; with ``stated`` in place of the interests that are stored."""
    now = app.now()
    reading = tx.reading.get(reader.id)
    learned = learn(app, tx, reader)
    ranker: Ranker[Any] = app.ranker if reading.ranked else Chronological()
    profile = learned.profile if reading.ranked else ranker.fresh()
    candidates = snapshot.candidates
    interests = tx.interests.of(reader.id, now) if stated is None else tuple(stated)
    applying = [each for each in interests if not folder or each.folder in ("", folder)]
    rules = rules_of(tx, reader, applying, candidates.ids.tolist())
    scored = ranker.score(profile, candidates, followed(rules, candidates), now)
    check_scores(ranker, scored, len(candidates))
    sources = frozenset(map(str, tx.subscriptions.source_ids(reader.id, folder or None)))
    by = hiding(rules, candidates, sources)
    own = own_stories(tx, reader, candidates, sources, now)
    allowed = own & (by < 0)
    plan = replace(slate.Plan() if reading.ranked else _PLAIN, size=reading.edition_size)
    return Offer(
        snapshot=snapshot,
        scored=scored,
        own=own,
        rules=rules,
        by=by,
        allowed=allowed & ~_read(tx, reader, candidates, now) if reading.ranked else allowed,
        major=slate.most_important(candidates, own if reading.break_through else allowed, now, plan.must_know),
        plan=plan,
        ranker=ranker.name,
        learned_up_to=learned.up_to,
    )


def own_stories(
    tx: Tx, reader: Reader, candidates: Candidates, sources: frozenset[str], now: datetime
) -> NDArray[np.bool_]:
    """Which stories are of the reader's sources, but for those that they hid by hand."""
    private = tx.live.of_private_sources(reader.id, now - LIVE_FOR)
    hidden = tx.signals.hidden(reader.id)
    own = candidates.sources.has(sources) | np.isin(candidates.ids, list(private))
    return own & ~np.isin(candidates.ids, list(hidden))


def _read(tx: Tx, reader: Reader, candidates: Candidates, now: datetime) -> NDArray[np.bool_]:
    """Which stories the reader opened when they were what they are now: nothing new has come since."""
    opened = tx.signals.opened_since(reader.id, now - LIVE_FOR)
    rows = np.flatnonzero(np.isin(candidates.ids, list(opened)))
    read = np.zeros(len(candidates), bool)
    read[rows] = [candidates.latest_at[row] <= seconds(opened[int(candidates.ids[row])]) for row in rows]
    return read


def composed(app: App, tx: Tx, reader: Reader, offer: Offer, *, folder: str = "") -> Edition:
    """An offer as an edition that is not stored yet, its reasons with the names of what they are about."""
    now = app.now()
    seed = seed_of(reader, offer.learned_up_to, int(now.timestamp()))
    places = slate.compose(
        offer.snapshot.candidates, offer.scored, offer.allowed, now, seed=seed, plan=offer.plan, major=offer.major
    )
    kept = kept_out(offer)
    return Edition(
        id=0,
        reader_id=reader.id,
        made_at=now,
        until=_until(tx.schedules.get(reader.id), now, len(places), offer.plan.size),
        seed=seed,
        ranker=offer.ranker,
        learned_up_to=offer.learned_up_to,
        folder=folder,
        places=_with_names(tx, reader, offer.snapshot, places),
        hidden=kept[:KEPT_HIDDEN],
        left_out=_left_out(offer, kept, {placed.story_id for placed in places}),
    )


def _left_out(offer: Offer, kept: Sequence[Hidden], placed: set[int]) -> LeftOut:
    there = np.isin(offer.snapshot.candidates.ids, sorted(placed))
    read = offer.own & (offer.by < 0) & ~offer.allowed & ~there
    return LeftOut(
        by_rule=tuple(Counter(each.rule for each in kept).most_common()),
        read=int(read.sum()),
        no_room=int((offer.allowed & ~there).sum()),
    )


def _until(hours: Schedule | None, now: datetime, places: int, size: int) -> datetime:
    """When an edition ends: at the next hour that its reader chose; one with nothing in it ends at once."""
    if not places:
        return now
    chosen = next_hour(hours, now) if hours else None
    return chosen or now + (FROZEN_FOR if places >= size else FILLING_FOR)


def kept_out(offer: Offer) -> tuple[Hidden, ...]:
    """The stories that a rule of the reader's keeps out, the most important first."""
    candidates = offer.snapshot.candidates
    rows = np.flatnonzero(offer.own & (offer.by >= 0))
    order = np.lexsort((candidates.ids[rows], -candidates.heat[rows]))
    shown = set(offer.major.tolist())
    return tuple(
        Hidden(int(candidates.ids[row]), offer.rules[offer.by[row]].interest)
        for row in rows[order].tolist()
        if row not in shown
    )


def check_scores(ranker: Ranker[Any], scored: Scored, count: int) -> None:
    """Raises RankerError where scores are not one finite number for each candidate."""
    for numbers in (scored.total, scored.spread):
        if numbers.shape != (count,) or not np.isfinite(numbers).all():
            raise RankerError(
                f"The ranker “{ranker.name}” gives scores that are no numbers. "
                "Nothing of your profile is changed; choose another ranker in the settings."
            )


def seed_of(reader: Reader, learned_up_to: int, second: int) -> int:
    """What the draws of an edition follow from, so that it can be made again."""
    return (reader.id * 1_000_003 + learned_up_to * 7_919 + second) % 2**31


def _with_names(tx: Tx, reader: Reader, snapshot: Snapshot, places: Sequence[Placed]) -> tuple[Placed, ...]:
    """With what they are called, and their widest topics, by which editions are parted: frozen as their order is."""
    subjects = {each.subject for placed in places for each in placed.reasons if each.subject is not None}
    names = subject_names(tx, reader, subjects)
    called = {each: _called(each, names) for each in subjects}
    return tuple(
        replace(
            placed,
            topic=_widest(snapshot.traits[placed.story_id].topics.keys),
            reasons=tuple(_about(called, reason) for reason in placed.reasons),
        )
        for placed in places
    )


def _widest(codes: Iterable[str]) -> str:
    terms = load_terms()
    return next((terms.top(code).code for code in codes if code in terms.terms), "")


def _called(subject: Subject, names: dict[tuple[str, str], str]) -> Subject:
    return subject if subject.name else replace(subject, name=names.get((subject.kind, subject.key), subject.key))


def _about(called: dict[Subject, Subject], reason: Reason) -> Reason:
    if reason.subject is None:
        return reason
    return Reason(reason.kind, reason.weight, called[reason.subject], reason.count)


def subject_names(tx: Tx, reader: Reader, subjects: Iterable[Subject]) -> dict[tuple[str, str], str]:
    """What subjects are called, by kind and key; those that are gone are left out."""
    keys: dict[str, list[str]] = {kind: [] for kind in _NAMED_KINDS}
    for subject in subjects:
        keys.setdefault(subject.kind, []).append(subject.key)
    terms = load_terms().terms
    names = {("topic", key): terms[key].name for key in keys["topic"] if key in terms}
    names |= {
        ("entity", str(number)): name for number, name in tx.stories.entity_names(map(int, keys["entity"])).items()
    }
    own = tx.subscriptions.own_titles(reader.id) if keys["source"] else {}
    for number, name in (tx.sources.names(reader.id, map(int, keys["source"])) if keys["source"] else {}).items():
        names["source", str(number)] = own.get(number, name)
    names |= {("author", key): key.title() for key in keys["author"]}  # known in one case only
    names |= {("word", key): key for key in keys["word"]}
    return names
