"""A hostile site, and a web that may go there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mynews.net.http import Web
from mynews.net.limits import Limits
from tests.hostile_web import HostileWeb

SHORT = Limits(seconds=0.3, size=3_000_000)


@pytest.fixture
def site() -> Iterator[HostileWeb]:
    with HostileWeb() as site:
        yield site


@pytest.fixture
def web(site: HostileWeb) -> Iterator[Web]:
    """A web that trusts this one site although it is on the loopback."""
    with Web(allow_private=[site.address]) as web:
        yield web


@pytest.fixture
def hasty_web(site: HostileWeb) -> Iterator[Web]:
    """The same with little patience and little room, for what would otherwise take long."""
    with Web(allow_private=[site.address], limits=SHORT) as web:
        yield web
