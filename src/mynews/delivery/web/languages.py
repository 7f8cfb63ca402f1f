"""In which language pages speak: the catalogues of the package, and which of them a browser would like best."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from starlette.requests import Request

CATALOGUES = Path(__file__).with_name("catalogue")
ENGLISH = "en"
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi"})
_MOST = 20  # a browser that lists more languages than that wants none of them in particular

Catalogues = Mapping[str, NullTranslations]


def load_catalogues(folder: Path = CATALOGUES) -> Catalogues:
    """Every language that pages can speak, English first: the words in the code itself."""
    found: dict[str, NullTranslations] = {ENGLISH: NullTranslations()}
    for file in sorted(folder.glob("*.mo")):
        with file.open("rb") as opened:
            found[file.stem] = GNUTranslations(opened)
    return found


def language_of(request: Request, catalogues: Catalogues) -> str:
    """The language that the browser prefers among those there are; English where it names none of them."""
    wanted: list[tuple[float, int, str]] = []
    for order, part in enumerate(request.headers.get("accept-language", "").split(",")[:_MOST]):
        tag, _, weight = part.strip().lower().partition(";q=")
        wanted.append((-_number(weight), order, tag.strip()))
    for unwanted, _order, tag in sorted(wanted):
        if unwanted < 0 and (tag in catalogues or tag.partition("-")[0] in catalogues):
            return tag if tag in catalogues else tag.partition("-")[0]
    return ENGLISH


def direction_of(language: str) -> str:
    """From which side a language is written: ``ltr`` or ``rtl``."""
    return "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def _number(weight: str) -> float:
    try:
        return float(weight) if weight else 1.0
    except ValueError:
        return 0.0
