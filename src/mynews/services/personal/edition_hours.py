"""When a reader gets new editions: at hours that they chose, when they ask, else whenever there is something new."""

from __future__ import annotations

from mynews.model.schedule import Schedule
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.hours import check_schedule


def hours_of(app: App, reader: Reader) -> Schedule | None:
    """The hours that a reader chose; None for one who did not."""
    with app.db.read() as tx:
        return tx.schedules.get(reader.id)


def set_hours(app: App, reader: Reader, wanted: Schedule | None) -> None:
    """Make new editions at these hours from now on; None for whenever there is something new.

    Raises ParseError.
    """
    if wanted is not None:
        check_schedule(wanted)
    with app.db.write() as tx:
        if wanted is None:
            tx.schedules.forget(reader.id)
        else:
            tx.schedules.set(reader.id, wanted)
        tx.editions.end(reader.id, app.now())


def end_edition(app: App, reader: Reader) -> None:
    """Let the reader's editions end now: the next look makes a new one."""
    with app.db.write() as tx:
        tx.editions.end(reader.id, app.now())
