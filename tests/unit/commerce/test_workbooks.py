import io
import zipfile

import pytest

from doubles.tables import Raw, archive, text, workbook
from lingqu.commerce.contracts.imports import FileFormat, Layout, Trouble
from lingqu.commerce.domain.files.cells import Fault, Row
from lingqu.commerce.domain.files.tables import all_rows, written_out
from lingqu.commerce.domain.files.workbooks import Workbook
from lingqu.commerce.errors import (
    BrokenWorkbookError,
    EmptyFileError,
    OldWorkbookError,
    TooManyColumnsError,
    ZipBombError,
)

STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
    '<numFmt numFmtId="165" formatCode="&quot;day&quot;0.00"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'
)
KEPT = Layout(format=FileFormat.XLSX, encoding=None, delimiter=None, sheet="Sheet1", header_row=0, columns=())


def rows_of(content: bytes) -> list[Row]:
    book = Workbook(io.BytesIO(content))
    return list(book.rows(book.first_sheet()))


def cell_of(xml: str, **options: str) -> object:
    [row] = rows_of(workbook([[Raw(xml)]], **options))  # pyright: ignore[reportArgumentType]
    return row.cells[0]


@pytest.mark.parametrize("shared", [True, False])
def test_a_sheet_reads_as_the_text_that_says_the_same(*, shared: bool) -> None:
    told = [["订单号", "金额"], ["1001", "12.5"], ["", ""], ["1003", "7"]]

    rows = rows_of(workbook(told, shared=shared))

    assert [(row.number, list(row.cells)) for row in rows] == [(1, told[0]), (2, told[1]), (4, told[3])]


@pytest.mark.parametrize(
    ("xml", "cell"),
    [
        ('<c r="REF"><v>12.299999999999999</v></c>', "12.3"),
        ('<c r="REF"><v>0.1</v></c>', "0.1"),
        ('<c r="REF"><v>13912341111</v></c>', "13912341111"),
        ('<c r="REF"><v>123456789012345</v></c>', "123456789012345"),
        ('<c r="REF"><v>2.0260301123456789E+17</v></c>', Fault(Trouble.LOST_DIGITS, "2.0260301123456789E+17")),
        ('<c r="REF"><v>1E+400</v></c>', Fault(Trouble.LOST_DIGITS, "1E+400")),
        ('<c r="REF"><v>x</v></c>', Fault(Trouble.FORMULA_ERROR, "x")),
        ('<c r="REF" s="1"><v>46082</v></c>', "2026-03-01"),
        ('<c r="REF" s="2"><v>46082.520833333336</v></c>', "2026-03-01 12:30:00"),
        ('<c r="REF" s="3"><v>46082</v></c>', "46082"),
        ('<c r="REF" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="REF" t="e"><v>#N/A</v></c>', Fault(Trouble.FORMULA_ERROR, "#N/A")),
        ('<c r="REF"><f>A1*2</f><v>24</v></c>', Fault(Trouble.FORMULA, "=24")),
        ('<c r="REF" t="inlineStr"><is><t>灵</t><rPh><t>ling</t></rPh><r><t>渠</t></r></is></c>', "灵渠"),
        ('<c t="inlineStr"><is><t>no reference</t></is></c>', "no reference"),
    ],
)
def test_a_cell_says_what_the_sheet_shows(xml: str, cell: object) -> None:
    assert cell_of(xml, styles=STYLES) == cell


def test_a_workbook_written_out_reads_back_the_same_faults_included() -> None:
    told = [
        ["name", "=SUM(A1)", "1E5", "00123", 'a "quoted" one', "comma, and\nline"],
        [Raw('<c r="REF"><v>1E+17</v></c>'), Raw('<c r="REF" t="e"><v>#N/A</v></c>'), "x" * 2001],
        ["", "", ""],
        ["last"],
    ]
    rows = rows_of(workbook(told))

    kept = list(all_rows(io.BytesIO(b"".join(written_out(rows))), KEPT))

    def troubles(row: Row) -> list[object]:
        return [cell.trouble if isinstance(cell, Fault) else cell for cell in row.cells]

    assert [(row.number, troubles(row)) for row in kept] == [(row.number, troubles(row)) for row in rows]
    assert [row.number for row in kept] == [1, 2, 4]


def test_two_cells_in_opposite_corners_take_no_more_than_their_row() -> None:
    far = Raw('</row><row r="1048576"><c r="IV1048576"><v>7</v></c>')

    rows = rows_of(workbook([[1, far]]))

    assert [(row.number, len(row.cells)) for row in rows] == [(1, 1), (1048576, 256)]


def test_a_row_wider_than_any_table_is_refused() -> None:
    with pytest.raises(TooManyColumnsError):
        cell_of('<c r="XFD1"><v>1</v></c>')


def test_an_old_or_locked_workbook_is_refused() -> None:
    with pytest.raises(OldWorkbookError):
        Workbook(io.BytesIO(b"\xd0\xcf\x11\xe0" + bytes(100)))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = archive({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": " " * (64 << 20)})

    with pytest.raises(ZipBombError):
        Workbook(io.BytesIO(bomb))


def test_a_workbook_with_entities_of_its_own_is_refused() -> None:
    laughs = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    bent = archive({"xl/_rels/workbook.xml.rels": "<Relationships/>", "xl/workbook.xml": laughs})

    with pytest.raises(BrokenWorkbookError):
        Workbook(io.BytesIO(bent))


@pytest.mark.parametrize("keep", [30, 200, 600])
def test_a_workbook_cut_short_is_refused(keep: int) -> None:
    with pytest.raises(BrokenWorkbookError):
        rows_of(workbook([["a", "b"]])[:keep])


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    with pytest.raises(BrokenWorkbookError):
        rows_of(archive({"readme.txt": "hello"}))


def test_a_workbook_with_nothing_in_it_is_refused() -> None:
    with pytest.raises(EmptyFileError):
        rows_of(workbook([[""]]))


def test_a_stored_workbook_reads_like_a_packed_one() -> None:
    assert rows_of(workbook([["a"]], compression=zipfile.ZIP_STORED)) == rows_of(workbook([["a"]]))


def test_text_is_no_workbook() -> None:
    with pytest.raises(BrokenWorkbookError):
        Workbook(io.BytesIO(text([["a", "b"]])))
