"""What can be done. Each does it once, then sends the browser on to a page that can be reloaded."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from mynews.delivery.web.addresses import instant_of, number_of
from mynews.delivery.web.entrance import reader_of
from mynews.delivery.web.forms import Form
from mynews.delivery.web.look import Look
from mynews.delivery.web.notices import go_back, go_on, said_of_list, said_of_tie
from mynews.delivery.web.screen import CHOICES, changed, keep_screen, screen_of
from mynews.model.document import Credentials
from mynews.model.errors import FetchError, MyNewsError, NotFound, ParseError
from mynews.services.app import App
from mynews.services.gathering.sample import forget_sample
from mynews.services.gathering.subscribe import (
    Wish,
    follow,
    import_opml,
    refresh_soon,
    rename,
    subscribe,
    take_back,
    unsubscribe,
)
from mynews.services.stories.arrange import merge, split
from mynews.services.stories.lists import shelf, subscriptions


@dataclass(frozen=True, slots=True)
class Actions:
    """The endpoints of POST."""

    app: App
    look: Look

    def add(self, request: Request, form: Form) -> Response:
        """Follow whatever lies at an address; on failure the form comes back with what was typed, but no secrets."""
        credentials = _credentials(form)
        try:
            if not form.text("address"):
                raise ParseError("Type or paste an address first.")
            wish = Wish(form.text("folder"), credentials)
            added = subscribe(self.app, reader_of(request), form.text("address"), wish)
        except (FetchError, ParseError) as exc:
            return self._add_again(request, form, exc, in_login=credentials is not None)
        return go_on(f"/source/{added.source.id}", done="followed" if added.new else "already")

    def import_list(self, request: Request, form: Form) -> Response:
        """Follow every source of a list in OPML."""
        reader = reader_of(request)
        try:
            content = form.files.get("list", b"")
            if not content:
                raise ParseError("Choose a file first.")
            imported = import_opml(self.app, reader, content)
        except ParseError as exc:
            return self._add_again(request, form, exc, in_login=False)
        if imported.refused:
            followed = subscriptions(self.app, reader)
            return self.look.page(request, "sources.html", followed=followed, refused=imported.refused)
        return go_on("/sources", **said_of_list(imported))

    def take_back(self, request: Request, form: Form) -> Response:
        """Follow no longer what a list brought."""
        at = instant_of(form.text("at"), self.app.now())
        if at is None:
            raise ParseError("It is not clear which list this was. Unfollow its sources one by one.")
        take_back(self.app, reader_of(request), at)
        return go_on("/sources", done="undone")

    def follow(self, request: Request, form: Form) -> Response:
        """Follow a source that is here."""
        number = number_of(request, "source")
        follow(self.app, reader_of(request), number, Wish(form.text("folder"), title=form.text("title")))
        return go_on(f"/source/{number}", done="followed")

    def unfollow(self, request: Request, _form: Form) -> Response:
        """Follow a source no longer."""
        gone = unsubscribe(self.app, reader_of(request), number_of(request, "source"))
        return go_on("/sources", **said_of_tie(gone))

    def change(self, request: Request, form: Form) -> Response:
        """Give a source another name and folder."""
        number = number_of(request, "source")
        rename(self.app, reader_of(request), number, title=form.text("title"), folder=form.text("folder"))
        return go_on(f"/source/{number}", done="changed")

    def refresh(self, request: Request, _form: Form) -> Response:
        """Have a source fetched soon."""
        number = number_of(request, "source")
        refresh_soon(self.app, reader_of(request), number)
        return go_on(f"/source/{number}", done="refreshing")

    def refresh_all(self, request: Request, _form: Form) -> Response:
        """Have every source fetched soon."""
        refresh_soon(self.app, reader_of(request))
        return go_on("/sources", done="refreshing-all")

    def split(self, request: Request, form: Form) -> Response:
        """Take articles out of a story into one of their own. The page then offers to undo it."""
        number = number_of(request, "story")
        articles = form.numbers("article")
        if not articles:
            raise ParseError("Tick the articles that are not part of this story first.")
        parted = split(self.app, reader_of(request), number, articles)
        return go_on(f"/story/{number}", done="split", n=parted)

    def merge(self, request: Request, form: Form) -> Response:
        """Make one story of two."""
        other = form.numbers("other")
        if not other:
            raise NotFound("There is no such other story here.")
        number = merge(self.app, reader_of(request), number_of(request, "story"), other[0])
        return go_on(f"/story/{number}", done="merged")

    def screen(self, request: Request, form: Form) -> Response:
        """Change how this browser shows pages; what the form does not say stays."""
        chosen = {name: form.text(name) for name in CHOICES}
        screen = changed(screen_of(request), chosen)
        return keep_screen(go_back(request, form, done="screen"), request, screen)

    def remove_sample(self, _request: Request, _form: Form) -> Response:
        """Take the sample edition out."""
        forget_sample(self.app)
        return go_on("/", done="sample-removed")

    def _add_again(self, request: Request, form: Form, problem: MyNewsError, *, in_login: bool) -> Response:
        folders = shelf(self.app, reader_of(request)).folders
        return self.look.page(
            request, "add.html", 422, folders=folders, typed=form, problem=str(problem), in_login=in_login
        )


def _credentials(form: Form) -> Credentials | None:
    cookie, user, password = form.text("cookie"), form.text("user"), form.typed("password")
    if not (cookie or user or password):
        return None
    return Credentials(cookie=cookie or None, user=user or None, password=password or None)
