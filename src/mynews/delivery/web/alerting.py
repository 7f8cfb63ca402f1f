"""Alerts on pages: of what a reader is told at once, and when not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mynews.delivery.web.entrance import reader_of
from mynews.delivery.web.forms import Form, posted
from mynews.delivery.web.look import Look
from mynews.delivery.web.notices import go_on
from mynews.model.alert import Alerting
from mynews.model.errors import ParseError
from mynews.services.app import App
from mynews.services.hours import time_zones
from mynews.services.sending.alerts import MOST_A_DAY, alerts_of, set_alerts

PAGE = "/settings/alerts"
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class AlertPages:
    """The page of alerts, and what its form does."""

    app: App
    look: Look

    def page(self, request: Request) -> Response:
        """What the reader is told of."""
        return self._page(request)

    def save(self, request: Request, form: Form) -> Response:
        """Tell the reader of what was ticked, and of nothing else."""
        reader = reader_of(request)
        try:
            wish = Alerting(
                reader_id=reader.id,
                time_zone=form.text("time_zone"),
                most_a_day=next(iter(form.numbers("most_a_day")), 0),
                quiet_from=minutes_of(form.text("quiet_from")),
                quiet_until=minutes_of(form.text("quiet_until")),
            )
            set_alerts(self.app, reader, wish, form.numbers("interest"))
        except ParseError as exc:
            return self._page(request, 422, problem=str(exc))
        return go_on(PAGE, done="alerts-set")

    def _page(self, request: Request, status: int = 200, problem: str = "") -> Response:
        page = alerts_of(self.app, reader_of(request))
        return self.look.page(
            request,
            "alerts.html",
            status,
            page=page,
            quiet_from=clock_of(page.alerting.quiet_from),
            quiet_until=clock_of(page.alerting.quiet_until),
            most_a_day=MOST_A_DAY,
            time_zones=time_zones(),
            problem=problem,
        )


def alert_routes(app: App, look: Look) -> list[Route]:
    """The routes of this page and its form."""
    pages = AlertPages(app, look)
    return [Route(PAGE, pages.page), Route(f"{PAGE}/save", posted(pages.save, app.key), methods=["POST"])]


def minutes_of(clock: str) -> int | None:
    """Minutes since midnight of a time as in 22:00; None for no time. Raises ParseError."""
    if not clock:
        return None
    parts = _CLOCK.fullmatch(clock)
    if parts is None or int(parts[1]) > 23 or int(parts[2]) > 59:
        raise ParseError("Give quiet hours as in 22:00 and 7:00.")
    return int(parts[1]) * 60 + int(parts[2])


def clock_of(minutes: int | None) -> str:
    """The time so many minutes after midnight, as a form has it; empty for none."""
    return "" if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"
