from __future__ import annotations

from itertools import count

import numpy as np

from mynews.ranking.mind.counters import HALF_LIVES, Counted, Counters
from mynews.ranking.mind.likeness import NAMES, Memory, Pieces
from mynews.ranking.mind.log import Catalogue, Log, LogReader, Problems

_ids = count(1)
FOREVER, HALF_HOUR = len(HALF_LIVES) - 1, 0


def log_of(*impressions: tuple[str, str, str], before: str = "") -> tuple[Log, Catalogue]:
    """Impressions as (reader, time of day, candidates)."""
    reader = LogReader(Problems())
    lines = [f"{next(_ids)}\t{who}\t11/15/2019 {at}\t{before}\t{shown}".encode() for who, at, shown in impressions]
    log = reader.read_behaviors(lines, "behaviors.tsv")
    assert not reader.problems.counts
    return log, reader.catalogue


def counted(*impressions: tuple[str, str, str]) -> Counted:
    log, catalogue = log_of(*impressions)
    return Counters.of(np.zeros(len(catalogue), np.int32)).replayed(log)


def likeness(*impressions: tuple[str, str, str], before: str = "") -> np.ndarray:
    log, catalogue = log_of(*impressions, before=before)
    pieces = Pieces.of(catalogue, np.zeros((len(catalogue), 384), np.float32))
    return Memory.of(pieces, log).replayed(log).columns[:, NAMES.index("in history")]


def test_what_an_impression_shows_counts_for_later_ones_only() -> None:
    found = counted(("U1", "8:00:00 AM", "N1-1 N2-0"), ("U2", "8:00:01 AM", "N1-0 N2-0"))
    assert found.shown[:, FOREVER].tolist() == [0, 0, 1, 1]
    assert found.read[:, FOREVER].tolist() == [0, 0, 1, 0]
    assert found.age.tolist() == [np.inf, np.inf, 1, 1]
    assert found.since_read.tolist() == [np.inf, np.inf, 1, np.inf]


def test_impressions_of_one_second_know_nothing_of_each_other() -> None:
    found = counted(
        ("U1", "8:00:00 AM", "N1-1 N2-0"), ("U2", "8:00:00 AM", "N1-1 N2-0"), ("U3", "8:00:05 AM", "N1-0 N2-1")
    )
    assert found.shown[:, FOREVER].tolist() == [0, 0, 0, 0, 2, 2]
    assert found.read[:, FOREVER].tolist() == [0, 0, 0, 0, 2, 0]
    assert found.all_shown[:, FOREVER].tolist() == [0, 0, 0, 0, 4, 4]
    assert found.group_read.tolist()[:4] == [0, 0, 0, 0]


def test_no_feature_moves_when_what_was_read_in_that_second_or_later_is_another_piece() -> None:
    earlier = ("U1", "8:00:00 AM", "N1-1 N2-0 N3-0")
    one = counted(earlier, ("U2", "9:00:00 AM", "N1-1 N2-0 N3-0"), ("U3", "9:00:00 AM", "N1-0 N2-1 N3-0"))
    other = counted(earlier, ("U2", "9:00:00 AM", "N1-0 N2-0 N3-1"), ("U3", "9:00:00 AM", "N1-1 N2-0 N3-0"))
    for name in Counted.__slots__:
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


def test_counters_halve_with_each_half_life() -> None:
    found = counted(("U1", "8:00:00 AM", "N1-1"), ("U2", "8:30:00 AM", "N1-0"), ("U2", "9:00:00 AM", "N1-0"))
    assert found.read[:, HALF_HOUR].tolist() == [0, 0.5, 0.25]
    assert found.shown[:, HALF_HOUR].tolist() == [0, 0.5, 0.75]
    assert found.read[:, FOREVER].tolist() == [0, 1, 1]


def test_a_reader_is_known_to_have_met_a_piece_and_others_are_not() -> None:
    found = counted(
        ("U1", "8:00:00 AM", "N1-1 N2-0"), ("U1", "8:00:09 AM", "N1-0 N2-0"), ("U2", "8:00:10 AM", "N1-0 N2-0")
    )
    assert found.met.tolist() == [0, 0, 1, 1, 0, 0]
    assert found.met_read.tolist() == [0, 0, 1, 0, 0, 0]


def test_a_log_may_come_in_parts() -> None:
    log, catalogue = log_of(*[(f"U{n % 3}", f"8:{n:02}:00 AM", "N1-1 N2-0 N3-0") for n in range(20)])
    groups = np.zeros(len(catalogue), np.int32)
    whole, parts = Counters.of(groups).replayed(log), Counters.of(groups)
    first, second = parts.replayed(log.take(np.arange(7))), parts.replayed(log.take(np.arange(7, 20)))
    for name in Counted.__slots__:
        together = np.concatenate([getattr(first, name), getattr(second, name)])
        assert np.array_equal(getattr(whole, name), together), name


def test_what_was_read_earlier_in_the_log_is_known_and_what_was_read_in_that_second_is_not() -> None:
    assert likeness(
        ("U1", "8:00:00 AM", "N1-1 N2-0"), ("U1", "8:00:00 AM", "N1-0 N2-0"), ("U1", "8:00:01 AM", "N1-0 N2-0")
    ).tolist() == [0, 0, 0, 0, 1, 0]
    assert likeness(("U1", "8:00:00 AM", "N1-1 N9-0"), before="N9").tolist() == [0, 1]
