"""What crosses the wall of tasks: what to ask of whom, its state, and counts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lingqu.kernel.ids import BroadcastId, StaffId, TaskId

OPENED = "task.opened"
CONFIRMED = "task.confirmed"
EXPIRED = "task.expired"
CANCELLED = "task.cancelled"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """Work to ask of a member; asking twice under one key asks once."""

    key: str
    kind: TaskKind
    staff_id: StaffId
    broadcast_id: BroadcastId | None
    closes_at: datetime


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCounts:
    """Tasks of one broadcast by state."""

    open: int = 0
    confirmed: int = 0
    expired: int = 0
    cancelled: int = 0
