"""Bytes as sent into bytes as meant."""

from __future__ import annotations

import random
import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mynews.net.limits import Limits
from mynews.net.unpack import PIECE, Body, Damaged, TooDense, TooLarge
from tests.hostile_web import MEGABYTE, pack

ENCODINGS = ["gzip", "deflate", "raw deflate", "br", "zstd"]
TEXT = b"The mountain above the harbour began to smoke on Monday.\n" * 400
LARGE = random.Random(7).randbytes(700_000) + bytes(400_000)


def unpacked(sent: bytes, encoding: str, *, step: int = 10_000, limits: Limits | None = None) -> bytes:
    """What comes out where ``sent`` comes in ``step`` bytes at a time."""
    body = Body(encoding.removeprefix("raw "), limits or Limits())
    for start in range(0, len(sent), step):
        body.take(sent[start : start + step])
    return body.content()


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("step", [1, 7, 65_536])
def test_text_comes_out_as_it_went_in(encoding: str, step: int) -> None:
    assert unpacked(b"".join(pack([TEXT], encoding)), encoding, step=step) == TEXT


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_large_document_comes_out_as_it_went_in(encoding: str) -> None:
    assert unpacked(b"".join(pack([LARGE], encoding)), encoding) == LARGE


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_document_that_ends_just_after_a_piece_loses_nothing(encoding: str) -> None:
    for size in (PIECE - 1, PIECE, PIECE + 1, PIECE + 7):
        assert unpacked(b"".join(pack([bytes(size)], encoding)), encoding) == bytes(size)


@settings(deadline=None)
@given(st.binary(max_size=3000), st.sampled_from(ENCODINGS), st.integers(1, 500))
def test_any_bytes_in_any_pieces_come_out_as_they_went_in(body: bytes, encoding: str, step: int) -> None:
    assert unpacked(b"".join(pack([body], encoding)), encoding, step=step) == body


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=2000), st.sampled_from(ENCODINGS))
def test_noise_is_called_damaged(noise: bytes, encoding: str) -> None:
    try:
        unpacked(noise, encoding)
    except Damaged:
        return


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
@pytest.mark.parametrize("step", [1, 50, 65_536])
def test_documents_strung_together_are_one(encoding: str, step: int) -> None:
    two = b"".join(pack([TEXT], encoding)) + b"".join(pack([b"The end."], encoding))
    assert unpacked(two, encoding, step=step) == TEXT + b"The end."


def test_padding_after_gzip_is_left_alone() -> None:
    assert unpacked(b"".join(pack([TEXT], "gzip")) + bytes(512), "gzip") == TEXT


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_thousands_of_tiny_documents_strung_together_are_refused(encoding: str) -> None:
    with pytest.raises(Damaged):
        unpacked(b"".join(pack([b"a"], encoding)) * 5000, encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_document_cut_off_is_damaged(encoding: str) -> None:
    sent = b"".join(pack([TEXT], encoding))
    with pytest.raises(Damaged):
        unpacked(sent[: len(sent) // 2], encoding)


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_bomb_of_300_megabytes_costs_some_two_of_memory(encoding: str) -> None:
    fuse = pack((bytes(MEGABYTE) for _ in range(300)), encoding)
    body = Body(encoding, Limits())
    tracemalloc.start()
    with pytest.raises(TooDense):
        for piece in fuse:
            body.take(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * MEGABYTE  # the bomb's maker holds a megabyte of it


def test_bomb_below_the_ratio_ends_at_the_size() -> None:
    sent = b"".join(pack([LARGE], "gzip"))
    with pytest.raises(TooLarge):
        unpacked(sent, "gzip", limits=Limits(size=1_000_000))


def test_more_bytes_than_allowed_are_refused_unpacked_too() -> None:
    with pytest.raises(TooLarge):
        unpacked(bytes(2000), "", limits=Limits(size=1999))
    assert unpacked(bytes(2000), "", limits=Limits(size=2000)) == bytes(2000)


def test_packed_stream_without_content_ends_at_the_size() -> None:
    empty_blocks = zlib.compressobj(wbits=31).flush(zlib.Z_SYNC_FLUSH) + b"\x00\x00\x00\xff\xff" * 1000
    with pytest.raises(TooLarge):
        unpacked(empty_blocks, "gzip", limits=Limits(size=1000))


@pytest.mark.parametrize("encoding", ["", "identity", "utf-8", "none"])
def test_unknown_encoding_is_left_as_it_is(encoding: str) -> None:
    assert unpacked(TEXT, encoding) == TEXT


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_nothing_is_nothing(encoding: str) -> None:
    assert unpacked(b"", encoding) == b""
