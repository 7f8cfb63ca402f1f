"""Commands about mail: newsletters that are handed over."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from mynews.cli.output import err, out, reader_name
from mynews.intake.newsletters import MOST_BYTES
from mynews.model.errors import MyNewsError, ParseError
from mynews.services.app import open_app
from mynews.services.gathering.newsletters import Taken, take_in
from mynews.settings import read_settings

_FATES = {
    "article": "is an article now",
    "waiting": "waits until you decide on its sender (Settings, Newsletters)",
    "known": "was here already",
    "refused": "is of a sender whom you refused",
    "personal": "is from a person",
}


@click.command("mail")
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@reader_name
def mail(files: tuple[Path, ...], reader: str | None) -> None:
    """Take in newsletters: one from the standard input, or those in FILES, each a letter or a maildir."""
    failed = 0
    with open_app(read_settings()) as app:
        who = app.reader(reader)
        for name, content in _letters(files):
            try:
                out.print(f"{name}: {_told(take_in(app, who, content))}", markup=False)
            except ParseError as exc:
                failed += 1
                err.print(f"{name}: {exc}", markup=False)
    if failed:
        sys.exit(1)


def _letters(files: tuple[Path, ...]) -> Iterator[tuple[str, bytes]]:
    if not files:
        yield "standard input", sys.stdin.buffer.read(MOST_BYTES)
    for file in files:
        if file.is_dir():
            folders = [file / "cur", file / "new"]
            if not all(folder.is_dir() for folder in folders):
                raise MyNewsError(f"{file} is no maildir: it has no folders cur and new.")
            inside = sorted(each for folder in folders for each in folder.iterdir() if each.is_file())
            yield from ((each.name, _read(each)) for each in inside)
        else:
            yield file.name, _read(file)


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES)


def _told(taken: Taken) -> str:
    return f"“{taken.subject}” of {taken.sender} {_FATES[taken.fate]}."
