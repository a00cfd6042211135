"""All SQL of corps."""

from collections.abc import Mapping
from typing import Any

import msgspec
import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from lingqu.corps.contracts import SELF_APP, CorpRoute, Drift, DriftKind, StageName, StageState, SyncRun, SyncStage
from lingqu.corps.domain.budget import Spending
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CorpId

_STAGE_COLUMNS = "stage, run, state, done, total, cursor, started_at, finished_at, error_code, error"


async def reserve_corp_id(connection: psycopg.AsyncConnection) -> CorpId:
    """Take the next number: a unit of the corp must be open before row security lets its row in."""
    row = await (await connection.execute("SELECT nextval('corp_corp_id_seq')")).fetchone()
    if row is None:
        raise LookupError("the sequence of corps gave nothing")
    return CorpId(row[0])


async def list_routes(dispatch: psycopg.AsyncConnection) -> list[CorpRoute]:
    """Return every corp, oldest first, as the dispatcher role may see them."""
    async with dispatch.cursor(row_factory=class_row(CorpRoute)) as cursor:
        await cursor.execute("SELECT corp_id, corpid, slug FROM corp ORDER BY corp_id")
        return await cursor.fetchall()


async def insert_corp(unit: UnitOfWork, *, corpid: str, name: str, slug: str) -> bool:
    """Write the corp's row; false when another corp has this corpid."""
    written = await unit.execute(
        "INSERT INTO corp (corp_id, corpid, name, slug, created_at) VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (unit.corp_id, corpid, name, slug, unit.at),
    )
    return written == 1


async def find_corp(session: Session) -> dict[str, Any] | None:
    """Return the corp's row."""
    return await session.fetch_one("SELECT corp_id, corpid, name, slug FROM corp WHERE corp_id = lingqu_corp()")


async def rename_corp(unit: UnitOfWork, name: str) -> None:
    """Change the name we call it by."""
    await unit.execute("UPDATE corp SET name = %s WHERE corp_id = lingqu_corp()", (name,))


async def find_credential(session: Session) -> dict[str, Any] | None:
    """Return corp and sealed credential of its self-built app."""
    return await session.fetch_one(
        """
        SELECT c.corp_id, c.corpid, c.name, c.slug, k.agentid, k.secret, k.callback_token, k.callback_aes_key,
        k.callback_verified_at FROM corp c JOIN credential k ON k.corp_id = c.corp_id AND k.kind = %s
        WHERE c.corp_id = lingqu_corp()
        """,
        (SELF_APP,),
    )


async def insert_credential(
    unit: UnitOfWork, *, agentid: int, secret: bytes, callback_token: bytes, callback_aes_key: bytes
) -> None:
    """Write the credential of the self-built app."""
    await unit.execute(
        """
        INSERT INTO credential (corp_id, kind, agentid, secret, callback_token, callback_aes_key, created_at,
        changed_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (unit.corp_id, SELF_APP, agentid, secret, callback_token, callback_aes_key, unit.at, unit.at),
    )


async def update_credential(unit: UnitOfWork, *, agentid: int, secret: bytes) -> None:
    """Replace app and secret; the callback keys stay, they are pasted in WeCom's console."""
    await unit.execute(
        "UPDATE credential SET agentid = %s, secret = %s, changed_at = %s WHERE corp_id = lingqu_corp() AND kind = %s",
        (agentid, secret, unit.at, SELF_APP),
    )


async def mark_verified(unit: UnitOfWork) -> None:
    """Record that WeCom's URL check passed."""
    await unit.execute(
        "UPDATE credential SET callback_verified_at = %s WHERE corp_id = lingqu_corp() AND kind = %s",
        (unit.at, SELF_APP),
    )


async def reset_stages(unit: UnitOfWork, names: list[StageName]) -> None:
    """Put stages at the start of a new run."""
    await unit.execute(
        """
        INSERT INTO sync_stage (corp_id, stage, run, state)
        SELECT lingqu_corp(), stage, 1, 'waiting' FROM unnest(%s::text[]) AS s(stage)
        ON CONFLICT (corp_id, stage) DO UPDATE SET run = sync_stage.run + 1, state = 'waiting', done = 0,
        total = NULL, cursor = '{}', started_at = NULL, finished_at = NULL, error_code = NULL, error = NULL
        """,
        ([str(name) for name in names],),
    )


async def find_stage(session: Session, stage: StageName) -> SyncStage | None:
    """Return a stage, None if it was never asked for."""
    row = await session.fetch_one(
        f"SELECT {_STAGE_COLUMNS} FROM sync_stage WHERE corp_id = lingqu_corp() AND stage = %s", (stage,)
    )
    return _stage(row) if row else None


async def begin_stage(unit: UnitOfWork, stage: StageName, total: int | None) -> SyncStage:
    """Set a stage running; one that runs already keeps its cursor and count."""
    row = await unit.fetch_one(
        f"""
        INSERT INTO sync_stage AS s (corp_id, stage, run, state, total, started_at)
        VALUES (lingqu_corp(), %(stage)s, 1, 'running', %(total)s, %(at)s)
        ON CONFLICT (corp_id, stage) DO UPDATE SET
        run = s.run + (s.state IN ('done', 'failed'))::integer,
        done = CASE s.state WHEN 'running' THEN s.done ELSE 0 END,
        cursor = CASE s.state WHEN 'running' THEN s.cursor ELSE '{{}}' END,
        started_at = CASE s.state WHEN 'running' THEN s.started_at ELSE EXCLUDED.started_at END,
        total = coalesce(EXCLUDED.total, CASE s.state WHEN 'running' THEN s.total END),
        state = 'running', finished_at = NULL, error_code = NULL, error = NULL
        RETURNING {_STAGE_COLUMNS}
        """,
        {"stage": stage, "total": total, "at": unit.at},
    )
    return _stage(row)


async def move_stage(
    unit: UnitOfWork,
    stage: StageName,
    *,
    done: int,
    total: int | None,
    cursor: Mapping[str, Any],
    before: Mapping[str, Any] | None,
) -> bool:
    """Write how far a running stage has come; false when it is not running, or not at `before` any more."""
    moved = await unit.execute(
        """
        UPDATE sync_stage SET done = %s, total = coalesce(%s, total), cursor = %s
        WHERE corp_id = lingqu_corp() AND stage = %s AND state = 'running' AND cursor = coalesce(%s, cursor)
        """,
        (done, total, Jsonb(dict(cursor)), stage, None if before is None else Jsonb(dict(before))),
    )
    return moved == 1


async def end_stage(
    unit: UnitOfWork, stage: StageName, state: StageState, *, error_code: str | None = None, error: str | None = None
) -> bool:
    """End a running stage; false when it is not running."""
    ended = await unit.execute(
        """
        UPDATE sync_stage SET state = %s, finished_at = %s, error_code = %s, error = %s,
        total = CASE WHEN %s = 'done' THEN done ELSE total END
        WHERE corp_id = lingqu_corp() AND stage = %s AND state = 'running'
        """,
        (state, unit.at, error_code, error, state, stage),
    )
    return ended == 1


async def insert_run(unit: UnitOfWork) -> None:
    """Begin a run; it is a sweep if one was finished before."""
    await unit.execute(
        """
        INSERT INTO sync_run (corp_id, is_sweep, started_at)
        SELECT lingqu_corp(),
               EXISTS (SELECT 1 FROM sync_run WHERE corp_id = lingqu_corp() AND finished_at IS NOT NULL), %s
        """,
        (unit.at,),
    )


async def finish_run(unit: UnitOfWork) -> None:
    """End the newest run."""
    await unit.execute(
        """
        UPDATE sync_run SET finished_at = %s
        WHERE corp_id = lingqu_corp() AND finished_at IS NULL
          AND run_id = (SELECT max(run_id) FROM sync_run WHERE corp_id = lingqu_corp())
        """,
        (unit.at,),
    )


async def is_sweeping(session: Session) -> bool:
    """Tell whether the newest run is a sweep that has not ended."""
    newest = await session.fetch_one(
        "SELECT is_sweep, finished_at FROM sync_run WHERE corp_id = lingqu_corp() ORDER BY run_id DESC LIMIT 1"
    )
    return newest is not None and newest["is_sweep"] and newest["finished_at"] is None


async def lock_spending(unit: UnitOfWork) -> tuple[int, bool, Spending] | None:
    """Lock the newest run, unless it has ended; return its id, whether it is a sweep, and what it has spent."""
    row = await unit.fetch_one(
        """
        SELECT run_id, is_sweep, calls, calls_tonight, nights, paused_until FROM sync_run
        WHERE corp_id = lingqu_corp() AND finished_at IS NULL
          AND run_id = (SELECT max(run_id) FROM sync_run WHERE corp_id = lingqu_corp())
        FOR UPDATE
        """
    )
    return (row.pop("run_id"), row.pop("is_sweep"), Spending(**row)) if row else None


async def save_spending(unit: UnitOfWork, run_id: int, spent: Spending) -> None:
    """Write what a run has spent."""
    await unit.execute(
        """
        UPDATE sync_run SET calls = %s, calls_tonight = %s, nights = %s, paused_until = %s
        WHERE corp_id = lingqu_corp() AND run_id = %s
        """,
        (spent.calls, spent.calls_tonight, spent.nights, spent.paused_until, run_id),
    )


async def add_drift(unit: UnitOfWork, drift: Mapping[DriftKind, Drift]) -> None:
    """Add to the counts of the newest run."""
    await unit.execute(
        """
        INSERT INTO sync_drift AS d (corp_id, run_id, kind, compared, found, repaired)
        SELECT lingqu_corp(), newest.run_id, t.kind, t.compared, t.found, t.repaired
        FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[]) AS t(kind, compared, found, repaired),
             (SELECT max(run_id) AS run_id FROM sync_run WHERE corp_id = lingqu_corp()) AS newest
        WHERE newest.run_id IS NOT NULL
        ON CONFLICT (corp_id, run_id, kind) DO UPDATE SET
          compared = d.compared + EXCLUDED.compared, found = d.found + EXCLUDED.found,
          repaired = d.repaired + EXCLUDED.repaired
        """,
        (
            [str(kind) for kind in drift],
            [one.compared for one in drift.values()],
            [one.found for one in drift.values()],
            [one.repaired for one in drift.values()],
        ),
    )


async def list_runs(session: Session, limit: int) -> list[SyncRun]:
    """Return the newest runs with what they found, newest first."""
    rows = await session.fetch(
        """
        SELECT r.run_id, r.is_sweep, r.started_at, r.finished_at, r.calls, r.nights, r.paused_until,
               coalesce(jsonb_object_agg(d.kind, jsonb_build_array(d.compared, d.found, d.repaired))
                        FILTER (WHERE d.kind IS NOT NULL), '{}') AS drift
        FROM sync_run r LEFT JOIN sync_drift d ON d.corp_id = lingqu_corp() AND d.run_id = r.run_id
        WHERE r.corp_id = lingqu_corp()
        GROUP BY r.corp_id, r.run_id ORDER BY r.run_id DESC LIMIT %s
        """,
        (limit,),
    )
    return [
        SyncRun(drift={kind: Drift(*drift[kind]) for kind in DriftKind if kind in drift}, **row)
        for row in rows
        for drift in [row.pop("drift")]
    ]


async def list_stages(session: Session) -> list[SyncStage]:
    """Return the stages ever asked for."""
    rows = await session.fetch(f"SELECT {_STAGE_COLUMNS} FROM sync_stage WHERE corp_id = lingqu_corp()")
    return [_stage(row) for row in rows]


async def is_work_waiting(session: Session, kinds: list[str], *, key: str) -> bool:
    """Tell whether a job of these kinds, asked for under this key, waits or runs."""
    found = await session.fetch_value(
        """
        SELECT 1 FROM job
        WHERE corp_id = lingqu_corp() AND kind = ANY(%s) AND key = %s AND dead_at IS NULL LIMIT 1
        """,
        (kinds, key),
    )
    return found is not None


def _stage(row: dict[str, Any]) -> SyncStage:
    return msgspec.convert(row, SyncStage)
