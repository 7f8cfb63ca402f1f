"""What is held of a reader of whom nothing is known: the same for all, and where learning starts from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mynews.model.slate import ReasonKind
from mynews.ranking.wordspace import Vocabulary, directions

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

WEIGHTS = Path(__file__).with_name("weights") / "prior.npz"
_STEPS = 127
_ALIKE = 1e-3  # texts that differ less along every direction are the same


@dataclass(frozen=True, slots=True)
class Named:
    """A feature: what its reason is called, how much it counts before anything is learned, and how surely.

    A weight never falls below ``floor``: what a reader follows must not sink.
    """

    reason: ReasonKind
    mean: float
    deviation: float
    floor: float = -np.inf


# Means and deviations are set by hand but for "base": the simulated readers of quality/ranking have no age of stories,
# no coverage and no second look. They are log-odds: 0.7 doubles the odds that a story is read.
NAMED: Mapping[str, Named] = {
    "base": Named("base", -2.2, 0.3),
    "fresh": Named("fresh", 0.35, 0.15),
    "importance": Named("coverage", 1.2, 0.5),
    "owners": Named("coverage", 0.15, 0.1),
    "development": Named("development", 1.0, 0.5),
    "read": Named("seen before", -2.0, 0.5),
    "seen": Named("seen before", -0.4, 0.15),
    "length": Named("length", 0.0, 0.15),
    "evening": Named("time of day", 0.0, 0.15),
    "taste": Named("like", 0.6, 0.4),
    "week": Named("like", 0.3, 0.3),
    "nearest read": Named("like", 0.5, 0.4),
    "nearest passed": Named("unlike", -0.3, 0.3),
    "follows topic": Named("followed", 1.8, 0.5, floor=0.3),
    "follows entity": Named("followed", 1.8, 0.5, floor=0.3),
    "follows source": Named("followed", 1.0, 0.5, floor=0.3),
    "follows author": Named("followed", 1.5, 0.5, floor=0.3),
    "follows word": Named("followed", 1.5, 0.5, floor=0.3),
    "follows story": Named("followed", 2.2, 0.5, floor=0.3),
}
NAMES = tuple(NAMED)

LIKING_DEVIATION: Mapping[str, float] = {"entity": 0.7, "source": 0.5, "author": 0.6, "word": 0.3}
"""How far the liking of one entity, source, author or word strays from none; set by hand."""


@dataclass(frozen=True, slots=True)
class WordSpace:
    """What each known word adds in each direction, (words, directions); row 0 is that of unknown words, all zero."""

    row_of: Mapping[str, int]
    tells: Floats
    directions: Floats

    @staticmethod
    def of(texts: Sequence[str], count: int, *, least: int = 2) -> WordSpace:
        """The directions in which these texts differ most, each text of some length one in all of them together.

        None where the texts are alike, or have no word in common.
        """
        vocabulary = Vocabulary.of(texts, least=least)
        bags = vocabulary.bags(texts)
        found = directions(bags, count)
        width = found.shape[1]
        spread = float(bags.times(found).std(axis=0).mean()) * width**0.5 if width else 0.0
        if spread < _ALIKE:
            return WordSpace.none()
        rows = np.concatenate([np.zeros((1, width), np.float32), found / np.float32(spread)])
        row_of = {word: column + 1 for word, column in vocabulary.column_of.items()}
        return WordSpace(row_of, np.append(np.float32(0), vocabulary.tells), rows)

    @staticmethod
    def none() -> WordSpace:
        """One that knows no word."""
        return WordSpace({}, np.zeros(1, np.float32), np.zeros((1, 0), np.float32))


@dataclass(frozen=True, slots=True)
class Prior:
    """Where all readers start.

    ``levels`` are the log-odds that the liking of a topic may have, ``usual`` how likely each is, ``followed`` how
    likely each is of a topic that the reader follows. ``word_deviation`` is that of the taste along each direction of
    ``words``. Each day tastes are drawn anew with a chance of ``hazard``.
    """

    levels: Doubles
    usual: Doubles
    followed: Doubles
    words: WordSpace
    word_deviation: float
    base: float
    hazard: float

    def mean(self) -> Floats:
        """Of all weights: the named ones, then the directions of words."""
        named = [self.base if name == "base" else each.mean for name, each in NAMED.items()]
        return np.concatenate([named, np.zeros(self.words.directions.shape[1])]).astype(np.float32)

    def covariance(self) -> Floats:
        """Of the same."""
        named = [each.deviation for each in NAMED.values()]
        deviations = np.concatenate([named, np.full(self.words.directions.shape[1], self.word_deviation)])
        return np.diag(deviations**2).astype(np.float32)

    def floors(self) -> Floats:
        """Below which no weight falls."""
        named = [each.floor for each in NAMED.values()]
        return np.concatenate([named, np.full(self.words.directions.shape[1], -np.inf)]).astype(np.float32)


LEVELS = np.array([-3.0, -2.25, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 1.9, 2.3, 2.8, 3.4])


def mixture(*parts: tuple[float, float, float]) -> Doubles:
    """Probabilities of the levels: parts of (share, mean, deviation)."""
    joint = np.zeros(len(LEVELS))
    for share, mean, deviation in parts:
        bell = np.exp(-0.5 * ((LEVELS - mean) / deviation) ** 2)
        joint += share * bell / bell.sum()
    answer: Doubles = joint / joint.sum()
    return answer


LIKED, AVOIDED = 0.10, 0.12
"""How likings of topics spread: many of no matter, some liked, some avoided. So it is of readers of 41 sections."""

FOLLOWED = ((0.97, 2.5, 0.5), (0.03, 0.0, 1.0))
"""The same of topics that a reader follows: they mean it, but for a few."""


def shared_by(words: WordSpace, *, liked: float = LIKED, avoided: float = AVOIDED) -> Prior:
    """The prior of all readers over these words, who like and avoid such shares of all topics."""
    return Prior(
        levels=LEVELS,
        usual=mixture((1 - liked - avoided, 0.0, 0.55), (liked, 2.2, 0.55), (avoided, -1.5, 0.55)),
        followed=mixture(*FOLLOWED),
        words=words,
        word_deviation=0.7,
        base=-2.2,
        hazard=0.008,
    )


def packaged() -> Prior:
    """The prior in the package, made by ``tools/fit_prior.py``."""
    with np.load(WEIGHTS) as stored:
        words = stored["words"].tobytes().decode().split("\n")
        space = WordSpace(
            {word: row + 1 for row, word in enumerate(words)},
            np.append(np.float32(0), stored["tells"].astype(np.float32)),
            np.concatenate(
                [np.zeros((1, stored["directions"].shape[1])), stored["directions"] * stored["scale"]]
            ).astype(np.float32),
        )
        return Prior(
            levels=stored["levels"],
            usual=stored["usual"],
            followed=stored["followed"],
            words=space,
            word_deviation=float(stored["word_deviation"]),
            base=float(stored["base"]),
            hazard=float(stored["hazard"]),
        )


def save(prior: Prior, file: Path) -> None:
    """Write what ``packaged`` reads, directions in 8 bits."""
    found = prior.words.directions[1:]
    scale = np.abs(found).max(axis=0) / _STEPS
    words = sorted(prior.words.row_of, key=lambda word: prior.words.row_of[word])
    np.savez_compressed(
        file,
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        tells=prior.words.tells[1:].astype(np.float16),
        directions=np.rint(found / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        levels=prior.levels,
        usual=prior.usual,
        followed=prior.followed,
        word_deviation=prior.word_deviation,
        base=prior.base,
        hazard=prior.hazard,
    )
