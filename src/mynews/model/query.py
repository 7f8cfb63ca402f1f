"""What a reader types into the search field, taken apart. Pure: nothing that can be typed is an error."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast, get_args

Operator = Literal[
    "source", "topic", "entity", "person", "organisation", "place", "author", "before", "after", "in", "is", "lang"
]

_LONGEST_TERM = 200  # PostgreSQL refuses to look for a word of 2 kB
_MARKS = re.compile("[\u0300-\u036f]+")
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# "10:30" and "https://paper.example/" are words.
_PART = re.compile(
    r'(?P<minus>-?)(?:(?P<name>[^\W\d_]{2,20}):(?!//)(?P<value>"[^"]*"?|[^\s"]*)|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))'
)
# Telephones set quotation marks as printers do.
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_NOT_STORED = re.compile("[\0\ud800-\udfff]")
_HAS_WORD = re.compile(r"\w")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?", re.ASCII)
_DAY = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2}))?(?:-(?P<day>\d{1,2}))?", re.ASCII)
_STATES = ("saved", "unread", "read")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing looked for: a word or a phrase. ``begins`` finds longer words too; ``without`` excludes."""

    words: str
    begins: bool = False
    without: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One ``operator:value``; ``without`` excludes what it holds for.

    ``rest`` is the query without it; ``at`` is the instant where the value is one.
    """

    operator: Operator
    value: str
    without: bool
    rest: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: terms and filters. ``words`` is what was typed besides filters; ``unclear`` has a sentence
    for each part that was not understood.
    """

    terms: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    words: str = ""
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query that a reader keeps. What came after ``looked_at`` is new; what a ``followed`` one finds is followed."""

    id: int
    query: str
    looked_at: datetime
    followed: bool = False


def fold(words: str) -> str:
    """Text as it is indexed and looked for: without accents, and a space around signs of scripts that use none."""
    if words.isascii():
        return words
    return _WITHOUT_SPACES.sub(r" \g<0> ", _MARKS.sub("", unicodedata.normalize("NFKD", words)))


def folded_term(words: str) -> str:
    """Words as they are looked for, without what no database takes; empty where nothing can be looked for."""
    folded = fold(_NOT_STORED.sub(" ", words))[:_LONGEST_TERM].strip()
    return folded if _HAS_WORD.search(folded) else ""


def parse_query(text: str) -> Query:
    """What a reader typed: ``volcano "north pole" -football harb* source:"The Paper" before:2026-11-01``.

    An operator that we do not know is looked for as words; one whose value says nothing is left out. Both are told.
    """
    parts = list(_PART.finditer(text.translate(_QUOTES)))
    terms: list[Term] = []
    filters: list[Filter] = []
    unclear: list[str] = []
    for number, part in enumerate(parts):
        operator = _operator(part["name"])
        if operator is None:
            terms += _terms(part)
            unclear += [_unknown(part["name"])] if part["name"] else []
            continue
        rest = " ".join(each[0] for at, each in enumerate(parts) if at != number)
        value = " ".join(_NOT_STORED.sub("", part["value"].strip('"')).split())[:_LONGEST_TERM]
        problem = _PROBLEMS.get(operator, _is_empty)(value)
        if problem:
            unclear.append(f"{operator}: {problem}")
        else:
            at = _instant(value) if operator in ("before", "after") else None
            filters.append(Filter(operator, value, bool(part["minus"]), rest, at))
    words = " ".join(part[0] for part in parts if _operator(part["name"]) is None)
    return Query(tuple(terms), tuple(filters), words, tuple(dict.fromkeys(unclear)))


def _operator(name: str | None) -> Operator | None:
    folded = (name or "").casefold()
    return cast(Operator, folded) if folded in get_args(Operator) else None


def _terms(part: re.Match[str]) -> list[Term]:
    word = f"{part['name']}:{part['value']}" if part["name"] else part["word"]
    folded = folded_term(word if word is not None else part["phrase"])
    return [Term(folded, word is not None and folded.endswith("*"), bool(part["minus"]))] if folded else []


def _unknown(name: str) -> str:
    return f"There is no “{name}:” to search by, so it was looked for as words."


def _is_empty(value: str) -> str:
    return "" if _HAS_WORD.search(value) else "say which, without a space after the colon."


def _is_no_instant(value: str) -> str:
    return "" if _instant(value) else f"“{value}” is not a day. Write it as 2026-11-01, or a month as 2026-11."


def _is_no_state(value: str) -> str:
    return "" if value.casefold() in _STATES else f"“{value}” is not known. An article is saved, read or unread."


def _is_no_language(value: str) -> str:
    known = _LANGUAGE.fullmatch(value.casefold())
    return "" if known else f"“{value}” is not a language. Write it with two letters, as in lang:de."


_PROBLEMS: Mapping[Operator, Callable[[str], str]] = {
    "before": _is_no_instant,
    "after": _is_no_instant,
    "is": _is_no_state,
    "lang": _is_no_language,
}


def _instant(value: str) -> datetime | None:
    """The beginning of a year, month or day, or an instant, in UTC where it does not say; None for anything else."""
    day = _DAY.fullmatch(value)
    try:
        if day:
            return datetime(int(day["year"]), int(day["month"] or 1), int(day["day"] or 1), tzinfo=UTC)
        instant = datetime.fromisoformat(value.upper())
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
