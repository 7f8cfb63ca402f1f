"""Logging in with an account elsewhere: to the provider and back.

Links, not forms, lead there: our policy sends forms nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mynews.delivery.web.account_pages import AccountPages, came_in
from mynews.delivery.web.entrance import reader_of
from mynews.delivery.web.forms import Form, posted
from mynews.delivery.web.look import Look
from mynews.delivery.web.notices import go_on, own_path
from mynews.delivery.web.security import LOGIN_COOKIE, SESSION_COOKIE, Proof, cookie, keep_cookie
from mynews.model.errors import NotLoggedIn
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.household import oidc
from mynews.services.household.accounts import who_asks


@dataclass(frozen=True, slots=True)
class OidcPages:
    """The endpoints of an account elsewhere."""

    app: App
    accounts: AccountPages

    def log_in(self, request: Request) -> Response:
        """On to the provider, to log in."""
        return self._on(request, own_path(request.query_params.get("to", "")))

    def link(self, request: Request) -> Response:
        """On to the provider, to link an account there to the reader."""
        return self._on(request, "/settings/devices", reader_of(request))

    def back(self, request: Request) -> Response:
        """Back from the provider: logged in, or linked."""
        who = oidc.confirm(self.app, cookie(request, SESSION_COOKIE), request.query_params)
        if who.reader_id is None:
            return came_in(request, own_path(who.to), self.accounts.session_of(request, oidc.reader_at(self.app, who)))
        asker = who_asks(self.app, cookie(request, LOGIN_COOKIE))
        if asker is None:
            raise NotLoggedIn("You were logged out meanwhile. Log in, and link the account again.")
        oidc.link(self.app, asker.reader, who)
        return go_on(own_path(who.to), done="linked")

    def unlink(self, request: Request, _form: Form) -> Response:
        """Let that account open the door no more."""
        oidc.unlink(self.app, reader_of(request))
        return go_on("/settings/devices", done="unlinked")

    def _on(self, request: Request, to: str, reader: Reader | None = None) -> Response:
        proof = Proof(self.app.key, request)
        answer = RedirectResponse(oidc.begin(self.app, proof.session, to, reader), 303)
        if proof.is_new:
            keep_cookie(answer, request, SESSION_COOKIE, proof.session)
        return answer


def oidc_routes(app: App, look: Look) -> list[Route]:
    """The routes of an account elsewhere."""
    pages = OidcPages(app, AccountPages(app, look))
    return [
        Route("/login/oidc", pages.log_in),
        Route(oidc.BACK, pages.back),
        Route("/settings/oidc/link", pages.link),
        Route("/settings/oidc/unlink", posted(pages.unlink, app.key), methods=["POST"]),
    ]
