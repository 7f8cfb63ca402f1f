"""Reading: lists in time order, one article, one source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from mynews.model.article import Article, Card, Change, Place
from mynews.model.errors import NotFound
from mynews.model.source import Reader, Source, Subscription
from mynews.services.app import App
from mynews.storage.database import Tx
from mynews.storage.marks import Mark

PAGE = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list. ``after`` is where the next one begins; None at the end.

    ``marks`` tells of which articles the reader has read or keeps, by number.
    """

    cards: tuple[Card, ...]
    after: Place | None
    marks: Mapping[int, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a reader has, at a glance: the named folders in order, how many sources, and how many are the sample's.

    ``is_parted`` tells that no single folder holds everything.
    """

    folders: tuple[str, ...]
    is_parted: bool
    sources: int
    samples: int

    @property
    def has_sample(self) -> bool:
        """Whether the sample edition is among them."""
        return self.samples > 0


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A source, this reader's tie to it if there is one, and its articles."""

    source: Source
    subscription: Subscription | None
    listing: Listing


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article with its source and what it said before."""

    article: Article
    source: Source
    changes: tuple[Change, ...]


def latest(
    app: App, reader: Reader, after: Place | None = None, *, folder: str | None = None, most: int = PAGE
) -> Listing:
    """The newest articles of everything a reader follows, or of one folder: complete and in time order."""
    with app.db.read() as tx:
        return _listing(tx, reader, lambda count: tx.articles.latest(reader.id, count, after, folder), most)


def source_page(
    app: App, reader: Reader, source_id: int, after: Place | None = None, *, most: int = PAGE
) -> SourcePage:
    """One source and its newest articles. Raises NotFound, also for a source that another reader's login opens."""
    with app.db.read() as tx:
        source = tx.sources.get(source_id)
        if source.private_to not in (None, reader.id):
            raise NotFound(f"There is no source number {source_id} here.")
        listing = _listing(tx, reader, lambda count: tx.articles.of_source(source_id, count, after), most)
        try:
            subscription = tx.subscriptions.get(reader.id, source_id)
        except NotFound:
            subscription = None
    return SourcePage(source, subscription, listing)


def article_page(app: App, reader: Reader, article_id: int) -> ArticlePage:
    """One article, whole. Raises NotFound, also for one from a source that another reader's login opens."""
    with app.db.read() as tx:
        if not tx.articles.readable_by(reader.id, article_id):
            raise NotFound(f"There is no article number {article_id} here.")
        article = tx.articles.get(article_id)
        own = tx.subscriptions.own_titles(reader.id).get(article.source_id)
        article = replace(article, source_name=own or article.source_name)
        return ArticlePage(article, tx.sources.get(article.source_id), tx.articles.changes_of(article_id))


def subscriptions(app: App, reader: Reader) -> tuple[Subscription, ...]:
    """Everything a reader follows, by folder and name."""
    with app.db.read() as tx:
        return tx.subscriptions.of(reader.id)


def shelf(app: App, reader: Reader) -> Shelf:
    """What a reader has, without a look at the articles."""
    with app.db.read() as tx:
        rows = tx.subscriptions.kinds_by_folder(reader.id)
    folders = {folder for folder, _, _ in rows}
    return Shelf(
        folders=tuple(sorted(folders - {""}, key=str.casefold)),
        is_parted=len(folders) > 1,
        sources=sum(number for _, _, number in rows),
        samples=sum(number for _, kind, number in rows if kind == "sample"),
    )


def named(tx: Tx, reader: Reader, cards: list[Card]) -> tuple[Card, ...]:
    """Cards with the reader's own names for their sources, and what the reader may open of their stories counted."""
    own = tx.subscriptions.own_titles(reader.id)
    counts = tx.stories.partly_private([card.story_id for card in cards if card.story_id is not None], reader.id)
    return tuple(
        replace(
            card,
            source_name=own.get(card.source_id, card.source_name),
            in_story=counts.get(card.story_id or 0, card.in_story),
        )
        for card in cards
    )


def _listing(tx: Tx, reader: Reader, cards: Callable[[int], list[Card]], most: int) -> Listing:
    """One more than is shown is asked for, to know whether there is more."""
    found = cards(most + 1)
    shown = named(tx, reader, found[:most])
    last = Place(shown[-1].sort_at, shown[-1].id) if len(found) > most else None
    return Listing(shown, last, tx.marks.of(reader.id, [card.id for card in shown]))
