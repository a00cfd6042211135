"""SQL of rows that wait between reading and publishing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from lingqu.commerce.contracts.imports import ImportId
from lingqu.infra.database import Session, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedRow:
    """A row as it waits: what it says, sealed; `problems` None when it is good."""

    number: int
    key: str
    record: bytes
    problems: list[dict[str, Any]] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyState:
    """What stands under a key: its first good row (0 without one), how many good ones, whether one was refused."""

    key: str
    first_row: int
    lines: int
    refused: bool
    record: bytes | None


async def insert(unit: UnitOfWork, import_id: ImportId, version: int, rows: Sequence[StagedRow]) -> None:
    """Keep rows."""
    await unit.execute(
        """
        INSERT INTO import_row (corp_id, import_id, version, number, key, record, problems)
        SELECT lingqu_corp(), %(import_id)s, %(version)s, t.*
        FROM unnest(%(numbers)s::integer[], %(keys)s::text[], %(records)s::bytea[], %(problems)s::jsonb[]) AS t
        """,
        {
            "import_id": import_id,
            "version": version,
            "numbers": [row.number for row in rows],
            "keys": [row.key for row in rows],
            "records": [row.record for row in rows],
            "problems": [None if row.problems is None else Jsonb(row.problems) for row in rows],
        },
    )


async def states_of(session: Session, import_id: ImportId, version: int, keys: Collection[str]) -> list[KeyState]:
    """Return what stands under some keys already.

    Each key is looked up by itself: of a list the planner thinks a table that just grew is sooner read whole.
    """
    return await session.fetch(
        """
        SELECT t.key, coalesce(g.first_row, 0) AS first_row, g.lines, g.refused, f.record
        FROM unnest(%(keys)s::text[]) AS t(key)
        CROSS JOIN LATERAL (
          SELECT min(number) FILTER (WHERE problems IS NULL) AS first_row,
                 count(*) FILTER (WHERE problems IS NULL) AS lines, bool_or(problems IS NOT NULL) AS refused
          FROM import_row
          WHERE corp_id = lingqu_corp() AND import_id = %(import_id)s AND version = %(version)s AND key = t.key
        ) g
        LEFT JOIN LATERAL (
          SELECT record FROM import_row
          WHERE corp_id = lingqu_corp() AND import_id = %(import_id)s AND version = %(version)s
            AND number = g.first_row
          LIMIT 1
        ) f ON true
        WHERE g.refused IS NOT NULL
        """,
        {"import_id": import_id, "version": version, "keys": list(keys)},
        into=KeyState,
    )


async def refuse_keys(
    unit: UnitOfWork, import_id: ImportId, version: int, keys: Collection[str], problems: list[dict[str, Any]]
) -> int:
    """Refuse the good rows under some keys; return how many there were."""
    return await unit.execute(
        """
        UPDATE import_row SET problems = %(problems)s
        WHERE corp_id = lingqu_corp() AND import_id = %(import_id)s AND version = %(version)s
          AND key = ANY(%(keys)s) AND problems IS NULL
        """,
        {"import_id": import_id, "version": version, "keys": list(keys), "problems": Jsonb(problems)},
    )


async def take(unit: UnitOfWork, import_id: ImportId, version: int, *, after: str, limit: int) -> list[StagedRow]:
    """Take the good rows of the next keys out, all rows of a key together; about `limit` of them.

    They are deleted as a range of keys: a table that was filled a moment ago has no statistics, and of a list the
    planner thinks that it is sooner read whole.
    """
    last = await unit.fetch_value(
        """
        SELECT max(key) FROM (
          SELECT key FROM import_row
          WHERE corp_id = lingqu_corp() AND import_id = %(import_id)s AND version = %(version)s
            AND key > %(after)s AND problems IS NULL
          ORDER BY key LIMIT %(limit)s
        ) next
        """,
        {"import_id": import_id, "version": version, "after": after, "limit": limit},
    )
    rows = await unit.fetch(
        """
        DELETE FROM import_row
        WHERE corp_id = lingqu_corp() AND import_id = %(import_id)s AND version = %(version)s
          AND key > %(after)s AND key <= %(last)s AND problems IS NULL
        RETURNING number, key, record, problems
        """,
        {"import_id": import_id, "version": version, "after": after, "last": last},
        into=StagedRow,
    )
    return sorted(rows, key=lambda row: (row.key, row.number))


async def list_refused(
    session: Session, import_id: ImportId, version: int, *, after: int, limit: int
) -> list[StagedRow]:
    """Return refused rows in the order of the file."""
    return await session.fetch(
        """
        SELECT number, key, record, problems FROM import_row
        WHERE corp_id = lingqu_corp() AND import_id = %(import_id)s AND version = %(version)s
          AND number > %(after)s AND problems IS NOT NULL
        ORDER BY number LIMIT %(limit)s
        """,
        {"import_id": import_id, "version": version, "after": after, "limit": limit},
        into=StagedRow,
    )


async def sweep(unit: UnitOfWork, import_id: ImportId, *, below_version: int, limit: int) -> int:
    """Delete rows of older mappings; return how many went."""
    return await unit.execute(
        """
        DELETE FROM import_row r
        USING (SELECT version, number FROM import_row
               WHERE corp_id = lingqu_corp() AND import_id = %(import_id)s AND version < %(below)s
               LIMIT %(limit)s) old
        WHERE r.corp_id = lingqu_corp() AND r.import_id = %(import_id)s AND r.version = old.version
          AND r.number = old.number
        """,
        {"import_id": import_id, "below": below_version, "limit": limit},
    )
