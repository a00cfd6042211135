"""Planning: the audience becomes deliveries, some thousand customers a unit, and goes on where a kill stopped it."""

from lingqu.deliveries.api import calls
from lingqu.deliveries.contracts import PlannedDelivery
from lingqu.infra.database import Database, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CorpId, CustomerId
from lingqu.outreach import store
from lingqu.outreach.api.broadcasts import follow_job
from lingqu.outreach.contracts import Broadcast, BroadcastState
from lingqu.outreach.domain.audiences import Candidate, in_audience, skip_reason
from lingqu.outreach.domain.broadcasts import OPEN_FOR
from lingqu.outreach.store import Step

CHUNK = 2_000
"""Ordinals looked at in one unit: at most so many deliveries, with their facts, in well below half a second."""


async def plan_broadcast(database: Database, corp_id: CorpId, broadcast_id: BroadcastId) -> None:
    """Plan a broadcast to its end, a unit at a time; does nothing when it is not being planned (any more)."""
    more = True
    while more:
        async with database.unit(corp_id, cause=f"broadcast:{broadcast_id}") as unit:
            more = await plan_next(unit, broadcast_id)


async def plan_next(unit: UnitOfWork, broadcast_id: BroadcastId) -> bool:
    """Plan the next customers, or end the planning; tell whether there are more.

    The row is locked, so that a cancellation comes before or after a chunk and never into it.
    """
    broadcast = await store.find(unit, broadcast_id, lock=True)
    if broadcast is None or broadcast.state is not BroadcastState.PLANNING:
        return False
    first = await store.find_first(unit, broadcast.audience, after=broadcast.planned_to)
    if first is None:
        await _finish(unit, broadcast)
        return False
    last = CustomerId(first + CHUNK - 1)
    candidates = await store.list_candidates(unit, broadcast.audience, from_id=first, to_id=last)
    planned = [_planned(one) for one in candidates if in_audience(one.standing)]
    await calls.plan_deliveries(unit, broadcast_id, planned)
    await store.set_planned_to(unit, broadcast_id, last)
    return True


async def _finish(unit: UnitOfWork, broadcast: Broadcast) -> None:
    closes_at = unit.at + OPEN_FOR
    await calls.request_hand_over(unit, broadcast.broadcast_id, content=broadcast.content, closes_at=closes_at)
    await store.move(
        unit,
        broadcast.broadcast_id,
        Step(state=BroadcastState.HANDING_OVER, planned_at=unit.at, closes_at=closes_at),
    )
    unit.enqueue(follow_job(broadcast.broadcast_id))


def _planned(candidate: Candidate) -> PlannedDelivery:
    reason = skip_reason(candidate.standing)
    return PlannedDelivery(
        customer_id=candidate.customer_id,
        staff_id=candidate.sender if reason is None else None,
        skip=reason,
    )
