"""Steps down the slope of a loss, for the small networks of this room."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_MOMENTUM, _SCALING, _SMALL = 0.9, 0.999, 1e-8


class Adam:
    """Adam (Kingma and Ba 2015) with decay of the weights apart from it (Loshchilov and Hutter 2019), in place.

    Biases, the arrays of one dimension, do not decay.
    """

    def __init__(self, weights: Sequence[Floats], decay: float) -> None:
        self._weights = weights
        self._decay = decay
        self._mean = [np.zeros_like(each) for each in weights]
        self._square = [np.zeros_like(each) for each in weights]
        self._count = 0

    def step(self, slopes: Sequence[Floats], rate: float) -> None:
        """One step against ``slopes``, an array for each of the weights."""
        self._count += 1
        mean_scale = 1 / (1 - _MOMENTUM**self._count)
        square_scale = 1 / (1 - _SCALING**self._count)
        for weight, mean, square, slope in zip(self._weights, self._mean, self._square, slopes, strict=True):
            mean[...] += np.float32(1 - _MOMENTUM) * (slope - mean)
            square[...] += np.float32(1 - _SCALING) * (slope * slope - square)
            scaled = np.sqrt(square * np.float32(square_scale)) + np.float32(_SMALL)
            decayed = self._decay if weight.ndim > 1 else 0.0
            weight[...] -= np.float32(rate) * (mean * np.float32(mean_scale) / scaled + np.float32(decayed) * weight)
