"""Texts in, sentences out."""

from __future__ import annotations

import re

from mynews.model.dateline import without_dateline

MOST_CHARACTERS = 40_000
"""Some 7,000 words: what lies further down in a text carries no news."""

_END = re.compile(r"(?:[.!?…][\"'”’»)\]]*(?=\s|$)|[。！？]+[」』”]*)")
_NO_END = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Rev|Gen|Col|Lt|Capt|Sgt|Sen|Rep|Gov|Pres|Hon|St|Mt|Ft|Jr|Sr|No|Nr|vs|etc|approx|ca|bzw"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Inc|Ltd|Corp|Co|Bros|Ave|Blvd|Abs|Art|Mio|Mrd)"
    r"|(?:\b[A-Z]\.)*\b[A-Z]|\be\.g|\bi\.e|\b[ap]\.m|\bz\.B|\bd\.h)\.$"
)
_DAY = re.compile(r"\b\d{1,2}\.$")
# The longest abbreviation and the longest month; a row of 10,000 initials is not read anew at each of them.
_LOOKED_BACK = _LOOKED_ON = 16
_MONTH = re.compile(r"(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b")


def sentences_of(text: str) -> list[str]:
    """The sentences of a text in order, each on one line; abbreviations and initials end none, and the dateline before
    the first is no part of it."""
    sentences: list[str] = []
    for paragraph in re.split(r"\n\s*\n|\r", without_dateline(text[:MOST_CHARACTERS])):
        sentences.extend(_of_paragraph(" ".join(paragraph.split())))
    return sentences


def _of_paragraph(paragraph: str) -> list[str]:
    sentences: list[str] = []
    start = 0
    for end in _END.finditer(paragraph):
        before = paragraph[max(start, end.end() - _LOOKED_BACK) : end.end()]
        if _goes_on(before, paragraph[end.end() : end.end() + _LOOKED_ON].lstrip()):
            continue
        sentences.append(paragraph[start : end.end()].strip())
        start = end.end()
    sentences.append(paragraph[start:].strip())
    return [sentence for sentence in sentences if sentence]


def _goes_on(before: str, after: str) -> bool:
    """Whether a mark that may end a sentence ends none here."""
    if after[:1].islower():
        return True
    if not after or not before.endswith("."):
        return False
    return bool(_NO_END.search(before) or (_DAY.search(before) and _MONTH.match(after)))
