"""How good ranking is: on logs in the format of MIND."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mynews.model.errors import NotFound
from mynews.ranking.mind.contest import Outcome, Say, Trainer, contest, ours
from mynews.ranking.mind.features import SETTINGS, Setting
from mynews.ranking.mind.likeness import Pieces
from mynews.ranking.mind.log import MOST_BYTES, Catalogue, Log, LogReader, Problems
from mynews.understanding.encoder import WIDTH, TextEncoder

BEHAVIORS, NEWS = "behaviors.tsv", "news.tsv"
TRAINED_SHARE = 0.7
"""Of a log that is given alone, the earlier part that trains."""

LEAST = 20
_ENCODED_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Split:
    """What trained and what was measured; ``left_out`` impressions of the first are not before the second."""

    training: int
    measured: int
    from_at: datetime
    left_out: int


@dataclass(frozen=True, slots=True)
class MindReport:
    """Figures of each ranker and setting, the split, and what was wrong with lines."""

    outcomes: Sequence[Outcome]
    split: Split
    problems: Problems


def evaluate_mind(
    folder: Path,
    encoder: Callable[[], TextEncoder],
    *,
    train: Path | None = None,
    peers: Mapping[str, Trainer] | None = None,
    settings: Sequence[Setting] = SETTINGS,
    limit: int | None = None,
    say: Say = lambda sentence: None,
) -> MindReport:
    """Replay a log in order of time. Raises NotFound and ParseError.

    With ``train`` the rankers learn there and are measured in ``folder``, else they learn from the earlier part of it.
    With ``peers``, an empty mapping too, the plain click rate is measured beside them.
    """
    problems = Problems()
    reader = LogReader(problems)
    folders = [folder] if train is None else [train, folder]
    for each in folders:
        if (each / NEWS).is_file():
            reader.read_news(_lines(each / NEWS), str(each / NEWS))
    logs = [reader.read_behaviors(_lines(each / BEHAVIORS), str(each / BEHAVIORS), limit) for each in folders]
    training, measured = _split(logs[0]) if train is None else (_before(logs[0], logs[1]), logs[1])
    left_out = sum(map(len, logs)) - len(training) - len(measured)
    if min(len(training), len(measured)) < LEAST:
        raise NotFound(
            f"There are {len(training)} impressions to learn from and {len(measured)} later ones to measure; "
            f"each must be {LEAST} at least."
        )
    pieces = Pieces.of(reader.catalogue, _vectors(reader.catalogue, [training, measured], encoder, say))
    outcomes = contest(
        pieces, training, measured, {"ours": ours, **(peers or {})}, settings, click_rate=peers is not None, say=say
    )
    split = Split(len(training), len(measured), datetime.fromtimestamp(measured.at[0], UTC), left_out)
    return MindReport(outcomes, split, problems)


def _split(log: Log) -> tuple[Log, Log]:
    """The earlier part and the later part; no second is in both."""
    first = int(np.searchsorted(log.at, log.at[int(TRAINED_SHARE * len(log))]))
    return log.take(np.arange(first)), log.take(np.arange(first, len(log)))


def _before(training: Log, measured: Log) -> Log:
    return training.take(np.flatnonzero(training.at < measured.at[0]))


def _lines(file: Path) -> Iterator[bytes]:
    """The lines of a file, each no longer than what shows that it is too long. Raises NotFound."""
    try:
        with file.open("rb") as opened:
            while line := opened.readline(MOST_BYTES + 1):
                yield line
                while len(line) > MOST_BYTES and not line.endswith(b"\n"):
                    line = opened.readline(MOST_BYTES + 1)
    except OSError as exc:
        raise NotFound(f"The file {file} cannot be read: {exc.strerror}.") from exc


def _vectors(
    catalogue: Catalogue, logs: Sequence[Log], encoder: Callable[[], TextEncoder], say: Say
) -> NDArray[np.float32]:
    """Vectors of the titles that anyone was shown or had read; zeros for the others."""
    vectors = np.zeros((len(catalogue), WIDTH), np.float32)
    used = [log.news for log in logs] + [each for log in logs for each in log.histories]
    needed = [number for number in np.unique(np.concatenate(used)).tolist() if catalogue.titles[number]]
    if not needed:
        return vectors
    reads = encoder()
    vectors = np.zeros((len(catalogue), reads.width), np.float32)
    for first in range(0, len(needed), _ENCODED_AT_ONCE):
        if first % (20 * _ENCODED_AT_ONCE) == 0:
            say(f"{first:,} of {len(needed):,} titles are understood")
        some = needed[first : first + _ENCODED_AT_ONCE]
        vectors[some] = reads.encode([catalogue.titles[number] for number in some])
    return vectors
