"""Writers to one SQLite file are let in in the order in which they come, whatever process they are of."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    from fcntl import LOCK_EX, flock
except ImportError:  # Windows: there it is luck, as SQLite has it
    flock = None  # type: ignore[assignment]


@contextmanager
def writing_turn(file: Path | None) -> Iterator[None]:
    """Wait until those who came before have written; None, a server's, waits for nobody.

    SQLite lets one writer in and has all others look again every tenth of a second, so that under load luck decides:
    of sixteen who write all the time some waited 18 seconds. A lock on a file beside it (flock(2)) wakes them in
    order, and falls with the process that holds it. Where that file cannot be had, SQLite's own way is left.
    """
    held = _opened(file) if file is not None and flock is not None else None
    if held is None:
        yield
        return
    try:
        flock(held, LOCK_EX)
        yield
    finally:
        os.close(held)


def _opened(file: Path) -> int | None:
    try:
        return os.open(f"{file}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError:
        return None
