"""What an article said before, beside what it said next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mynews.intake.clean import plain_text
from mynews.model.article import Article, Change


@dataclass(frozen=True, slots=True)
class Edit:
    """One field of an article before and after a change, as plain text; paragraphs are parted by blank lines."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of an article."""

    changed_at: datetime
    edits: tuple[Edit, ...]


def revisions_of(article: Article, changes: Sequence[Change]) -> tuple[Revision, ...]:
    """The changes of an article, the latest first; changes of markup alone are left out."""
    later = {
        "kicker": article.kicker,
        "headline": article.headline,
        "byline": article.byline,
        "key_points": "\n".join(article.key_points),
        "body": article.body,
    }
    revisions = []
    for change in changes:
        edits = tuple(
            Edit(field, _words(field, change.before[field]), _words(field, now))
            for field, now in later.items()
            if field in change.before
        )
        told = tuple(edit for edit in edits if edit.before != edit.after)
        if told:
            revisions.append(Revision(change.changed_at, told))
        later |= change.before
    return tuple(revisions)


def _words(field: str, value: str) -> str:
    return plain_text(value) if field == "body" else value.replace("\n", "\n\n")
