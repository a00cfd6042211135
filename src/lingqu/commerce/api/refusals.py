"""The report of rows that were not taken: each with its row, its column, what is wrong and how to mend it."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from typing import Final, Literal

import msgspec

from lingqu.commerce.api.checking import open_record
from lingqu.commerce.api.imports import get_import
from lingqu.commerce.contracts.imports import Import, ImportId, Problem, RefusedRow
from lingqu.commerce.domain import trouble_words
from lingqu.commerce.ports import RowSeals
from lingqu.commerce.store import rows as row_store
from lingqu.infra.database import Database, Session
from lingqu.kernel.ids import CorpId

Language = Literal["zh", "en"]

PAGE_ROWS: Final = 1000
_MARK: Final = "\ufeff"
"""Without it spreadsheets take UTF-8 for something else."""
_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r")


async def list_refused(
    session: Session, import_id: ImportId, *, seals: RowSeals, after: int = 0, limit: int = PAGE_ROWS
) -> list[RefusedRow]:
    """Return refused rows in the order of the file."""
    found = await get_import(session, import_id)
    rows = await row_store.list_refused(session, import_id, found.version, after=after, limit=limit)
    return [
        RefusedRow(
            number=row.number,
            cells=open_record(seals, session.corp_id, import_id, row.number, row.record).cells,
            problems=msgspec.convert(row.problems, tuple[Problem, ...]),
        )
        for row in rows
    ]


async def iter_report(
    database: Database, corp_id: CorpId, found: Import, *, seals: RowSeals, language: Language
) -> AsyncIterator[bytes]:
    """Yield the report as CSV, the columns of the file behind it; pages are read one after the other."""
    columns = found.layout.columns if found.layout else ()
    yield _lines([[*trouble_words.HEADINGS[language], *columns]], mark=True)
    after = 0
    while True:
        async with database.read(corp_id) as session:
            rows = await list_refused(session, found.import_id, seals=seals, after=after)
        if not rows:
            return
        yield _lines([_line(row, columns, language) for row in rows])
        after = rows[-1].number


def _line(row: RefusedRow, columns: Sequence[str], language: Language) -> list[str]:
    named = [columns[one.column] for one in row.problems if one.column is not None and one.column < len(columns)]
    said = [trouble_words.said(one, language) for one in row.problems]
    return [str(row.number), "; ".join(named), "; ".join(dict.fromkeys(said)), *row.cells]


def _lines(rows: Sequence[Sequence[str]], *, mark: bool = False) -> bytes:
    buffer = io.StringIO(newline="")
    buffer.write(_MARK if mark else "")
    csv.writer(buffer).writerows([_tamed(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode()


def _tamed(cell: str) -> str:
    """Keep a spreadsheet from running a cell that somebody wrote into a shop's export."""
    return f"'{cell}" if cell.startswith(_ACTIVE) else cell
