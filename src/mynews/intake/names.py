"""The names of authors out of the many ways in which pages write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

MAX_WORDS = 6
"""A longer "name" is a sentence about its bearer."""

_LEAD = re.compile(
    r"^(?:(?:written|posted|published|reported|reviewed|story|words|article|text|reporting|report|analysis|opinion"
    r"|review|column|comment)\s+)?"
    r"(?:by|von|par|por|di|door|da|автор)\s*:?\s+|^(?:authors?|autor(?:es)?|auteur|autore|written by|posted by"
    r"|автор)\s*:\s*",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"\S+@\S+\.\w+|https?://\S+|www\.\S+|(?<!\w)@\w+|\((?:[^)]*)\)|\bfollow(?:ing)?\b.*$|\bupdated\b.*$"
    r"|\bpublished\b.*$|\bposted\b.*$"
    r"|\bview (?:profile|bio|all).*$|\b(?:e-?mail|twitter|facebook|instagram|linkedin|bio)\b\s*$|\d{1,2}[:.]\d\d.*$"
    r"|[•·|]?\s*\b(?:19|20)\d\d\b.*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:,|;|\||•|·|/|&|\n|\band\b|\bund\b|\bet\b|\by\b(?=\s[A-Z])|\be\b(?=\s[A-Z])|\bwith\b)\s*")
_ROLE = re.compile(
    r"\b(?:reporters?|correspondents?|editors?|writers?|columnists?|contributors?|contributing|staff|producers?"
    r"|journalists?|analysts?"
    r"|critics?|photographers?|bureau chief|chief|senior|head of|special to|for the|for usa|opinion|fellow|professor"
    r"|director|anchor|host"
    r"|redakteur(?:in)?|korrespondent(?:in)?|journaliste|redactor(?:a)?|freelance|author|desk|digital|managing"
    r"|political|business|deputy)\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"^(?:admin(?:istrator)?|editor(?:ial)?(?: team| staff)?|staff|web ?master|unknown|anonymous|author|guest|null"
    r"|none|undefined|n/?a|by|view|home|user)$",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    r"(?:the )?(?:associated press|ap|reuters|afp|agence france-presse|bloomberg(?: news)?|pti|ani|dpa|efe|xinhua"
    r"|press association|pa"
    r"|tribune news service|staff and agencies)(?: news)?",
    re.IGNORECASE,
)
_SITE = re.compile(r"\.(?:com|org|net|co|in|uk|de|fr|info|tv|news)\b", re.IGNORECASE)


def names_in(texts: Iterable[str], publisher: str = "") -> tuple[str, ...]:
    """The authors' names in ``texts``, each once, in order, without roles, addresses and handles."""
    names: dict[str, str] = {}
    for text in texts:
        for part in _BETWEEN.split(_NOISE.sub(" ", _LEAD.sub("", text.strip()))):
            name = _name(part)
            if name and name.casefold() != publisher.casefold():
                names.setdefault(name.casefold(), name)
    people = {key: name for key, name in names.items() if not _AGENCY.fullmatch(name)}
    return tuple((people or names).values())


def _name(part: str) -> str:
    """The name in one part of a byline, or nothing where it is a role, a place or a sentence."""
    name = " ".join(_LEAD.sub("", part.strip(" \t.,:;-–—|")).split())
    if not any(map(str.isalpha, name)) or _NO_NAME.match(name) or _SITE.search(name) or len(name) < 3:
        return ""
    if len(name.split()) > MAX_WORDS or any(map(str.isdigit, name)):
        return ""
    role = _ROLE.search(name)
    if role:
        name = name[: role.start()].strip(" ,-–—|")
        words = name.split()
        if len(words) < 2 or (words[0].isupper() and len(words[0]) < 5):
            return ""
    return name.title() if name.isupper() and " " in name else name
