"""When to fetch a source next: its headers, its rhythm and its failures decide."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise

from mynews.model.errors import FetchError
from mynews.model.source import SourceState

_MAX_AGE = re.compile(r"\b(?:s-maxage|max-age)\s*=\s*\"?(\d+)")
# A source that publishes every hour is asked twice an hour: an article then waits a quarter of an hour on average.
_PER_ARTICLE = 0.5
# A feed that stays ill is asked ever more rarely, but never given up: 15 min, 30 min, 1 h ... a day.
_FIRST_RETRY = timedelta(minutes=15)
_GONE_STATUS = 410


@dataclass(frozen=True, slots=True)
class Pace:
    """The operator's bounds: never more often than ``least``, never more rarely than ``most``."""

    least: timedelta = timedelta(minutes=15)
    most: timedelta = timedelta(hours=12)
    usual: timedelta = timedelta(hours=1)


def next_fetch_at(state: SourceState, headers: Mapping[str, str], now: datetime, pace: Pace) -> datetime:
    """When to fetch a healthy source again.

    Its rhythm asks for some interval; what the publisher says (Cache-Control and Expires, RFC 9111; ttl and the
    syndication module of RSS) can only make us wait longer, the operator's bounds hold over both.
    """
    rhythm = timedelta(seconds=state.rhythm * _PER_ARTICLE) if state.rhythm else pace.usual
    wished = max(timedelta(seconds=state.every_seconds or 0), fresh_for(headers, now))
    return now + min(max(rhythm, wished, pace.least), pace.most)


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta:
    """How long the server says its answer holds; nothing where it does not say, or asks not to keep it."""
    control = headers.get("cache-control", "")
    if "no-cache" in control or "no-store" in control:
        return timedelta()
    stated = _MAX_AGE.search(control)
    if stated:
        return timedelta(seconds=min(int(stated[1]), 10**9))
    try:
        expires = parsedate_to_datetime(headers["expires"])
    except (KeyError, ValueError, TypeError):
        return timedelta()
    return max(expires - now, timedelta()) if expires.tzinfo else timedelta()


def retry_at(error: FetchError, failures: int, now: datetime, pace: Pace) -> datetime | None:
    """When to try an ill source again after so many failures in a row; None for one that says it is gone."""
    if error.status == _GONE_STATUS:
        return None
    waited = min(_FIRST_RETRY * (1 << min(failures - 1, 10)), max(pace.most, timedelta(days=1)))
    if error.retry_after is not None:
        waited = max(timedelta(seconds=min(error.retry_after, 7 * 86400)), pace.least)
    return now + waited


def rhythm_of(published: Sequence[datetime], now: datetime) -> int | None:
    """The usual seconds between two articles of a source, from the times of its latest ones; None for too few.

    The median of the gaps, so that a burst or a holiday changes little; a source that fell silent slows down with
    its silence.
    """
    instants = sorted(published, reverse=True)
    gaps = sorted((later - earlier).total_seconds() for later, earlier in pairwise(instants))
    if len(gaps) < 3:
        return None
    silence = (now - instants[0]).total_seconds() / 2
    return int(max(gaps[len(gaps) // 2], silence, 1))
