"""Jobs in PostgreSQL: asked for inside a unit, leased across corps in batches, completed with their effect.

A lease is a due instant in the future: a worker that dies gives its jobs back by doing nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import class_row, dict_row
from psycopg.types.json import Jsonb

from lingqu.kernel.ids import CorpId
from lingqu.kernel.jobs import Job, Lane, NewJob

_INSERT = """
WITH asked AS (
  SELECT * FROM unnest(%(kind)s::text[], %(key)s::text[], %(payload)s::jsonb[], %(due)s::timestamptz[],
                       %(lane)s::smallint[]) AS a(kind, key, payload, due, lane)
), kept AS (
  INSERT INTO job (corp_id, kind, key, payload, cause, created_at)
  SELECT DISTINCT ON (kind, key) %(corp_id)s, kind, key, payload, %(cause)s, %(at)s FROM asked ORDER BY kind, key, due
  ON CONFLICT (corp_id, kind, key) DO UPDATE
    SET payload = EXCLUDED.payload, generation = job.generation + 1, dead_at = NULL,
        attempts = CASE WHEN job.dead_at IS NULL THEN job.attempts ELSE 0 END
  RETURNING job_id, kind, key
)
INSERT INTO job_queue (corp_id, id, due, lane)
SELECT DISTINCT ON (job_id) %(corp_id)s, job_id, due, lane FROM kept JOIN asked USING (kind, key) ORDER BY job_id, due
ON CONFLICT (corp_id, id) DO UPDATE
  SET due = CASE WHEN job_queue.lease > %(at)s THEN job_queue.due ELSE LEAST(job_queue.due, EXCLUDED.due) END,
      lane = LEAST(job_queue.lane, EXCLUDED.lane)
"""

_CLAIM = b"""
UPDATE job_queue q SET due = %(until)s, lease = %(until)s
FROM (SELECT corp_id, id FROM job_queue WHERE lane = ANY(%(lanes)s) AND due <= %(at)s
      ORDER BY lane, due LIMIT %(limit)s FOR UPDATE SKIP LOCKED) c
WHERE q.corp_id = c.corp_id AND q.id = c.id
RETURNING q.corp_id, q.id
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """Jobs of one corp leased to this worker."""

    corp_id: CorpId
    job_ids: list[int]


async def insert(
    connection: psycopg.AsyncConnection,
    corp_id: CorpId,
    jobs: Sequence[NewJob],
    *,
    at: datetime,
    cause: str | None,
) -> None:
    """Ask for work in one statement; what waits already is brought forward, never doubled."""
    await connection.execute(
        _INSERT,
        {
            "corp_id": corp_id,
            "at": at,
            "cause": cause,
            "kind": [job.kind for job in jobs],
            "key": [job.key for job in jobs],
            "payload": [Jsonb(dict(job.payload)) for job in jobs],
            "due": [job.due or at for job in jobs],
            "lane": [int(job.lane) for job in jobs],
        },
    )


async def claim(
    connection: psycopg.AsyncConnection, *, lanes: Sequence[Lane], at: datetime, lease: timedelta, limit: int
) -> list[Claim]:
    """Lease due jobs across corps, as the dispatcher role."""
    cursor = await connection.execute(
        _CLAIM, {"lanes": [int(lane) for lane in lanes], "at": at, "until": at + lease, "limit": limit}
    )
    by_corp: dict[int, list[int]] = {}
    for corp_id, job_id in await cursor.fetchall():
        by_corp.setdefault(corp_id, []).append(job_id)
    return [Claim(CorpId(corp_id), job_ids) for corp_id, job_ids in by_corp.items()]


async def load(connection: psycopg.AsyncConnection, job_ids: Sequence[int]) -> list[Job]:
    """Read claimed jobs, in the order they were asked for."""
    async with connection.cursor(row_factory=class_row(Job)) as cursor:
        await cursor.execute(
            "SELECT job_id, kind, key, payload, generation, attempts, created_at, cause FROM job"
            " WHERE corp_id = lingqu_corp() AND job_id = ANY(%s) AND dead_at IS NULL ORDER BY job_id",
            (list(job_ids),),
        )
        return await cursor.fetchall()


async def complete(connection: psycopg.AsyncConnection, jobs: Sequence[Job], *, at: datetime) -> None:
    """End jobs; one that was asked for again meanwhile runs again."""
    await connection.execute(
        """
        WITH done AS (
          SELECT * FROM unnest(%(ids)s::bigint[], %(generations)s::integer[]) AS d(job_id, generation)
        ), locked AS (  -- in the order in which `insert` takes them, or the two would wait for each other
          SELECT job.job_id, job.generation > done.generation AS asked_again
          FROM job JOIN done USING (job_id) WHERE job.corp_id = lingqu_corp()
          ORDER BY job.kind, job.key FOR UPDATE OF job
        ), gone AS (
          DELETE FROM job USING locked
          WHERE job.corp_id = lingqu_corp() AND job.job_id = locked.job_id AND NOT locked.asked_again
          RETURNING job.job_id
        ), freed AS (
          DELETE FROM job_queue WHERE corp_id = lingqu_corp() AND id IN (SELECT job_id FROM gone)
        )
        UPDATE job_queue SET due = %(at)s, lease = NULL FROM locked
        WHERE corp_id = lingqu_corp() AND id = locked.job_id AND locked.asked_again
        """,
        {"ids": [job.job_id for job in jobs], "generations": [job.generation for job in jobs], "at": at},
    )


async def postpone(
    connection: psycopg.AsyncConnection,
    jobs: Sequence[Job],
    *,
    at: datetime,
    until: datetime,
    error: str | None = None,
    count: bool = False,
) -> None:
    """Give jobs back for later; `count` says whether this was an attempt of theirs or the world's fault.

    One that was asked for again meanwhile does not wait: the asking is newer than the reason to wait.
    """
    await connection.execute(
        """
        WITH back AS (
          SELECT * FROM unnest(%(ids)s::bigint[], %(generations)s::integer[]) AS b(job_id, generation)
        ), locked AS (
          SELECT job.job_id, job.generation > back.generation AS asked_again
          FROM job JOIN back USING (job_id) WHERE job.corp_id = lingqu_corp()
          ORDER BY job.kind, job.key FOR UPDATE OF job
        ), kept AS (
          UPDATE job SET attempts = attempts + %(count)s, error = coalesce(%(error)s, error), failed_at = %(at)s
          FROM locked WHERE job.corp_id = lingqu_corp() AND job.job_id = locked.job_id
          RETURNING job.job_id, locked.asked_again
        )
        UPDATE job_queue SET due = CASE WHEN kept.asked_again THEN %(at)s ELSE %(until)s END, lease = NULL
        FROM kept WHERE corp_id = lingqu_corp() AND id = kept.job_id
        """,
        {
            "ids": [job.job_id for job in jobs],
            "generations": [job.generation for job in jobs],
            "count": int(count),
            "error": error,
            "at": at,
            "until": until,
        },
    )


async def bury(connection: psycopg.AsyncConnection, job: Job, *, at: datetime, error: str) -> None:
    """Stop trying: the job becomes a dead letter, kept until somebody replays or drops it."""
    await connection.execute(
        "UPDATE job SET dead_at = %s, failed_at = %s, error = %s, attempts = attempts + 1"
        " WHERE corp_id = lingqu_corp() AND job_id = %s",
        (at, at, error, job.job_id),
    )
    await connection.execute("DELETE FROM job_queue WHERE corp_id = lingqu_corp() AND id = %s", (job.job_id,))


async def renew(connection: psycopg.AsyncConnection, job_ids: Sequence[int], *, until: datetime) -> None:
    """Lengthen the lease of claimed jobs that still run."""
    await connection.execute(
        "UPDATE job_queue SET due = %s, lease = %s"
        " WHERE corp_id = lingqu_corp() AND id = ANY(%s) AND lease IS NOT NULL",
        (until, until, list(job_ids)),
    )


async def kinds_waiting(connection: psycopg.AsyncConnection, *, key: str) -> dict[str, datetime | None]:
    """Return the kinds that have a job under this key: None while it waits or runs, or since when it is dead."""
    cursor = await connection.execute(
        "SELECT kind, dead_at FROM job WHERE corp_id = lingqu_corp() AND key = %s", (key,)
    )
    return dict(await cursor.fetchall())


async def list_dead(
    connection: psycopg.AsyncConnection, *, before: tuple[datetime, int] | None, limit: int
) -> list[dict[str, Any]]:
    """Return jobs that were given up, newest first."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            "SELECT job_id, kind, key, payload, attempts, error, created_at, dead_at FROM job"
            " WHERE corp_id = lingqu_corp() AND dead_at IS NOT NULL"
            " AND (%(at)s::timestamptz IS NULL OR (dead_at, job_id) < (%(at)s, %(id)s))"
            " ORDER BY dead_at DESC, job_id DESC LIMIT %(limit)s",
            {"at": before and before[0], "id": before and before[1], "limit": limit},
        )
        return await cursor.fetchall()


async def replay(
    connection: psycopg.AsyncConnection, *, at: datetime, job_ids: Sequence[int] | None = None, kind: str | None = None
) -> int:
    """Queue dead jobs again: all, by id, or by kind; return how many."""
    cursor = await connection.execute(
        "WITH back AS (UPDATE job SET dead_at = NULL, attempts = 0"
        "  WHERE corp_id = lingqu_corp() AND dead_at IS NOT NULL"
        "  AND (%(ids)s::bigint[] IS NULL OR job_id = ANY(%(ids)s)) AND (%(kind)s::text IS NULL OR kind = %(kind)s)"
        "  RETURNING job_id)"
        " INSERT INTO job_queue (corp_id, id, due) SELECT lingqu_corp(), job_id, %(at)s FROM back"
        " ON CONFLICT DO NOTHING",
        {"at": at, "ids": None if job_ids is None else list(job_ids), "kind": kind},
    )
    return cursor.rowcount


async def drop_dead(connection: psycopg.AsyncConnection, job_id: int) -> int:
    """Delete a dead job; return how many there were."""
    cursor = await connection.execute(
        "DELETE FROM job WHERE corp_id = lingqu_corp() AND job_id = %s AND dead_at IS NOT NULL", (job_id,)
    )
    return cursor.rowcount


async def count_waiting(connection: psycopg.AsyncConnection) -> dict[str, int]:
    """Return how many jobs wait and how many are dead."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            "SELECT (SELECT count(*) FROM job_queue WHERE corp_id = lingqu_corp()) AS jobs,"
            " (SELECT count(*) FROM job WHERE corp_id = lingqu_corp() AND dead_at IS NOT NULL) AS dead"
        )
        return dict(await cursor.fetchone() or {})
