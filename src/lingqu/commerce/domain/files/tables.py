"""A table as it is kept while it is imported: text, so that a worker goes on in the middle without unpacking again.

A text file is kept as it came. A workbook is written out once, as UTF-8 with commas, each row led by its number in
the sheet; what could not be trusted in it reads back as the same fault.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import BinaryIO, Final

from lingqu.commerce.contracts.imports import FileFormat, Layout, Trouble
from lingqu.commerce.domain.files.cells import MOST_CELL_CHARS, Cell, Row, text_cell
from lingqu.commerce.domain.files.texts import Encoding, text_rows
from lingqu.commerce.errors import TooManyRowsError

MOST_ROWS: Final = 2_000_000
_PIECE_CHARS: Final = 512 * 1024


def table_rows(file: BinaryIO, layout: Layout, *, after: int = 0) -> Iterator[Row]:
    """Yield the rows below the column names that come after row `after`.

    Raises:
        TooManyRowsError: more than are taken at once.
        FileRefusedError: what `text_rows` refuses.
    """
    first = max(after, layout.header_row)
    for count, row in enumerate(all_rows(file, layout)):
        if count > MOST_ROWS:
            raise TooManyRowsError("more rows than are taken at once", place=f"row {row.number}", most=MOST_ROWS)
        if row.number > first:
            yield row


def all_rows(file: BinaryIO, layout: Layout) -> Iterator[Row]:
    """Yield every row of a kept table."""
    if layout.format is FileFormat.CSV:
        return text_rows(file, Encoding(layout.encoding), layout.delimiter or ",")
    return _numbered(text_rows(file, Encoding.UTF_8, ","))


def written_out(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield the pieces of the text that a workbook's rows are kept as."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([row.number, *map(_kept, row.cells)])
        if buffer.tell() >= _PIECE_CHARS:
            yield buffer.getvalue().encode("utf-8", "replace")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "replace")


def _numbered(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        number, *cells = row.cells
        yield Row(int(number) if isinstance(number, str) else row.number, cells)


def _kept(cell: Cell) -> str:
    if isinstance(cell, str):
        # A text that would read back as something else wears the shield that text files use.
        return cell if '"' in cell or text_cell(cell) == cell else f'="{cell}"'
    match cell.trouble:
        case Trouble.LOST_DIGITS:
            return _shortened(cell.text)
        case Trouble.TOO_LONG:
            return cell.text.ljust(MOST_CELL_CHARS + 1, "…")
        case Trouble.FORMULA_ERROR:
            return "#VALUE!"
        case _:
            return f"={cell.text.lstrip('=')}"


def _shortened(text: str) -> str:
    try:
        return f"{Decimal(text):.14E}"
    except InvalidOperation:
        return "1E+15"
