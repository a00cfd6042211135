"""Text files: which encoding, which delimiter, and their rows one by one.

Shops and platforms export UTF-8 with and without its mark, UTF-16 with its mark (spreadsheets' "Unicode text"), and
GB18030 or its older parts. Nothing in the file says which; what decodes without a flaw is taken.
"""

import codecs
import contextlib
import csv
import io
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import BinaryIO, Final

from lingqu.commerce.domain.files.cells import MOST_COLUMNS, Row, text_cell
from lingqu.commerce.errors import CellTooLargeError, NotATableError, TooManyColumnsError

DELIMITERS: Final = (",", "\t", ";", "|")
MOST_LINE_CHARS: Final = 1_000_000
"""Of one line of the file. A cell may have 131,072 (the csv module's limit), so only garbage is cut."""
SNIFFED_ROWS: Final = 30
MOST_FLAWS_PERMILLE: Final = 20
"""Beyond this many characters that cannot be, a file is no text; up to it, only the rows with flaws are refused."""


class Encoding(StrEnum):
    """Encodings that are told apart; the values are Python's names of their decoders."""

    UTF_8 = "utf-8-sig"
    UTF_16 = "utf-16"
    GB18030 = "gb18030"


class EncodingProbe:
    """Reads a file's bytes once, piece by piece, and tells its encoding and how many lines it has."""

    def __init__(self) -> None:
        self._decoders = {one: codecs.getincrementaldecoder(one.value)("replace") for one in Encoding}
        self._flaws: Counter[Encoding] = Counter()
        self._chars: Counter[Encoding] = Counter()
        self._tried: tuple[Encoding, ...] = ()
        self._first = b""
        self._nuls = 0
        self.lines = 0

    def feed(self, piece: bytes) -> None:
        """Look at the next piece."""
        self._nuls += piece.count(0)
        self.lines += piece.count(b"\n")
        if not self._tried:
            self._first += piece
            if len(self._first) < len(codecs.BOM_UTF16_LE):
                return
            piece = self._begin()
        for encoding in self._tried:
            self._count(encoding, self._decoders[encoding].decode(piece))

    def finish(self) -> Encoding:
        """Return the encoding.

        Raises:
            NotATableError: no encoding makes text of it.
        """
        rest = b"" if self._tried else self._begin()
        for encoding in self._tried:
            self._count(encoding, self._decoders[encoding].decode(rest, final=True))
        best = min(self._tried, key=lambda one: self._flaws[one])  # the first of equals: UTF-8
        if (self._nuls and best is not Encoding.UTF_16) or self._flaws[best] * 1000 > self._chars[best] * (
            MOST_FLAWS_PERMILLE
        ):
            raise NotATableError("this is neither text nor a workbook", place="body.file")
        return best

    def _begin(self) -> bytes:
        marked = self._first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        self._tried = (Encoding.UTF_16,) if marked else (Encoding.UTF_8, Encoding.GB18030)
        first, self._first = self._first, b""
        return first

    def _count(self, encoding: Encoding, text: str) -> None:
        self._chars[encoding] += len(text)
        self._flaws[encoding] += text.count("\ufffd") + text.count("\x00")


def sniff_delimiter(file: BinaryIO, encoding: Encoding) -> str:
    """Return the delimiter under which the first rows are widest and most alike; a comma where nothing tells."""
    head = _decoded(file, encoding)
    lines = [line for _, line in zip(range(SNIFFED_ROWS), _lines(head), strict=False)]
    return max(DELIMITERS, key=lambda one: _likeness(lines, one))


def text_rows(file: BinaryIO, encoding: Encoding, delimiter: str) -> Iterator[Row]:
    """Yield the rows of a text file, blank ones too.

    Raises:
        CellTooLargeError: a cell or a line has no end.
        TooManyColumnsError: a row is wider than any table.
    """
    reader = csv.reader(_lines(_decoded(file, encoding)), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise CellTooLargeError(f"row {number}: {error}", place=f"row {number}", row=number) from error
        if len(cells) > MOST_COLUMNS:
            raise TooManyColumnsError(
                f"row {number} has {len(cells)} cells", place=f"row {number}", row=number, most=MOST_COLUMNS
            )
        yield Row(number, [text_cell(cell) for cell in cells])


def _decoded(file: BinaryIO, encoding: Encoding) -> io.TextIOWrapper:
    file.seek(0)
    return io.TextIOWrapper(file, encoding=encoding.value, errors="replace", newline="")


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    try:
        while line := text.readline(MOST_LINE_CHARS):
            if len(line) >= MOST_LINE_CHARS:
                raise CellTooLargeError("a line has no end", place="body.file", most=MOST_LINE_CHARS)
            yield line
    finally:
        with contextlib.suppress(ValueError):  # whoever owns the file may have closed it already
            text.detach()  # or the end of the wrapper would close the file


def _likeness(lines: list[str], delimiter: str) -> tuple[int, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
    except csv.Error:
        return (0, 0)
    width, rows = max(widths.items(), key=lambda one: ((one[0] > 1) * one[1], one[0]), default=(0, 0))
    return (rows if width > 1 else 0, width)
