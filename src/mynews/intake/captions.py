"""What stands below a picture: its caption, and the credit in it.

Article pages and plain scraped text use the same rules.
"""

from __future__ import annotations

import re

LONGEST_CREDIT = 140
"""Characters at the end of a line in which a credit is looked for."""

LONGEST = 600
"""Characters; a longer line is a paragraph whatever ends it."""

_CREDIT_WORD = (
    r"(?:(?:(?:main|lead|cover|file|top|header) )?(?:photo|photograph|picture|image|pic|foto|bild)s?(?: credits?"
    r"| courtesy)?"
    r"|credits?|courtesy|file|source|photographer|photography|fotos?|bilder|imagen|crédits?(?: photo)?|créditos?"
    r"|fotografía|graphic|illustrations?|video|screenshot|фото)"
)
_AGENCY = (
    r"(?:AP|AP Photo|AFP|Reuters|Getty|Getty Images|EPA|EPA-EFE|Xinhua|Bloomberg|dpa|Shutterstock|Alamy|PA|PA Wire"
    r"|PA Media|TASS|Kyodo|Yonhap|ANP|Keystone|PTI|ANI|Handout|iStock|Unsplash|Associated Press|Agence France-Presse"
    r"|Zuma|Rex|Rex Features|Imagn|USA Today Sports|Anadolu|NurPhoto|SOPA|Sipa|Press Association|CNS|AAP|CP"
    r"|Canadian Press|Twitter|Instagram|Facebook)"
)
_NAMED = re.compile(  # "The harbour. Photo: AP", "The harbour (Image credit: Jo Lind)", "Photo by Jo Lind"
    rf"(?:[\s(\[|–—-]*\b{_CREDIT_WORD}\s*[:©]|(?:^|(?<=[.!?”\"'’)(\[|–—-])|(?<=[.!?|(\[–—-]\s))[\s(\[|–—-]*"
    rf"\b{_CREDIT_WORD}\s+(?:by|courtesy of)\b)\s*(?P<credit>[^:]{{2,80}}?)[)\]]?\s*\.?$",
    re.IGNORECASE,
)
_SIGN = re.compile(r"\s*©\s*(?P<credit>[^©]{2,60})$")
_BRACKET = re.compile(rf"\s*[(\[](?P<credit>[^()\[\]]{{0,60}}\b{_AGENCY}\b[^()\[\]]{{0,40}})[)\]]\s*\.?$")
_PLAIN = re.compile(
    rf"(?<=[.!?”\"'])\s*(?P<credit>(?:[A-Z][\w.'-]+ ){{0,4}}(?:[/|,–-]\s*)?{_AGENCY}"
    r"(?:\s*(?:[/|]|via)\s*[\w' .-]{2,40})*)$"
)
_SHAPES = (_NAMED, _SIGN, _BRACKET, _PLAIN)
_BARE_AGENCY = re.compile(_AGENCY)
_SMALL_WORDS = frozenset({"of", "the", "and", "via", "for", "de", "von", "du", "by", "at", "in", "courtesy"})
_SHOWN = re.compile(
    r"(?:in )?(?:this|these|an?) (?:(?:[\w-]+\.?,? ){0,5}(?:\d{1,4},? ?){0,3}(?:\w+ ){0,2})?"
    r"(?:file |undated |combination |video |courtesy |handout |provided |aerial )*"
    r"(?:photos?|photographs?|images?|pictures?|frame grab|still|screenshot|illustration|rendering)\b"
    r"(?: (?:provided|released|made|taken|shows?|from|by)\b|,)",
    re.IGNORECASE,
)


def split_credit(line: str) -> tuple[str, str]:
    """The caption and the credit in what stands below a picture; the credit is empty where none is named."""
    line = line.strip()
    for shape in _SHAPES:
        found = shape.search(line, max(len(line) - LONGEST_CREDIT, 0))
        if found:
            return line[: found.start()].strip(" |–—-(["), found["credit"].strip(" .|()[]")
    return line, ""


def credit_alone(line: str) -> str:
    """The credit in a line that holds nothing else."""
    return split_credit(line)[1] or line.strip(" ()[]|.©–—-")


def is_caption(line: str, below_picture: bool = False) -> bool:
    """A line that ends in a picture's credit, or says what a photo shows: "The harbour on Monday. Photo: AFP".

    An agency alone at the end, "(AP)", ends a report as well; it makes a caption only below a picture.
    """
    if len(line) >= LONGEST or "rights reserved" in line.lower():
        return False
    if _SHOWN.match(line):
        return below_picture or line.lower().startswith("in ")
    for shape in _SHAPES:
        found = shape.search(line, max(len(line) - LONGEST_CREDIT, 0))
        if found and _is_name(found["credit"]):
            sure = shape in {_NAMED, _SIGN} or (shape is _BRACKET and not _BARE_AGENCY.fullmatch(found["credit"]))
            return sure or below_picture
    return False


def _is_name(credit: str) -> bool:
    """Whether a credit reads like the name of somebody rather than the end of a sentence."""
    if _BARE_AGENCY.fullmatch(credit):
        return True
    words = [word for word in re.findall(r"[\w@]+", credit) if word.lower() not in _SMALL_WORDS]
    named = sum(not word[0].islower() or word.isdigit() for word in words)
    return 0 < len(words) < 10 and credit[0] not in "\"'“‘«" and named >= 0.6 * len(words)
