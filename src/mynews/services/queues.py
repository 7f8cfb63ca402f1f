"""How much there is to do: the depths of the queues."""

from __future__ import annotations

from dataclasses import dataclass

from mynews.services.app import App


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is due now: hosts and sources to fetch, articles whose pages are to be read, and articles to be understood,
    to be placed into stories, and to have all their names read; then mailboxes to read, digests to send, readers to be
    looked after for alerts, and what they keep that is still to be told."""

    hosts: int
    sources: int
    pages: int
    articles: int
    unplaced: int
    names: int
    mailboxes: int
    digests: int
    alerts: int
    deliveries: int


def waiting(app: App) -> Waiting:
    """How much there is to do now."""
    now = app.now()
    with app.db.read() as tx:
        return Waiting(
            hosts=tx.hosts.waiting(now),
            sources=tx.sources.waiting(now),
            pages=tx.articles.pages_waiting(now),
            articles=tx.meanings.waiting(now),
            unplaced=tx.desk.waiting(),
            names=tx.meanings.waiting(now, at_leisure=True),
            mailboxes=tx.newsletters.waiting(now),
            digests=tx.digests.waiting(now),
            alerts=tx.alerts.due(now),
            deliveries=tx.channels.waiting(now),
        )
