"""Passkeys: what the script of the login and of the devices page asks for, as JSON. Without it they do not work."""

from __future__ import annotations

import json
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mynews.delivery.web.account_pages import AccountPages, logged_in
from mynews.delivery.web.addresses import number_of
from mynews.delivery.web.entrance import reader_of
from mynews.delivery.web.forms import Form, posted_routes
from mynews.delivery.web.look import Look
from mynews.delivery.web.notices import go_on, own_path
from mynews.delivery.web.security import SESSION_COOKIE, cookie
from mynews.model.errors import MyNewsError, NotLoggedIn
from mynews.services.app import App
from mynews.services.household import passkeys
from mynews.services.household.passkeys import Ceremony


@dataclass(frozen=True, slots=True)
class PasskeyPages:
    """The endpoints of passkeys."""

    app: App
    accounts: AccountPages

    def begin_to_add(self, request: Request, _form: Form) -> Response:
        """What to ask a device for a new key."""
        try:
            return _asked(passkeys.begin_to_add(self.app, reader_of(request), _browser(request)))
        except MyNewsError as exc:
            return _refused(exc)

    def add(self, request: Request, form: Form) -> Response:
        """Keep the key that a device made."""
        answer, state, name = form.typed("answer"), form.typed("state"), form.text("name")
        try:
            passkeys.add(self.app, reader_of(request), _browser(request), state, answer, name=name)
        except MyNewsError as exc:
            return _refused(exc)
        return JSONResponse({"to": "/settings/devices?done=passkey-added"})

    def remove(self, request: Request, _form: Form) -> Response:
        """Forget a key."""
        passkeys.remove(self.app, reader_of(request), number_of(request, "passkey"))
        return go_on("/settings/devices", done="passkey-removed")

    def begin_to_log_in(self, request: Request, _form: Form) -> Response:
        """What to ask a device, to log in."""
        return _asked(passkeys.begin_to_log_in(self.app, _browser(request)))

    def log_in(self, request: Request, form: Form) -> Response:
        """Log in with what a device answered."""
        try:
            reader = passkeys.proven(self.app, _browser(request), form.typed("state"), form.typed("answer"))
        except MyNewsError as exc:
            return _refused(exc)
        answer = JSONResponse({"to": own_path(form.typed("to"))})
        return logged_in(answer, request, self.accounts.session_of(request, reader))


def passkey_routes(app: App, look: Look) -> list[Route]:
    """The routes of passkeys."""
    pages = PasskeyPages(app, AccountPages(app, look))
    acts = {
        "/settings/passkeys/begin": pages.begin_to_add,
        "/settings/passkeys/add": pages.add,
        "/settings/passkeys/{number:int}/remove": pages.remove,
        "/login/passkey/begin": pages.begin_to_log_in,
        "/login/passkey": pages.log_in,
    }
    return posted_routes(acts, app.key)


def _browser(request: Request) -> str:
    """The secret to which forms are bound: what begins in one browser does not go on in another."""
    return cookie(request, SESSION_COOKIE)


def _asked(ceremony: Ceremony) -> Response:
    return JSONResponse({"options": json.loads(ceremony.options), "state": ceremony.state})


def _refused(error: MyNewsError) -> Response:
    return JSONResponse({"error": str(error)}, 401 if isinstance(error, NotLoggedIn) else 403)
