"""Stories as rankers saw them, packed: JSON under zlib, then the vector."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from mynews.model.signal import StoryTraits, Weighted

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS = ("topics", "entities", "sources", "authors", "words")


def packed_traits(traits: StoryTraits) -> bytes:
    """Traits as they are stored, weights to three digits; the same traits give the same bytes."""
    plain: list[Any] = [
        traits.story_id,
        _seconds(traits.opened_at),
        _seconds(traits.latest_at),
        None if traits.heat is None else round(traits.heat, 4),
        traits.owners,
        traits.articles,
        traits.length,
    ]
    for kind in _KINDS:
        own: Weighted = getattr(traits, kind)
        weights = [round(weight, 3) for weight in own.weights]
        plain += [list(own.keys), 0 if all(weight == 1 for weight in weights) else weights]
    head = zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), 6)
    return len(head).to_bytes(3, "big") + head + traits.vector


def unpacked_traits(stored: bytes) -> StoryTraits:
    """The traits that ``packed_traits`` stored."""
    size = int.from_bytes(stored[:3], "big")
    plain = json.loads(zlib.decompress(stored[3 : 3 + size]))
    keyed = {}
    for number, kind in enumerate(_KINDS):
        keys, weights = plain[7 + 2 * number : 9 + 2 * number]
        keyed[kind] = Weighted(tuple(keys), tuple(map(float, weights)) if weights else (1.0,) * len(keys))
    return StoryTraits(
        story_id=plain[0],
        opened_at=_EPOCH + timedelta(seconds=plain[1]),
        latest_at=_EPOCH + timedelta(seconds=plain[2]),
        heat=plain[3],
        owners=plain[4],
        articles=plain[5],
        length=plain[6],
        vector=stored[3 + size :],
        **keyed,
    )


def as_stored(traits: StoryTraits) -> StoryTraits:
    """The traits with no more digits than they are stored with."""
    return replace(unpacked_traits(packed_traits(traits)))


def _seconds(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(seconds=1)
