"""Feeds of the reader's own: made and taken back on one page."""

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
from mynews.model.errors import NotFound
from mynews.model.published import PublishedFeed, PublishedKind
from mynews.services.app import App
from mynews.services.programs.published import home_of, publish, published, secret_of, take_back, title_of
from mynews.services.stories.lists import shelf

PAGE = "/settings/feeds"
_FORMATS = (("atom", "Atom"), ("rss", "RSS"), ("json", "JSON Feed"))


@dataclass(frozen=True, slots=True)
class Outlet:
    """A feed as the page shows it: what it is called, the page with the same, and its addresses by format."""

    feed: PublishedFeed
    title: str
    home: str
    addresses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Publishing:
    """The page of published feeds, and its forms."""

    app: App
    look: Look

    def page(self, request: Request) -> Response:
        """The feeds that the reader published, with their addresses."""
        reader = reader_of(request)
        outlets = [self._outlet(feed) for feed in published(self.app, reader)]
        return self.look.page(request, "settings_feeds.html", outlets=outlets, shelf=shelf(self.app, reader))

    def publish(self, request: Request, form: Form) -> Response:
        """Publish an edition or a list."""
        feed = publish(self.app, reader_of(request), _kind(form.text("kind")), form.text("key"))
        return go_on(f"{PAGE}#feed-{feed.id}")

    def take_back(self, request: Request, _form: Form) -> Response:
        """Let an address lead nowhere from now on."""
        take_back(self.app, reader_of(request), number_of(request, "feed"))
        return go_on(PAGE, done="feed-gone")

    def _outlet(self, feed: PublishedFeed) -> Outlet:
        start = f"{self.app.settings.public_url}/feeds/{feed.id}-{secret_of(self.app, feed)}"
        return Outlet(
            feed, title_of(feed), home_of(feed), tuple((words, f"{start}.{name}") for name, words in _FORMATS)
        )


def _kind(text: str) -> PublishedKind:
    for known in get_args(PublishedKind):
        if text == known:
            return cast(PublishedKind, known)
    raise NotFound("This is nothing that can be published as a feed.")
