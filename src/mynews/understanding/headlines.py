"""Headlines in, what they tell of the event out: without what a publisher adds, and whether two can be of one event.

What one owner writes is alike for reasons of its own: the column's name, the show's description, the line under every
post, the template of a change log. Its headlines say where it writes of another matter each time.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mynews.understanding.words import TermVector, likeness, term_vector, words_of

SHARED_HEADLINE = 0.15
"""One name in common is enough ("Greenland"), one plain word is not. Read off the stories found in real feeds."""

FEWEST_WORDS = 4
"""A shorter headline that comes again is a column's or a project's name ("Morning briefing", "Letters")."""

_KEPT = 10_000
_FORM = re.compile(
    r"(?:(?:live|video|watch|photos?|pictures|podcast|breaking|breaking news|update|updated|exclusive|report)\s*[:|]"
    r"|(?:update|wrapup|rpt|refile|corrected|factbox|timeline)(?: \d+)?-)\s*",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"\s+[|–—-]\s+(?:[A-Z][\w.&'’]*(?: (?:of|the|and|&))?\s*){1,4}$")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_INSTALMENT = re.compile(
    r"(?:\b(?:part|parts|episode|ep|session|chapter|lecture|lesson|week|day|issue|volume|vol|no|number|season|teil|folge"
    r"|partie|épisode|parte|capítulo)\b\.?|#)\s*\d+",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DATE_WORD = re.compile(
    rf"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b{_MONTH}\b(?=\W*\d)|(?<=\d ){_MONTH}\b", re.IGNORECASE
)
_SEPARATOR = re.compile(r"\s*[:|•·]\s+|\s+[|•·–—-]+\s+")


def event_words(headline: str) -> str:
    """A headline without the form that it announces ("VIDEO:", "UPDATE 2-") and the publisher that it credits
    (" - The Harbour Post"); as it is where little would be left."""
    bare = _CREDIT.sub("", _FORM.sub("", headline, count=1))
    return bare if len(words_of(bare)) >= FEWEST_WORDS else headline


def may_be_one_event(one: str, other: str, *, soon: bool) -> bool:
    """Whether two headlines of one owner may tell of one event, their texts being alike.

    They may not where they are instalments of a series, or share nothing or but the name of a column. ``soon`` says
    that one followed the other too soon for the column to have come again.
    """
    first, second = " ".join(one.split()), " ".join(other.split())
    if first.casefold() == second.casefold():
        return soon or len(words_of(first)) >= FEWEST_WORDS
    if _series(first) == _series(second) and _numbers(first) != _numbers(second):
        return False
    labels = _segments(first) & _segments(second)
    return likeness(_terms(first, labels), _terms(second, labels)) >= SHARED_HEADLINE


@lru_cache(maxsize=_KEPT)
def _series(headline: str) -> str:
    """What stays the same from one instalment to the next: all but numbers and dates, up to the instalment's number."""
    instalment = _INSTALMENT.search(headline)
    kept = headline[: instalment.end()] if instalment else headline
    return _NUMBER.sub("#", _DATE_WORD.sub("#", kept)).casefold()


@lru_cache(maxsize=_KEPT)
def _numbers(headline: str) -> tuple[str, ...]:
    return (*_NUMBER.findall(headline), *(word.casefold() for word in _DATE_WORD.findall(headline)))


@lru_cache(maxsize=_KEPT)
def _segments(headline: str) -> frozenset[str]:
    return frozenset(segment.casefold() for segment in _SEPARATOR.split(headline) if segment)


@lru_cache(maxsize=_KEPT)
def _terms(headline: str, labels: frozenset[str]) -> TermVector:
    """The terms of a headline without the labels that it shares with the other."""
    own = [segment for segment in _SEPARATOR.split(headline) if segment and segment.casefold() not in labels]
    return term_vector(" ".join(own))
