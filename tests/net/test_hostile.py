"""The worst of the web: each has its sentence for the reader, and ends soon."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import tracemalloc
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mynews.model.document import Document, NotModified, Request, Validators
from mynews.model.errors import AddressRefused, FetchError
from mynews.net.http import Web
from mynews.net.limits import Limits
from tests.hostile_web import (
    MEGABYTE,
    Answer,
    HostileWeb,
    bomb,
    breaks_off,
    drips,
    endless,
    hangs,
    packed,
    redirects,
    says,
    says_unless_known,
    slowly,
    speaks,
    streams,
)

LATER = "We will try again later."
NOT_A_SITE = "What answers at 127.0.0.1 does not speak like a web site. Check the address."
DENSE = "The document at 127.0.0.1 is packed so densely that it looks like an attack, so we stopped reading it."


def sentence(web: Web, url: str) -> str:
    """What the reader is told of a failed fetch."""
    with pytest.raises(FetchError) as error:
        web.fetch(Request(url))
    return str(error.value)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (hangs(), f"The site 127.0.0.1 did not answer within 0.3 seconds. {LATER}"),
        (drips(), f"The site 127.0.0.1 did not answer within 0.3 seconds. {LATER}"),
        (drips(head=True), f"The site 127.0.0.1 did not answer within 0.3 seconds. {LATER}"),
        (endless(), "The document at 127.0.0.1 is larger than 3 MB, which is more than we read."),
        (
            breaks_off(b"", promised=100_000_000),
            "The document at 127.0.0.1 is larger than 3 MB, which is more than we read.",
        ),
        (bomb("gzip"), DENSE),
        (bomb("deflate"), DENSE),
        (bomb("br"), DENSE),
        (bomb("zstd"), DENSE),
        (breaks_off(b"<rss>", promised=100), f"The site 127.0.0.1 broke off in the middle of its answer. {LATER}"),
        (
            speaks(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n"),
            f"The site 127.0.0.1 broke off in the middle of its answer. {LATER}",
        ),
        (
            says(b"no gzip at all", headers={"Content-Encoding": "gzip"}),
            f"The document from 127.0.0.1 arrived damaged. {LATER}",
        ),
        (speaks(b""), f"The site 127.0.0.1 hung up without an answer. {LATER}"),
        (speaks(b"220 mail.example ESMTP\r\n"), NOT_A_SITE),
        (speaks(b"\x00\xff\x15\x03\x01" * 2000), NOT_A_SITE),
        (speaks(b"HTTP/1.1 banana OK\r\n\r\n"), NOT_A_SITE),
        (says(headers={"X-Huge": "x" * 200_000}), NOT_A_SITE),
        (says(headers={f"X-{number}": "x" for number in range(20_000)}), NOT_A_SITE),
    ],
)
def test_bad_server_is_described_to_the_reader(site: HostileWeb, hasty_web: Web, answer: Answer, said: str) -> None:
    assert sentence(hasty_web, site.on("/", answer)) == said


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "The site 127.0.0.1 did not understand our request. Check the address of this source."),
        (401, "The site 127.0.0.1 lets only those in who have signed in. A login may be needed for this source."),
        (402, "The site 127.0.0.1 asks for payment. A login may be needed for this source."),
        (403, "The site 127.0.0.1 does not let us read this address. A login may be needed for this source."),
        (404, "The site 127.0.0.1 has nothing at this address. Check whether it has moved."),
        (410, "The site 127.0.0.1 has removed this address for good. Look for a new one, or end the subscription."),
        (418, "The site 127.0.0.1 refused to answer (status 418). Check the address of this source."),
        (429, f"The site 127.0.0.1 asks us to come less often. {LATER}"),
        (451, "The site 127.0.0.1 may not show this here, for legal reasons."),
        (500, f"The site 127.0.0.1 has a fault of its own (status 500). {LATER}"),
        (503, f"The site 127.0.0.1 is overloaded or being repaired. {LATER}"),
        (301, f"The site 127.0.0.1 sends us on without saying where (status 301). {LATER}"),
        (599, f"The site 127.0.0.1 has a fault of its own (status 599). {LATER}"),
    ],
)
def test_bad_status_is_described_to_the_reader(site: HostileWeb, web: Web, status: int, said: str) -> None:
    with pytest.raises(FetchError) as error:
        web.fetch(Request(site.on("/", says(b"<html>oops", status=status))))
    assert str(error.value) == said
    assert error.value.status == status
    assert error.value.permanent is (status == 410)


def test_host_that_asks_for_patience_is_heard(site: HostileWeb, web: Web) -> None:
    url = site.on("/", says(status=429, headers={"Retry-After": "120"}))
    with pytest.raises(FetchError) as error:
        web.fetch(Request(url))
    assert error.value.retry_after == 120


def test_host_that_asks_for_patience_is_left_alone_at_all_its_addresses(site: HostileWeb, web: Web) -> None:
    with pytest.raises(FetchError):
        web.fetch(Request(site.on("/", says(status=503, headers={"Retry-After": "120"}))))
    with pytest.raises(FetchError, match="asked us to come back later") as error:
        web.fetch(Request(site.on("/other", says(b"<rss/>"))))
    assert error.value.retry_after is not None and 100 < error.value.retry_after <= 120


def test_name_that_does_not_exist_is_described(web: Web) -> None:
    assert sentence(web, "http://no-such-paper.invalid/feed") == (
        "No site named no-such-paper.invalid could be found. "
        "Check the spelling of the address; if it is right, the site may be gone."
    )


def test_name_that_cannot_exist_is_described(web: Web) -> None:
    assert sentence(web, f"http://{'a' * 70}.example/").startswith("No site named aaa")


def test_site_that_is_not_there_is_described() -> None:
    with HostileWeb() as gone:
        url = gone.url()
    with Web(allow_private=["127.0.0.1"]) as web:
        assert sentence(web, url) == f"The site 127.0.0.1 cannot be reached. {LATER}"


def test_certificate_of_nobody_is_described(tmp_path: Path) -> None:
    with HostileWeb(tls=self_signed(tmp_path)) as site, Web(allow_private=["127.0.0.1"]) as web:
        site.on("/", says())
        assert sentence(web, site.url()) == (
            "The site 127.0.0.1 could not prove that it is 127.0.0.1: its certificate is not valid. "
            "Check the address, or wait until the site has mended it."
        )
        assert site.asked == []


def test_secure_address_of_a_plain_site_is_described(site: HostileWeb, web: Web) -> None:
    said = sentence(web, site.url().replace("http:", "https:"))
    assert said == "No secure connection to the site 127.0.0.1 could be made. Check the address."


def test_document_of_100_megabytes_is_refused_before_it_is_read(site: HostileWeb) -> None:
    feed = streams(lambda: (b"<item/>" * 100_000 for _ in range(150)))
    with Web(allow_private=[site.address]) as web:
        said = sentence(web, site.on("/", feed))
    assert said == "The document at 127.0.0.1 is larger than 20 MB, which is more than we read."


def test_bomb_costs_some_megabytes_of_memory(site: HostileWeb, web: Web) -> None:
    url = site.on("/", bomb("gzip"))
    site.on("/small", says())
    web.fetch(Request(site.url("/small")))
    tracemalloc.start()
    assert sentence(web, url) == DENSE
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * MEGABYTE  # two of them are the server's, which makes it as it is taken


def test_packed_document_within_the_limits_is_read(site: HostileWeb, web: Web) -> None:
    text = b"<item>one line like the other</item>" * 20_000
    assert web.fetch(Request(site.on("/", packed(text, "br"))))


def test_single_fetch_may_have_limits_of_its_own(site: HostileWeb, web: Web) -> None:
    url = site.on("/", says(bytes(2000)))
    with pytest.raises(FetchError, match=r"larger than 0\.001 MB"):
        web.fetch(Request(url), limits=Limits(size=1000))
    assert web.fetch(Request(url))


def test_permanent_redirects_move_the_source(site: HostileWeb, web: Web) -> None:
    url = site.on("/old", redirects("/older", status=301))
    site.on("/older", redirects("/new?a=1#top", status=308))
    site.on("/new?a=1", says_unless_known(b"<rss/>", etag='"1"', last_modified=""))
    document = web.fetch(Request(url))
    unchanged = web.fetch(Request(url, validators=Validators(etag='"1"')))
    assert isinstance(document, Document)
    assert isinstance(unchanged, NotModified)
    assert document.url == document.moved_to == unchanged.moved_to == site.url("/new?a=1")


@pytest.mark.parametrize("status", [302, 303, 307])
@pytest.mark.parametrize("first", [True, False])
def test_temporary_redirect_on_the_way_does_not_move_the_source(
    site: HostileWeb, web: Web, status: int, first: bool
) -> None:
    url = site.on("/old", redirects("/middle", status=status if first else 301))
    site.on("/middle", redirects("/new", status=301 if first else status))
    site.on("/new", says(b"<rss/>"))
    document = web.fetch(Request(url))
    assert document.url == site.url("/new")
    assert document.moved_to is None


def test_redirects_in_a_circle_are_described(site: HostileWeb, web: Web) -> None:
    url = site.on("/a", redirects("/b"))
    site.on("/b", redirects("/a"))
    said = "The site 127.0.0.1 sends us round in a circle. It may want a login, or be broken."
    assert sentence(web, url) == said
    assert sentence(web, site.on("/self", redirects("/self"))) == said
    assert len(site.asked) == 3


def test_redirects_without_end_are_described(site: HostileWeb, web: Web) -> None:
    for number in range(10):
        site.on(f"/{number}", redirects(f"/{number + 1}"))
    assert sentence(web, site.url("/0")) == "The address leads on more than 5 times, last to 127.0.0.1."
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    "location",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[fd00:ec2::254]/",
        "http://2130706433/",
        "http://rebound.example/",
        "file:///etc/passwd",
        "http://127.0.0.1:22/",
    ],
)
def test_redirect_to_a_refused_address_is_not_followed(site: HostileWeb, location: str) -> None:
    with Web(allow_private=[site.address], resolve=lambda host: ["127.0.0.2"]) as web, pytest.raises(AddressRefused):
        web.fetch(Request(site.on("/", redirects(location))))


def test_redirect_to_nonsense_is_described(site: HostileWeb, web: Web) -> None:
    said = "The site 127.0.0.1 sends us on to something that is not an address."
    assert sentence(web, site.on("/", redirects("http://[::1"))) == said


def test_all_redirects_together_have_the_time_of_one_fetch(site: HostileWeb, hasty_web: Web) -> None:
    for number in range(4):
        site.on(f"/{number}", slowly(redirects(f"/{number + 1}"), 0.12))
    assert "within 0.3 seconds" in sentence(hasty_web, site.url("/0"))


def test_bad_server_harms_no_other_fetch(site: HostileWeb, hasty_web: Web) -> None:
    bad = [hangs(), drips(), endless(), bomb("gzip"), speaks(b"?"), redirects("/0"), breaks_off(b"", promised=9)]
    requests = [Request(site.on(f"/{number}", answer)) for number, answer in enumerate(bad)]
    good = Request(site.on("/good", says(b"<rss/>")))
    outcomes = dict(hasty_web.fetch_many([*requests, good]))
    assert isinstance(outcomes.pop(good), Document)
    assert [type(outcome) for outcome in outcomes.values()] == [FetchError] * len(bad)


def self_signed(folder: Path) -> ssl.SSLContext:
    """What a server needs to claim on its own word that it is 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
