"""A small network that puts what is read above what stood beside it, and is not.

Two hidden layers and a straight path beside them; the loss is a softmax over one piece that was read and some of the
same impression that were not (ListNet: Cao et al. 2007), so that nothing is learned from how long an impression is or
who saw it, but for what that changes among its candidates. numpy alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mynews.ranking.adam import Adam

Floats = NDArray[np.float32]
Judge = Callable[["Network"], float]

HIDDEN = (64, 32)
STEPS = 5_000
"""Of learning, about; each list is seen 3 times at least and 8 times at most."""

_LEAST_EPOCHS, _MOST_EPOCHS = 3, 8
_BATCH = 256
_RATE = 2e-3
_DECAY = 1e-5
_DROPPED = 0.1
_CLIP = 5.0


@dataclass(frozen=True, slots=True)
class Network:
    """Weights, with the mean and the scale of each column as they were in training."""

    mean: Floats
    scale: Floats
    weights: tuple[Floats, ...]

    def scores(self, rows: Floats) -> NDArray[np.float64]:
        """Higher is likelier to be read, among the candidates of one impression."""
        return _forward(self.weights, self.ready(rows))[-1][:, 0].astype(np.float64)

    def ready(self, rows: Floats) -> Floats:
        """Columns of mean 0 and deviation 1, none far out."""
        ready: Floats = np.clip((rows - self.mean) * self.scale, -_CLIP, _CLIP)
        return ready


def train(lists: Floats, judge: Judge, seed: int = 0) -> Network:
    """The network of these lists, (lists, places, columns), of which the first place was read.

    ``judge`` tells how good one is on impressions that it did not learn from; the best of all epochs is given.
    """
    rng = np.random.default_rng(seed)
    count, places, columns = lists.shape
    mean, scale = _spread(lists)
    weights = _drawn(columns, rng)
    adam = Adam(weights, _DECAY)
    best, best_figure, number = Network(mean, scale, tuple(each.copy() for each in weights)), -np.inf, 0
    epochs = int(np.clip(STEPS * _BATCH // count, _LEAST_EPOCHS, _MOST_EPOCHS))
    total = epochs * -(-count // _BATCH)
    for _ in range(epochs):
        order = rng.permutation(count)
        for first in range(0, count, _BATCH):
            chosen = lists[order[first : first + _BATCH]].reshape(-1, columns)
            rows = Network(mean, scale, ()).ready(chosen)
            rows *= np.where(rng.random(columns) < _DROPPED, 0, 1 / (1 - _DROPPED)).astype(np.float32)
            number += 1
            rate = _RATE * (0.02 + 0.98 * (1 - number / total))
            adam.step(_gradients(weights, rows, places), rate)
        network = Network(mean, scale, tuple(each.copy() for each in weights))
        figure = judge(network)
        if figure > best_figure:
            best, best_figure = network, figure
    return best


def _spread(lists: Floats) -> tuple[Floats, Floats]:
    columns = lists.shape[-1]
    mean = lists.reshape(-1, columns).mean(axis=0, dtype=np.float64)
    deviation = lists.reshape(-1, columns).std(axis=0, dtype=np.float64)
    scale = np.where(deviation > 1e-6, 1 / np.maximum(deviation, 1e-6), 0.0)
    return mean.astype(np.float32), scale.astype(np.float32)


def _drawn(columns: int, rng: np.random.Generator) -> list[Floats]:
    weights: list[Floats] = []
    width = columns
    for hidden in HIDDEN:
        weights.append((rng.standard_normal((width, hidden)) * np.sqrt(2 / width)).astype(np.float32))
        weights.append(np.zeros(hidden, np.float32))
        width = hidden
    weights.append((rng.standard_normal((width, 1)) * np.sqrt(1 / width)).astype(np.float32))
    weights.append(np.zeros((columns, 1), np.float32))
    return weights


def _forward(weights: Sequence[Floats], rows: Floats) -> list[Floats]:
    """The rows, each hidden layer, and the scores (rows, 1)."""
    first, first_base, second, second_base, out, straight = weights
    one = np.maximum(rows @ first + first_base, 0)
    two = np.maximum(one @ second + second_base, 0)
    return [rows, one, two, two @ out + rows @ straight]


def _gradients(weights: Sequence[Floats], rows: Floats, places: int) -> list[Floats]:
    _, one, two, scores = _forward(weights, rows)
    listed = scores.reshape(-1, places)
    chances = np.exp(listed - listed.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    chances[:, 0] -= 1
    error = (chances / len(listed)).reshape(-1, 1).astype(np.float32)
    to_two = (error @ weights[4].T) * (two > 0)
    to_one = (to_two @ weights[2].T) * (one > 0)
    return [
        rows.T @ to_one, to_one.sum(axis=0), one.T @ to_two, to_two.sum(axis=0), two.T @ error, rows.T @ error,
    ]  # fmt: skip
