"""Figures with their intervals as a picture. It needs the optional part ``evaluate``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from mynews.model.errors import NotFound, SettingsError
from mynews.ranking.metrics import Interval

_WIDTH, _HEIGHT = 8.0, 4.5
_APART = 0.12


def check_plots() -> None:
    """Raises SettingsError where no plot can be made: better before the work than after it."""
    _matplotlib()


def plot(file: Path, title: str, figures: Mapping[str, Mapping[str, Interval]]) -> None:
    """Write a PNG: a mark for each figure by name, in a colour for each series. Raises NotFound and SettingsError."""
    figure_module = _matplotlib()
    figure = figure_module.Figure(figsize=(_WIDTH, _HEIGHT), layout="constrained")
    axes = figure.subplots()
    names = list(dict.fromkeys(name for series in figures.values() for name in series))
    for number, (series, values) in enumerate(figures.items()):
        places = [names.index(name) + _APART * (number - (len(figures) - 1) / 2) for name in values]
        middle = [each.value for each in values.values()]
        below = [each.value - each.low for each in values.values()]
        above = [each.high - each.value for each in values.values()]
        axes.errorbar(places, middle, yerr=[below, above], fmt="o", capsize=3, label=series)
    axes.set_xticks(range(len(names)), names)
    axes.set_title(title)
    axes.grid(axis="y", alpha=0.3)
    axes.legend()
    try:
        figure.savefig(file, format="png", dpi=120)
    except OSError as exc:
        raise NotFound(f"The plot {file} cannot be written: {exc.strerror}.") from exc


def _matplotlib() -> ModuleType:
    try:
        from matplotlib import figure  # noqa: PLC0415  an optional part, and slow to import
    except ImportError as exc:
        raise SettingsError("matplotlib is not installed. Install it with: pip install 'mynews[evaluate]'.") from exc
    return figure
