"""The files of a MIND-format log, line by line; what a line lacks is said with its number, and the others go on.

``news.tsv``: id, category, subcategory, title, abstract, address, entities of the title, those of the abstract (JSON).
``behaviors.tsv``: impression, reader, time ("11/15/2019 8:55:22 AM"), news read before, candidates ("N12-1 N7-0").
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from mynews.model.errors import ParseError

MOST_BYTES = 1_000_000
"""Of a line: the longest of MIND has some 20,000."""

MOST_CANDIDATES = 1_000
MOST_HISTORY = 50
"""Of what was read before, the latest so many count, as in most published work on MIND."""

_TOLD = 10
_TEXT = 400
_NEWS_COLUMNS = 5
_BEHAVIOUR_COLUMNS = 5
_TIME = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d{2}):(\d{2}) (AM|PM)")


@dataclass(slots=True)
class Problems:
    """What was wrong with lines: the first sentences, and how many of each kind there were."""

    sentences: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def note(self, file: str, line: int, kind: str, sentence: str) -> None:
        """Keep one; of each kind only the first few are told."""
        self.counts[kind] += 1
        if self.counts[kind] <= _TOLD:
            self.sentences.append(f"{file}, line {line}: {sentence}")


@dataclass(slots=True)
class Catalogue:
    """News by number. Number n has ``titles[n]`` and so on; what stands in no ``news.tsv`` has empty ones."""

    number_of: dict[str, int] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    abstracts: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    subcategories: list[str] = field(default_factory=list)
    entities: list[tuple[str, ...]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.titles)

    def add(self, name: str, texts: Sequence[str] = ("", "", "", ""), entities: tuple[str, ...] = ()) -> int:
        """The number of a new piece: category, subcategory, title and abstract as in its line."""
        number = self.number_of[name] = len(self.titles)
        columns = (self.categories, self.subcategories, self.titles, self.abstracts)
        for column, text in zip(columns, texts, strict=True):
            column.append(text)
        self.entities.append(entities)
        return number


@dataclass(frozen=True, slots=True)
class Log:
    """Impressions in order of time.

    Impression i was shown to reader ``readers[i]`` at ``at[i]`` (seconds since 1970), who had read
    ``histories[history[i]]``; its candidates are ``news[starts[i]:starts[i + 1]]``, of which ``read`` were read.
    """

    readers: NDArray[np.int32]
    at: NDArray[np.float64]
    starts: NDArray[np.int64]
    news: NDArray[np.int32]
    read: NDArray[np.bool_]
    history: NDArray[np.int32]
    histories: tuple[NDArray[np.int32], ...]

    def __len__(self) -> int:
        return len(self.at)

    def take(self, chosen: NDArray[np.int64]) -> Log:
        """These impressions alone, in this order."""
        lengths = np.diff(self.starts)[chosen]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        rows = np.repeat(self.starts[:-1][chosen] - starts[:-1], lengths) + np.arange(starts[-1])
        return Log(
            self.readers[chosen], self.at[chosen], starts, self.news[rows], self.read[rows], self.history[chosen],
            self.histories,
        )  # fmt: skip

    def then(self, later: Log) -> Log:
        """This log and a later one."""
        return Log(
            np.concatenate([self.readers, later.readers]),
            np.concatenate([self.at, later.at]),
            np.concatenate([self.starts, later.starts[1:] + self.starts[-1]]),
            np.concatenate([self.news, later.news]),
            np.concatenate([self.read, later.read]),
            np.concatenate([self.history, later.history + len(self.histories)]),
            (*self.histories, *later.histories),
        )


class LogReader:
    """Reads logs about one catalogue and one set of readers, so that a second log goes on where the first ended."""

    def __init__(self, problems: Problems) -> None:
        self.catalogue = Catalogue()
        self.problems = problems
        self._has_news = False
        self._readers: dict[str, int] = {}

    def read_news(self, lines: Iterable[bytes], file: str) -> None:
        """Add the news of these lines; a piece that is known stays as it is."""
        self._has_news = True
        for number, line in self._texts(lines, file):
            columns = line.split("\t")
            if len(columns) < _NEWS_COLUMNS or not columns[0]:
                self.problems.note(file, number, "columns", f"Expected 8 columns of news, found {len(columns)}.")
                continue
            name = columns[0]
            if name not in self.catalogue.number_of:
                texts = [text[:_TEXT] for text in columns[1:5]]
                self.catalogue.add(name, texts, tuple(self._entities(columns[6:8], file, number)))

    def read_behaviors(self, lines: Iterable[bytes], file: str, limit: int | None = None) -> Log:
        """The impressions of these lines in order of time. Raises ParseError where there is none at all."""
        readers, at, lengths, news, read, history = [], [], [0], [], [], []
        histories: dict[tuple[int, str], int] = {}
        numbers: list[NDArray[np.int32]] = []
        known: set[str] = set()
        for number, line in self._texts(lines, file):
            parts = self._impression(line, file, number, known)
            if parts is None:
                continue
            reader, instant, before, candidates = parts
            key = (reader, before)
            if key not in histories:
                histories[key] = len(numbers)
                numbers.append(self._history(before, file, number))
            readers.append(reader)
            at.append(instant)
            history.append(histories[key])
            lengths.append(len(candidates))
            news.append(np.fromiter(candidates, np.int32, len(candidates)))
            read.append(np.fromiter(candidates.values(), np.bool_, len(candidates)))
            if limit and len(at) >= limit:
                break
        if not at:
            raise ParseError(f"There is no impression in {file}. It should have five columns, as MIND's behaviors.tsv.")
        log = Log(
            np.array(readers, np.int32), np.array(at), np.cumsum(lengths), np.concatenate(news), np.concatenate(read),
            np.array(history, np.int32), tuple(numbers),
        )  # fmt: skip
        return log.take(np.argsort(log.at, kind="stable"))

    def _impression(
        self, line: str, file: str, number: int, known: set[str]
    ) -> tuple[int, float, str, dict[int, bool]] | None:
        columns = line.split("\t")
        note = self.problems.note
        if len(columns) != _BEHAVIOUR_COLUMNS:
            note(file, number, "columns", f"Expected 5 columns of an impression, found {len(columns)}.")
            return None
        name, reader, time, before, shown = columns
        if name in known:
            note(file, number, "twice", f"The impression {name[:40]} stands there twice; the first one counts.")
            return None
        instant = _instant(time)
        if instant is None:
            note(file, number, "time", f"“{time[:40]}” is no time like “11/15/2019 8:55:22 AM”.")
            return None
        candidates = self._candidates(shown, file, number)
        if candidates is None:
            return None
        known.add(name)
        return self._readers.setdefault(reader, len(self._readers)), instant, before, candidates

    def _candidates(self, shown: str, file: str, number: int) -> dict[int, bool] | None:
        tokens = shown.split()
        if not tokens or len(tokens) > MOST_CANDIDATES:
            sentence = f"Expected 1 to {MOST_CANDIDATES} candidates, found {len(tokens)}."
            self.problems.note(file, number, "candidates", sentence)
            return None
        found: dict[int, bool] = {}
        for token in tokens:
            name, dash, mark = token.rpartition("-")
            if not dash or mark not in {"0", "1"} or not name:
                sentence = f"“{token[:40]}” does not say whether it was read, like “N12-1” or “N7-0”."
                self.problems.note(file, number, "candidates", sentence)
                return None
            piece = self._number(name, file, number)
            found[piece] = found.get(piece, False) or mark == "1"
        return found

    def _history(self, before: str, file: str, number: int) -> NDArray[np.int32]:
        return np.array([self._number(name, file, number) for name in before.split()[-MOST_HISTORY:]], np.int32)

    def _number(self, name: str, file: str, number: int) -> int:
        found = self.catalogue.number_of.get(name)
        if found is None:
            if self._has_news:
                sentence = f"The piece {name[:40]} stands in no news.tsv; nothing is known of its text."
                self.problems.note(file, number, "unknown news", sentence)
            found = self.catalogue.add(name)
        return found

    def _entities(self, columns: Iterable[str], file: str, number: int) -> Iterator[str]:
        for column in filter(None, columns):
            try:
                listed = json.loads(column)
                yield from (str(each["WikidataId"]) for each in listed)
            except (ValueError, TypeError, KeyError, RecursionError):
                self.problems.note(file, number, "entities", "The entities are no JSON list as MIND has it.")

    def _texts(self, lines: Iterable[bytes], file: str) -> Iterator[tuple[int, str]]:
        for number, line in enumerate(lines, 1):
            if len(line) > MOST_BYTES:
                self.problems.note(file, number, "long", f"The line is longer than {MOST_BYTES:,} bytes.")
                continue
            try:
                text = line.decode("utf-8").rstrip("\r\n")
            except UnicodeDecodeError:
                self.problems.note(file, number, "encoding", "The line is not UTF-8.")
                continue
            if text:
                yield number, text


def _instant(time: str) -> float | None:
    found = _TIME.fullmatch(time.strip())
    if not found:
        return None
    month, day, year, hour, minute, second = map(int, found.groups()[:6])
    if not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if found[7] == "PM" else 0)
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
    except ValueError:
        return None
