"""Hand over of moments: make the call that asks members to publish, wait for WeCom's job, settle a lost answer.

`add_moment_task` is not safe to repeat and knows no request id of ours. So a call is marked as begun, with the
moments that WeCom listed before, in a unit of its own; it starts within 20 s or not at all; and when nobody heard
its answer, or WeCom has forgotten its job, the list is read a quarter of an hour later and matched: not made → again,
made → adopted, more than one that fits → unknown, with the evidence, and not repeated.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lingqu.deliveries.api.media import bring_media, forget_media
from lingqu.deliveries.api.moments_polling import look
from lingqu.deliveries.contracts import Media, Reason
from lingqu.deliveries.contracts.moments import MadeMoment, MomentCall, MomentCallId
from lingqu.deliveries.domain.group_send import CALL_WITHIN, CLOCK_SKEW, Match
from lingqu.deliveries.domain.moments import (
    JOB_FORGOTTEN,
    JOB_PAUSE,
    MEDIA_ERRCODES,
    NO_MOMENTS,
    NOT_MADE_YET,
    SETTLE_AFTER,
    MomentCallState,
    find_call,
    needs_of,
    next_job_look,
    refused_for,
    shape_of,
    shape_of_listed,
)
from lingqu.deliveries.ports import MediaUploader, MomentPublisher
from lingqu.deliveries.store import moments as store
from lingqu.deliveries.store import moments_copies as copies
from lingqu.deliveries.store.moments import CallMove, StoredCall
from lingqu.infra.blobs import BlobStore
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId
from lingqu.kernel.outside import AnswerLostError, MisconfiguredError, RefusedError, TryLaterError
from lingqu.kernel.repeating import repeatable

IN_FLIGHT_PAUSE = timedelta(seconds=15)
AGAIN = timedelta(minutes=1)
"""After WeCom's job ended with an error that passes by itself."""
MOST_CALLS = 3
"""A call that WeCom refuses for its media is made again with fresh ones, so often in all."""

_S = MomentCallState


@dataclass(frozen=True, slots=True)
class Tools:
    """WeCom, as moments need it, and the files they show."""

    publisher: MomentPublisher
    uploader: MediaUploader
    blobs: BlobStore


async def bring_on(
    database: Database, corp_id: CorpId, moment_call_id: MomentCallId, *, tools: Tools
) -> datetime | None:
    """Bring a call on from where it stands; return when to go on, None when it is over.

    Run again after a kill, it goes on where the other stopped.

    Raises:
        TryLaterError: nothing was made, and may be later.
        MisconfiguredError: no call passes until somebody mends the configuration.
    """
    while True:
        async with database.read(corp_id) as session:
            call = await store.find(session, moment_call_id)
            at = session.at
        match call.state if call else None:
            case _S.READY:
                due = await _hand_over(database, corp_id, call, tools) if call else None
            case _S.CALLING:
                due = await _settle(database, corp_id, call, tools.publisher, at=at) if call else None
            case _S.MAKING:
                due = await _ask_job(database, corp_id, call, tools.publisher, at=at) if call else None
            case _S.HANDED_OVER:
                return await look(database, corp_id, call, publisher=tools.publisher) if call else None
            case _:
                return None
        if due is not None:
            return due


# ───────────────────────── ready ─────────────────────────


async def _hand_over(database: Database, corp_id: CorpId, call: StoredCall, tools: Tools) -> datetime | None:
    """Make a ready call; return when to go on, None to look at it again at once."""
    async with database.read(corp_id) as session:
        is_over = call.closing is not None or session.at >= call.closes_at
        if not is_over and await store.is_alike_in_flight(session, call):
            return session.at + IN_FLIGHT_PAUSE
        senders = tuple(one.userid for one in await copies.list_all(session, call.moment_call_id))
    if is_over:
        await _move(database, corp_id, _from(call, _S.READY, _S.CANCELLED))
        return None
    media = await bring_media(database, corp_id, needs_of(call.said), uploader=tools.uploader, blobs=tools.blobs)
    known = await _list_alike(database, corp_id, call, tools.publisher)
    async with database.unit(corp_id) as unit:
        begun_at = unit.at
        if not await store.begin(unit, call.moment_call_id, known_ids=known):
            return None
    asked = MomentCall(senders=senders, wecom_tag_ids=tuple(call.wecom_tag_ids), content=call.said, media=media)
    begun = replace(call, calls=call.calls + 1)
    return await _make(database, corp_id, begun, asked, tools.publisher, begun_at=begun_at)


async def _make(
    database: Database,
    corp_id: CorpId,
    call: StoredCall,
    asked: MomentCall,
    publisher: MomentPublisher,
    *,
    begun_at: datetime,
) -> datetime | None:
    try:
        jobid = await publisher.make(corp_id, asked, deadline=begun_at + CALL_WITHIN)
    except AnswerLostError:
        return begun_at + SETTLE_AFTER
    except TryLaterError:
        await _move(database, corp_id, _from(call, _S.CALLING, _S.READY))
        raise
    except (MisconfiguredError, RefusedError) as error:
        await _record_refusal(database, corp_id, call, error, asked.media)
        return None
    await _move(database, corp_id, _from(call, _S.CALLING, _S.MAKING, jobid=jobid))
    return begun_at + JOB_PAUSE


async def _list_alike(database: Database, corp_id: CorpId, call: StoredCall, publisher: MomentPublisher) -> list[str]:
    """Return the moments that have this content before the call: what is new afterwards may be ours."""
    at = database.clock.now()
    with repeatable():
        listed = await publisher.list_made(corp_id, since=at - 2 * CLOCK_SKEW, until=at + CLOCK_SKEW)
    wanted = shape_of(call.said, is_partial=call.is_partial)
    return [one.wecom_moment_id for one in listed if shape_of_listed(one) == wanted]


async def _record_refusal(
    database: Database,
    corp_id: CorpId,
    call: StoredCall,
    error: MisconfiguredError | RefusedError,
    media: Media,
) -> None:
    """Record that WeCom makes no such moment; one refused for its media is made again with fresh ones.

    Raises:
        MisconfiguredError: it is the configuration, and not that the corp has no moments.
    """
    is_spoilt = error.errcode in MEDIA_ERRCODES and bool(media)
    again = (is_spoilt and call.calls < MOST_CALLS) or (
        isinstance(error, MisconfiguredError) and error.errcode != NO_MOMENTS
    )
    async with database.unit(corp_id) as unit:
        if is_spoilt:
            await forget_media(unit, media)
        state = _S.READY if again else _S.REFUSED
        await store.move(
            unit,
            _from(
                call,
                _S.CALLING,
                state,
                reason=None if again else refused_for(error.errcode),
                evidence={"errcode": error.errcode},
            ),
        )
    if again and not is_spoilt:
        raise error


# ───────────────────────── making ─────────────────────────


async def _ask_job(
    database: Database, corp_id: CorpId, call: StoredCall, publisher: MomentPublisher, *, at: datetime
) -> datetime | None:
    """Ask how far WeCom's job is; return when to go on, None to look at the call again at once."""
    try:
        made = await publisher.result_of(corp_id, call.jobid or "")
    except AnswerLostError:
        return at + JOB_PAUSE
    except RefusedError as error:
        return await _record_failed_job(database, corp_id, call, error, at=at)
    if made is None:
        return next_job_look(called_at=call.called_at or at, at=at)
    await _move(database, corp_id, _handed_over(call, made))
    return None


async def _record_failed_job(
    database: Database, corp_id: CorpId, call: StoredCall, error: RefusedError, *, at: datetime
) -> datetime | None:
    if error.errcode in JOB_FORGOTTEN:
        move, due = _from(call, _S.MAKING, _S.CALLING, evidence={"job": error.errcode}), None
    elif error.errcode in NOT_MADE_YET:
        move, due = _from(call, _S.MAKING, _S.READY, evidence={"errcode": error.errcode}), at + AGAIN
    else:
        reason = refused_for(error.errcode)
        move, due = _from(call, _S.MAKING, _S.REFUSED, reason=reason, evidence={"errcode": error.errcode}), None
    await _move(database, corp_id, move)
    return due


# ───────────────────────── lost ─────────────────────────


async def _settle(
    database: Database, corp_id: CorpId, call: StoredCall, publisher: MomentPublisher, *, at: datetime
) -> datetime | None:
    """Settle a begun call whose answer nobody heard, once its moment would be listed."""
    called_at = call.called_at or at
    if at < called_at + SETTLE_AFTER:
        return called_at + SETTLE_AFTER
    with repeatable():
        listed = await publisher.list_made(corp_id, since=called_at - CLOCK_SKEW, until=at + CLOCK_SKEW)
    async with database.read(corp_id) as session:
        ours = await store.list_own_ids(session, [one.wecom_moment_id for one in listed])
        senders = [one.userid for one in await copies.list_all(session, call.moment_call_id)]
    wanted = shape_of(call.said, is_partial=call.is_partial)
    strange = [
        one.wecom_moment_id
        for one in listed
        if shape_of_listed(one) == wanted and one.wecom_moment_id not in ours | set(call.known_ids)
    ]
    with repeatable():
        members = {one: [m.userid for m in await publisher.list_members(corp_id, one)] for one in strange}
    finding = find_call(senders, members)
    match finding.match:
        case Match.NOT_MADE:
            move = _from(call, _S.CALLING, _S.READY)
        case Match.MADE:
            move = _from(call, _S.CALLING, _S.HANDED_OVER, wecom_moment_id=finding.msgids[0])
        case Match.AMBIGUOUS:
            evidence = {"moment_ids": list(finding.msgids)}
            move = _from(call, _S.CALLING, _S.UNKNOWN, reason=Reason.LOST_ANSWER, evidence=evidence)
    await _move(database, corp_id, move)
    return None


def _handed_over(call: StoredCall, made: MadeMoment) -> CallMove:
    invalid = list(made.invalid_senders)
    return _from(
        call,
        _S.MAKING,
        _S.HANDED_OVER,
        wecom_moment_id=made.wecom_moment_id,
        evidence={"invalid_senders": invalid} if invalid else None,
    )


def _from(
    call: StoredCall,
    origin: MomentCallState,
    state: MomentCallState,
    *,
    reason: Reason | None = None,
    jobid: str | None = None,
    wecom_moment_id: str | None = None,
    evidence: Mapping[str, object] | None = None,
) -> CallMove:
    return CallMove(
        moment_call_id=call.moment_call_id,
        attempt=call.calls,
        origin=origin,
        state=state,
        reason=reason,
        jobid=jobid,
        wecom_moment_id=wecom_moment_id,
        evidence=None if evidence is None else dict(evidence),
    )


async def _move(database: Database, corp_id: CorpId, move: CallMove) -> None:
    async with database.unit(corp_id) as unit:
        await store.move(unit, move)
