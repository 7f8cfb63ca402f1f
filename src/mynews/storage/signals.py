"""The log of what readers did, with the stories as they were then."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from mynews.model.errors import NotFound
from mynews.model.signal import LoggedSignal, Signal, StoryTraits
from mynews.storage.portions import parted, portions
from mynews.storage.schema import readers, signals, stories, story_states
from mynews.storage.traits import packed_traits, unpacked_traits
from mynews.storage.types import AnyRow

# Asked for with every edition, so built once: to build them takes six times as long as to run them.
_UNDOS = select(signals.c.detail).where(signals.c.reader_id == bindparam("reader"), signals.c.kind == "undo")
_OPENED_SINCE = (
    select(signals.c.story_id, func.max(signals.c.recorded_at).label("value"))
    .where(
        signals.c.reader_id == bindparam("reader"),
        signals.c.kind == "open",
        signals.c.recorded_at >= bindparam("since"),
        signals.c.id.not_in(bindparam("undone", expanding=True)),
    )
    .group_by(signals.c.story_id)
)


_AFTER = (
    select(signals, story_states.c.content)
    .outerjoin(story_states, story_states.c.id == signals.c.state_id)
    .where(signals.c.reader_id == bindparam("reader"), signals.c.id > bindparam("after"))
    .order_by(signals.c.id)
    .limit(bindparam("most"))
)
_TODAY = func.coalesce(stories.c.into_id, signals.c.story_id).label("story_id")
_HIDDEN_AND_SHOWN = (
    select(signals.c.id, _TODAY, signals.c.kind)
    .outerjoin(stories, stories.c.id == signals.c.story_id)
    .where(signals.c.reader_id == bindparam("reader"), signals.c.kind.in_(["hide", "unhide"]))
    .order_by(signals.c.id)
)
_OPENED = (
    select(signals.c.story_id)
    .where(
        signals.c.reader_id == bindparam("reader"),
        signals.c.story_id.in_(bindparam("stories", expanding=True)),
        signals.c.kind == "open",
        signals.c.id.not_in(bindparam("undone", expanding=True)),
    )
    .group_by(signals.c.story_id)
)
_FIRST_OPENED = _OPENED.add_columns(func.min(signals.c.id).label("value"))
_LAST_OPENED = _OPENED.add_columns(func.max(signals.c.recorded_at).label("value"))


class Signals:
    """The tables of signals and of story states. Rows are added, never changed, and deleted only by their reader."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def keep_states(self, stories: Iterable[StoryTraits], now: datetime) -> dict[int, int]:
        """Keep stories as they are now, each state once; gives the number of the state by that of the story."""
        packed = {story.story_id: packed_traits(story) for story in stories}
        rows = [
            {
                "story_id": story_id,
                "digest": hashlib.blake2b(content, digest_size=8).digest(),
                "content": content,
                "made_at": now,
            }
            for story_id, content in sorted(
                packed.items()
            )  # in one order, so that nobody waits for one who waits for him
        ]
        kept: dict[int, int] = {}
        for portion in parted(rows):
            self._connection.execute(
                self._dialect.insert(story_states).on_conflict_do_nothing(index_elements=["story_id", "digest"]),
                portion,
            )
            found = self._connection.execute(
                select(story_states.c.id, story_states.c.story_id, story_states.c.digest).where(
                    story_states.c.story_id.in_([row["story_id"] for row in portion])
                )
            )
            wanted = {(row["story_id"], row["digest"]) for row in portion}
            kept |= {row.story_id: row.id for row in found if (row.story_id, row.digest) in wanted}
        return kept

    def hold(self, reader_id: int) -> None:
        """Until the end of the transaction nobody else adds signals of this reader, or learns from them.

        A smaller number that is kept later would never be learned from.
        """
        self._connection.execute(select(readers.c.id).where(readers.c.id == reader_id).with_for_update(key_share=True))

    def record(self, reader_id: int, given: Sequence[tuple[Signal, int | None]], now: datetime) -> list[int]:
        """Add signals with the states of their stories, in this order; gives the numbers of those that are new."""
        self.hold(reader_id)
        known = self._known(reader_id, {signal.token for signal, _ in given})
        rows: list[dict[str, Any]] = []
        for signal, state_id in given:
            if signal.token not in known:
                known.add(signal.token)
                rows.append(_row(reader_id, signal, state_id, now))
        before = self.last_id()
        if rows:
            self._connection.execute(self._dialect.insert(signals).on_conflict_do_nothing(), rows)
        added = select(signals.c.id).where(signals.c.reader_id == reader_id, signals.c.id > before)
        return list(self._connection.execute(added.order_by(signals.c.id)).scalars()) if rows else []

    def after(self, reader_id: int, signal_id: int, most: int) -> list[LoggedSignal]:
        """A reader's signals that came after one, the oldest first."""
        rows = self._connection.execute(_AFTER, {"reader": reader_id, "after": signal_id, "most": most}).all()
        traits: dict[int, StoryTraits] = {}
        for row in rows:
            if row.state_id is not None and row.state_id not in traits:
                traits[row.state_id] = unpacked_traits(row.content)
        return [_logged(row, traits.get(row.state_id)) for row in rows]

    def recent(self, reader_id: int, most: int, before: int | None = None) -> list[LoggedSignal]:
        """A reader's last signals, or the last before a number, the newest first, without the states of stories."""
        wanted = select(signals).where(signals.c.reader_id == reader_id)
        if before is not None:
            wanted = wanted.where(signals.c.id < before)
        rows = self._connection.execute(wanted.order_by(signals.c.id.desc()).limit(most))
        return [_logged(row, None) for row in rows]

    def erase(self, reader_id: int, signal_ids: Collection[int] | None = None) -> None:
        """Delete signals of a reader, or all, with those that take them back and the states that nobody else needs."""
        self.hold(reader_id)
        gone = signals.c.reader_id == reader_id
        if signal_ids is not None:
            undos = self._connection.execute(
                select(signals.c.id, signals.c.detail).where(gone, signals.c.kind == "undo")
            )
            wanted = set(signal_ids)
            gone &= signals.c.id.in_(wanted | {row.id for row in undos if row.detail.get("signal") in wanted})
        states = set(self._connection.execute(select(signals.c.state_id).where(gone).distinct()).scalars()) - {None}
        self._connection.execute(delete(signals).where(gone))
        for portion in portions(states):
            needed = select(signals.c.state_id).where(signals.c.state_id.is_not(None))
            self._connection.execute(
                delete(story_states).where(story_states.c.id.in_(portion), story_states.c.id.not_in(needed))
            )

    def last_id(self, reader_id: int | None = None) -> int:
        """The number of a reader's last signal, or of anyone's; 0 where there is none."""
        last = select(func.max(signals.c.id))
        if reader_id is not None:
            last = last.where(signals.c.reader_id == reader_id)
        return self._connection.execute(last).scalar() or 0

    def get(self, reader_id: int, signal_id: int) -> LoggedSignal:
        """A signal, without the state of its story. Raises NotFound, also for another reader's."""
        mine = select(signals).where(signals.c.reader_id == reader_id, signals.c.id == signal_id)
        row = self._connection.execute(mine).first()
        if row is None:
            raise NotFound("There is no such signal of yours.")
        return _logged(row, None)

    def counts(self, reader_id: int) -> dict[str, int]:
        """How many signals of each kind a reader gave."""
        rows = self._connection.execute(
            select(signals.c.kind, func.count().label("number"))
            .where(signals.c.reader_id == reader_id)
            .group_by(signals.c.kind)
        )
        return {row.kind: row.number for row in rows}

    def undone(self, reader_id: int) -> frozenset[int]:
        """The numbers of the signals that a reader took back."""
        rows = self._connection.execute(_UNDOS, {"reader": reader_id})
        return frozenset(int(row.detail["signal"]) for row in rows if "signal" in row.detail)

    def first_opens(self, reader_id: int, story_ids: Collection[int]) -> dict[int, int]:
        """The number of the first signal by which a reader opened each of these stories, for those opened at all.

        What the reader took back does not count.
        """
        return self._opened(_FIRST_OPENED, reader_id, story_ids)

    def opened_at(self, reader_id: int, story_ids: Collection[int]) -> dict[int, datetime]:
        """When a reader last opened each of these stories, for those opened at all."""
        return self._opened(_LAST_OPENED, reader_id, story_ids)

    def opened_before(self, reader_id: int, story_id: int, before: datetime) -> datetime | None:
        """When a reader last opened a story before an instant, under any number that it had."""
        absorbed = select(stories.c.id).where(stories.c.into_id == story_id)
        at: datetime | None = self._connection.execute(
            select(func.max(signals.c.recorded_at)).where(
                signals.c.reader_id == reader_id,
                signals.c.kind == "open",
                or_(signals.c.story_id == story_id, signals.c.story_id.in_(absorbed)),
                signals.c.recorded_at < before,
                signals.c.id.not_in(self.undone(reader_id)),
            )
        ).scalar()
        return at

    def opened_since(self, reader_id: int, since: datetime) -> dict[int, datetime]:
        """When a reader last opened each story that they opened since an instant, under the numbers of then."""
        asked = {"reader": reader_id, "since": since, "undone": list(self.undone(reader_id))}
        rows = self._connection.execute(_OPENED_SINCE, asked)
        return {row.story_id: row.value for row in rows}

    def hidden(self, reader_id: int) -> frozenset[int]:
        """The stories that a reader hid and did not show again."""
        undone = self.undone(reader_id)
        rows = self._connection.execute(_HIDDEN_AND_SHOWN, {"reader": reader_id})
        last = {row.story_id: row.kind for row in rows if row.id not in undone}
        return frozenset(story_id for story_id, kind in last.items() if kind == "hide")

    def _opened(self, told: Select[Any], reader_id: int, story_ids: Collection[int]) -> dict[int, Any]:
        undone = list(self.undone(reader_id))
        rows = self._connection.execute(told, {"reader": reader_id, "stories": list(story_ids), "undone": undone})
        return {row.story_id: row.value for row in rows}

    def _known(self, reader_id: int, tokens: Collection[str]) -> set[str]:
        known: set[str] = set()
        for portion in portions(tokens):
            known |= set(
                self._connection.execute(
                    select(signals.c.token).where(signals.c.reader_id == reader_id, signals.c.token.in_(portion))
                ).scalars()
            )
        return known


def _row(reader_id: int, signal: Signal, state_id: int | None, now: datetime) -> dict[str, Any]:
    return {
        "reader_id": reader_id,
        "token": signal.token,
        "kind": signal.kind,
        "at": signal.at,
        "recorded_at": now,
        "story_id": signal.story_id,
        "article_id": signal.article_id,
        "edition_id": signal.edition_id,
        "place": signal.place,
        "seconds": signal.seconds,
        "face": signal.face,
        "detail": signal.detail,
        "state_id": state_id,
    }


def _logged(row: AnyRow, traits: StoryTraits | None) -> LoggedSignal:
    signal = Signal(
        token=row.token,
        kind=row.kind,
        at=row.at,
        story_id=row.story_id,
        article_id=row.article_id,
        edition_id=row.edition_id,
        place=row.place,
        seconds=row.seconds,
        face=row.face,
        detail=row.detail or None,
    )
    return LoggedSignal(row.id, row.reader_id, signal, row.recorded_at, traits)
