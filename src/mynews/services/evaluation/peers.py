"""Rankers that others made, to be measured beside ours. They come with the optional part ``evaluate``."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from mynews.model.errors import SettingsError
from mynews.ranking.mind.contest import Judged, Lists, Scorer, Trainer

ROUNDS = 200
_PATIENCE = 20
_SETTINGS = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 31, "min_data_in_leaf": 100, "feature_fraction": 0.6,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "verbosity": -1, "num_threads": 1, "seed": 0,
}  # fmt: skip


def peers() -> Mapping[str, Trainer]:
    """LightGBM on the same features. Raises SettingsError where it is not installed."""
    lightgbm = _lightgbm()

    def train(lists: Lists) -> Scorer:
        return _trained(lightgbm, lists)

    return {"LightGBM": train}


def _lightgbm() -> ModuleType:
    try:
        import lightgbm  # noqa: PLC0415  an optional part, and slow to import
    except ImportError as exc:
        raise SettingsError("LightGBM is not installed. Install it with: pip install 'mynews[evaluate]'.") from exc
    return lightgbm


def _trained(lightgbm: ModuleType, lists: Lists) -> Scorer:
    count, places, columns = lists.rows.shape
    read = np.tile(np.arange(places) == 0, count)
    rows = lightgbm.Dataset(lists.rows.reshape(-1, columns), read, free_raw_data=False)
    judged: Judged = lists.judged

    def auc(scores: NDArray[np.float64], _: object) -> tuple[str, float, bool]:
        return "auc of impressions", judged.auc(scores), True

    booster = lightgbm.train(
        {**_SETTINGS, "metric": "None"},
        rows,
        ROUNDS,
        valid_sets=[lightgbm.Dataset(judged.columns, judged.read, reference=rows, free_raw_data=False)],
        feval=auc,
        callbacks=[lightgbm.early_stopping(_PATIENCE, verbose=False)],
    )

    def score(rows: NDArray[np.float32]) -> NDArray[np.float64]:
        return np.asarray(booster.predict(rows), np.float64)

    return score
