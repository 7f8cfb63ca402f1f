"""Coming in and going out: the login, invitations, and a reader's name, password and devices."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mynews.delivery.web.addresses import number_of
from mynews.delivery.web.entrance import asker_of, reader_of
from mynews.delivery.web.forms import Form, posted_routes
from mynews.delivery.web.look import Look
from mynews.delivery.web.notices import go_on, own_path
from mynews.delivery.web.security import LOGIN_COOKIE, cookie, drop_cookie, keep_cookie, renew_session
from mynews.model.account import Asker
from mynews.model.errors import MyNewsError, NotAllowed, NotLoggedIn, TooOften
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.household.accounts import (
    KEPT,
    account_of,
    change_password,
    end_other_sessions,
    end_session,
    is_closed,
    log_in,
    log_out,
    open_session,
    sessions_of,
)
from mynews.services.household.oidc import linked_at, provider_name
from mynews.services.household.passkeys import are_possible, passkeys
from mynews.services.household.readers import accept, invited, rename_reader

_ANOTHER_TIME = "The two passwords are not the same. Type the new one twice."


@dataclass(frozen=True, slots=True)
class AccountPages:
    """The endpoints of coming in, and of what a reader sets about it."""

    app: App
    look: Look

    def door(self, request: Request) -> Response:
        """The form to log in; on to the pages where nobody needs to."""
        to = own_path(request.query_params.get("to", ""))
        return self._door(request, to) if is_closed(self.app) else RedirectResponse(to, 303)

    def log_in(self, request: Request, form: Form) -> Response:
        """Log in with name and password."""
        to, name = own_path(form.typed("to")), form.text("name")
        former, browser = cookie(request, LOGIN_COOKIE), request.headers.get("user-agent", "")
        try:
            secret = log_in(
                self.app, name, form.typed("password"), address=address_of(request), agent=browser, former=former
            )
        except (NotLoggedIn, TooOften) as exc:
            return self._door(request, to, name, exc)
        return came_in(request, to, secret)

    def log_out(self, request: Request, _form: Form) -> Response:
        """Log this browser out."""
        log_out(self.app, cookie(request, LOGIN_COOKIE))
        answer = RedirectResponse("/login", 303)
        drop_cookie(answer, request, LOGIN_COOKIE)
        renew_session(answer, request)
        # What was read here is nobody else's: pages kept for the button Back go too.
        answer.headers["clear-site-data"] = '"cache", "storage"'
        return answer

    def invitation(self, request: Request) -> Response:
        """Where somebody who was invited sets their password."""
        return self._invitation(request, invited(self.app, request.path_params["secret"]))

    def accept(self, request: Request, form: Form) -> Response:
        """Set the password of who was invited, and let them in."""
        secret = request.path_params["secret"]
        reader = invited(self.app, secret)
        try:
            accept(self.app, secret, _new_password(form))
        except NotAllowed as exc:
            return self._invitation(request, reader, exc)
        return came_in(request, "/", self.session_of(request, reader))

    def session_of(self, request: Request, reader: Reader) -> str:
        """A new session in this browser for a reader who proved who they are."""
        agent = request.headers.get("user-agent", "")
        return open_session(self.app, reader, agent=agent, former=cookie(request, LOGIN_COOKIE))

    def account(self, request: Request) -> Response:
        """A reader's name and password."""
        return self._account(request)

    def rename(self, request: Request, form: Form) -> Response:
        """Give the reader another name."""
        try:
            rename_reader(self.app, reader_of(request), form.text("name"))
        except NotAllowed as exc:
            return self._account(request, exc)
        return go_on("/settings/account", done="renamed")

    def change_password(self, request: Request, form: Form) -> Response:
        """Set the reader's first password, or another."""
        asker = _asker(request)
        try:
            password = _new_password(form)
            change_password(self.app, asker, form.typed("former"), password, address=address_of(request))
        except (NotAllowed, NotLoggedIn, TooOften) as exc:
            return self._account(request, exc)
        answer = go_on("/settings/account", done="password-set")
        return logged_in(answer, request, self.session_of(request, asker.reader))

    def devices(self, request: Request) -> Response:
        """The browsers in which the reader is logged in."""
        reader = reader_of(request)
        sessions = sessions_of(self.app, reader)
        account = account_of(self.app, reader)
        return self.look.page(
            request,
            "devices.html",
            sessions=sessions,
            account=account,
            passkeys=passkeys(self.app, reader),
            passkeys_possible=are_possible(self.app),
            provider=provider_name(self.app),
            linked_at=linked_at(self.app, reader),
        )

    def end(self, request: Request, _form: Form) -> Response:
        """Log another browser out."""
        end_session(self.app, reader_of(request), number_of(request, "device"))
        return go_on("/settings/devices", done="logged-out")

    def end_others(self, request: Request, _form: Form) -> Response:
        """Log every other browser out."""
        asker = _asker(request)
        number = end_other_sessions(self.app, asker.reader, asker.session)
        return go_on("/settings/devices", done="logged-out-others", n=number)

    def _door(self, request: Request, to: str, name: str = "", problem: MyNewsError | None = None) -> Response:
        page = self.look.page(
            request,
            "login.html",
            status_of(problem),
            to=to,
            name=name,
            problem=str(problem or ""),
            passkeys_possible=are_possible(self.app),
            provider=provider_name(self.app),
        )
        return refused_page(page, problem)

    def _invitation(self, request: Request, reader: Reader, problem: NotAllowed | None = None) -> Response:
        status = status_of(problem)
        return self.look.page(request, "invitation.html", status, reader=reader, problem=str(problem or ""))

    def _account(self, request: Request, problem: MyNewsError | None = None) -> Response:
        account = account_of(self.app, reader_of(request))
        page = self.look.page(request, "account.html", status_of(problem), account=account, problem=str(problem or ""))
        return refused_page(page, problem)


def account_routes(app: App, look: Look) -> list[Route]:
    """The pages and forms of accounts."""
    pages = AccountPages(app, look)
    acts = {
        "/login": pages.log_in,
        "/logout": pages.log_out,
        "/invitation/{secret}": pages.accept,
        "/settings/account/name": pages.rename,
        "/settings/account/password": pages.change_password,
        "/settings/devices/{number:int}/end": pages.end,
        "/settings/devices/end-others": pages.end_others,
    }
    return [
        Route("/login", pages.door),
        Route("/invitation/{secret}", pages.invitation),
        Route("/settings/account", pages.account),
        Route("/settings/devices", pages.devices),
        *posted_routes(acts, app.key),
    ]


def address_of(request: Request) -> str:
    """From where somebody asks: what the server saw, or what a trusted proxy told it."""
    return request.client.host if request.client else ""


def came_in(request: Request, to: str, secret: str) -> Response:
    """On to a page, as the reader of a new session."""
    return logged_in(RedirectResponse(to, 303), request, secret)


def login_address(to: str) -> str:
    """The page where one logs in, to be led on to another afterwards."""
    return f"/login?{urlencode({'to': to})}"


def logged_in(answer: Response, request: Request, secret: str) -> Response:
    """An answer with which the browser is logged in."""
    keep_cookie(answer, request, LOGIN_COOKIE, secret, KEPT)
    renew_session(answer, request)
    return answer


def _new_password(form: Form) -> str:
    if form.typed("password") != form.typed("again"):
        raise NotAllowed(_ANOTHER_TIME)
    return form.typed("password")


def _asker(request: Request) -> Asker:
    asker = asker_of(request)
    if asker is None:
        raise NotLoggedIn("You are not logged in.")
    return asker


def status_of(problem: MyNewsError | None) -> int:
    """The status of a page that says what was wrong with a form."""
    if problem is None:
        return 200
    if isinstance(problem, TooOften):
        return 429
    return 401 if isinstance(problem, NotLoggedIn) else 422


def refused_page(page: Response, problem: MyNewsError | None) -> Response:
    """A page that says what was wrong with a form, and when to try again where it was tried too often."""
    if isinstance(problem, TooOften):
        page.headers["retry-after"] = str(int(problem.seconds) + 1)
    return page
