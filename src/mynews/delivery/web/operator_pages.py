"""The page of whoever looks after the installation. Nobody else gets an answer here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from mynews.delivery.web.account_pages import address_of, refused_page, status_of
from mynews.delivery.web.addresses import number_of
from mynews.delivery.web.entrance import operator_of
from mynews.delivery.web.forms import Act, Form, posted_routes
from mynews.delivery.web.look import Look
from mynews.delivery.web.notices import go_on
from mynews.model.errors import MyNewsError, NotAllowed, NotLoggedIn, TooOften
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.household.accounts import prove
from mynews.services.household.readers import add_reader, invite, remove_reader, set_operates
from mynews.services.operation.backup import backup
from mynews.services.operation.installation import installation

_SURE = "Tick the box first: all that the reader saved, follows and did is gone afterwards."


@dataclass(frozen=True, slots=True)
class OperatorPages:
    """The endpoints of the operator's page."""

    app: App
    look: Look

    def page(self, request: Request) -> Response:
        """How the installation is."""
        return self._page(request)

    def add(self, request: Request, form: Form) -> Response:
        """Add a reader; the page then shows the link by which they come in."""
        try:
            return self._invited(request, add_reader(self.app, form.text("name")))
        except NotAllowed as exc:
            return self._page(request, exc)

    def invite(self, request: Request, _form: Form) -> Response:
        """Make a new link for a reader, as when they forgot their password."""
        return self._invited(request, self._reader(request))

    def operates(self, request: Request, form: Form) -> Response:
        """Let a reader look after the installation too, or no more."""
        try:
            set_operates(self.app, self._reader(request), operates=form.text("operates") == "yes")
        except NotAllowed as exc:
            return self._page(request, exc)
        return go_on("/operator", done="changed")

    def remove(self, request: Request, form: Form) -> Response:
        """Delete a reader and all that is theirs."""
        try:
            if not form.text("sure"):
                raise NotAllowed(_SURE)
            remove_reader(self.app, self._reader(request))
        except NotAllowed as exc:
            return self._page(request, exc)
        return go_on("/operator", done="reader-removed")

    def backup(self, request: Request, form: Form) -> Response:
        """Everything in one file, for who gives their password once more."""
        asker = operator_of(request)
        try:
            prove(self.app, asker.reader, form.typed("password"), address=address_of(request))
        except (NotLoggedIn, TooOften) as exc:
            return self._page(request, exc)
        folder = Path(mkdtemp(prefix="backup-", dir=self.app.settings.data_dir))
        file = folder / f"mynews-{self.app.now():%Y-%m-%d}.zip"
        try:
            backup(self.app, file)
        except MyNewsError:
            _forget(folder)
            raise
        headers = {"cache-control": "no-store"}
        return FileResponse(
            file,
            media_type="application/zip",
            filename=file.name,
            headers=headers,
            background=BackgroundTask(_forget, folder),
        )

    def _reader(self, request: Request) -> Reader:
        number = number_of(request, "reader")
        with self.app.db.read() as tx:
            return tx.readers.get(number)

    def _invited(self, request: Request, reader: Reader) -> Response:
        link = self.app.settings.public_url + invite(self.app, reader)
        return self._page(request, invited=reader, link=link)

    def _page(
        self, request: Request, problem: MyNewsError | None = None, *, invited: Reader | None = None, link: str = ""
    ) -> Response:
        page = self.look.page(
            request,
            "operator.html",
            status_of(problem),
            is_now=installation(self.app),
            problem=str(problem or ""),
            invited=invited,
            link=link,
        )
        return refused_page(page, problem)


def operators_only(act: Act) -> Act:
    """An act that is refused to whoever does not look after the installation."""

    def checked(request: Request, form: Form) -> Response:
        operator_of(request)
        return act(request, form)

    return checked


def operator_routes(app: App, look: Look) -> list[Route]:
    """The routes of the operator's page."""
    pages = OperatorPages(app, look)
    acts: dict[str, Act] = {
        "/operator/readers": pages.add,
        "/operator/readers/{number:int}/invite": pages.invite,
        "/operator/readers/{number:int}/operates": pages.operates,
        "/operator/readers/{number:int}/remove": pages.remove,
        "/operator/backup": pages.backup,
    }
    return [
        Route("/operator", _seen_by_operators(pages.page)),
        *posted_routes({path: operators_only(act) for path, act in acts.items()}, app.key),
    ]


def _seen_by_operators(page: Callable[[Request], Response]) -> Callable[[Request], Response]:
    def checked(request: Request) -> Response:
        operator_of(request)
        return page(request)

    return checked


def _forget(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
