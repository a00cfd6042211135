"""Passing on: a customer whom the member cannot reach is sent the same by another member who has them.

Only where it is sure that nothing was sent: the relation ended before the call, WeCom took the call or the recipient
not, or the member pressed and WeCom says that they are no friends. Everybody else keeps the end that they have.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from lingqu.deliveries.api.calls import UNIT_ROWS, hand_over_job
from lingqu.deliveries.contracts import ChatType, DeliveryState, GroupSendId, Reason
from lingqu.deliveries.domain.group_send import chunks, fingerprint
from lingqu.deliveries.domain.keys import passed_on_key
from lingqu.deliveries.domain.states import GroupSendState
from lingqu.deliveries.store import group_sends, recipients
from lingqu.deliveries.store import passing_on as store
from lingqu.deliveries.store.group_sends import Answer, GroupSend
from lingqu.deliveries.store.passing_on import CallAfter, PassedOn
from lingqu.infra.database import Database, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CorpId, DeliveryId, StaffId


@dataclass(frozen=True, slots=True)
class MemberDays:
    """What bounds how much members are asked to do; `lingqu.outreach.api.workload.DAYS`.

    Attributes:
        list_full: who can be given no more tasks today; it stays so until the unit ends. Asked before calls are locked.
        reserve: take a place in the day of each of some members.
    """

    list_full: Callable[[UnitOfWork], Awaitable[Collection[StaffId]]]
    reserve: Callable[[UnitOfWork, BroadcastId, Collection[StaffId]], Awaitable[None]]


ELSEWHERE = frozenset({Reason.UNSENDABLE, Reason.SENDER_REFUSED})
"""Why WeCom takes a call of one member not, and may take one of another."""


async def pass_on(
    database: Database,
    corp_id: CorpId,
    broadcast_id: BroadcastId,
    asked: Mapping[DeliveryId, GroupSendId],
    *,
    origin: DeliveryState,
    days: MemberDays,
) -> set[DeliveryId]:
    """Have others send what some members cannot, a unit at a time; return what is planned again.

    Args:
        asked: deliveries that surely were not sent, with the call that they were meant for.
    """
    passed: set[DeliveryId] = set()
    for chunk in chunks(list(asked.items()), UNIT_ROWS):
        async with database.unit(corp_id, cause=f"broadcast:{broadcast_id}") as unit:
            full = await days.list_full(unit)
            await group_sends.lock(unit, sorted({group_send_id for _, group_send_id in chunk}))
            found = await store.pass_on(unit, dict(chunk), origin=origin, full=full)
            await _ask(unit, broadcast_id, found, days=days)
            passed.update(one.delivery_id for one in found)
    return passed


async def pass_on_unrelated(
    database: Database, corp_id: CorpId, broadcast_id: BroadcastId, ready: Sequence[GroupSend], *, days: MemberDays
) -> None:
    """Pass on whose relation to the member ended after the planning; who has no other member is skipped as claimed."""
    async with database.read(corp_id) as session:
        asked = await store.list_unrelated(session, [call.group_send_id for call in ready])
    await pass_on(database, corp_id, broadcast_id, asked, origin=DeliveryState.PLANNED, days=days)


async def pass_on_refused(
    database: Database, corp_id: CorpId, broadcast_id: BroadcastId, answers: Sequence[Answer], *, days: MemberDays
) -> None:
    """Pass on whom WeCom refused of calls, or with them; who has no other member fails as the call says."""
    refused = [one.group_send_id for one in answers if one.state is GroupSendState.REFUSED and one.reason in ELSEWHERE]
    unsendable = {
        one.group_send_id: set(one.evidence["unsendable"])
        for one in answers
        if one.evidence and "unsendable" in one.evidence
    }
    if not refused and not unsendable:
        return
    async with database.read(corp_id) as session:
        claimed = await recipients.list_recipients(session, [*refused, *unsendable], states=[DeliveryState.CLAIMED])
    asked = {
        one.delivery_id: one.group_send_id
        for one in claimed
        if one.recipient in unsendable.get(one.group_send_id, {one.recipient})
    }
    await pass_on(database, corp_id, broadcast_id, asked, origin=DeliveryState.CLAIMED, days=days)


async def _ask(unit: UnitOfWork, broadcast_id: BroadcastId, passed: Collection[PassedOn], *, days: MemberDays) -> None:
    """Prepare a call for each member and content of those passed on, whatever calls the member has already.

    One that is ready may begin before this unit ends, and leave them behind.
    """
    if not passed:
        return
    contents = {
        call.group_send_id: call
        for call in await group_sends.list_by_ids(unit, sorted({one.group_send_id for one in passed}))
    }
    first: dict[tuple[int, str], PassedOn] = {}
    for one in passed:
        first.setdefault((one.staff_id, one.variant), one)
    calls = [
        CallAfter(
            key=passed_on_key(broadcast_id, one.staff_id, one.variant, one.delivery_id),
            staff_id=one.staff_id,
            fingerprint=fingerprint(ChatType(meant.chat_type), one.userid, meant.said),
            group_send_id=one.group_send_id,
        )
        for one in first.values()
        for meant in [contents[one.group_send_id]]
    ]
    await store.insert_calls(unit, calls)
    await days.reserve(unit, broadcast_id, {one.staff_id for one in passed})
    unit.enqueue(hand_over_job(broadcast_id))
