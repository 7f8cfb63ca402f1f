"""Signals as examples: how much each thing that a reader does says of what they like.

Not seen is nothing, and "mark all read" is bookkeeping and nothing. A mute is a filter and no example.
"""

from __future__ import annotations

from mynews.model.interest import Subject
from mynews.model.signal import LoggedSignal, Signal, StoryTraits
from mynews.ranking.ranker import Example

WORDS_A_SECOND = 4.0
"""240 words a minute: Brysbaert 2019, the mean of 190 studies of silent reading in English is 238."""

BOUNCED_WITHIN = 4.0
"""Seconds: who leaves so soon has read a headline and changed their mind."""

READ_SHARE = 0.5
READ_SECONDS = 60.0

# Read, and with what weight; an open is 1. Set by hand: they say which of two signals is to count more.
_SAYS: dict[str, tuple[float, float]] = {
    "seen": (0.0, 0.3),
    "open": (1.0, 1.0),
    "more": (1.0, 3.0),
    "less": (0.0, 3.0),
    "save": (1.0, 2.0),
    "share": (1.0, 2.0),
    "hide": (0.0, 2.0),
}
_BOUNCED = (0.0, 0.5)
_READ_THROUGH = (1.0, 0.5)


def example_of(logged: LoggedSignal, *, opened_before: bool = False) -> Example | None:
    """What a signal teaches; None for nothing. A story that was opened is not passed over by being seen again."""
    signal = logged.signal
    if logged.traits is None or (signal.kind == "seen" and opened_before):
        return None
    says = _dwell(signal, logged.traits) if signal.kind == "dwell" else _SAYS.get(signal.kind)
    if says is None:
        return None
    read, weight = says
    return Example(logged.traits, logged.recorded_at, read, weight, followed_then(signal))


def followed_then(signal: Signal) -> tuple[Subject, ...]:
    """What the reader followed of the story when they gave the signal, as its detail has it."""
    noted = (signal.detail or {}).get("followed")
    if not isinstance(noted, list):
        return ()
    return tuple(Subject(*each) for each in noted)


def expected_seconds(words: int) -> float:
    """How long reading so many words takes."""
    return words / WORDS_A_SECOND


def _dwell(signal: Signal, traits: StoryTraits) -> tuple[float, float] | None:
    seconds = signal.seconds or 0.0
    if seconds < BOUNCED_WITHIN:
        return _BOUNCED
    whole = expected_seconds(traits.length)
    return _READ_THROUGH if seconds >= min(READ_SECONDS, max(BOUNCED_WITHIN, READ_SHARE * whole)) else None
