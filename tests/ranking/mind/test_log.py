from __future__ import annotations

import numpy as np
import pytest

from mynews.model.errors import ParseError
from mynews.ranking.mind.log import MOST_BYTES, Log, LogReader, Problems

NEWS = b'N1\tsports\ttennis\tA title\tAn abstract\thttps://paper.example/1\t[{"WikidataId": "Q1"}]\t[]\n'


def line(number: int = 1, reader: str = "U1", time: str = "11/15/2019 8:55:22 AM", before: str = "N1", shown: str = "N2-1 N3-0") -> bytes:  # fmt: skip # noqa: E501
    return f"{number}\t{reader}\t{time}\t{before}\t{shown}\n".encode()


def read(*lines: bytes, news: bytes | None = None) -> tuple[Log, LogReader]:
    reader = LogReader(Problems())
    if news is not None:
        reader.read_news(news.splitlines(keepends=True), "news.tsv")
    return reader.read_behaviors(lines, "behaviors.tsv"), reader


def test_an_impression_is_read_with_its_reader_time_history_and_candidates() -> None:
    log, reader = read(line())
    numbers = reader.catalogue.number_of
    assert [numbers[name] for name in ("N2", "N3")] == log.news.tolist()
    assert log.read.tolist() == [True, False]
    assert log.histories[log.history[0]].tolist() == [numbers["N1"]]
    assert np.array(log.at[0], "datetime64[s]") == np.datetime64("2019-11-15T08:55:22")
    assert not reader.problems.counts


def test_impressions_stand_in_order_of_time_and_noon_is_not_midnight() -> None:
    log, _ = read(
        line(1, "U1", "11/15/2019 12:00:01 PM", shown="N2-1"), line(2, "U2", "11/15/2019 12:00:01 AM", shown="N3-0")
    )
    assert log.readers.tolist() == [1, 0]
    assert log.read.tolist() == [False, True]
    assert log.at[1] - log.at[0] == 12 * 3600


def test_no_history_is_a_history_of_nothing() -> None:
    log, _ = read(line(before=""))
    assert log.histories[0].tolist() == []


@pytest.mark.parametrize(
    ("broken", "kind", "words"),
    [
        (b"1\tU1\tonly three\n", "columns", "Expected 5 columns"),
        (line(2, time="15.11.2019 08:55"), "time", "15.11.2019 08:55"),
        (line(2, time="02/30/2019 8:55:22 AM"), "time", "02/30/2019"),
        (line(2, time="02/03/2019 18:55:22 AM"), "time", "18:55:22"),
        (line(1, "U9"), "twice", "stands there twice"),
        (line(2, shown=""), "candidates", "found 0"),
        (line(2, shown="N1 N2"), "candidates", "N1"),
        (line(2, shown="N1-7"), "candidates", "N1-7"),
        (line(2, shown="N1-0 " * 2000), "candidates", "found 2000"),
        (b"2\tU1\t\xff\xfe\tN1\tN2-1\n", "encoding", "not UTF-8"),
        (b"x" * (MOST_BYTES + 1), "long", "longer than 1,000,000"),
    ],
)
def test_a_broken_line_is_said_with_its_number_and_the_others_go_on(broken: bytes, kind: str, words: str) -> None:
    log, reader = read(line(1), broken, line(3))
    assert len(log) == 2
    assert reader.problems.counts == {kind: 1}
    (sentence,) = reader.problems.sentences
    assert sentence.startswith("behaviors.tsv, line 2: ")
    assert words in sentence


def test_news_that_no_file_tells_of_is_said_and_kept() -> None:
    log, reader = read(line(shown="N1-1 N7-0"), news=NEWS)
    assert reader.catalogue.titles == ["A title", ""]
    assert reader.catalogue.entities[0] == ("Q1",)
    assert len(log.news) == 2
    assert reader.problems.counts == {"unknown news": 1}


def test_broken_news_is_said_and_a_second_piece_of_a_name_is_not_taken() -> None:
    reader = LogReader(Problems())
    broken = NEWS.replace(b"N1", b"N2").replace(b"[{", b"[[{")
    reader.read_news([NEWS, b"N3\n", NEWS.replace(b"A title", b"Another"), broken], "news.tsv")
    assert reader.catalogue.titles == ["A title", "A title"]
    assert reader.problems.counts == {"columns": 1, "entities": 1}


def test_of_a_thousand_broken_lines_the_first_are_told_and_all_are_counted() -> None:
    _, reader = read(line(), *[b"nothing\n"] * 1000)
    assert len(reader.problems.sentences) == 10
    assert reader.problems.counts["columns"] == 1000


@pytest.mark.parametrize("lines", [(), (b"\n",), (b"\xff\n",)])
def test_a_log_without_an_impression_is_refused(lines: tuple[bytes, ...]) -> None:
    with pytest.raises(ParseError, match="no impression"):
        read(*lines)


def test_a_part_of_a_log_is_whole_in_itself() -> None:
    log, _ = read(line(1), line(2, shown="N5-0 N6-1 N7-0"), line(3))
    part = log.take(np.array([1, 2]))
    assert (len(part), part.starts.tolist()) == (2, [0, 3, 5])
    assert part.then(part).read.tolist() == part.read.tolist() * 2
