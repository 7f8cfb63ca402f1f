"""Addresses in, owners out: who stands behind a source, so that ten sections of one paper count once."""

from __future__ import annotations

from functools import cache, lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from mynews.model.story import Origin

_REDIRECTORS = frozenset({"feedburner.com", "feedproxy.google.com", "news.google.com", "t.co", "bit.ly"})
"""Their addresses lead to somebody else's articles."""


def owner_of(origin: Origin) -> str:
    """The registered domain of an article's address, else of its source's site or of the source.

    ``bbc.co.uk`` for ``https://www.bbc.co.uk/news``; the host itself where it is none that is registered.
    """
    addresses = (origin.url, origin.site_url, origin.source_url)
    return next((owner for each in addresses if each and (owner := _owner(each))), origin.source_url)


def _owner(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return _registered(host.rstrip("."))


@lru_cache(maxsize=10_000)
def _registered(host: str) -> str:
    if host in _REDIRECTORS:
        return ""
    try:
        ip_address(host)
    except ValueError:
        domain = _suffixes().privatesuffix(host)
        return "" if domain in _REDIRECTORS else str(domain or host)
    return host


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
