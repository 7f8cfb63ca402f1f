"""What a reader told us: follow or mute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Stance = Literal["follow", "mute"]
InterestKind = Literal["topic", "entity", "source", "author", "story", "word"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What an interest, a reason or a belief is about.

    ``key`` is the code of a topic, the number of an entity, source or story, an author's folded name, or the folded
    word or phrase, each as text; ``name`` is what people call it. Two are the same where kind and key are.
    """

    kind: InterestKind
    key: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Interest:
    """One thing that a reader follows or mutes, in one folder (empty: everywhere), until an instant if it ends."""

    id: int
    reader_id: int
    stance: Stance
    subject: Subject
    since: datetime
    until: datetime | None = None
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a reader wants to read.

    Without ``ranked`` the newest stories come first, as they are; with ``break_through`` major news is shown in spite
    of mutes; an edition has up to ``edition_size`` stories.
    """

    ranked: bool = True
    break_through: bool = False
    edition_size: int = 50
