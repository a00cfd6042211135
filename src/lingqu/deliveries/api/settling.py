"""Settling by hand: where WeCom cannot tell what became of a call, a person who has looked says it.

Only of calls that are `unknown`, and once: what is said is kept with who said it, when and why, and stays.
"""

from collections.abc import Sequence

from lingqu.deliveries.api.calls import UNIT_ROWS
from lingqu.deliveries.contracts import DeliveryState, GroupSendId, UnknownCall, Verdict
from lingqu.deliveries.domain.settling import WORDS_CHARACTERS, end_by_hand, ended_at, is_reason
from lingqu.deliveries.errors import BadVerdictError, CallNotFoundError, CallSettledError
from lingqu.deliveries.store import moves
from lingqu.deliveries.store import settling as store
from lingqu.deliveries.store.moves import Move
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CorpId


async def list_unknown_calls(session: Session, broadcast_id: BroadcastId) -> Sequence[UnknownCall]:
    """Return the calls of a broadcast of which WeCom cannot tell, with their evidence and what persons said of them."""
    return await store.list_calls(session, broadcast_id)


async def settle_call(
    unit: UnitOfWork, broadcast_id: BroadcastId, group_send_id: GroupSendId, *, sent: bool, words: str, by: str
) -> None:
    """Say what became of a call; `follow_verdict` has its recipients follow.

    Args:
        words: how that is known.
        by: the name of whoever says so.

    Raises:
        BadVerdictError: without a reason.
        CallNotFoundError, CallSettledError: the broadcast has no such call, or it is not unknown (any more).
    """
    if not is_reason(words):
        raise BadVerdictError(most=WORDS_CHARACTERS)
    verdict = Verdict(sent=sent, words=words.strip(), by=by, at=unit.at)
    was_unknown = await store.settle(unit, broadcast_id, group_send_id, verdict)
    if was_unknown is None:
        raise CallNotFoundError(group_send_id)
    if not was_unknown:
        raise CallSettledError(group_send_id)
    await unit.audit("group_send.settle", f"group_send:{group_send_id}", sent=sent, words=verdict.words)


async def follow_verdict(database: Database, corp_id: CorpId, group_send_id: GroupSendId) -> None:
    """Move the recipients of a call to what a person said of it, a unit at a time; again after a kill."""
    async with database.read(corp_id) as session:
        said = await store.find_verdict(session, group_send_id)
    if said is None:
        return
    verdict, closes_at = said
    end, at = end_by_hand(sent=verdict.sent), ended_at(said_at=verdict.at, closes_at=closes_at)
    while True:
        async with database.unit(corp_id) as unit:
            found = await store.list_unknown(unit, group_send_id, limit=UNIT_ROWS)
            await moves.move(
                unit,
                [Move(delivery_id=one, state=end.state, reason=end.reason, at=at) for one in found],
                origin=DeliveryState.UNKNOWN,
            )
        if len(found) < UNIT_ROWS:
            return
