"""Mailings: what journeys bring together becomes a broadcast that leaves at its hour, governed as any other."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from lingqu.deliveries.api import calls
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import BroadcastId
from lingqu.kernel.jobs import NewJob
from lingqu.outreach.contracts.broadcasts import JOB_START, BroadcastState
from lingqu.outreach.contracts.mailings import Addressed, Mailing
from lingqu.outreach.store import broadcasts as store


async def address(unit: UnitOfWork, mailing: Mailing, addressed: Sequence[Addressed], *, gathers: timedelta) -> None:
    """Plan a message for each; one whose key there is already is left alone.

    Who gets it, from whom, and why not, is decided when the mailing leaves.

    Args:
        gathers: where the mailing has begun to leave, they are of the next one, so much later.
    """
    broadcast_id = await _open(unit, mailing, gathers)
    await calls.plan_addressed(unit, broadcast_id, [(one.key, one.customer_id, one.enrollment_id) for one in addressed])


async def _open(unit: UnitOfWork, mailing: Mailing, gathers: timedelta) -> BroadcastId:
    while True:
        key = f"{mailing.source}@{mailing.leaves_at.timestamp():.0f}"
        fresh = await store.open_mailing(unit, mailing, key)
        if fresh is not None:
            unit.enqueue(NewJob(kind=JOB_START, key=str(fresh), payload={"broadcast_id": fresh}, due=mailing.leaves_at))
            return fresh
        broadcast_id, state = await store.hold_mailing(unit, key)
        if state is BroadcastState.SCHEDULED:
            return broadcast_id
        mailing = replace(mailing, leaves_at=mailing.leaves_at + gathers)
