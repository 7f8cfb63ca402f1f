"""Texts in, copies out: syndicated and lightly edited versions of one text, and which of them is the original.

A fingerprint holds a byte for each of 66 MinHashes over runs of three words: the share of equal bytes tells how much of
two texts is the same run of words. Copies are looked up by three bytes at a time, and each candidate is checked by
TF-IDF cosine.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from mynews.model.agencies import AGENCIES
from mynews.model.meaning import ArticleText
from mynews.understanding.words import TermVector, likeness, words_of

FINGERPRINT_BYTES = 66
BYTES_A_BAND = 3
"""22 bands of three: of two texts that share half their runs 95 in 100 pairs meet, of strangers one in a million."""

SHINGLE_WORDS = 3
MOST_WORDS = 1_000

FEWEST_WORDS = 20
"""Fewer words are a headline or a stub; two of those may be equal by chance ("Live updates", "Photos of the day")."""

SAME_RUNS = 0.40
"""quality/duplicates, ``tuned`` half: F1 .955 with .2, .959 with .3, .970 with .4."""

SAME_WORDS = 0.60
"""quality/duplicates, ``tuned`` half: .75 loses .007 of recall, .5 gains .002."""

Fingerprint = bytes

# Odd multipliers and offsets of 66 hash functions (multiply-shift, Dietzfelbinger 1997), drawn once with a fixed seed.
_DRAWS = np.random.default_rng(20260101).integers(1, 2**32, (2, FINGERPRINT_BYTES, 1), dtype=np.uint32)
_MULTIPLIERS: NDArray[np.uint32] = _DRAWS[0] | np.uint32(1)
_OFFSETS: NDArray[np.uint32] = _DRAWS[1]
_CREDIT_LINES = 2
_CREDIT_CHARACTERS = 200
_NOT_LETTERS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True, eq=False)
class Copy:
    """A text as its copies are told from it: fingerprint and terms."""

    article_id: int
    fingerprint: Fingerprint
    words: TermVector


def fingerprint(article: ArticleText) -> Fingerprint:
    """66 bytes that tell how much of two texts is the same; empty for texts too short to tell.

    The headline is left out: it is the first thing that an editor changes.
    """
    words = words_of(article.text.lower(), MOST_WORDS)
    if len(words) < FEWEST_WORDS:
        return b""
    hashes = np.array([zlib.crc32(word.encode()) for word in words], np.uint32)
    first, second, third = hashes[:-2], hashes[1:-1], hashes[2:]
    runs = first * np.uint32(0x9E3779B1) ^ second * np.uint32(0x85EBCA77) ^ third * np.uint32(0xC2B2AE3D)
    runs ^= runs >> np.uint32(15)
    least: NDArray[np.uint32] = (runs * _MULTIPLIERS + _OFFSETS).min(axis=1)
    # A least value's low bits are as good as drawn; its high ones are nearly all zero.
    mixed = (least ^ (least >> np.uint32(13))) * np.uint32(0x27D4EB2F)
    return (mixed >> np.uint32(24)).astype(np.uint8).tobytes()


def same_runs(one: Fingerprint, other: Fingerprint) -> float:
    """The estimated share of three-word runs that two texts have in common (Jaccard), between 0 and 1."""
    if not one or not other:
        return 0.0
    equal = int(np.count_nonzero(np.frombuffer(one, np.uint8) == np.frombuffer(other, np.uint8)))
    by_chance = 1 / 256
    return max(0.0, (equal / FINGERPRINT_BYTES - by_chance) / (1 - by_chance))


def bands_of(stored: Fingerprint) -> list[int]:
    """The numbers under which a text is looked up; two copies share at least one of them."""
    return [
        (band << 24) | int.from_bytes(stored[BYTES_A_BAND * band : BYTES_A_BAND * (band + 1)])
        for band in range(len(stored) // BYTES_A_BAND)
    ]


def is_copy(one: Copy, other: Copy) -> bool:
    """Whether two texts are versions of one: enough equal runs of words, and the same words in the same weights."""
    return same_runs(one.fingerprint, other.fingerprint) >= SAME_RUNS and likeness(one.words, other.words) >= SAME_WORDS


class KnownCopies:
    """Texts by their fingerprints, to find the copies of a new one among hundreds of thousands."""

    def __init__(self) -> None:
        self._copies: dict[int, Copy] = {}
        self._by_band: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._copies)

    def add(self, copy: Copy) -> None:
        """Takes in a text, so that its copies will be found."""
        self.forget(copy.article_id)
        self._copies[copy.article_id] = copy
        for band in bands_of(copy.fingerprint):
            self._by_band.setdefault(band, []).append(copy.article_id)

    def forget(self, article_id: int) -> None:
        """Leaves a text out from now on."""
        copy = self._copies.pop(article_id, None)
        for band in bands_of(copy.fingerprint) if copy else ():
            self._by_band[band].remove(article_id)
            if not self._by_band[band]:
                del self._by_band[band]

    def near_copies(self, copy: Copy) -> list[int]:
        """The ids of all known copies of a text, in ascending order."""
        candidates = {article_id for band in bands_of(copy.fingerprint) for article_id in self._by_band.get(band, ())}
        candidates.discard(copy.article_id)
        return sorted(article_id for article_id in candidates if is_copy(copy, self._copies[article_id]))


def original_of(copies: Sequence[ArticleText]) -> ArticleText:
    """The original among versions of one text.

    It is the one whose owner the others credit, else one that credits nobody, else the first published, else the
    longest; at last the one that came first.
    """
    credits = {article.id: credited_in(article, copies) for article in copies}
    named = {owner for owners in credits.values() for owner in owners}

    def order(article: ArticleText) -> tuple[bool, bool, datetime, int, int]:
        others = credits[article.id] - {article.owner}
        published = article.published_at or datetime.max.replace(tzinfo=UTC)
        return article.owner not in named, bool(others), published, -len(article.text), article.id

    return min(copies, key=order)


def credited_in(article: ArticleText, others: Iterable[ArticleText] = ()) -> frozenset[str]:
    """The owners that an article credits: agencies, and the ``others`` whose name it gives.

    Credit lines stand in the byline, before the first dash of the text ("SEOUL (Reuters) -") or in its last lines.
    """
    lines = [line for line in article.text.split("\n") if line.strip()]
    ends = [line for line in lines[-_CREDIT_LINES:] if len(line) <= _CREDIT_CHARACTERS]
    places = " | ".join([article.byline, _dateline(lines[0]) if lines else "", *ends])
    plain = f" {_NOT_LETTERS.sub(' ', places)} "
    agencies = {owner for name, owner in AGENCIES.items() if f" {name} " in plain}
    folded = plain.lower()
    named = {other.owner for other in others if (name := _name_of(other.owner)) and f" {name} " in folded}
    return frozenset(agencies | named)


def _dateline(line: str) -> str:
    """What stands before the first dash of a text, where that is short."""
    head = re.split(r"\s[-–—]+\s|[-–—]{2}|—", line, maxsplit=1)
    return head[0] if len(head) > 1 and len(head[0]) <= 60 else ""


def _name_of(owner: str) -> str:
    """``harbour-post.example`` as words: ``harbour post``."""
    name = owner.partition(".")[0]
    return name.replace("-", " ").lower() if len(name) > 3 else ""
