"""What a reader keeps is told to the channels that they chose for it: programs to read later in, notes, archives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from mynews.intake.clean import plain_text
from mynews.model.article import Article
from mynews.model.channel import Channel, Delivery, Message
from mynews.model.errors import NotFound, SendError
from mynews.services.app import App
from mynews.services.claimed import do_each
from mynews.services.sending.channels import send

LEASE = timedelta(minutes=10)
AGAIN = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440))
"""How long is waited after each failure; after the last one it is given up."""

_AT_ONCE = 20
_LONGEST_TEXT = 500


def deliver_due(app: App, stopping: Callable[[], bool] = lambda: False) -> int:
    """Tell what is still to be told of what readers keep; gives how many deliveries were due.

    Each is told until its channel took it: a channel that is told twice sees the same ``id``.
    """
    with app.db.read() as tx:
        if not tx.channels.waiting(app.now()):
            return 0
    with app.db.write() as tx:
        claimed = tx.channels.claim(app.now(), LEASE, _AT_ONCE)
    do_each(claimed, lambda each: _deliver(app, *each), lambda each: f"delivery {each[0].id}", stopping)
    return len(claimed)


def _deliver(app: App, delivery: Delivery, channel: Channel) -> None:
    message = _message(app, delivery, channel)
    again = None
    if message is not None:
        try:
            send(app, channel, message)
        except SendError as exc:
            if not exc.permanent and delivery.failures < len(AGAIN):
                again = app.now() + AGAIN[delivery.failures]
    with app.db.write() as tx:
        if again is None:
            tx.channels.done(delivery)
        else:
            tx.channels.again(delivery, again)


def _message(app: App, delivery: Delivery, channel: Channel) -> Message | None:
    """What to tell of an article; None where it is kept no more, or gone."""
    reader_id = channel.reader_id
    with app.db.read() as tx:
        mark = tx.marks.of(reader_id, [delivery.article_id]).get(delivery.article_id)
        if mark is None or mark.saved_at is None or not tx.articles.readable_by(reader_id, delivery.article_id):
            return None
        try:
            article = tx.articles.get(delivery.article_id)
        except NotFound:
            return None
    here = f"{app.settings.public_url}/article/{article.id}"
    text = plain_text(article.body)
    shortened = text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT].rpartition(" ")[0] + " …"
    link = article.url or here
    return Message(
        kind="saved",
        subject=article.headline,
        text=f"{shortened}\n\n{article.source_name}\n{link}",
        token=f"saved-{channel.id}-{article.id}-{int(mark.saved_at.timestamp())}",
        link=link,
        detail={"saved_at": mark.saved_at.isoformat(), "article": _told(article, here, text)},
    )


def _told(article: Article, here: str, text: str) -> dict[str, Any]:
    return {
        "id": article.id,
        "headline": article.headline,
        "kicker": article.kicker,
        "byline": article.byline,
        "source": article.source_name,
        "url": article.url,
        "here": here,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "language": article.language,
        "key_points": list(article.key_points),
        "html": article.body,
        "text": text,
        "pictures": [asdict(each) for each in article.pictures],
    }
