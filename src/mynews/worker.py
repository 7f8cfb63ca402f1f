"""The worker: whatever is due is done, until it is told to stop."""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Event

from mynews.model.errors import MyNewsError
from mynews.services.app import App
from mynews.services.fulltext import complete_due
from mynews.services.pictures import make_room
from mynews.services.refresh import refresh_due

log = logging.getLogger(__name__)

# Sources that a reader adds are due at once and may come from another process.
_LOOK_AGAIN = timedelta(seconds=5)
_AFTER_TROUBLE = timedelta(seconds=30)


def work(app: App, stop: Event) -> None:
    """Fetch sources and pages as they come due until ``stop`` is set; trouble is logged and waited out.

    What is under way when ``stop`` is set is finished or given back; nothing is lost.
    """
    while not stop.is_set():
        try:
            if work_once(app, stop):
                continue
            make_room(app)
            pause = _LOOK_AGAIN
        except MyNewsError as exc:
            log.error("%s", exc)  # noqa: TRY400  # a full disk, a stopped server: the sentence says it all
            pause = _AFTER_TROUBLE
        except Exception:
            log.exception("the worker met a fault and goes on")
            pause = _AFTER_TROUBLE
        stop.wait(pause.total_seconds())


def work_once(app: App, stop: Event) -> int:
    """Do one batch of each kind of work; gives how many sources and pages were done."""
    done = 0
    for refreshed in refresh_due(app, stop.is_set):
        done += 1
        log.info(
            "%s: %s",
            refreshed.source.name,
            refreshed.illness or f"{refreshed.new} new, {refreshed.changed} changed",
        )
    for _page in complete_due(app, stop.is_set):
        done += 1
    return done
