"""How commands speak: to the terminal, as JSON, with bars."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from mynews.services.operation import backup as backups

out = Console()
err = Console(stderr=True)
Done = TypeVar("Done")
LISTED = "%Y-%m-%d %H:%M"

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
reader_name = click.option("--reader", metavar="NAME", help="Whose news; the first reader's unless told.")


def print_json(value: Any) -> None:
    """Print a value as JSON, instants in ISO 8601."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=datetime.isoformat))


@contextmanager
def progress() -> Iterator[Progress]:
    """A place for bars, on a terminal only."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, disable=not err.is_terminal) as bar:
        yield bar


def advancing(bar: Progress, task: TaskID, done: Iterator[Done]) -> Iterator[Done]:
    """What is done, each moving a bar on."""
    for each in done:
        bar.advance(task)
        yield each


def showing(bar: Progress) -> backups.Progress:
    """A bar for each thing that a backup says it is at."""
    tasks: dict[str, TaskID] = {}

    def show(what: str, done: int, of: int) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=of)
        bar.update(tasks[what], completed=done)

    return show
