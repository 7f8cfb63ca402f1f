"""The page of app passwords: made, listed with their last use, revoked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast, get_args

from starlette.requests import Request
from starlette.responses import Response

from mynews.delivery.web.addresses import number_of
from mynews.delivery.web.entrance import reader_of
from mynews.delivery.web.forms import Form
from mynews.delivery.web.look import Look
from mynews.delivery.web.notices import go_on
from mynews.model.access import Scope
from mynews.model.errors import NotAllowed
from mynews.services.app import App
from mynews.services.household.app_passwords import NewPassword, app_passwords, make_app_password, revoke

PAGE = "/settings/apps"


@dataclass(frozen=True, slots=True)
class Access:
    """The endpoints about programs that read for somebody."""

    app: App
    look: Look

    def apps(self, request: Request) -> Response:
        """The reader's app passwords."""
        return self._page(request)

    def make(self, request: Request, form: Form) -> Response:
        """Make one. The answer alone shows the secret: it is kept nowhere, and neither is this page."""
        scope = form.text("scope") or "client"
        try:
            if scope not in get_args(Scope):
                raise NotAllowed("Say what the program may do.")
            made = make_app_password(
                self.app,
                reader_of(request),
                form.text("name"),
                cast(Scope, scope),
                for_fever=bool(form.text("fever")),
            )
        except NotAllowed as exc:
            return self._page(request, 422, problem=str(exc), typed=form.text("name"))
        answer = self._page(request, made=made)
        answer.headers["cache-control"] = "no-store"
        return answer

    def revoke(self, request: Request, _form: Form) -> Response:
        """Take one back."""
        revoke(self.app, reader_of(request), number_of(request, "app password"))
        return go_on(PAGE, done="revoked")

    def _page(
        self,
        request: Request,
        status: int = 200,
        *,
        made: NewPassword | None = None,
        problem: str = "",
        typed: str = "",
    ) -> Response:
        reader = reader_of(request)
        return self.look.page(
            request,
            "settings_apps.html",
            status,
            passwords=app_passwords(self.app, reader),
            made=made,
            problem=problem,
            typed=typed,
            reader=reader,
        )
