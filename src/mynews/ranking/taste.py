"""What was learned of one reader: a value, small, and the same for the same log."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mynews.model.errors import ParseError
from mynews.ranking.beliefs import Evidence, Floats
from mynews.ranking.candidates import WIDTH

MOST_TOPICS = 150
MOST_LIKINGS = 600
_KEPT_LIKINGS = 500  # when they get too many, so that not every signal has to make room
MOST_MET = 300
NEAREST_OF = 4
"""So many vectors of each kind are kept: those that were read last, and passed over."""

_MAGIC = b"mynews taste 1\n"


@dataclass(frozen=True, slots=True)
class Likings:
    """What is held of entities, sources, authors and words: a mean and a variance each, in log-odds.

    ``keys`` are kind and key, parted by a colon; ``widest`` is the variance of one of which nothing is known.
    """

    keys: tuple[str, ...]
    place_of: Mapping[str, int]
    mean: Floats
    variance: Floats
    widest: Floats
    seen: Floats
    read: Floats

    @staticmethod
    def of(keys: tuple[str, ...], *columns: Floats) -> Likings:
        """With the places found; ``columns`` are the means and all that follows."""
        return Likings(keys, {key: place for place, key in enumerate(keys)}, *columns)

    def columns(self) -> tuple[Floats, ...]:
        """All its numbers, (keys,) each."""
        return self.mean, self.variance, self.widest, self.seen, self.read

    @staticmethod
    def none() -> Likings:
        """Of nothing."""
        nothing = np.zeros(0, np.float32)
        return Likings.of((), nothing, nothing, nothing, nothing, nothing)

    def with_keys(self, keys: tuple[str, ...], variances: Floats) -> Likings:
        """With these keys among its own; where they get too many, those go of which least was seen."""
        new = [place for place, key in enumerate(keys) if key not in self.place_of]
        if not new:
            return self
        nothing = np.zeros(len(new), np.float32)
        more = (nothing, variances[new], variances[new], nothing, nothing)
        columns = [np.concatenate(pair) for pair in zip(self.columns(), more, strict=True)]
        joined = self.keys + tuple(keys[place] for place in new)
        place_of = {**self.place_of, **{keys[place]: len(self.keys) + n for n, place in enumerate(new)}}
        grown = Likings(joined, place_of, *columns)
        if len(joined) <= MOST_LIKINGS:
            return grown
        needed = columns[3].copy()
        needed[[self.place_of[key] for key in keys if key in self.place_of]] = np.inf
        needed[len(self.keys) :] = np.inf
        return grown._taken(np.sort(np.argsort(-needed, kind="stable")[:_KEPT_LIKINGS]))

    def without(self, key: str) -> Likings:
        """As if nothing had been learned of a key."""
        place = self.place_of.get(key)
        return self if place is None else self._taken(np.delete(np.arange(len(self.keys)), place))

    def _taken(self, kept: NDArray[np.intp]) -> Likings:
        return Likings.of(tuple(self.keys[place] for place in kept), *(column[kept] for column in self.columns()))


@dataclass(frozen=True, slots=True)
class Taste:
    """A reader's profile.

    ``hour`` is the last one that was learned in, since 1970, 0 for none. ``mean`` and ``covariance`` are of the weights
    of named features and of directions of words. ``lasting`` and ``recent`` are sums of vectors by how much more each
    was read than expected. ``last_read`` and ``last_passed`` hold vectors in 8 bits. ``met_ids`` are stories that were
    shown, how often (``met_seen``) and when last read (``met_read_at``, in seconds, 0 for never). ``corrected`` is what
    the reader set by hand.
    """

    hour: int
    mean: Floats
    covariance: Floats
    topics: Evidence
    likings: Likings
    lasting: Floats
    recent: Floats
    last_read: NDArray[np.int8]
    last_passed: NDArray[np.int8]
    met_ids: NDArray[np.int64]
    met_seen: Floats
    met_read_at: NDArray[np.float64]
    corrected: Mapping[str, float]

    def directions(self) -> Floats:
        """Of length one: the lasting taste, this week's, then the vectors read last, then those passed over."""
        stacked = np.concatenate(
            [
                self.lasting[None],
                self.recent[None],
                self.last_read.astype(np.float32),
                self.last_passed.astype(np.float32),
            ]
        )
        lengths = np.linalg.norm(stacked, axis=1, keepdims=True)
        # A taste of a few stories is a weak one: it grows to length one with what it was learned from.
        lengths[:2] += 1.0
        answer: Floats = stacked / np.maximum(lengths, 1e-6)
        return answer

    def nearest_rows(self) -> tuple[slice, slice]:
        """Where the vectors read last and those passed over stand in ``directions``."""
        read = 2 + len(self.last_read)
        return slice(2, read), slice(read, read + len(self.last_passed))


def fresh_taste(mean: Floats, covariance: Floats, levels: int) -> Taste:
    """Of a reader who did nothing yet."""
    return Taste(
        hour=0,
        mean=mean,
        covariance=covariance,
        topics=Evidence.none(levels),
        likings=Likings.none(),
        lasting=np.zeros(WIDTH, np.float32),
        recent=np.zeros(WIDTH, np.float32),
        last_read=np.zeros((0, WIDTH), np.int8),
        last_passed=np.zeros((0, WIDTH), np.int8),
        met_ids=np.zeros(0, np.int64),
        met_seen=np.zeros(0, np.float32),
        met_read_at=np.zeros(0, np.float64),
        corrected={},
    )


def packed(taste: Taste) -> bytes:
    """As it is stored: nothing is rounded."""
    half = np.triu_indices(len(taste.mean))
    arrays: list[NDArray[Any]] = [
        taste.mean, taste.covariance[half], taste.topics.likelihood, taste.topics.seen, taste.topics.read,
        *taste.likings.columns(), taste.lasting, taste.recent,
        taste.last_read, taste.last_passed, taste.met_ids, taste.met_seen, taste.met_read_at,
    ]  # fmt: skip
    head = {
        "hour": taste.hour,
        "topics": taste.topics.keys,
        "likings": taste.likings.keys,
        "corrected": taste.corrected,
        "arrays": [(each.dtype.str, each.shape) for each in arrays],
    }
    told = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    return _MAGIC + struct.pack("<I", len(told)) + told + b"".join(each.tobytes() for each in arrays)


def unpacked(stored: bytes, dimensions: int, levels: int) -> Taste:
    """What ``packed`` gave. Raises ParseError for anything else, and for what another version packed."""
    try:
        return _read(stored, dimensions, levels)
    except (ValueError, KeyError, TypeError, struct.error, RecursionError) as exc:
        raise ParseError("This profile is of another version. Have it made anew: mynews relearn.") from exc


def _read(stored: bytes, dimensions: int, levels: int) -> Taste:
    if not stored.startswith(_MAGIC):
        raise ValueError("no profile")
    source = io.BytesIO(stored)
    source.seek(len(_MAGIC))
    (length,) = struct.unpack("<I", source.read(4))
    head = json.loads(source.read(length))
    arrays: list[NDArray[Any]] = []
    for kind, shape in head["arrays"]:
        dtype = np.dtype(kind)
        content = source.read(dtype.itemsize * int(np.prod(shape)))
        arrays.append(np.frombuffer(content, dtype).reshape(shape))
    if source.read(1) or any(each.dtype.kind == "f" and not np.isfinite(each).all() for each in arrays):
        raise ValueError("numbers that are none")
    mean, half, likelihood, seen, read = arrays[:5]
    liked = arrays[5:10]
    topics, likings = tuple(head["topics"]), tuple(head["likings"])
    lasting, recent, last_read, last_passed, met_ids, met_seen, met_read_at = arrays[10:]
    if (
        mean.shape != (dimensions,)
        or likelihood.shape != (len(topics), levels)
        or any(each.shape != (len(likings),) for each in liked)
    ):
        raise ValueError("of another shape")
    covariance = np.zeros((dimensions, dimensions), np.float32)
    covariance[np.triu_indices(dimensions)] = half
    covariance = np.triu(covariance) + np.triu(covariance, 1).T
    return Taste(
        hour=int(head["hour"]),
        mean=mean,
        covariance=covariance,
        topics=Evidence.of(topics, likelihood, seen, read),
        likings=Likings.of(likings, *liked),
        lasting=lasting,
        recent=recent,
        last_read=last_read,
        last_passed=last_passed,
        met_ids=met_ids,
        met_seen=met_seen,
        met_read_at=met_read_at,
        corrected={str(key): float(liking) for key, liking in head["corrected"].items()},
    )


def met(taste: Taste, story_id: int, read_at: float) -> Taste:
    """With a story met once more; ``read_at`` is 0 where it was passed over."""
    place = np.flatnonzero(taste.met_ids == story_id)
    if len(place):
        rest = np.arange(len(taste.met_ids)) != place[0]
        times, last = taste.met_seen[place[0]], taste.met_read_at[place[0]]
    else:
        rest, times, last = np.ones(len(taste.met_ids), bool), np.float32(0), 0.0
    return replace(
        taste,
        met_ids=np.append(taste.met_ids[rest], np.int64(story_id))[-MOST_MET:],
        met_seen=np.append(taste.met_seen[rest], np.float32(times + 1))[-MOST_MET:],
        met_read_at=np.append(taste.met_read_at[rest], max(float(last), read_at))[-MOST_MET:],
    )
