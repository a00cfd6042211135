"""SQL of the board: tasks of all kinds, filtered and counted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lingqu.infra.database import Session
from lingqu.kernel.ids import StaffId, TaskId
from lingqu.tasks.contracts.board import BoardFilter, BoardRow
from lingqu.tasks.contracts.cards import CardState
from lingqu.tasks.contracts.tasks import CancelReason, Declined, TaskKind, TaskState

_WHERE = """
t.corp_id = lingqu_corp()
AND (%(state)s::text IS NULL OR t.state = %(state)s)
AND (%(kind)s::text IS NULL OR t.kind = %(kind)s)
AND (%(among)s::integer[] IS NULL OR t.staff_id = ANY(%(among)s))
AND (%(order)s::integer IS NULL OR t.work_order_id = %(order)s)
AND (%(seen)s::boolean IS NULL OR (t.seen_at IS NOT NULL) = %(seen)s)
AND (%(before)s::timestamptz IS NULL OR t.closes_at < %(before)s)
"""


async def list_page(
    session: Session,
    wanted: BoardFilter,
    among: Collection[StaffId] | None,
    *,
    after: tuple[datetime, TaskId] | None,
    limit: int,
) -> list[BoardRow]:
    """Return a page: open tasks by deadline, the nearest first; others the latest deadline first."""
    nearest = wanted.state is TaskState.OPEN
    beyond, way = (">", "ASC") if nearest else ("<", "DESC")
    rows = await session.fetch(
        f"""
        WITH page AS (
          SELECT t.* FROM task t
          WHERE {_WHERE}
            AND (%(at)s::timestamptz IS NULL OR (t.closes_at, t.task_id) {beyond} (%(at)s, %(id)s))
          ORDER BY t.closes_at {way}, t.task_id {way} LIMIT %(limit)s
        )
        SELECT p.task_id, p.kind, p.state, p.staff_id, coalesce(NULLIF(s.name, ''), s.userid) AS staff_name, o.title,
               p.broadcast_id, p.work_order_id, p.opened_at, p.closes_at, p.carded_at, p.seen_at, p.confirmed_at,
               p.closed_at, p.reminders, p.declined, p.cancel_reason, p.note, c.customers, c.customers_done,
               k.card_failed
        FROM page p
        JOIN staff s ON s.corp_id = lingqu_corp() AND s.staff_id = p.staff_id
        LEFT JOIN work_order o ON o.corp_id = lingqu_corp() AND o.work_order_id = p.work_order_id
        CROSS JOIN LATERAL (SELECT count(*) AS customers, count(done_at) AS customers_done FROM task_customer tc
                            WHERE tc.corp_id = lingqu_corp() AND tc.task_id = p.task_id) c
        LEFT JOIN LATERAL (SELECT CASE WHEN k.state = '{CardState.FAILED}' THEN k.reason END AS card_failed
                           FROM task_card k WHERE k.corp_id = lingqu_corp() AND k.staff_id = p.staff_id
                             AND p.task_id = ANY(k.task_ids) ORDER BY k.card_id DESC LIMIT 1) k
          ON p.carded_at IS NOT NULL
        ORDER BY p.closes_at {way}, p.task_id {way}
        """,
        {
            **_named(wanted, among),
            "at": None if after is None else after[0],
            "id": None if after is None else after[1],
            "limit": limit,
        },
    )
    return [_row(row) for row in rows]


async def count(session: Session, wanted: BoardFilter, among: Collection[StaffId] | None) -> int:
    """Return how many tasks there are of a filter."""
    return await session.fetch_value(f"SELECT count(*) FROM task t WHERE {_WHERE}", _named(wanted, among))


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Tasks of one member that are open, or ended since an instant."""

    staff_id: StaffId
    open: int
    unseen: int
    due_soon: int
    confirmed: int
    expired: int
    declined: int


async def loads(session: Session, *, since: datetime, soon: datetime) -> list[Load]:
    """Return the tasks of every member who has any."""
    return await session.fetch(
        """
        WITH looked AS (
          SELECT * FROM task WHERE corp_id = lingqu_corp() AND state = 'open'
          UNION ALL
          SELECT * FROM task WHERE corp_id = lingqu_corp() AND closed_at > %(since)s
        )
        SELECT staff_id, count(*) FILTER (WHERE state = 'open') AS open,
               count(*) FILTER (WHERE state = 'open' AND seen_at IS NULL AND work_order_id IS NOT NULL) AS unseen,
               count(*) FILTER (WHERE state = 'open' AND closes_at <= %(soon)s) AS due_soon,
               count(*) FILTER (WHERE state = 'confirmed') AS confirmed,
               count(*) FILTER (WHERE state = 'expired') AS expired,
               count(*) FILTER (WHERE state = 'cancelled' AND declined IS NOT NULL) AS declined
        FROM looked GROUP BY staff_id
        """,
        {"since": since, "soon": soon},
        into=Load,
    )


def _named(wanted: BoardFilter, among: Collection[StaffId] | None) -> dict[str, Any]:
    return {
        "state": wanted.state,
        "kind": wanted.kind,
        "among": None if among is None else list(among),
        "order": wanted.work_order_id,
        "seen": wanted.seen,
        "before": wanted.closes_before,
    }


def _row(row: dict[str, Any]) -> BoardRow:
    declined, cancelled = row["declined"], row["cancel_reason"]
    told: dict[str, Any] = {
        **row,
        "kind": TaskKind(row["kind"]),
        "state": TaskState(row["state"]),
        "declined": None if declined is None else Declined(declined),
        "cancel_reason": None if cancelled is None else CancelReason(cancelled),
    }
    return BoardRow(**told)
