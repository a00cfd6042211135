"""Work orders: what is asked of many members, for whom, and how far it is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from lingqu.kernel.ids import DepartmentId, StaffId, TagId
from lingqu.tasks.contracts.tasks import Proof, TaskKind, WorkOrderId


class OrderState(StrEnum):
    """How far a work order is: its tasks are being opened, can be done, are all over, or were taken back."""

    OPENING = "opening"
    OPEN = "open"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class StaffAudience:
    """A task for every member named or in the departments and all below them; leavers get none."""

    staff_ids: tuple[StaffId, ...] = ()
    department_ids: tuple[DepartmentId, ...] = ()


@dataclass(frozen=True, slots=True)
class TagAudience:
    """Tasks for the owners of the customers who have any of the tags."""

    tag_ids: tuple[TagId, ...]


@dataclass(frozen=True, slots=True)
class SegmentAudience:
    """Tasks for the owners of a segment's members, as they are when the order is made."""

    segment_id: int


OrderAudience: TypeAlias = StaffAudience | TagAudience | SegmentAudience
"""An owner is the member with customer contact whose live relation was added last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWorkOrder:
    """What to ask of many members; asking twice under one key asks once.

    Attributes:
        title, todo: what stands on the card, and the whole of it.
        phrases: words that the member may copy and send.
        audience: None where tasks are opened one by one, by `open_tasks`.
    """

    key: str
    kind: TaskKind
    title: str
    todo: str
    closes_at: datetime
    phrases: tuple[str, ...] = ()
    proof: Proof = Proof.PRESS
    proof_tag_id: TagId | None = None
    audience: OrderAudience | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """A work order as stored."""

    work_order_id: WorkOrderId
    kind: TaskKind
    title: str
    todo: str
    phrases: tuple[str, ...]
    proof: Proof
    proof_tag_id: TagId | None
    audience: OrderAudience | None
    closes_at: datetime
    created_at: datetime
    created_by: str | None
    opened_at: datetime | None
    cancelled_at: datetime | None
    opened_to: StaffId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCounts:
    """Tasks of a work order by what became of them.

    Attributes:
        seen: of those that are open, whose member has seen them.
        declined: of those cancelled, by the member and with a reason.
        customers, customers_done: whom they are about, and how many of these the members have ticked off.
    """

    open: int = 0
    seen: int = 0
    confirmed: int = 0
    expired: int = 0
    cancelled: int = 0
    declined: int = 0
    customers: int = 0
    customers_done: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """A work order with its state and counts."""

    order: WorkOrder
    state: OrderState
    counts: OrderCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceSize:
    """Whom a work order would be for now: members with a task, customers in these, customers without an owner."""

    staff: int
    tasks: int
    customers: int
    without_owner: int
