"""Reasons in plain words. Each is a term of the score, or the rule of the slate that gave a story its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from mynews.model.slate import Reason, ReasonKind

LEAST = 0.1
"""A term that moves the odds by less than a tenth is not worth a reader's time."""

# Rules of the slate: what they say comes first, for without them the story would not stand where it does.
_RULES: tuple[ReasonKind, ...] = ("pinned", "must know", "different", "quiet source")

# True of many stories at once: they are told where there is nothing better to say.
_SLIGHT: tuple[ReasonKind, ...] = ("length", "time of day")


def in_words(reason: Reason) -> str:
    """A reason as a reader is told it; empty for what has no words ("base")."""
    words = _WORDS.get(reason.kind)
    return words(reason) if words else ""


def telling(reasons: Iterable[Reason], most: int = 2, *, against: bool = False) -> tuple[Reason, ...]:
    """The reasons that explain why a story stands where it does, the most telling first.

    With ``against`` those that speak against it too.
    """
    listed = [reason for reason in reasons if reason.kind in _WORDS]
    rules = sorted((each for each in listed if each.kind in _RULES), key=lambda each: _RULES.index(each.kind))
    terms = [each for each in listed if each.kind not in _RULES and (against or each.weight > 0)]
    terms = [each for each in terms if abs(each.weight) >= LEAST]
    if any(each.kind == "must know" for each in rules):
        terms = [each for each in terms if each.kind != "coverage"]  # both say how many carry it
    terms.sort(key=lambda each: (each.kind in _SLIGHT, -abs(each.weight)))
    return (*rules, *terms)[:most]


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _name(reason: Reason) -> str:
    return reason.subject.name or reason.subject.key if reason.subject else ""


def _learned(on: str) -> Callable[[Reason], str]:
    def words(reason: Reason) -> str:
        if reason.weight < 0:
            return f"You seldom read {on} {_name(reason)}"
        if reason.count:
            return f"You read {_counted(reason.count, 'story', 'stories')} {on} {_name(reason)}"
        return f"You like to read {on} {_name(reason)}"

    return words


def _either(good: str, bad: str) -> Callable[[Reason], str]:
    return lambda reason: good if reason.weight >= 0 else bad


def _coverage(reason: Reason) -> str:
    if reason.count < 2:
        return "Its paper gives it room" if reason.weight > 0 else "Only one paper carries it"
    return f"{reason.count} papers carry it"


def _must_know(reason: Reason) -> str:
    return f"Major news: {_counted(reason.count, 'paper carries it', 'papers carry it')}"


_WORDS: Mapping[ReasonKind, Callable[[Reason], str]] = {
    "followed": lambda reason: f"You follow {_name(reason)}",
    "topic": _learned("on"),
    "entity": _learned("on"),
    "source": _learned("from"),
    "author": _learned("by"),
    "word": _learned("with the word"),
    "like": _either("Like what you read", "Unlike what you read"),
    "unlike": _either("Unlike what you pass over", "Like what you pass over"),
    "coverage": _coverage,
    "fresh": _either("New", "Not new any more"),
    "development": lambda _: "New since you read it",
    "seen before": lambda _: "You have seen it before",
    "length": _either("Of a length that you like", "Of a length that you seldom read"),
    "time of day": _either("What you read at this hour", "Not what you read at this hour"),
    "popular": lambda _: "Many are reading it",
    "must know": _must_know,
    "different": lambda _: "Something different",
    "quiet source": lambda reason: f"{_name(reason)} writes seldom",
    "pinned": lambda _: "Chosen by the editors",
}
