from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mynews.model.errors import NotFound, SettingsError
from mynews.ranking.metrics import Interval
from mynews.services.evaluation.peers import peers
from mynews.services.evaluation.plots import check_plots, plot

FIGURES = {"ours": {"content": Interval(0.6, 0.5, 0.7), "both": Interval(0.7, 0.65, 0.75)}}


def test_what_is_not_installed_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    with pytest.raises(SettingsError, match=r"matplotlib is not installed.*pip install 'mynews\[evaluate\]'"):
        check_plots()
    with pytest.raises(SettingsError, match=r"LightGBM is not installed.*pip install 'mynews\[evaluate\]'"):
        peers()


def test_figures_are_drawn_into_a_png(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    plot(tmp_path / "figures.png", "AUC", FIGURES)
    assert (tmp_path / "figures.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(NotFound, match="cannot be written"):
        plot(tmp_path / "none" / "figures.png", "AUC", FIGURES)
