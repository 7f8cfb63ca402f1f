"""The commands. Each tells in words what it did; what went wrong ends with exit code 1 and one sentence."""

from __future__ import annotations

import json
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Any, TypeVar

import click
import uvicorn
from rich.console import Console
from rich.logging import RichHandler
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from mynews.asgi import serve as asgi_app
from mynews.intake.clean import plain_text
from mynews.model.article import ParsedArticle, ParsedFeed
from mynews.model.document import Credentials, Document, Request
from mynews.model.errors import FetchError, MyNewsError, ParseError, SettingsError
from mynews.model.story import StoryCard
from mynews.net.http import Web
from mynews.plugins.registry import load_plugins
from mynews.services import backup as backups
from mynews.services.app import App, open_app
from mynews.services.browse import subscriptions
from mynews.services.checkup import check as look_over
from mynews.services.fulltext import complete_due
from mynews.services.queues import waiting
from mynews.services.refresh import refresh_due
from mynews.services.sample import has_sources, load_sample
from mynews.services.search import search as find
from mynews.services.stories import (
    Covering,
    News,
    StoryPage,
    articles_of,
    largest_stories,
    news_since,
    story_page,
    top_stories,
)
from mynews.services.subscribe import (
    Wish,
    export_opml,
    import_opml,
    refresh_soon,
    subscribe,
    subscribe_file,
)
from mynews.services.summaries import importance_at
from mynews.services.understand import understand_anew, understanding
from mynews.settings import Settings, read_settings
from mynews.worker import work

log = logging.getLogger("mynews")
out = Console()
err = Console(stderr=True)
Done = TypeVar("Done")
_LISTED = "%Y-%m-%d %H:%M"

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
reader_name = click.option("--reader", metavar="NAME", help="Whose news; the first reader's unless told.")


class Commands(click.Group):
    """A group whose commands end with one sentence and exit code 1 where something foreseen goes wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except MyNewsError as exc:
            raise click.ClickException(str(exc)) from exc


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mynews")
@click.option("-v", "--verbose", is_flag=True, help="Say more about what happens.")
def main(*, verbose: bool) -> None:
    """myNEWS: a personalised news feed of stories that matter to you."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(message)s",
        handlers=[RichHandler(console=err, show_path=False, omit_repeated_times=False)],
    )


@main.command()
@click.option("--host", help="Address to listen on  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on  [default: 8080]")
@click.option("--sample", is_flag=True, help="Begin with the sample edition where nothing is followed yet.")
@click.option("--no-worker", is_flag=True, help="Fetch nothing: mynews worker does it in a process of its own.")
def serve(host: str | None, port: int | None, *, sample: bool, no_worker: bool) -> None:
    """Show the pages, and fetch what is due beside it."""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = read_settings(**given)
    with open_app(settings) as app:
        reader = app.reader()
        if sample and not has_sources(app):
            load_sample(app, reader)
        server = uvicorn.Server(
            uvicorn.Config(
                asgi_app(app, None if no_worker else work),
                log_level="warning",
                server_header=False,
                timeout_graceful_shutdown=5,
            )
        )
        with _listening(settings) as listener:
            out.print(f"myNEWS is at [bold]{settings.public_url}[/]  (Ctrl+C stops it)")
            server.run(sockets=[listener])


@main.command()
def worker() -> None:
    """Fetch what is due, until told to stop (Ctrl+C or SIGTERM)."""
    stop = Event()

    def _stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _stop)
    with open_app(read_settings()) as app:
        work(app, stop)


@main.command()
@click.argument("what", nargs=-1, required=True)
@click.option("--folder", default="", help="The folder to put it in.")
@click.option("--page", is_flag=True, help="Follow the very page, even if it names a feed.")
@click.option("--cookie", help="Cookie line of a paid source; kept encrypted.")
@click.option("--user", help="User name of a paid source (basic auth).")
@click.option("--password", help="Its password; asked for on the terminal's own line if left out.")
@reader_name
def add(
    *,
    what: tuple[str, ...],
    folder: str,
    cookie: str | None,
    user: str | None,
    password: str | None,
    reader: str | None,
    page: bool,
) -> None:
    """Follow WHAT: a feed, a site, the address of a page, or a file."""
    if user and password is None:
        password = click.prompt("Password", hide_input=True)
    credentials = Credentials(cookie, user, password) if cookie or user else None
    failed = 0
    with open_app(read_settings()) as app:
        who = app.reader(reader)
        for each in what:
            try:
                if _is_file(each):
                    added = subscribe_file(app, who, _document_of(Path(each)), folder)
                else:
                    added = subscribe(app, who, each, Wish(folder, credentials), page=page)
            except MyNewsError as exc:
                failed += 1
                err.print(f"{each}: {exc}", markup=False)
            else:
                said = f"followed now, {added.articles} articles" if added.new else "followed already"
                out.print(f"{added.source.name}: {said}", markup=False)
    if failed:
        sys.exit(1)


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@reader_name
def import_(file: Path, reader: str | None) -> None:
    """Follow every source of an OPML FILE; a running server or worker fetches them."""
    with open_app(read_settings()) as app:
        imported = import_opml(app, app.reader(reader), file.read_bytes())
    for sentence in imported.refused:
        err.print(sentence, markup=False)
    out.print(f"{imported.new} sources followed now, {imported.already} already, {len(imported.refused)} refused.")


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=False)
@reader_name
def export(file: Path | None, reader: str | None) -> None:
    """Write what is followed as OPML, to FILE or the terminal."""
    with open_app(read_settings()) as app:
        content = export_opml(app, app.reader(reader))
    if file is None:
        click.echo(content, nl=False)
        return
    try:
        file.write_bytes(content)
    except OSError as exc:
        raise click.ClickException(f"The list cannot be written to {file}: {exc.strerror}.") from exc


@main.command()
@click.option("--all", "everything", is_flag=True, help="Not only what is due: every source now.")
@reader_name
def refresh(reader: str | None, *, everything: bool) -> None:
    """Fetch what is due, once, with the pages of articles that came as stubs, and understand what came."""
    with open_app(read_settings()) as app:
        if everything:
            refresh_soon(app, app.reader(reader))
        done = new = ill = 0
        with _progress() as bar:
            task = bar.add_task("sources", total=waiting(app).sources)
            while batch := list(_advancing(bar, task, refresh_due(app))):
                done += len(batch)
                new += sum(each.new for each in batch)
                ill += sum(bool(each.illness) for each in batch)
            bar.update(task, total=done)
            task = bar.add_task("pages", total=waiting(app).pages)
            while list(_advancing(bar, task, complete_due(app))):
                pass
            _understand(app, bar)
    out.print(f"{done} sources fetched, {new} new articles, {ill} sources ill.")


@main.command()
@as_json
@reader_name
def sources(reader: str | None, *, as_json: bool) -> None:
    """List what is followed, with the health of each source."""
    with open_app(read_settings()) as app:
        followed = subscriptions(app, app.reader(reader))
    if as_json:
        rows = [
            {
                "id": each.source.id,
                "title": each.name,
                "folder": each.folder,
                "url": each.source.url,
                "site_url": each.source.site_url,
                "articles": each.articles,
                "latest_at": each.latest_at,
                "fetched_at": each.source.state.fetched_at,
                "next_fetch_at": each.source.state.next_fetch_at,
                "failures": each.source.state.failures,
                "illness": each.source.state.illness,
            }
            for each in followed
        ]
        _print_json(rows)
        return
    table = Table("No.", "Folder", "Source", "Articles", "Latest", "Health", box=None, header_style="bold")
    for each in followed:
        latest = each.latest_at.strftime(_LISTED) if each.latest_at else ""
        health = each.source.state.illness or "well"
        cells = (str(each.source.id), each.folder, each.name, str(each.articles), latest, health)
        table.add_row(*map(escape, cells))
    out.print(table)


@main.command()
@click.option("-n", "most", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many at most.")
@click.option("--days", type=click.FloatRange(0, min_open=True), help="Only stories with an article of these days.")
@click.option("--important", is_flag=True, help="The most important now first, not the largest.")
@as_json
@reader_name
def stories(most: int, days: float | None, reader: str | None, *, important: bool, as_json: bool) -> None:
    """List the largest stories with the headlines of their articles."""
    with open_app(read_settings()) as app:
        who, now = app.reader(reader), app.now()
        if important:
            found = top_stories(app, who, most=most).cards
        else:
            found = largest_stories(app, who, most, now - timedelta(days=days) if days else None)
        coverage = articles_of(app, who, [each.id for each in found])
    if as_json:
        _print_json([_story_plain(each, coverage[each.id], now) for each in found])
        return
    for each in found:
        out.print(f"{each.id:>6}  {each.headline}", style="bold", markup=False)
        out.print(f"        {_extent(each)}", style="dim", markup=False)
        for covering in coverage[each.id]:
            _print_covering(covering)
    if not found:
        err.print("There are no stories yet. A running server or worker makes them, or: mynews annotate.")


@main.command()
@click.argument("number", type=click.IntRange(1, 2**63 - 1))
@click.option("--since", type=click.DateTime(), help="Only what is new since this moment, in UTC.")
@as_json
@reader_name
def story(number: int, since: datetime | None, reader: str | None, *, as_json: bool) -> None:
    """Show the story NUMBER: coverage, timeline, people, places, topics."""
    with open_app(read_settings()) as app:
        who, now = app.reader(reader), app.now()
        page = story_page(app, who, number)
        news = news_since(app, who, number, since.replace(tzinfo=UTC)) if since else None
    if as_json:
        _print_json(_story_page_plain(page, now) | ({"news": _news_plain(news)} if news else {}))
    elif news:
        for sentence in news.sentences:
            out.print(f"* {sentence}", markup=False)
        for card in news.articles:
            out.print(f"{card.sort_at:{_LISTED}}  {card.headline}  ({card.source_name})", markup=False)
        if not news.articles:
            err.print("Nothing new since then.")
    else:
        _print_story(page)


@main.command()
@click.option("--all", "everything", is_flag=True, help="Not only what is due: every article anew.")
def annotate(*, everything: bool) -> None:
    """Understand what is due: topics, people, places, and the story of each article."""
    with open_app(read_settings()) as app, _progress() as bar:
        if everything:
            understand_anew(app)
        done = _understand(app, bar)
    out.print(f"{done} articles understood.")


@main.command()
@click.argument("words", nargs=-1, required=True)
@click.option("-n", "most", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many at most.")
@as_json
@reader_name
def search(words: tuple[str, ...], most: int, reader: str | None, *, as_json: bool) -> None:
    """Find articles that have all WORDS; "a phrase", -without, begin* work too."""
    with open_app(read_settings()) as app:
        hits = find(app, app.reader(reader), " ".join(words), most)
    if as_json:
        _print_json(
            [
                {
                    "id": hit.card.id,
                    "headline": hit.card.headline,
                    "source": hit.card.source_name,
                    "sort_at": hit.card.sort_at,
                    "url": hit.card.url,
                    "excerpt": "".join(piece.text for piece in hit.excerpt),
                }
                for hit in hits
            ]
        )
        return
    for hit in hits:
        out.print(f"{hit.card.sort_at:{_LISTED}}  {hit.card.headline}", style="bold", markup=False)
        out.print(f"  {hit.card.source_name}  {hit.card.url or ''}", style="dim", markup=False)
        out.print("  " + "".join(piece.text for piece in hit.excerpt), markup=False)
    if not hits:
        err.print("Nothing found.")


@main.command()
@click.argument("what", metavar="FILE_OR_URL")
@as_json
def extract(what: str, *, as_json: bool) -> None:
    """Show what FILE_OR_URL holds, as read by our parsers; touches no database."""
    settings = read_settings()
    document = _document_of(Path(what)) if _is_file(what) else _fetched(settings, what)
    parsed = load_plugins().parse(document)
    if as_json:
        _print_json(_plain(parsed))
    elif isinstance(parsed, ParsedFeed):
        out.print(f"{parsed.title or document.url}: {len(parsed.articles)} articles", markup=False)
        for each in parsed.articles:
            out.print(f"  {each.headline}", markup=False)
    else:
        for part in (parsed.kicker, parsed.headline, *parsed.key_points, parsed.byline, plain_text(parsed.body)):
            if part:
                out.print(part + "\n", markup=False)


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def backup(file: Path) -> None:
    """Write everything to FILE, the key of stored logins included: keep it safe."""
    with open_app(read_settings()) as app, _progress() as bar:
        rows = backups.backup(app, file, _showing(bar))
    out.print(f"{rows} rows written to {file}.", markup=False)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Read a backup FILE into an empty installation, on SQLite or PostgreSQL."""
    with open_app(read_settings()) as app, _progress() as bar:
        rows = backups.restore(app, file, _showing(bar))
    out.print(f"{rows} rows restored from {file}.", markup=False)


@main.command()
@as_json
def check(*, as_json: bool) -> None:
    """Say what is wrong with this installation; exit code 1 if something wants your hand."""
    with open_app(read_settings()) as app:
        findings = look_over(app)
    if as_json:
        _print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark, style = ("!!", "bold red") if finding.grave else ("ok", "green")
            out.print(f"[{style}]{mark}[/]  ", end="")
            out.print(finding.sentence, markup=False)
    if any(finding.grave for finding in findings):
        sys.exit(1)


def _understand(app: App, bar: Progress) -> int:
    """Understand all that is due, with a bar for each line of work; gives how many articles there were."""
    done = 0
    with understanding(app) as steps:
        for name, step in steps.items():
            task = bar.add_task(name, total=step.waiting())
            while batch := step.take():
                done += batch if name == "articles" else 0
                bar.update(task, advance=batch)
            bar.update(task, total=bar.tasks[task].completed)
    return done


def _print_story(page: StoryPage) -> None:
    out.print(page.story.headline, style="bold", markup=False)
    out.print(_extent(page.story), style="dim", markup=False)
    for point in page.points.points:
        out.print(f"* {point}", markup=False)
    about = page.about
    for name, those in (
        ("Topics", about.topics),
        ("People", about.people),
        ("Organisations", about.organisations),
        ("Places", about.places),
    ):
        if those:
            out.print(f"{name}: {', '.join(each.name for each in those)}", markup=False)
    if page.earlier:
        out.print(f"Earlier: {page.earlier.id}  {page.earlier.headline}", markup=False)
    out.print("\nTimeline", style="bold")
    for step in page.timeline:
        out.print(f"  {step.at:{_LISTED}}  {step.headline}", markup=False)
    out.print("\nCoverage", style="bold")
    for covering in page.coverage:
        _print_covering(covering)


def _print_covering(covering: Covering) -> None:
    card = covering.card
    out.print(f"        {card.sort_at:{_LISTED}}  {card.headline}  ({card.source_name})", markup=False, soft_wrap=True)
    if covering.copies:
        names = ", ".join(dict.fromkeys(copy.source_name for copy in covering.copies))
        out.print(f"                          also in {names}", style="dim", markup=False, soft_wrap=True)


def _extent(card: StoryCard) -> str:
    many = f"{card.articles} articles" if card.articles != 1 else "1 article"
    owners = f" of {card.owners} owners" if card.owners > 1 else ""
    return f"{many}{owners}, {card.opened_at:{_LISTED}} to {card.latest_at:{_LISTED}}"


def _story_plain(card: StoryCard, coverage: tuple[Covering, ...], now: datetime) -> dict[str, Any]:
    return {
        "id": card.id,
        "headline": card.headline,
        "articles": card.articles,
        "owners": card.owners,
        "opened_at": card.opened_at,
        "latest_at": card.latest_at,
        "importance": round(importance_at(card.heat, now), 4),
        "coverage": [
            {
                "id": each.card.id,
                "headline": each.card.headline,
                "source": each.card.source_name,
                "sort_at": each.card.sort_at,
                "url": each.card.url,
                "copies": [copy.id for copy in each.copies],
            }
            for each in coverage
        ],
    }


def _story_page_plain(page: StoryPage, now: datetime) -> dict[str, Any]:
    about = page.about
    return _story_plain(page.story, page.coverage, now) | {
        "key_points": list(page.points.points),
        "topics": [{"code": each.code, "name": each.name} for each in about.topics],
        **{
            kind: [{"id": each.id, "name": each.name, "mentions": each.mentions} for each in those]
            for kind, those in (
                ("people", about.people), ("organisations", about.organisations), ("places", about.places)
            )
        },
        "timeline": [{"at": each.at, "id": each.article_id, "headline": each.headline} for each in page.timeline],
        "earlier": page.earlier.id if page.earlier else None,
        "later": [each.id for each in page.later],
    }  # fmt: skip


def _news_plain(news: News) -> dict[str, Any]:
    return {"sentences": list(news.sentences), "articles": [each.id for each in news.articles]}


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family)
    except OSError as exc:
        raise SettingsError(
            f"Port {settings.port} on {settings.host} cannot be used ({exc.strerror}). Try another with --port."
        ) from exc
    # asyncio does so for sockets it makes itself; without, a page's last bytes wait 40 ms for the browser's word.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _is_file(what: str) -> bool:
    try:
        return Path(what).is_file()
    except (OSError, ValueError):  # an address longer than a file's name can be
        return False


def _document_of(file: Path) -> Document:
    try:
        return Document(file.resolve().as_uri(), file.read_bytes())
    except OSError as exc:
        raise ParseError(f"The file {file} cannot be read: {exc.strerror}.") from exc


def _fetched(settings: Settings, url: str) -> Document:
    if "://" not in url:
        raise ParseError(f"There is no file {url}. For an address, begin with https://")
    with Web(limits=settings.limits, allow_private=settings.allow_private, user_agent=settings.user_agent) as web:
        answer = web.fetch(Request(url))
    if not isinstance(answer, Document):
        raise FetchError(url, f"{url} gave no document.")
    return answer


def _plain(parsed: ParsedFeed | ParsedArticle) -> dict[str, Any]:
    """What a parser gave, as ``extract --json`` prints it (docs/reference/commands.md)."""
    if isinstance(parsed, ParsedArticle):
        return {"kind": "article"} | _plain_article(parsed)
    feed = {name: getattr(parsed, name) for name in ("title", "description", "site_url", "language", "problem")}
    return {"kind": "feed"} | feed | {"articles": [_plain_article(each) for each in parsed.articles]}


def _plain_article(parsed: ParsedArticle) -> dict[str, Any]:
    return asdict(parsed) | {"body": plain_text(parsed.body), "summary": plain_text(parsed.summary)}


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=datetime.isoformat))


@contextmanager
def _progress() -> Iterator[Progress]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, disable=not err.is_terminal) as bar:
        yield bar


def _advancing(bar: Progress, task: TaskID, done: Iterator[Done]) -> Iterator[Done]:
    for each in done:
        bar.advance(task)
        yield each


def _showing(bar: Progress) -> backups.Progress:
    tasks: dict[str, TaskID] = {}

    def show(what: str, done: int, of: int) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=of)
        bar.update(tasks[what], completed=done)

    return show
