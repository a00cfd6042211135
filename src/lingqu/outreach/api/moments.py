"""Moments: draft, cancel, stop; lists and details. How one leaves is in `moments_sending`."""

from collections.abc import Sequence
from dataclasses import replace

from lingqu.customers.api.granting import count_waiting, see_backlog
from lingqu.deliveries.api import moments as deliveries
from lingqu.deliveries.contracts import DeliveryState
from lingqu.deliveries.contracts.moments import MomentCopy
from lingqu.directory.api.access import name_accounts
from lingqu.directory.api.people import cards_of, list_departments
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import MomentId
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor
from lingqu.outreach.api.moments_governing import require_governed
from lingqu.outreach.api.moments_reach import able_senders, check_whom
from lingqu.outreach.api.moments_sending import lock_moment, moment_job
from lingqu.outreach.api.programmes import require_running
from lingqu.outreach.contracts.broadcasts import SegmentAudience, SegmentName, TagAudience, TagName
from lingqu.outreach.contracts.moments import (
    Marking,
    Moment,
    MomentDetail,
    MomentDraft,
    MomentState,
    MomentView,
    Named,
    Problem,
)
from lingqu.outreach.contracts.rules import StoppedMoment
from lingqu.outreach.domain.broadcasts import NAME_CHARACTERS, find_variable
from lingqu.outreach.domain.moments import STARTS_WITHIN
from lingqu.outreach.errors import (
    BadContentError,
    BadNameError,
    BadStartError,
    MomentNotFoundError,
    VariableError,
)
from lingqu.outreach.store import moments as store
from lingqu.outreach.store import programmes as programme_store
from lingqu.outreach.store.moments import MomentStep
from lingqu.segments.api.audiences import list_named


async def create_moment(unit: UnitOfWork, draft: MomentDraft, *, created_by: str | None) -> MomentId:
    """Keep a draft that could be sent as it is.

    Its reach is counted before, by `require_reach`: that takes longer than a unit may last.

    Raises:
        BadNameError, BadContentError, VariableError, BadStartError: the draft itself.
        UnknownTagError, SegmentArchivedError, UnknownSenderError and others: what `check_whom` refuses.
        NobodyPublishesError: none of the senders can publish.
        ProgrammeNotFoundError, ProgrammeStateError: what it is part of.
        UngovernedMomentError: it must be governed, and is not.
    """
    if isinstance(draft.aim.audience, SegmentAudience):
        draft = replace(draft, aim=replace(draft.aim, governed=True))
    _check(unit, draft)
    await check_whom(unit, draft.aim.audience, draft.aim.senders)
    await able_senders(unit, draft.aim.senders)
    await require_running(unit, draft.aim.programme_id)
    await require_governed(unit, draft.aim)
    moment_id = await store.insert(unit, draft, created_by=created_by)
    await unit.audit("moment.create", f"moment:{moment_id}", name=draft.name)
    return moment_id


async def cancel_moment(unit: UnitOfWork, moment_id: MomentId) -> None:
    """Take back what is not published; what members have published stays.

    Raises:
        MomentStateError: it is over already.
    """
    moment = await lock_moment(unit, moment_id, [MomentState.CANCELLED], act="cancel")
    await store.move(unit, moment_id, MomentStep(state=MomentState.CANCELLED, finished_at=unit.at))
    if moment.state not in (MomentState.DRAFT, MomentState.AWAITING_APPROVAL):
        await deliveries.request_closing(unit, moment_id, cancelled=True)
        unit.enqueue(moment_job(moment_id))
    await unit.audit("moment.cancel", f"moment:{moment_id}")


async def stop_moments(unit: UnitOfWork) -> list[StoppedMoment]:
    """Cancel every moment that members are asked to publish, or are about to be; what they have published stays.

    Returns what was stopped, and how many had seen each of it already as far as WeCom has told.
    """
    stopped = await store.lock_asked(unit)
    ids = [one.moment_id for one in stopped]
    progress = await deliveries.list_progress(unit, ids)
    counts = await deliveries.count_deliveries(unit, ids)
    step = MomentStep(state=MomentState.CANCELLED, finished_at=unit.at, problem=Problem.FROZEN)
    for moment_id in ids:
        await store.move(unit, moment_id, step)
        await deliveries.request_closing(unit, moment_id, cancelled=True)
        unit.enqueue(moment_job(moment_id))
    return [
        StoppedMoment(
            moment_id=one.moment_id,
            name=one.name,
            shown=counts[one.moment_id].get(DeliveryState.DELIVERED, 0),
            published=progress[one.moment_id].published if one.moment_id in progress else 0,
            members=progress[one.moment_id].asked if one.moment_id in progress else 0,
        )
        for one in stopped
    ]


async def get_moment(session: Session, moment_id: MomentId) -> Moment:
    """Return a moment.

    Raises:
        MomentNotFoundError: there is none.
    """
    moment = await store.find(session, moment_id)
    if moment is None:
        raise MomentNotFoundError(moment_id)
    return moment


async def get_detail(session: Session, moment_id: MomentId) -> MomentDetail:
    """Return a moment with what became of it.

    Raises:
        MomentNotFoundError: there is none.
    """
    moment = await get_moment(session, moment_id)
    [view] = await _views(session, [moment])
    senders = moment.aim.senders
    cards = await cards_of(session, senders.staff_ids)
    departments = await list_departments(session) if senders.department_ids else []
    return MomentDetail(
        view=view,
        staff=tuple(Named(number=one, name=cards[one].name) for one in senders.staff_ids if one in cards),
        departments=tuple(
            Named(number=one.department_id, name=one.name)
            for one in departments
            if one.department_id in senders.department_ids
        ),
        skips=await deliveries.count_skips(session, [moment_id]),
        names=await name_accounts(session, {one for one in (moment.sent_by, moment.approved_by) if one}),
        marking=await _marking(session, moment) if moment.state is MomentState.MARKING else None,
    )


async def list_moments(session: Session, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT) -> Page[MomentView]:
    """Return a page of moments, the newest first."""
    keys = decode_cursor(cursor, int)
    found = await store.list_page(session, before=MomentId(keys[0]) if keys else None, limit=limit + 1)
    page = found[:limit]
    more = len(found) > limit
    return Page(await _views(session, page), encode_cursor(page[-1].moment_id) if more else None)


async def list_members(
    session: Session, moment_id: MomentId, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[MomentCopy]:
    """Return a page of the members of a moment, and what they did.

    Raises:
        MomentNotFoundError: there is no such moment.
    """
    await get_moment(session, moment_id)
    return await deliveries.list_copies(session, moment_id, cursor=cursor, limit=limit)


async def _marking(session: Session, moment: Moment) -> Marking:
    members = await store.load_members(session, moment.moment_id)
    done = 0 if moment.marked_to is None else members.rank(moment.marked_to)
    waiting = await count_waiting(session)
    return Marking(
        members=len(members) - done,
        marks=moment.marks,
        waiting=waiting.get(moment.source, 0),
        ahead=(await see_backlog(session)).marks,
    )


async def _views(session: Session, moments: Sequence[Moment]) -> list[MomentView]:
    ids = [one.moment_id for one in moments]
    progress = await deliveries.list_progress(session, ids)
    counts = await deliveries.count_deliveries(session, ids)
    tags = await store.list_tags(session, moments)
    segment_ids = {one.audience.segment_id for one in moments if isinstance(one.audience, SegmentAudience)}
    segments = {
        one.segment_id: SegmentName(segment_id=one.segment_id, name=one.name, archived=one.archived_at is not None)
        for one in (await list_named(session, segment_ids)).values()
    }
    programmes = await programme_store.list_named(
        session, [one.aim.programme_id for one in moments if one.aim.programme_id is not None]
    )
    return [
        MomentView(
            moment=one,
            tags=tuple(TagName(tag_id=tag, name=tags[tag]) for tag in one.audience.tag_ids if tag in tags)
            if isinstance(one.audience, TagAudience)
            else (),
            segment=segments.get(one.audience.segment_id) if isinstance(one.audience, SegmentAudience) else None,
            programme=None if one.aim.programme_id is None else programmes.get(one.aim.programme_id),
            progress=progress.get(one.moment_id),
            counts=counts[one.moment_id],
        )
        for one in moments
    ]


def _check(session: Session, draft: MomentDraft) -> None:
    if not 1 <= len(draft.name.strip()) <= NAME_CHARACTERS:
        raise BadNameError(f"a name of 1 to {NAME_CHARACTERS} characters", place="body.name", most=NAME_CHARACTERS)
    variable = find_variable(draft.content.text)
    if variable is not None:
        raise VariableError(variable, place="body.text")
    if draft.aim.starts_at is not None and draft.aim.starts_at > session.at + STARTS_WITHIN:
        raise BadStartError(STARTS_WITHIN.days)
    problems = deliveries.check_moment(draft.content)
    if problems:
        raise BadContentError(
            problems[0].message,
            place=problems[0].place,
            problems=[{"place": one.place, "code": one.code, **one.data} for one in problems],
        )
