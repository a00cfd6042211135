"""What a file turns out to be: its format, where its columns are named, and its first rows."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import BinaryIO, Final

from lingqu.commerce.contracts.imports import ColumnMap, FileFormat, ImportKind, Layout, Template
from lingqu.commerce.domain.files.archives import OLE, ZIP
from lingqu.commerce.domain.files.cells import Row, is_blank, shown
from lingqu.commerce.domain.files.tables import table_rows
from lingqu.commerce.domain.files.texts import EncodingProbe, sniff_delimiter, text_rows
from lingqu.commerce.domain.template_words import TEMPLATES
from lingqu.commerce.domain.templates import MOST_TITLE_ROWS, find_header, suggest
from lingqu.commerce.errors import EmptyFileError

SAMPLED_ROWS: Final = 20
_PIECE_BYTES: Final = 1024 * 1024


def is_workbook(head: bytes) -> bool:
    """Tell by its first bytes whether a file is a workbook, of the new kind or the old."""
    return head.startswith((ZIP, OLE))


def read_text(file: BinaryIO, own: Sequence[Template]) -> tuple[Layout, int]:
    """Read a text file through and return how to read it, and how many lines it has.

    Raises:
        FileRefusedError: it is no text, or has no table in it.
    """
    probe = EncodingProbe()
    file.seek(0)
    while piece := file.read(_PIECE_BYTES):
        probe.feed(piece)
    encoding = probe.finish()
    delimiter = sniff_delimiter(file, encoding)
    header = header_of(text_rows(file, encoding, delimiter), own)
    layout = Layout(
        format=FileFormat.CSV,
        encoding=encoding,
        delimiter=delimiter,
        sheet=None,
        header_row=header.number,
        columns=_columns(header),
    )
    return layout, probe.lines


def workbook_layout(sheet: str, rows: Iterable[Row], own: Sequence[Template]) -> Layout:
    """Return how to read a workbook's sheet once it is written out."""
    header = header_of(rows, own)
    return Layout(
        format=FileFormat.XLSX,
        encoding=None,
        delimiter=None,
        sheet=sheet,
        header_row=header.number,
        columns=_columns(header),
    )


def header_of(rows: Iterable[Row], own: Sequence[Template]) -> Row:
    """Return the row that names the columns.

    Raises:
        EmptyFileError: nothing stands in the file.
    """
    header = find_header(list(islice(rows, MOST_TITLE_ROWS)), [*own, *TEMPLATES])
    if header is None:
        raise EmptyFileError("the file is empty", place="body.file")
    return header


def sample_of(file: BinaryIO, layout: Layout) -> list[Row]:
    """Return the first rows below the column names.

    Raises:
        EmptyFileError: there are none.
    """
    rows = list(islice((row for row in table_rows(file, layout) if not is_blank(row)), SAMPLED_ROWS))
    if not rows:
        raise EmptyFileError("nothing stands below the names of the columns", place="body.file")
    return rows


def suggested_map(kind: ImportKind, layout: Layout, own: Sequence[Template]) -> ColumnMap:
    """Return what the columns seem to be."""
    template, assignments = suggest(kind, layout.columns, own)
    return ColumnMap(
        source=template.source,
        assignments=assignments,
        statuses=dict(template.statuses) if template in own else {},
        template=template.code,
    )


def _columns(header: Row) -> tuple[str, ...]:
    names = [shown(cell) for cell in header.cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)
