"""Fetching sources and saving what is new: the life of an article up to the moment when it can be read and found."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from mynews.intake.changes import distinct, plan_update
from mynews.intake.schedule import next_fetch_at, retry_at, rhythm_of
from mynews.model.article import ParsedArticle, ParsedFeed
from mynews.model.document import Document, NotModified, Request
from mynews.model.errors import FetchError, ParseError
from mynews.model.plan import UpdatePlan
from mynews.model.source import DueSource, Source, SourceState
from mynews.services.app import App
from mynews.services.logins import opened
from mynews.storage.database import Tx

log = logging.getLogger(__name__)

HOSTS_AT_ONCE = 40
_SOURCES_OF_A_HOST = 200
_GAPS_LOOKED_AT = 21


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What one fetch of one source came to. ``illness`` is empty when it went well."""

    source: Source
    new: int = 0
    changed: int = 0
    illness: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The depths of the queues: what is due now."""

    hosts: int
    sources: int
    pages: int


def waiting(app: App) -> Waiting:
    """How much there is to do now."""
    now = app.now()
    with app.db.read() as tx:
        return Waiting(tx.hosts.waiting(now), tx.sources.waiting(now), tx.articles.pages_waiting(now))


def refresh_due(app: App, stopping: Callable[[], bool] = lambda: False) -> Iterator[Refreshed]:
    """Fetch a batch of due hosts and save what came, each source as it comes; ends early when ``stopping`` says so.

    Work that is not done is due again: at once when we stop, after the lease when we are killed. Yields nothing
    where no host is due.
    """
    claim = uuid4().hex
    with app.db.write() as tx:
        hosts = tx.hosts.claim(claim, app.now(), lease(app), HOSTS_AT_ONCE)
    if not hosts:
        return
    try:
        due = _due_sources(app, hosts)
        by_request = {_request(each): each for each in due}
        for request, outcome in app.web.fetch_many(by_request):
            done = refresh_source(app, by_request[request].source, outcome, claim)
            if done is not None:
                yield done
            if stopping():
                break
    finally:
        with app.db.write() as tx:
            tx.hosts.release(hosts, claim)


def refresh_source(
    app: App, source: Source, outcome: Document | NotModified | FetchError, claim: str
) -> Refreshed | None:
    """Save what one fetch brought. None where the claim on the host ran out: another process does it now."""
    now = app.now()
    try:
        plan, cause = _plan(app, source, outcome, now), None
    except FetchError as exc:
        plan, cause = UpdatePlan(_ill(app, source, exc, now)), exc
    except ParseError as exc:
        plan, cause = UpdatePlan(_ill(app, source, FetchError(source.url, str(exc)), now)), None
    except Exception:  # one source's trouble, a plug-in's fault among them, never stops the others
        log.exception("source %s could not be read", source.id)
        fault = FetchError(source.url, "This source could not be read: a fault in myNEWS or in one of its plug-ins.")
        plan, cause = UpdatePlan(_ill(app, source, fault, now)), None
    with app.db.write() as tx:
        if not tx.hosts.keep(host_of(source.url), claim, now + lease(app)):
            return None
        if cause is not None and cause.retry_after is not None:
            tx.hosts.wait(host_of(source.url), now + timedelta(seconds=cause.retry_after))
        save_plan(tx, plan, now)
        well = plan.source.state.failures == 0
        if well and not isinstance(outcome, FetchError) and outcome.moved_to is not None:
            _move(tx, plan.source, outcome.moved_to)
    return Refreshed(plan.source, len(plan.new), len(plan.changed), plan.source.state.illness)


def save_plan(tx: Tx, plan: UpdatePlan, now: datetime) -> None:
    """Save an update: new articles, changed ones, and the state of the source with its rhythm."""
    tx.articles.save(plan.source.id, plan.new)
    for changed in plan.changed:
        tx.articles.change(changed, now)
    tx.sources.save(plan.source)


def plan_document(app: App, source: Source, document: Document, now: datetime) -> UpdatePlan:
    """What to save of a document that was just fetched for a source. Raises ParseError."""
    parsed = app.plugins.parse(document)
    feed = parsed if isinstance(parsed, ParsedFeed) else _feed_of_page(source, parsed)
    identities = distinct(feed.articles)
    with app.db.read() as tx:
        known = tx.articles.known(
            source.id, [identity for identity, _ in identities], [each.url for _, each in identities if each.url]
        )
        published = tx.articles.latest_instants(source.id, _GAPS_LOOKED_AT)
    plan = plan_update(source, feed, known, now, full_text=app.settings.full_text and source.kind == "feed")
    new = [each.sort_at for each in plan.new]
    state = replace(
        source.state,
        digest=_digest(document.content),
        changed_at=now if plan.new or plan.changed else source.state.changed_at,
        every_seconds=feed.every_seconds,
        rhythm=rhythm_of(sorted([*published, *new], reverse=True)[:_GAPS_LOOKED_AT], now),
    )
    state = replace(_well(app, state, document, now), illness=feed.problem)
    return replace(plan, source=replace(plan.source, state=state))


def lease(app: App) -> timedelta:
    """How long a claim on a host holds; held again at every save, so only a dead process lets it run out."""
    return timedelta(seconds=app.settings.claim_seconds)


def host_of(url: str) -> str:
    """The host that a source's address belongs to, with its port: the unit of politeness."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2].lower() or f"{parts.scheme}:"


def _due_sources(app: App, hosts: Sequence[str]) -> list[DueSource]:
    now = app.now()
    with app.db.read() as tx:
        due = [source for host in hosts for source in tx.sources.due(host, now, _SOURCES_OF_A_HOST)]
        sealed = {each.id: tx.subscriptions.credentials(each.id) for each in due if each.private_to}
    return [DueSource(each, opened(login, app.key) if (login := sealed.get(each.id)) else None) for each in due]


def _request(due: DueSource) -> Request:
    return Request(
        due.source.url,
        validators=due.source.state.validators,
        credentials=due.credentials,
        page=due.source.kind == "page",
    )


def _plan(app: App, source: Source, outcome: Document | NotModified | FetchError, now: datetime) -> UpdatePlan:
    if isinstance(outcome, FetchError):
        raise outcome
    if isinstance(outcome, NotModified):
        return UpdatePlan(replace(source, state=_well(app, source.state, outcome, now)))
    if _digest(outcome.content) == source.state.digest:
        state = _well(app, source.state, outcome, now)
        return UpdatePlan(replace(source, state=replace(state, illness=source.state.illness)))
    return plan_document(app, source, outcome, now)


def _well(app: App, state: SourceState, answer: Document | NotModified, now: datetime) -> SourceState:
    well = replace(state, fetched_at=now, failures=0, illness="")
    if isinstance(answer, Document):
        well = replace(well, validators=answer.validators)
    return replace(well, next_fetch_at=next_fetch_at(well, answer.headers, now, app.settings.pace))


def _ill(app: App, source: Source, error: FetchError, now: datetime) -> Source:
    failures = source.state.failures + 1
    state = replace(
        source.state,
        fetched_at=now,
        failures=failures,
        illness=str(error),
        next_fetch_at=retry_at(error, failures, now, app.settings.pace),
    )
    return replace(source, state=state)


def _move(tx: Tx, source: Source, url: str) -> None:
    """Follow a permanent redirect, joining the source that is already there, if any."""
    there = tx.sources.at(url, source.private_to)
    if there is not None and there.id != source.id:
        tx.sources.merge(source.id, there.id)
    elif there is None:
        tx.hosts.add([host_of(url)])
        tx.sources.move(source.id, url, host_of(url))
        tx.hosts.is_due([host_of(url)])


def _feed_of_page(source: Source, article: ParsedArticle) -> ParsedFeed:
    """A page that is a source of its own is a feed of one article, whatever becomes of its address."""
    return ParsedFeed(
        articles=(replace(article, identity=source.url, url=article.url or source.url),),
        title=source.title or article.headline,
        language=article.language,
    )


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()
