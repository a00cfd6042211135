"""Broadcasts: draft, cancel, remind; lists and details. How one leaves is in `sending`."""

from collections.abc import Mapping, Sequence

from lingqu.deliveries.api import calls, reads, taking_out
from lingqu.deliveries.api.content import check_content
from lingqu.deliveries.contracts import DeliveryState
from lingqu.directory.api.access import name_accounts
from lingqu.directory.api.people import shops_of
from lingqu.groupchats.contracts.audiences import GroupAudience
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor
from lingqu.outreach.api.after_all import ask_after_all
from lingqu.outreach.api.audiences import check_audience
from lingqu.outreach.api.following import follow_job
from lingqu.outreach.api.groups import show_groups
from lingqu.outreach.api.programmes import require_running
from lingqu.outreach.api.sending import lock_broadcast
from lingqu.outreach.contracts.broadcasts import (
    Broadcast,
    BroadcastDetail,
    BroadcastDraft,
    BroadcastState,
    BroadcastTask,
    BroadcastView,
    SegmentAudience,
    SegmentName,
    TagAudience,
    TagName,
)
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.domain.broadcasts import NAME_CHARACTERS, RUNNING, find_variable
from lingqu.outreach.domain.variants import content_place, faults_of
from lingqu.outreach.errors import (
    BadContentError,
    BadNameError,
    BadVariantsError,
    BroadcastNotFoundError,
    BroadcastStateError,
    NothingToRemindError,
    VariableError,
)
from lingqu.outreach.store import audiences as audience_store
from lingqu.outreach.store import broadcasts as store
from lingqu.outreach.store import programmes as programme_store
from lingqu.outreach.store.broadcasts import Step
from lingqu.segments.api.audiences import list_named
from lingqu.tasks.api import tasks


async def create_broadcast(unit: UnitOfWork, draft: BroadcastDraft, *, created_by: str | None) -> BroadcastId:
    """Keep a draft that could be sent as it is.

    Its audience is counted before, by `require_audience`: that takes longer than a unit may last.

    Raises:
        BadNameError, BadVariantsError, BadContentError, VariableError: the draft itself.
        NoTagError, UnknownTagError, UnknownSegmentError, SegmentArchivedError, SegmentBuildingError: whom it is for.
        BadGroupsError, UnknownGroupError: into which groups it goes.
        ProgrammeNotFoundError, ProgrammeStateError: what it is part of.
    """
    await check_draft(unit, draft)
    broadcast_id = await store.insert(unit, draft, created_by=created_by)
    await unit.audit("broadcast.create", f"broadcast:{broadcast_id}", name=draft.name)
    return broadcast_id


async def check_draft(session: Session, draft: BroadcastDraft) -> None:
    """Refuse what could not be sent as it is; it raises what `create_broadcast` does."""
    _check(draft)
    await check_audience(session, draft.audience)
    await require_running(session, draft.programme_id)


async def cancel_broadcast(unit: UnitOfWork, broadcast_id: BroadcastId) -> None:
    """Take back what is not confirmed; what members have confirmed stays.

    Raises:
        BroadcastStateError: it is over already.
    """
    broadcast = await lock_broadcast(unit, broadcast_id, BroadcastState.CANCELLED, act="cancel")
    await store.move(unit, broadcast_id, Step(state=BroadcastState.CANCELLED, finished_at=unit.at))
    if broadcast.state in RUNNING:
        await calls.request_closing(unit, broadcast_id, cancelled=True)
        unit.enqueue(follow_job(broadcast_id))
    elif broadcast.state is BroadcastState.SCHEDULED:
        await ask_after_all(unit)
    await unit.audit("broadcast.cancel", f"broadcast:{broadcast_id}")


async def remind_broadcast(unit: UnitOfWork, broadcast_id: BroadcastId) -> int:
    """Remind the members who have not confirmed; return how many.

    Raises:
        BroadcastStateError: nothing is handed over, or it is over.
        NothingToRemindError: nobody can be reminded now.
    """
    broadcast = await get_broadcast(unit, broadcast_id)
    if broadcast.state not in (BroadcastState.HANDING_OVER, BroadcastState.WAITING):
        raise BroadcastStateError(broadcast_id, state=broadcast.state, act="remind")
    reminded = await calls.request_reminders(unit, broadcast_id)
    if not reminded:
        raise NothingToRemindError("every open task has had its reminders of today, or none is open")
    await unit.audit("broadcast.remind", f"broadcast:{broadcast_id}", members=reminded)
    return reminded


async def get_broadcast(session: Session, broadcast_id: BroadcastId) -> Broadcast:
    """Return a broadcast.

    Raises:
        BroadcastNotFoundError: there is none.
    """
    broadcast = await store.find(session, broadcast_id)
    if broadcast is None:
        raise BroadcastNotFoundError(broadcast_id)
    return broadcast


async def get_detail(session: Session, broadcast_id: BroadcastId) -> BroadcastDetail:
    """Return a broadcast with what became of it.

    Raises:
        BroadcastNotFoundError: there is none.
    """
    broadcast = await get_broadcast(session, broadcast_id)
    [view] = await _views(session, [broadcast])
    return BroadcastDetail(
        view=view,
        taken_out=await taking_out.count_taken_out(session, broadcast_id),
        by_variant=await _by_variant(session, broadcast),
        names=await name_accounts(session, {one for one in (broadcast.sent_by, broadcast.approved_by) if one}),
    )


async def list_broadcasts(
    session: Session,
    *,
    programme_id: ProgrammeId | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[BroadcastView]:
    """Return a page of broadcasts, of one programme or of all, the newest first."""
    keys = decode_cursor(cursor, int)
    before = BroadcastId(keys[0]) if keys else None
    found = await store.list_page(session, programme_id=programme_id, before=before, limit=limit + 1)
    page = found[:limit]
    more = len(found) > limit
    return Page(await _views(session, page), encode_cursor(page[-1].broadcast_id) if more else None)


async def list_drafts_for(session: Session, segment_id: int) -> dict[int, str]:
    """Return the names of the drafts that are for a segment, by number."""
    return await store.list_drafts_for(session, segment_id)


async def list_broadcast_tasks(
    session: Session, broadcast_id: BroadcastId, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[BroadcastTask]:
    """Return a page of a broadcast's tasks with what became of their recipients.

    Raises:
        BroadcastNotFoundError: there is no such broadcast.
    """
    await get_broadcast(session, broadcast_id)
    page = await tasks.list_tasks(session, broadcast_id, cursor=cursor, limit=limit)
    counts = await reads.count_by_task(session, [task.task_id for task in page.items])
    shops = await shops_of(session, [task.staff_id for task in page.items])
    rows = [
        BroadcastTask(
            task=task,
            shop_name=shops[task.staff_id].name if task.staff_id in shops else None,
            variant=counts[task.task_id].variant,
            customers=counts[task.task_id].customers,
            delivered=counts[task.task_id].delivered,
            failed=counts[task.task_id].failed,
        )
        for task in page.items
        if task.task_id in counts
    ]
    return Page(rows, page.next_cursor)


async def _by_variant(session: Session, broadcast: Broadcast) -> Mapping[str, Mapping[DeliveryState, int]]:
    if len(broadcast.variants) == 1:
        return {}
    kept = await store.find_variant_counts(session, broadcast.broadcast_id)
    return await reads.count_by_variant(session, broadcast.broadcast_id) if kept is None else kept


async def _views(session: Session, broadcasts: Sequence[Broadcast]) -> list[BroadcastView]:
    ids = [one.broadcast_id for one in broadcasts]
    kept = await store.list_counts(session, ids)
    counted = await reads.count_deliveries(session, [one for one in ids if one not in kept])
    skips = await reads.count_skips(session, ids)
    task_counts = await tasks.count_tasks(session, ids)
    tags = await _tags_of(session, broadcasts)
    segments = await _segments_of(session, broadcasts)
    groups = await show_groups(
        session, {one.broadcast_id: one.audience for one in broadcasts if isinstance(one.audience, GroupAudience)}
    )
    programmes = await programme_store.list_named(
        session, [one.programme_id for one in broadcasts if one.programme_id is not None]
    )
    return [
        BroadcastView(
            broadcast=one,
            tags=tags[one.broadcast_id],
            segment=segments.get(one.broadcast_id),
            groups=groups.get(one.broadcast_id),
            programme=None if one.programme_id is None else programmes.get(one.programme_id),
            counts=counted.get(one.broadcast_id)
            or {DeliveryState(state): number for state, number in kept.get(one.broadcast_id, {}).items()},
            skips=skips.get(one.broadcast_id, {}),
            tasks=task_counts[one.broadcast_id],
        )
        for one in broadcasts
    ]


async def _tags_of(session: Session, broadcasts: Sequence[Broadcast]) -> dict[BroadcastId, tuple[TagName, ...]]:
    """Return the tags of each, deleted ones included; none where a segment is meant."""
    meant = {
        one.broadcast_id: one.audience.tag_ids if isinstance(one.audience, TagAudience) else () for one in broadcasts
    }
    found = await audience_store.list_tags(
        session, sorted({tag for tags in meant.values() for tag in tags}), living=False
    )
    names = {tag.tag_id: tag for tag in found}
    return {number: tuple(names[tag] for tag in tags if tag in names) for number, tags in meant.items()}


async def _segments_of(session: Session, broadcasts: Sequence[Broadcast]) -> dict[BroadcastId, SegmentName]:
    """Return the segments of those that are for one."""
    meant = {
        one.broadcast_id: one.audience.segment_id for one in broadcasts if isinstance(one.audience, SegmentAudience)
    }
    names = {
        one.segment_id: SegmentName(segment_id=one.segment_id, name=one.name, archived=one.archived_at is not None)
        for one in (await list_named(session, set(meant.values()))).values()
    }
    return {number: names[segment_id] for number, segment_id in meant.items() if segment_id in names}


def _check(draft: BroadcastDraft) -> None:
    if not 1 <= len(draft.name.strip()) <= NAME_CHARACTERS:
        raise BadNameError(f"a name of 1 to {NAME_CHARACTERS} characters", place="body.name", most=NAME_CHARACTERS)
    for place, message in faults_of(draft.variants, into_groups=isinstance(draft.audience, GroupAudience)):
        raise BadVariantsError(message, place=place)
    for number, variant in enumerate(draft.variants):
        variable = find_variable(variant.content.text)
        if variable is not None:
            raise VariableError(variable, place=f"{content_place(number)}.text")
    problems = [
        problem
        for number, variant in enumerate(draft.variants)
        for problem in check_content(variant.content, place=content_place(number))
    ]
    if problems:
        raise BadContentError(
            problems[0].message,
            place=problems[0].place,
            problems=[{"place": one.place, "code": one.code, **one.data} for one in problems],
        )
