from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mynews.delivery.greader.names import (
    end_of,
    item_id,
    item_number,
    item_numbers,
    label_of,
    place_of,
    start_of,
    state_of,
    stream_of,
    written_place,
)
from mynews.model.source import Subscription
from mynews.services.programs.my_news import FEED, number_of
from mynews.services.programs.streams import Place, Stream
from tests import make

HOME = "https://news.example/"
TIED = [Subscription(1, make.source(id=7, url="https://paper.example/feed.xml"))]


@pytest.mark.parametrize("number", [1, 754, number_of(1), number_of(2**31)])
def test_an_article_is_found_under_every_spelling_of_its_number(number: int) -> None:
    long = item_id(number)
    short = long.rpartition("/")[2]
    for text in (
        long,
        f" {long} ",
        f"tag:google.com,2005:reader/item/{number:x}",
        f"tag:google.com,2005:reader/item/{number:X}",
        short,
        short.upper(),
        str(number),
    ):
        assert item_number(text) == number, text


def test_a_padded_number_never_looks_like_a_decimal_one() -> None:
    assert item_id(number_of(2**40 - 1)).rpartition("/")[2].startswith("0")
    assert len(str(number_of(2**40 - 1))) < 16


@pytest.mark.parametrize(
    "text", ["", "x", "tag:google.com,2005:reader/item/", "tag:google.com,2005:reader/item/-1", "1.5", "²", "0x1",
             "f" * 17, "1" * 30, "feed/1", "\N{ARABIC-INDIC DIGIT ONE}"],
)  # fmt: skip
def test_nonsense_is_no_article(text: str) -> None:
    assert item_number(text) is None


def test_negative_and_doubled_numbers_harm_nothing() -> None:
    assert item_numbers(["-5", "1", "0000000000000001", "nonsense", "1"]) == [-5, 1]


@pytest.mark.parametrize(
    ("name", "stream"),
    [
        ("", Stream("all")),
        ("user/-/state/com.google/reading-list", Stream("all")),
        ("user/reader/state/com.google/starred", Stream("saved")),
        ("user/1/state/com.google/read", Stream("read")),
        ("user/-/state/com.google/unread", Stream("unread")),
        ("user/-/state/com.google/broadcast", Stream("nothing")),
        ("user/-/label/Asia & Pacific/β", Stream("label", label="Asia & Pacific/β")),
        ("feed/7", Stream("source", 7)),
        ("feed/https://paper.example/feed.xml", Stream("source", 7)),
        ("feed/feed/7", Stream("source", 7)),
        ("feed/feed/https://paper.example/feed.xml", Stream("source", 7)),
        (f"feed/{HOME}", Stream("source", FEED)),
        ("feed/https://elsewhere.example/", Stream("nothing")),
        ("feed/0", Stream("nothing")),
        (f"feed/{'9' * 40}", Stream("nothing")),
        ("splice/1", Stream("nothing")),
    ],
)
def test_streams_are_known_by_all_their_names(name: str, stream: Stream) -> None:
    assert stream_of(name, TIED, HOME) == stream


def test_tags_are_states_or_labels() -> None:
    assert (state_of("user/-/state/com.google/kept-unread"), label_of("user/-/label/ a ")) == ("kept-unread", "a")
    assert (state_of("user/-/label/read"), label_of("user/-/state/com.google/read")) == ("", "")


def test_instants_are_seconds_milliseconds_or_microseconds() -> None:
    second = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert start_of("1795435200") == second
    assert end_of("1795435200") == second.replace(microsecond=999_999)
    assert end_of("1795435200123") == second.replace(microsecond=123_999)
    assert end_of("1795435200123456") == second.replace(microsecond=123_456)
    for text in ("", "x", "-1", "1.5", "²"):
        assert (start_of(text), end_of(text)) == (None, None)
    assert start_of("9" * 60) == end_of("9" * 60) == datetime(9999, 12, 31, tzinfo=UTC)


def test_a_continuation_leads_back_to_its_place() -> None:
    place = Place(datetime(2026, 11, 23, 12, 0, 1, 5, tzinfo=UTC), 754, 12)
    assert place_of(written_place(place)) == place
    assert [place_of(text) for text in ("x", "1-2", "1-2-x", "1-2-3-4", "9" * 30 + "-1-1")] == [None] * 5
