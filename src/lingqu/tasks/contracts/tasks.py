"""Tasks: what to ask of a member, where it stands, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from lingqu.kernel.ids import BroadcastId, CustomerId, StaffId, TaskId

WorkOrderId = NewType("WorkOrderId", int)


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


MOST_CUSTOMERS = 30
"""Customers of one task: what a member looks through on a phone. More of them become further tasks."""
