"""Nothing of one reader is seen, changed or ended by another: every route of the web face is tried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from httpx2 import Response

from mynews.delivery.web.face import web_face
from mynews.model.source import Reader
from mynews.services.app import App
from tests.delivery.web.household import SECRET, household, logged_in, number_in, rows_of, token_of

# Anybody's, or open to who has its secret.
OPEN = {
    "GET /healthz", "GET /offline", "GET /worker.js", "GET /manifest.webmanifest", "GET /apple-touch-icon.png",
    "GET /login", "POST /login", "GET /static/{name}", "GET /invitation/{secret}",
    "POST /invitation/{secret}", "GET /say/{token}", "POST /say/{token}", "GET /stop/{token}", "POST /stop/{token}",
    "GET /login/oidc", "GET /login/oidc/back", "POST /login/passkey/begin", "POST /login/passkey",
}  # fmt: skip
# The same for all who read here.
SHARED = {"GET /topics", "GET /push/key", "GET /picture/{signature}"}
# Shows or changes what is the asker's own, whatever is sent.
OWN = {
    "GET /settings/oidc/link", "POST /settings/oidc/unlink", "GET /", "GET /add", "GET /export.opml", "GET /following",
    "GET /foresee", "GET /handed", "GET /hidden", "GET /keys", "GET /latest", "GET /saved", "GET /search",
    "GET /settings/account", "GET /settings/alerts", "GET /settings/apps", "GET /settings/channels",
    "GET /settings/devices", "GET /settings/digests", "GET /settings/editions", "GET /settings/feeds",
    "GET /settings/newsletters", "GET /sources", "GET /stories", "GET /topic/{code}", "GET /welcome",
    "GET /welcome/events", "GET /welcome/progress", "GET /welcome/sources", "GET /welcome/topics", "GET /you",
    "GET /you/export.json", "GET /you/history", "POST /add", "POST /edition/new", "POST /follow", "POST /import",
    "POST /import/take-back", "POST /logout", "POST /mark", "POST /mute", "POST /push/subscribe",
    "POST /push/unsubscribe", "POST /refresh", "POST /screen", "POST /searches", "POST /settings/account/name",
    "POST /settings/account/password", "POST /settings/alerts/save", "POST /settings/apps/make",
    "POST /settings/channels/add", "POST /settings/devices/end-others", "POST /settings/digests/add",
    "POST /settings/editions/hours", "POST /settings/feeds", "POST /settings/newsletters/mailboxes/add",
    "POST /settings/passkeys/add", "POST /settings/passkeys/begin", "POST /signal", "POST /signals",
    "POST /welcome/address", "POST /welcome/import", "POST /welcome/name", "POST /welcome/sample",
    "POST /welcome/sources", "POST /welcome/topics", "POST /you/correct", "POST /you/history/delete",
    "POST /you/import", "POST /you/reading", "POST /you/reset",
}  # fmt: skip
# Names something by its number, which is in this table: another reader's is refused.
NUMBERED = {
    "GET /source/{number:int}": "sources",
    "GET /article/{number:int}": "articles",
    "GET /story/{number:int}": "stories",
    "GET /entity/{number:int}": "entities",
    "GET /why/{number:int}/{story:int}": "editions",
    "POST /sources/{number:int}/change": "sources",
    "POST /sources/{number:int}/follow": "sources",
    "POST /sources/{number:int}/refresh": "sources",
    "POST /sources/{number:int}/unfollow": "sources",
    "POST /story/{number:int}/merge": "stories",
    "POST /story/{number:int}/split": "stories",
    "POST /story/{number:int}/hand-on": "stories",
    "POST /interest/{number:int}/withdraw": "interests",
    "POST /you/undo/{number:int}": "signals",
    "POST /searches/{number:int}/open": "saved_searches",
    "POST /searches/{number:int}/follow": "saved_searches",
    "POST /searches/{number:int}/unfollow": "saved_searches",
    "POST /searches/{number:int}/remove": "saved_searches",
    "POST /settings/feeds/{number:int}/take-back": "published_feeds",
    "POST /settings/apps/{number:int}/revoke": "app_passwords",
    "POST /settings/channels/{number:int}/change": "channels",
    "POST /settings/channels/{number:int}/test": "channels",
    "POST /settings/channels/{number:int}/remove": "channels",
    "POST /settings/digests/{number:int}/change": "digests",
    "POST /settings/digests/{number:int}/remove": "digests",
    "POST /settings/devices/{number:int}/end": "sessions",
    "POST /settings/passkeys/{number:int}/remove": "passkeys",
    "POST /settings/newsletters/mailboxes/{number:int}/remove": "mailboxes",
    "POST /settings/newsletters/senders/{number:int}/approve": "senders",
    "POST /settings/newsletters/senders/{number:int}/refuse": "senders",
    "POST /you/history/{number:int}/delete": "signals",
    "POST /handed/{number:int}/done": "handed",
    "POST /handed/{number:int}/again": "handed",
    "POST /handed/{number:int}/take-back": "handed",
}
# For who looks after the installation alone.
OPERATORS = {
    "GET /operator": "", "POST /sample/remove": "", "POST /operator/readers": "", "POST /operator/backup": "",
    "POST /operator/readers/{number:int}/invite": "readers", "POST /operator/readers/{number:int}/remove": "readers",
    "POST /operator/readers/{number:int}/operates": "readers",
}  # fmt: skip
# Last, since they end what the others need.
_LAST = ("POST /settings/account/password", "POST /settings/devices/end-others", "POST /logout")


def routes(app: App) -> set[str]:
    return {
        f"{'POST' if 'POST' in (route.methods or ()) else 'GET'} {route.path}"  # type: ignore[attr-defined]
        for route in web_face(app).routes
    }


def test_every_route_says_whose_it_is(app: App) -> None:
    known = OPEN | SHARED | OWN | NUMBERED.keys() | OPERATORS.keys()
    assert routes(app) == known, "say of a new route, in the lists above, whose it is; then it is tried"


@pytest.fixture
def two(app: App) -> Iterator[tuple[App, Reader, Reader]]:
    yield app, *household(app)


class Attack:
    """Bob, who tries whatever is Ana's."""

    def __init__(self, app: App, ana: Reader, bob: Reader) -> None:
        self.rows = rows_of(app, ana)
        self.visitor = logged_in(app, bob, raise_server_exceptions=False)
        self.token = token_of(self.visitor)
        with app.db.read() as tx:
            private = {source["id"] for source in self.rows["sources"]}
            self.article = next(row["id"] for row in tx.archive.rows("articles") if row["source_id"] in private)
            self.story = next(
                row["story_id"] for row in tx.archive.rows("story_articles") if row["article_id"] == self.article
            )
            self.entity = next(row["id"] for row in tx.archive.rows("entities") if SECRET in row["name"])
            self.sample = [row["id"] for row in tx.archive.rows("readers")]

    def number(self, table: str) -> int:
        named = {"articles": self.article, "stories": self.story, "entities": self.entity}
        return named.get(table) or number_in(self.rows, table)

    def fields(self) -> dict[str, Any]:
        """All that forms ask for, each naming what is Ana's."""
        source, digest = self.number("sources"), self.number("digests")
        return {
            "token": self.token, "story": self.story, "article": self.article, "other": self.story, "kind": "more",
            "edition": self.number("editions"), "place": 0, "channel": self.number("channels"), "digest": digest,
            "more": f"source:{source}", "subject": f"source:{source}", "key": str(source), "folder": SECRET, "q": "all",
            "reader": self.rows["readers"][0]["id"], "sure": "yes", "name": "Bob", "hour": 7, "weekday": 1,
            "time_zone": "Asia/Tokyo",
            "former": "wrong", "password": "another password", "again": "another password", "operates": "yes",
            "endpoint": f"https://push.example/{SECRET}", "address": "nothing", "scope": "client",
        }  # fmt: skip

    def tries(self, route: str, table: str = "") -> Response:
        method, path = route.split()
        if table:
            path = path.replace("{number:int}", str(self.number(table)))
        path = path.replace("{story:int}", str(self.story)).replace("{code}", "01000000")
        if method == "GET":
            asked = (
                {"kind": "source", "stance": "mute", "key": str(self.number("sources"))} if "foresee" in path else {}
            )
            return self.visitor.get(path, params=asked, follow_redirects=False)
        if path == "/signals":
            said = [{"id": "1", "kind": "open", "story": self.story, "article": self.article, "at": None}]
            return self.visitor.client.post(path, json={"token": self.token, "signals": said})
        return self.visitor.client.post(path, data=self.fields(), follow_redirects=False)


@pytest.fixture
def attack(two: tuple[App, Reader, Reader]) -> Attack:
    return Attack(*two)


def test_what_is_anothers_is_refused_by_its_number(two: tuple[App, Reader, Reader], attack: Attack) -> None:
    app, ana, _ = two
    for route, table in NUMBERED.items():
        answer = attack.tries(route, table)
        assert answer.status_code in (403, 404), (route, answer.status_code)
        assert SECRET not in answer.text, route
    assert rows_of(app, ana) == attack.rows


def test_what_is_for_operators_is_refused(two: tuple[App, Reader, Reader], attack: Attack) -> None:
    app, ana, _ = two
    for route, table in OPERATORS.items():
        answer = attack.tries(route, table)
        assert (answer.status_code, SECRET in answer.text) == (403, False), route
    assert rows_of(app, ana) == attack.rows


def test_ones_own_pages_and_forms_never_touch_anothers(two: tuple[App, Reader, Reader], attack: Attack) -> None:
    app, ana, _ = two
    # Forms first: what they did must not show on the pages.
    for route in (*sorted(OWN - set(_LAST), reverse=True), *_LAST):
        answer = attack.tries(route)
        assert answer.status_code < 500, (route, answer.text)
        assert SECRET not in answer.text.replace(f'value="{SECRET}"', ""), route  # what was typed may come back
        assert rows_of(app, ana) == attack.rows, route


def test_search_and_lists_of_another_find_nothing(attack: Attack) -> None:
    with_them = (f"/search?q={SECRET}", f"/latest?folder={SECRET}", f"/?folder={SECRET}", f"/topics?q={SECRET}")
    for path in (*with_them, f"/search?q=person:{SECRET}", f"/search?q=source:{attack.number('sources')}"):
        page = attack.visitor.text(path)
        assert f"{SECRET} in print" not in page and f"{SECRET} Reyes" not in page, path


def test_who_asks_themselves_is_not_refused(two: tuple[App, Reader, Reader], attack: Attack) -> None:
    """The same pages, asked by Ana: the attack meets what is there."""
    app, ana, _ = two
    hers = logged_in(app, ana)
    for route, table in NUMBERED.items():
        method, path = route.split()
        if method == "GET" and "why" not in path:
            page = hers.get(path.replace("{number:int}", str(attack.number(table))))
            assert (page.status_code, SECRET in page.text) == (200, True), route
    for path in ("/sources", "/you", "/handed", "/settings/devices", "/settings/apps", "/settings/channels"):
        assert SECRET in hers.text(path), path
