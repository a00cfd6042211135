import io

import pytest

from doubles.tables import text
from lingqu.commerce.contracts.imports import Trouble
from lingqu.commerce.domain.files.cells import Fault, Row
from lingqu.commerce.domain.files.texts import Encoding, EncodingProbe, sniff_delimiter, text_rows
from lingqu.commerce.errors import CellTooLargeError, NotATableError, TooManyColumnsError

ROWS = [["订单号", "金额", "门店"], ["1001", "12.50", "西湖店"], ["1002", "3", "龙翔店"]]


def probed(content: bytes, *, piece: int = 7) -> Encoding:
    probe = EncodingProbe()
    for start in range(0, len(content), piece):
        probe.feed(content[start : start + piece])
    return probe.finish()


def read(content: bytes, delimiter: str = ",") -> list[Row]:
    return list(text_rows(io.BytesIO(content), probed(content), delimiter))


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", Encoding.UTF_8),
        ("utf-8-sig", Encoding.UTF_8),
        ("gbk", Encoding.GB18030),
        ("gb18030", Encoding.GB18030),
        ("utf-16", Encoding.UTF_16),
    ],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_an_export_reads_the_same_in_every_encoding_and_with_every_delimiter(
    encoding: str, told: Encoding, delimiter: str
) -> None:
    content = text(ROWS, encoding=encoding, delimiter=delimiter)

    assert probed(content) is told
    assert sniff_delimiter(io.BytesIO(content), told) == delimiter
    assert [list(row.cells) for row in read(content, delimiter)] == ROWS


def test_bytes_that_are_gb18030_only_after_a_mebibyte_are_told() -> None:
    content = b"a,b\n" * 300_000 + "西湖店,1\n".encode("gb18030")

    assert probed(content, piece=1 << 16) is Encoding.GB18030


def test_a_damaged_character_spoils_its_cell_and_no_other() -> None:
    content = "订单号,门店\n1001,西湖店\n1002,龙翔店\n".encode() * 50
    content = content[:-4] + b"\xff" + content[-3:]

    rows = read(content)

    assert rows[-1].cells[1] == Fault(Trouble.UNDECODABLE, "龙翔\ufffd\ufffd\ufffd")
    assert rows[-2].cells == ["1001", "西湖店"]


@pytest.mark.parametrize("content", [b"\x00" * 100, b"a,b\n1,\x002\n", bytes(range(128, 256)) * 40])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(NotATableError):
        probed(content)


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    rows = read(b'a,"two\nlines"\r\n\r\nc,d\r\n')

    assert [(row.number, list(row.cells)) for row in rows] == [(1, ["a", "two lines"]), (2, []), (3, ["c", "d"])]


def test_a_quotation_mark_that_is_never_closed_is_refused_by_its_row() -> None:
    with pytest.raises(CellTooLargeError) as refused:
        read(b'a,b\n1,"2\n' + b"3,4\n" * 50_000)

    assert refused.value.data == {"row": 2}


def test_a_line_without_an_end_is_refused() -> None:
    with pytest.raises(CellTooLargeError):
        read(b"a," * 1_000_000)


def test_a_row_wider_than_any_table_is_refused() -> None:
    with pytest.raises(TooManyColumnsError):
        read(b"," * 256)


@pytest.mark.parametrize(
    ("written", "cell"),
    [
        ('"=""00123"""', "00123"),
        ("=SUM(A1:A2)", Fault(Trouble.FORMULA, "=SUM(A1:A2)")),
        ("#REF!", Fault(Trouble.FORMULA_ERROR, "#REF!")),
        ("1.38E+10", Fault(Trouble.LOST_DIGITS, "1.38E+10")),
        ("\t 17000001 \u200b", "17000001"),
        ("E10", "E10"),
        ("x" * 2000, "x" * 2000),
        ("x" * 2001, Fault(Trouble.TOO_LONG, "x" * 200)),
    ],
)
def test_a_cell_says_what_it_holds_or_why_it_cannot_be_trusted(written: str, cell: object) -> None:
    [row] = read(f"{written},".encode(), ",")

    assert row.cells[0] == cell
