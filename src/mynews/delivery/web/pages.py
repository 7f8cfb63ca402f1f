"""What can be looked at. Nothing here changes anything."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from mynews.delivery.web.addresses import number_of, place_of
from mynews.delivery.web.forms import Form, typed
from mynews.delivery.web.look import Look
from mynews.delivery.web.views import Front, days_of, front_of
from mynews.model.errors import MyNewsError
from mynews.services.app import App
from mynews.services.browse import article_page, latest, shelf, source_page, subscriptions
from mynews.services.pictures import picture
from mynews.services.revisions import revisions_of
from mynews.services.search import search
from mynews.services.subscribe import export_opml

_LONGEST_QUERY = 500
_FOUND = 50
_PICTURE_HEADERS = {
    "cache-control": "private, max-age=2592000, immutable",
    # An SVG opened by itself is a document; it may draw, and nothing else.
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}
# Drawn where a picture is missing, so that its place stays calm. One pixel large: by that the script knows it.
_NO_PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">'
    b'<path fill="#888" fill-opacity=".14" d="M0 0h1v1H0z"/></svg>'
)


@dataclass(frozen=True, slots=True)
class Pages:
    """The endpoints of GET."""

    app: App
    look: Look

    def latest(self, request: Request) -> Response:
        """The newest articles, of everything or of one folder."""
        reader = self.app.reader()
        after = place_of(request)
        folder = typed(request.query_params.get("folder", "")) or None
        listing = latest(self.app, reader, after, folder=folder)
        now = self.app.now()
        return self.look.page(
            request,
            "latest.html",
            front=front_of(listing.cards, now) if after is None else Front((), days_of(listing.cards, now)),
            listing=listing,
            shelf=shelf(self.app, reader),
            folder=folder,
            first=after is None,
        )

    def sources(self, request: Request) -> Response:
        """Everything that is followed, by folder, and how it is."""
        followed = subscriptions(self.app, self.app.reader())
        return self.look.page(request, "sources.html", followed=followed, refused=())

    def source(self, request: Request) -> Response:
        """One source and its articles."""
        reader = self.app.reader()
        after = place_of(request)
        page = source_page(self.app, reader, number_of(request, "source"), after)
        return self.look.page(
            request,
            "source.html",
            source=page.source,
            subscription=page.subscription,
            listing=page.listing,
            days=days_of(page.listing.cards, self.app.now()),
            shelf=shelf(self.app, reader),
            first=after is None,
        )

    def article(self, request: Request) -> Response:
        """Everything that an article has."""
        page = article_page(self.app, self.app.reader(), number_of(request, "article"))
        return self.look.page(
            request,
            "article.html",
            article=page.article,
            source=page.source,
            revisions=revisions_of(page.article, page.changes),
        )

    def search(self, request: Request) -> Response:
        """What was found."""
        query = typed(request.query_params.get("q", ""), _LONGEST_QUERY)
        hits = search(self.app, self.app.reader(), query, _FOUND) if query else []
        return self.look.page(request, "search.html", query=query, hits=hits, full=len(hits) == _FOUND)

    def add(self, request: Request) -> Response:
        """The form for one more source."""
        folders = shelf(self.app, self.app.reader()).folders
        return self.look.page(request, "add.html", folders=folders, typed=Form({}, {}), problem="", in_login=False)

    def export(self, _request: Request) -> Response:
        """All that is followed, as a file for any feed reader."""
        return Response(
            export_opml(self.app, self.app.reader()),
            media_type="text/x-opml",
            headers={"content-disposition": 'attachment; filename="mynews.opml"', "cache-control": "private, no-cache"},
        )

    def picture(self, request: Request) -> Response:
        """A picture that stands on a page of ours."""
        url = request.query_params.get("url", "")
        try:
            file = picture(self.app, url, request.path_params["signature"])
        except MyNewsError:
            headers = _PICTURE_HEADERS | {"cache-control": "private, max-age=300"}
            return Response(_NO_PICTURE, 404, media_type="image/svg+xml", headers=headers)
        return Response(file.content, media_type=file.media_type, headers=_PICTURE_HEADERS)

    def healthz(self, _request: Request) -> Response:
        """Whether we can answer: for whoever watches over the server."""
        shelf(self.app, self.app.reader())
        return PlainTextResponse("ok", headers={"cache-control": "no-store"})
