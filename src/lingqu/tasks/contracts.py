"""What crosses the wall of tasks: what to ask of whom, its state, cards, boards, and counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType, TypeAlias

from lingqu.kernel.ids import BroadcastId, CustomerId, DepartmentId, StaffId, TagId, TaskId, Userid

WorkOrderId = NewType("WorkOrderId", int)
CardId = NewType("CardId", int)

OPENED = "task.opened"
SEEN = "task.seen"
CONFIRMED = "task.confirmed"
EXPIRED = "task.expired"
CANCELLED = "task.cancelled"

JOB_OPEN_ORDER = "tasks.open_order"
"""Open the tasks of a work order; key: its number."""

JOB_TEND = "tasks.tend"
"""See after the open tasks of a member: cards, reminders, deadlines, proof; key: the member's number."""

JOB_CLOSE_CARDS = "tasks.close_cards"
"""Let a card show that its tasks are over; key: the card's number."""


class TaskState(StrEnum):
    """Where a task stands; `lingqu.tasks.domain.states` has the moves."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class TaskKind(StrEnum):
    """What a member is asked to do."""

    GROUP_SEND = "group_send"
    """Press send on a group send in the client of WeCom."""
    MOMENT = "moment"
    """Publish a moment in the client of WeCom."""

    FOLLOW_UP = "follow_up"
    """Get back to customers (回访)."""

    MESSAGE = "message"
    """Write to customers one by one."""

    INVITE = "invite"
    """Invite customers into a group; no interface does that."""

    TAG = "tag"
    """Complete customers' tags."""

    OTHER = "other"
    """Anything else, said in words."""


class Proof(StrEnum):
    """What shows that a task of a work order is done."""

    PRESS = "press"
    """The member says so."""

    NOTE = "note"
    """The member writes down what came of it."""

    TAG = "tag"
    """Every customer of the task has a tag."""


class Declined(StrEnum):
    """Why a member cannot do a task."""

    NO_ANSWER = "no_answer"
    NOT_MINE = "not_mine"
    NO_TIME = "no_time"
    OTHER = "other"


class CancelReason(StrEnum):
    """Why a task was taken back where nobody did it."""

    REPLACED = "replaced"
    """A customer does not want it any more; the others of the task are asked for by a new one."""

    NOBODY_LEFT = "nobody_left"
    """None of its customers wants it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """Work to ask of a member; asking twice under one key asks once.

    Attributes:
        broadcast_id: of a group send.
        work_order_id: of any other kind; says what to do.
        customer_ids: whom it is about, at most `MOST_CUSTOMERS`.
    """

    key: str
    kind: TaskKind
    staff_id: StaffId
    closes_at: datetime
    broadcast_id: BroadcastId | None = None
    work_order_id: WorkOrderId | None = None
    customer_ids: Sequence[CustomerId] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """The member did it, at an instant that WeCom names."""

    task_id: TaskId
    confirmed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task as listed; `reminders` counts all that were ever sent."""

    task_id: TaskId
    staff_id: StaffId
    staff_name: str
    state: TaskState
    opened_at: datetime
    confirmed_at: datetime | None
    reminders: int
    cancel_reason: CancelReason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCounts:
    """Tasks of one broadcast by state."""

    open: int = 0
    confirmed: int = 0
    expired: int = 0
    cancelled: int = 0


# ───────────────────────── work orders ─────────────────────────

MOST_CUSTOMERS = 30
"""Customers of one task: what a member looks through on a phone. More of them become further tasks."""


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


# ───────────────────────── the board ─────────────────────────


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


class CardState(StrEnum):
    """What became of a card: being sent, taken by WeCom, or refused."""

    CALLING = "calling"
    SENT = "sent"
    FAILED = "failed"


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


# ───────────────────────── the member's page ─────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class MyTask:
    """A task as its member sees it in the list."""

    task_id: TaskId
    kind: TaskKind
    state: TaskState
    title: str | None
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    confirmed_at: datetime | None
    declined: Declined | None
    customers: int
    customers_done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCustomer:
    """A customer of a task, as the member knows them: own remark, tags on the own relation."""

    customer_id: CustomerId
    name: str | None
    avatar_url: str | None
    remark: str | None
    tags: Sequence[str]
    followed: bool
    has_proof: bool
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyTaskDetail:
    """One task with all that its member needs to do it."""

    task: MyTask
    todo: str | None
    phrases: Sequence[str]
    proof: Proof
    proof_tag: str | None
    note: str | None
    customers: Sequence[MyCustomer]


# ───────────────────────── cards ─────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class CardContent:
    """A card in our words; the gateway dresses it in WeCom's.

    Attributes:
        rows: names of at most 5 characters with values of at most 30; at most six.
        button: text and key of the one that calls back.
        link: text of the button, and address, that open the member's page.
    """

    source: str
    title: str
    subtitle: str
    text: str
    rows: Sequence[tuple[str, str]]
    button: tuple[str, str]
    link: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCall:
    """One card to one member. `wecom_task_id` is used once for ever, so that a repetition sends nothing."""

    userid: Userid
    wecom_task_id: str
    content: CardContent


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCard:
    """What WeCom told of a card; nothing where it was sent before and its answer was lost."""

    msgid: str | None = None
    response_code: str | None = field(default=None, repr=False)
