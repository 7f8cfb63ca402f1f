"""A story's articles in, what the story page shows out: headline, lead picture, sources, timeline of developments.

Everything is computed from the articles alone and is the same for every order of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import numpy as np

from mynews.model.article import Picture
from mynews.model.meaning import ArticleText
from mynews.understanding.words import Terms, TermVector, Weights, has_two_cases, product, term_vector, total, words_of

MOST_DEVELOPMENTS = 12

NEW_SHARE = 0.3
"""An article is a development when so great a share of its headline's words was in no headline before it; a new verb
counts as much as a new name. Set by hand and not measured."""

_WITH_SPACE = re.compile(r"\S+\s*")
_OWN_VOICE = re.compile(
    r"(?:live|opinion|editorial|analysis|explained|explainer|podcast|video|watch|review|comment|column|letters?|quiz"
    r"|in pictures|photos|gallery|factbox|timeline|updates?|newsletter|briefing|kommentar|liveblog|ticker|analyse"
    r"|direct|vidéo|opinión|en vivo)\s*[:|\-–—]|.*\?$|(?:how|why|what|who|where|when)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """An article of a story. ``copy_of`` is the article whose copy it is; ``words`` are its terms."""

    article: ArticleText
    words: TermVector
    at: datetime
    source_name: str = ""
    pictures: tuple[Picture, ...] = ()
    copy_of: int | None = None


@dataclass(frozen=True, slots=True)
class Development:
    """A step in a story: the article that told it first."""

    at: datetime
    article_id: int
    headline: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a headline. ``own`` tells that no headline beside it has them."""

    text: str
    own: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a story shows of itself. ``sources`` are names, in the order in which they came to the story."""

    headline: str
    headline_from: int
    first_at: datetime
    latest_at: datetime
    articles: tuple[int, ...]
    sources: tuple[str, ...]
    owners: int
    picture: Picture | None
    timeline: tuple[Development, ...]


def coverage_of(members: Iterable[Member], *, with_timeline: bool = True) -> Coverage:
    """What the story of these articles shows; there must be at least one.

    The timeline is three quarters of the work: leave it out where it is not shown.
    """
    ordered = sorted(members, key=lambda member: (member.at, member.article.id))
    own = [member for member in ordered if member.copy_of is None] or ordered
    scores = _centrality(own)
    best = max(range(len(own)), key=lambda n: (scores[n] * _fitness(own[n], own[-1].at), -own[n].article.id))
    by_score = [own[n] for n in sorted(range(len(own)), key=lambda n: (n != best, -scores[n], own[n].article.id))]
    return Coverage(
        headline=own[best].article.headline,
        headline_from=own[best].article.id,
        first_at=ordered[0].at,
        latest_at=ordered[-1].at,
        articles=tuple(member.article.id for member in ordered),
        sources=tuple(dict.fromkeys(member.source_name for member in ordered if member.source_name)),
        owners=len({member.article.owner for member in own}),
        picture=_lead_picture(by_score),
        timeline=tuple(_timeline(own)) if with_timeline else (),
    )


def differing(headlines: Sequence[str]) -> tuple[tuple[Piece, ...], ...]:
    """Each headline in pieces: the words that it has alone, and those between them."""
    terms = [frozenset(term_vector(headline).terms.tolist()) for headline in headlines]
    tellers = Counter(term for own in terms for term in own)
    return tuple(_pieces(headline, tellers) for headline in headlines)


def _pieces(headline: str, tellers: Mapping[int, int]) -> tuple[Piece, ...]:
    """Spaces go with the words before them; small words that say nothing are own only between own ones."""
    words = _WITH_SPACE.findall(headline)
    terms = [term_vector(word).terms.tolist() for word in words]
    own = [bool(some) and all(tellers[term] == 1 for term in some) for some in terms]
    for at in range(1, len(words) - 1):
        own[at] = own[at] or (not terms[at] and own[at - 1] and any(own[at + 1 : at + 2]))
    runs = groupby(zip(own, words, strict=True), lambda each: each[0])
    return tuple(Piece("".join(word for _, word in run), is_own) for is_own, run in runs)


def _centrality(members: Sequence[Member]) -> list[float]:
    """How much each article is like the whole, between 0 and 1."""
    whole = total([(member.words.terms, member.words.weights) for member in members])
    length = float(np.linalg.norm(whole[1])) or 1.0
    return [product(member.words.terms, member.words.weights, *whole) / length for member in members]


def _fitness(member: Member, latest_at: datetime) -> float:
    """How well a headline stands for a whole story: a plain statement of usual length, and not of days ago."""
    headline = member.article.headline
    words = words_of(headline)
    fit = 1.0 if 5 <= len(words) <= 16 else 0.6 if words else 0.05
    if _OWN_VOICE.match(headline):
        fit *= 0.5
    if headline.isupper() or not has_two_cases(words):
        fit *= 0.8
    days = (latest_at - member.at).total_seconds() / 86_400
    return fit * float(0.8**days)


def _lead_picture(members: Sequence[Member]) -> Picture | None:
    """The first picture of the most central article that has one, those with a caption first."""
    pictures = [picture for member in members for picture in member.pictures[:1] if picture.url]
    return next((picture for picture in pictures if picture.caption), pictures[0] if pictures else None)


def _timeline(members: Sequence[Member]) -> list[Development]:
    """The articles whose headlines told something new when they came; the first always, then the newest ones."""
    developments: list[Development] = []
    known: tuple[Terms, Weights] | None = None
    for member in members:
        words = term_vector(member.article.headline)
        if not len(words):
            continue
        if known is None or _new_share(words, known[0]) >= NEW_SHARE:
            developments.append(Development(member.at, member.article.id, member.article.headline))
        known = total([known, (words.terms, words.weights)]) if known else (words.terms, words.weights)
    return developments[:1] + developments[1:][-(MOST_DEVELOPMENTS - 1) :]


def _new_share(words: TermVector, known: Terms) -> float:
    return 1.0 - float(np.isin(words.terms, known).mean())
