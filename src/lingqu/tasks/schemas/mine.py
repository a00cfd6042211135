"""The shapes of a member's own page."""

from datetime import datetime

import msgspec

from lingqu.kernel.ids import TaskId
from lingqu.tasks.contracts.mine import MyCustomer, MyTask, MyTaskDetail
from lingqu.tasks.contracts.tasks import Declined, Proof, TaskKind, TaskState

MOST_SEEN = 100


class MyTaskOut(msgspec.Struct, kw_only=True, frozen=True):
    """A task of mine. The title is null for a group send."""

    task_id: int
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


class MyTasks(msgspec.Struct, kw_only=True, frozen=True):
    """What I am asked, the nearest deadline first, and what ended in the last seven days."""

    member: str
    shop: str | None
    now: datetime
    open: list[MyTaskOut]
    ended: list[MyTaskOut]


class MyCustomerOut(msgspec.Struct, kw_only=True, frozen=True):
    """A customer of a task, as I know them. `followed`: they are my contact still."""

    customer_id: int
    name: str | None
    avatar_url: str | None
    remark: str | None
    tags: list[str]
    followed: bool
    has_proof: bool
    done_at: datetime | None


class MyTaskFull(MyTaskOut, kw_only=True, frozen=True):
    """One task of mine, with all that I need to do it."""

    now: datetime
    todo: str | None
    phrases: list[str]
    proof: Proof
    proof_tag: str | None
    note: str | None
    people: list[MyCustomerOut]


class Finish(msgspec.Struct, kw_only=True, frozen=True):
    """It is done; the note is needed where the task asks for one."""

    note: str = ""


class Decline(msgspec.Struct, kw_only=True, frozen=True):
    """It cannot be done; another reason than those listed is said in the note."""

    reason: Declined
    note: str = ""


class Tick(msgspec.Struct, kw_only=True, frozen=True):
    """A customer of the task is done, or not yet after all."""

    done: bool


class Seen(msgspec.Struct, kw_only=True, frozen=True):
    """Tasks that are on the member's screen."""

    task_ids: list[int]


class SeenOut(msgspec.Struct, kw_only=True, frozen=True):
    """How many of them were seen for the first time."""

    tasks: int


def seen_ids(data: Seen) -> list[TaskId]:
    """Read what was seen: no more than a page shows."""
    return [TaskId(one) for one in dict.fromkeys(data.task_ids)][:MOST_SEEN]


def my_task(task: MyTask) -> MyTaskOut:
    """Show a task in the list."""
    return MyTaskOut(**{name: getattr(task, name) for name in MyTaskOut.__struct_fields__})


def my_task_full(detail: MyTaskDetail, *, now: datetime) -> MyTaskFull:
    """Show one task."""
    return MyTaskFull(
        **msgspec.structs.asdict(my_task(detail.task)),
        now=now,
        todo=detail.todo,
        phrases=list(detail.phrases),
        proof=detail.proof,
        proof_tag=detail.proof_tag,
        note=detail.note,
        people=[_customer(one) for one in detail.customers],
    )


def _customer(one: MyCustomer) -> MyCustomerOut:
    told = {name: getattr(one, name) for name in MyCustomerOut.__struct_fields__ if name != "tags"}
    return MyCustomerOut(**told, tags=list(one.tags))
