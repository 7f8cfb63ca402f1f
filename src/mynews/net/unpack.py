"""Bytes as sent into bytes as meant, within limits: a bomb costs what its first megabyte costs."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli

from mynews.net.limits import Limits

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PIECE = 65_536
RATIO_COUNTS_FROM = 1_000_000  # a short text of one repeated line is no bomb
MOST_MEMBERS = 100  # gzip and zstd may be strung together; servers send one, and each costs a copy of the rest
ZSTD_WINDOW_LOG = 23  # 8 MB, all that a server may ask of us (RFC 9659)


class Damaged(ValueError):
    """The bytes are not what their encoding says, or end too early."""


class TooLarge(ValueError):
    """More bytes than the limits allow, sent or decompressed."""


class TooDense(ValueError):
    """So many bytes out of so few that only a bomb does it."""


class Body:
    """The body of one answer: takes the bytes as sent, keeps them decompressed, and stops at the limits."""

    def __init__(self, encoding: str, limits: Limits) -> None:
        decoder = DECODERS.get(encoding.strip().lower())
        self._decoder = decoder() if decoder else None
        self._limits = limits
        self._pieces: list[bytes] = []
        self._sent = 0
        self._size = 0

    def take(self, chunk: bytes) -> None:
        """Keep what this chunk holds; raises where it breaks a limit or cannot be decompressed."""
        self._sent += len(chunk)
        if self._sent > self._limits.size:
            raise TooLarge
        if self._decoder is None:
            self._pieces.append(chunk)
            return
        try:
            for piece in self._decoder.pieces(chunk):
                self._keep(piece)
        except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
            raise Damaged from error

    def content(self) -> bytes:
        """All bytes, decompressed; raises ``Damaged`` where the encoding had not come to its end."""
        if self._decoder is not None and self._sent and not self._decoder.whole:
            raise Damaged
        return b"".join(self._pieces)

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limits.size:
            raise TooLarge
        if self._size > RATIO_COUNTS_FROM and self._size > self._sent * self._limits.ratio:
            raise TooDense
        self._pieces.append(piece)


class Decoder(Protocol):
    """One content encoding; ``whole`` once its end was seen."""

    @property
    def whole(self) -> bool: ...

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What ``data`` decompresses to, some ``PIECE`` bytes at a time, so that the taker can stop."""


class Gzip:
    """One member after another (RFC 1952); what follows and is none is padding."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._members = 1

    @property
    def whole(self) -> bool:
        return self._member.eof

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._member.eof:
                if not data.startswith(b"\x1f"):
                    return
                self._begin_member()
            yield self._member.decompress(data, PIECE)
            data = self._member.unused_data if self._member.eof else self._member.unconsumed_tail

    def _begin_member(self) -> None:
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise Damaged
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)


class Deflate:
    """Deflate as the standard has it, in a zlib wrapping, or bare as some servers send it."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()
        self._begun = False

    @property
    def whole(self) -> bool:
        return self._stream.eof

    def pieces(self, data: bytes) -> Iterator[bytes]:
        if not self._begun:
            self._begun = True
            wrapped = data[0] & 0x0F == 8  # RFC 1950; a bare stream never begins so
            self._stream = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        full = False  # then a bare stream, without a checksum at its end, may hold more although its input is used up
        while not self._stream.eof and (data or full):
            piece = self._stream.decompress(data, PIECE)
            yield piece
            full = len(piece) == PIECE
            data = self._stream.unconsumed_tail


class Brotli:
    """One stream (RFC 7932); what follows it is left alone."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def whole(self) -> bool:
        return bool(self._stream.is_finished())

    def pieces(self, data: bytes) -> Iterator[bytes]:
        if self.whole:
            return
        piece = self._stream.process(data, output_buffer_limit=PIECE)
        # Not `can_accept_more_data`: in brotli 1.2.0 it is true while more output waits.
        while piece:
            yield piece
            piece = self._stream.process(b"", output_buffer_limit=PIECE)


class Zstd:
    """One frame after another (RFC 8878)."""

    def __init__(self) -> None:
        self._frame = self._new_frame()
        self._frames = 1

    @property
    def whole(self) -> bool:
        return bool(self._frame.eof)

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while data or not (self._frame.needs_input or self._frame.eof):
            if self._frame.eof:
                self._begin_frame()
            yield self._frame.decompress(data, PIECE)
            data = self._frame.unused_data if self._frame.eof else b""

    def _begin_frame(self) -> None:
        self._frames += 1
        if self._frames > MOST_MEMBERS:
            raise Damaged
        self._frame = self._new_frame()

    @staticmethod
    def _new_frame() -> zstd.ZstdDecompressor:
        return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: ZSTD_WINDOW_LOG})


DECODERS: dict[str, Callable[[], Decoder]] = {
    "gzip": Gzip,
    "x-gzip": Gzip,
    "deflate": Deflate,
    "br": Brotli,
    "zstd": Zstd,
}
