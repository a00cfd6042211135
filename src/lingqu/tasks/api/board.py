"""The board: every task of every member, by state, kind, shop and deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from lingqu.directory.api.people import shops_of, staff_in
from lingqu.directory.contracts.people import Shop
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import StaffId, TaskId
from lingqu.kernel.paging import DEFAULT_LIMIT, BadCursorError, Page, decode_cursor, encode_cursor
from lingqu.tasks.api.tasks import ask_reminders, cancel_tasks
from lingqu.tasks.contracts.board import BoardFilter, BoardGroup, BoardRow
from lingqu.tasks.errors import NothingToRemindError
from lingqu.tasks.store import board as store
from lingqu.tasks.store import tasks as task_store

LOOKED_BACK = timedelta(days=7)
SOON = timedelta(hours=24)


async def list_board(
    session: Session, wanted: BoardFilter, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[tuple[BoardRow, Shop | None]]:
    """Return a page of tasks with their members' shops; the first page says how many there are in all."""
    keys = decode_cursor(cursor, str, int)
    after = (_instant(keys[0]), TaskId(keys[1])) if keys else None
    among = await _among(session, wanted)
    rows = await store.list_page(session, wanted, among, after=after, limit=limit + 1)
    page = rows[:limit]
    shops = await shops_of(session, {row.staff_id for row in page}) if page else {}
    more = encode_cursor(page[-1].closes_at.isoformat(), page[-1].task_id) if len(rows) > limit else None
    total = None if keys else await store.count(session, wanted, among)
    return Page([(row, shops.get(row.staff_id)) for row in page], more, total)


async def summarise(session: Session) -> list[BoardGroup]:
    """Return tasks that are open, or ended in the last seven days, by shop: the busiest first."""
    loads = await store.loads(session, since=session.at - LOOKED_BACK, soon=session.at + SOON)
    shops = await shops_of(session, {one.staff_id for one in loads}) if loads else {}
    groups: dict[Shop | None, BoardGroup] = {}
    for one in loads:
        shop = shops.get(one.staff_id)
        held = groups.get(shop) or _nothing(shop)
        groups[shop] = replace(
            held,
            open=held.open + one.open,
            unseen=held.unseen + one.unseen,
            due_soon=held.due_soon + one.due_soon,
            confirmed=held.confirmed + one.confirmed,
            expired=held.expired + one.expired,
            declined=held.declined + one.declined,
        )
    return sorted(groups.values(), key=lambda one: (-one.open, -one.expired, one.shop_name or "\uffff"))


async def remind_some(unit: UnitOfWork, task_ids: Sequence[TaskId]) -> int:
    """Have the members of some tasks reminded; return of how many tasks.

    Raises:
        NothingToRemindError: none is open and of a work order, or each has had its reminders.
    """
    reminded = await ask_reminders(unit, task_ids=task_ids)
    if not reminded:
        raise NothingToRemindError
    await unit.audit("tasks.reminded", f"tasks:{len(task_ids)}", tasks=reminded)
    return reminded


async def cancel_some(unit: UnitOfWork, task_ids: Sequence[TaskId]) -> int:
    """Take some tasks back; group sends are left out, those are taken back on the page of their broadcast."""
    ours = await task_store.list_standing(unit, task_ids=task_ids, order=None, limit=len(task_ids))
    cancelled = await cancel_tasks(unit, [row["task_id"] for row in ours])
    await unit.audit("tasks.cancelled", f"tasks:{len(task_ids)}", tasks=len(cancelled))
    return len(cancelled)


async def _among(session: Session, wanted: BoardFilter) -> set[StaffId] | None:
    if wanted.department_id is None:
        return None if wanted.staff_id is None else {wanted.staff_id}
    below = set(await staff_in(session, [wanted.department_id]))
    return below if wanted.staff_id is None else below & {wanted.staff_id}


def _nothing(shop: Shop | None) -> BoardGroup:
    return BoardGroup(
        shop_id=None if shop is None else shop.department_id,
        shop_name=None if shop is None else shop.name,
        open=0,
        unseen=0,
        due_soon=0,
        confirmed=0,
        expired=0,
        declined=0,
    )


def _instant(text: str) -> datetime:
    """Read the instant of a cursor; a cursor that was tampered with is one of another list."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise BadCursorError("this cursor belongs to another list", place="query.cursor") from error
