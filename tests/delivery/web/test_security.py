from __future__ import annotations

from pathlib import Path

import pytest

from mynews.delivery.web.security import SESSION_COOKIE
from mynews.services.app import App
from mynews.services.stories.lists import subscriptions
from mynews.storage.database import open_database
from tests import make
from tests.delivery.web.visitor import HOME, Visitor, follow


def test_a_form_without_the_token_of_its_browser_does_nothing(app: App, visitor: Visitor) -> None:
    number = follow(app, make.article())
    theirs = Visitor(app)
    token = theirs.send("/sources", "/refresh").request.content.decode().partition("token=")[2]
    visitor.text("/sources")
    for fields in ({}, {"token": ""}, {"token": "0" * 64}, {"token": "é"}, {"token": token}):
        answer = visitor.client.post(f"/sources/{number}/unfollow", data=fields)
        assert answer.status_code == 403, fields
        assert "nothing was done" in answer.text
    assert len(subscriptions(app, app.reader())) == 1


def test_a_token_is_worth_nothing_without_its_cookie(app: App, visitor: Visitor) -> None:
    number = follow(app, make.article())
    token = visitor.send("/sources", "/refresh").request.content.decode().partition("token=")[2]
    assert Visitor(app).client.post(f"/sources/{number}/unfollow", data={"token": token}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site", "origin": HOME},
    ],
)
def test_a_form_from_another_site_does_nothing_even_with_the_token(
    app: App, visitor: Visitor, headers: dict[str, str]
) -> None:
    number = follow(app, make.article())
    answer = visitor.send("/sources", f"/sources/{number}/unfollow", headers=headers)
    assert (answer.status_code, "from another site" in answer.text) == (403, True)
    assert len(subscriptions(app, app.reader())) == 1


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": HOME}, {}])
def test_a_form_of_ours_is_heard(app: App, visitor: Visitor, headers: dict[str, str]) -> None:
    number = follow(app, make.article())
    assert visitor.send("/sources", f"/sources/{number}/unfollow", headers=headers).status_code == 303


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "", "a b", "[::1", "x@localhost"]
)
def test_a_foreign_name_that_leads_here_is_refused(visitor: Visitor, host: str) -> None:
    answer = visitor.get("/", headers={"host": host})
    assert (answer.status_code, "does not answer under this name" in answer.text) == (421, True)
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1234", "127.0.0.1:8080", "[::1]:8080", "192.168.1.20:8080"])
def test_this_machine_and_bare_addresses_are_answered(visitor: Visitor, host: str) -> None:
    assert visitor.get("/", headers={"host": host}).status_code == 200


def test_the_operators_names_are_answered_and_give_a_secure_cookie_behind_https(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'mynews.db'}")
    options = {"base_url": "https://news.example/", "allowed_hosts": "paper.lan"}
    with make.app(database, tmp_path, **options) as app:
        visitor = Visitor(app)
        for host in ("news.example", "paper.lan:8080"):
            assert visitor.get("/", headers={"host": host}).status_code == 200
        answer = visitor.get("/add", headers={"host": "news.example"})
    database.close()
    assert "; Secure" in answer.headers["set-cookie"]


def test_the_cookie_is_out_of_reach_and_comes_only_where_a_form_needs_it(visitor: Visitor) -> None:
    assert "set-cookie" not in visitor.get("/topics").headers
    cookie = visitor.get("/add").headers["set-cookie"]
    assert cookie.startswith(SESSION_COOKIE)
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "set-cookie" not in visitor.get("/add").headers


def test_every_answer_has_its_protective_headers(visitor: Visitor) -> None:
    for path in ("/", "/nowhere", "/export.opml", "/static/mynews.css", "/healthz"):
        headers = visitor.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'; script-src 'self'")
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]


def test_no_page_carries_style_or_script_of_its_own(app: App, visitor: Visitor) -> None:
    follow(app, make.article())
    for path in ("/", "/sources", "/source/1", "/article/1", "/search?q=volcano", "/add", "/nowhere"):
        page = visitor.get(path).text
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick" not in page
        assert page.count("<script") == page.count('<script type="module" src="/static/') > 0
