"""What a site asks of programs is asked for once, and kept."""

from __future__ import annotations

import pytest

from mynews.model.document import Document, Request
from mynews.model.errors import FetchError
from mynews.net.http import Web
from mynews.net.robots import READ_AT_MOST
from tests.hostile_web import Answer, HostileWeb, bomb, endless, hangs, packed, redirects, says, speaks

PAGE = b"<html><p>The mountain above the harbour began to smoke.</p></html>"
UNKNOWN = "The site 127.0.0.1 could not tell whether we may read its pages (robots.txt). We will try again later."


def page(site: HostileWeb, path: str = "/story") -> Request:
    """A request for a page that is there."""
    return Request(site.on(path, says(PAGE)), page=True)


def test_page_that_the_site_does_not_want_read_is_not_fetched(site: HostileWeb, web: Web) -> None:
    site.on("/robots.txt", says(b"User-agent: *\nDisallow: /private\n"))
    assert isinstance(web.fetch(page(site)), Document)
    with pytest.raises(FetchError) as error:
        web.fetch(page(site, "/private/story"))
    assert str(error.value) == "The site 127.0.0.1 asks programs not to read this page (robots.txt)."
    assert error.value.permanent
    assert site.count("/private/story") == 0


def test_feed_is_fetched_without_asking(site: HostileWeb, web: Web) -> None:
    site.on("/robots.txt", says(b"User-agent: *\nDisallow: /\n"))
    assert web.fetch(Request(site.on("/feed", says(b"<rss/>"))))
    assert site.count("/robots.txt") == 0


def test_rules_for_us_by_name_come_before_those_for_all(site: HostileWeb, web: Web) -> None:
    site.on("/robots.txt", says(b"User-agent: *\nDisallow: /\n\nUser-agent: mynews\nAllow: /\n"))
    assert isinstance(web.fetch(page(site)), Document)


def test_rules_are_asked_for_once_by_many_pages(site: HostileWeb, web: Web) -> None:
    site.on("/robots.txt", says(b"User-agent: *\nDisallow: /private\n"))
    outcomes = dict(web.fetch_many([page(site, f"/{number}") for number in range(9)]))
    assert all(isinstance(outcome, Document) for outcome in outcomes.values())
    assert site.count("/robots.txt") == 1


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_missing_rules_allow_everything(site: HostileWeb, web: Web, status: int) -> None:
    site.on("/robots.txt", says(status=status))
    assert isinstance(web.fetch(page(site)), Document)


@pytest.mark.parametrize(
    "answer", [says(status=500), says(status=503), says(status=429), speaks(b""), hangs(), endless(), bomb("gzip")]
)
def test_rules_that_cannot_be_read_forbid_everything_for_now(site: HostileWeb, hasty_web: Web, answer: Answer) -> None:
    site.on("/robots.txt", answer)
    with pytest.raises(FetchError) as error:
        hasty_web.fetch(page(site))
    assert str(error.value) == UNKNOWN
    assert not error.value.permanent
    assert site.count("/story") == 0


def test_rules_may_be_redirected(site: HostileWeb, web: Web) -> None:
    site.on("/robots.txt", redirects("/rules.txt", status=301))
    site.on("/rules.txt", packed(b"User-agent: *\nDisallow: /story\n", "gzip"))
    with pytest.raises(FetchError, match="asks programs not to read"):
        web.fetch(page(site))


def test_rules_on_a_private_network_are_none(site: HostileWeb, web: Web) -> None:
    site.on("/robots.txt", redirects("http://10.0.0.1/robots.txt"))
    assert isinstance(web.fetch(page(site)), Document)


def test_page_behind_a_redirect_is_asked_for_at_its_own_site(site: HostileWeb) -> None:
    with HostileWeb() as other, Web(allow_private=["127.0.0.1"]) as web:
        other.on("/robots.txt", says(b"User-agent: *\nDisallow: /\n"))
        there = other.on("/story", says(PAGE))
        with pytest.raises(FetchError, match="asks programs not to read"):
            web.fetch(Request(site.on("/", redirects(there)), page=True))
        assert other.count("/story") == 0


def test_only_the_beginning_of_very_long_rules_is_read(site: HostileWeb, web: Web) -> None:
    padding = b"# nothing\n" * (READ_AT_MOST // 10)
    site.on("/robots.txt", says(b"User-agent: *\nDisallow: /private\n" + padding + b"Disallow: /story\n"))
    assert isinstance(web.fetch(page(site)), Document)
    with pytest.raises(FetchError):
        web.fetch(page(site, "/private"))


@pytest.mark.parametrize("text", [b"\x00\xff\xfe" * 1000, b"<html>", b"User-agent\nDisallow\n:::", b""])
def test_rules_that_are_none_allow_everything(site: HostileWeb, web: Web, text: bytes) -> None:
    site.on("/robots.txt", says(text))
    assert isinstance(web.fetch(page(site)), Document)
