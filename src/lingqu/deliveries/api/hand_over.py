"""Hand over: make the calls that ask members to send, and settle those whose answer was lost.

`add_msg_template` is not safe to repeat and knows no request id of ours. So a call is marked as begun, with the
group sends that WeCom listed before, in a unit of its own; it starts within 20 s or not at all; and when nobody
heard its answer, the list is read a minute later and matched: not made → again, made → adopted, more than one
that fits → unknown, with the evidence, and not repeated.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lingqu.deliveries.api.calls import UNIT_ROWS, follow_calls, hand_over_job, record_answers
from lingqu.deliveries.api.media import forget_media, upload_media
from lingqu.deliveries.api.passing_on import MemberDays, pass_on_refused, pass_on_unrelated
from lingqu.deliveries.api.taking_out import drop_refusers
from lingqu.deliveries.contracts import (
    JOB_SETTLE_CALLS,
    ChatType,
    DeliveryState,
    GroupSendCall,
    GroupSendId,
    ListedGroupSend,
    Media,
    Message,
    Reason,
    RecipientId,
)
from lingqu.deliveries.domain.content import perishable
from lingqu.deliveries.domain.group_send import (
    CALL_WITHIN,
    CLOCK_SKEW,
    MEDIA_ERRCODES,
    SETTLE_AFTER,
    Finding,
    Match,
    find_call,
    refusal,
    shape_of,
    shape_of_listed,
)
from lingqu.deliveries.domain.states import GroupSendState
from lingqu.deliveries.ports import GroupSender, MediaUploader
from lingqu.deliveries.store import group_sends as store
from lingqu.deliveries.store import recipients, taking_out
from lingqu.deliveries.store.group_sends import Answer, GroupSend
from lingqu.infra.blobs import BlobStore
from lingqu.infra.database import Database
from lingqu.kernel.ids import BroadcastId, CorpId, Userid
from lingqu.kernel.jobs import NewJob
from lingqu.kernel.outside import AnswerLostError, MisconfiguredError, OutsideError, RefusedError, TryLaterError
from lingqu.kernel.repeating import repeatable

IN_FLIGHT_PAUSE = timedelta(seconds=15)
CALLS_AT_ONCE = 20
"""Calls begun together: what a killed worker may leave to be settled."""
CONCURRENCY = 8
"""As many as a process may have under way; WeCom answers after a tenth of a second and more."""
MOST_CALLS = 3
"""A call that WeCom refuses for its media is made again with fresh ones, so often in all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call brought: where it goes (None: still begun, its answer is lost), and what stopped the rest."""

    answer: Answer | None
    error: OutsideError | None = None


async def hand_over(
    database: Database,
    corp_id: CorpId,
    broadcast_id: BroadcastId,
    *,
    sender: GroupSender,
    uploader: MediaUploader,
    blobs: BlobStore,
    days: MemberDays,
) -> datetime | None:
    """Make the ready calls of a broadcast. Run again after a kill, it goes on where the other stopped.

    Returns when to go on: a call waits while another of the same sender and content is in flight.

    Raises:
        TryLaterError: calls are left for later.
        MisconfiguredError: no call passes until somebody mends the configuration.
    """
    await follow_calls(database, corp_id, broadcast_id)
    known: dict[str, list[str]] = {}
    while ready := await _list_ready(database, corp_id, broadcast_id):
        content = ready[0].said
        media = await upload_media(database, corp_id, [content], uploader=uploader, blobs=blobs)
        variant = ready[0].variant
        if variant not in known:
            known[variant] = await _list_alike(database, corp_id, ready[0], sender=sender)
        await pass_on_unrelated(database, corp_id, broadcast_id, ready, days=days)
        begun = await _begin(database, corp_id, ready, known=known[variant])
        calls = await _load(database, corp_id, begun, Message(content=content, media=media))
        outcomes = await _make(database, corp_id, sender, calls)
        answers = await _record(database, corp_id, ready, outcomes, media=media)
        await pass_on_refused(database, corp_id, broadcast_id, answers, days=days)
        await follow_calls(database, corp_id, broadcast_id)
        for outcome in outcomes:
            if outcome.error is not None:
                raise outcome.error
    async with database.read(corp_id) as session:
        progress = await store.progress(session, broadcast_id)
        return session.at + IN_FLIGHT_PAUSE if progress.ready else None


async def settle_calls(
    database: Database, corp_id: CorpId, broadcast_id: BroadcastId, *, sender: GroupSender
) -> datetime | None:
    """Settle the begun calls of a broadcast whose answer nobody heard; return when to look for the next ones.

    Raises:
        TryLaterError: WeCom is still dispatching, or does not answer.
    """
    async with database.read(corp_id) as session:
        calling = await store.list_calling(session, broadcast_id)
        at = session.at
    due_at = {call.group_send_id: call.called_at + SETTLE_AFTER for call in calling if call.called_at}
    lost = [call for call in calling if due_at[call.group_send_id] <= at]
    waiting = [due for due in due_at.values() if due > at]
    if lost:
        with repeatable():
            findings = await _find(database, corp_id, lost, sender=sender, until=at)
        async with database.unit(corp_id) as unit:
            answers = [_answer(call, findings[call.group_send_id]) for call in lost]
            await record_answers(unit, lost, answers, attempts={call.group_send_id: call.calls for call in lost})
    # Also where nothing was lost: somebody may have been killed after settling and before this.
    await follow_calls(database, corp_id, broadcast_id)
    async with database.unit(corp_id) as unit:
        # Also one that a worker gave back whose job another one had done meanwhile: nobody else would make it.
        if (await store.progress(unit, broadcast_id)).ready:
            unit.enqueue(hand_over_job(broadcast_id))
    return min(waiting, default=None)


async def _list_ready(database: Database, corp_id: CorpId, broadcast_id: BroadcastId) -> list[GroupSend]:
    """Return the next calls, all of one content."""
    async with database.read(corp_id) as session:
        ready = await store.list_ready(session, broadcast_id, limit=CALLS_AT_ONCE)
        return [call for call in ready if call.variant == ready[0].variant]


async def _list_alike(database: Database, corp_id: CorpId, call: GroupSend, *, sender: GroupSender) -> list[str]:
    """Return the msgids that have this content before any call of ours: what is new afterwards may be ours."""
    at = database.clock.now()
    with repeatable():
        listed = await sender.list_made(
            corp_id, chat_type=ChatType(call.chat_type), since=at - 2 * CLOCK_SKEW, until=at + CLOCK_SKEW
        )
    wanted = shape_of(call.said)
    return [one.msgid for one in listed if shape_of_listed(one) == wanted]


async def _begin(
    database: Database, corp_id: CorpId, ready: Sequence[GroupSend], *, known: Sequence[str]
) -> list[GroupSendId]:
    """Claim recipients, then mark the calls as begun; nothing is sent before that is committed.

    Whoever is not to have the message is left out up to that instant.
    """
    ids = [call.group_send_id for call in ready]
    claimed = UNIT_ROWS
    while claimed == UNIT_ROWS:
        async with database.unit(corp_id) as unit:
            found = await recipients.claim(unit, ids, limit=UNIT_ROWS)
            await drop_refusers(unit, ready, found)
            claimed = len(found)
    async with database.unit(corp_id) as unit:
        await store.lock(unit, ids)
        await taking_out.skip_marked(unit, ids)
        await store.cancel_empty(unit, ids)
        begun = await store.begin(unit, ids, known_msgids=known)
        broadcast_id = ready[0].broadcast_id
        unit.enqueue(
            NewJob(
                kind=JOB_SETTLE_CALLS,
                key=str(broadcast_id),
                payload={"broadcast_id": broadcast_id},
                due=unit.at + SETTLE_AFTER,
            )
        )
        return begun


async def _load(
    database: Database, corp_id: CorpId, begun: Sequence[GroupSendId], message: Message
) -> list[tuple[GroupSendCall, datetime]]:
    """Return the calls to make with the instant by which each must have started."""
    async with database.read(corp_id) as session:
        rows = await store.list_by_ids(session, begun)
        found = await recipients.list_recipients(session, begun, states=[DeliveryState.CLAIMED])
    by_call: dict[GroupSendId, list[RecipientId]] = {}
    for one in found:
        by_call.setdefault(one.group_send_id, []).append(one.recipient)
    return [
        (
            GroupSendCall(
                group_send_id=row.group_send_id,
                chat_type=ChatType(row.chat_type),
                sender=row.userid,
                recipients=tuple(by_call[row.group_send_id]),
                message=message,
            ),
            row.called_at + CALL_WITHIN,
        )
        for row in rows
        if row.called_at is not None
    ]


async def _make(
    database: Database, corp_id: CorpId, sender: GroupSender, calls: Sequence[tuple[GroupSendCall, datetime]]
) -> list[Outcome]:
    gate = asyncio.Semaphore(CONCURRENCY)

    async def make(call: GroupSendCall, deadline: datetime) -> Outcome:
        async with gate:
            if database.clock.now() >= deadline:
                return _released(call.group_send_id)
            return await _make_one(corp_id, sender, call, deadline)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(make(call, deadline)) for call, deadline in calls]
    return [task.result() for task in tasks]


async def _make_one(corp_id: CorpId, sender: GroupSender, call: GroupSendCall, deadline: datetime) -> Outcome:
    group_send_id = call.group_send_id
    try:
        made = await sender.make(corp_id, call, deadline=deadline)
    except AnswerLostError:
        return Outcome(None)
    except (TryLaterError, MisconfiguredError) as error:
        return _released(group_send_id, error)
    except RefusedError as error:
        return Outcome(
            Answer(
                group_send_id=group_send_id,
                state=GroupSendState.REFUSED,
                reason=refusal(error.errcode),
                evidence={"errcode": error.errcode},
            )
        )
    return Outcome(
        Answer(
            group_send_id=group_send_id,
            state=GroupSendState.HANDED_OVER,
            msgid=made.msgid,
            evidence={"unsendable": list(made.unsendable)} if made.unsendable else None,
        )
    )


def _released(group_send_id: GroupSendId, error: OutsideError | None = None) -> Outcome:
    """A call that surely was not made: it keeps its recipients and waits for its turn."""
    return Outcome(Answer(group_send_id=group_send_id, state=GroupSendState.READY), error)


async def _record(
    database: Database, corp_id: CorpId, ready: Sequence[GroupSend], outcomes: Sequence[Outcome], *, media: Media
) -> list[Answer]:
    """Record what calls brought, and return it; one that was refused for its media is made again with fresh ones."""
    attempts = {call.group_send_id: call.calls + 1 for call in ready}
    answers = [outcome.answer for outcome in outcomes if outcome.answer]
    covers = perishable(media)
    spoilt = {
        answer.group_send_id
        for answer in answers
        if covers and answer.evidence and answer.evidence.get("errcode") in MEDIA_ERRCODES
    }
    async with database.unit(corp_id) as unit:
        if spoilt:
            await forget_media(unit, covers)
        again = {one for one in spoilt if attempts[one] < MOST_CALLS}
        recorded = [
            Answer(group_send_id=answer.group_send_id, state=GroupSendState.READY)
            if answer.group_send_id in again
            else answer
            for answer in answers
        ]
        await record_answers(unit, ready, recorded, attempts=attempts)
    return recorded


async def _find(
    database: Database, corp_id: CorpId, lost: Sequence[GroupSend], *, sender: GroupSender, until: datetime
) -> Mapping[GroupSendId, Finding]:
    """Match every lost call against what WeCom lists: new since before it, of its content, of its sender."""
    since = min(call.called_at for call in lost if call.called_at) - CLOCK_SKEW
    chat_type = ChatType(lost[0].chat_type)  # the same in all calls of a broadcast
    listed = await sender.list_made(corp_id, chat_type=chat_type, since=since, until=until + CLOCK_SKEW)
    async with database.read(corp_id) as session:
        ours = await store.list_own_msgids(session, [one.msgid for one in listed])
    strange = [one for one in listed if one.msgid not in ours]
    members = await _members_of(corp_id, strange, lost, sender=sender)
    return {
        call.group_send_id: find_call(
            call.userid,
            {
                one.msgid: members[one.msgid]
                for one in strange
                if shape_of_listed(one) == shape_of(call.said) and one.msgid not in call.known_msgids
            },
        )
        for call in lost
    }


async def _members_of(
    corp_id: CorpId, strange: Sequence[ListedGroupSend], lost: Sequence[GroupSend], *, sender: GroupSender
) -> dict[str, set[Userid]]:
    shapes = {shape_of(call.said) for call in lost}
    known = set.intersection(*(set(call.known_msgids) for call in lost))
    return {
        one.msgid: {member.sender for member in await sender.list_members(corp_id, one.msgid)}
        for one in strange
        if shape_of_listed(one) in shapes and one.msgid not in known
    }


def _answer(call: GroupSend, finding: Finding) -> Answer:
    match finding.match:
        case Match.NOT_MADE:
            return Answer(group_send_id=call.group_send_id, state=GroupSendState.READY)
        case Match.MADE:
            return Answer(group_send_id=call.group_send_id, state=GroupSendState.HANDED_OVER, msgid=finding.msgids[0])
        case Match.AMBIGUOUS:
            return Answer(
                group_send_id=call.group_send_id,
                state=GroupSendState.UNKNOWN,
                reason=Reason.LOST_ANSWER,
                evidence={"msgids": list(finding.msgids)},
            )
