"""Passages of one text in, the names in them out: tagged where something is new, looked up where it is said again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mynews.model.meaning import EntityKind
from mynews.understanding.encoder import Encoder
from mynews.understanding.places import Gazetteer
from mynews.understanding.tagger import Mention, Tagger

SURE_ELSEWHERE = 0.9
"""A name that is so sure in one passage is one in the others too, where the tagger passed it over."""

_PASSED_OVER = 0.8
# On 38 articles of wikigold and 160 texts of Universal NER 97% of the sure places that the gazetteer knows were right,
# of the others 77%. So weighed, one mention in a hundred more of those shown is right, and as many are shown.
_DOUBT_KNOWN, _DOUBT_UNKNOWN = 0.5, 3.0
_OUTVOTED = 0.9
_WITHOUT_CAPITALS = 5
_LONGEST_NAME = 8
_WORD = re.compile(r"[^\W\d_]\w*")
_RUN = re.compile(r"\w+(?:[-.&]\w+)*\.?(?=\W|$)|\w+")
_THE = re.compile(r"^(?:the|The|THE)\s+")


def mentions_in(
    passages: Sequence[str], encoder: Encoder, tagger: Tagger, gazetteer: Gazetteer, *, sparing: bool = True
) -> list[list[Mention]]:
    """The names in each passage, in their order; the same words are of one kind throughout.

    ``sparing`` tags only passages with a new capitalised word, 57 characters of 100 on the articles of
    quality.extraction. In the others the names that were found are looked up; in those that were tagged, the ones that
    are sure elsewhere.
    """
    chosen = _with_new_words(passages) if sparing else range(len(passages))
    tagged = dict(zip(chosen, tagger.tag([passages[n] for n in chosen], encoder), strict=True))
    kinds = _kinds(passages, tagged)
    agreed = {
        n: [_of_kind(mention, kinds[_text(passages[n], mention)]) for mention in own] for n, own in tagged.items()
    }
    weighed = {
        number: [_weighed(mention, _text(passages[number], mention), gazetteer) for mention in own]
        for number, own in agreed.items()
    }
    known = _spellings(passages, weighed)
    return [
        _with_known(passage, weighed[n], _sure(known)) if n in weighed else list(_known(passage, known))
        for n, passage in enumerate(passages)
    ]


def _text(passage: str, mention: Mention) -> str:
    """The words of a mention, without "the"."""
    return _THE.sub("", passage[mention.start : mention.end])


def _kinds(passages: Sequence[str], tagged: Mapping[int, Sequence[Mention]]) -> dict[str, dict[EntityKind, float]]:
    """How surely the same words were taken for each kind, over all passages."""
    votes: defaultdict[str, dict[EntityKind, float]] = defaultdict(dict)
    for number, mentions in tagged.items():
        for mention in mentions:
            own = votes[_text(passages[number], mention)]
            own[mention.kind] = own.get(mention.kind, 0) + mention.confidence
    return votes


def _of_kind(mention: Mention, votes: Mapping[EntityKind, float]) -> Mention:
    """The mention with the kind that most votes are for; less sure where that is another than its own."""
    kind = max(votes, key=lambda own: votes[own])
    if kind == mention.kind:
        return mention
    return replace(mention, kind=kind, confidence=_OUTVOTED * votes[kind] / sum(votes.values()))


def _weighed(mention: Mention, text: str, gazetteer: Gazetteer) -> Mention:
    """The mention, a place surer where the gazetteer knows one of that name, and less sure where it knows none."""
    if mention.kind != "place":
        return mention
    doubt = (1 - mention.confidence) * (_DOUBT_KNOWN if gazetteer.find(text) else _DOUBT_UNKNOWN)
    return replace(mention, confidence=max(0.0, 1 - doubt))


def _spellings(passages: Sequence[str], tagged: Mapping[int, Sequence[Mention]]) -> dict[str, Mention]:
    """What to look for: the names as they were read, and the first and the last word of people's alone."""
    known: dict[str, Mention] = {}
    for number, mentions in tagged.items():
        for mention in mentions:
            text = _text(passages[number], mention)
            if text not in known or known[text].confidence < mention.confidence:
                known[text] = mention
    people = [(text.split(), mention) for text, mention in known.items() if mention.kind == "person" and " " in text]
    return {word: mention for words, mention in people for word in (words[0], words[-1])} | known


def _sure(known: Mapping[str, Mention]) -> dict[str, Mention]:
    """The names that are looked for also where the tagger passed them over; none that is a word in lower case."""
    return {
        text: replace(mention, confidence=_PASSED_OVER * mention.confidence)
        for text, mention in known.items()
        if mention.confidence >= SURE_ELSEWHERE and len(text) > 2 and not text.islower()
    }


def _with_known(passage: str, own: Sequence[Mention], known: Mapping[str, Mention]) -> list[Mention]:
    """The passage's own mentions, and the known names between them."""
    free = [
        mention
        for mention in _known(passage, known)
        if all(mention.end <= other.start or other.end <= mention.start for other in own)
    ]
    return sorted([*own, *free], key=lambda mention: mention.start)


def _known(passage: str, known: Mapping[str, Mention]) -> Iterator[Mention]:
    """The known names in a passage, the longest where one lies in another."""
    words = list(_RUN.finditer(passage)) if known else []
    at = 0
    while at < len(words):
        for last in range(min(at + _LONGEST_NAME, len(words)) - 1, at - 1, -1):
            start, end = words[at].start(), words[last].end()
            if passage[start:end] in known:
                yield replace(known[passage[start:end]], start=start, end=end)
                at = last
                break
        at += 1


def _with_new_words(passages: Sequence[str]) -> list[int]:
    """The numbers of the passages with a capitalised word that neither an earlier one has nor any has in lower case.

    Of a text without any capital the beginning is read: its source may write all in lower case.
    """
    words = [_WORD.findall(passage) for passage in passages]
    seen = {word for own in words for word in own if word.islower()}
    chosen = []
    for number, own in enumerate(words):
        new = {word for word in own if word not in seen and word.lower() not in seen}
        if new:
            chosen.append(number)
            seen |= new
    return chosen or list(range(min(len(passages), _WITHOUT_CAPITALS)))
