"""What an MP4 tells about itself: that it is one, and how long it plays (ISO/IEC 14496-12, sections 4 and 8)."""

import struct
from collections.abc import Iterator
from datetime import timedelta

QUICKTIME = b"qt  "
"""The brand of Apple's films: the same boxes, but not what players call MP4."""
_UNKNOWN = (0, 2**32 - 1, 2**64 - 1)
"""Durations that say nothing: films in fragments tell theirs elsewhere."""


def duration_of(content: bytes) -> timedelta | None:
    """Return how long an MP4 plays; None where it is none, is cut off, or does not say."""
    film = memoryview(content)
    if content[4:8] != b"ftyp" or content[8:12] == QUICKTIME:
        return None
    try:
        return _played(film)
    except struct.error:
        return None


def _played(film: memoryview) -> timedelta | None:
    head = _find(film, b"moov")
    header = None if head is None else _find(head, b"mvhd")
    if head is None or header is None:
        return None
    scale, length = _clock(header)
    if length in _UNKNOWN:
        extends = _find(head, b"mvex")
        whole = None if extends is None else _find(extends, b"mehd")
        length = 0 if whole is None else struct.unpack_from(">Q" if whole[0] else ">I", whole, 4)[0]
    if scale == 0 or length in _UNKNOWN:
        return None
    return timedelta(seconds=length / scale)


def _clock(header: memoryview) -> tuple[int, int]:
    """Return units a second and the number of them, after a version, flags, and two instants of 32 or 64 bits."""
    return struct.unpack_from(">IQ", header, 20) if header[0] else struct.unpack_from(">II", header, 12)


def _find(film: memoryview, kind: bytes) -> memoryview | None:
    return next((body for name, body in _boxes(film) if name == kind), None)


def _boxes(film: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Give boxes by kind; one that says more than there is ends the walk."""
    at = 0
    while at + 8 <= len(film):
        size, kind = struct.unpack_from(">I4s", film, at)
        head = 8
        if size == 1:
            (size,), head = struct.unpack_from(">Q", film, at + 8), 16
        elif size == 0:
            size = len(film) - at
        if size < head or at + size > len(film):
            return
        yield kind, film[at + head : at + size]
        at += size
