"""The ranker that learns from one reader alone: ``logit p = w.x + likings + topics``, each part with its uncertainty.

* ``w`` are weights of named features and of directions of words: Gaussian with full covariance.
* Likings of entities, sources, authors and words are Gaussian each.
* Topics: a story is each topic's with some probability, and each topic has a belief over levels of liking. What is
  mixed are chances, not log-odds: a story that may be about sport or about money is read for one of the two.

After each example all of them move at once so that mean and variance of the exact posterior are kept (assumed-density
filtering; Minka 2001). Tastes drift: each day, each may have been drawn anew with a small chance.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mynews.model.errors import RankerError
from mynews.model.interest import Subject
from mynews.model.slate import Reason, ReasonKind
from mynews.ranking import taste as stored_taste
from mynews.ranking.beliefs import Doubles, Floats, log_odds, posterior, sigmoid
from mynews.ranking.candidates import Candidates, seconds
from mynews.ranking.features import Prepared, named
from mynews.ranking.lesson import READ, Lesson, OwnLikings, OwnTopics, counts, moved_topics, with_last
from mynews.ranking.prior import LIKING_DEVIATION, NAMED, NAMES, Prior, packaged
from mynews.ranking.ranker import Belief, Example, Followed, Scores
from mynews.ranking.taste import MOST_TOPICS, Taste, fresh_taste, met

LEAST_TOLD = 0.02
"""Terms that weigh less, in log-odds, are told together as "base"."""

RECENT_DAYS = 7.0
CORRECTED_DEVIATION = 0.4
_OFFSETS = np.linspace(-9.0, 7.0, 129)

_HOUR = 3600.0

_DOUBT = 1e-9

_FOLLOWING = tuple((name.removeprefix("follows "), NAMES.index(name)) for name in NAMES if name.startswith("follows "))
_TOLD: tuple[ReasonKind, ...] = tuple(
    dict.fromkeys(each.reason for each in NAMED.values() if each.reason not in ("base", "followed"))
)
_TOLD_OF = np.array([[each.reason == reason for each in NAMED.values()] for reason in _TOLD], np.float32)
"""For each of these reasons 1 where it is told of the named feature, (reasons, names)."""

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Terms:
    """All that a score is made of; ``named`` is (names, n).

    ``outright`` has for each thing followed the rows of which it is told as such, not as the liking of a topic.
    """

    taste: Taste
    prepared: Prepared
    followed: tuple[Followed, ...]
    outright: tuple[NDArray[np.bool_], ...]
    named: Floats
    weights: Floats
    offset: Doubles
    doubt: Doubles


@dataclass(frozen=True, slots=True)
class _Held:
    """What is held of topics and of things as reasons tell it.

    Beliefs on topics without what is followed and with it: ``places`` has for each key the row of its belief, and the
    last row is that of topics of which nothing is known; ``follows`` are the topics followed. ``liking`` and ``read``
    are those of each thing, 0 where nothing is held of it.
    """

    follows: Mapping[str, Subject]
    plain: Doubles
    told: Doubles
    places: Places
    liking: Floats
    read: Floats


class BayesScored:
    """Scores with their reasons."""

    def __init__(self, ranker: Bayes, terms: _Terms, total: Scores, spread: Scores) -> None:
        self._ranker, self._terms, self._total, self._spread = ranker, terms, total, spread

    @property
    def total(self) -> Scores:
        """Log-odds of being read."""
        return self._total

    @property
    def spread(self) -> Scores:
        """Standard deviation of the same, as far as tastes are not known."""
        return self._spread

    def reasons(self, row: int) -> tuple[Reason, ...]:
        """The terms of one score, the weightiest first, and in "base" all that is too small to be told."""
        terms = self._ranker.terms(self._terms, self._held, row)
        told = [term for term in terms if abs(term.weight) >= LEAST_TOLD]
        told.sort(key=lambda term: -abs(term.weight))
        rest = float(self._total[row]) - math.fsum(term.weight for term in told)
        return (*told, Reason("base", rest))

    @cached_property
    def _held(self) -> _Held:
        """The same for all rows, and seldom asked for where only scores are wanted."""
        return self._ranker.held(self._terms)


class Bayes:
    """Bayesian logistic regression on named features, with beliefs on topics. Pure but for a memo of one snapshot."""

    name = "bayes 1"

    def __init__(self, prior: Prior) -> None:
        self.prior = prior
        self._mean, self._covariance, self._floors = prior.mean(), prior.covariance(), prior.floors()
        # Following makes high levels likelier the more the higher they are; that is what keeps what is followed afloat.
        tilt = np.maximum.accumulate(prior.followed / prior.usual)
        self._tilt = tilt
        self._shapes = sigmoid(prior.levels[:, None] + _OFFSETS)
        self._known: Prepared | None = None

    @classmethod
    def packaged(cls) -> Bayes:
        """With the prior in the package."""
        return cls(packaged())

    # -- what every ranker does

    def fresh(self) -> Taste:
        """Of a reader of whom nothing is known."""
        return fresh_taste(self._mean, self._covariance, len(self.prior.levels))

    def score(self, profile: Taste, candidates: Candidates, followed: Sequence[Followed], now: datetime) -> BayesScored:
        """Scores of all candidates. Raises RankerError for numbers that are none."""
        terms = self._terms_of(profile, self._prepared(candidates), tuple(followed), now)
        beliefs, places = self._beliefs_for(profile, candidates, _followed_topics(followed))
        chance, doubt = self._mixed(beliefs, places, terms)
        return BayesScored(self, terms, log_odds(chance), np.sqrt(terms.doubt + doubt))

    def learn(self, profile: Taste, examples: Sequence[Example]) -> Taste:
        """The profile after these examples. Raises RankerError for one that cannot be, and then nothing is learned."""
        for example in examples:
            profile = self._after(profile, example)
        return profile

    def beliefs(self, profile: Taste) -> tuple[Belief, ...]:
        """What was learned of topics, entities, sources, authors and words; what was corrected is among it."""
        found = [*self._topic_beliefs(profile), *_liking_beliefs(profile)]
        return tuple(sorted(found, key=lambda each: (-abs(each.liking), each.kind, each.key)))

    def corrected(self, profile: Taste, kind: str, key: str, liking: float | None) -> Taste:
        """With a liking as the reader says it is, which later examples may move; None: as if nothing had been seen."""
        if liking is not None and not math.isfinite(liking):
            raise RankerError("A liking is a number. Give one from -6 to 6.")
        name = f"{kind}:{key}"
        corrected = {each: value for each, value in profile.corrected.items() if each != name}
        if liking is not None:
            corrected[name] = float(liking)
        profile = replace(profile, corrected=corrected)
        if kind == "topic":
            topics = profile.topics.without(key)
            return replace(profile, topics=topics.with_keys((key,), MOST_TOPICS) if liking is not None else topics)
        if kind not in LIKING_DEVIATION:
            raise RankerError(f"Nothing is learned of a {kind}; follow or mute it instead.")
        likings = profile.likings.without(name)
        if liking is None:
            return replace(profile, likings=likings)
        likings = likings.with_keys((name,), np.array([CORRECTED_DEVIATION**2], np.float32))
        mean = likings.mean.copy()
        mean[likings.place_of[name]] = liking
        return replace(profile, likings=replace(likings, mean=mean))

    def packed(self, profile: Taste) -> bytes:
        """As it is stored."""
        return stored_taste.packed(profile)

    def unpacked(self, stored: bytes) -> Taste:
        """A stored profile. Raises ParseError."""
        return stored_taste.unpacked(stored, len(self._mean), len(self.prior.levels))

    # -- scoring

    def _terms_of(self, taste: Taste, prepared: Prepared, followed: tuple[Followed, ...], now: datetime) -> _Terms:
        outright = tuple(_outright(prepared.candidates, each) for each in followed)
        rows = named(taste, prepared, _follow_columns(followed, outright), now)
        weights = np.maximum(taste.mean, self._floors)
        liked, liking_doubt = prepared.likable.liked(taste.likings)
        offset = weights[: len(NAMES)] @ rows + prepared.directions @ weights[len(NAMES) :] + liked
        # As if each weight erred by itself: the whole covariance would cost more than all the rest of a score, and
        # sessions 21-50 of quality/ranking were no better with it.
        alone = np.diagonal(taste.covariance)
        doubt = alone[: len(NAMES)] @ (rows * rows) + prepared.squares @ alone[len(NAMES) :] + liking_doubt
        return _Terms(taste, prepared, followed, outright, rows, weights, offset, doubt)

    def _prepared(self, candidates: Candidates) -> Prepared:
        """What all readers share of these candidates; that of the last snapshot is kept."""
        known = self._known
        if known is None or known.candidates is not candidates:
            known = self._known = Prepared.of(candidates, self.prior.words)
        return known

    def _topic_priors(self, taste: Taste, keys: Sequence[str], followed: set[str]) -> Doubles:
        priors = np.tile(self.prior.usual, (len(keys), 1))
        for place, key in enumerate(keys):
            liking = taste.corrected.get(f"topic:{key}")
            if liking is not None:
                priors[place] = np.exp(-0.5 * ((self.prior.levels - liking) / CORRECTED_DEVIATION) ** 2) + 1e-6
            if key in followed:
                priors[place] = priors[place] * self._tilt
        answer: Doubles = priors / priors.sum(axis=1, keepdims=True)
        return answer

    def _beliefs_for(self, taste: Taste, candidates: Candidates, followed: set[str]) -> tuple[Doubles, Places]:
        """Beliefs of which something is held, the last one of topics of which nothing is; for each key its place."""
        keys = candidates.topics.keys
        column_of = candidates.topics.column_of
        held = sorted({key for key in (*taste.topics.keys, *followed) if key in column_of})
        beliefs = self._topic_beliefs_of(taste, held, followed)
        places = np.full(len(keys), len(held), np.intp)
        places[[column_of[key] for key in held]] = np.arange(len(held))
        return np.concatenate([beliefs, self.prior.usual[None]]), places

    def _mixed(self, beliefs: Doubles, places: Places, terms: _Terms) -> tuple[Doubles, Doubles]:
        """The chance of each candidate over its topics, and the variance of its topics' likings."""
        table = (beliefs @ self._shapes).astype(np.float32)
        scaled = np.clip((terms.offset - _OFFSETS[0]) / (_OFFSETS[1] - _OFFSETS[0]), 0, len(_OFFSETS) - 1.001)
        below = scaled.astype(np.intp)
        part = (scaled - below).astype(np.float32)
        parts = terms.prepared.topic_shares
        rows = places[terms.prepared.candidates.topics.columns]
        flat = table.ravel()
        at = rows * table.shape[1] + below[:, None]
        by_topic = flat[at] * (1 - part)[:, None] + flat[at + 1] * part[:, None]
        of_none = table[-1, below] * (1 - part) + table[-1, below + 1] * part
        chance = np.einsum("ij,ij->i", parts, by_topic) + np.maximum(1 - parts.sum(axis=1), 0) * of_none
        variance = beliefs @ self.prior.levels**2 - (beliefs @ self.prior.levels) ** 2
        doubt = np.einsum("ij,ij,ij->i", parts, parts, variance.astype(np.float32)[rows])
        return chance.astype(np.float64), doubt.astype(np.float64)

    # -- reasons

    def held(self, terms: _Terms) -> _Held:
        """What ``terms`` tells topics and likings from."""
        column_of = terms.prepared.candidates.topics.column_of
        follows = {each.subject.key: each.subject for each in terms.followed if each.subject.kind == "topic"}
        corrected = (name.removeprefix("topic:") for name in terms.taste.corrected if name.startswith("topic:"))
        held = sorted({key for key in (*terms.taste.topics.keys, *follows, *corrected) if key in column_of})
        places = np.full(len(column_of), len(held), np.intp)
        places[[column_of[key] for key in held]] = np.arange(len(held))
        keys = [*held, ""]
        likable, likings = terms.prepared.likable, terms.taste.likings
        own, here = likable.held(likings)
        liking, read = np.zeros((2, len(likable.names)), np.float32)
        liking[here], read[here] = likings.mean[own], likings.read[own]
        plain = self._topic_beliefs_of(terms.taste, keys, set())
        told = self._topic_beliefs_of(terms.taste, keys, set(follows))
        return _Held(follows, plain, told, places, liking, read)

    def terms(self, terms: _Terms, held: _Held, row: int) -> Iterator[Reason]:
        """The terms of one score but for "base"; of words and likings those that are large enough to be told."""
        yield from self._named_terms(terms, row)
        yield from self._word_and_liking_terms(terms, held, row)
        yield from self._topic_terms(terms, held, row)

    def _named_terms(self, terms: _Terms, row: int) -> Iterator[Reason]:
        products = terms.weights[: len(NAMES)] * terms.named[:, row]
        for kind, place in _FOLLOWING:
            if products[place]:
                yield from _follow_terms(terms, row, kind, float(products[place]))
        for reason, weight in zip(_TOLD, (_TOLD_OF @ products).tolist(), strict=True):
            owners = int(terms.prepared.candidates.owners[row]) if reason == "coverage" else 0
            yield Reason(reason, weight, count=owners)

    def _word_and_liking_terms(self, terms: _Terms, held: _Held, row: int) -> Iterator[Reason]:
        prepared, likable = terms.prepared, terms.prepared.likable
        things, shares = likable.things[row], likable.shares[row]
        weights = shares * held.liking[things]
        words = self.prior.words.directions[prepared.word_rows[row]] @ terms.weights[len(NAMES) :]
        weights[likable.words] += prepared.word_shares[row] * words
        for slot in np.flatnonzero((np.abs(weights) >= LEAST_TOLD) & (shares > 0)).tolist():
            thing = int(things[slot])
            kind, _, key = likable.names[thing].partition(":")
            yield Reason(kind, float(weights[slot]), Subject(kind, key), round(float(held.read[thing])))  # type: ignore[arg-type]

    def _topic_terms(self, terms: _Terms, held: _Held, row: int) -> Iterator[Reason]:
        """What each topic adds beyond one of which nothing is known, and what following it adds to that."""
        taste, topics = terms.taste, terms.prepared.candidates.topics
        parts = terms.prepared.topic_shares[row]
        there = np.flatnonzero(parts > 0)
        columns = topics.columns[row, there]
        keys = [topics.keys[place] for place in columns]
        read_at = sigmoid(self.prior.levels + terms.offset[row])
        own = held.places[columns]
        plain, told = held.plain[own] @ read_at, held.told[own] @ read_at
        unknown = float(self.prior.usual @ read_at)
        chance = float(parts[there] @ told + max(0.0, 1 - float(parts.sum())) * unknown)
        slopes = parts[there] / max(chance * (1 - chance), 1e-6)
        weights, by_following = ((plain - unknown) * slopes).tolist(), ((told - plain) * slopes).tolist()
        for key, weight, followed in zip(keys, weights, by_following, strict=True):
            place = taste.topics.place_of.get(key)
            count = 0 if place is None else round(float(taste.topics.read[place]))
            yield Reason("topic", weight, Subject("topic", key), count)
            if key in held.follows:
                yield Reason("followed", followed, held.follows[key])

    def _topic_beliefs_of(self, taste: Taste, keys: Sequence[str], followed: set[str]) -> Doubles:
        likelihood = np.ones((len(keys), len(self.prior.levels)))
        for place, key in enumerate(keys):
            if key in taste.topics.place_of:
                likelihood[place] = taste.topics.likelihood[taste.topics.place_of[key]]
        return posterior(likelihood, self._topic_priors(taste, keys, followed))

    # -- learning

    def _after(self, taste: Taste, example: Example) -> Taste:
        if not (0 <= example.read <= 1 and 0 <= example.weight < math.inf):
            raise RankerError("An example needs a number from 0 to 1 and a weight. Nothing was learned from it.")
        if example.weight == 0:
            return taste
        only = Candidates.of([example.story])
        prepared = Prepared.of(only, self.prior.words)
        at = max(seconds(example.at), taste.hour * _HOUR)
        taste = self._faded(taste, int(at // _HOUR))
        followed = tuple(Followed(each, np.ones(1, bool)) for each in example.followed)
        terms = self._terms_of(taste, prepared, followed, example.at)
        taste = self._moved(taste, terms, example)
        return met(taste, example.story.story_id, at if example.read >= READ else 0.0)

    def _faded(self, taste: Taste, hour: int) -> Taste:
        """As it counts at an hour."""
        if taste.hour == 0 or hour <= taste.hour:
            return replace(taste, hour=max(hour, taste.hour))
        days = (hour - taste.hour) / 24
        chance = 1 - (1 - self.prior.hazard) ** days
        kept = np.float32(1 - chance)
        likings = taste.likings
        start = np.zeros(len(likings.keys), np.float32)
        for name, liking in taste.corrected.items():
            if name in likings.place_of:
                start[likings.place_of[name]] = liking
        return replace(
            taste,
            hour=hour,
            mean=taste.mean * kept + self._mean * (1 - kept),
            covariance=taste.covariance * kept + self._covariance * (1 - kept),
            topics=taste.topics.faded(self.prior.usual, chance, float(kept)),
            likings=replace(
                likings,
                mean=likings.mean * kept + start * (1 - kept),
                variance=likings.variance * kept + likings.widest * (1 - kept),
                seen=likings.seen * kept,
                read=likings.read * kept,
            ),
            lasting=taste.lasting * kept,
            recent=taste.recent * np.float32(0.5 ** (days / RECENT_DAYS)),
        )

    def _moved(self, taste: Taste, terms: _Terms, example: Example) -> Taste:
        only = terms.prepared.candidates
        own = OwnLikings.of(taste, only)
        x = np.concatenate([terms.named[:, 0], terms.prepared.directions[0]])
        through = taste.covariance @ x
        doubt = float(x @ through) + float(own.parts**2 @ own.variances)
        shared = OwnTopics.of(only)
        lesson = self._lesson(taste, terms, shared, doubt, example)
        surprise, vector = np.float32(lesson.surprise), only.vectors[0]
        return replace(
            taste,
            mean=taste.mean + through * np.float32(lesson.slope),
            covariance=taste.covariance + through[:, None] * through * np.float32(lesson.bend),
            topics=moved_topics(taste.topics, shared, lesson),
            likings=own.moved(lesson),
            lasting=taste.lasting + surprise * vector,
            recent=taste.recent + surprise * vector,
            last_read=with_last(taste.last_read, vector, example.read >= READ),
            last_passed=with_last(taste.last_passed, vector, example.read < READ),
        )

    def _lesson(self, taste: Taste, terms: _Terms, shared: OwnTopics, doubt: float, example: Example) -> Lesson:
        """What an example says, seen through all that is not known of the offset."""
        beliefs = self._topic_beliefs_of(taste, shared.keys, _followed_topics(terms.followed))
        held = np.concatenate([beliefs, self.prior.usual[None]])
        held *= np.append(shared.parts, max(0.0, 1 - shared.parts.sum()))[:, None]
        narrowed = 1 / math.sqrt(1 + math.pi / 8 * doubt)
        # Nothing is certain: a reader may do what no belief allowed for.
        read = np.clip(sigmoid(narrowed * (self.prior.levels + terms.offset[0])), _DOUBT, 1 - _DOUBT)
        like = example.read * read + (1 - example.read) * (1 - read)
        joint = held * like
        total = float(joint.sum())
        new, newly_read = counts(taste, example)
        error = narrowed * (example.read - read)
        slope = float((joint * error).sum()) / total
        bend = float((joint * (error**2 - narrowed**2 * read * (1 - read))).sum()) / total - slope**2
        return Lesson(
            joint=joint,
            like=like,
            slope=slope * example.weight,
            bend=max(min(bend * example.weight, -1e-6), -0.9 / max(doubt, 1e-6)),
            surprise=(example.read - float((held * read).sum())) * example.weight,
            weight=example.weight,
            new=new,
            newly_read=newly_read,
        )

    # -- what was learned, told

    def _topic_beliefs(self, taste: Taste) -> Iterator[Belief]:
        keys = taste.topics.keys
        held = self._topic_beliefs_of(taste, keys, set()) @ self.prior.levels - self.prior.usual @ self.prior.levels
        for key, liking, seen, read in zip(keys, held, taste.topics.seen, taste.topics.read, strict=True):
            yield Belief("topic", key, float(liking), float(seen), float(read), f"topic:{key}" in taste.corrected)


def _followed_topics(followed: Sequence[Followed]) -> set[str]:
    return {each.subject.key for each in followed if each.subject.kind == "topic"}


def _follow_columns(followed: Sequence[Followed], outright: Sequence[NDArray[np.bool_]]) -> dict[str, Floats]:
    """How much of each kind is followed. A topic that a story names itself counts by its belief and not here."""
    counts: dict[str, Floats] = {}
    for each, rows in zip(followed, outright, strict=True):
        name = f"follows {each.subject.kind}"
        counts.setdefault(name, np.zeros(len(rows), np.float32))
        counts[name] += rows
    return {name: np.log2(1 + count) for name, count in counts.items()}


def _outright(candidates: Candidates, followed: Followed) -> NDArray[np.bool_]:
    if followed.subject.kind != "topic":
        return followed.rows
    rows: NDArray[np.bool_] = followed.rows & ~candidates.topics.has([followed.subject.key])
    return rows


def _follow_terms(terms: _Terms, row: int, kind: str, weight: float) -> Iterator[Reason]:
    """What following things of a kind adds, in even parts."""
    told = zip(terms.followed, terms.outright, strict=True)
    subjects = [each.subject for each, rows in told if each.subject.kind == kind and rows[row]]
    for subject in subjects:
        yield Reason("followed", weight / len(subjects), subject)


def _liking_beliefs(taste: Taste) -> Iterator[Belief]:
    likings = taste.likings
    for name, mean, seen, read in zip(likings.keys, likings.mean, likings.seen, likings.read, strict=True):
        kind, _, key = name.partition(":")
        yield Belief(kind, key, float(mean), float(seen), float(read), name in taste.corrected)
