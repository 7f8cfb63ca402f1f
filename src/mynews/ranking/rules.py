"""What a reader stated, applied to candidates: which stories an interest is about, and which ones mutes keep out.

A follow and a mute of the same subject are about the same stories. Of a story that several sources carry, muting one
source takes away that source, not the story; and a mute within a folder takes away what no other folder has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mynews.model.interest import Interest
from mynews.ranking.candidates import Candidates, Keyed
from mynews.ranking.ranker import Followed

Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rule:
    """An interest with what it is about, found out beforehand.

    ``keys`` are those of the candidates' column of its kind (a topic and all below it); ``story_ids`` are the stories
    themselves, for a story and for words, which no column holds; ``sources`` are those of its folder, None everywhere.
    """

    interest: Interest
    keys: frozenset[str] = frozenset()
    story_ids: frozenset[int] = frozenset()
    sources: frozenset[str] | None = None


def about(rule: Rule, candidates: Candidates) -> Rows:
    """Which candidates an interest is about, (n,)."""
    column = _column(rule, candidates)
    rows = np.isin(candidates.ids, list(rule.story_ids)) if column is None else column.has(rule.keys)
    if rule.sources is not None:
        rows = rows & candidates.sources.has(rule.sources)
    return rows


def followed(rules: Sequence[Rule], candidates: Candidates) -> tuple[Followed, ...]:
    """Everything that is followed, with the candidates that it is about; what is about none is left out."""
    found = ((rule, about(rule, candidates)) for rule in rules if rule.interest.stance == "follow")
    return tuple(Followed(rule.interest.subject, rows) for rule, rows in found if rows.any())


def hiding(rules: Sequence[Rule], candidates: Candidates, own_sources: frozenset[str]) -> NDArray[np.intp]:
    """For each candidate the place in ``rules`` of the first mute that keeps it out, -1 for none, (n,)."""
    by = np.full(len(candidates), -1, np.intp)
    muted_sources: frozenset[str] = frozenset()
    for place, rule in enumerate(rules):
        if rule.interest.stance != "mute":
            continue
        rows = about(rule, candidates)
        if rule.interest.subject.kind == "source":
            muted_sources |= rule.keys
            rows &= ~candidates.sources.has(own_sources - muted_sources)
        elif rule.sources is not None:
            rows &= ~candidates.sources.has(own_sources - rule.sources)
        by[rows & (by < 0)] = place
    return by


def _column(rule: Rule, candidates: Candidates) -> Keyed | None:
    kind = rule.interest.subject.kind
    if kind == "topic":
        return candidates.topics
    if kind == "entity":
        return candidates.entities
    if kind == "source":
        return candidates.sources
    return candidates.authors if kind == "author" else None
