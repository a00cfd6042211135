"""Calls to `add_msg_template`: what is prepared, what follows an answer, and what follows a lost one.

Nothing here talks to WeCom; `hand_over` and `polling` do.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from lingqu.customers.contracts.consent import Purpose
from lingqu.deliveries.contracts import (
    JOB_HAND_OVER,
    JOB_POLL,
    JOB_REMIND,
    JOB_WITHDRAW,
    ChatType,
    Content,
    Decided,
    DeliveryState,
    GroupSendId,
    PlannedDelivery,
    PlannedGroup,
    Progress,
)
from lingqu.deliveries.domain.group_send import (
    SHORTEST_POLL,
    Closing,
    after_call,
    chunks,
    fingerprint,
    left_over,
    parts,
)
from lingqu.deliveries.domain.keys import group_send_key, journey_key
from lingqu.deliveries.domain.states import GroupSendState
from lingqu.deliveries.store import group_sends as store
from lingqu.deliveries.store import moves, recipients
from lingqu.deliveries.store.group_sends import Answer, GroupSend, NewGroupSend
from lingqu.deliveries.store.moves import Move
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CorpId, CustomerId, DeliveryId
from lingqu.kernel.jobs import NewJob
from lingqu.tasks.api.tasks import open_tasks, remind_tasks
from lingqu.tasks.contracts.tasks import NewTask, TaskKind

UNIT_ROWS = 2_000
"""Deliveries moved in one unit of work, which stays below half a second."""


async def plan_deliveries(unit: UnitOfWork, broadcast_id: BroadcastId, planned: Sequence[PlannedDelivery]) -> None:
    """Record who is to receive a broadcast and who is skipped; a customer planned before is left alone."""
    await recipients.insert_planned(unit, broadcast_id, planned)


def key_of_visit(enrollment_id: int, visit: int, step: str) -> str:
    """Return the key of the one message that a visit to a step of a journey has."""
    return journey_key(enrollment_id, visit, step)


async def plan_addressed(
    unit: UnitOfWork, broadcast_id: BroadcastId, addressed: Sequence[tuple[str, CustomerId, int]]
) -> None:
    """Record messages of passages through journeys, each under a key of its own; a known key is left alone."""
    await recipients.insert_addressed(unit, broadcast_id, addressed)


async def list_addressed(
    session: Session, broadcast_id: BroadcastId, *, limit: int
) -> list[tuple[DeliveryId, CustomerId]]:
    """Return the next of those who were addressed and of whom nothing is decided."""
    return await recipients.list_addressed(session, broadcast_id, limit=limit)


async def list_decided(
    session: Session, broadcast_id: BroadcastId, customer_ids: Collection[CustomerId]
) -> set[CustomerId]:
    """Return those of some customers of whom something is decided in a mailing."""
    return await recipients.list_decided(session, broadcast_id, customer_ids)


async def list_all_addressed(session: Session, mailing: str) -> list[CustomerId]:
    """Return who was addressed in a mailing, and may still be sent to."""
    return await recipients.list_all_addressed(session, mailing)


async def decide_addressed(unit: UnitOfWork, verdicts: Sequence[Decided]) -> None:
    """Record who sends to those who were addressed, and who is skipped."""
    await recipients.decide(unit, verdicts)


async def plan_groups(unit: UnitOfWork, broadcast_id: BroadcastId, planned: Sequence[PlannedGroup]) -> None:
    """Record which customer groups are to receive a broadcast; a group planned before is left alone."""
    await recipients.insert_groups(unit, broadcast_id, planned)


async def list_planned(
    session: Session, broadcast_id: BroadcastId, customer_ids: Collection[CustomerId]
) -> set[CustomerId]:
    """Return those of some customers who were planned or skipped for a broadcast already."""
    return await recipients.list_planned(session, broadcast_id, customer_ids)


async def request_hand_over(
    unit: UnitOfWork,
    broadcast_id: BroadcastId,
    *,
    contents: Mapping[str, Content],
    closes_at: datetime,
    purpose: Purpose,
    chat_type: ChatType = ChatType.SINGLE,
) -> None:
    """Prepare one call per sender and content of what is planned, or more where it is beyond a call; ask for them.

    Args:
        contents: by variant; one for each that was planned.
        purpose: what customers may have refused; they are asked about once more when their call is about to begin.
    """
    calls = [
        NewGroupSend(
            key=group_send_key(broadcast_id, sender.staff_id, sender.variant, part),
            staff_id=sender.staff_id,
            variant=sender.variant,
            fingerprint=fingerprint(chat_type, sender.userid, contents[sender.variant]),
        )
        for sender in await recipients.list_senders(unit, broadcast_id)
        for part in range(parts(chat_type, sender.recipients))
    ]
    await store.insert(
        unit, broadcast_id, calls, chat_type=chat_type, contents=contents, closes_at=closes_at, purpose=purpose
    )
    unit.enqueue(hand_over_job(broadcast_id))


async def request_closing(unit: UnitOfWork, broadcast_id: BroadcastId, *, cancelled: bool) -> None:
    """Ask for all that is not confirmed to be taken back: cancelled by somebody, or expired."""
    closing = Closing.CANCELLED if cancelled else Closing.EXPIRED
    handed_over = await store.close(unit, broadcast_id, closing)
    unit.enqueue(*(poll_job(group_send_id, due=unit.at) for group_send_id in handed_over))
    unit.enqueue(
        NewJob(
            kind=JOB_WITHDRAW, key=str(broadcast_id), payload={"broadcast_id": broadcast_id, "closing": closing.value}
        )
    )


async def request_reminders(unit: UnitOfWork, broadcast_id: BroadcastId) -> int:
    """Ask for members who have not confirmed to be reminded; return how many will be."""
    task_ids = await remind_tasks(unit, broadcast_id)
    unit.enqueue(*(NewJob(kind=JOB_REMIND, key=str(task_id), payload={"task_id": task_id}) for task_id in task_ids))
    return len(task_ids)


async def progress_of(session: Session, broadcast_id: BroadcastId) -> Progress:
    """Return how far the calls of a broadcast are."""
    return await store.progress(session, broadcast_id)


async def record_answers(
    unit: UnitOfWork, calls: Sequence[GroupSend], answers: Sequence[Answer], *, attempts: Mapping[GroupSendId, int]
) -> None:
    """Record what became of begun calls; members whose task was made are asked to confirm it.

    Args:
        attempts: which time each call was made when it brought its answer.
    """
    by_id = {call.group_send_id: call for call in calls}
    answered = set(await store.answer(unit, answers, attempts=attempts))
    made = [
        by_id[answer.group_send_id]
        for answer in answers
        if answer.group_send_id in answered and answer.state is GroupSendState.HANDED_OVER
    ]
    task_ids = await open_tasks(
        unit,
        [
            NewTask(
                key=call.key,
                kind=TaskKind.GROUP_SEND,
                staff_id=call.staff_id,
                broadcast_id=call.broadcast_id,
                closes_at=call.closes_at,
            )
            for call in made
        ],
    )
    await store.set_tasks(unit, {call.group_send_id: task_ids[call.key] for call in made})
    unit.enqueue(*(poll_job(call.group_send_id, due=unit.at + SHORTEST_POLL) for call in made))


async def follow_calls(database: Database, corp_id: CorpId, broadcast_id: BroadcastId) -> None:
    """Move claimed deliveries to where their calls went, a unit at a time, until none is left behind."""
    while True:
        async with database.unit(corp_id) as unit:
            stranded = await recipients.lock_stranded(unit, broadcast_id, limit=UNIT_ROWS)
            ends = [
                after_call(
                    GroupSendState(one.call_state),
                    reason=one.call_reason,
                    closing=one.closing and Closing(one.closing),
                    unsendable=one.unsendable,
                )
                for one in stranded
            ]
            await moves.move(
                unit,
                [
                    Move(
                        delivery_id=one.delivery_id,
                        state=end.state,
                        reason=end.reason,
                        at=one.handed_over_at or unit.at,
                    )
                    for one, end in zip(stranded, ends, strict=True)
                ],
                origin=DeliveryState.CLAIMED,
            )
        if len(stranded) < UNIT_ROWS:
            return


async def withdraw_unclaimed(
    database: Database, corp_id: CorpId, broadcast_id: BroadcastId, *, closing: Closing
) -> None:
    """End the planned deliveries of a broadcast that is being closed, a unit at a time."""
    end = left_over(closing)
    while True:
        async with database.unit(corp_id) as unit:
            found = await recipients.list_unclaimed(unit, broadcast_id, limit=UNIT_ROWS)
            await moves.move(
                unit,
                [Move(delivery_id=one, state=end.state, reason=end.reason, at=unit.at) for one in found],
                origin=DeliveryState.PLANNED,
            )
        if len(found) < UNIT_ROWS:
            return


async def move_in_chunks(database: Database, corp_id: CorpId, asked: Sequence[Move], *, origin: DeliveryState) -> None:
    """The same for many, a unit at a time."""
    for chunk in chunks(asked, UNIT_ROWS):
        async with database.unit(corp_id) as unit:
            await moves.move(unit, chunk, origin=origin)


def poll_job(group_send_id: GroupSendId, *, due: datetime) -> NewJob:
    """Ask for a look at a handed-over call."""
    return NewJob(kind=JOB_POLL, key=str(group_send_id), payload={"group_send_id": group_send_id}, due=due)


def hand_over_job(broadcast_id: BroadcastId) -> NewJob:
    """Ask for the ready calls of a broadcast to be made."""
    return NewJob(kind=JOB_HAND_OVER, key=str(broadcast_id), payload={"broadcast_id": broadcast_id})
