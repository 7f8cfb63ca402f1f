"""Commands about sources: what is followed, and fetching it."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from mynews.cli.documents import document_of, is_file
from mynews.cli.output import LISTED, advancing, as_json, err, out, print_json, progress, reader_name
from mynews.model.document import Credentials
from mynews.model.errors import MyNewsError
from mynews.services.app import open_app
from mynews.services.gathering.fulltext import complete_due
from mynews.services.gathering.refresh import refresh_due
from mynews.services.gathering.subscribe import (
    Wish,
    export_opml,
    import_opml,
    refresh_soon,
    subscribe,
    subscribe_file,
)
from mynews.services.queues import waiting
from mynews.services.stories.lists import subscriptions
from mynews.settings import read_settings


@click.command()
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
                if is_file(each):
                    added = subscribe_file(app, who, document_of(Path(each)), folder)
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


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@reader_name
def import_(file: Path, reader: str | None) -> None:
    """Follow every source of an OPML FILE; a running server or worker fetches them."""
    with open_app(read_settings()) as app:
        imported = import_opml(app, app.reader(reader), file.read_bytes())
    for sentence in imported.refused:
        err.print(sentence, markup=False)
    out.print(f"{imported.new} sources followed now, {imported.already} already, {len(imported.refused)} refused.")


@click.command()
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


@click.command()
@click.option("--all", "everything", is_flag=True, help="Not only what is due: every source now.")
@reader_name
def refresh(reader: str | None, *, everything: bool) -> None:
    """Fetch what is due, once, with the pages of articles that came as stubs. Then mynews annotate makes stories."""
    with open_app(read_settings()) as app:
        if everything:
            refresh_soon(app, app.reader(reader))
        done = new = ill = 0
        with progress() as bar:
            task = bar.add_task("sources", total=waiting(app).sources)
            while batch := list(advancing(bar, task, refresh_due(app))):
                done += len(batch)
                new += sum(each.new for each in batch)
                ill += sum(bool(each.illness) for each in batch)
            bar.update(task, total=done)
            task = bar.add_task("pages", total=waiting(app).pages)
            while list(advancing(bar, task, complete_due(app))):
                pass
    out.print(f"{done} sources fetched, {new} new articles, {ill} sources ill.")


@click.command()
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
        print_json(rows)
        return
    table = Table("No.", "Folder", "Source", "Articles", "Latest", "Health", box=None, header_style="bold")
    for each in followed:
        latest = each.latest_at.strftime(LISTED) if each.latest_at else ""
        health = each.source.state.illness or "well"
        cells = (str(each.source.id), each.folder, each.name, str(each.articles), latest, health)
        table.add_row(*map(escape, cells))
    out.print(table)
