"""The first run: a name, topics, sources, and the first edition as it grows. Every step can be skipped."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import groupby

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from mynews.delivery.web.entrance import reader_of
from mynews.delivery.web.forms import Form, typed
from mynews.delivery.web.look import Look
from mynews.delivery.web.notices import go_on, said_of_list
from mynews.intake.starter import load_starter
from mynews.model.errors import FetchError, MyNewsError, NotAllowed, ParseError
from mynews.model.source import Reader
from mynews.services.app import FIRST_READER, App
from mynews.services.gathering.sample import load_sample
from mynews.services.gathering.subscribe import import_opml, subscribe
from mynews.services.household.readers import rename_reader
from mynews.services.personal.interests import interests
from mynews.services.personal.welcome import (
    follow_starters,
    follow_topics,
    progress,
    topics_offered,
)
from mynews.services.stories.lists import shelf
from mynews.understanding.vocabulary import load_terms

_LONGEST_WORDS = 100
_MOST_CHOSEN = 300
# A stream ends by itself after so many looks, and the browser asks again: a server that stops waits no longer for it.
_LOOKS = 3
_PAUSE_SECONDS = 1.0
_AGAIN_MILLISECONDS = 300


@dataclass(frozen=True, slots=True)
class Welcome:
    """The pages of the first run and their forms."""

    app: App
    look: Look

    def start(self, request: Request) -> Response:
        """Who is there, and what comes."""
        return self._start(request)

    def name(self, request: Request, form: Form) -> Response:
        """Keep the name, and go on to the topics."""
        try:
            rename_reader(self.app, reader_of(request), form.text("name"))
        except NotAllowed as exc:
            return self._start(request, 422, form.text("name"), str(exc))
        return go_on("/welcome/topics", done="renamed")

    def topics(self, request: Request) -> Response:
        """Topics to choose from: the widest, or those that were found; what was ticked stays ticked."""
        reader = reader_of(request)
        words = typed(request.query_params.get("q", ""), _LONGEST_WORDS)
        terms = load_terms().terms
        ticked = request.query_params.getlist("topic")[:_MOST_CHOSEN]
        chosen = [terms[code] for code in dict.fromkeys(ticked) if code in terms]
        followed = [each.subject for each in interests(self.app, reader) if each.subject.kind == "topic"]
        besides = [*(term.code for term in chosen), *(subject.key for subject in followed)]
        offers = topics_offered(self.app, reader, words, besides)
        return self.look.page(
            request, "welcome_topics.html", words=words, chosen=chosen, followed=followed, offers=offers
        )

    def choose_topics(self, request: Request, form: Form) -> Response:
        """Follow the topics that are ticked."""
        count = follow_topics(self.app, reader_of(request), form.fields.get("topic", ())[:_MOST_CHOSEN])
        said = {"done": "topics-followed", "n": str(count)} if count else {}
        return go_on("/welcome/sources", **said)

    def sources(self, request: Request) -> Response:
        """Sources to choose from, of a subject, a country and a language; what was ticked stays ticked."""
        return self._sources(request)

    def choose_sources(self, request: Request, form: Form) -> Response:
        """Follow the sources that are ticked."""
        follow_starters(self.app, reader_of(request), form.fields.get("source", ())[:_MOST_CHOSEN])
        return go_on("/welcome/progress")

    def add(self, request: Request, form: Form) -> Response:
        """Follow whatever lies at an address."""
        try:
            if not form.text("address"):
                raise ParseError("Type or paste an address first.")
            subscribe(self.app, reader_of(request), form.text("address"))
        except (FetchError, ParseError) as exc:
            return self._sources(request, 422, exc, address=form.text("address"))
        return go_on("/welcome/progress")

    def import_list(self, request: Request, form: Form) -> Response:
        """Follow every source of a list in OPML."""
        try:
            content = form.files.get("list", b"")
            if not content:
                raise ParseError("Choose a file first.")
            imported = import_opml(self.app, reader_of(request), content)
        except ParseError as exc:
            return self._sources(request, 422, exc)
        return go_on("/welcome/progress", **said_of_list(imported))

    def sample(self, request: Request, _form: Form) -> Response:
        """Have the sample edition to look around in."""
        load_sample(self.app, reader_of(request))
        return go_on("/welcome/progress")

    def progress(self, request: Request) -> Response:
        """How far the sources have come, and the first stories."""
        reader = reader_of(request)
        return self.look.page(
            request, "welcome_progress.html", progress=progress(self.app, reader), shelf=shelf(self.app, reader)
        )

    async def events(self, request: Request) -> Response:
        """Tells a script of ours whenever something came; ends soon, and is asked for again."""
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(self._told(reader_of(request)), media_type="text/event-stream", headers=headers)

    async def _told(self, reader: Reader) -> AsyncIterator[str]:
        yield f"retry: {_AGAIN_MILLISECONDS}\n\n"
        before = ""
        for look in range(_LOOKS):
            if look:
                await anyio.sleep(_PAUSE_SECONDS)
            now = await run_in_threadpool(progress, self.app, reader)
            counts = {"tried": now.tried, "ill": len(now.ill), "articles": now.articles, "stories": now.stories}
            told = json.dumps(counts | {"of": now.sources, "done": now.is_done})
            if told != before:
                yield f"data: {told}\n\n"
            if now.is_done:
                return
            before = told

    def _start(self, request: Request, status: int = 200, name: str = "", problem: str = "") -> Response:
        reader = reader_of(request)
        called = name or ("" if reader.name == FIRST_READER else reader.name)
        return self.look.page(
            request,
            "welcome.html",
            status,
            name=called,
            problem=problem,
            shelf=shelf(self.app, reader),
        )

    def _sources(
        self, request: Request, status: int = 200, problem: MyNewsError | None = None, address: str = ""
    ) -> Response:
        starter = load_starter()
        asked = request.query_params
        known = {"subject": starter.subjects, "country": starter.countries, "language": starter.languages}
        wanted = {name: asked[name] for name, words in known.items() if asked.get(name) in words}
        ticked = set(asked.getlist("source")[:_MOST_CHOSEN])
        chosen = [each for each in starter.sources if each.key in ticked]
        found = [each for each in starter.narrowed(**wanted) if each.key not in ticked]
        order = list(starter.subjects)
        found.sort(key=lambda each: order.index(each.subject))
        return self.look.page(
            request,
            "welcome_sources.html",
            status,
            starter=starter,
            wanted=wanted,
            chosen=chosen,
            parts=[(subject, list(some)) for subject, some in groupby(found, lambda each: each.subject)],
            problem=str(problem) if problem else "",
            address=address,
            shelf=shelf(self.app, reader_of(request)),
        )
