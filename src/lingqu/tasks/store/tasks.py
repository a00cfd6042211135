"""SQL of tasks: opened, moved to an end, reminded; lists of a broadcast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CustomerId, StaffId, TaskId
from lingqu.tasks.contracts.tasks import (
    CancelReason,
    Confirmation,
    Declined,
    NewTask,
    TaskKind,
    TaskRow,
    TaskState,
    WorkOrderId,
)
from lingqu.tasks.domain.states import MOST_REMINDERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A task that was opened or changed its state."""

    task_id: TaskId
    key: str
    kind: TaskKind
    staff_id: StaffId
    broadcast_id: BroadcastId | None
    work_order_id: WorkOrderId | None
    fresh: bool
    """Opened just now, rather than found."""


_MOVED = "task.task_id, task.key, task.kind, task.staff_id, task.broadcast_id, task.work_order_id"


async def insert(unit: UnitOfWork, tasks: Sequence[NewTask]) -> list[Moved]:
    """Open tasks, or find those that their keys already name."""
    return await unit.fetch(
        f"""
        INSERT INTO task (corp_id, key, kind, staff_id, state, broadcast_id, work_order_id, opened_at, closes_at)
        SELECT lingqu_corp(), n.key, n.kind, n.staff_id, 'open', n.broadcast_id, n.work_order_id, %(at)s, n.closes_at
        FROM unnest(%(key)s::text[], %(kind)s::text[], %(staff_id)s::integer[], %(broadcast_id)s::integer[],
                    %(work_order_id)s::integer[], %(closes_at)s::timestamptz[])
             AS n(key, kind, staff_id, broadcast_id, work_order_id, closes_at)
        ON CONFLICT (corp_id, key) DO UPDATE SET key = EXCLUDED.key
        RETURNING {_MOVED}, xmax = 0 AS fresh
        """,
        {
            "at": unit.at,
            "key": [task.key for task in tasks],
            "kind": [task.kind.value for task in tasks],
            "staff_id": [task.staff_id for task in tasks],
            "broadcast_id": [task.broadcast_id for task in tasks],
            "work_order_id": [task.work_order_id for task in tasks],
            "closes_at": [task.closes_at for task in tasks],
        },
        into=Moved,
    )


async def insert_customers(unit: UnitOfWork, customers: Mapping[TaskId, Sequence[CustomerId]]) -> None:
    """Write whom tasks are about, in the order given."""
    rows = [(task_id, one, place) for task_id, ids in customers.items() for place, one in enumerate(ids)]
    await unit.execute(
        """
        INSERT INTO task_customer (corp_id, task_id, customer_id, place)
        SELECT lingqu_corp(), task_id, customer_id, place
        FROM unnest(%s::bigint[], %s::integer[], %s::smallint[]) AS n(task_id, customer_id, place)
        ON CONFLICT DO NOTHING
        """,
        ([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]),
    )


async def confirm(unit: UnitOfWork, confirmations: Sequence[Confirmation], *, sources: Sequence[str]) -> list[Moved]:
    """Move tasks to confirmed, each at its own instant."""
    return await unit.fetch(
        f"""
        UPDATE task SET state = 'confirmed', confirmed_at = c.confirmed_at, closed_at = %(at)s
        FROM unnest(%(task_id)s::bigint[], %(confirmed_at)s::timestamptz[]) AS c(task_id, confirmed_at)
        WHERE task.corp_id = lingqu_corp() AND task.task_id = c.task_id AND task.state = ANY(%(sources)s)
        RETURNING {_MOVED}, false AS fresh
        """,
        {
            "at": unit.at,
            "task_id": [one.task_id for one in confirmations],
            "confirmed_at": [one.confirmed_at for one in confirmations],
            "sources": list(sources),
        },
        into=Moved,
    )


async def close(
    unit: UnitOfWork,
    task_ids: Sequence[TaskId],
    *,
    state: TaskState,
    sources: Sequence[str],
    reason: CancelReason | None = None,
) -> list[Moved]:
    """Move tasks to a final state without proof."""
    return await unit.fetch(
        f"""
        UPDATE task SET state = %(state)s, closed_at = %(at)s, cancel_reason = %(reason)s
        WHERE corp_id = lingqu_corp() AND task_id = ANY(%(task_id)s) AND state = ANY(%(sources)s)
        RETURNING {_MOVED}, false AS fresh
        """,
        {
            "at": unit.at,
            "state": state.value,
            "task_id": list(task_ids),
            "sources": list(sources),
            "reason": reason and reason.value,
        },
        into=Moved,
    )


async def note(unit: UnitOfWork, task_id: TaskId, *, declined: Declined | None, text: str | None) -> None:
    """Keep what the member wrote as they ended a task, and why they could not do it."""
    await unit.execute(
        "UPDATE task SET declined = %s, note = %s WHERE corp_id = lingqu_corp() AND task_id = %s",
        (declined, text, task_id),
    )


async def mark_seen(unit: UnitOfWork, staff_id: StaffId, task_ids: Sequence[TaskId]) -> list[Moved]:
    """Record a member's first signal of tasks of theirs; return those of which there had been none."""
    return await unit.fetch(
        f"""
        UPDATE task SET seen_at = %(at)s
        WHERE corp_id = lingqu_corp() AND staff_id = %(staff_id)s AND task_id = ANY(%(task_id)s) AND seen_at IS NULL
        RETURNING {_MOVED}, false AS fresh
        """,
        {"at": unit.at, "staff_id": staff_id, "task_id": list(task_ids)},
        into=Moved,
    )


async def list_standing(
    session: Session, *, task_ids: Sequence[TaskId] | None, order: WorkOrderId | None, limit: int
) -> list[dict[str, Any]]:
    """Return open tasks of work orders, by number or of one order, with what decides whether one may be reminded."""
    return await session.fetch(
        """
        SELECT task_id, staff_id, reminded_ats FROM task
        WHERE corp_id = lingqu_corp() AND state = 'open' AND work_order_id IS NOT NULL
          AND (%(order)s::integer IS NULL OR work_order_id = %(order)s)
          AND (%(ids)s::bigint[] IS NULL OR task_id = ANY(%(ids)s))
        ORDER BY task_id LIMIT %(limit)s
        """,
        {"order": order, "ids": None if task_ids is None else list(task_ids), "limit": limit},
    )


async def ask_reminders(unit: UnitOfWork, task_ids: Sequence[TaskId]) -> None:
    """Note that somebody asked for reminders of open tasks."""
    await unit.execute(
        """
        UPDATE task SET reminder_asked_at = %s
        WHERE corp_id = lingqu_corp() AND task_id = ANY(%s) AND state = 'open'
        """,
        (unit.at, list(task_ids)),
    )


async def lock_open(unit: UnitOfWork, broadcast_id: BroadcastId) -> list[tuple[TaskId, list[datetime]]]:
    """Return the open tasks of a broadcast with the instants of their latest reminders, locked."""
    rows = await unit.fetch(
        """
        SELECT task_id, reminded_ats FROM task
        WHERE corp_id = lingqu_corp() AND broadcast_id = %s AND state = 'open' ORDER BY task_id FOR UPDATE
        """,
        (broadcast_id,),
    )
    return [(TaskId(row["task_id"]), row["reminded_ats"]) for row in rows]


async def mark_reminded(unit: UnitOfWork, task_ids: Sequence[TaskId]) -> None:
    """Note a reminder; only the instants that the limit looks at are kept."""
    await unit.execute(
        """
        UPDATE task SET reminders = reminders + 1,
                        reminded_ats = (array_prepend(%(at)s::timestamptz, reminded_ats))[1:%(most)s]
        WHERE corp_id = lingqu_corp() AND task_id = ANY(%(task_id)s)
        """,
        {"at": unit.at, "most": MOST_REMINDERS, "task_id": list(task_ids)},
    )


async def list_by_broadcast(
    session: Session, broadcast_id: BroadcastId, *, after: TaskId | None, limit: int
) -> list[TaskRow]:
    """Return a page of a broadcast's tasks, by task_id."""
    return await session.fetch(
        """
        SELECT task.task_id, task.staff_id, staff.name AS staff_name, task.state, task.opened_at, task.confirmed_at,
               task.reminders, task.cancel_reason
        FROM task JOIN staff ON staff.corp_id = task.corp_id AND staff.staff_id = task.staff_id
        WHERE task.corp_id = lingqu_corp() AND task.broadcast_id = %(broadcast_id)s AND task.task_id > %(after)s
        ORDER BY task.task_id LIMIT %(limit)s
        """,
        {"broadcast_id": broadcast_id, "after": after or 0, "limit": limit},
        into=TaskRow,
    )


async def count_by_broadcast(
    session: Session, broadcast_ids: Sequence[BroadcastId]
) -> dict[BroadcastId, dict[str, int]]:
    """Return tasks by state, for each broadcast that has any."""
    rows = await session.fetch(
        """
        SELECT broadcast_id, state, count(*) AS tasks FROM task
        WHERE corp_id = lingqu_corp() AND broadcast_id = ANY(%s) GROUP BY broadcast_id, state
        """,
        (list(broadcast_ids),),
    )
    counts: dict[BroadcastId, dict[str, int]] = {}
    for row in rows:
        counts.setdefault(BroadcastId(row["broadcast_id"]), {})[row["state"]] = row["tasks"]
    return counts
