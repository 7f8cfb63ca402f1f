"""Commands that let programs in."""

from __future__ import annotations

from typing import get_args

import click

from mynews.cli.output import err
from mynews.model.access import Scope
from mynews.services.app import open_app
from mynews.services.household.app_passwords import make_app_password
from mynews.settings import read_settings


@click.command("app-password")
@click.argument("reader")
@click.argument("name")
@click.option("--scope", type=click.Choice(get_args(Scope)), default="client", show_default=True,
              help="What the program may do.")  # fmt: skip
@click.option("--fever", is_flag=True, help="For the Fever API too, which is weaker.")
def app_password(reader: str, name: str, scope: Scope, *, fever: bool) -> None:
    """Make a secret for READER's program NAME. It is shown this once; the page /settings/apps revokes it."""
    with open_app(read_settings()) as app:
        who = app.reader(reader)
        made = make_app_password(app, who, name, scope, for_fever=fever)
    click.echo(made.secret)
    err.print(f"Log in as {who.name} with it. It is not shown again.", markup=False)
