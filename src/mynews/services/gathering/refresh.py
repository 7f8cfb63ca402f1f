"""Fetching sources and saving what is new: the life of an article up to the moment when it can be read and found."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

from mynews.intake.changes import distinct, plan_update
from mynews.intake.clean import plain_text
from mynews.intake.schedule import next_fetch_at, retry_at, rhythm_of
from mynews.model.article import ParsedArticle, ParsedFeed
from mynews.model.document import Document, NotModified, Request
from mynews.model.errors import FetchError, NotStorable, ParseError, SettingsError, StorageError
from mynews.model.plan import UpdatePlan
from mynews.model.source import DueSource, Source, SourceState
from mynews.services.app import App
from mynews.services.gathering.logins import is_meant_for, login_for
from mynews.storage.database import Tx

log = logging.getLogger(__name__)

HOSTS_AT_ONCE = 40
# Bytes of a source's address: PostgreSQL indexes no more than some 2,700, and no paper needs so many.
LONGEST_ADDRESS = 2000
_SOURCES_OF_A_HOST = 200
# A batch that takes longer than so many fetches may ends: 200 sources of a host that answers none would hold up all
# other hosts for 50 minutes, and outlive our claim on them.
_FETCHES_OF_A_BATCH = 3
_GAPS_LOOKED_AT = 21
# Several sources are saved in one transaction, since each commit waits for the disk and merges the search index. Saved
# one by one, benchmarks.intake took 1.2 times the CPU for the first update and 1.8 times for one with nothing new.
_SOURCES_SAVED_AT_ONCE = 20
_ARTICLES_SAVED_AT_ONCE = 250
# What was decided is not held back longer than this while others still come.
_SAVED_WITHIN = timedelta(seconds=2)
# Who asks us to stay away for longer from a whole host is mistaken: its other sources would starve.
_LONGEST_WAIT = timedelta(days=1)
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What one fetch of one source came to. ``illness`` is empty when it went well."""

    source: Source
    new: int = 0
    changed: int = 0
    illness: str = ""


@dataclass(frozen=True, slots=True)
class _Decided:
    """What to save of one fetch: the host is left alone until ``not_before_at``, the source is ``moved_to``."""

    plan: UpdatePlan
    at: datetime
    not_before_at: datetime | None = None
    moved_to: str | None = None

    @property
    def host(self) -> str:
        return host_of(self.plan.source.url)


def refresh_due(app: App, stopping: Callable[[], bool] = lambda: False) -> Iterator[Refreshed]:
    """Fetch a batch of due hosts and save what came, a few sources at once.

    A batch ends early when ``stopping`` says so, or when it takes long. Work that is not done is due again: at once
    then, after the lease when we are killed. Yields nothing where no host is due, nor for a host whose claim ran out:
    another process does it now.
    """
    claim = uuid4().hex
    with app.db.write() as tx:
        hosts = tx.hosts.claim(claim, app.now(), lease(app), HOSTS_AT_ONCE)
    if not hosts:
        return
    try:
        due, held = _due_sources(app, hosts)
        by_request: dict[Request, list[Source]] = {}
        for each in due:  # two readers of one paid source may have the same login
            by_request.setdefault(_request(each), []).append(each.source)
        for request, outcome in in_time(app, app.web.fetch_many(list(by_request)), stopping):
            held += [_decide(app, source, outcome) for source in by_request[request]]
            if _is_enough(held, app.now()):
                yield from _save(app, held, hosts, claim)
                held = []
        yield from _save(app, held, hosts, claim)
    finally:
        with app.db.write() as tx:
            tx.hosts.release(hosts, claim)


def in_time(app: App, answers: Iterator[Answer], stopping: Callable[[], bool]) -> Iterator[Answer]:
    """The answers of a batch up to its end, or until ``stopping`` says so or it took long; one comes in any case."""
    end = app.now() + _FETCHES_OF_A_BATCH * timedelta(seconds=app.settings.fetch_seconds)
    for answer in answers:
        yield answer
        if stopping() or app.now() >= end:
            return


def save_plan(tx: Tx, plan: UpdatePlan, now: datetime) -> None:
    """Save an update: new articles, changed ones, and the state of the source with its rhythm."""
    _save_plans(tx, [plan], now)


def plan_document(app: App, source: Source, document: Document, now: datetime) -> UpdatePlan:
    """What to save of a document that was just fetched for a source. Raises ParseError."""
    parsed = app.plugins.parse(document)
    if source.kind == "feed" and not isinstance(parsed, ParsedFeed):
        raise ParseError("This address leads to a page now, no longer to a feed. Add the site anew to find its feed.")
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


def _due_sources(app: App, hosts: Sequence[str]) -> tuple[list[DueSource], list[_Decided]]:
    """The sources to fetch, and what is decided already of those whose login cannot be opened."""
    now = app.now()
    due: list[DueSource] = []
    shut: list[_Decided] = []
    with app.db.read() as tx:
        for source in (source for host in hosts for source in tx.sources.due(host, now, _SOURCES_OF_A_HOST)):
            try:
                due.append(DueSource(source, login_for(tx, source, source.url, app.key)))
            except SettingsError as exc:
                shut.append(_Decided(UpdatePlan(_ill(app, source, FetchError(source.url, str(exc)), now)), now))
    return due, shut


def _request(due: DueSource) -> Request:
    return Request(
        due.source.url,
        validators=due.source.state.validators,
        credentials=due.credentials,
        page=due.source.kind == "page",
    )


def _decide(app: App, source: Source, outcome: Document | NotModified | FetchError) -> _Decided:
    """What to save of one fetch; whatever was wrong with it becomes the source's illness."""
    now = app.now()
    try:
        plan = _plan(app, source, outcome, now)
    except FetchError as exc:
        wait = now + min(timedelta(seconds=exc.retry_after), _LONGEST_WAIT) if exc.retry_after is not None else None
        return _Decided(UpdatePlan(_ill(app, source, exc, now)), now, not_before_at=wait)
    except ParseError as exc:
        return _Decided(UpdatePlan(_ill(app, source, FetchError(source.url, str(exc)), now)), now)
    except StorageError:
        raise
    except Exception:  # one source's trouble, a plug-in's fault among them, never stops the others
        log.exception("source %s could not be read", source.id)
        fault = FetchError(source.url, "This source could not be read: a fault in myNEWS or in one of its plug-ins.")
        return _Decided(UpdatePlan(_ill(app, source, fault, now)), now)
    return _Decided(plan, now, moved_to=None if isinstance(outcome, FetchError) else outcome.moved_to)


def _is_enough(held: Sequence[_Decided], now: datetime) -> bool:
    """Whether to save now rather than wait for more."""
    articles = sum(len(each.plan.new) + len(each.plan.changed) for each in held)
    return (
        len(held) >= _SOURCES_SAVED_AT_ONCE or articles >= _ARTICLES_SAVED_AT_ONCE or now - held[0].at >= _SAVED_WITHIN
    )


def _save(app: App, decided: Sequence[_Decided], hosts: Sequence[str], claim: str) -> list[Refreshed]:
    """Save what was decided of the hosts that are still ours, and hold the whole batch longer. Raises StorageError."""
    if not decided:
        return []
    now = app.now()
    try:
        with app.db.write() as tx:
            kept = tx.hosts.keep(hosts, claim, now + lease(app))
            ours = [each for each in decided if each.host in kept]
            _save_plans(tx, [each.plan for each in ours], now)
            # Somebody may have let go of one while it was fetched.
            tx.sources.rest_unfollowed([each.plan.source.id for each in ours])
            for each in ours:
                if each.not_before_at is not None:
                    tx.hosts.wait(each.host, each.not_before_at)
                if each.moved_to is not None:
                    _move(tx, each.plan.source, each.moved_to)
    except StorageError as exc:
        if len(decided) > 1:
            return _save_singly(app, decided, hosts, claim)
        if isinstance(exc, NotStorable):
            return _save_illness(app, decided[0], hosts, claim)
        raise
    return [_refreshed(each.plan) for each in ours]


def _save_singly(app: App, decided: Sequence[_Decided], hosts: Sequence[str], claim: str) -> list[Refreshed]:
    """Save all that can be saved where together they could not. Raises the last StorageError, once the rest is safe."""
    done: list[Refreshed] = []
    failure: StorageError | None = None
    for each in decided:
        try:
            done += _save(app, [each], hosts, claim)
        except StorageError as exc:
            failure = exc
    if failure is not None:
        raise failure
    return done


def _save_illness(app: App, decided: _Decided, hosts: Sequence[str], claim: str) -> list[Refreshed]:
    """What the database refuses of one source is the source's illness, or it would be due again at once, for ever."""
    log.exception("what came from source %s could not be saved", decided.plan.source.id)
    now = app.now()
    with app.db.write() as tx:
        if decided.host not in tx.hosts.keep(hosts, claim, now + lease(app)):
            return []
        source = tx.sources.get(decided.plan.source.id)
        fault = FetchError(source.url, "What came from this source could not be saved. The log of myNEWS says why.")
        ill = UpdatePlan(_ill(app, source, fault, now))
        _save_plans(tx, [ill], now)
    return [_refreshed(ill)]


def _save_plans(tx: Tx, plans: Sequence[UpdatePlan], now: datetime) -> None:
    tx.articles.save_all([(plan.source.id, ready) for plan in plans for ready in plan.new])
    for changed in (changed for plan in plans for changed in plan.changed):
        kept = tx.articles.bodies([changed.id]).get(changed.id, "") if changed.keep_body else ""
        tx.articles.change(changed, now, plain_text(kept))
    tx.sources.save([plan.source for plan in plans])


def _refreshed(plan: UpdatePlan) -> Refreshed:
    return Refreshed(plan.source, len(plan.new), len(plan.changed), plan.source.state.illness)


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
    """Follow a permanent redirect, joining the source that is already there, if any.

    A source with a login stays where the login is not meant for the new address; the redirect is then followed each
    time, without the login.
    """
    if len(url.encode()) > LONGEST_ADDRESS or (source.private_to is not None and not is_meant_for(source.url, url)):
        return
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
