"""Simulated readers (protocol R1): how near a ranker comes to one that knows every taste.

A reader likes some sections, dislikes others, and likes words that no ranker is told. In each of fifty sessions 200
articles come up, ten are shown, and the reader sees each with a chance that falls from place to place and opens it if
it is to their taste. What counts is the mean chance that the ten shown are read, over that of the best ten.

Pure: texts, vectors and labels are handed in. ``quality.ranking`` and ``mynews evaluate readers`` call it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from mynews.model.interest import Subject
from mynews.model.signal import StoryTraits, Weighted
from mynews.model.vector import packed
from mynews.ranking.candidates import MOST_KEYS, Candidates, seconds
from mynews.ranking.ranker import Example, Followed, Profile, Ranker, Scored
from mynews.ranking.wordspace import Floats, Vocabulary, directions, words_of

Variant = Literal["cold", "stated", "drift", "mute"]
Rows = NDArray[np.intp]
Compose = Callable[[Candidates, Scored, int], NDArray[np.intp]]

VARIANTS: tuple[Variant, ...] = ("cold", "stated", "drift", "mute")
SESSIONS = 50
DRAWN = 200
SHOWN = 10
BLOCKS: Mapping[str, slice] = {"2-5": slice(1, 5), "6-20": slice(5, 20), "21-50": slice(20, 50)}
AFTER_DRIFT: Mapping[str, slice] = {"26-30": slice(25, 30), "31-40": slice(30, 40), "41-50": slice(40, 50)}

DRIFTS_AT = 25
MUTES_AT = 20
STATED = 3
OPTIMISM = 0.3
"""Standard deviations; on first-half readers .3 gave cold .44 / .54 (6-20 / 21-50), none .40 / .53, .7 .44 / .53."""

_BASE = -2.2
_WORD_DIRECTIONS = 60
_WORD_TASTE = 0.7
_BEGAN = datetime(2026, 1, 1, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class World:
    """Articles of known sections; ``chances`` are what a classifier takes the sections for, (articles, sections)."""

    sections: NDArray[np.int64]
    chances: Floats
    words: Floats
    vectors: Floats
    stories: tuple[StoryTraits, ...]
    candidates: Candidates

    def __len__(self) -> int:
        return len(self.sections)

    @staticmethod
    def of(texts: Sequence[str], vectors: Floats, sections: NDArray[np.int64], chances: Floats) -> World:
        """Of these articles."""
        bags = Vocabulary.of(texts).bags(texts)
        stories = tuple(map(_traits, range(len(texts)), texts, vectors, chances))
        words = bags.times(directions(bags, _WORD_DIRECTIONS))
        return World(sections, chances, words, vectors, stories, Candidates.of(stories))


@dataclass(frozen=True, slots=True)
class Tastes:
    """What one reader likes: by section, and of each article the chance that they read it when they see it."""

    liking: NDArray[np.float64]
    words: NDArray[np.float64]
    reads: NDArray[np.float64]

    @staticmethod
    def drawn(world: World, rng: np.random.Generator) -> Tastes:
        """Anyone's."""
        count = world.chances.shape[1]
        liked, disliked = liked_and_disliked(count)
        liking = rng.normal(0, 0.5, (count,))
        order = rng.permutation(count)
        liking[order[:liked]] += 2.2
        liking[order[liked : liked + disliked]] -= 1.5
        along = world.words @ rng.standard_normal(world.words.shape[1])
        # Texts that have no word in common have no words to like.
        words = _WORD_TASTE * (along - along.mean()) / max(float(along.std()), 1e-6)
        return Tastes(liking, words, sigmoid(_BASE + liking[world.sections] + words))

    def best(self, count: int) -> list[int]:
        """The sections that they like best, as many as are liked at most."""
        most = min(count, liked_and_disliked(len(self.liking))[0])
        return [int(section) for section in np.argsort(-self.liking, kind="stable")[:most]]


def liked_and_disliked(sections: int) -> tuple[int, int]:
    """How many sections a reader likes and how many they dislike: four and five; of few, as many in proportion."""
    liked = max(1, min(4, sections * 4 // 10))
    return liked, max(1, min(5, sections // 2, sections - liked))


class Contestant(Protocol):
    """Whoever chooses what a reader is shown; a new one for each reader."""

    def chooses(self, rows: Rows, session: int) -> Rows:
        """Places in ``rows`` of the articles to show, the first first."""

    def learns(self, rows: Rows, read: NDArray[np.bool_], session: int) -> None:
        """These were seen, and those of them read."""


Contestants = Callable[[World, Tastes, Sequence[int], int], Contestant]
"""Gives one for a reader of these tastes, which only an oracle looks at, who states these sections; and a seed."""


@dataclass(frozen=True, slots=True)
class Course:
    """How it went: the share of the best in each session.

    ``shown_muted`` is how many stories were shown that are told to be of a muted section, ``unrecognised`` how many
    that are of it and were taken for another's.
    """

    shares: NDArray[np.float64]
    shown_muted: int = 0
    unrecognised: int = 0


def run(world: World, contestants: Contestants, seed: int, variant: Variant) -> Course:
    """One reader's fifty sessions.

    A mute hides what the classifier takes for the section, from an oracle too: the share is of what may be shown.
    """
    rng = np.random.default_rng([seed, 1])
    watching = np.random.default_rng([seed, 2])
    tastes = Tastes.drawn(world, rng)
    stated = tastes.best(STATED) if variant == "stated" else []
    muted = tastes.best(1)[0] if variant == "mute" else -1
    contestant = contestants(world, tastes, stated, seed)
    likeliest = world.chances.argmax(axis=1)
    shares, shown_muted, unrecognised = [], 0, 0
    drawn = min(DRAWN, len(world))
    for session in range(SESSIONS):
        if variant == "drift" and session == DRIFTS_AT:
            tastes = Tastes.drawn(world, rng)
        rows = rng.choice(len(world), drawn, replace=False)
        mutes = muted >= 0 and session >= MUTES_AT
        if mutes:
            rows = rows[likeliest[rows] != muted]
        if not len(rows):
            shares.append(1.0)  # nothing is left to show, for an oracle either
            continue
        shown = rows[contestant.chooses(rows, session)[:SHOWN]]
        shares.append(tastes.reads[shown].mean() / np.sort(tastes.reads[rows])[-SHOWN:].mean())
        if mutes:
            shown_muted += int((likeliest[shown] == muted).sum())
            unrecognised += int((world.sections[shown] == muted).sum())
        seen = (watching.random(SHOWN) < 1 / (1 + 0.06 * np.arange(SHOWN)))[: len(shown)]
        read = watching.random(SHOWN)[: len(shown)] < tastes.reads[shown]
        contestant.learns(shown[seen], read[seen], session)
    return Course(np.array(shares), shown_muted, unrecognised)


def courses(world: World, contestants: Contestants, seeds: Sequence[int], variant: Variant) -> list[Course]:
    """Of one reader a seed."""
    return [run(world, contestants, seed, variant) for seed in seeds]


def best_first(optimism: float = 0.0) -> Compose:
    """The best by score, with so many standard deviations of the benefit of the doubt."""

    def compose(candidates: Candidates, scored: Scored, seed: int) -> NDArray[np.intp]:
        return np.argsort(-(scored.total + optimism * scored.spread), kind="stable")

    return compose


def ranked_by(ranker: Ranker[Profile], compose: Compose) -> Contestants:
    """Readers whose feed a ranker of the product makes; what they state, they follow as topics."""

    def contestant(world: World, tastes: Tastes, stated: Sequence[int], seed: int) -> Contestant:
        follows = [Subject("topic", topic_key(each)) for each in stated]
        return _Ranked(ranker, compose, world, follows, seed=seed)

    return contestant


class _Ranked:
    def __init__(
        self,
        ranker: Ranker[Profile],
        compose: Compose,
        world: World,
        follows: Sequence[Subject],
        *,
        seed: int,
    ) -> None:
        self._ranker, self._profile, self._compose = ranker, ranker.fresh(), compose
        self._world, self._follows, self._seed = world, follows, seed

    def chooses(self, rows: Rows, session: int) -> Rows:
        now = _BEGAN + timedelta(days=session)
        candidates = replace(
            self._world.candidates.take(rows),
            ids=_ids(rows, session),
            opened_at=np.full(len(rows), seconds(now)),
            latest_at=np.full(len(rows), seconds(now)),
        )
        followed = [Followed(each, candidates.topics.has([each.key])) for each in self._follows]
        scored = self._ranker.score(self._profile, candidates, followed, now)
        return self._compose(candidates, scored, self._seed * SESSIONS + session)

    def learns(self, rows: Rows, read: NDArray[np.bool_], session: int) -> None:
        now = _BEGAN + timedelta(days=session)
        examples = []
        for row, story_id, was_read in zip(rows.tolist(), _ids(rows, session).tolist(), read.tolist(), strict=True):
            story = replace(self._world.stories[row], story_id=story_id, opened_at=now, latest_at=now)
            followed = tuple(each for each in self._follows if each.key in story.topics.keys)
            examples.append(Example(story, now, float(was_read), followed=followed))
        self._profile = self._ranker.learn(self._profile, examples)


def topic_key(section: int) -> str:
    """The key by which a section stands among the topics of a story."""
    return f"section {section}"


def sigmoid(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logistic function."""
    answer: NDArray[np.float64] = 1 / (1 + np.exp(-value))
    return answer


def _ids(rows: Rows, session: int) -> NDArray[np.int64]:
    """An article that comes up again is another story: protocol R1 knows no second look."""
    return rows.astype(np.int64) + 1 + session * 10_000_000


def _traits(number: int, text: str, vector: Floats, chances: Floats) -> StoryTraits:
    likely = np.argsort(-chances, kind="stable")[: MOST_KEYS["topics"]]
    words = list(dict.fromkeys(words_of(text)))[: MOST_KEYS["words"]]
    return StoryTraits(
        story_id=number + 1,
        opened_at=_BEGAN,
        latest_at=_BEGAN,
        vector=packed(vector),
        topics=Weighted(tuple(map(topic_key, likely.tolist())), tuple(chances[likely].tolist())),
        words=Weighted(tuple(words), (1.0,) * len(words)),
    )
