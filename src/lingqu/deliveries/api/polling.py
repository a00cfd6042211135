"""Polling: no callback tells that a member has sent, so handed-over group sends are looked at until they end.

From every 5 s to every 10 min with age. At its close a group send is taken back from the member first and looked
at once more after that, so that a press in the last second is not lost. The same is done with one that somebody is
taken out of, or whose member is gone; whom it did not reach is planned again, for the next call to the member or to
another one.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lingqu.deliveries.api.calls import follow_calls, move_in_chunks
from lingqu.deliveries.api.passing_on import MemberDays, pass_on
from lingqu.deliveries.api.taking_out import ask_again, plan_again
from lingqu.deliveries.contracts import ChatType, DeliveryState, GroupSendId, Reason, SendResult
from lingqu.deliveries.domain.group_send import Closing, View, next_poll, settle_recipient
from lingqu.deliveries.domain.states import GroupSendState
from lingqu.deliveries.ports import GroupSender
from lingqu.deliveries.store import group_sends as store
from lingqu.deliveries.store import recipients
from lingqu.deliveries.store.group_sends import GroupSend, Look
from lingqu.deliveries.store.moves import Move
from lingqu.deliveries.store.recipients import Recipient
from lingqu.infra.database import Database, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CorpId, DeliveryId, TaskId
from lingqu.kernel.outside import OutsideError, RefusedError, TryLaterError
from lingqu.tasks.api.tasks import cancel_tasks, confirm_tasks, expire_tasks
from lingqu.tasks.contracts.tasks import CancelReason, Confirmation

CONCURRENCY = 8
OPEN = (DeliveryState.CLAIMED, DeliveryState.HANDED_OVER)
"""A claimed one is still being moved to where its call went, perhaps by another worker."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look brought: the view, and what kept it from being complete."""

    call: GroupSend
    view: View
    error: str | None = None

    @property
    def complete(self) -> bool:
        """Tell whether the view shows the group send as it is now."""
        return self.error is None


async def poll_group_sends(
    database: Database,
    corp_id: CorpId,
    group_send_ids: Sequence[GroupSendId],
    *,
    sender: GroupSender,
    days: MemberDays,
) -> dict[GroupSendId, datetime]:
    """Look at group sends and record what changed; return when to look again at those that are not over."""
    async with database.read(corp_id) as session:
        rows = await store.list_by_ids(session, group_send_ids)
    calls = [call for call in rows if call.state == GroupSendState.HANDED_OVER]
    if not calls:
        return {}
    for broadcast_id in {call.broadcast_id for call in calls}:
        await follow_calls(database, corp_id, broadcast_id)
    seen = await _look_at_all(database, corp_id, calls, sender=sender)
    open_ids = await _record(database, corp_id, seen, days=days)
    at = database.clock.now()
    return {
        one.call.group_send_id: next_poll(
            handed_over_at=one.call.handed_over_at or at,
            at=at,
            closes_at=one.call.closes_at,
            stopped_at=one.view.stopped_at if one.view.closing is Closing.REPLACED else None,
        )
        for one in seen
        if one.call.group_send_id in open_ids
    }


async def remind_members(
    database: Database, corp_id: CorpId, task_ids: Sequence[TaskId], *, sender: GroupSender
) -> list[TaskId]:
    """Remind members through WeCom; return the tasks whose reminder must be tried again later.

    A refusal (41093 cancelled, 41094 too often) ends a reminder, and so does a lost answer: two would annoy.
    """
    async with database.read(corp_id) as session:
        msgids = await store.list_msgids_by_task(session, task_ids)
    later: list[TaskId] = []
    for task_id, msgid in msgids.items():
        try:
            await sender.remind(corp_id, msgid)
        except TryLaterError:
            later.append(task_id)
        except OutsideError:
            continue
    return later


async def _look_at_all(
    database: Database, corp_id: CorpId, calls: Sequence[GroupSend], *, sender: GroupSender
) -> list[Seen]:
    gate = asyncio.Semaphore(CONCURRENCY)

    async def look(call: GroupSend) -> Seen:
        async with gate:
            return await _look(corp_id, call, sender=sender, at=database.clock.now())

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(look(call)) for call in calls]
    return [task.result() for task in tasks]


async def _look(corp_id: CorpId, call: GroupSend, *, sender: GroupSender, at: datetime) -> Seen:
    closing = call.closing and Closing(call.closing)
    if closing is None and at >= call.closes_at:
        closing = Closing.EXPIRED
    if closing is None and call.gone and call.chat_type == ChatType.SINGLE:
        closing = Closing.REPLACED  # whoever else has the customers is asked
    view = View(
        chat_type=ChatType(call.chat_type),
        at=at,
        closes_at=call.closes_at,
        closing=closing,
        stopped_at=call.stopped_at,
        sent_at=call.confirmed_at,
        results={},
    )
    msgid = call.msgid or ""
    try:
        if closing and view.stopped_at is None and await _stop(corp_id, msgid, sender=sender):
            view = replace(view, stopped_at=at)
        if view.sent_at is None:
            view = replace(view, sent_at=await _sent_at(corp_id, call, msgid, sender=sender))
        if view.sent_at is not None:
            results = await sender.list_results(corp_id, msgid, call.userid)
            view = replace(view, results={one.recipient: one for one in results})
    except OutsideError as error:
        return Seen(call, view, f"{error.code}:{error.errcode}")
    return Seen(call, view)


async def _stop(corp_id: CorpId, msgid: str, *, sender: GroupSender) -> bool:
    """Take the unsent rest back; tell whether WeCom did. One that it refuses to stop may have been sent whole."""
    try:
        await sender.stop(corp_id, msgid)
    except RefusedError:
        return False
    return True


async def _sent_at(corp_id: CorpId, call: GroupSend, msgid: str, *, sender: GroupSender) -> datetime | None:
    members = await sender.list_members(corp_id, msgid)
    return next((one.sent_at for one in members if one.sender.lower() == call.userid.lower()), None)


async def _record(database: Database, corp_id: CorpId, seen: Sequence[Seen], *, days: MemberDays) -> set[GroupSendId]:
    """Settle recipients and tasks; return the group sends that are still open."""
    views = {one.call.group_send_id: one for one in seen}
    async with database.read(corp_id) as session:
        pending = await recipients.list_recipients(session, list(views), states=OPEN)
    open_ids = {one.call.group_send_id for one in seen if not one.complete}
    ends: list[Move] = []
    elsewhere: dict[BroadcastId, dict[DeliveryId, GroupSendId]] = {}
    again: dict[GroupSendId, list[Move]] = {}
    for one in pending:
        move = _move(one, views[one.group_send_id])
        if move is None:
            open_ids.add(one.group_send_id)
        elif move.state is DeliveryState.PLANNED:
            again.setdefault(one.group_send_id, []).append(move)
        else:
            ends.append(move)
            if move.reason is Reason.NOT_FRIEND:
                broadcast_id = views[one.group_send_id].call.broadcast_id
                elsewhere.setdefault(broadcast_id, {})[one.delivery_id] = one.group_send_id
    for broadcast_id, asked in elsewhere.items():
        await pass_on(database, corp_id, broadcast_id, asked, origin=DeliveryState.HANDED_OVER, days=days)
    # Whoever was passed on is handed over no more, and stays as they are.
    await move_in_chunks(database, corp_id, ends, origin=DeliveryState.HANDED_OVER)
    for group_send_id, asked in again.items():
        if not await plan_again(database, corp_id, group_send_id, asked):
            open_ids.add(group_send_id)
    await _note(database, corp_id, seen, open_ids)
    return open_ids


async def _note(database: Database, corp_id: CorpId, seen: Sequence[Seen], open_ids: Collection[GroupSendId]) -> None:
    """Settle tasks, close what is over, and ask again where somebody was taken out."""
    replaced = [
        one.call for one in seen if one.view.closing is Closing.REPLACED and one.call.group_send_id not in open_ids
    ]
    async with database.unit(corp_id) as unit:
        await store.lock(unit, [one.call.group_send_id for one in seen])
        again = await ask_again(unit, replaced)
        await _settle_tasks(unit, seen)
        await _end_replaced_tasks(unit, [call for call in replaced if call.task_id], again)
        await store.note_looks(unit, [_noted(one, closed=one.call.group_send_id not in open_ids) for one in seen])


def _move(recipient: Recipient, seen: Seen) -> Move | None:
    if not seen.complete or recipient.state != DeliveryState.HANDED_OVER:
        return None
    end = settle_recipient(recipient.recipient, seen.view, taken_out=recipient.taken_out)
    if end is None:
        return None
    result: SendResult | None = seen.view.results.get(recipient.recipient)
    sent_at = result.sent_at if result and end.state is DeliveryState.DELIVERED else None
    return Move(delivery_id=recipient.delivery_id, state=end.state, reason=end.reason, at=sent_at or seen.view.at)


async def _settle_tasks(unit: UnitOfWork, seen: Sequence[Seen]) -> None:
    confirmed = [
        Confirmation(task_id=one.call.task_id, confirmed_at=one.view.sent_at)
        for one in seen
        if one.call.task_id and one.view.sent_at
    ]
    await confirm_tasks(unit, confirmed)
    over = [one for one in seen if one.call.task_id and one.complete and one.view.is_over and not one.view.sent_at]
    cancelled = [one.call.task_id for one in over if one.view.closing is Closing.CANCELLED and one.call.task_id]
    await cancel_tasks(unit, cancelled)
    expired = [one.call.task_id for one in over if one.view.closing is Closing.EXPIRED and one.call.task_id]
    await expire_tasks(unit, expired)


async def _end_replaced_tasks(unit: UnitOfWork, calls: Sequence[GroupSend], again: Collection[GroupSendId]) -> None:
    """Take back the tasks of replaced calls that were not confirmed, saying why."""
    for reason in CancelReason:
        anew = reason is CancelReason.REPLACED
        tasks = [call.task_id for call in calls if call.task_id and (call.group_send_id in again) == anew]
        await cancel_tasks(unit, tasks, reason=reason)


def _noted(seen: Seen, *, closed: bool) -> Look:
    return Look(
        group_send_id=seen.call.group_send_id,
        closing=seen.view.closing,
        stopped_at=seen.view.stopped_at,
        confirmed_at=seen.view.sent_at,
        error=seen.error,
        closed=closed,
    )
