"""After all: who was skipped because they gave way is planned again, and their member is asked.

In two steps, because a member should press once: recipients are planned some thousand a unit, and when all are, each
member gets a call of its own for them, whatever calls they have already. One that is ready may begin at any instant,
and would leave them behind.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from lingqu.customers.contracts.consent import Purpose
from lingqu.deliveries.api.calls import hand_over_job
from lingqu.deliveries.contracts import ChatType, Content, PlannedDelivery
from lingqu.deliveries.domain.group_send import fingerprint, parts
from lingqu.deliveries.domain.keys import after_all_key
from lingqu.deliveries.store import after_all as store
from lingqu.deliveries.store import group_sends
from lingqu.deliveries.store.group_sends import NewGroupSend
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CustomerId


async def list_given_way(session: Session, broadcast_id: BroadcastId) -> list[CustomerId]:
    """Return the customers of a broadcast who were skipped because they gave way, ascending."""
    return await store.list_given_way(session, broadcast_id)


async def lock_given_way(
    unit: UnitOfWork, broadcast_id: BroadcastId, customer_ids: Collection[CustomerId]
) -> list[CustomerId]:
    """Return and hold those of some customers who still give way."""
    return await store.lock_given_way(unit, broadcast_id, customer_ids)


async def plan_after_all(unit: UnitOfWork, broadcast_id: BroadcastId, planned: Sequence[PlannedDelivery]) -> int:
    """Plan customers who gave way; whoever did not, or is planned already, is left alone. Return how many were.

    `request_after_all` asks for them to be handed over.
    """
    return await store.plan(unit, broadcast_id, planned)


async def request_after_all(
    unit: UnitOfWork,
    broadcast_id: BroadcastId,
    *,
    contents: Mapping[str, Content],
    closes_at: datetime,
    purpose: Purpose,
) -> None:
    """Prepare a call, or several where they are beyond one, for each member and content of those planned after all.

    Asking twice for the same recipients asks once: a call's key has the first of them.
    """
    calls = [
        NewGroupSend(
            key=after_all_key(broadcast_id, one.staff_id, one.variant, one.delivery_id, part),
            staff_id=one.staff_id,
            variant=one.variant,
            fingerprint=fingerprint(ChatType.SINGLE, one.userid, contents[one.variant]),
        )
        for one in await store.list_waiting(unit, broadcast_id)
        for part in range(parts(ChatType.SINGLE, one.recipients))
    ]
    if calls:
        await group_sends.insert(
            unit,
            broadcast_id,
            calls,
            chat_type=ChatType.SINGLE,
            contents=contents,
            closes_at=closes_at,
            purpose=purpose,
        )
        unit.enqueue(hand_over_job(broadcast_id))
