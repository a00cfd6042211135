"""SQL of imports as files: how far each is, and how it is read."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import msgspec
from psycopg.types.json import Jsonb

from lingqu.commerce.contracts.imports import (
    ColumnMap,
    Import,
    ImportCounts,
    ImportId,
    ImportKind,
    ImportState,
    Layout,
    MatchReport,
)
from lingqu.infra.database import Row, Session, UnitOfWork
from lingqu.kernel.errors import LingquError

_COLUMNS = """
    import_id, kind, state, name, size_bytes, blob_key, version, layout, column_map, expected, rows_read, refused,
    published, created, changed, unchanged, report, error_code, error, created_at, created_by, finished_at
"""
_COUNTED = ("ambiguous", "unknown", "duplicates", "shops", "staff")


async def insert(unit: UnitOfWork, *, kind: ImportKind, name: str) -> ImportId:
    """Begin an import whose file is not there yet."""
    value = await unit.fetch_value(
        """
        INSERT INTO import_file (corp_id, kind, state, name, size_bytes, created_at, created_by)
        VALUES (lingqu_corp(), %s, %s, %s, 0, %s, %s) RETURNING import_id
        """,
        (kind, ImportState.OPENING, name, unit.at, unit.actor),
    )
    return ImportId(value)


async def remove(unit: UnitOfWork, import_id: ImportId) -> None:
    """Forget an import."""
    await unit.execute("DELETE FROM import_file WHERE corp_id = lingqu_corp() AND import_id = %s", (import_id,))


async def find(session: Session, import_id: ImportId) -> Import | None:
    """Return an import."""
    row = await session.fetch_one(
        f"SELECT {_COLUMNS} FROM import_file WHERE corp_id = lingqu_corp() AND import_id = %s", (import_id,)
    )
    return _import(row) if row else None


async def lock(unit: UnitOfWork, import_id: ImportId) -> Import | None:
    """Lock an import against everybody who moves it."""
    row = await unit.fetch_one(
        f"SELECT {_COLUMNS} FROM import_file WHERE corp_id = lingqu_corp() AND import_id = %s FOR UPDATE", (import_id,)
    )
    return _import(row) if row else None


async def list_page(session: Session, *, before: ImportId | None, limit: int) -> list[Import]:
    """Return imports, the newest first."""
    rows = await session.fetch(
        f"""
        SELECT {_COLUMNS} FROM import_file
        WHERE corp_id = lingqu_corp() AND (%(before)s::integer IS NULL OR import_id < %(before)s)
        ORDER BY import_id DESC LIMIT %(limit)s
        """,
        {"before": before, "limit": limit},
    )
    return [_import(row) for row in rows]


async def keep_file(unit: UnitOfWork, import_id: ImportId, *, blob_key: str | None, size_bytes: int) -> None:
    """Note where the file is kept, and its size in plain bytes."""
    await unit.execute(
        "UPDATE import_file SET blob_key = %s, size_bytes = %s WHERE corp_id = lingqu_corp() AND import_id = %s",
        (blob_key, size_bytes, import_id),
    )


async def save_layout(
    unit: UnitOfWork, import_id: ImportId, *, layout: Layout, column_map: ColumnMap, sample: bytes, expected: int | None
) -> None:
    """Note how the file is to be read, what its columns seem to be, and its first rows, sealed."""
    await unit.execute(
        """
        UPDATE import_file SET layout = %s, column_map = %s, sample = %s, expected = %s
        WHERE corp_id = lingqu_corp() AND import_id = %s
        """,
        (Jsonb(asdict(layout)), Jsonb(asdict(column_map)), sample, expected, import_id),
    )


async def save_map(unit: UnitOfWork, import_id: ImportId, column_map: ColumnMap) -> None:
    """Write a mapping; what was checked under the one before is counted no more."""
    await unit.execute(
        """
        UPDATE import_file SET column_map = %s, version = version + 1, row_cursor = 0, rows_read = 0, refused = 0,
                               report = '{}'
        WHERE corp_id = lingqu_corp() AND import_id = %s
        """,
        (Jsonb(asdict(column_map)), import_id),
    )


async def move(unit: UnitOfWork, import_id: ImportId, state: ImportState, *, finished: bool = False) -> None:
    """Write a state."""
    await unit.execute(
        """
        UPDATE import_file SET state = %s, finished_at = CASE WHEN %s THEN %s END
        WHERE corp_id = lingqu_corp() AND import_id = %s
        """,
        (state, finished, unit.at, import_id),
    )


async def fail(unit: UnitOfWork, import_id: ImportId, error: LingquError) -> None:
    """Write why the file cannot be read."""
    await unit.execute(
        """
        UPDATE import_file SET state = %s, error_code = %s, error = %s, finished_at = %s
        WHERE corp_id = lingqu_corp() AND import_id = %s
        """,
        (ImportState.FAILED, error.code, Jsonb({"place": error.place, **error.data}), unit.at, import_id),
    )


async def load_sample(session: Session, import_id: ImportId) -> bytes | None:
    """Return the first rows, sealed."""
    value = await session.fetch_value(
        "SELECT sample FROM import_file WHERE corp_id = lingqu_corp() AND import_id = %s", (import_id,)
    )
    return None if value is None else bytes(value)


async def drop_file(unit: UnitOfWork, import_id: ImportId) -> None:
    """Forget the file and its first rows."""
    await unit.execute(
        "UPDATE import_file SET blob_key = NULL, sample = NULL WHERE corp_id = lingqu_corp() AND import_id = %s",
        (import_id,),
    )


async def row_cursor(session: Session, import_id: ImportId) -> int:
    """Return the last row that was looked at."""
    return await session.fetch_value(
        "SELECT row_cursor FROM import_file WHERE corp_id = lingqu_corp() AND import_id = %s", (import_id,)
    )


async def advance(
    unit: UnitOfWork, import_id: ImportId, *, to_row: int, read: int, refused: int, report: Mapping[str, Any]
) -> None:
    """Count what a batch of rows came to, and go on after it."""
    await unit.execute(
        """
        UPDATE import_file SET row_cursor = %s, rows_read = rows_read + %s, refused = refused + %s, report = %s
        WHERE corp_id = lingqu_corp() AND import_id = %s
        """,
        (to_row, read, refused, Jsonb(dict(report)), import_id),
    )


async def count_published(
    unit: UnitOfWork, import_id: ImportId, *, rows: int, created: int, changed: int, unchanged: int
) -> None:
    """Count what a batch of published rows came to."""
    await unit.execute(
        """
        UPDATE import_file SET published = published + %s, created = created + %s, changed = changed + %s,
                               unchanged = unchanged + %s
        WHERE corp_id = lingqu_corp() AND import_id = %s
        """,
        (rows, created, changed, unchanged, import_id),
    )


def _import(row: Row) -> Import:
    report = row.pop("report")
    counts = ImportCounts(
        read=row.pop("rows_read"),
        **{name: row.pop(name) for name in ("expected", "refused", "published", "created", "changed", "unchanged")},
    )
    return Import(
        import_id=ImportId(row.pop("import_id")),
        kind=ImportKind(row.pop("kind")),
        state=ImportState(row.pop("state")),
        layout=msgspec.convert(row.pop("layout"), Layout | None),
        column_map=msgspec.convert(row.pop("column_map"), ColumnMap | None),
        counts=counts,
        report=MatchReport(matched=report.get("matched", {}), **{name: report.get(name, 0) for name in _COUNTED}),
        **row,
    )
