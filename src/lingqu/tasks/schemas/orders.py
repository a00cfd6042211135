"""The shapes of work orders and of the board at the HTTP edge."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec

from lingqu.directory.contracts.people import Shop
from lingqu.kernel.ids import DepartmentId, StaffId, TagId, TaskId
from lingqu.kernel.paging import Page
from lingqu.tasks.contracts.board import BoardGroup, BoardRow
from lingqu.tasks.contracts.orders import (
    AudienceSize,
    NewWorkOrder,
    OrderAudience,
    OrderCounts,
    OrderState,
    OrderView,
    SegmentAudience,
    StaffAudience,
    TagAudience,
)
from lingqu.tasks.contracts.tasks import CancelReason, Declined, Proof, TaskKind, TaskState
from lingqu.tasks.errors import BadAudienceError

MOST_AT_ONCE = 200


class OrderAudienceInput(msgspec.Struct, kw_only=True, frozen=True):
    """Who gets a task: members and departments, or the owners of customers with any of some tags or in a segment."""

    staff_ids: list[int] = []
    department_ids: list[int] = []
    tag_ids: list[int] = []
    segment_id: int | None = None


class WorkOrderInput(msgspec.Struct, kw_only=True, frozen=True):
    """What an operator asks; a `key` that was used before finds the order it made."""

    key: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    kind: TaskKind
    title: str
    todo: str
    closes_at: datetime
    audience: OrderAudienceInput
    phrases: list[str] = []
    proof: Proof = Proof.PRESS
    proof_tag_id: int | None = None


class OrderCountsOut(msgspec.Struct, kw_only=True, frozen=True):
    """Tasks of an order; `seen` are open ones whose member has seen them, `declined` some of the cancelled."""

    open: int
    seen: int
    confirmed: int
    expired: int
    cancelled: int
    declined: int
    customers: int
    customers_done: int


class WorkOrderRow(msgspec.Struct, kw_only=True, frozen=True):
    """A work order in the list."""

    work_order_id: int
    kind: TaskKind
    title: str
    state: OrderState
    closes_at: datetime
    created_at: datetime
    created_by: str | None
    counts: OrderCountsOut


class WorkOrderOut(WorkOrderRow, kw_only=True, frozen=True):
    """A work order whole."""

    todo: str
    phrases: list[str]
    proof: Proof
    proof_tag_id: int | None
    audience: OrderAudienceInput | None


class WorkOrderList(msgspec.Struct, kw_only=True, frozen=True):
    """A page of work orders."""

    items: list[WorkOrderRow]
    next_cursor: str | None
    total: int | None


class OrderSizeOut(msgspec.Struct, kw_only=True, frozen=True):
    """Whom an order would be for now."""

    staff: int
    tasks: int
    customers: int
    without_owner: int


class BoardShop(msgspec.Struct, kw_only=True, frozen=True):
    """A shop."""

    department_id: int
    name: str


class BoardStaff(msgspec.Struct, kw_only=True, frozen=True):
    """A member with the shop they work in."""

    staff_id: int
    name: str
    shop: BoardShop | None


class BoardTask(msgspec.Struct, kw_only=True, frozen=True):
    """A task on the board. The title is null for a group send, whose broadcast has one.

    `card_failed` says why WeCom refused the newest card, so that the member may not know of the task.
    """

    task_id: int
    kind: TaskKind
    state: TaskState
    staff: BoardStaff
    title: str | None
    broadcast_id: int | None
    work_order_id: int | None
    opened_at: datetime
    closes_at: datetime
    carded_at: datetime | None
    seen_at: datetime | None
    confirmed_at: datetime | None
    closed_at: datetime | None
    reminders: int
    declined: Declined | None
    cancel_reason: CancelReason | None
    note: str | None
    customers: int
    customers_done: int
    card_failed: str | None


class BoardTaskList(msgspec.Struct, kw_only=True, frozen=True):
    """A page of tasks; the first says how many there are."""

    items: list[BoardTask]
    next_cursor: str | None
    total: int | None


class BoardGroupOut(msgspec.Struct, kw_only=True, frozen=True):
    """Tasks of a shop; null for members who work in none."""

    shop: BoardShop | None
    open: int
    unseen: int
    due_soon: int
    confirmed: int
    expired: int
    declined: int


class BoardSummary(msgspec.Struct, kw_only=True, frozen=True):
    """Tasks that are open, or ended within seven days: in all, and by shop, the busiest first."""

    open: int
    unseen: int
    due_soon: int
    confirmed: int
    expired: int
    declined: int
    shops: list[BoardGroupOut]


class SomeTasks(msgspec.Struct, kw_only=True, frozen=True):
    """Tasks by number."""

    task_ids: Annotated[list[int], msgspec.Meta(min_length=1, max_length=MOST_AT_ONCE)]


class Touched(msgspec.Struct, kw_only=True, frozen=True):
    """How many tasks an act has changed."""

    tasks: int


def audience_of(data: OrderAudienceInput) -> OrderAudience:
    """Read an audience; refuses several kinds of them at once, and none."""
    kinds: list[OrderAudience] = []
    if data.staff_ids or data.department_ids:
        kinds.append(
            StaffAudience(
                staff_ids=tuple(StaffId(one) for one in data.staff_ids),
                department_ids=tuple(DepartmentId(one) for one in data.department_ids),
            )
        )
    if data.tag_ids:
        kinds.append(TagAudience(tag_ids=tuple(TagId(one) for one in dict.fromkeys(data.tag_ids))))
    if data.segment_id is not None:
        kinds.append(SegmentAudience(segment_id=data.segment_id))
    if len(kinds) != 1:
        raise BadAudienceError
    return kinds[0]


def order_of(data: WorkOrderInput) -> NewWorkOrder:
    """Read what is asked."""
    return NewWorkOrder(
        key=f"operator:{data.key}",
        kind=data.kind,
        title=data.title.strip(),
        todo=data.todo.strip(),
        closes_at=data.closes_at,
        phrases=tuple(one.strip() for one in data.phrases),
        proof=data.proof,
        proof_tag_id=None if data.proof_tag_id is None or data.proof is not Proof.TAG else TagId(data.proof_tag_id),
        audience=audience_of(data.audience),
    )


def ids_of(data: SomeTasks) -> list[TaskId]:
    """Read tasks by number."""
    return [TaskId(one) for one in dict.fromkeys(data.task_ids)]


def order_list(page: Page[OrderView]) -> WorkOrderList:
    """Show a page of work orders."""
    return WorkOrderList(items=[order_row(one) for one in page.items], next_cursor=page.next_cursor, total=page.total)


def order_row(view: OrderView) -> WorkOrderRow:
    """Show a work order in the list."""
    order = view.order
    return WorkOrderRow(
        work_order_id=order.work_order_id,
        kind=order.kind,
        title=order.title,
        state=view.state,
        closes_at=order.closes_at,
        created_at=order.created_at,
        created_by=order.created_by,
        counts=_counts(view.counts),
    )


def order_out(view: OrderView) -> WorkOrderOut:
    """Show a work order whole."""
    order = view.order
    return WorkOrderOut(
        **msgspec.structs.asdict(order_row(view)),
        todo=order.todo,
        phrases=list(order.phrases),
        proof=order.proof,
        proof_tag_id=order.proof_tag_id,
        audience=_audience(order.audience),
    )


def size_out(size: AudienceSize) -> OrderSizeOut:
    """Show how many an order would be for."""
    return OrderSizeOut(staff=size.staff, tasks=size.tasks, customers=size.customers, without_owner=size.without_owner)


def board_list(page: Page[tuple[BoardRow, Shop | None]], *, personal: bool) -> BoardTaskList:
    """Show a page of the board; what members wrote is shown to those who may see customers."""
    return BoardTaskList(
        items=[_task(row, shop, personal=personal) for row, shop in page.items],
        next_cursor=page.next_cursor,
        total=page.total,
    )


def summary(groups: Sequence[BoardGroup]) -> BoardSummary:
    """Show the board's sums."""
    return BoardSummary(
        open=sum(one.open for one in groups),
        unseen=sum(one.unseen for one in groups),
        due_soon=sum(one.due_soon for one in groups),
        confirmed=sum(one.confirmed for one in groups),
        expired=sum(one.expired for one in groups),
        declined=sum(one.declined for one in groups),
        shops=[
            BoardGroupOut(
                shop=None if one.shop_id is None else BoardShop(department_id=one.shop_id, name=one.shop_name or ""),
                open=one.open,
                unseen=one.unseen,
                due_soon=one.due_soon,
                confirmed=one.confirmed,
                expired=one.expired,
                declined=one.declined,
            )
            for one in groups
        ],
    )


def _task(row: BoardRow, shop: Shop | None, *, personal: bool) -> BoardTask:
    told = {name: getattr(row, name) for name in BoardTask.__struct_fields__ if name not in {"staff", "note"}}
    return BoardTask(
        **told,
        staff=BoardStaff(
            staff_id=row.staff_id,
            name=row.staff_name,
            shop=None if shop is None else BoardShop(department_id=shop.department_id, name=shop.name),
        ),
        note=row.note if personal else None,
    )


def _counts(counts: OrderCounts) -> OrderCountsOut:
    return OrderCountsOut(**{name: getattr(counts, name) for name in OrderCountsOut.__struct_fields__})


def _audience(audience: OrderAudience | None) -> OrderAudienceInput | None:
    match audience:
        case StaffAudience(staff_ids, department_ids):
            return OrderAudienceInput(staff_ids=list(staff_ids), department_ids=list(department_ids))
        case TagAudience(tag_ids):
            return OrderAudienceInput(tag_ids=list(tag_ids))
        case SegmentAudience(segment_id):
            return OrderAudienceInput(segment_id=segment_id)
        case None:
            return None
