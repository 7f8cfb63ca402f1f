"""Reasons in plain words. Each is a term of the score, or the rule of the slate that gave a story its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from gettext import NullTranslations

from mynews.model.slate import Reason, ReasonKind

Tell = Callable[[Reason, NullTranslations], str]
_ENGLISH = NullTranslations()

LEAST = 0.1
"""A term that moves the odds by less than a tenth is not worth a reader's time."""

# Rules of the slate: what they say comes first, for without them the story would not stand where it does.
_RULES: tuple[ReasonKind, ...] = ("pinned", "must know", "different", "quiet source")

# True of many stories at once: they are told where there is nothing better to say.
_SLIGHT: tuple[ReasonKind, ...] = ("length", "time of day")


def in_words(reason: Reason, words: NullTranslations = _ENGLISH) -> str:
    """A reason as a reader is told it, in a language; empty for what has no words ("base")."""
    tell = _WORDS.get(reason.kind)
    return tell(reason, words) if tell else ""


def telling(reasons: Iterable[Reason], most: int = 2, *, against: bool = False) -> tuple[Reason, ...]:
    """The reasons that explain why a story stands where it does, the most telling first.

    With ``against`` those that speak against it too.
    """
    rules: list[Reason] = []
    terms: list[Reason] = []
    for each in reasons:
        if each.kind in _RULES:
            rules.append(each)
        elif (each.weight >= LEAST or (against and each.weight <= -LEAST)) and each.kind in _WORDS:
            terms.append(each)
    if any(each.kind == "must know" for each in rules):
        terms = [each for each in terms if each.kind != "coverage"]  # both say how many carry it
    rules.sort(key=lambda each: _RULES.index(each.kind))
    terms.sort(key=lambda each: (each.kind in _SLIGHT, -abs(each.weight)))
    return (*rules, *terms)[:most]


def _name(reason: Reason) -> str:
    return reason.subject.name or reason.subject.key if reason.subject else ""


def _learned(seldom: str, likes: str, one: str, many: str) -> Tell:
    def tell(reason: Reason, words: NullTranslations) -> str:
        if reason.weight < 0:
            return words.gettext(seldom).format(name=_name(reason))
        if reason.count:
            return words.ngettext(one, many, reason.count).format(name=_name(reason), count=reason.count)
        return words.gettext(likes).format(name=_name(reason))

    return tell


def _said(text: str, against: str = "") -> Tell:
    """The same words whatever it weighs, or others where it speaks against the story."""
    return lambda reason, words: words.gettext(against if against and reason.weight < 0 else text).format(
        name=_name(reason)
    )


def _coverage(reason: Reason, words: NullTranslations) -> str:
    if reason.count < 2:
        return words.gettext("Its source gives it room" if reason.weight > 0 else "Only one source carries it")
    return words.ngettext("{} source carries it", "{} sources carry it", reason.count).format(reason.count)


def _must_know(reason: Reason, words: NullTranslations) -> str:
    told = words.ngettext("Major news: {} source carries it", "Major news: {} sources carry it", reason.count)
    return told.format(reason.count)


_ON = _learned(
    "You seldom read on {name}",
    "You like to read on {name}",
    "You read {count} story on {name}",
    "You read {count} stories on {name}",
)
_WORDS: Mapping[ReasonKind, Tell] = {
    "followed": _said("You follow {name}"),
    "topic": _ON,
    "entity": _ON,
    "source": _learned(
        "You seldom read from {name}",
        "You like to read from {name}",
        "You read {count} story from {name}",
        "You read {count} stories from {name}",
    ),
    "author": _learned(
        "You seldom read by {name}",
        "You like to read by {name}",
        "You read {count} story by {name}",
        "You read {count} stories by {name}",
    ),
    "word": _learned(
        "You seldom read with the word {name}",
        "You like to read with the word {name}",
        "You read {count} story with the word {name}",
        "You read {count} stories with the word {name}",
    ),
    "like": _said("Like what you read", "Unlike what you read"),
    "unlike": _said("Unlike what you pass over", "Like what you pass over"),
    "coverage": _coverage,
    "fresh": _said("New", "Not new any more"),
    "development": _said("New since you read it"),
    "seen before": _said("You have seen it before"),
    "length": _said("Of a length that you like", "Of a length that you seldom read"),
    "time of day": _said("What you read at this hour", "Not what you read at this hour"),
    "popular": _said("Many are reading it"),
    "must know": _must_know,
    "different": _said("Something different"),
    "quiet source": _said("{name} writes seldom"),
    "pinned": _said("Chosen by the editors"),
}
