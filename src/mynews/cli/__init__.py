"""The commands. Each tells in words what it did; what went wrong ends with exit code 1 and one sentence."""

from __future__ import annotations

import logging
from typing import Any

import click
from rich.logging import RichHandler

from mynews.cli import access, evaluating, following, keeping, mailing, personal, readers, reading, serving, stories
from mynews.cli.output import err
from mynews.model.errors import MyNewsError


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


for command in (
    serving.serve,
    serving.worker,
    following.add,
    following.import_,
    following.export,
    following.refresh,
    mailing.mail,
    following.sources,
    stories.stories,
    stories.story,
    stories.annotate,
    personal.edition,
    personal.profile,
    personal.relearn,
    personal.follow,
    personal.mute,
    access.app_password,
    readers.reader,
    evaluating.evaluate,
    reading.search,
    reading.extract,
    keeping.backup,
    keeping.restore,
    keeping.check,
):
    main.add_command(command)
