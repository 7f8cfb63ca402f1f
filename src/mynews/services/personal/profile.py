"""The profile in the reader's hands: seen with its evidence, corrected, forgotten, taken back, carried elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast, get_args
from uuid import uuid4

from mynews.model.errors import MyNewsError, NotAllowed, NotFound, ParseError
from mynews.model.interest import Interest, InterestKind, Reading, Stance, Subject
from mynews.model.signal import LoggedSignal, Signal, SignalKind
from mynews.model.source import Reader
from mynews.ranking.ranker import Belief
from mynews.services.app import App
from mynews.services.personal.interests import checked
from mynews.services.personal.learn import learn, record_signals
from mynews.services.personal.rank import subject_names
from mynews.storage.database import Tx

FORMAT = "mynews profile 1"
MOST_LIKING = 6.0
"""In log-odds: beyond that nothing changes any more."""

_RECENT = 30
_MOST_BELIEFS = 200
_NUMBERED = ("entity", "source", "story")  # each installation counts its own
_CORRECTABLE: frozenset[str] = frozenset({"topic", "entity", "source", "author", "word"})


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that was learned, with its name."""

    subject: Subject
    belief: Belief


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known about a reader: stated, learned, and the last things that they did."""

    reading: Reading
    interests: tuple[Interest, ...]
    known: tuple[Known, ...]
    recent: tuple[LoggedSignal, ...]
    counts: Mapping[str, int]
    undone: frozenset[int]


def profile_of(app: App, reader: Reader) -> Profile:
    """Everything that is known about a reader."""
    now = app.now()
    with app.db.write() as tx:
        learned = learn(app, tx, reader)
        beliefs = app.ranker.beliefs(learned.profile)[:_MOST_BELIEFS]
        subjects = [Subject(cast(InterestKind, each.kind), each.key) for each in beliefs]
        names = subject_names(tx, reader, subjects)
        known = tuple(
            Known(replace(subject, name=names[subject.kind, subject.key]), belief)
            for subject, belief in zip(subjects, beliefs, strict=True)
            if (subject.kind, subject.key) in names
        )
        return Profile(
            reading=tx.reading.get(reader.id),
            interests=tx.interests.of(reader.id, now),
            known=known,
            recent=tuple(tx.signals.recent(reader.id, _RECENT)),
            counts=tx.signals.counts(reader.id),
            undone=tx.signals.undone(reader.id),
        )


def correct(app: App, reader: Reader, subject: Subject, liking: float | None) -> int:
    """Set what is believed of a subject, in log-odds against the reader's usual; None lets it be forgotten.

    Gives the number of the signal, to undo it by. Raises NotAllowed, and NotFound for what the reader may not see: its
    name would stand on their page.
    """
    if subject.kind not in _CORRECTABLE:
        raise NotAllowed("Nothing is learned about this; follow or mute it instead.")
    if liking is not None and not abs(liking) <= MOST_LIKING:
        raise NotAllowed(f"Give a number from {-MOST_LIKING:.0f} to {MOST_LIKING:.0f}.")
    with app.db.read() as tx:
        checked(tx, reader, subject)
    detail: dict[str, object] = {"kind": subject.kind, "key": subject.key}
    if liking is not None:
        detail["liking"] = liking
    return _log(app, reader, "forget" if liking is None else "correct", detail)


def undo(app: App, reader: Reader, signal_id: int) -> None:
    """Take back one thing that the reader did: the profile, and what is read and kept, become as if it had not been.

    Raises NotFound, and NotAllowed for what was taken back before.
    """
    with app.db.read() as tx:
        logged = tx.signals.get(reader.id, signal_id)
        undone = signal_id in tx.signals.undone(reader.id)
    if logged.signal.kind == "undo" or undone:
        raise NotAllowed("What was taken back stays so. Do it again instead.")
    _log(app, reader, "undo", {"signal": signal_id})


def reset(app: App, reader: Reader) -> None:
    """Forget everything that was learned. What was stated stays, and so does the log."""
    _log(app, reader, "reset", {})


def reading_of(app: App, reader: Reader) -> Reading:
    """How a reader reads."""
    with app.db.read() as tx:
        return tx.reading.get(reader.id)


def set_reading(
    app: App,
    reader: Reader,
    *,
    ranked: bool | None = None,
    break_through: bool | None = None,
    edition_size: int | None = None,
) -> Reading:
    """Change how a reader reads; what is None stays. Raises NotAllowed."""
    if edition_size is not None and not 5 <= edition_size <= 200:
        raise NotAllowed("An edition has 5 to 200 stories.")
    now = app.now()
    with app.db.write() as tx:
        reading = tx.reading.get(reader.id)
        reading = Reading(
            ranked=reading.ranked if ranked is None else ranked,
            break_through=reading.break_through if break_through is None else break_through,
            edition_size=edition_size or reading.edition_size,
        )
        tx.reading.set(reader.id, reading)
        tx.editions.end(reader.id, now)
    return reading


def export_profile(app: App, reader: Reader) -> str:
    """What was stated and learned, as JSON that ``import_profile`` reads, here or elsewhere."""
    profile = profile_of(app, reader)
    return json.dumps(
        {
            "format": FORMAT,
            "reading": {
                "ranked": profile.reading.ranked,
                "break_through": profile.reading.break_through,
                "edition_size": profile.reading.edition_size,
            },
            "interests": [_interest_as_json(each) for each in profile.interests],
            "learned": [
                {
                    "kind": each.subject.kind,
                    "key": each.subject.key,
                    "name": each.subject.name,
                    "liking": round(each.belief.liking, 4),
                    "seen": round(each.belief.seen, 2),
                    "read": round(each.belief.read, 2),
                }
                for each in profile.known
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def import_profile(app: App, reader: Reader, text: str) -> tuple[str, ...]:
    """Take over what ``export_profile`` gave; gives a sentence for each part that has no place here.

    What was learned before is forgotten first; interests are added to those that are there. Raises ParseError, and
    then nothing is changed.
    """
    now = app.now()
    interests, learned, reading = read_profile(text, reader, now)
    refused: list[str] = []
    with app.db.write() as tx:
        for each in interests:
            try:
                known = _checked_here(tx, reader, each.subject)
            except MyNewsError as exc:
                refused.append(f"{each.subject.name or each.subject.key}: {exc}")
                continue
            if each.until is None or each.until > now:
                tx.interests.state(reader.id, each.stance, known, now, until=each.until, folder=each.folder)
        tx.reading.set(reader.id, reading)
        tx.editions.end(reader.id, now)
    reset(app, reader)
    with app.db.read() as tx:
        names = subject_names(tx, reader, [subject for subject, _ in learned])
    for subject, liking in learned:
        if subject.kind in _NUMBERED and names.get((subject.kind, subject.key)) != subject.name:
            continue
        try:
            correct(app, reader, subject, liking)
        except MyNewsError as exc:
            refused.append(f"{subject.name or subject.key}: {exc}")
    return tuple(refused)


def _checked_here(tx: Tx, reader: Reader, subject: Subject) -> Subject:
    """The subject as it is stored here. Raises NotFound where its number is that of something else in this place."""
    known = checked(tx, reader, subject)
    if subject.kind in _NUMBERED and known.name != subject.name:
        raise NotFound("it has another number here, or another name. Look for it, and say it again.")
    return known


def _log(app: App, reader: Reader, kind: SignalKind, detail: dict[str, object]) -> int:
    return record_signals(app, reader, [Signal(uuid4().hex, kind, app.now(), detail=detail)]).ids[0]


def _interest_as_json(interest: Interest) -> dict[str, Any]:
    return {
        "stance": interest.stance,
        "kind": interest.subject.kind,
        "key": interest.subject.key,
        "name": interest.subject.name,
        "folder": interest.folder,
        "until": interest.until.isoformat() if interest.until else None,
    }


def read_profile(
    text: str, reader: Reader, now: datetime
) -> tuple[list[Interest], list[tuple[Subject, float]], Reading]:
    """What a file says of interests, of what was learned and of the way of reading. Raises ParseError."""
    try:
        told = json.loads(text)
        if told["format"] != FORMAT:
            raise ParseError("This file is of another version of myNEWS and cannot be read.")
        interests = [
            Interest(
                0,
                reader.id,
                _one_of(each["stance"], Stance),
                Subject(_one_of(each["kind"], InterestKind), str(each["key"]), str(each["name"])),
                now,
                datetime.fromisoformat(each["until"]) if each["until"] else None,
                str(each["folder"]),
            )
            for each in told["interests"]
        ]
        learned = [
            (
                Subject(_one_of(each["kind"], InterestKind), str(each["key"]), str(each["name"])),
                _liking(each["liking"]),
            )
            for each in told["learned"]
        ]
        own = told["reading"]
        size = int(own["edition_size"])
        if not 5 <= size <= 200:
            raise ValueError(size)
        return interests, learned, Reading(bool(own["ranked"]), bool(own["break_through"]), size)
    except (ValueError, KeyError, TypeError, RecursionError) as exc:
        raise ParseError("This is not a profile that myNEWS exported. Nothing was changed.") from exc


def _one_of(told: Any, words: Any) -> Any:
    if told not in get_args(words):
        raise ValueError(told)
    return told


def _liking(told: Any) -> float:
    liking = float(told)
    if not abs(liking) <= MOST_LIKING:
        raise ValueError(told)
    return liking
