"""Commands about the readers of this installation."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from mynews.cli.output import LISTED, as_json, out, print_json
from mynews.model.errors import NotAllowed
from mynews.services.app import App, open_app
from mynews.services.household.readers import accounts, add_reader, give_password, invite, remove_reader, set_operates
from mynews.settings import read_settings


@click.group()
def reader() -> None:
    """Readers of this installation: add, list, password, remove."""


@reader.command()
@click.argument("name")
@click.option("--operator", is_flag=True, help="Let them look after the installation too.")
def add(name: str, *, operator: bool) -> None:
    """Add a reader, and print the link by which they set their password, once and within a week."""
    with open_app(read_settings()) as app:
        added = add_reader(app, name)
        if operator:
            set_operates(app, added, operates=True)
        out.print(f"{added.name} reads here now, and comes in by this link, once and within a week:", markup=False)
        _print_invitation(app, added.name)


@reader.command("list")
@as_json
def list_(*, as_json: bool) -> None:
    """List the readers."""
    with open_app(read_settings()) as app:
        app.reader()
        found = accounts(app)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    for each in found:
        what = ["operator"] if each.operates else []
        what.append("has a password" if each.has_password else "no password yet")
        if each.seen_at:
            what.append(f"here last {each.seen_at:{LISTED}}")
        out.print(f"{each.reader.name}: {', '.join(what)}", markup=False)


@reader.command()
@click.argument("name")
@click.option("--invite", "by_link", is_flag=True, help="Print a link by which they set it themselves.")
@click.option("--none", "take_away", is_flag=True, help="Take it away. With the last one, everybody reads without.")
@click.option("--stdin", "from_pipe", is_flag=True, help="Read it from the standard input, for scripts.")
def password(name: str, *, by_link: bool, take_away: bool, from_pipe: bool) -> None:
    """Set a reader's password; they are logged out everywhere."""
    with open_app(read_settings()) as app:
        app.reader()  # made where nobody came yet, so that a server can have a password before it starts
        known = app.reader(name)
        if by_link:
            _print_invitation(app, name)
            return
        if take_away:
            give_password(app, known, None)
            out.print(f"{known.name} has no password any more.", markup=False)
            return
        given = sys.stdin.readline().rstrip("\r\n") if from_pipe else _typed()
        give_password(app, known, given)
    out.print(f"{known.name} has a new password, and is logged out everywhere.", markup=False)


@reader.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(name: str, *, yes: bool) -> None:
    """Delete a reader and all that is theirs."""
    with open_app(read_settings()) as app:
        known = app.reader(name)
        if not (yes or click.confirm(f"Delete {known.name} with all that they saved, follow and did?")):
            raise NotAllowed("Nothing was deleted.")
        remove_reader(app, known)
    out.print(f"{known.name} is gone.", markup=False)


def _print_invitation(app: App, name: str) -> None:
    click.echo(app.settings.public_url + invite(app, app.reader(name)))


def _typed() -> str:
    given: str = click.prompt("New password", hide_input=True, confirmation_prompt="Once more")
    return given
