"""A person says what became of a call of which WeCom cannot tell: its recipients follow, and so does what it cost."""

from collections.abc import Sequence

from lingqu.deliveries.api import reads, settling
from lingqu.deliveries.contracts import DeliveryState, GroupSendId, UnknownCall
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CorpId
from lingqu.kernel.jobs import NewJob
from lingqu.outreach.api.broadcasts import get_broadcast
from lingqu.outreach.contracts.broadcasts import JOB_SETTLED
from lingqu.outreach.store import broadcasts as store
from lingqu.outreach.store import programmes as programme_store


async def list_unknown_calls(session: Session, broadcast_id: BroadcastId) -> Sequence[UnknownCall]:
    """Return the calls of a broadcast of which WeCom cannot tell, and what persons said of them.

    Raises:
        BroadcastNotFoundError: there is none.
    """
    await get_broadcast(session, broadcast_id)
    return await settling.list_unknown_calls(session, broadcast_id)


async def settle_call(
    unit: UnitOfWork, broadcast_id: BroadcastId, group_send_id: GroupSendId, *, sent: bool, words: str, by: str
) -> None:
    """Say whether a call was sent, with a reason; once, and only of one that is unknown.

    Raises:
        BroadcastNotFoundError, CallNotFoundError: there is none.
        BadVerdictError: without a reason.
        CallSettledError: it is not unknown (any more).
    """
    await get_broadcast(unit, broadcast_id)
    await settling.settle_call(unit, broadcast_id, group_send_id, sent=sent, words=words, by=by)
    payload = {"broadcast_id": broadcast_id, "group_send_id": group_send_id}
    unit.enqueue(NewJob(kind=JOB_SETTLED, key=str(group_send_id), payload=payload))


async def follow_verdict(
    database: Database, corp_id: CorpId, broadcast_id: BroadcastId, group_send_id: GroupSendId
) -> None:
    """Have the recipients of a call follow what was said of it, then the counts and the budget of its broadcast."""
    await settling.follow_verdict(database, corp_id, group_send_id)
    async with database.unit(corp_id, cause=f"broadcast:{broadcast_id}") as unit:
        await _recount(unit, broadcast_id)


async def _recount(unit: UnitOfWork, broadcast_id: BroadcastId) -> None:
    """Count a broadcast anew that is over, and give back what was spent on those who are known now to have nothing.

    One that is not over counts them when it is.
    """
    broadcast = await store.find(unit, broadcast_id, lock=True)
    before = (await store.list_counts(unit, [broadcast_id])).get(broadcast_id)
    if broadcast is None or before is None:
        return
    counts = (await reads.count_deliveries(unit, [broadcast_id]))[broadcast_id]
    await store.replace_counts(unit, broadcast_id, counts, await reads.count_by_variant(unit, broadcast_id))
    in_vain = counts.get(DeliveryState.FAILED, 0) - before.get(DeliveryState.FAILED, 0)
    if broadcast.programme_id is not None and in_vain:
        await programme_store.give_back(unit, broadcast.programme_id, in_vain)
