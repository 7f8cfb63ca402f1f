from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mynews.delivery.web.security import LOGIN_COOKIE
from mynews.net.http import Web
from mynews.services.app import App
from mynews.services.household.accounts import open_session, who_asks
from mynews.services.household.readers import accounts, add_reader, give_password
from mynews.storage.database import open_database
from tests import make
from tests.delivery.web.visitor import HOME, Visitor
from tests.provider import CLIENT, SECRET, Provider, provider, shared_key

PASSWORD = "three words suffice"


@dataclass
class Place:
    """An installation, and the provider that it trusts."""

    app: App
    provider: Provider

    def visitor(self) -> Visitor:
        return Visitor(self.app)

    def to_provider_and_back(self, visitor: Visitor, start: str = "/login/oidc?to=/sources") -> str:
        """The address with which the provider sends a browser back."""
        begun = visitor.get(start, follow_redirects=False)
        assert begun.status_code == 303, begun.text
        there = httpx2.get(begun.headers["location"], follow_redirects=False)
        assert there.status_code == 302, there.text
        return there.headers["location"].removeprefix(HOME)

    def come_in(self, visitor: Visitor, start: str = "/login/oidc?to=/sources") -> httpx2.Response:
        return visitor.get(self.to_provider_and_back(visitor, start), follow_redirects=False)


def place_with(tmp_path: Path, migrated: Path, known: Provider, **settings: Any) -> Iterator[Place]:
    database = open_database(f"sqlite:///{shutil.copy(migrated, tmp_path / 'mynews.db')}")
    address = urlsplit(known.issuer).netloc
    known.now, known.redirect_uri = int(make.NOW.timestamp()), f"{HOME}/login/oidc/back"
    trusted = {"oidc_issuer": known.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    with Web(allow_private=[address]) as web, make.app(database, tmp_path, web, **(trusted | settings)) as app:
        give_password(app, app.reader(), PASSWORD)
        yield Place(app, known)
    database.close()


@pytest.fixture
def place(tmp_path: Path, migrated: Path) -> Iterator[Place]:
    """Where only linked accounts come in."""
    with provider() as known:
        yield from place_with(tmp_path, migrated, known)


@pytest.fixture
def open_place(tmp_path: Path, migrated: Path) -> Iterator[Place]:
    """Where everybody with an account at the provider becomes a reader."""
    with provider() as known:
        yield from place_with(tmp_path, migrated, known, oidc_new_readers=True)


def linked(place: Place) -> Visitor:
    """The first reader, logged in and linked."""
    visitor = place.visitor()
    visitor.client.cookies[LOGIN_COOKIE] = open_session(place.app, place.app.reader(), agent="")
    done = place.come_in(visitor, "/settings/oidc/link")
    assert done.headers["location"] == "/settings/devices?done=linked"
    return visitor


def test_an_account_is_linked_opens_the_door_and_is_unlinked(place: Place) -> None:
    assert "Log in with 127.0.0.1" in place.visitor().text("/login?to=/sources")
    stranger = place.come_in(place.visitor())
    assert (stranger.status_code, "No reader here is linked" in stranger.text) == (401, True)
    reader = linked(place)
    other = place.visitor()
    came = place.come_in(other)
    assert (came.status_code, came.headers["location"]) == (303, "/sources")
    asker = who_asks(place.app, other.client.cookies[LOGIN_COOKIE])
    assert asker is not None and asker.reader == place.app.reader()
    reader.send("/settings/devices", "/settings/oidc/unlink")
    assert place.come_in(place.visitor()).status_code == 401


def test_what_is_asked_has_state_nonce_and_pkce_and_no_secret(place: Place) -> None:
    begun = place.visitor().get("/login/oidc", follow_redirects=False).headers["location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun).query).items()}
    assert begun.startswith(f"{place.provider.issuer}/authorize?tenant=1&")
    assert asked["redirect_uri"] == f"{HOME}/login/oidc/back"
    assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
    assert len(asked["nonce"]) == 32 and len(asked["state"]) > 100
    assert SECRET not in begun


def test_new_readers_come_in_where_the_operator_lets_them(open_place: Place) -> None:
    add_reader(open_place.app, "Ana")
    visitor = open_place.visitor()
    assert open_place.come_in(visitor).status_code == 303
    assert open_place.come_in(open_place.visitor()).status_code == 303
    found = [(each.reader.name, each.operates) for each in accounts(open_place.app)]
    assert found == [("reader", True), ("Ana", False), ("Ana 2", False)], "a name alone makes nobody Ana"
    refused = visitor.send("/settings/devices", "/settings/oidc/unlink")
    assert (refused.status_code, "Set a password first" in refused.text) == (403, True)


def test_an_account_belongs_to_one_reader(place: Place) -> None:
    linked(place)
    ana = place.visitor()
    ana.client.cookies[LOGIN_COOKIE] = open_session(place.app, add_reader(place.app, "Ana"), agent="")
    refused = place.come_in(ana, "/settings/oidc/link")
    assert (refused.status_code, "linked to another reader" in refused.text) == (403, True)


def test_what_began_in_one_browser_does_not_end_in_another(place: Place) -> None:
    linked(place)
    back = place.to_provider_and_back(place.visitor())
    victim = place.visitor()
    victim.text("/login")
    assert victim.get(back).status_code == 403
    assert LOGIN_COOKIE not in victim.client.cookies
    own = place.visitor()
    own_back = place.to_provider_and_back(own)
    assert own.get(own_back, follow_redirects=False).status_code == 303
    assert own.get(own_back, follow_redirects=False).status_code == 403, "it holds once"


def test_a_link_that_another_reader_began_is_refused(place: Place) -> None:
    ana = add_reader(place.app, "Ana")
    visitor = place.visitor()
    visitor.client.cookies[LOGIN_COOKIE] = open_session(place.app, place.app.reader(), agent="")
    back = place.to_provider_and_back(visitor, "/settings/oidc/link")
    visitor.client.cookies[LOGIN_COOKIE] = open_session(place.app, ana, agent="")
    assert visitor.get(back).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"aud": "another client"}},
        {"claims": {"aud": [CLIENT, "another"]}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"exp": int(make.NOW.timestamp()) - 61}},
        {"claims": {"exp": None}},
        {"claims": {"sub": None}},
        {"claims": {"iat": int(make.NOW.timestamp()) + 3600}},
        {"key": RSAKey.generate_key(2048, parameters={"kid": "1"})},
        {"header": {"alg": "HS256"}, "key": shared_key()},
        {"header": {"kid": "unknown"}},
        {"metadata": {"issuer": "https://evil.example"}},
        {"metadata": {"token_endpoint": "ftp://evil.example"}},
    ],
    ids=" and ".join,  # the same in every process that collects: keys print their address
)
def test_a_token_that_is_not_right_lets_nobody_in(open_place: Place, wrong: dict[str, Any]) -> None:
    visitor = open_place.visitor()
    back = open_place.to_provider_and_back(visitor)
    for name, value in wrong.items():
        setattr(open_place.provider, name, value)
    answer = visitor.get(back, follow_redirects=False)
    assert (answer.status_code, "can be trusted" in answer.text) == (401, True), answer.text
    assert len(accounts(open_place.app)) == 1


@pytest.mark.parametrize("said", ["", "&code=", "&code=wrong", "&code=x&iss=https%3A%2F%2Fevil.example", "&error=<b>"])
def test_what_the_provider_did_not_say_lets_nobody_in(open_place: Place, said: str) -> None:
    visitor = open_place.visitor()
    begun = visitor.get("/login/oidc", follow_redirects=False).headers["location"]
    state = parse_qs(urlsplit(begun).query)["state"][0]
    answer = visitor.get(f"/login/oidc/back?state={state}{said}")
    assert answer.status_code == 401
    assert "<b>" not in answer.text
    assert visitor.get("/login/oidc/back?code=x&state=nonsense").status_code == 403


def test_without_a_provider_nothing_is_offered(app: App, visitor: Visitor) -> None:
    assert visitor.get("/login/oidc").status_code == 404
    give_password(app, app.reader(), PASSWORD)
    assert "/login/oidc" not in Visitor(app).text("/login")


def test_a_provider_in_ones_own_network_must_be_allowed(tmp_path: Path, migrated: Path) -> None:
    with provider() as known:
        for place in place_with(tmp_path, migrated, known):
            with Web() as web:
                object.__setattr__(place.app, "web", web)
                assert place.visitor().get("/login/oidc").status_code == 502
