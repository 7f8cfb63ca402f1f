"""What-if: what a rule would change in the edition, before anyone saves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mynews.model.interest import Interest, Stance, Subject
from mynews.model.slate import Edition
from mynews.model.source import Reader
from mynews.model.story import StoryCard
from mynews.services.app import App
from mynews.services.personal.interests import checked
from mynews.services.personal.rank import composed, kept_out, offer_of
from mynews.services.stories.reading import cards_of


@dataclass(frozen=True, slots=True)
class Shift:
    """A story whose place a rule would change; places count from 0, None where it is not in the edition."""

    story: StoryCard
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Foresight:
    """What a rule would do: the stories that would come, go and move, and how many more it would keep out."""

    subject: Subject
    stance: Stance
    come: tuple[Shift, ...]
    go: tuple[Shift, ...]
    rise: tuple[Shift, ...]
    sink: tuple[Shift, ...]
    hidden: int


def foresee(
    app: App, reader: Reader, stance: Stance, subject: Subject, *, until: datetime | None = None, folder: str = ""
) -> Foresight:
    """What the reader's edition would be with one more rule; nothing is stored of it. Raises as stating it would."""
    now = app.now()
    snapshot = app.live.now(app.db, now)
    with app.db.write() as tx:  # the profile may have something to learn first
        known = checked(tx, reader, subject)
        stated = tx.interests.of(reader.id, now)
        others = [
            each
            for each in stated
            if (each.subject.kind, each.subject.key, each.folder) != (known.kind, known.key, folder)
        ]
        rule = Interest(0, reader.id, stance, known, now, until, folder)
        before = offer_of(app, tx, reader, snapshot, stated=stated)
        after = offer_of(app, tx, reader, snapshot, stated=(*others, rule))
        shifts = _shifts(composed(app, tx, reader, before), composed(app, tx, reader, after))
        cards = {card.id: card for card in cards_of(tx, reader, list(shifts))}
    found = [Shift(cards[story], *places) for story, places in shifts.items() if story in cards]
    return Foresight(
        subject=known,
        stance=stance,
        come=tuple(each for each in found if each.before is None),
        go=tuple(each for each in found if each.after is None),
        rise=tuple(
            each for each in found if each.before is not None and each.after is not None and each.after < each.before
        ),
        sink=tuple(
            each for each in found if each.before is not None and each.after is not None and each.after > each.before
        ),
        hidden=len(kept_out(after)) - len(kept_out(before)),
    )


def _shifts(before: Edition, after: Edition) -> dict[int, tuple[int | None, int | None]]:
    """The places before and after of the stories for which they differ, in the order of the places."""
    was = {placed.story_id: place for place, placed in enumerate(before.places)}
    will = {placed.story_id: place for place, placed in enumerate(after.places)}
    both = {story: (was.get(story), will.get(story)) for story in (*will, *was)}
    return {story: places for story, places in both.items() if places[0] != places[1]}
