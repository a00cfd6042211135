"""The fact log: insert within a unit, read below the oldest writer that is still running.

Order is (era, xid, id). A reader may take facts below a bound that no running writer can still fall under:
every writer takes a shared advisory lock (per corp) *before* its transaction gets an id, so a transaction id
below `pg_snapshot_xmax` taken before looking at the holders belongs to somebody who holds the lock or has ended.
Locks are released after a commit becomes visible, so an ended one is seen by the next statement.
"""

from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import psycopg
from psycopg.rows import args_row, class_row

from lingqu.kernel.facts import START, Fact, Position, RecordedFact
from lingqu.kernel.ids import CorpId

_INSERT = """
INSERT INTO fact (corp_id, era, recorded_at, occurred_at, kind, customer_id, staff_id, data, cause)
SELECT %(corp_id)s, (SELECT max(era) FROM fact_era), %(at)s, f.occurred_at, f.kind, f.customer_id, f.staff_id, f.data,
       %(cause)s
FROM jsonb_to_recordset(%(facts)s::jsonb)
       AS f(occurred_at timestamptz, kind text, customer_id integer, staff_id integer, data jsonb)
"""

_HIGH = b"SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"

# Transaction ids in pg_locks have 32 bits: each is taken as the one nearest to the horizon, before or after it.
_BOUND = b"""
SELECT least(%(high)s::bigint, min(%(high)s::bigint + ((distance + 2147483648) %% 4294967296) - 2147483648))
FROM (
  SELECT (x.transactionid::text::bigint - %(high)s::bigint %% 4294967296 + 4294967296) %% 4294967296 AS distance
  FROM pg_locks w
  JOIN pg_locks x ON x.virtualtransaction = w.virtualtransaction AND x.locktype = 'transactionid'
                 AND x.mode = 'ExclusiveLock' AND x.granted
  WHERE w.locktype = 'advisory' AND w.classid = 7461 AND w.objid = %(corp_id)s AND w.objsubid = 2
    AND w.database = (SELECT oid FROM pg_database WHERE datname = current_database())
) running
"""

_READ = b"""
SELECT era, xid::text::bigint AS xid, id, recorded_at, occurred_at, kind, customer_id, staff_id, data, cause
FROM fact
WHERE corp_id = %(corp_id)s AND (era, xid, id) > (%(era)s, %(xid)s::text::xid8, %(id)s)
  AND (era < (SELECT max(era) FROM fact_era) OR xid < %(bound)s::text::xid8)
ORDER BY fact.era, fact.xid, fact.id LIMIT %(limit)s
"""

# The last of the next so many facts, and how many those are.
_SPAN_END = b"""
SELECT era, xid::text::bigint, id, number FROM (
  SELECT era, xid, id, row_number() OVER (ORDER BY era, xid, id) AS number FROM fact
  WHERE corp_id = %(corp_id)s AND (era, xid, id) > (%(era)s, %(xid)s::text::xid8, %(id)s)
    AND (era < (SELECT max(era) FROM fact_era) OR xid < %(bound)s::text::xid8)
  ORDER BY era, xid, id LIMIT %(span)s
) next ORDER BY number DESC LIMIT 1
"""

_READ_KINDS = b"""
SELECT era, xid::text::bigint AS xid, id, recorded_at, occurred_at, kind, customer_id, staff_id, data, cause
FROM fact
WHERE corp_id = %(corp_id)s AND (era, xid, id) > (%(era)s, %(xid)s::text::xid8, %(id)s)
  AND (era, xid, id) <= (%(to_era)s, %(to_xid)s::text::xid8, %(to_id)s) AND kind = ANY(%(kinds)s)
ORDER BY fact.era, fact.xid, fact.id LIMIT %(limit)s
"""


_COLUMNS = b"""
SELECT era, xid::text::bigint, id, (extract(epoch FROM recorded_at) * 1000000)::bigint,
       (extract(epoch FROM occurred_at) * 1000000)::bigint, kind, customer_id, staff_id, data::text
FROM fact
WHERE corp_id = %(corp_id)s AND (era, xid, id) > (%(era)s, %(xid)s::text::xid8, %(id)s)
"""

_READ_BARE = (
    _COLUMNS
    + b"""
  AND (era < (SELECT max(era) FROM fact_era) OR xid < %(bound)s::text::xid8)
ORDER BY fact.era, fact.xid, fact.id LIMIT %(limit)s
"""
)

_READ_SPAN = (
    _COLUMNS
    + b"""
  AND (era, xid, id) <= (%(to_era)s, %(to_xid)s::text::xid8, %(to_id)s)
ORDER BY fact.era, fact.xid, fact.id
"""
)

_LAST = b"""
SELECT era, xid::text::bigint, id FROM fact
WHERE corp_id = %(corp_id)s AND (era < (SELECT max(era) FROM fact_era) OR xid < %(bound)s::text::xid8)
ORDER BY fact.era DESC, fact.xid DESC, fact.id DESC LIMIT 1
"""

_WAITING = b"""
SELECT count(*), min(recorded_at) FROM (
  SELECT recorded_at FROM fact
  WHERE corp_id = %(corp_id)s AND (era, xid, id) > (%(era)s, %(xid)s::text::xid8, %(id)s)
  ORDER BY era, xid, id LIMIT %(limit)s
) waiting
"""


_PLANNER = b"SELECT set_config('enable_sort', %(word)s, true), set_config('enable_bitmapscan', %(word)s, true)"


class Read(NamedTuple):
    """Facts of some kinds, how far was read for them, and over how many facts of any kind."""

    facts: Sequence[RecordedFact]
    upto: Position
    passed: int


class BareFact(NamedTuple):
    """A fact as it travels to another store: instants in microseconds since 1970, data as JSON text."""

    era: int
    xid: int
    id: int
    recorded_us: int
    occurred_us: int
    kind: str
    customer_id: int | None
    staff_id: int | None
    data: str


async def insert(
    connection: psycopg.AsyncConnection,
    corp_id: CorpId,
    facts: Sequence[Fact],
    *,
    at: datetime,
    cause: str | None,
) -> None:
    """Write a batch in one statement; the trigger refuses it outside a unit of work."""
    # One document: arrays are written element by element, which took a sixth of a first sync's time.
    rows = [
        {
            "occurred_at": fact.occurred_at,
            "kind": fact.kind,
            "customer_id": fact.customer_id,
            "staff_id": fact.staff_id,
            "data": dict(fact.data),
        }
        for fact in facts
    ]
    given = {"corp_id": corp_id, "at": at, "cause": cause, "facts": msgspec.json.encode(rows).decode()}
    await connection.execute(_INSERT, given)


async def read(
    connection: psycopg.AsyncConnection, corp_id: CorpId, *, after: Position, limit: int = 1000
) -> list[RecordedFact]:
    """Return facts after a position, in order, none of which a later commit can precede.

    The transaction must be READ COMMITTED: each of the three statements needs a snapshot of its own.
    """
    bound = await _bound(connection, corp_id)
    async with _in_index_order(connection), connection.cursor(row_factory=class_row(RecordedFact)) as cursor:
        await cursor.execute(
            _READ,
            {
                "corp_id": corp_id,
                "era": after.era,
                "xid": after.xid,
                "id": after.id,
                "bound": bound,
                "limit": limit,
            },
        )
        return await cursor.fetchall()


async def read_kinds(
    connection: psycopg.AsyncConnection,
    corp_id: CorpId,
    kinds: Collection[str],
    *,
    after: Position,
    limit: int = 1000,
    span: int = 20_000,
) -> Read | None:
    """Return facts of some kinds among the next `span`, in order, at most `limit`; None where there is no fact yet.

    For who follows few kinds while tens of thousands of others are told a second: those never leave the database.
    """
    bound = await _bound(connection, corp_id)
    given: dict[str, Any] = {
        "corp_id": corp_id,
        "era": after.era,
        "xid": after.xid,
        "id": after.id,
        "bound": bound,
        "span": span,
    }
    async with _in_index_order(connection), connection.cursor(row_factory=class_row(RecordedFact)) as cursor:
        end = await (await connection.execute(_SPAN_END, given)).fetchone()
        if end is None:
            return None
        era, xid, number, passed = end
        given |= {"to_era": era, "to_xid": xid, "to_id": number, "kinds": list(kinds), "limit": limit}
        await cursor.execute(_READ_KINDS, given)
        facts = await cursor.fetchall()
    if len(facts) == limit:  # there may be more of them before the end
        return Read(facts, facts[-1].position, len(facts))
    return Read(facts, Position(era, xid, number), passed)


async def read_bare(
    connection: psycopg.AsyncConnection, corp_id: CorpId, *, after: Position, limit: int
) -> list[BareFact]:
    """Do as `read` does, at a third of its cost: nothing is parsed on the way."""
    bound = await _bound(connection, corp_id)
    given = {"corp_id": corp_id, "era": after.era, "xid": after.xid, "id": after.id, "bound": bound, "limit": limit}
    return await _bare(connection, _READ_BARE, given)


async def read_span(
    connection: psycopg.AsyncConnection, corp_id: CorpId, *, after: Position, upto: Position
) -> list[BareFact]:
    """Return the facts of a span that was read once: the same, for facts neither change nor go."""
    given = {"corp_id": corp_id, "era": after.era, "xid": after.xid, "id": after.id}
    return await _bare(connection, _READ_SPAN, {**given, "to_era": upto.era, "to_xid": upto.xid, "to_id": upto.id})


async def _bare(connection: psycopg.AsyncConnection, sql: bytes, given: dict[str, int]) -> list[BareFact]:
    async with (
        _in_index_order(connection),
        connection.cursor(row_factory=args_row(BareFact), binary=True) as cursor,
    ):
        await cursor.execute(sql, given)
        return await cursor.fetchall()


async def count_waiting(
    connection: psycopg.AsyncConnection, corp_id: CorpId, *, after: Position, limit: int
) -> tuple[int, datetime | None]:
    """Return how many facts lie after a position (at most `limit`), and when the oldest of them was recorded."""
    given = {"corp_id": corp_id, "era": after.era, "xid": after.xid, "id": after.id, "limit": limit}
    async with _in_index_order(connection):
        row = await (await connection.execute(_WAITING, given)).fetchone()
    return row or (0, None)


async def newest_era(connection: psycopg.AsyncConnection) -> int:
    """Return the era of what is written now; a restore or a fail-over begins another."""
    row = await (await connection.execute("SELECT max(era) FROM fact_era")).fetchone()
    return row[0] if row and row[0] is not None else 0


@asynccontextmanager
async def _in_index_order(connection: psycopg.AsyncConnection) -> AsyncGenerator[None]:
    """Have the planner walk the index of the log's order.

    It takes what lies after a position for some dozen rows, whatever it is, and would read and sort all of them for
    the first thousand: behind by 30,000 facts a batch took 92 ms instead of 12, and the more behind, the longer.
    """
    await connection.execute(_PLANNER, {"word": "off"})
    yield  # after an error the transaction is gone, and the settings with it
    await connection.execute(_PLANNER, {"word": "on"})


async def _bound(connection: psycopg.AsyncConnection, corp_id: CorpId) -> int:
    """Return a transaction id that no writer of this corp can still commit below."""
    high = (await (await connection.execute(_HIGH)).fetchone() or (0,))[0]
    return (await (await connection.execute(_BOUND, {"high": high, "corp_id": corp_id})).fetchone() or (0,))[0]


async def end(connection: psycopg.AsyncConnection, corp_id: CorpId) -> Position:
    """Return a position after everything readable now: where a reader of news begins."""
    bound = await _bound(connection, corp_id)
    return Position(await newest_era(connection), bound - 1, 2**62)


async def last(connection: psycopg.AsyncConnection, corp_id: CorpId) -> Position:
    """Return the position of the newest fact that may be read now; the start where there is none."""
    given = {"corp_id": corp_id, "bound": await _bound(connection, corp_id)}
    row = await (await connection.execute(_LAST, given)).fetchone()
    return Position(*row) if row else START


async def load_cursor(connection: psycopg.AsyncConnection, corp_id: CorpId, reader: str) -> Position:
    """Return where a named reader stands; the start if it never read. Locks its row against a second copy."""
    cursor = await connection.execute(
        "SELECT era, xid::text::bigint, id FROM fact_cursor WHERE corp_id = %s AND reader = %s FOR UPDATE",
        (corp_id, reader),
    )
    row = await cursor.fetchone()
    return Position(*row) if row else START


async def find_cursor(connection: psycopg.AsyncConnection, corp_id: CorpId, reader: str) -> Position:
    """Return where a named reader stands, and lock nothing: to look from outside."""
    cursor = await connection.execute(
        "SELECT era, xid::text::bigint, id FROM fact_cursor WHERE corp_id = %s AND reader = %s", (corp_id, reader)
    )
    row = await cursor.fetchone()
    return Position(*row) if row else START


async def save_cursor(
    connection: psycopg.AsyncConnection, corp_id: CorpId, reader: str, position: Position, *, at: datetime
) -> None:
    """Move a reader, in the transaction that holds what it did with the facts."""
    await connection.execute(
        "INSERT INTO fact_cursor (corp_id, reader, era, xid, id, moved_at) VALUES (%s, %s, %s, %s::text::xid8, %s, %s)"
        " ON CONFLICT (corp_id, reader) DO UPDATE SET era = EXCLUDED.era, xid = EXCLUDED.xid, id = EXCLUDED.id,"
        " moved_at = EXCLUDED.moved_at",
        (corp_id, reader, position.era, position.xid, position.id, at),
    )
