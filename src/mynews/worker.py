"""The worker: whatever is due is done, until it is told to stop."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread

from mynews.delivery.mail.digest import digest_message
from mynews.model.errors import MyNewsError
from mynews.services.app import App
from mynews.services.gathering.fulltext import complete_due
from mynews.services.gathering.newsletters import read_due
from mynews.services.gathering.refresh import refresh_due
from mynews.services.personal.learn import forget_old_editions, learn_due
from mynews.services.sending.alerts import tell_due
from mynews.services.sending.deliveries import deliver_due
from mynews.services.sending.digests import send_due
from mynews.services.stories.pictures import make_room
from mynews.services.stories.understand import understand_due, understanding

log = logging.getLogger(__name__)

# Sources that a reader adds are due at once and may come from another process.
_LOOK_AGAIN = timedelta(seconds=5)
# An article is in its story a moment after it came.
_UNDERSTAND_AGAIN = timedelta(seconds=1)
_AFTER_TROUBLE = timedelta(seconds=30)


def work(app: App, stop: Event) -> None:
    """Fetch sources and pages, understand what came, learn of readers and tell them, until ``stop`` is set.

    Lines of work go side by side, so that a slow page holds up no feed, and no fetch what is already here.
    Trouble is logged and waited out. What is under way when ``stop`` is set is finished or given back.
    """
    lines = {
        "feeds": lambda: _go_on(lambda: fetch_feeds(app, stop), _LOOK_AGAIN, stop),
        "pages": lambda: _go_on(lambda: fetch_pages(app, stop), _LOOK_AGAIN, stop),
        "understanding": lambda: _understand(app, stop),
        "alerts": lambda: _go_on(lambda: tell_due(app, stop.is_set), _LOOK_AGAIN, stop),
        "digests": lambda: _go_on(lambda: send_digests(app, stop), _LOOK_AGAIN, stop),
        "mailboxes": lambda: _go_on(lambda: read_due(app, stop.is_set), _LOOK_AGAIN, stop),
        "deliveries": lambda: _go_on(lambda: deliver_due(app, stop.is_set), _LOOK_AGAIN, stop),
        "learning": lambda: _go_on(lambda: learn_due(app), _LOOK_AGAIN, stop),
    }
    threads = [Thread(target=line, name=f"mynews-{name}") for name, line in lines.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def fetch_feeds(app: App, stop: Event) -> int:
    """Fetch one batch of the sources that are due; gives how many. With none due, what is old makes room."""
    done = 0
    for refreshed in refresh_due(app, stop.is_set):
        done += 1
        log.info(
            "%s: %s",
            refreshed.source.name,
            refreshed.illness or f"{refreshed.new} new, {refreshed.changed} changed",
        )
    if not done:
        make_room(app)
        forget_old_editions(app)
    return done


def fetch_pages(app: App, stop: Event) -> int:
    """Read one batch of the articles' own pages that are due; gives how many."""
    return sum(1 for _ in complete_due(app, stop.is_set))


def send_digests(app: App, stop: Event) -> int:
    """Send the editions that are due; gives how many were looked at."""
    return send_due(app, digest_message, stop.is_set)


def _understand(app: App, stop: Event) -> None:
    """Understand what comes; where the parts cannot be loaded, all else goes on without."""
    while not stop.is_set():
        try:
            with understanding(app) as steps:
                _go_on(lambda: understand_due(steps), _UNDERSTAND_AGAIN, stop)
        except MyNewsError as exc:
            log.error("Articles are not understood now: %s", exc)  # noqa: TRY400
            stop.wait(_AFTER_TROUBLE.total_seconds())
        except Exception:
            log.exception("articles are not understood any more, until the next start")
            return


def _go_on(step: Callable[[], int], pause: timedelta, stop: Event) -> None:
    """Take one step after the other, with a pause after each that found nothing to do, until told to stop."""
    while not stop.is_set():
        try:
            if step():
                continue
            wait = pause
        except MyNewsError as exc:
            log.error("%s", exc)  # noqa: TRY400  # a full disk, a stopped server: the sentence says it all
            wait = _AFTER_TROUBLE
        except Exception:
            log.exception("the worker met a fault and goes on")
            wait = _AFTER_TROUBLE
        stop.wait(wait.total_seconds())
