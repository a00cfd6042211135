"""Tables as shops export them: texts and workbooks made in memory."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

CONTENT = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def text(rows: Sequence[Sequence[object]], *, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode(encoding)


class Raw(str):
    """A cell as XML, written by hand."""

    __slots__ = ()


def workbook(
    rows: Sequence[Sequence[object]],
    *,
    sheet: str = "Sheet1",
    styles: str | None = None,
    shared: bool = True,
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A workbook of one sheet; numbers as numbers, texts shared or in place, `Raw` as it is."""
    texts: dict[str, int] = {}
    body = "".join(
        f'<row r="{number}">'
        + "".join(_cell(value, f"{_letters(place)}{number}", texts, shared=shared) for place, value in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{CONTENT}" xmlns:r="{RELATIONS}"><sheets>'
        f'<sheet name={quoteattr(sheet)} sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        + (f'<Relationship Id="rId3" Type="{RELATIONS}/styles" Target="styles.xml"/>' if styles else "")
        + "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{CONTENT}"><sheetData>{body}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{CONTENT}">'
        + "".join(f"<si><t>{escape(one)}</t></si>" for one in texts)
        + "</sst>",
    }
    if styles:
        parts["xl/styles.xml"] = styles
    return archive(parts, compression=compression)


def archive(parts: dict[str, str], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def _cell(value: object, reference: str, texts: dict[str, int], *, shared: bool) -> str:
    if isinstance(value, Raw):
        return value.replace("REF", reference)
    if isinstance(value, int | float):
        return f'<c r="{reference}"><v>{value}</v></c>'
    told = str(value)
    if not told:
        return ""
    if shared:
        return f'<c r="{reference}" t="s"><v>{texts.setdefault(told, len(texts))}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(told)}</t></is></c>'


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
