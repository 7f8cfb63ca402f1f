from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from mynews.delivery.web.beacons import MOST
from mynews.services.app import App
from mynews.services.personal.profile import profile_of
from tests.delivery.web.test_personal import stories_in, token_of
from tests.delivery.web.visitor import HOME, Visitor
from tests.make import NOW

SEEN = {"id": "seen:1:2026-11-23", "kind": "seen", "story": 1, "at": "2026-11-23T11:59:00Z"}


def tell_of(visitor: Visitor, *signals: Any, token: str | None = None, **options: Any) -> Any:
    body = json.dumps({"token": token_of(visitor) if token is None else token, "signals": signals})
    return visitor.client.post("/signals", content=body, headers={"content-type": "application/json"}, **options)


def kept(app: App) -> list[str]:
    return [each.signal.kind for each in profile_of(app, app.reader()).recent]


def test_what_a_page_tells_is_kept_once_on_either_database(either: App) -> None:
    stories_in(either)
    visitor = Visitor(either)
    edition = int(re.findall(r'data-edition="(\d+)"', visitor.text("/"))[0])
    seen = {**SEEN, "edition": edition, "place": 2}
    read = {"id": "d", "kind": "dwell", "story": 1, "article": 1, "seconds": 42.5}
    assert tell_of(visitor, seen, read).json() == {"new": 2, "known": 0}
    assert tell_of(visitor, seen).json() == {"new": 0, "known": 1}
    dwell, first = profile_of(either, either.reader()).recent
    assert (first.signal.kind, first.signal.place, first.signal.edition_id) == ("seen", 2, edition)
    assert (dwell.signal.seconds, dwell.signal.article_id) == (42.5, 1)


def test_what_was_opened_counts_in_the_next_edition(app: App, visitor: Visitor) -> None:
    stories_in(app)
    assert 'data-story="1"' in visitor.text("/")
    tell_of(visitor, {"id": "o", "kind": "open", "story": 1})
    assert 'data-story="1"' not in visitor.text("/"), "it was read, and nothing new came since"


def test_what_was_said_on_a_journey_counts_when_it_was_said(app: App, visitor: Visitor) -> None:
    stories_in(app)
    said = {"id": "s", "kind": "save", "story": 1, "at": "2026-11-12T08:00:00Z"}
    tell_of(visitor, said)
    (only,) = profile_of(app, app.reader()).recent
    assert only.signal.at == datetime(2026, 11, 12, 8, tzinfo=UTC)
    assert "No longer saved" not in visitor.text("/saved")
    assert 'class="card' in visitor.text("/saved"), "it is kept, as if a button had said so at once"


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_without_the_token_of_its_browser_nothing_is_kept(app: App, visitor: Visitor, token: str) -> None:
    stories_in(app)
    visitor.text("/add")
    assert tell_of(visitor, SEEN, token=token).status_code == 403
    assert kept(app) == []


def test_another_site_cannot_tell_anything(app: App, visitor: Visitor) -> None:
    stories_in(app)
    body = json.dumps({"token": token_of(visitor), "signals": [SEEN]})
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        assert visitor.client.post("/signals", content=body, headers=headers).status_code == 403
    assert visitor.client.post("/signals", content=body, headers={"origin": HOME}).status_code == 200
    assert kept(app) == ["seen"]


@pytest.mark.parametrize(
    ("signal", "status"),
    [
        ({**SEEN, "kind": "reset"}, 422),
        ({**SEEN, "kind": ["seen"]}, 422),
        ({**SEEN, "id": 7}, 422),
        ({**SEEN, "id": ""}, 403),
        ({**SEEN, "id": "x" * 1000}, 403),
        ({**SEEN, "story": "1"}, 422),
        ({**SEEN, "story": True}, 422),
        ({**SEEN, "story": -1}, 422),
        ({**SEEN, "story": 10**30}, 422),
        ({**SEEN, "story": None}, 403),
        ({**SEEN, "story": 99}, 404),
        ({**SEEN, "edition": 99}, 404),
        ({**SEEN, "place": 10**6}, 403),
        ({**SEEN, "seconds": float("nan")}, 403),
        ({**SEEN, "seconds": float("inf")}, 403),
        ({**SEEN, "seconds": -1}, 403),
        ({**SEEN, "seconds": 10**400}, 403),
        ({**SEEN, "seconds": "long"}, 422),
        ({**SEEN, "at": "yesterday"}, 422),
        ("seen", 422),
        (None, 422),
    ],
)
def test_a_signal_that_cannot_be_spoils_its_batch_and_nothing_else(
    app: App, visitor: Visitor, signal: Any, status: int
) -> None:
    stories_in(app)
    assert tell_of(visitor, {**SEEN, "id": "good"}, signal).status_code == status
    assert kept(app) == []


@pytest.mark.parametrize("at", ["1999-01-01T00:00:00Z", "2099-01-01T00:00:00Z", None, "0001-01-01T00:00:00+14:00"])
def test_a_clock_that_is_wrong_is_not_believed(app: App, visitor: Visitor, at: str | None) -> None:
    stories_in(app)
    assert tell_of(visitor, {**SEEN, "at": at}).status_code == 200
    (only,) = profile_of(app, app.reader()).recent
    assert only.signal.at == NOW


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"\xff", 422),
        (b"[]", 422),
        (b"[" * 100_000, 422),
        (b'{"token": 1}', 403),
        (b" " * 300_000, 413),
    ],
)
def test_what_is_no_message_of_ours_is_refused(visitor: Visitor, body: bytes, status: int) -> None:
    assert visitor.client.post("/signals", content=body).status_code == status


def test_more_signals_than_a_page_can_have_are_refused(app: App, visitor: Visitor) -> None:
    stories_in(app)
    many = [{"id": str(number), "kind": "seen", "story": 1} for number in range(MOST + 1)]
    assert tell_of(visitor, *many).status_code == 422
    assert kept(app) == []
