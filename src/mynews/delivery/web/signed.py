"""Pages that a link in a mail or client program leads to: whoever has it may do this one thing, signed in or not.

Nothing is done by opening one: guards against viruses open every link of a mail, and programs fetch ahead. A button
does it.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mynews.delivery.web.forms import Form, posted
from mynews.delivery.web.look import Look
from mynews.services.app import App
from mynews.services.personal.say import mutable, say, saying_of
from mynews.services.sending.digests import digest_to_stop, stop_digest


@dataclass(frozen=True, slots=True)
class Signed:
    """The endpoints of signed links."""

    app: App
    look: Look

    def saying(self, request: Request) -> Response:
        """What a reader would say of a story."""
        return self._say(request, done=False)

    def say(self, request: Request, form: Form) -> Response:
        """Have it said."""
        say(self.app, saying_of(self.app, request.path_params["token"]), form.text("what"))
        return self._say(request, done=True)

    def stopping(self, request: Request) -> Response:
        """What would end."""
        digest_to_stop(self.app, request.path_params["token"])
        return self.look.page(request, "stop.html", is_done=False)

    async def stop(self, request: Request) -> Response:
        """End a digest: by the button of the page, or by a mail program that asks nobody (RFC 8058)."""
        await run_in_threadpool(stop_digest, self.app, request.path_params["token"])
        return await run_in_threadpool(self.look.page, request, "stop.html", is_done=True)

    def _say(self, request: Request, *, done: bool) -> Response:
        saying = saying_of(self.app, request.path_params["token"])
        choices = mutable(self.app, saying) if saying.word == "mute" and not done else ()
        return self.look.page(request, "say.html", saying=saying, choices=choices, is_done=done)


def signed_routes(app: App, look: Look) -> list[Route]:
    """The routes of signed links."""
    signed = Signed(app, look)
    return [
        Route("/say/{token}", signed.saying),
        Route("/say/{token}", posted(signed.say, app.key), methods=["POST"]),
        Route("/stop/{token}", signed.stopping),
        Route("/stop/{token}", signed.stop, methods=["POST"]),
    ]
