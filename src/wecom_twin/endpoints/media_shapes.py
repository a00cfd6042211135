"""What a picture or a film says of itself: pixels and seconds, read from its head without decoding it."""

from __future__ import annotations

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_LONG_CLOCK = 1


def pixels(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG; none where its head does not say."""
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    return _jpeg_pixels(content) if content.startswith(_JPEG) else None


def _jpeg_pixels(content: bytes) -> tuple[int, int] | None:
    """Walk over the segments to the one that begins the frame."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004 - every marker begins with it
        if content[at + 1] in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None


def is_mp4(content: bytes) -> bool:
    """Whether it begins as an MP4 does."""
    return content[4:8] == b"ftyp"


def seconds(content: bytes) -> float | None:
    """How long an MP4 plays; none where it has no movie header."""
    at = content.find(b"mvhd")
    if at < 0:
        return None
    head = content[at + 4 :]
    layout = ">4xQQIQ" if head[:1] == bytes([_LONG_CLOCK]) else ">4xIIII"
    if len(head) < struct.calcsize(layout):
        return None
    _, _, ticks_per_second, ticks = struct.unpack(layout, head[: struct.calcsize(layout)])
    return ticks / ticks_per_second if ticks_per_second else None
