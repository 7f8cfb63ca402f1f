"""How a reader is told of news away from these pages: channels, and the editions that go out by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mynews.delivery.web.addresses import number_of
from mynews.delivery.web.entrance import reader_of
from mynews.delivery.web.forms import Form, posted_routes
from mynews.delivery.web.look import Look
from mynews.delivery.web.notices import go_on
from mynews.model.errors import FetchError, ParseError, SendError
from mynews.services.app import App
from mynews.services.hours import time_zones
from mynews.services.sending import push
from mynews.services.sending.channels import (
    Address,
    add_channel,
    change_channel,
    channels,
    kind_of,
    remove_channel,
    test_channel,
)
from mynews.services.sending.digests import add_digest, change_digest, digests, remove_digest

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Outlets:
    """The pages of channels and digests, and what their forms do."""

    app: App
    look: Look

    def channels(self, request: Request) -> Response:
        """The reader's channels, how each is, and the form for another one."""
        return self._channels(request)

    def add(self, request: Request, form: Form) -> Response:
        """Add a channel; on failure the form comes back with what was typed, but no secrets."""
        address = Address(form.text("address"), form.text("secret"), form.text("authorization"))
        try:
            add_channel(
                self.app,
                reader_of(request),
                kind_of(form.text("kind")),
                address,
                name=form.text("name"),
                on_save=bool(form.text("on_save")),
                on_alert=bool(form.text("on_alert")),
            )
        except (ParseError, SendError, FetchError) as exc:
            return self._channels(request, 422, problem=str(exc), typed=form)
        return go_on("/settings/channels", done="channel-added")

    def change(self, request: Request, form: Form) -> Response:
        """Change what a channel is told of."""
        change_channel(
            self.app,
            reader_of(request),
            number_of(request, "channel"),
            on_save=bool(form.text("on_save")),
            on_alert=bool(form.text("on_alert")),
        )
        return go_on("/settings/channels", done="changed")

    def test(self, request: Request, _form: Form) -> Response:
        """Tell something on a channel; what is wrong with it stands beside it then."""
        try:
            test_channel(self.app, reader_of(request), number_of(request, "channel"))
        except SendError as exc:
            return self._channels(request, 502, problem=str(exc))
        return go_on("/settings/channels", done="channel-told")

    def remove(self, request: Request, _form: Form) -> Response:
        """Remove a channel."""
        remove_channel(self.app, reader_of(request), number_of(request, "channel"))
        return go_on("/settings/channels", done="channel-removed")

    def digests(self, request: Request) -> Response:
        """When editions go out, and the form for another time."""
        return self._digests(request)

    def add_digest(self, request: Request, form: Form) -> Response:
        """Send an edition from now on."""
        try:
            channel = next(iter(form.numbers("channel")), 0)
            add_digest(self.app, reader_of(request), channel, form.schedule())
        except ParseError as exc:
            return self._digests(request, 422, problem=str(exc))
        return go_on("/settings/digests", done="digest-added")

    def change_digest(self, request: Request, form: Form) -> Response:
        """Send an edition at other times."""
        try:
            change_digest(self.app, reader_of(request), number_of(request, "digest"), form.schedule())
        except ParseError as exc:
            return self._digests(request, 422, problem=str(exc))
        return go_on("/settings/digests", done="changed")

    def remove_digest(self, request: Request, _form: Form) -> Response:
        """Send an edition no more."""
        remove_digest(self.app, reader_of(request), number_of(request, "digest"))
        return go_on("/settings/digests", done="digest-removed")

    def push_key(self, _request: Request) -> Response:
        """What a browser subscribes with."""
        return JSONResponse({"key": push.public_key(self.app)}, headers={"cache-control": "private, no-cache"})

    def push_subscribe(self, request: Request, form: Form) -> Response:
        """Tell a browser from now on."""
        push.subscribe(self.app, reader_of(request), form.text("endpoint"), form.text("p256dh"), form.text("auth"))
        return JSONResponse({"told": True})

    def push_unsubscribe(self, request: Request, form: Form) -> Response:
        """Tell a browser no more."""
        was = push.unsubscribe(self.app, reader_of(request), form.text("endpoint"))
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"told": False, "was": was})
        return go_on("/settings/channels", done="channel-removed")

    def _channels(self, request: Request, status: int = 200, problem: str = "", typed: Form | None = None) -> Response:
        reader = reader_of(request)
        return self.look.page(
            request,
            "channels.html",
            status,
            channels=channels(self.app, reader),
            browsers=push.subscriptions(self.app, reader),
            has_mail=self.app.settings.smtp is not None,
            problem=problem,
            typed=typed or Form({}, {}),
        )

    def _digests(self, request: Request, status: int = 200, **values: Any) -> Response:
        reader = reader_of(request)
        return self.look.page(
            request,
            "digests.html",
            status,
            channels={each.channel.id: each.channel for each in channels(self.app, reader)},
            digests=digests(self.app, reader),
            days=DAYS,
            time_zones=time_zones(),
            **({"problem": ""} | values),
        )


def outlet_routes(app: App, look: Look) -> list[Route]:
    """The routes of these pages and forms."""
    outlets = Outlets(app, look)
    acts = {
        "/settings/channels/add": outlets.add,
        "/settings/channels/{number:int}/change": outlets.change,
        "/settings/channels/{number:int}/test": outlets.test,
        "/settings/channels/{number:int}/remove": outlets.remove,
        "/settings/digests/add": outlets.add_digest,
        "/settings/digests/{number:int}/change": outlets.change_digest,
        "/settings/digests/{number:int}/remove": outlets.remove_digest,
        "/push/subscribe": outlets.push_subscribe,
        "/push/unsubscribe": outlets.push_unsubscribe,
    }
    return [
        Route("/settings/channels", outlets.channels),
        Route("/settings/digests", outlets.digests),
        Route("/push/key", outlets.push_key),
        *posted_routes(acts, app.key),
    ]
