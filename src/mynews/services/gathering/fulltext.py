"""Reading the article's own page where its feed gives only a stub."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from mynews.intake.changes import make_ready, merged_with_page
from mynews.model.article import ParsedArticle
from mynews.model.document import Document, NotModified, Request
from mynews.model.errors import FetchError, MyNewsError, ParseError, SettingsError
from mynews.model.plan import DuePage
from mynews.services.app import App
from mynews.services.gathering.logins import login_for
from mynews.services.gathering.refresh import in_time, lease

log = logging.getLogger(__name__)

PAGES_AT_ONCE = 40
_MOST_TRIES = 4
_FIRST_RETRY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class PageRead:
    """What became of one article's page; ``problem`` is empty when it was read."""

    article_id: int
    problem: str = ""


def complete_due(app: App, stopping: Callable[[], bool] = lambda: False) -> Iterator[PageRead]:
    """Read a batch of pages that are due and complete their articles, each as it comes; yields nothing when none is.

    A batch ends early when ``stopping`` says so, or when it takes long: what is not done is due again at once, behind
    all that waits. A page that several articles lead to is fetched once.
    """
    with app.db.write() as tx:
        due = tx.articles.claim_pages(app.now(), 2 * lease(app), PAGES_AT_ONCE)
    if not due:
        return
    waiting: dict[Request, list[DuePage]] = {}
    for page in due:
        waiting.setdefault(_request(app, page), []).append(page)
    try:
        for request, outcome in in_time(app, app.web.fetch_many(list(waiting)), stopping):
            for page in waiting.pop(request):
                yield complete_article(app, page, outcome)
    finally:
        with app.db.write() as tx:
            tx.articles.give_back([page for pages in waiting.values() for page in pages], app.now())


def complete_article(app: App, due: DuePage, outcome: Document | NotModified | FetchError) -> PageRead:
    """Save what an article's page adds to it, or put it off."""
    try:
        page = _page(app, outcome)
        with app.db.read() as tx:
            article = tx.articles.get(due.article_id)
            source = tx.sources.get(due.source_id)
        ready = make_ready(merged_with_page(article, page), b"", source, article.arrived_at, full_text=False)
        with app.db.write() as tx:
            tx.articles.complete(due, ready, app.now())
    except MyNewsError as exc:
        _put_off(app, due, exc)  # a database that cannot be used refuses this too, and then its error stands
        return PageRead(due.article_id, str(exc))
    except Exception:  # one page's trouble never stops the others
        log.exception("the page of article %s could not be read", due.article_id)
        _put_off(app, due, ParseError("This page could not be read."))
        return PageRead(due.article_id, "This page could not be read: a fault in myNEWS or in one of its plug-ins.")
    return PageRead(due.article_id)


def _request(app: App, due: DuePage) -> Request:
    with app.db.read() as tx:
        try:
            login = login_for(tx, tx.sources.get(due.source_id), due.url, app.key)
        except SettingsError:  # the source says so itself; a page may be open to all
            login = None
    return Request(due.url, credentials=login, page=True)


def _page(app: App, outcome: Document | NotModified | FetchError) -> ParsedArticle:
    if isinstance(outcome, FetchError):
        raise outcome
    if isinstance(outcome, NotModified):
        raise ParseError("The server says that nothing changed, though we asked for the whole page.")
    parsed = app.plugins.parse(outcome)
    if not isinstance(parsed, ParsedArticle):
        raise ParseError("The article's address leads to a feed, not to a page.")
    return parsed


def _put_off(app: App, due: DuePage, error: MyNewsError) -> None:
    with app.db.write() as tx:
        tx.articles.put_off(due, _again_at(due, error, app.now()))


def _again_at(due: DuePage, error: MyNewsError, now: datetime) -> datetime | None:
    lasting = isinstance(error, ParseError) or (isinstance(error, FetchError) and error.permanent)
    if lasting or due.tries + 1 >= _MOST_TRIES:
        return None
    return now + _FIRST_RETRY * (1 << 2 * due.tries)
