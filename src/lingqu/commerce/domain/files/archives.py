"""Workbooks are zip archives: is this one, and is it safe to unpack?"""

import struct
import zipfile
import zlib
from typing import BinaryIO, Final

from lingqu.commerce.errors import BrokenWorkbookError, OldWorkbookError, ZipBombError

ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0"
"""Old workbooks, and new ones behind a password."""
MOST_ENTRIES: Final = 2000
MOST_UNPACKED_BYTES: Final = 2 * 2**30
MOST_RATIO: Final = 200
"""Unpacked bytes per packed one. Tables of one repeated row come to 60; a bomb to 1,000."""
LEAST_SUSPECT_BYTES: Final = 16 * 2**20

BREAKS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
)
"""What `zipfile` raises for what it cannot read: damage, a lock, offsets that lead nowhere."""


def open_archive(file: BinaryIO) -> zipfile.ZipFile:
    """Open a workbook's archive after looking at what it would unpack to.

    `zipfile` never yields more of an entry than its directory declares, so what is declared is what counts.

    Raises:
        OldWorkbookError: not a zip but an old or locked workbook.
        BrokenWorkbookError: damaged.
        ZipBombError: it declares more than any table needs.
    """
    file.seek(0)
    if file.read(4) == OLE:
        raise OldWorkbookError("an old or locked workbook", place="body.file")
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
        entries = archive.infolist()
    except (*BREAKS, IndexError) as error:
        raise BrokenWorkbookError(f"the archive cannot be read: {error}", place="body.file") from error
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
        raise BrokenWorkbookError("a workbook is stored or deflated, nothing else", place="body.file")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if (
        len(entries) > MOST_ENTRIES
        or unpacked > MOST_UNPACKED_BYTES
        or (unpacked > LEAST_SUSPECT_BYTES and unpacked > packed * MOST_RATIO)
    ):
        raise ZipBombError(
            "the archive unpacks to too much", place="body.file", entries=len(entries), unpacked_bytes=unpacked
        )
    return archive
