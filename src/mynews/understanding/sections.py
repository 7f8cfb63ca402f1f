"""Publishers' own sections and categories as terms of the IPTC Media Topics, where that is clear.

"Sport", "Business > Economy" and "Kultur" are clear. "News", "World", "Opinion" or a place name say nothing about the
subject, and words that mean different things on different pages ("Society", "Living", "Women") are left out as well.

The table, ``weights/sections.tsv``, is ours: a code and its names in English, German, French, Spanish, Italian,
Portuguese, Dutch, the Scandinavian languages, Polish, Russian, Chinese and Japanese, without accents and commas, a
space for each hyphen. A name belongs to the narrowest term that is sure: football is sport, and which one depends on
the country. What is not in the table but is IPTC's own name of a term ("Space exploration") stands for that, unless it
is vague.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from mynews.understanding.vocabulary import load_terms

_TABLE = Path(__file__).with_name("weights") / "sections.tsv"

# A path of sections is written with any of these; "/" and ":" also stand inside addresses, which name no section.
_STEP = re.compile(r"\s*[>»›|/:;→]+\s*|\s+[-–—]\s+")
_AND = re.compile(r"\s+(?:and|und|et|y|e|en|och|og)\s+")
# IPTC's names that say how or when a piece was made, for whom, or what is quite another thing elsewhere.
_VAGUE = frozenset(
    """adults animal anniversary bar birthday bonds bridge ceremony chemicals children collecting communities
    conservation consumers cooperative culture currency darts drawing employee employer ethics fencing fiction fire
    forging game gender hobby holiday hurdles infants inventories journalism language leisure mankind marathon men metal
    musical nature non-fiction oceans parks party periodical pests plastic podcast polo pool prices privacy productivity
    puzzle regulations restoration series skeleton society squash students teenagers therapy transport trend unions
    utilities values volunteering water wholesale women""".split()
)
LONGEST_SECTION = 120
"""Characters; what is longer is a text and no section."""


def term_of_section(section: str) -> str | None:
    """The code of the term that a section stands for, that of its narrowest part that is clear; None where none is."""
    if len(section) > LONGEST_SECTION or "://" in section:
        return None
    parts = [section, *reversed(_STEP.split(section))]
    return next((code for part in parts if (code := _names().get(_plain(part)) or _iptc_name(part))), None)


def _iptc_name(name: str) -> str | None:
    term = load_terms().named(name)
    return term.code if term and term.name not in _VAGUE else None


@cache
def _names() -> dict[str, str]:
    table = _TABLE.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in table)
    return {_plain(name): code for code, names in rows for name in names.split(",")}


def _plain(name: str) -> str:
    """The name in lower case without accents, commas and hyphens, with "&" for any "and"."""
    letters = unicodedata.normalize("NFKD", name.casefold()).replace(",", "").replace("-", " ")
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(_AND.sub(" & ", bare).strip(" #").split())
