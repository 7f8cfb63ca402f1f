"""Handing a story to another reader: the form at a story, and what was handed to oneself."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mynews.delivery.web.addresses import number_of
from mynews.delivery.web.entrance import reader_of
from mynews.delivery.web.forms import Form, posted_routes
from mynews.delivery.web.look import Look
from mynews.delivery.web.notices import go_back, go_on
from mynews.model.errors import NotFound
from mynews.services.app import App
from mynews.services.household.handing import hand_on, handed_stories, set_done, take_back


@dataclass(frozen=True, slots=True)
class Handing:
    """The endpoints of what is handed on."""

    app: App
    look: Look

    def page(self, request: Request) -> Response:
        """What one was handed, and handed on."""
        return self.look.page(request, "handed.html", handed=handed_stories(self.app, reader_of(request)))

    def hand_on(self, request: Request, form: Form) -> Response:
        """Hand a story to another reader."""
        receiver = form.numbers("reader")
        if not receiver:
            raise NotFound("Choose a reader first.")
        story = number_of(request, "story")
        handing = hand_on(self.app, reader_of(request), receiver[0], story, form.text("note"))
        return go_back(request, form, done="handed-on", handed=handing.id)

    def done(self, request: Request, _form: Form) -> Response:
        """Be done with it."""
        number = number_of(request, "handed story")
        set_done(self.app, reader_of(request), number, done=True)
        return go_on("/handed", done="handed-done", dismissed=number)

    def again(self, request: Request, _form: Form) -> Response:
        """Not be done with it after all."""
        set_done(self.app, reader_of(request), number_of(request, "handed story"), done=False)
        return go_on("/handed", done="handed-again")

    def take_back(self, request: Request, form: Form) -> Response:
        """Take back what one handed on."""
        take_back(self.app, reader_of(request), number_of(request, "handed story"))
        return go_back(request, form, done="handed-back")


def handing_routes(app: App, look: Look) -> list[Route]:
    """The routes of what is handed on."""
    handing = Handing(app, look)
    acts = {
        "/story/{number:int}/hand-on": handing.hand_on,
        "/handed/{number:int}/done": handing.done,
        "/handed/{number:int}/again": handing.again,
        "/handed/{number:int}/take-back": handing.take_back,
    }
    return [Route("/handed", handing.page), *posted_routes(acts, app.key)]
