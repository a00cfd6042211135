"""Operations on work orders: make one, open its tasks, take it back, remind, look at it."""

from __future__ import annotations

from collections.abc import Sequence

from lingqu.customers.api.tags import known_tags
from lingqu.directory.api.people import staff_in
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.kernel.days import Days
from lingqu.kernel.ids import CorpId, CustomerId, StaffId
from lingqu.kernel.jobs import NewJob
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor
from lingqu.tasks.api.tasks import ask_reminders, cancel_tasks, open_tasks
from lingqu.tasks.contracts.jobs import JOB_OPEN_ORDER
from lingqu.tasks.contracts.orders import (
    AudienceSize,
    NewWorkOrder,
    OrderAudience,
    OrderCounts,
    OrderView,
    SegmentAudience,
    StaffAudience,
    TagAudience,
    WorkOrder,
)
from lingqu.tasks.contracts.tasks import MOST_CUSTOMERS, NewTask, WorkOrderId
from lingqu.tasks.domain.orders import MOST_AUDIENCE, check_order, state_of, tasks_for
from lingqu.tasks.errors import (
    AudienceTooLargeError,
    BadAudienceError,
    EmptyAudienceError,
    NothingToRemindError,
    UnknownSegmentError,
    UnknownTagError,
    WorkOrderNotFoundError,
)
from lingqu.tasks.ports import SegmentMembers
from lingqu.tasks.store import orders as store

UNIT_TASKS = 1_000
"""Tasks opened or cancelled in one unit of work, with their facts and jobs."""

Owned = dict[StaffId | None, list[CustomerId]]
"""Customers by the member who owns them; for an audience of members each has none."""


async def make_order(
    unit: UnitOfWork, order: NewWorkOrder, *, segment_members: SegmentMembers, created_by: str | None
) -> WorkOrderId:
    """Make a work order and have its tasks opened; a key that was used finds the order it made.

    The members of a segment are those of this instant; who owns them is looked at as the tasks are opened. That
    anybody would get a task is for `require_audience` to say first, outside the unit: it may take a second.

    Raises:
        BadOrderError, DeadlinePassedError, UnknownTagError: what is asked.
        UnknownSegmentError, BadAudienceError: of whom.
    """
    check_order(order, at=unit.at)
    if order.proof_tag_id is not None and order.proof_tag_id not in await known_tags(unit, [order.proof_tag_id]):
        raise UnknownTagError("body.proof_tag_id")
    members = None
    if order.audience is not None:
        members = await _members(unit, order.audience, segment_members)
    work_order_id, fresh = await store.insert(unit, order, members=members, created_by=created_by)
    if fresh:
        await unit.audit("tasks.order_made", f"work_order:{work_order_id}", kind=order.kind.value)
        if order.audience is not None:
            unit.enqueue(_job(work_order_id))
    return work_order_id


async def require_audience(session: Session, audience: OrderAudience, *, segment_members: SegmentMembers) -> None:
    """Refuse an audience of whom nobody would get a task, or one too large to be looked after.

    Raises:
        EmptyAudienceError, AudienceTooLargeError, UnknownTagError, UnknownSegmentError, BadAudienceError: of whom.
    """
    owned = await _owned(session, audience, await _members(session, audience, segment_members))
    if not any(one is not None for one in owned):
        raise EmptyAudienceError
    customers = sum(map(len, owned.values()))
    if customers > MOST_AUDIENCE:
        raise AudienceTooLargeError(customers, MOST_AUDIENCE)


async def preview_order(session: Session, audience: OrderAudience, *, segment_members: SegmentMembers) -> AudienceSize:
    """Return whom a work order would be for now.

    Raises:
        UnknownTagError, UnknownSegmentError, BadAudienceError: of whom.
    """
    owned = await _owned(session, audience, await _members(session, audience, segment_members))
    without = owned.pop(None, [])
    return AudienceSize(
        staff=len(owned),
        tasks=sum(len(_parts(customer_ids)) for customer_ids in owned.values()),
        customers=sum(map(len, owned.values())),
        without_owner=len(without),
    )


async def advance_order(database: Database, corp_id: CorpId, work_order_id: WorkOrderId) -> None:
    """Open the tasks of an order that is being opened, or cancel those of one that was taken back, to the end.

    Goes on after the last member whose tasks were committed; a task's key opens it once.
    """
    async with database.read(corp_id) as session:
        order = await store.find(session, work_order_id)
        if order is None:
            return
        owned: Owned = {}
        if order.cancelled_at is None and order.opened_at is None and order.audience is not None:
            owned = await _owned_by_order(session, order)
    later = [one for one in sorted(one for one in owned if one is not None) if one > (order.opened_to or 0)]
    tasks = [(one, tasks_for(order, one, owned[one])) for one in later]
    while await _open_next(database, corp_id, work_order_id, tasks):
        pass
    while await _cancel_next(database, corp_id, work_order_id):
        pass


async def cancel_order(unit: UnitOfWork, work_order_id: WorkOrderId) -> None:
    """Take an order back: what is open of it is cancelled, what is done stays done.

    Raises:
        WorkOrderNotFoundError: unknown.
    """
    if await store.find(unit, work_order_id, lock=True) is None:
        raise WorkOrderNotFoundError(work_order_id)
    if await store.cancel(unit, work_order_id):
        await unit.audit("tasks.order_cancelled", f"work_order:{work_order_id}")
        unit.enqueue(_job(work_order_id))


async def remind_order(unit: UnitOfWork, work_order_id: WorkOrderId) -> int:
    """Have the members who have not done it reminded; return of how many tasks.

    Raises:
        WorkOrderNotFoundError: unknown.
        NothingToRemindError: nothing is open, or each has had its reminders.
    """
    if await store.find(unit, work_order_id) is None:
        raise WorkOrderNotFoundError(work_order_id)
    reminded = await ask_reminders(unit, work_order_id=work_order_id)
    if not reminded:
        raise NothingToRemindError
    await unit.audit("tasks.order_reminded", f"work_order:{work_order_id}", tasks=reminded)
    return reminded


async def list_orders(session: Session, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT) -> Page[OrderView]:
    """Return a page of work orders, the newest first."""
    keys = decode_cursor(cursor, int)
    rows = await store.list_page(session, before=WorkOrderId(keys[0]) if keys else None, limit=limit + 1)
    page = rows[:limit]
    more = encode_cursor(page[-1].work_order_id) if len(rows) > limit else None
    return Page(await _viewed(session, page), more)


async def list_due_orders(session: Session, days: Days) -> list[OrderView]:
    """Return the work orders that end on some days and were not taken back, the first deadline first."""
    return await _viewed(session, await store.list_due(session, days))


async def get_order(session: Session, work_order_id: WorkOrderId) -> OrderView:
    """Return a work order with what became of it.

    Raises:
        WorkOrderNotFoundError: unknown.
    """
    order = await store.find(session, work_order_id)
    if order is None:
        raise WorkOrderNotFoundError(work_order_id)
    return (await _viewed(session, [order]))[0]


async def _viewed(session: Session, orders: Sequence[WorkOrder]) -> list[OrderView]:
    counts = await store.count_tasks(session, [order.work_order_id for order in orders])
    found = [(order, counts.get(order.work_order_id, OrderCounts())) for order in orders]
    return [
        OrderView(order=order, state=state_of(order, counted, at=session.at), counts=counted)
        for order, counted in found
    ]


async def _open_next(
    database: Database, corp_id: CorpId, work_order_id: WorkOrderId, tasks: list[tuple[StaffId, list[NewTask]]]
) -> bool:
    """Open the tasks of the next members, or end the opening; tell whether there are more.

    The row is locked, so that a cancellation comes before or after a unit and never into it.
    """
    async with database.unit(corp_id, cause=f"work_order:{work_order_id}") as unit:
        order = await store.find(unit, work_order_id, lock=True)
        if order is None or order.cancelled_at is not None or order.opened_at is not None:
            return False
        if not tasks:
            await store.end_opening(unit, work_order_id)
            return False
        opened: list[NewTask] = []
        while tasks and len(opened) < UNIT_TASKS:
            staff_id, theirs = tasks.pop(0)
            opened += theirs
            if not tasks or len(opened) >= UNIT_TASKS:
                await store.set_opened_to(unit, work_order_id, staff_id)
        await open_tasks(unit, opened)
    return True


async def _cancel_next(database: Database, corp_id: CorpId, work_order_id: WorkOrderId) -> bool:
    async with database.unit(corp_id, cause=f"work_order:{work_order_id}") as unit:
        order = await store.find(unit, work_order_id)
        if order is None or order.cancelled_at is None:
            return False
        open_ids = await store.list_open_tasks(unit, work_order_id, limit=UNIT_TASKS)
        await cancel_tasks(unit, open_ids)
        return len(open_ids) == UNIT_TASKS


async def _owned_by_order(session: Session, order: WorkOrder) -> Owned:
    if isinstance(order.audience, SegmentAudience):
        return await store.list_owners_of(session, await store.load_members(session, order.work_order_id))
    return await _owned(session, order.audience, None) if order.audience is not None else {}


async def _owned(session: Session, audience: OrderAudience, members: bytes | None) -> Owned:
    match audience:
        case StaffAudience(staff_ids, department_ids):
            below = await staff_in(session, department_ids) if department_ids else []
            return {one: [] for one in await store.list_staff(session, {*staff_ids, *below})}
        case TagAudience(tag_ids):
            return await store.list_owners_of_tagged(session, tag_ids)
        case SegmentAudience():
            kept = store.read_members(members or b"")
            if len(kept) > MOST_AUDIENCE:
                raise AudienceTooLargeError(len(kept), MOST_AUDIENCE)
            return await store.list_owners_of(session, list(kept))


async def _members(session: Session, audience: OrderAudience, segment_members: SegmentMembers) -> bytes | None:
    """Check an audience; of a segment, return who its members are now."""
    match audience:
        case StaffAudience(staff_ids, department_ids):
            if not staff_ids and not department_ids:
                raise BadAudienceError
        case TagAudience(tag_ids):
            known = await known_tags(session, tag_ids)
            if not tag_ids or len(known) < len(set(tag_ids)):
                raise UnknownTagError("body.tag_ids")
        case SegmentAudience(segment_id):
            members = await segment_members(session, segment_id)
            if members is None:
                raise UnknownSegmentError
            return members
    return None


def _parts(customer_ids: Sequence[CustomerId]) -> range:
    return range(max(1, -(-len(customer_ids) // MOST_CUSTOMERS)))


def _job(work_order_id: WorkOrderId) -> NewJob:
    return NewJob(kind=JOB_OPEN_ORDER, key=str(work_order_id), payload={"work_order_id": work_order_id})
