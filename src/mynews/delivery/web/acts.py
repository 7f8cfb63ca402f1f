"""What a reader can do about a reason, right where they read it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations
from urllib.parse import urlencode

from markupsafe import Markup

from mynews.model.interest import Interest, Stance, Subject
from mynews.model.slate import Reason, ReasonKind

_ENGLISH = NullTranslations()
_LEARNED = ("topic", "entity", "source", "author", "word")


@dataclass(frozen=True, slots=True)
class Act:
    """A button that sends ``name`` and ``value`` with the form it stands in, or a link."""

    words: str
    to: str
    name: str = ""
    value: str = ""
    is_link: bool = False


_MORE = Act("More like this", "/signal", "kind", "more")
_LESS = Act("Less like this", "/signal", "kind", "less")
_HIDE = Act("Hide this story", "/signal", "kind", "hide")
WORDS = (
    "More like this", "Less like this", "Hide this story", "Unfollow", "Mute …", "Follow …", "Less of this",
    "More of this", "Forget it",
)  # fmt: skip
"""All that an act can be called: what a catalogue of other languages must know."""
_OTHERWISE: dict[ReasonKind, tuple[Act, ...]] = {
    "base": (),
    "coverage": (_HIDE,),
    "different": (_MORE, _LESS),
    "must know": (_HIDE,),
    "pinned": (_HIDE,),
}


def acts_on(reason: Reason, interests: Sequence[Interest]) -> tuple[Act, ...]:
    """What changes a reason, the gentlest first; ``interests`` are those that the reader states."""
    if reason.subject is not None:
        return _about(reason.subject, reason, interests)
    if reason.kind in _OTHERWISE:
        return _OTHERWISE[reason.kind]
    return (_LESS,) if reason.weight > 0 else (_MORE,)


def stated_on(interests: Sequence[Interest], subject: Subject) -> Interest | None:
    """What the reader states about a subject, everywhere rather than in one folder; None for nothing."""
    wanted = (subject.kind, _folded(subject))
    found = [each for each in interests if (each.subject.kind, _folded(each.subject)) == wanted]
    return min(found, key=lambda each: each.folder != "", default=None)


def act_as_html(act: Act, words: NullTranslations = _ENGLISH) -> Markup:
    """An act as it stands within a form."""
    if act.is_link:
        return Markup('<a href="{}">{}</a>').format(act.to, words.gettext(act.words))
    said = Markup(' name="{}" value="{}"').format(act.name, act.value) if act.name else ""
    return Markup('<button class="quiet" formaction="{}"{}>{}</button>').format(act.to, said, words.gettext(act.words))


@lru_cache(maxsize=4096)
def foresee_address(stance: Stance, subject: Subject) -> str:
    """Where a rule is looked at before it is saved."""
    return f"/foresee?{urlencode({'stance': stance, 'kind': subject.kind, 'key': subject.key})}"


def _about(subject: Subject, reason: Reason, interests: Sequence[Interest]) -> tuple[Act, ...]:
    if reason.kind == "followed":
        stated = stated_on(interests, subject)
        return (Act("Unfollow", f"/interest/{stated.id}/withdraw"),) if stated else ()
    if reason.kind not in _LEARNED:
        return (_foresee("Mute …", "mute", subject),)
    told = f"{subject.kind}:{subject.key}"
    liked = reason.weight > 0
    words, way = ("Less of this", "less") if liked else ("More of this", "more")
    return (
        Act(words, "/you/correct", way, told),
        Act("Forget it", "/you/correct", "forget", told),
        _foresee("Mute …", "mute", subject) if liked else _foresee("Follow …", "follow", subject),
    )


def _foresee(words: str, stance: Stance, subject: Subject) -> Act:
    return Act(words, foresee_address(stance, subject), is_link=True)


def _folded(subject: Subject) -> str:
    return " ".join(subject.key.casefold().split())
