"""Following: a broadcast's own state is read from what became of its calls and deliveries."""

from collections.abc import Mapping
from datetime import datetime

from lingqu.deliveries.api import calls, reads
from lingqu.deliveries.contracts import DeliveryState, Progress
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import BroadcastId
from lingqu.kernel.jobs import NewJob
from lingqu.outreach.api.after_all import ask_after_all
from lingqu.outreach.contracts.broadcasts import JOB_FOLLOW, Broadcast, BroadcastState
from lingqu.outreach.domain.broadcasts import RUNNING, advanced, next_follow
from lingqu.outreach.store import broadcasts as store
from lingqu.outreach.store import programmes as programme_store
from lingqu.outreach.store.broadcasts import Step


async def follow_broadcast(unit: UnitOfWork, broadcast_id: BroadcastId) -> datetime | None:
    """Bring a broadcast's state up to date; return when to look again, None when it is over.

    A cancelled one is followed until the last of its messages has ended, because its counts still change.
    """
    broadcast = await store.find(unit, broadcast_id, lock=True)
    if broadcast is None or broadcast.state not in (*RUNNING, BroadcastState.CANCELLED):
        return None
    progress = await calls.progress_of(unit, broadcast_id)
    counts = (await reads.count_deliveries(unit, [broadcast_id]))[broadcast_id]
    state = advanced(
        ready=progress.ready,
        calling=progress.calling,
        handed_over=progress.handed_over,
        unsettled=counts.get(DeliveryState.PLANNED, 0) + counts.get(DeliveryState.CLAIMED, 0),
    )
    closes_at = broadcast.closes_at or unit.at
    if progress.ready and unit.at >= closes_at:
        await calls.request_closing(unit, broadcast_id, cancelled=False)
    await _settle(unit, broadcast, state, progress, counts)
    if state is BroadcastState.DONE:
        return None
    return next_follow(began_at=broadcast.created_at, at=unit.at, closes_at=closes_at)


def follow_job(broadcast_id: BroadcastId) -> NewJob:
    """Ask for a look at where a broadcast stands."""
    return NewJob(kind=JOB_FOLLOW, key=str(broadcast_id), payload={"broadcast_id": broadcast_id})


async def _settle(
    unit: UnitOfWork,
    broadcast: Broadcast,
    state: BroadcastState,
    progress: Progress,
    counts: Mapping[DeliveryState, int],
) -> None:
    over = state is BroadcastState.DONE
    if broadcast.state is not BroadcastState.CANCELLED and state is not broadcast.state:
        await store.move(
            unit,
            broadcast.broadcast_id,
            Step(state=state, handed_over_at=progress.handed_over_at, finished_at=unit.at if over else None),
        )
    if over:
        by_variant = await reads.count_by_variant(unit, broadcast.broadcast_id)
        if await store.keep_counts(unit, broadcast.broadcast_id, counts, by_variant):
            await _give_back(unit, broadcast)
            if broadcast.state is BroadcastState.CANCELLED:
                await ask_after_all(unit)


async def _give_back(unit: UnitOfWork, broadcast: Broadcast) -> None:
    """Give the programme back what it spent on those whom nothing reached."""
    if broadcast.programme_id is not None:
        in_vain = await reads.count_paid_in_vain(unit, broadcast.broadcast_id)
        await programme_store.give_back(unit, broadcast.programme_id, in_vain)
