"""All SQL of the inbox: store once, take in order, bury, replay."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import psycopg

from lingqu.infra.database import Row, Session, UnitOfWork
from lingqu.kernel.ids import CorpId

# One statement opens the corp's rows, stores a group of callbacks, queues what is new, and leaves out what was
# stored before. Row security looks at each row as it comes out of the join with `opened`, so after the corp is set.
ACCEPT = b"""
WITH opened AS MATERIALIZED (
  SELECT set_config('lingqu.corp_id', %(corp)s, true)
), stored AS (
  INSERT INTO inbox (corp_id, occurred_at, received_at, dedupe_key, event, change_type, order_key, payload)
  SELECT %(corp_id)s, to_timestamp(c.created), %(at)s, c.dedupe_key, c.event, c.change_type, c.order_key, c.payload
  FROM opened, unnest(%(created)s, %(dedupe_key)s, %(event)s, %(change_type)s, %(order_key)s, %(payload)s)
    AS c(created, dedupe_key, event, change_type, order_key, payload)
  ON CONFLICT (corp_id, dedupe_key, occurred_at) DO NOTHING
  RETURNING id, order_key, dedupe_key
), queued AS (
  INSERT INTO inbox_queue (corp_id, id, due, slot, order_key)
  SELECT %(corp_id)s, id, %(at)s, (order_key & 15)::smallint, order_key FROM stored
), greeted AS (
  INSERT INTO greeting_queue (corp_id, id, due)
  SELECT %(corp_id)s, id, %(at)s FROM stored WHERE dedupe_key = ANY (%(greets)s)
)
SELECT count(*) FROM stored
"""

_TAKE = """
SELECT i.id, i.occurred_at, i.received_at, i.event, i.change_type, i.payload, q.order_key, q.attempts
FROM inbox_queue q JOIN inbox i ON i.corp_id = q.corp_id AND i.id = q.id
WHERE q.corp_id = lingqu_corp() AND q.slot = %(slot)s AND q.due <= %(at)s
  AND NOT EXISTS (
    SELECT 1 FROM inbox_queue e
    WHERE e.corp_id = q.corp_id AND e.slot = q.slot AND e.order_key = q.order_key AND e.id < q.id AND e.due > %(at)s)
ORDER BY q.id LIMIT %(limit)s
"""


async def waiting_slots(connection: psycopg.AsyncConnection, *, at: datetime) -> list[tuple[CorpId, int]]:
    """Return (corp, slot) pairs with something due, as the dispatcher role; those waiting longest first."""
    cursor = await connection.execute(
        "SELECT corp_id, slot FROM"
        " (SELECT corp_id, slot, due FROM inbox_queue WHERE due <= %s ORDER BY due LIMIT 4000) w"
        " GROUP BY corp_id, slot ORDER BY min(due)",
        (at,),
    )
    return [(CorpId(corp_id), slot) for corp_id, slot in await cursor.fetchall()]


async def lock_slot(unit: UnitOfWork, slot: int) -> bool:
    """Take a slot for this transaction; False when another worker has it."""
    return bool(await unit.fetch_value("SELECT pg_try_advisory_xact_lock(7462, lingqu_corp() * 16 + %s)", (slot,)))


async def take(unit: UnitOfWork, slot: int, *, limit: int) -> list[Row]:
    """Return due events of a slot, oldest first, none whose customer waits for an earlier one."""
    return await unit.fetch(_TAKE, {"slot": slot, "at": unit.at, "limit": limit})


async def dequeue(unit: UnitOfWork, slot: int, inbox_ids: Sequence[int]) -> None:
    """Forget that events are waiting; the inbox keeps them."""
    await unit.execute(
        "DELETE FROM inbox_queue WHERE corp_id = lingqu_corp() AND slot = %s AND id = ANY(%s)", (slot, list(inbox_ids))
    )


async def delay(unit: UnitOfWork, slot: int, inbox_id: int, *, until: datetime) -> None:
    """Let a failed event wait, and with it what came later about the same customer."""
    await unit.execute(
        "UPDATE inbox_queue SET due = %s, attempts = attempts + 1"
        " WHERE corp_id = lingqu_corp() AND slot = %s AND id = %s",
        (until, slot, inbox_id),
    )


async def bury(
    unit: UnitOfWork, inbox_ids: Sequence[int], *, lane: str, reason: str, error: str | None, attempts: int
) -> None:
    """Record dead letters."""
    await unit.execute(
        "INSERT INTO dead_letter (corp_id, inbox_id, lane, reason, error, attempts, first_at, last_at)"
        " SELECT lingqu_corp(), id, %(lane)s, %(reason)s, %(error)s, %(attempts)s, %(at)s, %(at)s"
        " FROM unnest(%(ids)s::bigint[]) AS id"
        " ON CONFLICT (corp_id, inbox_id, lane) DO UPDATE SET reason = EXCLUDED.reason, error = EXCLUDED.error,"
        " attempts = dead_letter.attempts + EXCLUDED.attempts, last_at = EXCLUDED.last_at, settled_at = NULL",
        {
            "ids": list(inbox_ids),
            "lane": lane,
            "reason": reason,
            "error": error,
            "attempts": attempts,
            "at": unit.at,
        },
    )


async def claim_greetings(
    connection: psycopg.AsyncConnection, *, at: datetime, lease: timedelta, limit: int
) -> dict[CorpId, list[int]]:
    """Lease due greetings across corps, as the dispatcher role, oldest first."""
    cursor = await connection.execute(
        "UPDATE greeting_queue q SET due = %(until)s FROM ("
        "  SELECT corp_id, id FROM greeting_queue WHERE due <= %(at)s ORDER BY due, id LIMIT %(limit)s"
        "  FOR UPDATE SKIP LOCKED) c"
        " WHERE q.corp_id = c.corp_id AND q.id = c.id RETURNING q.corp_id, q.id",
        {"at": at, "until": at + lease, "limit": limit},
    )
    claimed: dict[CorpId, list[int]] = {}
    for corp_id, inbox_id in await cursor.fetchall():
        claimed.setdefault(CorpId(corp_id), []).append(inbox_id)
    return claimed


async def load(session: Session, inbox_ids: Sequence[int]) -> list[Row]:
    """Return stored events by id, oldest first."""
    return await session.fetch(
        "SELECT id, occurred_at, received_at, event, change_type, payload FROM inbox"
        " WHERE corp_id = lingqu_corp() AND id = ANY(%s) ORDER BY id",
        (list(inbox_ids),),
    )


async def drop_greetings(unit: UnitOfWork, inbox_ids: Sequence[int]) -> None:
    """Forget greetings that are settled."""
    await unit.execute("DELETE FROM greeting_queue WHERE corp_id = lingqu_corp() AND id = ANY(%s)", (list(inbox_ids),))


async def list_dead(session: Session, *, before: tuple[datetime, int] | None, limit: int) -> list[Row]:
    """Return open dead letters, newest first."""
    return await session.fetch(
        "SELECT d.inbox_id, d.lane, d.reason, d.error, d.attempts, d.first_at, d.last_at,"
        " i.event, i.change_type, i.payload"
        " FROM dead_letter d JOIN inbox i ON i.corp_id = d.corp_id AND i.id = d.inbox_id"
        " WHERE d.corp_id = lingqu_corp() AND d.settled_at IS NULL"
        " AND (%(at)s::timestamptz IS NULL OR (d.last_at, d.inbox_id) < (%(at)s, %(id)s))"
        " ORDER BY d.last_at DESC, d.inbox_id DESC LIMIT %(limit)s",
        {"at": before and before[0], "id": before and before[1], "limit": limit},
    )


async def replay(unit: UnitOfWork, *, inbox_ids: Sequence[int] | None, name: str | None) -> int:
    """Queue open dead letters again; all, by id, or by name (`event` or `event.change_type`)."""
    return await unit.execute(
        "WITH back AS ("
        "  UPDATE dead_letter d SET settled_at = %(at)s FROM inbox i"
        "  WHERE d.corp_id = lingqu_corp() AND d.settled_at IS NULL AND i.corp_id = d.corp_id AND i.id = d.inbox_id"
        "  AND d.lane = 'dispatch' AND (%(ids)s::bigint[] IS NULL OR d.inbox_id = ANY(%(ids)s))"
        "  AND (%(name)s::text IS NULL OR %(name)s IN (i.event, i.event || '.' || i.change_type))"
        "  RETURNING i.id, i.order_key)"
        " INSERT INTO inbox_queue (corp_id, id, due, slot, order_key)"
        " SELECT lingqu_corp(), id, %(at)s, (order_key & 15)::smallint, order_key FROM back ON CONFLICT DO NOTHING",
        {"at": unit.at, "ids": None if inbox_ids is None else list(inbox_ids), "name": name},
    )


async def drop_dead(unit: UnitOfWork, inbox_id: int) -> int:
    """Settle a dead letter without replaying it; the inbox keeps the event."""
    return await unit.execute(
        "UPDATE dead_letter SET settled_at = %s WHERE corp_id = lingqu_corp() AND inbox_id = %s AND settled_at IS NULL",
        (unit.at, inbox_id),
    )


async def count_waiting(session: Session) -> dict[str, int]:
    """Return how much waits: inbox, greetings, dead."""
    row = await session.fetch_one(
        "SELECT (SELECT count(*) FROM inbox_queue WHERE corp_id = lingqu_corp()) AS inbox,"
        " (SELECT count(*) FROM greeting_queue WHERE corp_id = lingqu_corp()) AS greetings,"
        " (SELECT count(*) FROM dead_letter WHERE corp_id = lingqu_corp() AND settled_at IS NULL) AS dead"
    )
    return dict(row)


async def last_received_at(session: Session) -> datetime | None:
    """Return when the newest callback was stored; ids grow with time, so one index entry answers."""
    return await session.fetch_value(
        "SELECT received_at FROM inbox WHERE corp_id = lingqu_corp() ORDER BY id DESC LIMIT 1"
    )
