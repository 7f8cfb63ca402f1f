"""Claimed work, done piece by piece."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from mynews.model.errors import StorageError

log = logging.getLogger(__name__)
Work = TypeVar("Work")


def do_each(
    claimed: Iterable[Work], act: Callable[[Work], object], name: Callable[[Work], str], stopping: Callable[[], bool]
) -> int:
    """Do each piece until we are to stop; gives how many acts gave something true.

    One piece's trouble stops no other: it is logged, and the claim runs out, so that the piece is due again. Where the
    database does not answer no piece can be done, and StorageError is raised.
    """
    done = 0
    for each in claimed:
        if stopping():
            break
        try:
            done += bool(act(each))
        except StorageError:
            raise
        except Exception:
            log.exception("%s could not be done", name(each))
    return done
