"""Documents from a server that behaves, and logins that stay where they belong."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from mynews.model.document import Credentials, Document, NotModified, Request, Validators
from mynews.model.errors import AddressRefused, FetchError
from mynews.net.http import USER_AGENT, Web
from mynews.net.limits import Limits
from tests.hostile_web import (
    HostileWeb,
    drips,
    hangs,
    lets_in,
    packed,
    redirects,
    says,
    says_unless_known,
    slowly,
)

FEED = b"<rss><channel><title>The Paper</title></channel></rss>"


def test_document_comes_with_what_the_server_said(site: HostileWeb, web: Web) -> None:
    url = site.on("/feed", says(FEED, headers={"Content-Type": "application/rss+xml; charset=utf-8", "ETag": '"1"'}))
    assert web.fetch(Request(url)) == Document(
        url=url,
        content=FEED,
        headers={"content-length": "54", "content-type": "application/rss+xml; charset=utf-8", "etag": '"1"'},
    )


def test_unchanged_document_is_not_sent_again(site: HostileWeb, web: Web) -> None:
    url = site.on("/feed", says_unless_known(FEED, etag='W/"7"', last_modified="Mon, 23 Nov 2026 12:00:00 GMT"))
    first = web.fetch(Request(url))
    assert isinstance(first, Document)
    again = web.fetch(Request(url, validators=first.validators))
    by_date = web.fetch(Request(url, validators=Validators(last_modified=first.validators.last_modified)))
    assert isinstance(again, NotModified)
    assert isinstance(by_date, NotModified)
    assert again.url == url
    assert again.headers["etag"] == 'W/"7"'


def test_unchanged_is_no_answer_to_who_knows_nothing(site: HostileWeb, web: Web) -> None:
    url = site.on("/feed", says(status=304))
    with pytest.raises(FetchError, match=r"^The site 127\.0\.0\.1 says that nothing has changed, but we"):
        web.fetch(Request(url))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_every_encoding_that_we_ask_for_is_read(site: HostileWeb, web: Web, encoding: str) -> None:
    url = site.on("/feed", packed(FEED * 100, encoding))
    document = web.fetch(Request(url))
    assert isinstance(document, Document)
    assert document.content == FEED * 100
    assert "content-encoding" not in document.headers
    assert encoding in site.asked[0].headers["accept-encoding"].split(", ")


def test_we_say_who_we_are_and_what_we_want(site: HostileWeb, web: Web) -> None:
    url = site.on("/", says())
    web.fetch(Request(url))
    web.fetch(Request(url, page=True))
    web.fetch(Request(url), wants="picture")
    feed, page, picture = (asked.headers for asked in site.asked if asked.path == "/")
    assert feed["user-agent"] == page["user-agent"] == picture["user-agent"] == USER_AGENT
    assert feed["accept"].startswith("application/atom+xml")
    assert page["accept"].startswith("text/html")
    assert picture["accept"].startswith("image/")


def test_repeated_headers_are_joined_and_odd_bytes_do_no_harm(site: HostileWeb, web: Web) -> None:
    url = site.on("/", says(headers={"Link": "<a>", "link": "<b>", "ETag": '"\udce9"', "Set-Cookie": "id=1"}))
    document = web.fetch(Request(url))
    assert document.headers == {"content-length": "0", "link": "<a>, <b>", "etag": '"\ufffd"'}
    web.fetch(Request(url, validators=Validators(etag='"\ud800"', last_modified="a\r\nX-Evil: 1")))
    assert "x-evil" not in site.asked[-1].headers


def test_environment_proxies_are_not_used(site: HostileWeb, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert web.fetch(Request(site.on("/", says(FEED))))


def test_cookies_are_not_kept(site: HostileWeb, web: Web) -> None:
    url = site.on("/", says(headers={"Set-Cookie": "id=1"}))
    web.fetch(Request(url))
    web.fetch(Request(url))
    assert "cookie" not in site.asked[1].headers


def test_login_opens_a_paid_source(site: HostileWeb, web: Web) -> None:
    by_cookie = site.on("/a", lets_in(FEED, cookie="session=abc; plan=paid"))
    by_password = site.on("/b", lets_in(FEED, user="ana", password="grüße"))
    assert web.fetch(Request(by_cookie, credentials=Credentials(cookie="session=abc; plan=paid")))
    assert web.fetch(Request(by_password, credentials=Credentials(user="ana", password="grüße")))
    with pytest.raises(FetchError, match="A login may be needed") as error:
        web.fetch(Request(by_password, credentials=Credentials(user="ana", password="wrong")))
    assert error.value.status == 401


def test_login_is_kept_on_the_way_within_a_site(site: HostileWeb, web: Web) -> None:
    site.on("/inside", lets_in(FEED, cookie="key=1"))
    url = site.on("/", redirects("/inside"))
    assert web.fetch(Request(url, credentials=Credentials(cookie="key=1")))


def test_login_never_goes_to_another_site_nor_comes_back(site: HostileWeb, web: Web) -> None:
    with HostileWeb() as other, Web(allow_private=["127.0.0.1"]) as web:
        other.on("/middle", redirects(site.url("/end")))
        site.on("/end", says(FEED))
        url = site.on("/", redirects(other.url("/middle")))
        web.fetch(Request(url, credentials=Credentials(cookie="key=1", user="ana", password="pw")))
        secrets = [{"cookie", "authorization"} & asked.headers.keys() for asked in (*site.asked, *other.asked)]
        assert secrets == [{"cookie", "authorization"}, set(), set()]


def test_login_that_cannot_be_sent_is_said_without_repeating_it(site: HostileWeb, web: Web) -> None:
    with pytest.raises(FetchError, match="Enter it anew") as error:
        web.fetch(Request(site.url(), credentials=Credentials(cookie="key=1\r\nX-Evil: 1")))
    assert "key" not in str(error.value)
    assert error.value.permanent


def test_no_secret_is_logged_or_said(site: HostileWeb, hasty_web: Web, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    login = Credentials(cookie="topsecret", user="topsecret", password="topsecret")
    for answer in (says(FEED), says(status=500), hangs(), lets_in(b"")):
        site.on("/", answer)
        try:
            hasty_web.fetch(Request(site.url("/"), credentials=login))
        except FetchError as error:
            assert "topsecret" not in repr(error)
    site.on("/?token=topsecret", says(status=500))
    with pytest.raises(FetchError) as error:
        hasty_web.fetch(Request(site.url("/?token=topsecret")))
    assert "topsecret" not in str(error.value) + caplog.text


def test_name_that_leads_to_a_private_address_is_refused(site: HostileWeb) -> None:
    with (
        Web(resolve=lambda host: ["127.0.0.1"]) as web,
        pytest.raises(AddressRefused, match=r"^The site paper\.example lies on a private network") as refused,
    ):
        web.fetch(Request(site.url("/", host="paper.example")))
    assert refused.value.permanent
    assert site.asked == []


def test_name_with_many_private_addresses_is_refused(site: HostileWeb) -> None:
    addresses = ["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1"]
    with Web(resolve=lambda host: addresses) as web, pytest.raises(AddressRefused):
        web.fetch(Request(site.url("/", host="paper.example")))
    assert site.asked == []


def test_name_is_connected_at_the_address_that_may_be(site: HostileWeb) -> None:
    site.on("/", says(FEED))
    addresses = ["10.0.0.1", "127.0.0.2", "127.0.0.1"]
    with Web(allow_private=["127.0.0.1"], resolve=lambda host: addresses) as web:
        assert web.fetch(Request(site.url("/", host="paper.example")))


def test_trusted_name_may_lead_to_a_private_address_but_not_to_metadata(site: HostileWeb) -> None:
    site.on("/", says(FEED))
    names = {"nas.local": ["127.0.0.1"], "cloud.local": ["169.254.169.254"]}
    with Web(allow_private=["nas.local", "cloud.local"], resolve=names.__getitem__) as web:
        assert web.fetch(Request(site.url("/", host="nas.local")))
        with pytest.raises(AddressRefused):
            web.fetch(Request(site.url("/", host="cloud.local")))


def test_name_that_changes_its_address_is_judged_by_the_one_connected(site: HostileWeb) -> None:
    answers = iter([["169.254.1.1"], ["127.0.0.1"], ["10.0.0.1"]])
    with Web(resolve=lambda host: next(answers)) as web:
        for name in ("a.example", "b.example", "c.example"):
            with pytest.raises(AddressRefused):
                web.fetch(Request(site.url("/", host=name)))


def test_connection_made_under_trust_is_not_used_for_another_name(site: HostileWeb) -> None:
    site.on("/", says(FEED))
    with Web(allow_private=["nas.local"], resolve=lambda host: ["127.0.0.1"]) as web:
        assert web.fetch(Request(site.url("/", host="nas.local")))
        with pytest.raises(AddressRefused):
            web.fetch(Request(site.url("/", host="paper.example")))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "127.0.0.1.", "localhost", "[64:ff9b::7f00:1]"]
)
def test_private_address_in_whatever_spelling_is_refused(site: HostileWeb, host: str) -> None:
    with Web() as web, pytest.raises(AddressRefused):
        web.fetch(Request(site.url("/", host=host)))
    assert site.asked == []


def test_many_requests_are_given_as_they_complete_and_errors_with_them(site: HostileWeb, web: Web) -> None:
    slow = Request(site.on("/slow", slowly(says(FEED), 0.3)))
    quick = Request(site.on("/quick", says(FEED)))
    missing = Request(site.url("/missing"))
    wrong = Request("http://10.0.0.1/")
    outcomes = list(web.fetch_many([slow, quick, missing, wrong]))
    assert {request: type(outcome) for request, outcome in outcomes} == {
        slow: Document,
        quick: Document,
        missing: FetchError,
        wrong: AddressRefused,
    }
    assert outcomes[-1][0] == slow


def test_documents_that_nobody_takes_do_not_pile_up(site: HostileWeb) -> None:
    requests = [Request(site.on(f"/{number}", says(FEED))) for number in range(50)]
    with Web(allow_private=[site.address], limits=Limits(connections=3)) as web:
        outcomes = web.fetch_many(requests)
        next(outcomes)
        time.sleep(0.05)
        assert len(site.asked) <= 6
        assert len({request for request, _ in outcomes}) == 49


def test_who_takes_only_some_stops_the_others(site: HostileWeb, web: Web) -> None:
    requests = [Request(site.on("/", says(FEED))), Request(site.on("/drips", drips()))]
    for request, _ in web.fetch_many(requests):
        assert request == requests[0]
        break
    until = time.monotonic() + 5
    while site.at_once and time.monotonic() < until:
        time.sleep(0.01)
    assert site.at_once == 0


def test_no_more_than_two_connections_go_to_a_host(site: HostileWeb, web: Web) -> None:
    requests = [Request(site.on(f"/{number}", slowly(says(FEED), 0.02))) for number in range(12)]
    assert all(isinstance(outcome, Document) for _, outcome in web.fetch_many(requests))
    assert site.most_at_once == 2


def test_waiting_for_our_turn_is_not_the_fault_of_the_server(site: HostileWeb) -> None:
    requests = [Request(site.on(f"/{number}", slowly(says(FEED), 0.3))) for number in range(16)]
    with Web(allow_private=[site.address], limits=Limits(seconds=2)) as web:
        assert all(isinstance(outcome, Document) for _, outcome in web.fetch_many(requests))


def test_slow_host_holds_up_no_other(site: HostileWeb) -> None:
    requests = [Request(site.on(f"/{number}", hangs())) for number in range(8)]
    with HostileWeb() as other:
        other.on("/", says(FEED))
        trust = [site.address, "other.example"]
        names = {"other.example": ["127.0.0.1"]}
        with Web(allow_private=trust, limits=Limits(connections=3), resolve=names.__getitem__) as web:
            quick = Request(other.url("/", host="other.example"))
            outcomes = web.fetch_many([*requests, quick])
            assert next(outcomes)[0] == quick


def test_many_threads_share_one_web(site: HostileWeb, web: Web) -> None:
    url = site.on("/", says(FEED))
    with ThreadPoolExecutor(8) as pool:
        documents = list(pool.map(lambda number: web.fetch(Request(f"{url}")), range(40)))
    assert all(isinstance(document, Document) for document in documents)


def test_mistake_of_ours_spoils_one_fetch_only(site: HostileWeb, caplog: pytest.LogCaptureFixture) -> None:
    def resolve(host: str) -> list[str]:
        return ["127.0.0.1"] if host == "paper.example" else [1 / 0]  # type: ignore[list-item]

    good = Request(site.url("/", host="paper.example"))
    site.on("/", says(FEED))
    bad = Request(site.url("/?token=topsecret", host="bad.example"))
    with Web(allow_private=["127.0.0.1"], resolve=resolve) as web:
        outcomes = dict(web.fetch_many([bad, good]))
    assert str(outcomes[bad]) == (
        "This address could not be fetched, for a reason that we did not foresee. We will try again later."
    )
    assert isinstance(outcomes[good], Document)
    assert "ZeroDivisionError" in caplog.text
    assert "topsecret" not in caplog.text


def test_closing_stops_what_is_under_way(site: HostileWeb) -> None:
    web = Web(allow_private=[site.address])
    closing = threading.Timer(0.1, web.close)
    closing.start()
    with pytest.raises(FetchError, match="shutting down"):
        web.fetch(Request(site.on("/", hangs())))
    closing.join()
    web.close()


def test_closing_stops_many_that_are_under_way(site: HostileWeb) -> None:
    web = Web(allow_private=[site.address])
    closing = threading.Timer(0.1, web.close)
    closing.start()
    outcomes = [outcome for _, outcome in web.fetch_many([Request(site.on("/", hangs()))] * 5)]
    closing.join()
    assert [str(outcome) for outcome in outcomes] == [
        "The fetch was stopped, as myNEWS is shutting down. It will be tried again later."
    ] * 5


def test_closed_web_says_so(site: HostileWeb) -> None:
    web = Web()
    web.close()
    request = Request(site.url())
    with pytest.raises(FetchError, match="shutting down"):
        web.fetch(request)
    assert [type(outcome) for _, outcome in web.fetch_many([request])] == [FetchError]


def test_importing_opens_nothing() -> None:
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("mynews-n")]
