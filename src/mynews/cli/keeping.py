"""Commands for whoever looks after the installation: backup, restore, check."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from mynews.cli.output import as_json, out, print_json, progress, showing
from mynews.services.app import open_app
from mynews.services.operation import backup as backups
from mynews.services.operation.checkup import check as look_over
from mynews.settings import read_settings


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def backup(file: Path) -> None:
    """Write everything to FILE, the key of stored logins included: keep it safe."""
    with open_app(read_settings()) as app, progress() as bar:
        rows = backups.backup(app, file, showing(bar))
    out.print(f"{rows} rows written to {file}.", markup=False)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Read a backup FILE into an empty installation, on SQLite or PostgreSQL."""
    with open_app(read_settings()) as app, progress() as bar:
        rows = backups.restore(app, file, showing(bar))
    out.print(f"{rows} rows restored from {file}.", markup=False)


@click.command()
@as_json
def check(*, as_json: bool) -> None:
    """Say what is wrong with this installation; exit code 1 if something wants your hand."""
    with open_app(read_settings()) as app:
        findings = look_over(app)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark, style = ("!!", "bold red") if finding.grave else ("ok", "green")
            out.print(f"[{style}]{mark}[/]  ", end="")
            out.print(finding.sentence, markup=False)
    if any(finding.grave for finding in findings):
        sys.exit(1)
