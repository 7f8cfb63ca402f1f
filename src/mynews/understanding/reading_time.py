"""A text in, the minutes out that people take to read it."""

from __future__ import annotations

_WORDS_A_MINUTE = {
    "ar": 138, "de": 179, "en": 228, "es": 218, "fi": 161, "fr": 195, "he": 187, "it": 188, "nl": 202, "pl": 166,
    "pt": 181, "ru": 184, "sl": 180, "sv": 199, "tr": 166,
}  # fmt: skip
"""Measured on the same texts in each language (IReST: Trauzettel-Klosinski and Dietz 2012)."""

_CHARACTERS_A_MINUTE = {"zh": 255, "ja": 357}
"""The same, where no spaces part words."""

_USUAL = 184
"""The mean of those 17 languages."""


def minutes_to_read(text: str, language: str = "") -> int:
    """Whole minutes, at least one; none for a text without words. ``language`` as in ``en`` or ``pt-BR``."""
    code = language.lower().partition("-")[0]
    words = text.split()
    if not words:
        return 0
    if code in _CHARACTERS_A_MINUTE:
        minutes = sum(map(len, words)) / _CHARACTERS_A_MINUTE[code]
    else:
        minutes = len(words) / _WORDS_A_MINUTE.get(code, _USUAL)
    return max(1, round(minutes))
