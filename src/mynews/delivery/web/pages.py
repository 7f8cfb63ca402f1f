"""What can be looked at. Nothing here changes anything."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from mynews.delivery.web.addresses import instant_of, is_number, number_of, place_of, story_place_of
from mynews.delivery.web.entrance import reader_of
from mynews.delivery.web.forms import Form, typed
from mynews.delivery.web.look import Look
from mynews.delivery.web.views import Front, days_of, front_of, front_of_stories, lead_of
from mynews.intake.clean import plain_text
from mynews.model.errors import MyNewsError
from mynews.services.app import App
from mynews.services.gathering.subscribe import export_opml
from mynews.services.personal.editions import neighbours
from mynews.services.personal.interests import interests
from mynews.services.stories.compare import compare
from mynews.services.stories.lists import article_page, latest, shelf, source_page, subscriptions
from mynews.services.stories.pictures import is_signed, picture
from mynews.services.stories.reading import (
    article_context,
    entity_page,
    news_since,
    story_page,
    top_stories,
    topic_page,
)
from mynews.services.stories.revisions import revisions_of
from mynews.understanding.reading_time import minutes_to_read
from mynews.understanding.vocabulary import load_terms

_LONGEST_QUERY = 500
_COVERAGE = 50  # articles of a story before somebody asks for all of them
_PICTURE_HEADERS = {
    "cache-control": "private, max-age=2592000, immutable",
    # An SVG opened by itself is a document; it may draw, and nothing else.
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}
# Drawn where a picture is missing, the first time that it is asked for: a frame with nothing but hills in it, so that
# its place is no hole. One pixel large: by that the script knows it.
_NO_PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" viewBox="0 0 96 96">'
    b'<g fill="none" stroke="#888" stroke-opacity=".55"><path d="M36 39.5h24v17H36z"/>'
    b'<path d="m36 54 7-7 5 5 4-4 8 8"/><circle cx="54" cy="44.5" r="1.5"/></g></svg>'
)


@dataclass(frozen=True, slots=True)
class Pages:
    """The endpoints of GET."""

    app: App
    look: Look

    def latest(self, request: Request) -> Response:
        """The newest articles, of everything or of one folder."""
        reader = reader_of(request)
        after = place_of(request)
        folder = typed(request.query_params.get("folder", "")) or None
        listing = latest(self.app, reader, after, folder=folder)
        return self.look.page(
            request,
            "latest.html",
            front=front_of(listing.cards) if after is None else Front((), days_of(listing.cards)),
            listing=listing,
            shelf=shelf(self.app, reader),
            folder=folder,
            first=after is None,
        )

    def sources(self, request: Request) -> Response:
        """Everything that is followed, by folder, and how it is."""
        followed = subscriptions(self.app, reader_of(request))
        return self.look.page(request, "sources.html", followed=followed, refused=())

    def source(self, request: Request) -> Response:
        """One source and its articles."""
        reader = reader_of(request)
        after = place_of(request)
        page = source_page(self.app, reader, number_of(request, "source"), after)
        return self.look.page(
            request,
            "source.html",
            source=page.source,
            subscription=page.subscription,
            listing=page.listing,
            days=days_of(page.listing.cards),
            shelf=shelf(self.app, reader),
            interests=interests(self.app, reader),
            first=after is None,
        )

    def article(self, request: Request) -> Response:
        """Everything that an article has."""
        reader, number = reader_of(request), number_of(request, "article")
        page = article_page(self.app, reader, number)
        context = article_context(self.app, reader, number)
        return self.look.page(
            request,
            "article.html",
            article=page.article,
            source=page.source,
            revisions=revisions_of(page.article, page.changes),
            context=context,
            interests=interests(self.app, reader),
            minutes=minutes_to_read(plain_text(page.article.body), page.article.language)
            if page.article.complete
            else 0,
            onward=neighbours(self.app, reader, context.story.id) if context.story else None,
        )

    def stories(self, request: Request) -> Response:
        """The most important stories now."""
        reader = reader_of(request)
        after = story_place_of(request)
        listing = top_stories(self.app, reader, after)
        front, rest = front_of_stories(listing.cards) if after is None else ((), tuple(map(lead_of, listing.cards)))
        return self.look.page(
            request,
            "stories.html",
            front=front,
            rest=rest,
            listing=listing,
            shelf=shelf(self.app, reader),
            first=after is None,
        )

    def story(self, request: Request) -> Response:
        """A story with all its coverage, under the number that it has today."""
        reader, number = reader_of(request), number_of(request, "story")
        page = story_page(self.app, reader, number)
        if page.story.id != number:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/story/{page.story.id}{query}", 308)
        asked = request.query_params.get("since")
        since = instant_of(asked, self.app.now()) if asked else page.opened_at
        parted = request.query_params.get("n", "")
        return self.look.page(
            request,
            "story.html",
            page=page,
            coverage=page.coverage if "all" in request.query_params else page.coverage[:_COVERAGE],
            since=since,
            since_is_wrong=bool(asked) and since is None,
            asked=bool(asked),
            news=news_since(self.app, reader, number, since) if since else None,
            comparison=compare(self.app, reader, number),
            onward=neighbours(self.app, reader, number),
            interests=interests(self.app, reader),
            may_arrange=self.app.settings.readers_arrange_stories,
            parted=int(parted) if request.query_params.get("done") == "split" and is_number(parted) else None,
        )

    def topics(self, request: Request) -> Response:
        """The top levels of the topics, or those that were found."""
        query = typed(request.query_params.get("q", ""), _LONGEST_QUERY)
        terms = load_terms()
        found = [(term, terms.ancestors(term.code)[::-1]) for term in terms.search(query)]
        return self.look.page(request, "topics.html", words=query, found=found, tops=terms.tops)

    def topic(self, request: Request) -> Response:
        """A topic and the stories about it."""
        reader = reader_of(request)
        after = story_place_of(request)
        page = topic_page(self.app, reader, request.path_params["code"], after)
        stated = interests(self.app, reader)
        return self.look.page(request, "topic.html", page=page, interests=stated, first=after is None)

    def entity(self, request: Request) -> Response:
        """A person, organisation or place and the stories about it."""
        reader = reader_of(request)
        after = story_place_of(request)
        page = entity_page(self.app, reader, number_of(request, "person, organisation or place"), after)
        stated = interests(self.app, reader)
        return self.look.page(request, "entity.html", page=page, interests=stated, first=after is None)

    def add(self, request: Request) -> Response:
        """The form for one more source."""
        folders = shelf(self.app, reader_of(request)).folders
        return self.look.page(request, "add.html", folders=folders, typed=Form({}, {}), problem="", in_login=False)

    def keys(self, request: Request) -> Response:
        """What keys do."""
        return self.look.page(request, "keys.html")

    def export(self, request: Request) -> Response:
        """All that is followed, as a file for any feed reader."""
        return Response(
            export_opml(self.app, reader_of(request)),
            media_type="text/x-opml",
            headers={"content-disposition": 'attachment; filename="mynews.opml"', "cache-control": "private, no-cache"},
        )

    def picture(self, request: Request) -> Response:
        """A picture that stands on a page of ours."""
        url, signed = request.query_params.get("url", ""), request.path_params["signature"]
        try:
            file = picture(self.app, url, signed)
        except MyNewsError as exc:
            if is_signed(self.app, url, signed):
                self.look.missing.note(url, exc)
            headers = _PICTURE_HEADERS | {"cache-control": "private, max-age=300"}
            return Response(_NO_PICTURE, 404, media_type="image/svg+xml", headers=headers)
        self.look.missing.forget(url)
        return Response(file.content, media_type=file.media_type, headers=_PICTURE_HEADERS)

    def healthz(self, _request: Request) -> Response:
        """Whether we can answer: for whoever watches over the server."""
        self.app.reader()
        return PlainTextResponse("ok", headers={"cache-control": "no-store"})
