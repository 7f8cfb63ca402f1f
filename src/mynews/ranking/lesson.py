"""What one example teaches: which parts of a taste it touches, what it says of them, and how they move.

Used by :mod:`mynews.ranking.bayes` alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mynews.ranking.beliefs import Doubles, Evidence, Floats
from mynews.ranking.candidates import Candidates, Keyed
from mynews.ranking.features import KEYED, shares, topic_shares
from mynews.ranking.prior import LIKING_DEVIATION
from mynews.ranking.ranker import Example
from mynews.ranking.taste import MOST_TOPICS, NEAREST_OF, Likings, Taste

READ = 0.5
"""So much of an example counts as read."""

_STEPS = 127


@dataclass(frozen=True, slots=True)
class OwnTopics:
    """The topics of the only story with how likely it is each one's; ``told`` are the weights as they came."""

    keys: tuple[str, ...]
    parts: Doubles
    told: Floats

    @staticmethod
    def of(only: Candidates) -> OwnTopics:
        """Of this story."""
        keys = tuple(key for key in _own(only.topics) if key)
        parts = topic_shares(only.topics)[0][: len(keys)].astype(np.float64)
        return OwnTopics(keys, parts, only.topics.weights[0][: len(keys)])


@dataclass(frozen=True, slots=True)
class Lesson:
    """What an example says.

    ``joint`` is how likely each own topic (the last row: none) and level is together with what happened, and ``like``
    how likely that was at each level. ``slope`` and ``bend`` are the first and second derivative of the log likelihood
    by the offset, ``surprise`` is by how much more was read than expected. ``new`` and ``newly_read`` are 1 where the
    story was never met before, and never read: evidence is told in stories.
    """

    joint: Doubles
    like: Doubles
    slope: float
    bend: float
    surprise: float
    weight: float
    new: float
    newly_read: float


@dataclass(frozen=True, slots=True)
class OwnLikings:
    """Likings with room for what may be liked of the only story; of that the places, shares and variances."""

    likings: Likings
    places: list[int]
    parts: Floats
    variances: Floats

    @staticmethod
    def of(taste: Taste, only: Candidates) -> OwnLikings:
        """Of this story."""
        names: list[str] = []
        parts: list[float] = []
        for kind, column in KEYED.items():
            keyed: Keyed = getattr(only, column)
            names += [f"{kind}:{key}" for key in _own(keyed)]
            parts += [share for share in shares(keyed.weights)[0].tolist() if share > 0]
        variances = np.array([LIKING_DEVIATION[name.partition(":")[0]] ** 2 for name in names], np.float32)
        likings = taste.likings.with_keys(tuple(names), variances)
        places = [likings.place_of[name] for name in names]
        return OwnLikings(likings, places, np.array(parts, np.float32), likings.variance[places])

    def moved(self, lesson: Lesson) -> Likings:
        """After the example."""
        likings, places, through = self.likings, self.places, self.parts * self.variances
        return replace(
            likings,
            mean=_added(likings.mean, places, through * np.float32(lesson.slope)),
            variance=_added(likings.variance, places, through**2 * np.float32(lesson.bend)),
            seen=_added(likings.seen, places, np.full(len(places), lesson.new, np.float32)),
            read=_added(likings.read, places, np.full(len(places), lesson.newly_read, np.float32)),
        )


def _own(keyed: Keyed) -> list[str]:
    """The keys of the only story."""
    return [keyed.keys[column] for column, weight in zip(keyed.columns[0], keyed.weights[0], strict=True) if weight > 0]


def moved_topics(known: Evidence, own: OwnTopics, lesson: Lesson) -> Evidence:
    """Topics after an example: each level of each is as likely as what happened was with it, whatever the others."""
    topics = known.with_keys(own.keys, MOST_TOPICS)
    places = [topics.place_of[key] for key in own.keys]
    others = float(lesson.joint.sum()) - lesson.joint[:-1].sum(axis=1)
    seen = own.parts[:, None] * lesson.like + others[:, None]
    likelihood = topics.likelihood.copy()
    moved = likelihood[places] * (seen / seen.max(axis=1, keepdims=True)) ** lesson.weight
    likelihood[places] = moved / moved.max(axis=1, keepdims=True)
    return replace(
        topics,
        likelihood=likelihood,
        seen=_added(topics.seen, places, own.told * lesson.new),
        read=_added(topics.read, places, own.told * lesson.newly_read),
    )


def _added(values: Floats, places: Sequence[int], more: Floats) -> Floats:
    changed = values.copy()
    changed[places] += more
    return changed


def counts(taste: Taste, example: Example) -> tuple[float, float]:
    """Whether the story is met for the first time, and read for the first time: evidence is told in stories."""
    known = taste.met_ids == example.story.story_id
    was_read = bool((taste.met_read_at[known] > 0).any())
    return float(not known.any()), float(example.read >= READ and not was_read)


def with_last(kept: NDArray[np.int8], vector: Floats, belongs: bool) -> NDArray[np.int8]:
    """The vectors that were kept, with this one behind them if it belongs to them; of many the first one goes."""
    if not (belongs and vector.any()):
        return kept
    steps: NDArray[np.int8] = np.rint(vector / np.abs(vector).max() * _STEPS).astype(np.int8)
    return np.concatenate([kept, steps[None]])[-NEAREST_OF:]
