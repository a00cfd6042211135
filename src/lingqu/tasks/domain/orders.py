"""Work orders: what may be asked, and how one becomes tasks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from lingqu.kernel.ids import CustomerId, StaffId
from lingqu.tasks.contracts.orders import NewWorkOrder, OrderCounts, OrderState, WorkOrder
from lingqu.tasks.contracts.tasks import MOST_CUSTOMERS, NewTask, Proof, TaskKind
from lingqu.tasks.errors import BadOrderError, DeadlinePassedError, UnknownTagError

TITLE_CHARS = 30
TODO_CHARS = 1_000
PHRASE_CHARS = 500
MOST_PHRASES = 5
NOTE_CHARS = 500
MOST_AUDIENCE = 200_000
"""Customers of one order: what thousands of members can look after; a broadcast reaches more with one press each."""

SHORTEST = timedelta(minutes=10)
LONGEST = timedelta(days=92)


def check_order(order: NewWorkOrder, *, at: datetime) -> None:
    """Refuse what cannot be asked.

    Raises:
        BadOrderError: a text is missing or too long, or the kind is one that WeCom's client confirms.
        DeadlinePassedError: too near or too far.
        UnknownTagError: a tag as proof, and none is named.
    """
    if order.kind in {TaskKind.GROUP_SEND, TaskKind.MOMENT}:
        raise BadOrderError("body.kind", "group sends and moments are made by outreach", most=0)
    if not 1 <= len(order.title) <= TITLE_CHARS:
        raise BadOrderError("body.title", f"a title has 1 to {TITLE_CHARS} characters", most=TITLE_CHARS)
    if not 1 <= len(order.todo) <= TODO_CHARS:
        raise BadOrderError("body.todo", f"say what to do in 1 to {TODO_CHARS} characters", most=TODO_CHARS)
    if len(order.phrases) > MOST_PHRASES:
        raise BadOrderError("body.phrases", f"at most {MOST_PHRASES} suggestions", most=MOST_PHRASES)
    if any(not 1 <= len(one) <= PHRASE_CHARS for one in order.phrases):
        raise BadOrderError("body.phrases", f"a suggestion has 1 to {PHRASE_CHARS} characters", most=PHRASE_CHARS)
    if not SHORTEST <= order.closes_at - at <= LONGEST:
        raise DeadlinePassedError
    if order.proof is Proof.TAG and order.proof_tag_id is None:
        raise UnknownTagError("body.proof_tag_id")


def state_of(order: WorkOrder, counts: OrderCounts, *, at: datetime) -> OrderState:
    """Return how far a work order is."""
    if order.cancelled_at is not None:
        return OrderState.CANCELLED
    if order.opened_at is None:
        return OrderState.OPENING
    return OrderState.OVER if at >= order.closes_at or not counts.open else OrderState.OPEN


def tasks_for(order: WorkOrder, staff_id: StaffId, customer_ids: Sequence[CustomerId]) -> list[NewTask]:
    """Return a member's tasks of an order: one, or one for every so many customers. The keys tell them apart."""
    parts = [customer_ids[start : start + MOST_CUSTOMERS] for start in range(0, len(customer_ids), MOST_CUSTOMERS)]
    return [
        NewTask(
            key=f"order:{order.work_order_id}:{staff_id}:{number}",
            kind=order.kind,
            staff_id=staff_id,
            closes_at=order.closes_at,
            work_order_id=order.work_order_id,
            customer_ids=part,
        )
        for number, part in enumerate(parts or [()])
    ]
