"""How much one fetch may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take before it is given up, and how many may run at once.

    ``seconds`` runs from the first connection to the last byte, all redirects included; waiting for our own turn at a
    busy host is not counted. ``size`` holds for the bytes as sent and as decompressed. ``ratio`` is how many times
    larger than sent a document may become. ``per_host`` and ``connections`` belong to a whole ``Web``; in the limits
    of a single fetch they mean nothing.
    """

    seconds: float = 30.0
    size: int = 20_000_000
    ratio: int = 200
    redirects: int = 5
    per_host: int = 2
    connections: int = 64


LIMITS = Limits()
