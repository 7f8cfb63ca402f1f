"""The live window: the stories of these days as candidates, in memory, shared by all who read here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic

import numpy as np

from mynews.model.signal import StoryTraits, Weighted
from mynews.ranking.candidates import Candidates
from mynews.storage.database import Database, Tx
from mynews.understanding.function_words import FUNCTION_WORDS

LIVE_FOR = timedelta(days=14)
"""A story of which nothing came for so long is found by search, not offered."""

_READ_ANEW_AFTER = timedelta(minutes=5)
"""Names that are read at leisure and sources that change their owner do not count as changes of stories."""

_AT_MOST_A_TENTH = 10
"""Of the time that passes goes into reading the window anew, however fast articles come in."""

_FEW = 500
"""Stories: so many are read in a moment, and so at every change. What a clock says of that depends on other work."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The live stories at one version of the desk. ``rows`` tells which row of the candidates is which story."""

    version: int
    taken_at: datetime
    candidates: Candidates
    traits: dict[int, StoryTraits]
    rows: dict[int, int]

    def only(self, story_id: int) -> Candidates:
        """One story as a candidate."""
        return self.candidates.take(np.array([self.rows[story_id]], np.intp))


class LiveWindow:
    """Keeps the latest snapshot, and takes another one where stories changed since."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._not_before = 0.0

    def now(self, db: Database, now: datetime) -> Snapshot:
        """The stories as they are; in a large window, as they were some seconds ago. Raises StorageError."""
        with db.read() as tx:
            version = tx.desk.version()
            known = self._snapshot
            if known is not None and self._will_do(known, version, now):
                return known
            with self._lock:
                known = self._snapshot
                if known is None or not self._will_do(known, version, now):
                    known = self._snapshot = self._taken(tx, version, now)
            return known

    def _will_do(self, known: Snapshot, version: int, now: datetime) -> bool:
        if known.version == version and abs(now - known.taken_at) < _READ_ANEW_AFTER:
            return True
        return monotonic() < self._not_before

    def _taken(self, tx: Tx, version: int, now: datetime) -> Snapshot:
        began = monotonic()
        stories = [telling(story) for story in tx.live.traits(now - LIVE_FOR, self._most)]
        snapshot = Snapshot(
            version=version,
            taken_at=now,
            candidates=Candidates.of(stories),
            traits={story.story_id: story for story in stories},
            rows={story.story_id: row for row, story in enumerate(stories)},
        )
        took = monotonic() - began
        self._not_before = monotonic() + _AT_MOST_A_TENTH * took if len(stories) > _FEW else 0.0
        return snapshot


def telling(story: StoryTraits) -> StoryTraits:
    """The story without the words that hold sentences together and say nothing of what it is about."""
    words = tuple(word for word in story.words.keys if word not in FUNCTION_WORDS)
    return replace(story, words=Weighted(words, (1.0,) * len(words)))
