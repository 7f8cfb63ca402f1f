"""A log in the format of MIND of readers and news that never were, with the structure of real ones.

Each day brings new pieces; a piece has a section, a place within it, some events that its title names, and an appeal
that only clicks can tell. It bursts when it comes out and is old after hours. Readers like some sections and some
events, and hold what they were shown before for old. An impression has some 37 candidates; one or two are read.
Every fifth reader has hardly read before. Like MIND, the order within an impression says nothing.

``python -m quality.invented_log DIR [--impressions N] [--seed N]`` writes ``news.tsv`` and ``behaviors.tsv``.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

SECTIONS = {
    "sports": "football tennis cycling rowing",
    "finance": "markets banks housing wages",
    "politics": "parliament elections courts budget",
    "health": "hospitals diets sleep vaccines",
    "travel": "islands railways hotels mountains",
    "music": "opera festivals bands albums",
    "weather": "storms floods heatwave snow",
    "food": "recipes restaurants vineyards bakeries",
}
_SUBJECTS = "mayor team minister singer doctor farmer captain teacher pilot banker painter judge".split()
_DEEDS = "wins loses opens closes defends rejects praises delays explains doubts plans celebrates".split()
_THINGS = "deal match record bridge tour strike reform inquiry harvest contract trial parade".split()
_BEGAN = datetime(2026, 3, 2, tzinfo=UTC)
_DAYS = 7
_LIFE = 7.0  # hours after which a piece has lost most of its appeal
_SHOWN = 37


@dataclass(frozen=True, slots=True)
class _Press:
    """The pieces by number: hours when they came out, section, subsection, event, appeal."""

    out: Doubles
    section: NDArray[np.int64]
    subsection: NDArray[np.int64]
    event: NDArray[np.int64]
    appeal: Doubles
    titles: list[str]


@dataclass(frozen=True, slots=True)
class _Readers:
    sections: Doubles
    subsections: Doubles
    events: Doubles
    histories: list[list[int]]


def write(folder: Path, *, impressions: int = 6_000, readers: int = 800, pieces: int = 1_400, seed: int = 0) -> None:
    """Write ``news.tsv`` and ``behaviors.tsv``."""
    rng = np.random.default_rng(seed)
    press = _press(pieces, rng)
    people = _people(readers, press, rng)
    folder.mkdir(parents=True, exist_ok=True)
    names = list(SECTIONS)
    lines = []
    for number, title in enumerate(press.titles):
        section = names[press.section[number]]
        subsection = SECTIONS[section].split()[press.subsection[number] % 4]
        entities = json.dumps([{"Label": f"Event {press.event[number]}", "WikidataId": f"Q{press.event[number]}"}])
        lines.append("\t".join((f"N{number}", section, subsection, title, "", "", entities, "[]")))
    (folder / "news.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    behaviors = _behaviors(impressions, press, people, rng)
    (folder / "behaviors.tsv").write_text("\n".join(behaviors) + "\n", encoding="utf-8")


def _press(count: int, rng: np.random.Generator) -> _Press:
    out = np.sort(rng.uniform(-48, 24 * _DAYS, count))
    section = rng.integers(len(SECTIONS), size=count)
    subsection = section * 4 + rng.integers(4, size=count)
    event = section * 100 + rng.integers(40, size=count)
    appeal = rng.normal(0, 1.0, count)
    return _Press(
        out, section, subsection, event, appeal, [_title(*each, rng) for each in zip(subsection, event, strict=True)]
    )


def _title(subsection: int, event: int, rng: np.random.Generator) -> str:
    words = list(SECTIONS.values())[subsection // 4].split()
    own = np.random.default_rng(event)
    who, what = own.choice(_SUBJECTS), own.choice(_THINGS)
    return f"{words[subsection % 4].capitalize()}: {who} {rng.choice(_DEEDS)} {what} number {event}"


def _people(count: int, press: _Press, rng: np.random.Generator) -> _Readers:
    sections = rng.normal(0, 0.8, (count, len(SECTIONS)))
    subsections = rng.normal(0, 0.6, (count, 4 * len(SECTIONS)))
    events = rng.normal(0, 0.5, (count, 100 * len(SECTIONS)))
    old = np.flatnonzero(press.out < 0)
    histories = []
    for reader in range(count):
        most = int(rng.integers(0, 4)) if rng.random() < 0.2 else int(min(50, rng.lognormal(2.6, 0.8)))
        liking = sections[reader, press.section[old]] + subsections[reader, press.subsection[old]]
        liking = liking + events[reader, press.event[old]] + press.appeal[old]
        chances = np.exp(liking - liking.max())
        most = min(most, len(old))
        histories.append(rng.choice(old, most, replace=False, p=chances / chances.sum()).tolist())
    return _Readers(sections, subsections, events, histories)


def _behaviors(count: int, press: _Press, people: _Readers, rng: np.random.Generator) -> list[str]:
    hours = np.sort(rng.uniform(0, 24 * _DAYS, count))
    met: dict[tuple[int, int], int] = {}
    lines = []
    for number, hour in enumerate(hours):
        reader = int(rng.integers(len(people.histories)))
        fresh = np.flatnonzero((press.out <= hour) & (press.out > hour - 36))
        age = hour - press.out[fresh]
        likely = np.exp(0.5 * press.appeal[fresh] - age / 16)
        size = min(len(fresh), max(5, int(rng.lognormal(np.log(_SHOWN), 0.5))))
        shown = rng.choice(fresh, size, replace=False, p=likely / likely.sum())
        seen = np.array([met.get((reader, piece), 0) for piece in shown.tolist()])
        liking = (
            0.9 * press.appeal[shown] * np.exp(-(hour - press.out[shown]) / _LIFE) - (hour - press.out[shown]) / 30
            + people.sections[reader, press.section[shown]] + people.subsections[reader, press.subsection[shown]]
            + people.events[reader, press.event[shown]] - 0.6 * np.minimum(seen, 3) + rng.gumbel(0, 1, size)
        )  # fmt: skip
        reads = 1 + int(rng.random() < 0.3) + int(rng.random() < 0.1)
        read = set(shown[np.argsort(-liking)[:reads]].tolist())
        for piece in shown.tolist():
            met[reader, piece] = met.get((reader, piece), 0) + 1
        when = (_BEGAN + timedelta(hours=float(hour))).strftime("%m/%d/%Y %I:%M:%S %p")
        before = " ".join(f"N{piece}" for piece in people.histories[reader])
        candidates = " ".join(f"N{piece}-{int(piece in read)}" for piece in shown.tolist())
        lines.append(f"{number + 1}\tU{reader}\t{when}\t{before}\t{candidates}")
    return lines


def main() -> None:
    """Write a log."""
    parser = ArgumentParser(description="Invent a log in the format of MIND.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--impressions", type=int, default=6_000)
    parser.add_argument("--readers", type=int, default=800)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    write(options.folder, impressions=options.impressions, readers=options.readers, seed=options.seed)


if __name__ == "__main__":
    main()
