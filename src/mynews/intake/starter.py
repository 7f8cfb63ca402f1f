"""Where a new reader may begin: a list of well-known feeds in the package, by subject, country and language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

_LIST = Path(__file__).with_name("starter.toml")


@dataclass(frozen=True, slots=True)
class StarterSource:
    """A feed that one may begin with. ``subject``, ``country`` and ``language`` are keys of the list."""

    url: str
    title: str
    subject: str
    country: str
    language: str

    @property
    def key(self) -> str:
        """A short name of its address, for forms."""
        return blake2b(self.url.encode(), digest_size=5).hexdigest()


@dataclass(frozen=True, slots=True)
class StarterList:
    """The feeds, in the order of the file, and what their subjects, countries and languages are called."""

    sources: tuple[StarterSource, ...]
    subjects: Mapping[str, str]
    countries: Mapping[str, str]
    languages: Mapping[str, str]

    def narrowed(self, *, subject: str = "", country: str = "", language: str = "") -> tuple[StarterSource, ...]:
        """Those of a subject, from a country, in a language; an empty word asks for any."""
        return tuple(
            each
            for each in self.sources
            if subject in ("", each.subject) and country in ("", each.country) and language in ("", each.language)
        )


@cache
def load_starter() -> StarterList:
    """The list in the package, read once."""
    told = tomllib.loads(_LIST.read_text(encoding="utf-8"))
    return StarterList(
        tuple(StarterSource(**each) for each in told["sources"]), told["subjects"], told["countries"], told["languages"]
    )
