"""Operations on tasks: open, confirm, expire, cancel, remind; lists and counts."""

from collections.abc import Sequence
from datetime import datetime

from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import BroadcastId, TaskId
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor
from lingqu.tasks import contracts
from lingqu.tasks.contracts import Confirmation, NewTask, TaskCounts, TaskRow, TaskState
from lingqu.tasks.domain.states import may_remind, sources
from lingqu.tasks.store import tasks as store
from lingqu.tasks.store.tasks import Moved


async def open_tasks(unit: UnitOfWork, tasks: Sequence[NewTask]) -> dict[str, TaskId]:
    """Ask members for work; return the task of every key, new or found."""
    rows = await store.insert(unit, tasks) if tasks else []
    _publish(unit, contracts.OPENED, [row for row in rows if row.fresh])
    return {row.key: row.task_id for row in rows}


async def confirm_tasks(unit: UnitOfWork, confirmations: Sequence[Confirmation]) -> list[TaskId]:
    """Record that members did it; return the tasks that were still open."""
    if not confirmations:
        return []
    at = {one.task_id: one.confirmed_at for one in confirmations}
    rows = await store.confirm(unit, confirmations, sources=sources(TaskState.CONFIRMED))
    for row in rows:
        unit.publish(_fact(contracts.CONFIRMED, row, occurred_at=at[row.task_id]))
    return [row.task_id for row in rows]


async def expire_tasks(unit: UnitOfWork, task_ids: Sequence[TaskId]) -> list[TaskId]:
    """Close tasks that nobody confirmed in time; return those that were still open."""
    return await _close(unit, task_ids, state=TaskState.EXPIRED, kind=contracts.EXPIRED)


async def cancel_tasks(unit: UnitOfWork, task_ids: Sequence[TaskId]) -> list[TaskId]:
    """Take back tasks; return those that were still open."""
    return await _close(unit, task_ids, state=TaskState.CANCELLED, kind=contracts.CANCELLED)


async def remind_tasks(unit: UnitOfWork, broadcast_id: BroadcastId) -> list[TaskId]:
    """Count one more reminder on every open task that WeCom lets us remind; return those."""
    allowed = [
        task_id
        for task_id, reminded_ats in await store.lock_open(unit, broadcast_id)
        if may_remind(reminded_ats, at=unit.at)
    ]
    await store.mark_reminded(unit, allowed)
    return allowed


async def list_tasks(
    session: Session, broadcast_id: BroadcastId, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[TaskRow]:
    """Return a page of a broadcast's tasks, oldest first."""
    keys = decode_cursor(cursor, int)
    rows = await store.list_by_broadcast(
        session, broadcast_id, after=TaskId(keys[0]) if keys else None, limit=limit + 1
    )
    page = rows[:limit]
    return Page(page, encode_cursor(page[-1].task_id) if len(rows) > limit else None)


async def count_tasks(session: Session, broadcast_ids: Sequence[BroadcastId]) -> dict[BroadcastId, TaskCounts]:
    """Return tasks by state for every broadcast asked for."""
    counts = await store.count_by_broadcast(session, broadcast_ids)
    return {broadcast_id: TaskCounts(**counts.get(broadcast_id, {})) for broadcast_id in broadcast_ids}


async def _close(unit: UnitOfWork, task_ids: Sequence[TaskId], *, state: TaskState, kind: str) -> list[TaskId]:
    rows = await store.close(unit, task_ids, state=state, sources=sources(state)) if task_ids else []
    _publish(unit, kind, rows)
    return [row.task_id for row in rows]


def _publish(unit: UnitOfWork, kind: str, rows: Sequence[Moved]) -> None:
    unit.publish(*(_fact(kind, row, occurred_at=unit.at) for row in rows))


def _fact(kind: str, row: Moved, *, occurred_at: datetime) -> Fact:
    data = {"task_id": row.task_id, "broadcast_id": row.broadcast_id, "kind": row.kind}
    return Fact(kind=kind, occurred_at=occurred_at, staff_id=row.staff_id, data=data)
