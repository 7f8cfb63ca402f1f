"""Searching everything a reader follows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Literal

from mynews.intake.changes import TEASER_CHARACTERS, teaser_of
from mynews.intake.clean import plain_text
from mynews.model.article import Card
from mynews.model.errors import NotFound
from mynews.model.meaning import EntityKind
from mynews.model.query import Filter, Operator, Query, Term, fold, parse_query
from mynews.model.source import Reader
from mynews.model.story import StoryCard
from mynews.services.app import App
from mynews.services.stories.lists import named
from mynews.services.stories.reading import cards_of
from mynews.storage.database import Tx
from mynews.storage.search import Clause, FoundPlace, Sought
from mynews.understanding.vocabulary import load_terms

PAGE = 25
"""The best ones stand first: who looks further than that looks with other words."""

Order = Literal["best", "newest"]

_WORD = re.compile(r"\w+")
_BEFORE = 60
_MOST_OF_A_NAME = 50
_PLACE = re.compile(
    r"(?P<below>\d{1,18})_(?P<key>-?\d{1,17}(?:\.\d{1,20})?(?:e-?\d{1,3})?)?_(?P<id>\d{1,17})", re.ASCII
)
_LARGEST_KEY = 6e16  # in microseconds: 1,900 years to either side of 1970
_KINDS: tuple[EntityKind, ...] = ("person", "organisation", "place")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an excerpt; ``found`` where it is what was looked for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found, with the lines around the first place."""

    card: Card
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What stands in one place of the results: an article, or a story of which several articles were found."""

    hits: tuple[Hit, ...]
    story: StoryCard | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is in force; ``rest`` is the query without it."""

    operator: Operator
    value: str
    without: bool
    rest: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of what was found. ``words`` is the query without its filters, ``unclear`` has a sentence for each part
    of it that was not understood.

    ``ranked`` tells that there is an order beside that of time. ``after`` is where the next page begins; None at the
    end.
    """

    groups: tuple[Group, ...]
    words: str
    chips: tuple[Chip, ...]
    unclear: tuple[str, ...]
    ranked: bool
    after: str | None

    @property
    def articles(self) -> int:
        """How many articles are on this page."""
        return sum(len(group.hits) for group in self.groups)


def search(app: App, reader: Reader, text: str, most: int = 50) -> list[Hit]:
    """The articles that a query finds, the best first: words, ``"a phrase"``, ``-without``, ``begin*``, filters."""
    with app.db.read() as tx:
        sought = sought_of(tx, reader, parse_query(text)).sought
        return _hits(tx, reader, sought, tx.search.find(reader.id, sought, most).ids)


def search_page(
    app: App, reader: Reader, text: str, *, order: Order = "best", after: str | None = None, most: int = PAGE
) -> SearchPage:
    """One page of what a query finds, articles of one story together. Raises NotFound for a place that is none."""
    place = _place(after)
    with app.db.read() as tx:
        query = parse_query(text)
        understood = sought_of(tx, reader, query)
        sought = replace(understood.sought, newest=order == "newest")
        found = tx.search.find(reader.id, sought, most, place)
        groups = _grouped(_hits(tx, reader, sought, found.ids))
        several = [group.hits[0].card.story_id or 0 for group in groups if len(group.hits) > 1]
        stories = {card.id: card for card in cards_of(tx, reader, several)}
    return SearchPage(
        groups=tuple(replace(group, story=stories.get(group.hits[0].card.story_id or 0)) for group in groups),
        words=query.words,
        chips=understood.chips,
        unclear=understood.unclear,
        ranked=sought.has_words,
        after=_told(found.after) if found.after else None,
    )


@dataclass(frozen=True, slots=True)
class Understood:
    """A query as the index takes it, the filters in force, and sentences about what was not understood."""

    sought: Sought
    chips: tuple[Chip, ...]
    unclear: tuple[str, ...]


def sought_of(tx: Tx, reader: Reader, query: Query) -> Understood:
    """A query with the names in it looked up among what the reader has."""
    terms = query.terms
    chips: list[Chip] = []
    unclear = list(query.unclear)
    clauses: list[tuple[Operator, Clause]] = []
    before: list[datetime] = []
    after: list[datetime] = []
    for each in query.filters:
        if each.at is not None:
            (before if (each.operator == "before") is not each.without else after).append(each.at)
            chips.append(Chip(each.operator, each.value, each.without, each.rest))
            continue
        try:
            clause, value = _CLAUSES[each.operator](tx, reader, each)
        except NotFound as exc:
            unclear.append(str(exc))
            continue
        clauses.append((each.operator, replace(clause, wanted=clause.wanted is not each.without)))
        chips.append(Chip(each.operator, value, each.without, each.rest))
    sought = Sought(terms, _joined(clauses), min(before, default=None), max(after, default=None))
    return Understood(sought, tuple(chips), tuple(unclear))


def excerpt(text: str, stems: Sequence[str], most: int = TEASER_CHARACTERS) -> tuple[Piece, ...]:
    """The part of a text around the first word that begins like one of ``stems``, with every such word marked."""
    words = _candidates(tuple(stems), text.isascii())
    first = next((match.start() for match in words.finditer(text) if _begins(match[0], stems)), 0)
    start = text.rfind(" ", 0, first - _BEFORE) + 1 if first > _BEFORE else 0
    line = ("… " if start else "") + teaser_of(text[start:], most)
    pieces: list[Piece] = []
    end = 0
    for match in words.finditer(line):
        if _begins(match[0], stems):
            pieces += [Piece(line[end : match.start()], False), Piece(match[0], True)]
            end = match.end()
    return tuple(piece for piece in [*pieces, Piece(line[end:], False)] if piece.text)


def _hits(tx: Tx, reader: Reader, sought: Sought, ids: Sequence[int]) -> list[Hit]:
    cards = named(tx, reader, tx.articles.cards(ids))
    stems = _stems(sought.terms)
    if not stems:
        return [Hit(card, (Piece(card.teaser, False),) if card.teaser else ()) for card in cards]
    bodies = tx.articles.bodies([card.id for card in cards])
    return [Hit(card, excerpt(plain_text(bodies[card.id]), stems)) for card in cards]


def _grouped(hits: Sequence[Hit]) -> list[Group]:
    """Each story where the first of its articles stands, with all of them."""
    groups: dict[tuple[bool, int], list[Hit]] = {}
    for hit in hits:
        story = hit.card.story_id if hit.card.in_story > 1 else None
        groups.setdefault((story is None, story or hit.card.id), []).append(hit)
    return [Group(tuple(some)) for some in groups.values()]


def _joined(clauses: Sequence[tuple[Operator, Clause]]) -> tuple[Clause, ...]:
    """Several sources, folders or languages mean any of them; several of anything else all of them."""
    joined: dict[Operator, Clause] = {}
    others: list[Clause] = []
    for operator, clause in clauses:
        if operator in ("source", "in", "lang") and clause.wanted:
            values = joined[operator].values if operator in joined else ()
            joined[operator] = replace(clause, values=tuple(dict.fromkeys((*values, *clause.values))))
        else:
            others.append(clause)
    return (*joined.values(), *others)


def _of_source(tx: Tx, reader: Reader, asked: Filter) -> tuple[Clause, str]:
    followed = tx.subscriptions.named(reader.id)
    wanted = asked.value.casefold()
    ways: tuple[Callable[[int, str], bool], ...] = (
        lambda number, _: str(number) == asked.value,
        lambda _, name: name.casefold() == wanted,
        lambda _, name: wanted in name.casefold(),
    )
    for way in ways:
        found = [(number, name) for number, name, _ in followed if way(number, name)]
        if found:
            names = found[0][1] if len(found) == 1 else asked.value
            return Clause("source", tuple(number for number, _ in found)), names
    raise NotFound(f"You follow no source called “{asked.value}”.")


def _of_folder(tx: Tx, reader: Reader, asked: Filter) -> tuple[Clause, str]:
    within = [
        (number, folder)
        for number, _, folder in tx.subscriptions.named(reader.id)
        if folder and folder.casefold() == asked.value.casefold()
    ]
    if not within:
        raise NotFound(f"You have no folder “{asked.value}”.")
    return Clause("source", tuple(number for number, _ in within)), within[0][1]


def _of_topic(_tx: Tx, _reader: Reader, asked: Filter) -> tuple[Clause, str]:
    terms = load_terms()
    term = terms.terms.get(asked.value) or terms.named(asked.value) or next(iter(terms.search(asked.value, 1)), None)
    if term is None:
        raise NotFound(f"There is no topic “{asked.value}”.")
    return Clause("topic", terms.with_narrower(term.code)), term.name


def _of_entity(tx: Tx, reader: Reader, asked: Filter) -> tuple[Clause, str]:
    kinds = tuple(kind for kind in _KINDS if asked.operator in ("entity", kind))
    if asked.value.isascii() and asked.value.isdigit() and len(asked.value) <= 17:
        entity = tx.stories.entity(reader.id, int(asked.value))
        return Clause("entity", (entity.id,)), entity.name
    found = tx.stories.entities_called(asked.value, kinds, _MOST_OF_A_NAME)
    if not found:
        who = {"person": "No person", "organisation": "No organisation", "place": "No place"}
        raise NotFound(f"{who.get(asked.operator, 'Nobody and nothing')} called “{asked.value}” is known here.")
    return Clause("entity", tuple(found)), asked.value


def _of_author(_tx: Tx, _reader: Reader, asked: Filter) -> tuple[Clause, str]:
    return Clause("author", (asked.value,)), asked.value


def _of_state(_tx: Tx, _reader: Reader, asked: Filter) -> tuple[Clause, str]:
    state = asked.value.casefold()
    return Clause("saved" if state == "saved" else "read", wanted=state != "unread"), state


def _of_language(_tx: Tx, _reader: Reader, asked: Filter) -> tuple[Clause, str]:
    return Clause("language", (asked.value.casefold(),)), asked.value.casefold()


_CLAUSES: Mapping[Operator, Callable[[Tx, Reader, Filter], tuple[Clause, str]]] = {
    "source": _of_source,
    "topic": _of_topic,
    "entity": _of_entity,
    "person": _of_entity,
    "organisation": _of_entity,
    "place": _of_entity,
    "author": _of_author,
    "in": _of_folder,
    "is": _of_state,
    "lang": _of_language,
}


def _place(after: str | None) -> FoundPlace | None:
    if after is None:
        return None
    match = _PLACE.fullmatch(after)
    key = float(match["key"]) if match and match["key"] else None
    if match is None or abs(key or 0) > _LARGEST_KEY:
        raise NotFound("There is no such place in what was found. Begin again with the first page.")
    return FoundPlace(int(match["below"]), key, int(match["id"]))


def _told(place: FoundPlace) -> str:
    return f"{place.below}_{'' if place.key is None else repr(place.key)}_{place.id}"


def _stems(terms: Sequence[Term]) -> tuple[str, ...]:
    return tuple(_stem(word) for term in terms if not term.without for word in _WORD.findall(term.words))


def _stem(word: str) -> str:
    """Near enough to what the index takes for the same word: its beginning, without the usual endings."""
    folded = fold(word).strip().casefold()
    return folded if len(folded) < 5 else folded[: max(4, len(folded) - 3)]


@lru_cache(maxsize=64)  # the same for every article of a page
def _candidates(stems: tuple[str, ...], ascii_only: bool) -> re.Pattern[str]:
    """Every word that may begin like a stem: those that do, and those that must be folded to tell.

    Trying each word of a text instead, a page of 50 results took twice the CPU time (38 ms, not 18).
    """
    beginnings = "(?i:" + ("|".join(map(re.escape, stems)) or "(?!)") + r")\w*"
    return re.compile(rf"\b{beginnings}" if ascii_only else rf"\b(?:{beginnings}|[a-zA-Z0-9_]*[^\W\x00-\x7f]\w*)")


def _begins(word: str, stems: Sequence[str]) -> bool:
    folded = fold(word).strip().casefold()
    return any(folded == stem or (len(stem) >= 4 and folded.startswith(stem)) for stem in stems)
