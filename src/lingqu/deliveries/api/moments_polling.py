"""Polling of moments: no callback tells that a member has published, so handed-over moments are looked at.

From every 5 s to every 10 min with age. Who is shown a copy is read when it is first found published and once more
ten minutes later, because timelines fill by and by; the second time, whom it was meant for as well. At its close a
moment is taken back first and looked at once more after that, so that a press in the last second is not lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lingqu.deliveries.contracts import DeliveryState, Reason
from lingqu.deliveries.contracts.moments import MomentMember
from lingqu.deliveries.domain.group_send import Closing, chunks
from lingqu.deliveries.domain.moments import (
    MOMENT_GONE,
    MomentCallState,
    is_last_read,
    next_look,
    reads_are_due,
)
from lingqu.deliveries.ports import MomentPublisher
from lingqu.deliveries.store import moments as store
from lingqu.deliveries.store import moments_copies as copies
from lingqu.deliveries.store import moments_rows as rows
from lingqu.deliveries.store import moves
from lingqu.deliveries.store.moments import CallMove, StoredCall
from lingqu.deliveries.store.moments_copies import Copy, CopyRead
from lingqu.deliveries.store.moves import Move
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId, ExternalUserid, MomentId, TaskId
from lingqu.kernel.outside import OutsideError, RefusedError
from lingqu.tasks.api.tasks import cancel_tasks, confirm_tasks, expire_tasks, open_tasks
from lingqu.tasks.contracts.tasks import Confirmation, NewTask, TaskKind

UNIT_ROWS = 2_000
"""Rows written in one unit of work, which stays below half a second."""
READS = 40
"""Copies read in one look; the others wait for the next, which then comes at once."""
SOON = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class View:
    """What a look brought. `members` is None where WeCom did not say; `gone` when the moment was deleted there."""

    closing: Closing | None
    stopped: bool
    members: Sequence[MomentMember] | None = None
    gone: bool = False
    error: str | None = None


async def look(database: Database, corp_id: CorpId, call: StoredCall, *, publisher: MomentPublisher) -> datetime | None:
    """Look at a handed-over moment and record what changed; return when to look again, None when it is over."""
    view = await _view(corp_id, call, publisher=publisher, at=database.clock.now())
    if view.members is not None:
        await _record_members(database, corp_id, call, view.members)
    more = await _read_copies(database, corp_id, call, view, publisher=publisher)
    async with database.unit(corp_id) as unit:
        await store.note_look(unit, call.moment_call_id, closing=view.closing, stopped=view.stopped, error=view.error)
    is_over = await _close_tasks(database, corp_id, call, view) if view.members is not None or view.gone else False
    if is_over and await _close(database, corp_id, call):
        return None
    at = database.clock.now()
    if more:
        return at + SOON
    return next_look(handed_over_at=call.handed_over_at or at, at=at, closes_at=call.closes_at)


async def _view(corp_id: CorpId, call: StoredCall, *, publisher: MomentPublisher, at: datetime) -> View:
    closing = call.closing and Closing(call.closing)
    if closing is None and at >= call.closes_at:
        closing = Closing.EXPIRED
    view = View(closing=closing, stopped=call.stopped_at is not None)
    wecom_moment_id = call.wecom_moment_id or ""
    try:
        if closing and not view.stopped:
            view = replace(view, stopped=await _stop(corp_id, wecom_moment_id, publisher=publisher))
        return replace(view, members=await publisher.list_members(corp_id, wecom_moment_id))
    except RefusedError as error:
        gone = error.errcode in MOMENT_GONE
        closing = closing or (Closing.CANCELLED if gone else None)
        return replace(view, closing=closing, gone=gone, error=f"{error.code}:{error.errcode}")
    except OutsideError as error:
        return replace(view, error=f"{error.code}:{error.errcode}")


async def _stop(corp_id: CorpId, wecom_moment_id: str, *, publisher: MomentPublisher) -> bool:
    """Take it from those who have not published; tell whether WeCom did. What it refuses may be published by all."""
    try:
        await publisher.stop(corp_id, wecom_moment_id)
    except RefusedError:
        return False
    return True


async def _record_members(
    database: Database, corp_id: CorpId, call: StoredCall, members: Sequence[MomentMember]
) -> None:
    """Ask members for the work WeCom asks them for, and record who has published."""
    async with database.read(corp_id) as session:
        known = await copies.list_all(session, call.moment_call_id)
    told = {one.userid.lower(): one.published for one in members}
    asked = [one for one in known if one.userid.lower() in told]
    news = [one for one in asked if one.task_id is None or (told[one.userid.lower()] and one.published_at is None)]
    for chunk in chunks(news, UNIT_ROWS):
        await _record_chunk(database, corp_id, call, chunk, told)


async def _record_chunk(
    database: Database, corp_id: CorpId, call: StoredCall, chunk: Sequence[Copy], told: Mapping[str, bool]
) -> None:
    async with database.unit(corp_id) as unit:
        keys = {f"{call.key}:{one.staff_id}": one for one in chunk}
        tasks = await open_tasks(
            unit,
            [
                NewTask(
                    key=key, kind=TaskKind.MOMENT, staff_id=one.staff_id, broadcast_id=None, closes_at=call.closes_at
                )
                for key, one in keys.items()
            ],
        )
        await copies.mark_asked(unit, call.moment_call_id, {one.staff_id: tasks[key] for key, one in keys.items()})
        published = {key: one for key, one in keys.items() if told[one.userid.lower()]}
        await copies.mark_published(unit, call.moment_call_id, [one.staff_id for one in published.values()])
        await confirm_tasks(unit, [Confirmation(task_id=tasks[key], confirmed_at=unit.at) for key in published])


# ───────────────────────── who is shown it ─────────────────────────


async def _read_copies(
    database: Database, corp_id: CorpId, call: StoredCall, view: View, *, publisher: MomentPublisher
) -> bool:
    """Read who is shown published copies; tell whether more are due now."""
    async with database.read(corp_id) as session:
        if view.gone:
            return False
        found = await copies.list_to_read(session, call.moment_call_id, limit=READS + 1)
        at = session.at
    due = [
        one
        for one in found
        if one.published_at and reads_are_due(published_at=one.published_at, read_at=one.read_at, at=at)
    ]
    for copy in due[:READS]:
        try:
            await _read_copy(database, corp_id, call, copy, publisher=publisher, at=at)
        except OutsideError:
            return False
    return len(due) > READS


async def _read_copy(
    database: Database, corp_id: CorpId, call: StoredCall, copy: Copy, *, publisher: MomentPublisher, at: datetime
) -> None:
    published_at = copy.published_at or at
    final = is_last_read(published_at=published_at, at=at)
    wecom_moment_id = call.wecom_moment_id or ""
    shown: list[ExternalUserid] | None = None
    meant: list[ExternalUserid] | None = None
    try:
        shown = await publisher.list_shown(corp_id, wecom_moment_id, copy.userid)
        meant = await publisher.list_meant(corp_id, wecom_moment_id, copy.userid) if final else None
    except RefusedError:
        # A member who left, say: what was read before stays, and nothing more will be known.
        if not final:
            return
    await _write_rows(database, corp_id, call, copy, shown or [], state=DeliveryState.DELIVERED)
    if shown is not None and meant is not None:
        left = sorted(set(meant) - set(shown))
        await _write_rows(database, corp_id, call, copy, left, state=DeliveryState.HANDED_OVER)
    async with database.unit(corp_id) as unit:
        read = CopyRead(
            staff_id=copy.staff_id,
            meant=None if meant is None else len(meant),
            shown=None if shown is None else len(shown),
            final=final,
        )
        await copies.note_read(unit, call.moment_call_id, read)


async def _write_rows(
    database: Database,
    corp_id: CorpId,
    call: StoredCall,
    copy: Copy,
    external_userids: Sequence[ExternalUserid],
    *,
    state: DeliveryState,
) -> None:
    for chunk in chunks(external_userids, UNIT_ROWS):
        async with database.unit(corp_id, cause=f"moment:{call.moment_id}") as unit:
            await rows.write(
                unit,
                call.moment_id,
                copy.staff_id,
                chunk,
                state=state,
                handed_over_at=call.handed_over_at or unit.at,
                published_at=copy.published_at or unit.at,
            )


# ───────────────────────── the end ─────────────────────────


async def _close_tasks(database: Database, corp_id: CorpId, call: StoredCall, view: View) -> bool:
    """End the tasks of a moment that was taken back; tell whether nobody can publish it any more."""
    if view.gone:
        async with database.unit(corp_id) as unit:
            await copies.settle_all(unit, call.moment_call_id)
    async with database.read(corp_id) as session:
        known = await copies.list_all(session, call.moment_call_id)
    unpublished: list[TaskId] = [one.task_id for one in known if one.task_id and not one.published_at]
    if not view.stopped and not view.gone:
        return any(one.task_id for one in known) and not unpublished
    end = expire_tasks if view.closing is Closing.EXPIRED else cancel_tasks
    for chunk in chunks(unpublished, UNIT_ROWS):
        async with database.unit(corp_id) as unit:
            await end(unit, chunk)
    return True


async def _close(database: Database, corp_id: CorpId, call: StoredCall) -> bool:
    """Close a call whose copies are all settled; tell whether they are."""
    async with database.unit(corp_id) as unit:
        if await copies.list_to_read(unit, call.moment_call_id, limit=1):
            return False
        move = CallMove(
            moment_call_id=call.moment_call_id,
            attempt=call.calls,
            origin=MomentCallState.HANDED_OVER,
            state=MomentCallState.CLOSED,
        )
        return await store.move(unit, move)


async def end_left_over(database: Database, corp_id: CorpId, moment_id: MomentId) -> None:
    """End rows of customers who were meant and not shown, a unit at a time; every call of the moment is closed."""
    while True:
        async with database.unit(corp_id, cause=f"moment:{moment_id}") as unit:
            found = await rows.list_waiting(unit, moment_id, limit=UNIT_ROWS)
            ends = [
                Move(delivery_id=one, state=DeliveryState.FAILED, reason=Reason.NOT_SHOWN, at=unit.at) for one in found
            ]
            await moves.move(unit, ends, origin=DeliveryState.HANDED_OVER)
        if len(found) < UNIT_ROWS:
            return
