"""The search page, and the searches that a reader keeps there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mynews.delivery.web.addresses import number_of
from mynews.delivery.web.entrance import reader_of
from mynews.delivery.web.forms import Form, typed
from mynews.delivery.web.look import Look
from mynews.delivery.web.notices import go_back
from mynews.delivery.web.views import phrase_of
from mynews.model.query import Operator
from mynews.services.app import App
from mynews.services.personal.interests import interests
from mynews.services.stories.saved_searches import (
    LONGEST_QUERY,
    MOST_NEW,
    follow_search,
    kept_as,
    look_at_search,
    remove_search,
    save_search,
    saved_searches,
)
from mynews.services.stories.search import Chip, Order, search_page

_LABELS: dict[Operator, str] = {
    "source": "Source",
    "topic": "Topic",
    "entity": "About",
    "person": "Person",
    "organisation": "Organisation",
    "place": "Place",
    "author": "By",
    "before": "Before",
    "after": "Since",
    "in": "Folder",
    "lang": "Language",
    "is": "",
}


@dataclass(frozen=True, slots=True)
class Searching:
    """The search page and its forms."""

    app: App
    look: Look

    def page(self, request: Request) -> Response:
        """What was found, with the filters in force; the searches that are kept where nothing is looked for."""
        query = typed(request.query_params.get("q", ""), LONGEST_QUERY)
        order: Order = "newest" if request.query_params.get("order") == "newest" else "best"
        after = request.query_params.get("after")
        reader = reader_of(request)
        return self.look.page(
            request,
            "search.html",
            query=query,
            page=search_page(self.app, reader, query, order=order, after=after) if query else None,
            order=order,
            first=after is None,
            kept=() if query else saved_searches(self.app, reader),
            saved=kept_as(self.app, reader, query) if query else None,
            most_new=MOST_NEW,
            chip_words=chip_words,
            phrase=phrase_of(query),
            interests=interests(self.app, reader),
        )

    def save(self, request: Request, form: Form) -> Response:
        """Keep a search."""
        saved = save_search(self.app, reader_of(request), form.text("q"), followed=form.text("followed") == "yes")
        return go_back(request, form, done="search-saved", search=saved.id)

    def open(self, request: Request, _form: Form) -> Response:
        """Look at what a kept search finds, the newest first: from now on, what comes is new."""
        saved = look_at_search(self.app, reader_of(request), number_of(request, "saved search"))
        return RedirectResponse(f"/search?{urlencode({'q': saved.query, 'order': 'newest'})}", 303)

    def follow(self, request: Request, form: Form) -> Response:
        """Have what a kept search finds stand under Following."""
        return self._follow(request, form, followed=True)

    def unfollow(self, request: Request, form: Form) -> Response:
        """Follow a kept search no more."""
        return self._follow(request, form, followed=False)

    def remove(self, request: Request, form: Form) -> Response:
        """Keep a search no more."""
        gone = remove_search(self.app, reader_of(request), number_of(request, "saved search"))
        said = {"followed": "yes"} if gone.followed else {}
        return go_back(request, form, done="search-removed", again=gone.query, **said)

    def _follow(self, request: Request, form: Form, *, followed: bool) -> Response:
        number = number_of(request, "saved search")
        follow_search(self.app, reader_of(request), number, followed=followed)
        return go_back(request, form, done="search-followed" if followed else "search-unfollowed", search=number)


def chip_words(chip: Chip) -> str:
    """A filter as people say it."""
    label = _LABELS[chip.operator]
    words = f"{label} {chip.value}" if label else chip.value.capitalize()
    return f"Not: {words}" if chip.without else words
