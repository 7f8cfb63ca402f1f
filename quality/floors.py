"""Figures that may only get better.

``floors.json`` holds, for each measure and for the data it was measured on (by digest), the figures that must be
reached: ``at_least`` and ``at_most``. Other data is measured and printed but held to nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

FLOORS = Path(__file__).with_name("floors.json")


def digest_of(files: Iterable[Path]) -> str:
    """The first 16 hex digits of a SHA-256 over the names and contents of ``files``, whatever their order."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:16]


def broken_floors(measure: str, digest: str, figures: Mapping[str, float]) -> list[str]:
    """One sentence for each floor of ``measure`` on this data that ``figures`` does not reach; empty when all hold."""
    floors = json.loads(FLOORS.read_text()).get(measure, {})
    if floors.get("digest") != digest:
        return []
    low = [
        f"{measure}: {name} is {figures[name]:.4f}, below its floor of {floor}"
        for name, floor in floors.get("at_least", {}).items()
        if figures[name] < floor
    ]
    high = [
        f"{measure}: {name} is {figures[name]:.4f}, above its ceiling of {ceiling}"
        for name, ceiling in floors.get("at_most", {}).items()
        if figures[name] > ceiling
    ]
    return low + high
