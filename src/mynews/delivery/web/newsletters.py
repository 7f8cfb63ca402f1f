"""Newsletters on pages: the mailboxes that are read, and who of those that write is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast, get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mynews.delivery.web.addresses import is_number, number_of
from mynews.delivery.web.entrance import reader_of
from mynews.delivery.web.forms import Form, posted_routes
from mynews.delivery.web.look import Look
from mynews.delivery.web.notices import go_on
from mynews.model.errors import FetchError, ParseError
from mynews.net.mailbox import MailboxAccount, Security
from mynews.services.app import App
from mynews.services.gathering.newsletters import add_mailbox, approve, mailboxes, refuse, remove_mailbox, senders

PAGE = "/settings/newsletters"


@dataclass(frozen=True, slots=True)
class NewsletterPages:
    """The page of newsletters, and what its forms do."""

    app: App
    look: Look

    def page(self, request: Request) -> Response:
        """Mailboxes and senders."""
        return self._page(request)

    def add(self, request: Request, form: Form) -> Response:
        """Read a mailbox; it is opened first, and on failure the form comes back, but no password."""
        try:
            add_mailbox(self.app, reader_of(request), _account(form))
        except (FetchError, ParseError) as exc:
            return self._page(request, 422, problem=str(exc), typed=form)
        return go_on(PAGE, done="mailbox-added")

    def remove(self, request: Request, _form: Form) -> Response:
        """Read a mailbox no more."""
        remove_mailbox(self.app, reader_of(request), number_of(request, "mailbox"))
        return go_on(PAGE, done="mailbox-removed")

    def approve(self, request: Request, _form: Form) -> Response:
        """Read a sender's letters."""
        came = approve(self.app, reader_of(request), number_of(request, "sender"))
        return go_on(PAGE, done="sender-approved", n=came)

    def refuse(self, request: Request, _form: Form) -> Response:
        """Read a sender's letters no more."""
        refuse(self.app, reader_of(request), number_of(request, "sender"))
        return go_on(PAGE, done="sender-refused")

    def _page(self, request: Request, status: int = 200, problem: str = "", typed: Form | None = None) -> Response:
        reader = reader_of(request)
        return self.look.page(
            request,
            "newsletters.html",
            status,
            mailboxes=mailboxes(self.app, reader),
            senders=senders(self.app, reader),
            problem=problem,
            typed=typed or Form({}, {}),
        )


def newsletter_routes(app: App, look: Look) -> list[Route]:
    """The routes of this page and its forms."""
    pages = NewsletterPages(app, look)
    acts = {
        f"{PAGE}/mailboxes/add": pages.add,
        f"{PAGE}/mailboxes/{{number:int}}/remove": pages.remove,
        f"{PAGE}/senders/{{number:int}}/approve": pages.approve,
        f"{PAGE}/senders/{{number:int}}/refuse": pages.refuse,
    }
    return [Route(PAGE, pages.page), *posted_routes(acts, app.key)]


def _account(form: Form) -> MailboxAccount:
    security, port = form.text("security"), form.text("port")
    if security not in get_args(Security):
        raise ParseError("Choose how the way to the mailbox is encrypted.")
    if not (is_number(port) and 0 < int(port) < 65536):
        raise ParseError("The port is a number such as 993.")
    if not (form.text("host") and form.text("user") and form.typed("password")):
        raise ParseError("Give the server, the user and the password of the mailbox.")
    return MailboxAccount(
        host=form.text("host").lower(),
        port=int(port),
        user=form.text("user"),
        password=form.typed("password"),
        folder=form.text("folder") or "INBOX",
        security=cast(Security, security),
    )
