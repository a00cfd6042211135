"""Operations on tasks: open, confirm, expire, cancel, remind; lists and counts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import BroadcastId, StaffId, TaskId
from lingqu.kernel.jobs import NewJob
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor
from lingqu.tasks.contracts import facts
from lingqu.tasks.contracts.jobs import JOB_CLOSE_CARDS, JOB_TEND
from lingqu.tasks.contracts.tasks import (
    CancelReason,
    Confirmation,
    NewTask,
    TaskCounts,
    TaskRow,
    TaskState,
    WorkOrderId,
)
from lingqu.tasks.domain.reminding import GATHER
from lingqu.tasks.domain.states import may_remind, sources
from lingqu.tasks.store import cards
from lingqu.tasks.store import tasks as store
from lingqu.tasks.store.tasks import Moved

MOST_REMINDED = 2_000
"""Tasks of one asking; their jobs are written in one unit."""


async def open_tasks(unit: UnitOfWork, tasks: Sequence[NewTask]) -> dict[str, TaskId]:
    """Ask members for work; return the task of every key, new or found."""
    rows = await store.insert(unit, tasks) if tasks else []
    fresh = [row for row in rows if row.fresh]
    about = {task.key: task.customer_ids for task in tasks if task.customer_ids}
    customers = {row.task_id: about[row.key] for row in fresh if row.key in about}
    if customers:
        await store.insert_customers(unit, customers)
    _publish(unit, facts.OPENED, fresh)
    unit.enqueue(*tend_jobs([row.staff_id for row in fresh if row.work_order_id], due=unit.at + GATHER))
    return {row.key: row.task_id for row in rows}


async def confirm_tasks(unit: UnitOfWork, confirmations: Sequence[Confirmation]) -> list[TaskId]:
    """Record that members did it; return the tasks that were still open."""
    if not confirmations:
        return []
    at = {one.task_id: one.confirmed_at for one in confirmations}
    rows = await store.confirm(unit, confirmations, sources=sources(TaskState.CONFIRMED))
    for row in rows:
        unit.publish(_fact(facts.CONFIRMED, row, occurred_at=at[row.task_id]))
    await _close_cards(unit, rows)
    return [row.task_id for row in rows]


async def expire_tasks(unit: UnitOfWork, task_ids: Sequence[TaskId]) -> list[TaskId]:
    """Close tasks that nobody confirmed in time; return those that were still open."""
    return await _close(unit, task_ids, state=TaskState.EXPIRED, kind=facts.EXPIRED)


async def cancel_tasks(
    unit: UnitOfWork, task_ids: Sequence[TaskId], *, reason: CancelReason | None = None
) -> list[TaskId]:
    """Take back tasks; return those that were still open.

    Args:
        reason: why, where nobody did it.
    """
    return await _close(unit, task_ids, state=TaskState.CANCELLED, kind=facts.CANCELLED, reason=reason)


async def remind_tasks(unit: UnitOfWork, broadcast_id: BroadcastId) -> list[TaskId]:
    """Count one more reminder on every open task that WeCom lets us remind; return those."""
    allowed = [
        task_id
        for task_id, reminded_ats in await store.lock_open(unit, broadcast_id)
        if may_remind(reminded_ats, at=unit.at)
    ]
    await store.mark_reminded(unit, allowed)
    return allowed


async def ask_reminders(
    unit: UnitOfWork, *, task_ids: Sequence[TaskId] | None = None, work_order_id: WorkOrderId | None = None
) -> int:
    """Have members reminded, by another card, of open tasks by number or of one order; return how many tasks.

    Group sends are left out: WeCom reminds of those.
    """
    rows = await store.list_standing(unit, task_ids=task_ids, order=work_order_id, limit=MOST_REMINDED)
    allowed = [row for row in rows if may_remind(row["reminded_ats"], at=unit.at)]
    await store.ask_reminders(unit, [row["task_id"] for row in allowed])
    unit.enqueue(*tend_jobs([row["staff_id"] for row in allowed], due=unit.at))
    return len(allowed)


async def see_tasks(unit: UnitOfWork, staff_id: StaffId, task_ids: Sequence[TaskId]) -> list[TaskId]:
    """Record a member's own signal: tasks of theirs were shown to them. Return those of which it is the first."""
    rows = await store.mark_seen(unit, staff_id, task_ids) if task_ids else []
    _publish(unit, facts.SEEN, rows)
    return [row.task_id for row in rows]


def tend_jobs(staff_ids: Iterable[StaffId], *, due: datetime) -> list[NewJob]:
    """Ask for members' open tasks to be seen after; one job per member waits, whatever asks for it."""
    return [
        NewJob(kind=JOB_TEND, key=str(staff_id), payload={"staff_id": staff_id}, due=due)
        for staff_id in sorted(set(staff_ids))
    ]


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


async def _close(
    unit: UnitOfWork, task_ids: Sequence[TaskId], *, state: TaskState, kind: str, reason: CancelReason | None = None
) -> list[TaskId]:
    rows = await store.close(unit, task_ids, state=state, sources=sources(state), reason=reason) if task_ids else []
    _publish(unit, kind, rows)
    await _close_cards(unit, rows)
    return [row.task_id for row in rows]


async def _close_cards(unit: UnitOfWork, rows: Sequence[Moved]) -> None:
    """Let cards show that all they tell of has ended."""
    ended = [row for row in rows if row.work_order_id is not None]
    if not ended:
        return
    over = await cards.list_over(unit, {row.staff_id for row in ended}, [row.task_id for row in ended])
    unit.enqueue(*(NewJob(kind=JOB_CLOSE_CARDS, key=str(card_id), payload={"card_id": card_id}) for card_id in over))


def _publish(unit: UnitOfWork, kind: str, rows: Sequence[Moved]) -> None:
    unit.publish(*(_fact(kind, row, occurred_at=unit.at) for row in rows))


def _fact(kind: str, row: Moved, *, occurred_at: datetime) -> Fact:
    data: dict[str, int | str | None] = {"task_id": row.task_id, "broadcast_id": row.broadcast_id, "kind": row.kind}
    if row.work_order_id is not None:
        data["work_order_id"] = row.work_order_id
    return Fact(kind=kind, occurred_at=occurred_at, staff_id=row.staff_id, data=data)
