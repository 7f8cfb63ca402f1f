"""Which addresses may be asked and connected: the decisions, and the sockets that obey them.

The last word is spoken where a socket is made, about the very address that is connected next. Whatever a name was
resolved to before, and on whichever redirect, nothing comes around that.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from yarl import URL

from mynews.model.errors import AddressRefused, FetchError, SettingsError

LONGEST_ADDRESS = 8_000  # RFC 9110, section 4.1 asks for 8,000 octets at least; nothing honest is longer

_HOST_NAME = re.compile(r"[a-z0-9._-]{1,253}")
_NUMBER_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*")  # https://url.spec.whatwg.org/#ends-in-a-number-checker
_USER_INFO = re.compile(r"^([^/?#]*//)[^/?#]*@")
_NOT_IN_ADDRESSES = re.compile(r"[\x00-\x20\x7f\\]")

# fmt: off
# Mail, shells, databases of users: where an HTTP request can do harm (https://fetch.spec.whatwg.org/#port-blocking).
_BAD_PORTS = frozenset((
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
    532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
    5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
))

# Written out, as `is_global` changed its mind between Python 3.11 and 3.13. IANA's registries of special addresses,
# and 168.63.129.16, the public address behind which Azure answers its own machines.
_PRIVATE_V4 = tuple(map(IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/3",
)))
_GLOBAL_V6 = IPv6Network("2000::/3")  # all that was ever given out; loopback, local and multicast lie outside
_PRIVATE_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))

# Not even a trusted name leads here: keys of the cloud machine, nobody, everybody.
_NEVER = tuple(map(ip_network, (
    "100.100.100.200", "168.63.129.16", "169.254.169.254", "169.254.170.0/24", "192.0.0.192", "fd00:ec2::/32",
    "0.0.0.0/8", "::", "224.0.0.0/4", "255.255.255.255", "ff00::/8",
)))
# fmt: on


class ConnectionRefusedByGuard(OSError):
    """The address that was about to be connected is none that we may connect.

    An ``OSError``, so that the other addresses of the same name are still tried, each under the same check.
    """


@dataclass(frozen=True, slots=True)
class Guard:
    """What the operator trusts beside the public internet: hosts by name, with or without a port, and networks."""

    hosts: frozenset[tuple[str, int | None]] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def allowing(cls, allow_private: Iterable[str]) -> Guard:
        """The guard for these settings: each "nas.local", "nas.local:8080", "10.0.0.5" or "10.0.0.0/8"."""
        hosts, networks = set(), []
        for entry in allow_private:
            try:
                networks.append(ip_network(entry.strip()))
            except ValueError:
                hosts.add(_host_and_port(entry))
        return cls(frozenset(hosts), tuple(networks))

    def trusts(self, url: URL) -> bool:
        """Whether the operator named this host, so that it may lie on a private network."""
        return bool(self.hosts) and not self.hosts.isdisjoint({(url.raw_host, None), (url.raw_host, url.port)})

    def may_connect(self, address: str, *, trusted: bool) -> bool:
        """Whether a connection may go to this IP address, being that of a ``trusted`` host or of any other."""
        target = _target_of(address)
        if _lies_in(target, _NEVER):
            return False
        return trusted or _is_public(target) or _lies_in(target, self.networks)

    def socket_factory(self, *, trusted: bool) -> Callable[[tuple[Any, ...]], socket.socket]:
        """What makes the sockets of a connection pool, for trusted hosts or for all others."""

        def make_socket(address_info: tuple[Any, ...]) -> socket.socket:
            family, kind, protocol, _, address = address_info
            if not self.may_connect(address[0], trusted=trusted):
                raise ConnectionRefusedByGuard("refused by the guard")
            return socket.socket(family, kind, protocol)

        return make_socket


def checked_url(text: str) -> URL:
    """The address to fetch, without its fragment; raises where it is none, or none that we may fetch."""
    if _USER_INFO.search(text):
        raise FetchError(
            _USER_INFO.sub(r"\1", text),
            "The address holds a user name or password. "
            "Take them out of the address and give them as the login of this source.",
            permanent=True,
        )
    return _parsed(text)


def redirected_url(url: URL, location: str) -> URL:
    """Where ``location`` leads from ``url``; a user name or password in it is left out, for it is not the reader's."""
    try:
        target = url.join(URL(_USER_INFO.sub(r"\1", location)))
    except ValueError as error:
        raise FetchError(str(url), f"The site {url.host} sends us on to something that is not an address.") from error
    return _parsed(str(target))


def may_keep_login(asked: URL, next_: URL) -> bool:
    """Whether a reader's login may follow from one address to the next: the same origin, or its own https."""
    if asked.origin() == next_.origin():
        return True
    upgraded = asked.scheme == "http" and next_.scheme == "https"
    return upgraded and asked.raw_host == next_.raw_host and asked.is_default_port() and next_.is_default_port()


def _parsed(text: str) -> URL:
    text = text.strip()
    if len(text) > LONGEST_ADDRESS or _NOT_IN_ADDRESSES.search(text):
        raise AddressRefused(text[:LONGEST_ADDRESS], "This is not an address that can be fetched: check its spelling.")
    try:
        url = URL(text)
    except ValueError as error:
        raise AddressRefused(text, "This is not an address that can be fetched: check its spelling.") from error
    if url.scheme not in ("http", "https"):
        raise AddressRefused(text, "Only addresses that begin with http:// or https:// can be fetched.")
    host = (url.raw_host or "").rstrip(".")
    if not host:
        raise AddressRefused(text, "The address names no site: check its spelling.")
    if not _is_well_spelled(host):
        raise AddressRefused(text, "The address names its site in a way that we do not follow: check its spelling.")
    if url.port in _BAD_PORTS:
        raise AddressRefused(text, f"The address uses port {url.port}, which is no place for news.")
    if host != url.raw_host:  # "example.org." is "example.org"; certificates and allow_private know only the latter
        url = url.with_host(host)
    return url.with_fragment(None) if url.raw_fragment else url


def _is_well_spelled(host: str) -> bool:
    """Whether this is an IPv6 address, four plain decimal numbers, or a name that nothing takes for a number."""
    if ":" in host:
        return "%" not in host
    if _HOST_NAME.fullmatch(host) is None:
        return False
    return _NUMBER_LABEL.fullmatch(host.rpartition(".")[2]) is None or _is_ip(host)


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _host_and_port(entry: str) -> tuple[str, int | None]:
    try:
        url = checked_url(f"http://{entry.strip()}")
    except FetchError:
        url = URL()
    if url.path != "/" or not url.raw_host:
        raise SettingsError(
            f'allow_private has "{entry}": write a host, or a host with a port, or a network (10.0.0.0/8).'
        )
    return url.raw_host, url.explicit_port


def _target_of(address: str) -> IPv4Address | IPv6Address:
    """The machine that an address leads to: the IPv4 address inside an IPv6 one that only wraps it."""
    target = ip_address(address)
    return target if isinstance(target, IPv4Address) else _wrapped_v4(target) or target


def _wrapped_v4(address: IPv6Address) -> IPv4Address | None:
    number = int(address)
    if address.ipv4_mapped or number >> 32 == 0x0064_FF9B_0000_0000_0000_0000:  # mapped; NAT64 (RFC 6052)
        return IPv4Address(number & 0xFFFF_FFFF)
    if number >> 112 == 0x2002:  # 6to4 (RFC 3056)
        return IPv4Address(number >> 80 & 0xFFFF_FFFF)
    if number >> 32 & 0xFDFF_FFFF == 0x0000_5EFE:  # ISATAP (RFC 5214), within whichever network
        return IPv4Address(number & 0xFFFF_FFFF)
    return None


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return not _lies_in(address, _PRIVATE_V4)
    return address in _GLOBAL_V6 and not _lies_in(address, _PRIVATE_V6)


def _lies_in(address: IPv4Address | IPv6Address, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(address in network for network in networks)
