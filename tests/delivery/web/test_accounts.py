from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from httpx2 import Response

from mynews.delivery.web.security import LOGIN_COOKIE, SESSION_COOKIE
from mynews.delivery.web.views import device
from mynews.services.app import App
from mynews.services.household.accounts import sessions_of
from mynews.services.household.readers import add_reader, give_password, invite
from mynews.storage.database import open_database
from tests import make
from tests.delivery.web.visitor import Visitor, follow

PASSWORD = "three words suffice"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def closed(app: App) -> App:
    """An installation whose first reader has a password."""
    give_password(app, app.reader(), PASSWORD)
    return app


def login(visitor: Visitor, name: str = "reader", password: str = PASSWORD, to: str = "/") -> Response:
    visitor.client.headers["user-agent"] = FIREFOX
    return visitor.send(f"/login?to={to}", "/login", {"name": name, "password": password, "to": to})


def test_without_a_password_nothing_asks_for_one(visitor: Visitor) -> None:
    for path in ("/", "/sources", "/you", "/settings/account", "/settings/devices"):
        assert "Log in" not in visitor.text(path)
    answer = visitor.get("/login?to=/sources", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sources")


def test_who_is_not_logged_in_is_led_to_the_door_and_back(closed: App, visitor: Visitor) -> None:
    follow(closed, make.article())
    answer = visitor.get("/source/1?after=5-1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?to=%2Fsource%2F1%3Fafter%3D5-1")
    door = visitor.text(answer.headers["location"])
    assert 'value="/source/1?after=5-1"' in door
    assert "Main" not in door, "no way in leads around the door"
    answer = login(visitor, to="/source/1?after=5-1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/source/1?after=5-1")
    assert visitor.get("/source/1").status_code == 200


@pytest.mark.parametrize("headers", [{"accept": "application/json"}, {"sec-fetch-dest": "image"}])
def test_scripts_and_pictures_get_words_and_no_page(closed: App, visitor: Visitor, headers: dict[str, str]) -> None:
    answer = visitor.get("/", headers=headers)
    assert (answer.status_code, "not logged in" in answer.json()["error"]) == (401, True)


def test_beacons_and_forms_of_nobody_do_nothing(closed: App, visitor: Visitor) -> None:
    follow(closed, make.article())
    told = visitor.client.post("/signals", json={"signals": []})
    assert told.status_code == 401
    answer = visitor.client.post("/sources/1/unfollow", data={"token": "x"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?to=%2F")


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example/", "/\\evil.example", "", "javascript:1"])
def test_the_door_leads_to_our_own_pages_alone(closed: App, visitor: Visitor, to: str) -> None:
    assert login(visitor, to=to).headers["location"] == "/"


def test_what_is_wrong_is_said_and_the_password_is_not_kept(closed: App, visitor: Visitor) -> None:
    answer = login(visitor, 'r"><b>', "not the password")
    assert answer.status_code == 401
    assert "The name or the password is wrong." in answer.text
    assert 'value="r&#34;&gt;&lt;b&gt;"' in answer.text
    assert "not the password" not in answer.text
    assert LOGIN_COOKIE not in visitor.client.cookies


def test_too_many_logins_are_asked_for_patience(closed: App, visitor: Visitor) -> None:
    for _ in range(5):
        login(visitor, password="wrong")
    answer = login(visitor)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
    assert "Too many logins failed. Try again in 1 second." in answer.text


def test_a_login_gives_new_secrets_out_of_reach(closed: App, visitor: Visitor) -> None:
    visitor.text("/login")
    before = visitor.client.cookies[SESSION_COOKIE]
    cookies = login(visitor).headers.get_list("set-cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    assert "Max-Age=2592000" in next(cookie for cookie in cookies if cookie.startswith(LOGIN_COOKIE))
    assert visitor.client.cookies[SESSION_COOKIE] != before
    secret = visitor.client.cookies[LOGIN_COOKIE]
    login(visitor)
    assert visitor.client.cookies[LOGIN_COOKIE] != secret
    assert len(sessions_of(closed, closed.reader())) == 1


def test_a_form_from_before_the_login_is_out_of_date(closed: App, visitor: Visitor) -> None:
    token = re.search(r'name="token" value="(\w+)"', visitor.text("/login"))
    assert token is not None
    login(visitor)
    answer = visitor.client.post("/settings/account/name", data={"token": token[1], "name": "x"})
    assert answer.status_code == 403


def test_a_browser_keeps_its_secret_as_long_as_it_is_used(closed: App, visitor: Visitor) -> None:
    login(visitor)
    assert "set-cookie" not in visitor.get("/latest").headers
    then = closed.now() + timedelta(days=20)
    later = Visitor(replace(closed, clock=lambda: then))
    later.client.cookies = visitor.client.cookies
    kept = later.get("/latest").headers["set-cookie"]
    assert kept.startswith(f"{LOGIN_COOKIE}={visitor.client.cookies[LOGIN_COOKIE]};") and "Max-Age=2592000" in kept
    assert "set-cookie" not in later.get("/latest").headers


def test_logging_out_ends_the_session_itself(closed: App, visitor: Visitor) -> None:
    login(visitor)
    secret = visitor.client.cookies[LOGIN_COOKIE]
    answer = visitor.send("/settings/devices", "/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert sessions_of(closed, closed.reader()) == ()
    answer = visitor.get("/", headers={"cookie": f"{LOGIN_COOKIE}={secret}"}, follow_redirects=False)
    assert answer.status_code == 303


def test_devices_are_listed_and_logged_out_one_by_one_and_all(closed: App, visitor: Visitor) -> None:
    others = [Visitor(closed) for _ in range(3)]
    for each in (*others, visitor):
        login(each)
    page = visitor.text("/settings/devices")
    assert page.count("Firefox on Linux") == 4 and page.count("this one") == 1
    first = re.search(r'action="(/settings/devices/\d+/end)"', page)
    assert first is not None
    done = visitor.send("/settings/devices", first[1])
    assert "That device is logged out." in visitor.text(done.headers["location"])
    visitor.send("/settings/devices", "/settings/devices/end-others")
    assert visitor.text("/settings/devices").count("Firefox on Linux") == 1
    assert [each.get("/latest", follow_redirects=False).status_code for each in (*others, visitor)] == [
        303,
        303,
        303,
        200,
    ]


def test_nobody_logs_out_somebody_elses_device(closed: App, visitor: Visitor) -> None:
    ana = add_reader(closed, "Ana")
    give_password(closed, ana, PASSWORD)
    theirs = Visitor(closed)
    login(theirs, "ana")
    login(visitor)
    (session,) = sessions_of(closed, ana)
    token = re.search(r'name="token" value="(\w+)"', visitor.text("/settings/devices"))
    assert token is not None
    answer = visitor.client.post(f"/settings/devices/{session.id}/end", data={"token": token[1]})
    assert answer.status_code == 404
    assert theirs.get("/").status_code == 200


def test_the_first_password_is_set_on_a_page_and_closes_the_door_behind_one(app: App, visitor: Visitor) -> None:
    fields = {"password": PASSWORD, "again": "another"}
    assert "not the same" in visitor.send("/settings/account", "/settings/account/password", fields).text
    fields["again"] = PASSWORD
    done = visitor.send("/settings/account", "/settings/account/password", fields)
    assert "Your password is set." in visitor.text(done.headers["location"])
    assert Visitor(app).get("/", follow_redirects=False).status_code == 303
    change = {"former": "wrong", "password": "another password", "again": "another password"}
    answer = visitor.send("/settings/account", "/settings/account/password", change)
    assert (answer.status_code, "Your password is wrong" in answer.text) == (401, True)
    change["former"] = PASSWORD
    assert visitor.send("/settings/account", "/settings/account/password", change).status_code == 303
    assert login(Visitor(app), password="another password").status_code == 303


def test_a_reader_renames_themselves(app: App, visitor: Visitor) -> None:
    add_reader(app, "Ana")
    answer = visitor.send("/settings/account", "/settings/account/name", {"name": "ANA"})
    assert (answer.status_code, "a reader named Ana here already" in answer.text) == (422, True)
    visitor.send("/settings/account", "/settings/account/name", {"name": "Mia"})
    assert app.reader().name == "Mia"


def test_who_was_invited_sets_a_password_and_is_in(app: App, visitor: Visitor) -> None:
    app.reader()
    ana = add_reader(app, "Ana <b>")
    path = invite(app, ana)
    assert "Welcome, Ana &lt;b&gt;" in visitor.text(path)
    assert visitor.send(path, path, {"password": "short", "again": "short"}).status_code == 422
    answer = visitor.send(path, path, {"password": PASSWORD, "again": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Log out" in visitor.text("/")
    for gone in (path, "/invitation/x"):
        page = visitor.get(gone)
        assert (page.status_code, "Ask for a new one" in page.text) == (404, True)


@pytest.fixture
def https(migrated: Path, tmp_path: Path) -> Iterator[Visitor]:
    """A visitor of an installation with a password, behind https."""
    database = open_database(f"sqlite:///{shutil.copy(migrated, tmp_path / 'https.db')}")
    with make.app(database, tmp_path, base_url="https://news.example", allowed_hosts="lan.example") as app:
        give_password(app, app.reader(), PASSWORD)
        visitor = Visitor(app)
        visitor.client.base_url = "https://news.example"
        yield visitor
    database.close()


def test_over_https_cookies_are_bound_to_this_host(https: Visitor) -> None:
    cookies = login(https).headers.get_list("set-cookie")
    assert [cookie.partition("=")[0] for cookie in cookies] == [f"__Host-{LOGIN_COOKIE}", f"__Host-{SESSION_COOKIE}"]
    for cookie in cookies:
        assert "Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert https.get("/").status_code == 200


def test_over_https_a_cookie_that_anybody_could_set_counts_for_nothing(https: Visitor) -> None:
    login(https)
    secret = https.client.cookies[f"__Host-{LOGIN_COOKIE}"]
    https.client.cookies.clear()
    answer = https.get("/", headers={"cookie": f"{LOGIN_COOKIE}={secret}"}, follow_redirects=False)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "A browser that does not say which"),
    ],
)
def test_a_device_has_a_name_that_one_knows(agent: str, told: str) -> None:
    assert device(agent) == told
