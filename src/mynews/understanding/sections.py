"""Publishers' own sections and categories as terms of the IPTC Media Topics, where that is clear.

"Sport", "Business > Economy" and "Kultur" are clear. "News", "World", "Opinion" or a place name say nothing about the
subject, and words that mean different things on different pages ("Society", "Living", "Women") are left out as well.

The table, ``weights/sections.tsv``, is ours: a code and its names in English, German, French, Spanish, Italian,
Portuguese, Dutch, the Scandinavian languages, Polish, Russian, Chinese and Japanese, without accents. A name belongs to
the narrowest term that is sure: football is sport, and which one depends on the country.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("weights") / "sections.tsv"

# A path of sections is written with any of these; "/" and ":" also stand inside addresses, which name no section.
_STEP = re.compile(r"\s*[>»›|/:;→]+\s*|\s+[-–—]\s+")
_AND = re.compile(r"\s+(?:and|und|et|y|e|en|och|og)\s+")
LONGEST_SECTION = 120
"""Characters; what is longer is a text and no section."""


def term_of_section(section: str) -> str | None:
    """The code of the term that a section stands for, that of its narrowest part that is clear; None where none is."""
    if len(section) > LONGEST_SECTION or "://" in section:
        return None
    names = _names()
    parts = [section, *reversed(_STEP.split(section))]
    return next((names[plain] for part in parts if (plain := _plain(part)) in names), None)


@cache
def _names() -> dict[str, str]:
    table = _TABLE.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in table)
    return {_plain(name): code for code, names in rows for name in names.split(",")}


def _plain(name: str) -> str:
    """The name in lower case without accents, with "&" for any "and"."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(_AND.sub(" & ", bare).strip(" #").split())
