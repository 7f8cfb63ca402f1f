"""Who and what an article names: people, organisations and places, each once, with all its spellings.

The tagger marks names where they stand; here those that mean the same are joined. Within one article a bare surname
means the person last named who bears it, an acronym the organisation whose initials it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from mynews.model.meaning import ArticleText, Entity, EntityKind
from mynews.understanding.aliases import SMALL_WORDS, Name, initials, join_names
from mynews.understanding.encoder import Encoder
from mynews.understanding.mentions import mentions_in
from mynews.understanding.places import Gazetteer
from mynews.understanding.tagger import Tagger

VERSION = "entities.2"
"""Changes with every change of how names are joined; the tagger and the encoder have versions of their own."""

SURE = 0.9
"""What is at least so confident is shown. Chosen on the first 38 articles of wikigold: 92% right, 61% of names."""

MOST_CHARACTERS = 10_000
"""So much of an article is read, some 2,000 tokens: who has not been named by then is seldom what it is about."""

MOST_PASSAGES = 300
"""More sentences than 10,000 characters of prose hold: a list of single letters is no prose."""

LONGEST_SENTENCE = 600
"""Longer ones are cut: the encoder reads 256 tokens, and tables and lists have no end of sentence."""

_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,300}>")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+(?=[\"“‘(\[]?[A-ZÀ-Þ0-9])|\n+")
# After these a full stop ends no sentence.
_ABBREVIATED = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|St|Rev|Hon|Jr|Sr|vs|No)|\b[A-Z])\.$")
_POSSESSIVE = re.compile(r"[’'](?:s|S)?$")
_EDGES = " \t\n\"'“”‘«»()[]{},;:!?*_–—-"
_ACRONYM = re.compile(r"((?:[\w’'.&-]+\s+){2,10})\((?:the\s+)?([A-Z]{2,8})\)")
_ENGLISH = ("", "en")

_TITLES = frozenset(
    re.findall(
        r"\S+",
        """president vice-president vice prime minister deputy premier chancellor secretary-general secretary
        general senator congressman congresswoman representative governor mayor judge justice king queen
        prince princess pope cardinal archbishop bishop father sister reverend rabbi imam sheikh ayatollah mr
        mrs ms miss mx dr professor prof sir dame lord lady captain colonel lieutenant major sergeant admiral
        inspector detective officer ambassador envoy commissioner chairman chairwoman chair chief executive
        director coach spokesman spokeswoman leader former foreign finance defence defense health interior
        home attorney us u.s uk sen rep gov gen col lt sgt rev hon st""",
    )
)


def find_entities(
    article: ArticleText,
    encoder: Encoder,
    tagger: Tagger,
    gazetteer: Gazetteer,
    most_characters: int = MOST_CHARACTERS,
) -> tuple[Entity, ...]:
    """The entities of an article, those named most often first; none where its language is not English.

    Each has a confidence; what readers see is to have at least ``SURE``. Time grows with ``most_characters``, which
    says how much of the article is read.
    """
    if article.language.lower().partition("-")[0] not in _ENGLISH:
        return ()
    readable = (passage for passage in _passages(article, most_characters) if _is_readable(passage))
    passages = list(islice(readable, MOST_PASSAGES))
    names = _names(passages, encoder, tagger, gazetteer)
    return join_names(names, gazetteer, _acronyms(passages))


def _names(passages: Sequence[str], encoder: Encoder, tagger: Tagger, gazetteer: Gazetteer) -> list[Name]:
    """The names in the passages, in their order."""
    return [
        name
        for passage, mentions in zip(passages, mentions_in(passages, encoder, tagger, gazetteer), strict=True)
        for mention in mentions
        for name in _cleaned(mention.kind, passage[mention.start : mention.end], mention.confidence, passage)
    ]


def merge_entities(articles: Iterable[Sequence[Entity]], gazetteer: Gazetteer) -> tuple[Entity, ...]:
    """The entities of the articles of a story as one list, those named most often first."""
    names = [
        Name(entity.kind, entity.name, entity.confidence, entity.mentions, entity.spellings)
        for entities in articles
        for entity in entities
    ]
    return join_names(names, gazetteer, _spelled_acronyms(names), in_order=False)


def _spelled_acronyms(names: Iterable[Name]) -> dict[str, str]:
    """What some article already knew an acronym to stand for."""
    return {
        spelling: name.text
        for name in names
        for spelling in name.spellings
        if name.kind == "organisation" and spelling.isupper() and " " not in spelling and " " in name.text
    }


def _passages(article: ArticleText, most_characters: int) -> Iterator[str]:
    """Headline, key points, captions and text, sentence by sentence, as far as is read."""
    left = most_characters
    for part in (article.headline, *article.key_points, *article.captions, article.text):
        yield from _sentences(_TAG.sub(" ", html.unescape(part[:left])))
        left -= len(part)
        if left <= 0:
            return


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in [*_SENTENCE_END.finditer(text), None]:
        if end and "\n" not in end[0] and _ABBREVIATED.search(text[max(start, end.start() - 8) : end.start()]):
            continue
        sentence = text[start : end.end() if end else len(text)].strip()
        start = end.end() if end else len(text)
        for at in range(0, len(sentence), LONGEST_SENTENCE):
            yield sentence[at : at + LONGEST_SENTENCE]


def _is_readable(passage: str) -> bool:
    """Whether nearly all letters are Latin: the encoder knows no others."""
    letters = [letter for letter in passage if letter.isalpha()]
    return bool(letters) and sum(ord(letter) < 0x250 for letter in letters) >= 0.9 * len(letters)


def _cleaned(kind: EntityKind, text: str, confidence: float, passage: str) -> Iterator[Name]:
    """The name without what surrounds it: quotes, "the", possessive, titles; in letters that can be read."""
    name = " ".join(text.strip(_EDGES).split())
    name = _POSSESSIVE.sub("", name) if kind != "organisation" else re.sub(r"[’']s$", "", name)
    name = re.sub(r"^(?:the|The|THE)\s+", "", name)
    if kind == "person":
        name = _without_titles(name)
    if name.isupper() and len(name) > 5 and passage.upper() == passage:
        name = re.sub(r"\w+", lambda word: word[0].capitalize(), name)
    if sum(letter.isalpha() for letter in name) >= 2:
        yield Name(kind, name, confidence)


def _without_titles(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[0].rstrip(".").lower() in _TITLES:
        words.pop(0)
    return " ".join(words)


def _acronyms(passages: Sequence[str]) -> dict[str, str]:
    """Acronyms that the text explains, with what they stand for: "the Harbour Safety Board (HSB)"."""
    found: dict[str, str] = {}
    for passage in passages:
        for match in _ACRONYM.finditer(passage):
            words = match[1].split()
            for count in range(2, len(words) + 1):
                tail = words[-count:]
                if tail[0].lower() not in SMALL_WORDS and match[2] in initials(tail):
                    found.setdefault(match[2], " ".join(tail))
                    break
    return found
