"""Frames on the socket between us and the child: a MessagePack header, then a body of Arrow IPC.

length of the header (4 bytes) · length of the body (8 bytes) · header · body
"""

from __future__ import annotations

import struct
from typing import Literal

import msgspec

LENGTHS = struct.Struct(">IQ")
LARGEST_HEADER_BYTES = 16 << 20


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What the child shall do; the body is an Arrow stream for `insert`, empty otherwise."""

    verb: Literal["query", "execute", "insert"]
    sql: str
    params: dict[str, str] = {}
    seconds: float
    memory_bytes: int


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it: `words` None is well done; the body is an Arrow stream then.

    `number` is ClickHouse's error code, 0 where the refusal carries none.
    """

    number: int = 0
    words: str | None = None


_encoder = msgspec.msgpack.Encoder()
question_decoder = msgspec.msgpack.Decoder(Question)
answer_decoder = msgspec.msgpack.Decoder(Answer)


def frame(header: Question | Answer, body: bytes | memoryview = b"") -> bytes:
    """Return lengths and header; the body follows as it is."""
    encoded = _encoder.encode(header)
    return LENGTHS.pack(len(encoded), len(body)) + encoded
