"""What a reader has read and keeps: the same on every face.

What they do is a signal (``learn.record_signals``) and marks follow from it. ``mark_read`` and ``mark_unread`` are
bookkeeping: they teach nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from mynews.model.signal import Signal
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.storage.database import Tx
from mynews.storage.marks import Mark


def mark(tx: Tx, reader: Reader, signals: Sequence[Signal], now: datetime) -> None:
    """Mark the articles that signals are about: opened is read with all copies, saved is kept, undone is as it was.

    A signal that names no article is about the one that leads its story; to give up a story is to give up all of it.
    """
    leads = tx.marks.leads({each.story_id for each in signals if each.story_id and not each.article_id})
    about = [(each.kind, each.article_id or leads.get(each.story_id or 0, 0)) for each in signals]
    own = tx.articles.readable(reader.id, [article for _, article in about if article])
    opened = {article for kind, article in about if kind == "open" and article in own}
    if opened:
        tx.marks.read(reader.id, tx.marks.with_copies(opened), now)
    for kind, article in about:  # in their order: kept and given up again is not kept
        if kind == "save" and article in own:
            save(tx, reader, [article], now)
        elif kind == "unsave" and article in own:
            tx.marks.unsave(reader.id, [article])
    for each in signals:
        if each.kind == "unsave" and each.story_id and not each.article_id:
            tx.marks.unsave(reader.id, tx.marks.saved_of(reader.id, each.story_id))
        if each.kind == "undo" and each.detail:
            unmark(tx, reader, tx.signals.get(reader.id, int(str(each.detail["signal"]))).signal, now)


def save(tx: Tx, reader: Reader, article_ids: Collection[int], now: datetime) -> None:
    """Keep articles for a reader, and have those channels told of the new ones that are told of what is kept."""
    known = tx.marks.of(reader.id, article_ids)
    tx.marks.save(reader.id, article_ids, now)
    tx.channels.is_kept(
        reader.id, [each for each in article_ids if each not in known or known[each].saved_at is None], now
    )


def marks_of(app: App, reader: Reader, article_id: int) -> Mark:
    """When a reader read an article and when they kept it."""
    with app.db.read() as tx:
        return tx.marks.of(reader.id, [article_id]).get(article_id, Mark())


def unmark(tx: Tx, reader: Reader, signal: Signal, now: datetime) -> None:
    """Let the articles that a signal was about be marked as if it had not been: kept no more, kept again, not read."""
    article = signal.article_id or tx.marks.leads({signal.story_id or 0}).get(signal.story_id or 0, 0)
    if not tx.articles.readable(reader.id, [article]):
        return
    if signal.kind == "save":
        tx.marks.unsave(reader.id, [article])
    elif signal.kind == "unsave":
        save(tx, reader, [article], now)
    elif signal.kind == "open":
        tx.marks.unread(reader.id, tx.marks.with_copies([article]))


def mark_read(app: App, reader: Reader, article_ids: Collection[int]) -> None:
    """Mark those of these articles that the reader may read, with their copies, as read."""
    with app.db.write() as tx:
        own = tx.articles.readable(reader.id, article_ids)
        tx.marks.read(reader.id, tx.marks.with_copies(own), app.now())


def mark_unread(app: App, reader: Reader, article_ids: Collection[int]) -> None:
    """Mark articles as not read."""
    with app.db.write() as tx:
        tx.marks.unread(reader.id, tx.articles.readable(reader.id, article_ids))
