"""How good ranking is: on logs in the format of MIND, on simulated readers, on this installation's own log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from mynews.cli.output import err
from mynews.plugins.registry import load_plugins
from mynews.ranking.metrics import Interval
from mynews.ranking.mind.contest import Outcome
from mynews.ranking.mind.features import SETTINGS, Setting
from mynews.ranking.mind.log import Problems
from mynews.services.app import open_app
from mynews.services.evaluation.logs import MindReport, evaluate_mind
from mynews.services.evaluation.own_log import evaluate_log
from mynews.services.evaluation.peers import peers as other_rankers
from mynews.services.evaluation.plots import check_plots, plot
from mynews.services.evaluation.simulated import evaluate_readers, read_rows
from mynews.settings import read_settings

FIGURES = ("auc", "mrr", "ndcg5", "ndcg10")
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_plot = click.option(
    "--plot", "plot_to", type=click.Path(path_type=Path, dir_okay=False), help="Draw the figures into a PNG file."
)


@click.group()
def evaluate() -> None:
    """Measure how good ranking is; each prints JSON lines."""


@evaluate.command()
@click.argument("folder", type=_FOLDER)
@click.option("--train", type=_FOLDER, help="Learn from the log there; else from the earlier part of FOLDER's.")
@click.option("--peers", is_flag=True, help="Measure the plain click rate and LightGBM beside ours.")
@click.option("--setting", "settings", type=click.Choice(SETTINGS), multiple=True, help="Only this; else all.")
@click.option("--limit", type=click.IntRange(min=1), help="Only so many impressions of each log.")
@_plot
def mind(
    folder: Path,
    train: Path | None,
    settings: tuple[Setting, ...],
    limit: int | None,
    plot_to: Path | None,
    *,
    peers: bool,
) -> None:
    """Replay the log in FOLDER (behaviors.tsv, and news.tsv if there), as MIND has it, in order of time."""
    if plot_to:
        check_plots()
    others = other_rankers() if peers else None
    plugins = load_plugins()
    report = evaluate_mind(
        folder, lambda: plugins.encoder(2), train=train, peers=others, settings=settings or SETTINGS, limit=limit,
        say=_say,
    )  # fmt: skip
    _tell(report.problems)
    for outcome in report.outcomes:
        click.echo(json.dumps(_outcome_plain(outcome, report)))
    if plot_to:
        series: dict[str, dict[str, Interval]] = {}
        for each in report.outcomes:
            series.setdefault(each.ranker, {})[each.setting] = each.auc
        plot(plot_to, "AUC per impression", series)


@evaluate.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--short", is_flag=True, help="The first rows, few readers, and ours alone.")
@_plot
def readers(file: Path, plot_to: Path | None, *, short: bool) -> None:
    """Let simulated readers read the articles in FILE: JSON lines {"text", "label"}."""
    if plot_to:
        check_plots()
    problems = Problems()
    rows = read_rows(file, problems)
    _tell(problems)
    series: dict[str, dict[str, Interval]] = {}
    for course in evaluate_readers(rows, load_plugins().encoder(2), short=short):
        series[f"{course.ranker}, {course.variant}"] = dict(course.shares)
        shares = course.shares.values()
        line = {
            "ranker": course.ranker, "variant": course.variant, "readers": course.readers,
            "sessions": list(course.shares), "share": [round(each.value, 4) for each in shares],
            "low": [round(each.low, 4) for each in shares], "high": [round(each.high, 4) for each in shares],
        }  # fmt: skip
        click.echo(json.dumps(line))
    if plot_to:
        plot(plot_to, "Share of the best, by sessions", series)


@evaluate.command()
@_plot
def log(plot_to: Path | None) -> None:
    """Say what other orders would have earned at the places of editions that were drawn."""
    if plot_to:
        check_plots()
    with open_app(read_settings()) as app:
        report = evaluate_log(app)
    if report.sentence:
        err.print(report.sentence, markup=False)
    for name, estimate in report.estimates.items():
        line = {
            "policy": name, "places": estimate.places, "editions": report.editions,
            "effective": round(estimate.effective, 1), "share": _plain(estimate.reward),
        }  # fmt: skip
        click.echo(json.dumps(line))
    if plot_to and report.estimates:
        plot(
            plot_to, "Opened, of those seen", {"SNIPS": {name: each.reward for name, each in report.estimates.items()}}
        )


def _outcome_plain(outcome: Outcome, report: MindReport) -> dict[str, Any]:
    split = report.split
    figures = {name: _plain(getattr(outcome, name)) for name in FIGURES}
    return {
        "ranker": outcome.ranker, "setting": outcome.setting, "impressions": outcome.impressions,
        "undecided": outcome.undecided, **figures, "trained_on": split.training,
        "measured_from": split.from_at.isoformat(), "left_out": split.left_out,
        "skipped": dict(report.problems.counts),
    }  # fmt: skip


def _plain(interval: Interval) -> dict[str, float | None]:
    told = {"value": interval.value, "low": interval.low, "high": interval.high}
    return {name: round(value, 4) if value == value else None for name, value in told.items()}  # noqa: PLR0124  NaN


def _tell(problems: Problems) -> None:
    for sentence in problems.sentences:
        err.print(sentence, markup=False, soft_wrap=True)
    for kind, count in problems.counts.items():
        err.print(f"{count:,} lines in all: {kind}.", markup=False)


def _say(sentence: str) -> None:
    err.print(sentence, style="dim", markup=False)
