"""Taking out: a customer who is not to have a message any more, while it is on its way to them.

What is only planned is skipped at once. Out of a call that is not begun they are left; one in flight is waited for. One
that a member may confirm is taken back from the member, looked at once more, and made anew without them: whoever it
reached before is `delivered`, whatever they have said since.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from lingqu.customers.api import consent
from lingqu.customers.contracts.consent import ConsentChannel, Ground, Purpose
from lingqu.deliveries.api.calls import UNIT_ROWS, hand_over_job, poll_job
from lingqu.deliveries.contracts import (
    JOB_TAKE_OUT,
    DeliveryState,
    GroupSendId,
    OnTheWay,
    TakenOut,
)
from lingqu.deliveries.domain.group_send import GATHER, chunks
from lingqu.deliveries.domain.refusals import REASONS
from lingqu.deliveries.domain.states import GroupSendState
from lingqu.deliveries.store import group_sends, moves
from lingqu.deliveries.store import taking_out as store
from lingqu.deliveries.store.group_sends import GroupSend
from lingqu.deliveries.store.moves import Move
from lingqu.deliveries.store.recipients import Claimed
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CorpId, CustomerId, DeliveryId
from lingqu.kernel.jobs import NewJob

IN_FLIGHT_PAUSE = timedelta(seconds=10)
"""After which a call in flight is looked at again."""


async def list_on_the_way(session: Session, customer_ids: Collection[CustomerId]) -> list[OnTheWay]:
    """Return the messages of broadcasts that customers may still get."""
    return await store.list_on_the_way(session, customer_ids)


async def take_out(unit: UnitOfWork, grounds: Mapping[DeliveryId, Ground]) -> None:
    """See to it that messages are not received: at once where nothing was begun, otherwise by jobs.

    Idempotent: one that has ended, or that somebody was taken out of already, is left alone.
    """
    reasons = {delivery_id: REASONS[ground] for delivery_id, ground in grounds.items()}
    marked = await store.mark(unit, reasons) if reasons else []
    due: dict[GroupSendId, datetime] = {}
    for one in marked:
        if one.group_send_id is not None:
            # Who is claimed is of a call that may begin at any instant; an open task waits for others who withdraw.
            at = unit.at + GATHER if one.state == DeliveryState.HANDED_OVER else unit.at
            due[one.group_send_id] = min(at, due.get(one.group_send_id, at))
    unit.enqueue(*(_job(group_send_id, due=at) for group_send_id, at in due.items()))


async def take_out_of_call(database: Database, corp_id: CorpId, group_send_id: GroupSendId) -> datetime | None:
    """Do with one call what those ask for who are to be taken out of it; return when to come back.

    Run again after a kill, it finds the call where it is.
    """
    async with database.unit(corp_id) as unit:
        await group_sends.lock(unit, [group_send_id])
        for call in await group_sends.list_by_ids(unit, [group_send_id]):
            match call.state:
                case GroupSendState.READY:
                    await store.skip_marked(unit, [group_send_id])
                case GroupSendState.CALLING:
                    return unit.at + IN_FLIGHT_PAUSE
                case GroupSendState.HANDED_OVER:
                    if await store.replace(unit, group_send_id):
                        unit.enqueue(poll_job(group_send_id, due=unit.at))
                case _:
                    pass
    return None


async def drop_refusers(unit: UnitOfWork, calls: Sequence[GroupSend], claimed: Sequence[Claimed]) -> None:
    """Skip those just given to calls who do not want it, or shall not have it, by now. The calls must be locked."""
    purposes = {call.group_send_id: Purpose(call.purpose) for call in calls}
    given = [
        (one.customer_id, one.delivery_id, purposes[one.group_send_id])
        for one in claimed
        if one.customer_id is not None and one.group_send_id is not None
    ]
    for purpose in sorted({purpose for _, _, purpose in given}):
        asked = {customer_id: delivery_id for customer_id, delivery_id, meant in given if meant == purpose}
        refusals = await consent.find_refusals(unit, asked, purpose, ConsentChannel.BROADCAST)
        await moves.move(
            unit,
            [
                Move(
                    delivery_id=asked[customer_id],
                    state=DeliveryState.SKIPPED,
                    reason=REASONS[refusal.ground],
                    at=unit.at,
                )
                for customer_id, refusal in refusals.items()
            ],
            origin=DeliveryState.CLAIMED,
        )


async def plan_again(database: Database, corp_id: CorpId, group_send_id: GroupSendId, asked: Sequence[Move]) -> bool:
    """Plan those whom a call never reached once more, a unit at a time; tell whether all of them are.

    Not those of a broadcast that was closed meanwhile, nor whoever was taken out meanwhile: the next look ends them.
    """
    for chunk in chunks(asked, UNIT_ROWS):
        async with database.unit(corp_id) as unit:
            if not await store.lock_replaced(unit, group_send_id):
                return False
            if await moves.move(unit, chunk, origin=DeliveryState.HANDED_OVER) < len(chunk):
                return False
    return True


async def ask_again(unit: UnitOfWork, calls: Sequence[GroupSend]) -> set[GroupSendId]:
    """Have the members of replaced calls asked again, for those planned again; return which are. Lock the calls first.

    In the unit that closes the calls, so that their broadcast never looks as if it were over.
    """
    again: set[GroupSendId] = set()
    for call in calls:
        if await store.lock_replaced(unit, call.group_send_id) and await store.insert_next(unit, call):
            again.add(call.group_send_id)
            unit.enqueue(hand_over_job(call.broadcast_id))
    return again


async def count_taken_out(session: Session, broadcast_id: BroadcastId) -> list[TakenOut]:
    """Return how many were taken out of a broadcast on its way, and how many of them had it already, by the reason."""
    return await store.count_taken_out(session, broadcast_id)


def _job(group_send_id: GroupSendId, *, due: datetime) -> NewJob:
    return NewJob(kind=JOB_TAKE_OUT, key=str(group_send_id), payload={"group_send_id": group_send_id}, due=due)
