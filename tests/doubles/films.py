"""MP4s of nothing but their heads."""

import struct


def box(kind: bytes, body: bytes) -> bytes:
    """One box of ISO/IEC 14496-12."""
    return struct.pack(">I4s", 8 + len(body), kind) + body


def film(seconds: float, *, long_clock: bool = False, brand: bytes = b"isom") -> bytes:
    """An MP4 that says it plays so long, in either form of its clock."""
    ticks = round(seconds * 1000)
    clock = (
        struct.pack(">B3xQQIQ", 1, 0, 0, 1000, ticks) if long_clock else struct.pack(">B3xIIII", 0, 0, 0, 1000, ticks)
    )
    return box(b"ftyp", brand + bytes(4)) + box(b"free", b"") + box(b"moov", box(b"mvhd", clock))
