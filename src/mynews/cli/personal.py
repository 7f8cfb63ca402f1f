"""Commands about one reader: their edition, what is known about them, what they follow and mute."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import click

from mynews.cli.output import as_json, err, out, print_json
from mynews.model.interest import Interest, InterestKind, Stance, Subject
from mynews.model.slate import Edition
from mynews.ranking.reasons import in_words
from mynews.services.app import open_app
from mynews.services.personal.editions import EditionPage, Shown, edition_page
from mynews.services.personal.foresee import Foresight, Shift, foresee
from mynews.services.personal.interests import state
from mynews.services.personal.learn import relearn as relearn_profile
from mynews.services.personal.profile import Known, Profile, export_profile, import_profile, profile_of
from mynews.services.personal.profile import reset as reset_profile
from mynews.settings import read_settings

_READER = click.argument("reader", required=False)


@click.command()
@_READER
@click.option("--folder", default="", help="Only the sources of this folder.")
@click.option("--explain", is_flag=True, help="Every term of each score, for and against.")
@as_json
def edition(reader: str | None, folder: str, *, explain: bool, as_json: bool) -> None:
    """Show READER's edition: the stories that matter to them now, and why."""
    with open_app(read_settings()) as app:
        page = edition_page(app, app.reader(reader), folder=folder)
    if as_json:
        print_json(_edition_plain(page, explain=explain))
        return
    for shown in page.shown:
        _print_shown(shown, explain=explain)
    if not page.shown:
        err.print("There is nothing to show yet. Add sources with mynews add, then: mynews refresh, mynews annotate.")
        return
    out.print(f"\nThat is all: {len(page.shown)} stories. The next edition: {_next(page.edition)}.", style="dim")


@click.command()
@_READER
@click.option("--export", "export_to", type=click.Path(path_type=Path, dir_okay=False), help="Write it to a JSON file.")
@click.option("--import", "import_from", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Take over a JSON file that was exported.")  # fmt: skip
@click.option("--reset", is_flag=True, help="Forget everything that was learned.")
@as_json
def profile(
    reader: str | None, export_to: Path | None, import_from: Path | None, *, reset: bool, as_json: bool
) -> None:
    """Show what is known about READER: what they stated, and what was learned with its evidence."""
    with open_app(read_settings()) as app:
        who = app.reader(reader)
        if reset:
            reset_profile(app, who)
            out.print("Everything that was learned is forgotten. What was stated stays.")
        if import_from is not None:
            for sentence in import_profile(app, who, import_from.read_text(encoding="utf-8")):
                err.print(sentence, markup=False)
            out.print("The profile is taken over.")
        if export_to is not None:
            export_to.write_text(export_profile(app, who), encoding="utf-8")
            out.print(f"Written to {export_to}.", markup=False)
        if as_json:
            click.echo(export_profile(app, who))
        elif not (reset or import_from or export_to):
            _print_profile(profile_of(app, who))


@click.command()
@_READER
def relearn(reader: str | None) -> None:
    """Make READER's profile anew from everything that they ever did."""
    with open_app(read_settings()) as app:
        learned = relearn_profile(app, app.reader(reader))
    out.print(f"The profile is made anew, up to signal {learned.up_to}.")


def _stating(stance: Stance, what: str) -> click.Command:
    @click.command(name=stance, help=what)
    @click.argument("kind", type=click.Choice(get_args(InterestKind)))
    @click.argument("subject")
    @click.option("--days", type=click.FloatRange(0, min_open=True), help="End by itself after so many days.")
    @click.option("--folder", default="", help="Only within this folder.")
    @click.option("--what-if", "only_foresee", is_flag=True, help="Only show what would change.")
    @click.option("--reader", help="Who; the first reader if not given.")
    def command(
        kind: InterestKind, subject: str, days: float | None, folder: str, reader: str | None, *, only_foresee: bool
    ) -> None:
        with open_app(read_settings()) as app:
            who = app.reader(reader)
            until = app.now() + timedelta(days=days) if days else None
            meant = Subject(kind, subject)
            if only_foresee:
                _print_foresight(foresee(app, who, stance, meant, until=until, folder=folder))
                return
            stated = state(app, who, stance, meant, until=until, folder=folder)
        out.print(_stated(stated), markup=False)

    return command


follow = _stating("follow", "Follow a topic (its code), entity, source or story (its number), author or word.")
mute = _stating("mute", "Mute a topic (its code), entity, source or story (its number), author or word.")


def _print_shown(shown: Shown, *, explain: bool) -> None:
    out.print(f"{shown.place + 1:>3}  {shown.story.headline}", style="bold", markup=False, soft_wrap=True)
    why = " · ".join(told.words for told in shown.told)
    source = shown.story.source_name + (f" and {shown.story.owners - 1} more" if shown.story.owners > 1 else "")
    out.print(f"     {source}{f': {why}' if why else ''}", style="dim", markup=False, soft_wrap=True)
    if explain:
        for reason in shown.placed.reasons:
            words = in_words(reason) or "everything else"
            out.print(f"     {reason.weight:+6.2f}  {words}", style="dim", markup=False, soft_wrap=True)
        out.print(f"     {shown.placed.score:+6.2f}  in all", style="dim", markup=False)


def _print_profile(known: Profile) -> None:
    for interest in known.interests:
        out.print(_stated(interest), markup=False)
    for each in known.known:
        out.print(_learned(each), markup=False, soft_wrap=True)
    if not known.interests and not known.known:
        out.print("Nothing is known yet. What you open, and what you pass over, will teach it.")


def _learned(each: Known) -> str:
    belief = each.belief
    evidence = "as you said" if belief.corrected else f"{belief.read:.0f} read of {belief.seen:.0f} seen"
    return f"{belief.liking:+5.2f}  {each.subject.kind} {each.subject.name} ({evidence})"


def _stated(interest: Interest) -> str:
    until = f" until {interest.until:%Y-%m-%d %H:%M} UTC" if interest.until else ""
    folder = f" in {interest.folder}" if interest.folder else ""
    verb = "You follow" if interest.stance == "follow" else "You mute"
    return f"{verb} the {interest.subject.kind} {interest.subject.name}{folder}{until}"


def _print_foresight(found: Foresight) -> None:
    for heading, shifts in (("Would come", found.come), ("Would go", found.go), ("Would rise", found.rise),
                            ("Would sink", found.sink)):  # fmt: skip
        if shifts:
            out.print(heading, style="bold")
            for shift in shifts:
                out.print(f"  {_places(shift)}  {shift.story.headline}", markup=False, soft_wrap=True)
    if found.stance == "mute":
        out.print(f"It would keep out {max(0, found.hidden)} more stories.")
    out.print("Nothing is stored.", style="dim")


def _places(shift: Shift) -> str:
    before, after = ("-" if place is None else str(place + 1) for place in (shift.before, shift.after))
    return f"{before:>3} > {after:>3}"


def _next(edition: Edition) -> str:
    return f"{edition.until:%H:%M} UTC, or when you do something"


def _edition_plain(page: EditionPage, *, explain: bool) -> dict[str, Any]:
    edition = page.edition
    return {
        "id": edition.id,
        "made_at": edition.made_at.isoformat(),
        "until": edition.until.isoformat(),
        "ranker": edition.ranker,
        "seed": edition.seed,
        "learned_up_to": edition.learned_up_to,
        "hidden": len(edition.hidden),
        "stories": [_shown_plain(each, explain=explain) for each in page.shown],
    }


def _shown_plain(shown: Shown, *, explain: bool) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "place": shown.place + 1,
        "story": shown.story.id,
        "headline": shown.story.headline,
        "source": shown.story.source_name,
        "owners": shown.story.owners,
        "score": shown.placed.score,
        "slot": shown.placed.slot,
        "propensity": shown.placed.propensity,
        "reasons": [told.words for told in shown.told],
    }
    if explain:
        plain["terms"] = [
            {
                "kind": each.kind,
                "weight": each.weight,
                "subject": each.subject.name if each.subject else None,
                "words": in_words(each),
            }
            for each in shown.placed.reasons
        ]
    return plain
