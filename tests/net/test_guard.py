"""Which addresses may be asked and connected."""

from __future__ import annotations

import contextlib
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yarl import URL

from mynews.model.errors import FetchError, SettingsError
from mynews.net.guard import (
    ConnectionRefusedByGuard,
    Guard,
    checked_url,
    may_keep_login,
    redirected_url,
)

PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.9.9.9",
    "168.63.129.16",
    "169.254.1.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2a00:1450::5efe:10.0.0.1",
    "2a00:1450::200:5efe:192.168.0.1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
PUBLIC = [
    "1.1.1.1",
    "93.184.215.14",
    "172.32.0.1",
    "192.0.1.1",
    "100.128.0.1",
    "2606:4700::1111",
    "2a00:1450:4001:80e::200e",
    "::ffff:1.1.1.1",
    "64:ff9b::101:101",
]
NEVER = ["0.0.0.0", "169.254.169.254", "::ffff:169.254.169.254", "fd00:ec2::254", "::", "224.0.0.1", "ff02::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_address_is_not_connected(address: str) -> None:
    assert not Guard().may_connect(address, trusted=False)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_address_is_connected(address: str) -> None:
    assert Guard().may_connect(address, trusted=False)


@pytest.mark.parametrize("address", NEVER)
def test_metadata_and_nowhere_are_not_connected_even_for_a_trusted_host(address: str) -> None:
    assert not Guard().may_connect(address, trusted=True)


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_every_wrapping(address: object) -> None:
    number = int(address)  # type: ignore[call-overload]
    guard = Guard()
    plain = guard.may_connect(str(address), trusted=False)
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    for wrapped in (f"::ffff:{high}:{low}", f"64:ff9b::{high}:{low}", f"2002:{high}:{low}::1"):
        assert guard.may_connect(wrapped, trusted=False) == plain


def test_operator_allows_a_network() -> None:
    guard = Guard.allowing(["10.0.0.0/8", "fd12::/16", "192.168.7.7"])
    assert guard.may_connect("10.1.2.3", trusted=False)
    assert guard.may_connect("::ffff:10.1.2.3", trusted=False)
    assert guard.may_connect("fd12::5", trusted=False)
    assert guard.may_connect("192.168.7.7", trusted=False)
    assert not guard.may_connect("192.168.7.8", trusted=False)


def test_operator_trusts_a_host_by_name_with_or_without_a_port() -> None:
    guard = Guard.allowing(["NAS.local", "printer.local:8080", "[::1]:9000"])
    assert guard.trusts(URL("http://nas.local/"))
    assert guard.trusts(URL("https://nas.local:8443/"))
    assert guard.trusts(URL("http://printer.local:8080/"))
    assert guard.trusts(URL("http://[::1]:9000/"))
    assert not guard.trusts(URL("http://printer.local/"))
    assert not guard.trusts(URL("http://evil-nas.local/"))
    assert not guard.trusts(URL("http://nas.local.evil.example/"))


@pytest.mark.parametrize("entry", ["", "http://nas.local/", "10.0.0.0/99", "nas.local:port", "a b"])
def test_unreadable_trust_is_said_to_the_operator(entry: str) -> None:
    with pytest.raises(SettingsError, match="allow_private"):
        Guard.allowing([entry])


def test_no_socket_is_made_for_a_private_address() -> None:
    make_socket = Guard().socket_factory(trusted=False)
    with pytest.raises(ConnectionRefusedByGuard):
        make_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))
    make_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("1.1.1.1", 80))).close()


@pytest.mark.parametrize(
    "text",
    [
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.0.1.5/",
        "http://10.0.0.0x1/",
        "http://%31%32%37.0.0.1/",
        "http://localhost%00.example/",
        "http://[fe80::1%25eth0]/",
        "http://exa mple.com/",
        "http://example.com\\@127.0.0.1/",
        "http://example.com\r\nX-Evil:1/",
        "http://[::1/",
        "http://example.com:99999/",
        "http:///feed",
        "http://./feed",
        "/feed.xml",
        "",
        "example.com/feed",
        "file:///etc/passwd",
        "ftp://example.com/feed",
        "gopher://example.com/",
        "data:text/xml,<rss/>",
        "http://example.com:25/",
        "https://example.com:6667/",
        "http://example.com/" + "a" * 9000,
    ],
)
def test_odd_address_is_refused(text: str) -> None:
    with pytest.raises(FetchError) as refused:
        checked_url(text)
    assert str(refused.value).endswith(".")
    assert refused.value.permanent


@settings(deadline=None)
@given(st.text() | st.from_regex(r"https?://[^/]{0,30}(:[0-9]{0,6})?/.{0,20}"))
def test_any_text_is_an_address_or_is_said_to_be_none(text: str) -> None:
    with contextlib.suppress(FetchError):
        assert checked_url(text).scheme in ("http", "https")


@settings(deadline=None)
@given(st.text() | st.from_regex(r"(https?:)?//[^/]{0,30}(:[0-9]{0,6})?/.{0,20}"))
def test_any_redirect_leads_to_an_address_or_is_said_to_lead_to_none(location: str) -> None:
    with contextlib.suppress(FetchError):
        assert redirected_url(URL("https://paper.example/a"), location).user is None


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" https://Example.COM/Feed#top ", "https://example.com/Feed"),
        ("http://example.com.:8080/", "http://example.com:8080/"),
        ("http://127.0.0.1./", "http://127.0.0.1/"),
        ("http://①②⑦.0.0.1/", "http://127.0.0.1/"),
        ("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/"),
        ("https://münchen.example/ü?q=ä", "https://xn--mnchen-3ya.example/%C3%BC?q=%C3%A4"),
        ("http://my_blog.example/", "http://my_blog.example/"),
        ("https://old.example/of//me@paper.example/", "https://old.example/of//me@paper.example/"),
    ],
)
def test_address_is_read_in_one_way_only(text: str, url: str) -> None:
    assert str(checked_url(text)) == url


def test_login_in_an_address_is_refused_without_repeating_it() -> None:
    with pytest.raises(FetchError, match="login of this source") as refused:
        checked_url("https://ana:secret@paper.example/feed")
    assert "secret" not in str(refused.value) + refused.value.url


def test_redirect_is_resolved_and_its_login_left_out() -> None:
    here = URL("https://paper.example/a/feed?x=1")
    assert redirected_url(here, "../b") == URL("https://paper.example/b")
    assert redirected_url(here, "//other.example/c") == URL("https://other.example/c")
    assert redirected_url(here, "http://eve:pw@other.example/d") == URL("http://other.example/d")


@pytest.mark.parametrize("location", ["file:///etc/passwd", "http://2130706433/", "http://[::1", "javascript:alert(1)"])
def test_redirect_to_an_odd_address_is_refused(location: str) -> None:
    with pytest.raises(FetchError):
        redirected_url(URL("https://paper.example/"), location)


@pytest.mark.parametrize(
    ("asked", "then", "kept"),
    [
        ("https://paper.example/a", "https://paper.example/b", True),
        ("http://paper.example/", "https://paper.example/", True),
        ("https://paper.example/", "http://paper.example/", False),
        ("https://paper.example/", "https://www.paper.example/", False),
        ("https://paper.example/", "https://paper.example:8443/", False),
        ("http://paper.example:8080/", "https://paper.example/", False),
    ],
)
def test_login_follows_only_to_the_same_origin_or_its_https(asked: str, then: str, kept: bool) -> None:
    assert may_keep_login(URL(asked), URL(then)) is kept
