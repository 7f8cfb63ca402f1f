"""What is too many for one statement, in portions that are not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

PORTION = 500
"""Rows or values of a statement; SQLite takes 32,766 values in one."""

Value = TypeVar("Value", int, str)
Row = TypeVar("Row")


def portions(values: Iterable[Value], size: int = PORTION) -> list[Sequence[Value]]:
    """Values in order, each once, so many together at most."""
    return parted(sorted(set(values)), size)


def parted(rows: Sequence[Row], size: int = PORTION) -> list[Sequence[Row]]:
    """Rows as they stand, so many together at most."""
    return [rows[start : start + size] for start in range(0, len(rows), size)]
