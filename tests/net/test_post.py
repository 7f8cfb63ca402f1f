"""What a reader wants told to an address: guarded like a fetch, and never sent on."""

from __future__ import annotations

import pytest

from mynews.model.document import Post
from mynews.model.errors import AddressRefused, FetchError
from mynews.net.http import Web
from tests.hostile_web import HostileWeb, hangs, redirects, says


def test_what_is_posted_arrives_with_its_headers(site: HostileWeb, web: Web) -> None:
    url = site.on("/hook", says(b"thanks"))
    web.post(Post(url, b"{}", {"content-type": "application/json", "authorization": "Bearer x"}))
    (asked,) = site.asked
    assert (asked.path, asked.headers["authorization"], asked.headers["content-length"]) == ("/hook", "Bearer x", "2")


def test_nothing_is_posted_to_a_private_network(site: HostileWeb) -> None:
    url = site.on("/hook", says())
    with Web() as guarded, pytest.raises(AddressRefused, match="allow_private"):
        guarded.post(Post(url, b"{}"))
    assert site.asked == []


def test_nothing_is_sent_on_to_another_address(site: HostileWeb, web: Web) -> None:
    site.on("/other", says())
    with pytest.raises(FetchError):
        web.post(Post(site.on("/hook", redirects(site.url("/other"))), b"{}", {"authorization": "Bearer x"}))
    assert site.count("/other") == 0


@pytest.mark.parametrize("status", [400, 401, 500, 503])
def test_what_was_not_taken_is_an_error_with_its_status(site: HostileWeb, web: Web, status: int) -> None:
    with pytest.raises(FetchError) as refused:
        web.post(Post(site.on("/hook", says(status=status)), b"{}"))
    assert refused.value.status == status


def test_who_never_answers_is_given_up(site: HostileWeb, hasty_web: Web) -> None:
    with pytest.raises(FetchError, match="did not answer"):
        hasty_web.post(Post(site.on("/hook", hangs()), b"{}"))


def test_a_header_cannot_bring_another_along(site: HostileWeb, web: Web) -> None:
    with pytest.raises(FetchError, match="character"):
        web.post(Post(site.on("/hook", says()), b"{}", {"authorization": "x\r\nhost: other.example"}))
    assert site.asked == []
