"""Following sources: by any address, by a list in OPML, from a file; and letting them go."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import unquote, urlsplit

from mynews.intake.clean import without_controls
from mynews.intake.discover import find_feeds, kind_of, likely_feed_urls
from mynews.intake.opml import Outline, parse_opml, write_opml
from mynews.model.article import ParsedArticle
from mynews.model.document import Credentials, Document, Request
from mynews.model.errors import FetchError, MyNewsError, NotFound, ParseError
from mynews.model.source import FETCHED_KINDS, Reader, Source, SourceKind, SourceState, Subscription
from mynews.services.app import App
from mynews.services.gathering.logins import is_meant_for, sealed
from mynews.services.gathering.refresh import LONGEST_ADDRESS, host_of, plan_document, save_plan
from mynews.storage.database import Tx

_FEEDS_TRIED = 5
_IN_NO_ADDRESS = re.compile(r"[\x00-\x20\x7f\ud800-\udfff]")
_NO_ADDRESS = "{!r} is not an address. It should look like https://paper.example/"


@dataclass(frozen=True, slots=True)
class Added:
    """A source that a reader follows now. ``new`` is False where they did before; ``articles`` came at once."""

    source: Source
    new: bool
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """How a reader wants to follow something, under a title of their own; with ``credentials`` it is theirs alone."""

    folder: str = ""
    credentials: Credentials | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a list of sources at an instant; ``refused`` has a sentence for each that cannot be followed."""

    new: int
    already: int
    at: datetime
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """What an address led to. ``url`` is where to come back to: a passing redirect does not change it."""

    url: str
    document: Document
    kind: SourceKind


def subscribe(
    app: App,
    reader: Reader,
    address: str,
    wish: Wish = Wish(),
    *,
    page: bool = False,
) -> Added:
    """Follow whatever an address leads to: a feed, a site with feeds, or with ``page`` (or no feed there) the page.

    Its first articles are saved before this returns. Raises FetchError and ParseError in words.
    """
    url, wish = _login_apart(full_address(address), wish)
    owner = reader.id if wish.credentials else None
    with app.db.write() as tx:
        there = tx.sources.at(url, owner)
        if there is not None:
            return Added(there, _follow(app, tx, reader, there, wish))
    found = _fetched(app, url, wish.credentials)
    if found.kind == "page" and not page:
        found = _feed_of_site(app, found, wish.credentials) or found
    return _add(app, reader, found, wish)


def subscribe_file(app: App, reader: Reader, document: Document, folder: str = "") -> Added:
    """Take in a file of the reader's own: a feed, a page or a text. It is read once. Raises ParseError."""
    return _add(app, reader, _Found(document.url, document, "file"), Wish(folder))


def follow(app: App, reader: Reader, source_id: int, wish: Wish = Wish()) -> None:
    """Follow a source that is here. Raises NotFound, also for one that another reader's login opens."""
    with app.db.write() as tx:
        source = tx.sources.get(source_id)
        if source.private_to not in (None, reader.id):
            raise NotFound(f"There is no source number {source_id} here.")
        _follow(app, tx, reader, source, wish)


def unsubscribe(app: App, reader: Reader, source_id: int) -> Subscription:
    """Follow a source no longer; its articles stay, and nobody fetches it without a follower.

    Gives what tied the reader to it. Raises NotFound.
    """
    with app.db.write() as tx:
        tie = tx.subscriptions.get(reader.id, source_id)
        tx.subscriptions.remove(reader.id, [source_id])
        tx.sources.rest_unfollowed([source_id])
        return tie


def take_back(app: App, reader: Reader, at: datetime) -> int:
    """Follow no longer what a list brought at an instant; what was followed before stays. Gives how many they were."""
    with app.db.write() as tx:
        gone = tx.subscriptions.made_at(reader.id, at)
        tx.subscriptions.remove(reader.id, gone)
        tx.sources.rest_unfollowed(gone)
        return len(gone)


def rename(app: App, reader: Reader, source_id: int, *, title: str, folder: str) -> None:
    """Give a source the reader's own title and folder. Raises NotFound."""
    with app.db.write() as tx:
        tx.subscriptions.get(reader.id, source_id)
        tx.subscriptions.change(reader.id, source_id, title=title.strip(), folder=folder.strip())


def import_opml(app: App, reader: Reader, content: bytes) -> Imported:
    """Follow every source of a list, to be fetched as soon as possible; folders come along. Raises ParseError."""
    return follow_all(app, reader, parse_opml(content))


def follow_all(app: App, reader: Reader, listed: Iterable[Outline]) -> Imported:
    """Follow many sources at once, to be fetched as soon as possible."""
    outlines: dict[str, Outline] = {}
    refused: list[str] = []
    for outline in listed:
        try:
            url = full_address(outline.feed_url)
        except MyNewsError as exc:
            refused.append(str(exc))
        else:
            outlines.setdefault(url, outline)
    now = app.now()
    new = _import(app, reader, outlines, now)
    return Imported(new, len(outlines) - new, now, tuple(refused))


def export_opml(app: App, reader: Reader) -> bytes:
    """All that a reader follows, as OPML that any feed reader takes."""
    with app.db.read() as tx:
        followed = tx.subscriptions.of(reader.id)
    outlines = [
        Outline(each.source.url, each.name, each.source.site_url, each.folder)
        for each in followed
        if each.source.kind in FETCHED_KINDS
    ]
    return write_opml(outlines, f"Sources of {reader.name} in myNEWS", app.now())


def refresh_soon(app: App, reader: Reader, source_id: int | None = None) -> int:
    """Make one followed source, or all, due now; gives how many. Raises NotFound."""
    with app.db.write() as tx:
        if source_id is not None:
            tx.subscriptions.get(reader.id, source_id)
        ids = [source_id] if source_id is not None else [each.source.id for each in tx.subscriptions.of(reader.id)]
        tx.hosts.is_due(tx.sources.fetch_at(app.now(), ids))
        return len(ids)


def full_address(address: str) -> str:
    """An address as a reader types it, made whole: ``paper.example`` is ``https://paper.example/``.

    Raises ParseError.
    """
    typed = address.strip()
    scheme, colon, rest = typed.partition(":")
    if colon and scheme.lower() in ("feed", "rss"):
        typed = rest if rest.lstrip("/").startswith("http") else "https://" + rest.lstrip("/")
        typed = typed.lstrip("/")
    elif "://" not in typed:
        typed = "https://" + typed
    try:
        parts = urlsplit(typed)
        host = parts.hostname
        _ = parts.port
    except ValueError as exc:
        raise ParseError(_NO_ADDRESS.format(without_controls(address).strip()[:200])) from exc
    if parts.scheme.lower() not in ("http", "https") or not host or _IN_NO_ADDRESS.search(typed):
        raise ParseError(_NO_ADDRESS.format(without_controls(address).strip()[:200]))
    whole = parts._replace(scheme=parts.scheme.lower(), path=parts.path or "/", fragment="").geturl()
    if len(whole.encode()) > LONGEST_ADDRESS:
        raise ParseError(f"{whole[:100]}… is longer than an address can be here ({LONGEST_ADDRESS} characters).")
    return whole


def _login_apart(url: str, wish: Wish) -> tuple[str, Wish]:
    """An address that carries user and password, as old bookmarks do, without them; they are the login then."""
    parts = urlsplit(url)
    if parts.username is None:
        return url, wish
    login = Credentials(user=unquote(parts.username), password=unquote(parts.password or ""))
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return bare, replace(wish, credentials=wish.credentials or login)


def _import(app: App, reader: Reader, outlines: dict[str, Outline], now: datetime) -> int:
    hosts = {url: host_of(url) for url in outlines}
    with app.db.write() as tx:
        tx.hosts.add(hosts.values())
        tx.hosts.hold(hosts.values())
        there = tx.sources.shared_at(outlines)
        state = SourceState(next_fetch_at=now)
        missing = [
            Source(0, url, "feed", title=outline.title, site_url=outline.site_url, state=state)
            for url, outline in outlines.items()
            if url not in there
        ]
        there |= {each.url: each.id for each in tx.sources.add(missing, hosts, now)}
        followed = tx.subscriptions.source_ids(reader.id)
        tx.subscriptions.add(
            [
                {"reader_id": reader.id, "source_id": there[url], "folder": outline.folder, "title": ""}
                for url, outline in outlines.items()
            ],
            now,
        )
        tx.hosts.is_due({hosts[each.url] for each in missing})
    return sum(there[url] not in followed for url in outlines)


def _follow(app: App, tx: Tx, reader: Reader, source: Source, wish: Wish) -> bool:
    """Tie the reader to a source that is there; False where they were."""
    login = sealed(wish.credentials, app.key) if wish.credentials else None
    new = source.id not in tx.subscriptions.source_ids(reader.id)
    tie = {"folder": wish.folder, "title": wish.title, "credentials": login}
    tx.subscriptions.add([{"reader_id": reader.id, "source_id": source.id, **tie}], app.now())
    if login and not new:
        tx.subscriptions.change(reader.id, source.id, credentials=login)
    if source.state.next_fetch_at is None:
        tx.hosts.is_due(tx.sources.fetch_at(app.now(), [source.id]))
    return new


def _add(app: App, reader: Reader, found: _Found, wish: Wish) -> Added:
    owner = reader.id if wish.credentials else None
    host = host_of(found.url)
    # Read before anything is saved: what cannot be read is not followed.
    now = app.now()
    plan = plan_document(app, Source(0, found.url, found.kind, private_to=owner), found.document, now)
    if found.kind == "file":
        plan = replace(plan, source=replace(plan.source, state=replace(plan.source.state, next_fetch_at=None)))
    with app.db.write() as tx:
        tx.hosts.add([host])
        tx.hosts.hold([host])  # a second click on Add waits here, and finds the source there
        there = tx.sources.at(found.url, owner)
        if there is not None:
            return Added(there, _follow(app, tx, reader, there, wish))
        (source,) = tx.sources.add([plan.source], {found.url: host}, now)
        save_plan(tx, replace(plan, source=source), now)
        new = _follow(app, tx, reader, source, wish)
        tx.hosts.is_due([host])
    return Added(source, new, len(plan.new))


def _fetched(app: App, url: str, credentials: Credentials | None) -> _Found:
    answer = app.web.fetch(Request(url, credentials=credentials))
    if not isinstance(answer, Document):
        raise FetchError(url, f"{url} answered that nothing changed, though we never asked before.")
    kind = kind_of(answer)
    if kind == "opml":
        raise ParseError("This address leads to a list of sources (OPML). Save the file, then import it.")
    moved = answer.moved_to if credentials is None or is_meant_for(url, answer.moved_to or url) else None
    return _Found(moved or url, answer, "feed" if kind == "feed" else "page")


def _feed_of_site(app: App, page: _Found, credentials: Credentials | None) -> _Found | None:
    """The best feed that a page names, or that lies where feeds usually lie; with a login only on the same host."""
    named = [each.url for each in find_feeds(page.document)][:_FEEDS_TRIED]
    for url in named or ([] if _is_article(app, page) else likely_feed_urls(page.document.url)):
        if credentials is not None and not is_meant_for(page.url, url):
            continue
        try:
            found = _fetched(app, url, credentials)
            if found.kind == "feed":
                app.plugins.parse(found.document)
                return found
        except (FetchError, ParseError):
            continue
    return None


def _is_article(app: App, page: _Found) -> bool:
    if urlsplit(page.url).path in ("", "/"):
        return False
    try:
        return isinstance(app.plugins.parse(page.document), ParsedArticle)
    except ParseError:
        return False
