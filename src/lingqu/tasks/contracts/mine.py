"""A member's own tasks, as their page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lingqu.kernel.ids import CustomerId, TaskId
from lingqu.tasks.contracts.tasks import Declined, Proof, TaskKind, TaskState


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
