"""Vectors of length one as they are stored: 8 bits a number."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

_STEPS = 127


def packed(vector: Vector | None) -> bytes:
    """A vector of length one in 8 bits a number; nothing for none."""
    if vector is None or not vector.any():
        return b""
    steps: NDArray[np.int8] = np.rint(vector / np.abs(vector).max() * _STEPS).astype(np.int8)
    return steps.tobytes()


def unpacked(stored: bytes) -> Vector | None:
    """The vector that ``packed`` stored, of length one again; its cosines differ by less than .005."""
    if not stored:
        return None
    vector = np.frombuffer(stored, np.int8).astype(np.float32)
    return vector / np.float32(np.linalg.norm(vector))
