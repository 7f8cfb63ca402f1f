"""The IPTC Media Topics: a tree of some 1,100 subjects of news, in British English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mynews.model.errors import NotFound

_TABLE = Path(__file__).with_name("weights") / "media_topics.tsv"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Term:
    """One subject. ``code`` is IPTC's number of eight digits, ``parent`` the next wider term, None for a top level."""

    code: str
    name: str
    parent: str | None
    definition: str = ""


class Vocabulary:
    """All terms with their tree; iterating gives parents before their children."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms: Mapping[str, Term] = {term.code: term for term in terms}
        self._children: dict[str | None, list[Term]] = {}
        for term in self.terms.values():
            self._children.setdefault(term.parent, []).append(term)
        self._named: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for code, term in self.terms.items():
            for form in _forms(term.name):
                self._named.setdefault(form[0], []).append((form, code))
        self._words = {code: (_stems(term.name), _stems(term.definition)) for code, term in self.terms.items()}

    def __getitem__(self, code: str) -> Term:
        try:
            return self.terms[code]
        except KeyError:
            raise NotFound(f"There is no topic with the code “{code}”; search the topics for its name.") from None

    @property
    def tops(self) -> tuple[Term, ...]:
        """The 17 top levels."""
        return tuple(self._children[None])

    def children(self, code: str) -> tuple[Term, ...]:
        """The terms directly below this one."""
        return tuple(self._children.get(self[code].code, ()))

    def with_narrower(self, code: str) -> tuple[str, ...]:
        """The codes of a term and of all terms below it, wider ones first."""
        codes = [self[code].code]
        for each in codes:  # grows as it is read
            codes += [below.code for below in self.children(each)]
        return tuple(codes)

    def ancestors(self, code: str) -> tuple[Term, ...]:
        """The wider terms, the nearest first, its top level last; none for a top level."""
        above = []
        parent = self[code].parent
        while parent is not None:
            above.append(self.terms[parent])
            parent = self.terms[parent].parent
        return tuple(above)

    def top(self, code: str) -> Term:
        """The top level that the term belongs to, itself where it is one."""
        return (self[code], *self.ancestors(code))[-1]

    def named(self, name: str) -> Term | None:
        """The term of this name, in singular or plural; None where there is none."""
        words = tuple(_WORD.findall(name.casefold()))
        codes = (code for form, code in self._named.get(words[0] if words else "", ()) if form == words)
        return next((self.terms[code] for code in codes), None)

    def named_in(self, text: str) -> set[str]:
        """The codes of the terms whose names stand in the text, in singular or plural."""
        words = tuple(_WORD.findall(text.casefold()))
        return {
            code
            for at, word in enumerate(words)
            if word in self._named
            for form, code in self._named[word]
            if words[at : at + len(form)] == form
        }

    def search(self, words: str, limit: int = 20) -> list[Term]:
        """The terms that hold all the words, each at the beginning of a word of theirs.

        Names come before definitions, names with less else in them first, wider terms before narrower ones.
        """
        wanted = _stems(words)
        if not wanted:
            return []
        named = [code for code, (name, _) in self._words.items() if _begin_all(wanted, name)]
        named.sort(key=lambda code: (len(self._words[code][0]) - len(wanted), len(self.ancestors(code))))
        taken = set(named)
        defined = [
            code
            for code, (name, definition) in self._words.items()
            if code not in taken and _begin_all(wanted, name + definition)
        ]
        return [self.terms[code] for code in (named + defined)[:limit]]


@cache
def load_terms() -> Vocabulary:
    """The vocabulary in the package, read once."""
    rows = (line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines())
    return Vocabulary(Term(code, name, parent or None, definition) for code, parent, name, definition in rows)


def _stems(text: str) -> tuple[str, ...]:
    """The words in lower case, a plural's s dropped, so that "elections" finds "election"."""
    return tuple(
        word.removesuffix("s") if len(word) > 3 and not word.endswith("ss") else word
        for word in _WORD.findall(text.casefold())
    )


def _forms(name: str) -> set[tuple[str, ...]]:
    """The words of a name as it stands, and with the last one in the other number."""
    words = tuple(_WORD.findall(name.casefold()))
    other = words[-1].removesuffix("s") if words[-1].endswith("s") else f"{words[-1]}s"
    return {words, (*words[:-1], other)} if len(words[-1]) > 2 else {words}


def _begin_all(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return all(any(word.startswith(beginning) for word in words) for beginning in wanted)
