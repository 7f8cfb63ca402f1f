"""How a story is told: by whom, who was first, in what words, and what one tells that the others do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from mynews.model.article import Card
from mynews.model.source import Reader
from mynews.model.story import StoryMember
from mynews.services.app import App
from mynews.services.stories.lists import named
from mynews.services.stories.reading import readable_members
from mynews.services.stories.understand import article_texts
from mynews.storage.database import Tx
from mynews.understanding.coverage import Piece, differing
from mynews.understanding.keypoints import told_alone
from mynews.understanding.owners import owner_of
from mynews.understanding.sentences import sentences_of

MOST_TELLERS = 12
_READ = 6_000  # characters: news stands at the top


@dataclass(frozen=True, slots=True)
class Teller:
    """An owner who tells a story, by its first article that is nobody's copy.

    ``headline`` is that of this article in pieces; ``articles`` counts all that the owner wrote of the story;
    ``alone`` is a sentence that says what no other teller does, empty where there is none. ``copies`` are the other
    versions of any of its texts, wherever they were printed.
    """

    owner: str
    card: Card
    headline: tuple[Piece, ...]
    articles: int
    alone: str
    copies: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The tellers of a story, the first to tell it first, at most so many as are shown; and how many there are.

    ``owners`` counts those who wrote something of their own, ``copies`` the articles that are others' texts.
    """

    tellers: tuple[Teller, ...]
    owners: int
    copies: int


def compare(app: App, reader: Reader, story_id: int) -> Comparison:
    """How a story is told, as far as the reader may open it. Raises NotFound."""
    with app.db.read() as tx:
        members = sorted(readable_members(tx, reader, story_id), key=lambda each: (each.at, each.article_id))
        by_owner = _by_owner([each for each in members if each.copy_of is None])
        copies = [each for each in members if each.copy_of is not None]
        shown = by_owner[:MOST_TELLERS] if len(by_owner) > 1 or copies else []
        return Comparison(_tellers(tx, reader, shown, copies), len(by_owner), len(copies))


def _by_owner(members: Sequence[StoryMember]) -> list[list[StoryMember]]:
    """Articles by their owners, in the order in which these began to tell."""
    ranked = sorted(((owner_of(each.origin), each) for each in members), key=lambda pair: pair[0])
    groups = [[each for _, each in group] for _, group in groupby(ranked, lambda pair: pair[0])]
    return sorted(groups, key=lambda group: (group[0].at, group[0].article_id))


def _tellers(
    tx: Tx, reader: Reader, by_owner: Sequence[Sequence[StoryMember]], copies: Sequence[StoryMember]
) -> tuple[Teller, ...]:
    firsts = [group[0] for group in by_owner]
    texts = {text.id: text.text[:_READ] for text in article_texts(tx, [each.article_id for each in firsts])}
    alone, headlines = _apart(
        tuple(texts.get(each.article_id, "") for each in firsts), tuple(each.headline for each in firsts)
    )
    wanted = [each.article_id for each in (*firsts, *copies)]
    cards = {card.id: card for card in named(tx, reader, tx.articles.cards(wanted))}
    return tuple(
        Teller(
            owner=owner_of(first.origin),
            card=cards[first.article_id],
            headline=headline,
            articles=len(group),
            alone=sentence if len(by_owner) > 1 else "",
            copies=tuple(cards[each.article_id] for each in copies if each.copy_of in _numbers(group)),
        )
        for first, group, headline, sentence in zip(firsts, by_owner, headlines, alone, strict=True)
    )


# The same stories are looked at again and again: remembered, their pages need half the time (11 ms for five tellers).
@lru_cache(maxsize=64)
def _apart(texts: tuple[str, ...], headlines: tuple[str, ...]) -> tuple[list[str], tuple[tuple[Piece, ...], ...]]:
    """What each text alone says, and each headline in pieces."""
    return told_alone([sentences_of(text) for text in texts]), differing(headlines)


def _numbers(members: Sequence[StoryMember]) -> frozenset[int]:
    return frozenset(each.article_id for each in members)
