"""What client programs say of articles: read, unread, kept, labelled; and of the folders that they call labels.

A program does not say whether somebody opened an article or ticked off a list. Up to ten articles marked as read in one
call were opened: that is a signal, from which the profile learns. More than that, and everything that is marked up to
an instant, is bookkeeping, which teaches nothing. What is kept was chosen one by one: each is a signal.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from mynews.model.errors import NotAllowed
from mynews.model.signal import Signal, SignalKind
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.personal.learn import record_signals
from mynews.services.personal.marks import mark_read, mark_unread, save
from mynews.services.programs import my_news
from mynews.services.programs.streams import MOST, Stream, has_my_news, wanted_of
from mynews.storage.database import Tx
from mynews.storage.marks import Mark

MOST_OPENED = 10
"""So many articles marked as read at once may have been opened; nobody reads more between two calls of a program."""

LONGEST_LABEL = 100
_AT_ONCE = 5_000
_KEPT_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Tags:
    """What is said of articles. ``read`` and ``saved`` are None where nothing is said of that."""

    read: bool | None = None
    saved: bool | None = None
    labels: tuple[str, ...] = ()
    labels_off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _About:
    """The articles that something is said of, as they were before; some of them as they stand in My News."""

    reader: Reader
    articles: tuple[int, ...]
    marks: Mapping[int, Mark]
    in_my_news: frozenset[int]
    face: str

    def is_read(self, article_id: int) -> bool:
        return article_id in self.marks and self.marks[article_id].read_at is not None

    def is_saved(self, article_id: int) -> bool:
        return article_id in self.marks and self.marks[article_id].saved_at is not None


def tag(app: App, reader: Reader, numbers: Collection[int], tags: Tags, face: str) -> None:
    """Have it so for these articles, by their numbers in streams; what is not the reader's to see is left out.

    Saying the same twice is saying it once. Raises NotAllowed for too many articles, or a label that cannot be.
    """
    if len(numbers) > MOST:
        raise NotAllowed(f"These are {len(numbers):,} articles at once. Send at most {MOST:,}.")
    for label in tags.labels:
        checked_label(label)
    own, mine = my_news.told_apart(numbers)
    with app.db.read() as tx:
        articles = tuple(sorted(tx.articles.readable(reader.id, {*own, *mine})))
        about = _About(reader, articles, tx.marks.of(reader.id, articles), frozenset(mine), face)
    if tags.read is not None:
        _mark(app, about, read=tags.read)
    if tags.saved is not None:
        _keep(app, about, saved=tags.saved)
    if tags.labels or tags.labels_off:
        with app.db.write() as tx:
            for label in tags.labels_off:
                tx.labels.remove(reader.id, label, articles)
            for label in tags.labels:
                tx.labels.add(reader.id, label, articles)


def mark_all_read(app: App, reader: Reader, stream: Stream, until: datetime | None = None) -> None:
    """Mark everything of a stream that came until an instant, or until now, as read. This teaches nothing."""
    last = app.now() if until is None else until
    if has_my_news(stream):
        mark_read(app, reader, [entry.article_id for entry in my_news.entries_until(app, reader, last)])
    wanted = wanted_of(stream, read=False, until=last)
    while wanted is not None:
        with app.db.read() as tx:
            found = [each.id for each in tx.streams.page(reader.id, wanted, _AT_ONCE)]
        mark_read(app, reader, found)
        if len(found) < _AT_ONCE:
            return


def rename_label(app: App, reader: Reader, label: str, new: str) -> None:
    """Give a folder, and a label of articles, another name. Raises NotAllowed."""
    called = checked_label(new)
    _refuse_ours(label)
    with app.db.write() as tx:
        tx.subscriptions.rename_folder(reader.id, label, called)
        tx.labels.rename(reader.id, label, called)


def drop_label(app: App, reader: Reader, label: str) -> None:
    """Let there be no such folder and label: its sources stand in no folder then. Raises NotAllowed."""
    _refuse_ours(label)
    with app.db.write() as tx:
        tx.subscriptions.rename_folder(reader.id, label, "")
        tx.labels.drop(reader.id, label)


def checked_label(label: str) -> str:
    """A name that a folder or label can have. Raises NotAllowed."""
    called = " ".join(label.split())
    if not 0 < len(called) <= LONGEST_LABEL:
        raise NotAllowed(f"A label has 1 to {LONGEST_LABEL} characters.")
    return called


def _refuse_ours(label: str) -> None:
    if label == my_news.FOLDER:
        raise NotAllowed(f"The folder {my_news.FOLDER} is that of My News: it keeps its name.")


def _mark(app: App, about: _About, *, read: bool) -> None:
    if not read:
        mark_unread(app, about.reader, about.articles)
        return
    fresh = [each for each in about.articles if not about.is_read(each)]
    if len(about.articles) <= MOST_OPENED:
        _record(app, about, "open", fresh)
    mark_read(app, about.reader, fresh)


def _keep(app: App, about: _About, *, saved: bool) -> None:
    changing = [each for each in about.articles if about.is_saved(each) is not saved]
    for start in range(0, len(changing), _KEPT_AT_ONCE):
        portion = changing[start : start + _KEPT_AT_ONCE]
        _record(app, about, "save" if saved else "unsave", portion)
        with app.db.write() as tx:  # what was not understood yet has no story to learn from
            if saved:
                save(tx, about.reader, portion, app.now())
            else:
                tx.marks.unsave(about.reader.id, portion)


def _record(app: App, about: _About, kind: SignalKind, article_ids: Sequence[int]) -> None:
    """Signals about those of these articles that have a story, with the places of those that stood in My News."""
    entries = my_news.entries_of(app, about.reader, about.in_my_news & set(article_ids))
    with app.db.read() as tx:
        stories = _stories(tx, article_ids)
    signals = [
        Signal(
            token=f"{about.face} {uuid4().hex}",
            kind=kind,
            at=app.now(),
            story_id=story_id,
            article_id=each,
            edition_id=entries[each].edition_id if each in entries else None,
            place=entries[each].place if each in entries else None,
            face=about.face,
        )
        for each, story_id in stories.items()
    ]
    if signals:
        record_signals(app, about.reader, signals)


def _stories(tx: Tx, article_ids: Sequence[int]) -> dict[int, int]:
    found = {each: tx.stories.placed_in(each) for each in article_ids}
    return {article_id: story_id for article_id, story_id in found.items() if story_id is not None}
