"""Whatever is uploaded, reading it ends in rows or in a refusal with a name."""

import io
import zipfile

from hypothesis import example, given, settings
from hypothesis import strategies as st

from doubles.tables import archive, text, workbook
from lingqu.commerce.contracts.imports import FileFormat, ImportKind, Layout
from lingqu.commerce.domain.files.cells import Row
from lingqu.commerce.domain.files.tables import all_rows, written_out
from lingqu.commerce.domain.files.workbooks import Workbook
from lingqu.commerce.domain.opening import is_workbook, read_text, sample_of, suggested_map, workbook_layout
from lingqu.commerce.errors import FileRefusedError

KEPT = Layout(format=FileFormat.XLSX, encoding=None, delimiter=None, sheet="", header_row=0, columns=())
CELLS = st.one_of(st.text(max_size=20).filter(str.isprintable), st.integers(), st.floats())
ROWS = [["订单号", "下单时间", "金额"], ["1001", "2026-03-01", "12.5"], ["1002", "2026-03-02", "=1+1"]]
BOOK = workbook(ROWS)
PARTS = {
    name: zipfile.ZipFile(io.BytesIO(BOOK)).read(name).decode() for name in zipfile.ZipFile(io.BytesIO(BOOK)).namelist()
}


def opened(content: bytes) -> list[Row] | str:
    """What the first steps of an import come to: the rows, or the code of the refusal."""
    file = io.BytesIO(content)
    try:
        if is_workbook(content[:8]):
            book = Workbook(file)
            sheet = book.first_sheet()
            layout = workbook_layout(sheet, book.rows(sheet), [])
            file = io.BytesIO(b"".join(written_out(book.rows(sheet))))
        else:
            layout, _ = read_text(file, [])
        sample_of(file, layout)
        suggested_map(ImportKind.ORDERS, layout, [])
        return list(all_rows(file, layout))
    except FileRefusedError as error:
        return error.code


def is_ended(content: bytes) -> bool:
    said = opened(content)
    return said.startswith("commerce.") if isinstance(said, str) else all(row.number > 0 for row in said)


@given(st.binary(max_size=2000))
@example(b"")
@example(b"\xff\xfe")
@example(b"\xff\xfea")
@example(b"PK\x03\x04")
@example(b'"')
@example(b"a,b\r1,2\r")
def test_any_bytes_end_in_rows_or_a_refusal(content: bytes) -> None:
    assert is_ended(content)


@given(st.lists(st.lists(st.text(max_size=20), max_size=6), max_size=12), st.sampled_from([",", "\t", ";"]),
       st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))  # fmt: skip
def test_any_table_of_texts_ends_in_rows_or_a_refusal(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    content = text(rows, delimiter=delimiter, encoding="utf-8").decode().encode(encoding, "replace")

    assert is_ended(content)


@given(st.integers(0, len(BOOK) - 1), st.binary(min_size=1, max_size=8))
@settings(max_examples=300)
def test_a_workbook_bent_anywhere_ends_in_rows_or_a_refusal(place: int, bent: bytes) -> None:
    assert is_ended(BOOK[:place] + bent + BOOK[place + len(bent) :])


@given(st.sampled_from(sorted(PARTS)), st.data())
@settings(max_examples=300)
def test_a_workbook_with_any_part_bent_ends_in_rows_or_a_refusal(name: str, data: st.DataObject) -> None:
    part = PARTS[name]
    place = data.draw(st.integers(0, len(part) - 1))
    cut = data.draw(st.integers(0, 12))
    put = data.draw(st.text(alphabet="<>/=\"' rstvc0123456789AZ:xml&;é", max_size=12))

    assert is_ended(archive({**PARTS, name: part[:place] + put + part[place + cut :]}))


@given(st.lists(st.lists(CELLS, max_size=5), max_size=8))
def test_any_workbook_reads_back_as_it_was_read(rows: list[list[object]]) -> None:
    content = workbook(rows)
    try:
        book = Workbook(io.BytesIO(content))
        read = list(book.rows(book.first_sheet()))
    except FileRefusedError:
        return

    kept = list(all_rows(io.BytesIO(b"".join(written_out(read))), KEPT))

    def said(row: Row) -> tuple[int, list[object]]:
        return row.number, [cell if isinstance(cell, str) else cell.trouble for cell in row.cells]

    assert [said(row) for row in kept] == [said(row) for row in read]
