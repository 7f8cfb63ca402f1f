"""The live window: every story that a new article may concern, and where it goes among them.

A ``Window`` decides one article after the other and keeps what it decided, since the next decision depends on it. It
knows nothing of storage: it is told what was placed before, and gives ``Move`` after ``Move``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from mynews.model.story import Move, Placeable
from mynews.model.vector import unpacked
from mynews.understanding.duplicates import Copy, KnownCopies
from mynews.understanding.owners import owner_of
from mynews.understanding.stories import OpenStories, Placement, Traits, Wishes, place
from mynews.understanding.words import TermVector

REISSUED_WITHIN = timedelta(days=2)
"""An owner's article with the headline of another so near in time is that article again, in another of its feeds."""

FEWEST_HEADLINE_WORDS = 4
"""Shorter headlines return week after week ("Morning briefing", "Letters")."""

MOST_ARTICLES = 500
"""A story of more is no story but a feed of one mould; to sum it up for each new article would take ever longer."""

# What says by which way a reader came, not which article it is.
_CAMPAIGN = re.compile(r"(?:^|&)(?:utm_\w+|at_\w+|mc_[ce]id|fbclid|gclid|cmpid|xtor|smid)=[^&]*")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Issue:
    """One publication of an article, to know another by."""

    article_id: int
    at: datetime
    source_url: str
    headline: str


class Window:
    """Stories that may still grow, and texts that may still be copied."""

    def __init__(self, next_story_id: int, apart: frozenset[frozenset[int]] = frozenset()) -> None:
        self.next_story_id = next_story_id
        self._apart = apart
        self._stories = OpenStories()
        self._copies = KnownCopies()
        self._issues: dict[int | None, list[_Issue]] = {}
        self._issue: dict[int, _Issue] = {}
        self._story_of: dict[int, int] = {}
        self._articles_in: Counter[int] = Counter()
        self._into: dict[int, int] = {}

    def __len__(self) -> int:
        """How many stories are in it."""
        return len(self._stories)

    def remember(self, placed: Iterable[Placeable]) -> None:
        """Take in articles that were placed before, each with its story."""
        for article in placed:
            if article.story_id is not None:
                self._stories.apply(Placement(article.story_id), traits_of(article), article.story_id)
                self._keep(article, article.story_id)

    def take(self, article: Placeable) -> Move:
        """Decide where an article goes; one that is in a story with others, or held in one, stays there."""
        versions = self._versions_of(article)
        if article.story_id is not None and not self._may_move(article, article.story_id):
            story_id = self._now(article.story_id)
            self._keep(article, story_id)
            return Move(article.article_id, story_id, article.at, copies=versions)
        if article.story_id is not None:
            self._stories.forget(article.story_id)
        traits = traits_of(article)
        held = {article.article_id: self._now(self._story_of[versions[0]])} if versions else {}
        near = [each for each in self._stories.near(traits) if each.articles < MOST_ARTICLES]
        placement = place(traits, near, article.at, Wishes(held, self._apart))
        story_id = placement.story_id if placement.story_id is not None else article.story_id or self._new_id()
        self._stories.apply(placement, traits, story_id)
        self._keep(article, story_id)
        absorbed = placement.absorbed
        if article.story_id not in (None, story_id):
            absorbed = (*absorbed, article.story_id)
        self._absorb(absorbed, story_id)
        opens = placement.story_id is None
        return Move(article.article_id, story_id, article.at, opens, placement.earlier, absorbed, versions)

    def _may_move(self, article: Placeable, story_id: int) -> bool:
        """Whether an article is alone in its story, and still so: another may have joined it since that was read."""
        others = self._articles_in[self._now(story_id)] - (article.article_id in self._story_of)
        return article.alone and not article.held and not others

    def _absorb(self, absorbed: Iterable[int], story_id: int) -> None:
        """What goes for a story goes for the one that it went into: its articles, and from which others it is apart."""
        for other in absorbed:
            self._into[other] = story_id
            self._articles_in[story_id] += self._articles_in.pop(other, 0)
            parted = (frozenset(story_id if each == other else each for each in pair) for pair in self._apart)
            self._apart = frozenset(parted)

    def _new_id(self) -> int:
        self.next_story_id += 1
        return self.next_story_id - 1

    def _versions_of(self, article: Placeable) -> tuple[int, ...]:
        """The known versions of an article's text: copies of it, and the same article in another feed."""
        issue = _issue_of(article)
        copies = (self._issue[each] for each in self._copies.near_copies(_copy_of(article)))
        # One text under many headlines of one feed is no report but what stands below all of its episodes.
        found = {
            known.article_id
            for known in copies
            if known.source_url != issue.source_url or known.headline == issue.headline
        }
        there = [known for known in self._issues.get(_address(article), ()) if known.article_id != issue.article_id]
        headlines = {(each.source_url, each.headline) for each in (issue, *there)}
        # Where some feed has articles of several headlines, that is no article's address but a page that all are on.
        if len(headlines) == len({source_url for source_url, _ in headlines}):
            found.update(known.article_id for known in there)
        for known in self._issues.get(_headline(article), ()):
            if abs(known.at - issue.at) <= REISSUED_WITHIN:
                found.add(known.article_id)
        return tuple(sorted(found - {article.article_id}))

    def _keep(self, article: Placeable, story_id: int) -> None:
        former = self._story_of.get(article.article_id)
        if former is not None:
            self._articles_in[self._now(former)] -= 1
        else:
            issue = self._issue[article.article_id] = _issue_of(article)
            for mark in (_address(article), _headline(article)):
                if mark is not None:
                    self._issues.setdefault(mark, []).append(issue)
        self._articles_in[story_id] += 1
        self._story_of[article.article_id] = story_id
        self._copies.add(_copy_of(article))

    def _now(self, story_id: int) -> int:
        """The story that a story went into, or itself."""
        while story_id in self._into:
            story_id = self._into[story_id]
        return story_id


def traits_of(article: Placeable) -> Traits:
    """What placing looks at, of what is stored."""
    words = TermVector.from_bytes(article.terms)
    return Traits(
        article.article_id,
        article.kind,
        words,
        unpacked(article.vector),
        article.at,
        owner_of(article.origin),
        article.headline,
    )


def _copy_of(article: Placeable) -> Copy:
    return Copy(article.article_id, article.fingerprint, TermVector.from_bytes(article.terms))


def _issue_of(article: Placeable) -> _Issue:
    return _Issue(article.article_id, article.at, article.origin.source_url, _folded(article.headline))


def _address(article: Placeable) -> int | None:
    """A number for where an article is published; None for nowhere, and for a front page that a feed gives for all."""
    try:
        parts = urlsplit(article.origin.url or "")
    except ValueError:
        return None
    path = parts.path.rstrip("/")
    query = _CAMPAIGN.sub("", parts.query).strip("&")
    if parts.scheme not in ("http", "https") or not (path or query):
        return None
    # Of 64 bits: with 32, one in 40,000 articles would be taken for the copy of one of 100,000 others.
    return hash(("address", (parts.hostname or "").removeprefix("www."), path, query))


def _headline(article: Placeable) -> int | None:
    """A number for an owner's headline; None where it is too short to be one article's."""
    words = _folded(article.headline)
    if words.count(" ") + 1 < FEWEST_HEADLINE_WORDS:
        return None
    return hash(("headline", owner_of(article.origin), words))


def _folded(headline: str) -> str:
    return " ".join(_WORD.findall(headline.casefold()))
