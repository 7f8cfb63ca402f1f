"""A profile from the log: the same log gives the same profile, whether it comes at once or signal by signal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from mynews.model.signal import LoggedSignal
from mynews.ranking.examples import example_of
from mynews.ranking.ranker import Profile, Ranker


def replay(
    ranker: Ranker[Profile],
    profile: Profile,
    log: Iterable[LoggedSignal],
    *,
    first_opened: Mapping[int, int],
    undone: Collection[int] = (),
) -> Profile:
    """The profile after these signals, in the order of their numbers.

    ``first_opened`` is the number of the first signal by which each story was opened; ``undone`` are the numbers of
    signals that the reader took back.
    """
    for logged in log:
        if logged.id in undone:
            continue
        profile = _after(ranker, profile, logged, first_opened)
    return profile


def _after(ranker: Ranker[Profile], profile: Profile, logged: LoggedSignal, first_opened: Mapping[int, int]) -> Profile:
    signal = logged.signal
    detail = signal.detail or {}
    if signal.kind == "reset":
        return ranker.fresh()
    if signal.kind in ("correct", "forget"):
        liking = detail.get("liking")
        return ranker.corrected(
            profile,
            str(detail.get("kind", "")),
            str(detail.get("key", "")),
            float(liking) if signal.kind == "correct" and isinstance(liking, int | float) else None,
        )
    opened = first_opened.get(signal.story_id or 0)
    example = example_of(logged, opened_before=opened is not None and opened < logged.id)
    return profile if example is None else ranker.learn(profile, [example])
