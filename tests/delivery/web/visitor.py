"""A browser without a screen, and feeds to look at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from mynews.delivery.web.face import web_face
from mynews.intake.changes import distinct, plan_update
from mynews.model.article import ParsedArticle
from mynews.model.meaning import Meaning
from mynews.model.source import Reader
from mynews.model.story import Move
from mynews.services.app import App
from mynews.services.gathering.refresh import host_of, save_plan
from mynews.services.stories.arrange import gazetteer
from mynews.services.stories.summaries import summed_up
from tests import make

HOME = "http://127.0.0.1:8080"
FEED = "https://paper.example/feed.xml"


class Visitor:
    """Keeps its cookies, and fills in forms as they stand on a page."""

    def __init__(self, app: App, **options: Any) -> None:
        self.client = TestClient(web_face(app), base_url=HOME, **options)

    def get(self, path: str, **options: Any) -> Response:
        """The page at a path."""
        return self.client.get(path, **options)

    def text(self, path: str) -> str:
        """The page at a path, which must answer well."""
        page = self.get(path)
        assert page.status_code == 200, page.text
        return page.text

    def send(self, form_on: str, action: str, fields: Mapping[str, Any] | None = None, **options: Any) -> Response:
        """Open a page, and send its form for ``action`` with these fields; gives the answer, followed nowhere."""
        page = self.text(form_on)
        assert f'action="{action}"' in page
        token = re.search(r'name="token" value="(\w+)"', page)
        assert token is not None
        sent = {"token": token[1], **(fields or {})}
        return self.client.post(action, data=sent, follow_redirects=False, **options)


def follow(app: App, *articles: ParsedArticle, reader: Reader | None = None, **tie: Any) -> int:
    """Have a reader (the first one) follow a feed of these articles; gives the number of the source.

    ``url``, ``folder``, ``title`` and whatever else ``make.source`` takes can be given.
    """
    reader = reader or app.reader()
    folder, own_title = tie.pop("folder", ""), tie.pop("own_title", "")
    source = make.source(**tie)
    with app.db.write() as tx:
        tx.hosts.add([host_of(source.url)])
        there = tx.sources.at(source.url, source.private_to)
        if there is None:
            (there,) = tx.sources.add([source], {source.url: host_of(source.url)}, app.now())
        row = {"reader_id": reader.id, "source_id": there.id, "folder": folder, "title": own_title}
        tx.subscriptions.add([row], app.now())
    update(app, there.id, *articles)
    return there.id


def update(app: App, source_id: int, *articles: ParsedArticle) -> None:
    """Have a source bring these articles."""
    with app.db.write() as tx:
        source = tx.sources.get(source_id)
        known = tx.articles.known(source_id, [identity for identity, _ in distinct(articles)], [])
        plan = plan_update(source, make.feed(*articles, title=source.title), known, app.now(), full_text=False)
        save_plan(tx, replace(plan, source=source), app.now())


def tell(
    app: App, articles: Sequence[int], *, copies: Sequence[int] = (), earlier: int | None = None, **meaning: Any
) -> int:
    """Put articles into a story of their own, understood as ``meaning`` says; gives its number.

    ``copies`` are those of the articles that are copies of the first one.
    """
    now = app.now()
    with app.db.write() as tx:
        tx.desk.hold("test", now, now)
        tx.meanings.are_due(articles, now)
        claimed = tx.meanings.claim(now, timedelta(minutes=1), 1_000)
        tx.meanings.save([Meaning(each, 1, **meaning) for each in articles], claimed[0].claimed_until, now)
        story = tx.desk.new_story()
        tx.desk.carry_out([Move(each, story, now, opens=True, earlier=earlier) for each in articles])
        tx.desk.note_copies(articles[0], copies)
        tx.stories.save(summed_up(tx, [story], gazetteer(), now))
    return story
