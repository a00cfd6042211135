"""The board of all tasks, and of a shop's."""

from dataclasses import dataclass
from datetime import datetime

from lingqu.kernel.ids import BroadcastId, DepartmentId, StaffId, TaskId
from lingqu.tasks.contracts.tasks import CancelReason, Declined, TaskKind, TaskState, WorkOrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """Which tasks to list; None and empty do not narrow."""

    state: TaskState | None = None
    kind: TaskKind | None = None
    staff_id: StaffId | None = None
    department_id: DepartmentId | None = None
    work_order_id: WorkOrderId | None = None
    seen: bool | None = None
    closes_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """A task on the board."""

    task_id: TaskId
    kind: TaskKind
    state: TaskState
    staff_id: StaffId
    staff_name: str
    title: str | None
    broadcast_id: BroadcastId | None
    work_order_id: WorkOrderId | None
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


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardGroup:
    """Tasks of a shop (None: of members without one) that were open, or ended within the days looked at."""

    shop_id: DepartmentId | None
    shop_name: str | None
    open: int
    unseen: int
    due_soon: int
    confirmed: int
    expired: int
    declined: int
