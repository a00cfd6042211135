"""Moments: draft, send, cancel; lists and details."""

from collections.abc import Sequence

from lingqu.customers.api.granting import count_waiting, see_backlog
from lingqu.deliveries.api import moments as deliveries
from lingqu.deliveries.contracts.moments import MomentCopy
from lingqu.directory.api.people import cards_of, list_departments
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import MomentId
from lingqu.kernel.jobs import NewJob
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor
from lingqu.outreach.api.moments_reach import able_senders, check_whom
from lingqu.outreach.contracts.broadcasts import SegmentAudience, SegmentName, TagAudience, TagName
from lingqu.outreach.contracts.moments import (
    JOB_MOMENT,
    Marking,
    Moment,
    MomentDetail,
    MomentDraft,
    MomentState,
    MomentView,
    Named,
)
from lingqu.outreach.domain.broadcasts import NAME_CHARACTERS, find_variable
from lingqu.outreach.domain.moments import STARTS_WITHIN, may_become
from lingqu.outreach.errors import (
    BadContentError,
    BadNameError,
    BadStartError,
    MomentNotFoundError,
    MomentStateError,
    VariableError,
)
from lingqu.outreach.store import moments as store
from lingqu.outreach.store.moments import MomentStep
from lingqu.segments.api.audiences import list_named, members_of
from lingqu.segments.leaves import Shelf


async def create_moment(unit: UnitOfWork, draft: MomentDraft, *, created_by: str | None) -> MomentId:
    """Keep a draft that could be sent as it is.

    Its reach is counted before, by `require_reach`: that takes longer than a unit may last.

    Raises:
        BadNameError, BadContentError, VariableError, BadStartError: the draft itself.
        UnknownTagError, SegmentArchivedError, UnknownSenderError and others: what `check_whom` refuses.
        NobodyPublishesError: none of the senders can publish.
    """
    _check(unit, draft)
    await check_whom(unit, draft.audience, draft.senders)
    await able_senders(unit, draft.senders)
    moment_id = await store.insert(unit, draft, created_by=created_by)
    await unit.audit("moment.create", f"moment:{moment_id}", name=draft.name)
    return moment_id


async def send_moment(unit: UnitOfWork, moment_id: MomentId) -> None:
    """Have a draft shown: a segment as its members are now, marked first.

    Raises:
        MomentStateError: it was sent or cancelled before.
        UnknownTagError, SegmentArchivedError, UnknownSenderError and others: what `check_whom` refuses.
    """
    moment = await store.find(unit, moment_id, lock=True)
    target = MomentState.MARKING if moment and isinstance(moment.audience, SegmentAudience) else MomentState.READY
    moment = _may(moment, moment_id, target, act="send")
    await check_whom(unit, moment.audience, moment.senders)
    await able_senders(unit, moment.senders)
    if isinstance(moment.audience, SegmentAudience):
        await store.save_members(unit, moment_id, await members_of(unit, Shelf(), moment.audience.segment_id))
        await store.move(unit, moment_id, MomentStep(state=target, marking_at=unit.at))
    else:
        await store.move(unit, moment_id, MomentStep(state=target, ready_at=unit.at))
    unit.enqueue(moment_job(moment_id))
    await unit.audit("moment.send", f"moment:{moment_id}")


async def cancel_moment(unit: UnitOfWork, moment_id: MomentId) -> None:
    """Take back what is not published; what members have published stays.

    Raises:
        MomentStateError: it is over already.
    """
    moment = _may(await store.find(unit, moment_id, lock=True), moment_id, MomentState.CANCELLED, act="cancel")
    await store.move(unit, moment_id, MomentStep(state=MomentState.CANCELLED, finished_at=unit.at))
    if moment.state is not MomentState.DRAFT:
        await deliveries.request_closing(unit, moment_id, cancelled=True)
        unit.enqueue(moment_job(moment_id))
    await unit.audit("moment.cancel", f"moment:{moment_id}")


async def stop_moments(unit: UnitOfWork) -> list[MomentId]:
    """Cancel every moment that members are asked to publish, or are about to be; what they have published stays."""
    stopped = await store.lock_asked(unit)
    for moment_id in stopped:
        await store.move(unit, moment_id, MomentStep(state=MomentState.CANCELLED, finished_at=unit.at))
        await deliveries.request_closing(unit, moment_id, cancelled=True)
        unit.enqueue(moment_job(moment_id))
    return stopped


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
    cards = await cards_of(session, moment.senders.staff_ids)
    departments = await list_departments(session) if moment.senders.department_ids else []
    return MomentDetail(
        view=view,
        staff=tuple(Named(number=one, name=cards[one].name) for one in moment.senders.staff_ids if one in cards),
        departments=tuple(
            Named(number=one.department_id, name=one.name)
            for one in departments
            if one.department_id in moment.senders.department_ids
        ),
        skips=await deliveries.count_skips(session, moment_id),
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


def moment_job(moment_id: MomentId) -> NewJob:
    """Ask for a moment to be brought on."""
    return NewJob(kind=JOB_MOMENT, key=str(moment_id), payload={"moment_id": moment_id})


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
    return [
        MomentView(
            moment=one,
            tags=tuple(TagName(tag_id=tag, name=tags[tag]) for tag in one.audience.tag_ids if tag in tags)
            if isinstance(one.audience, TagAudience)
            else (),
            segment=segments.get(one.audience.segment_id) if isinstance(one.audience, SegmentAudience) else None,
            progress=progress.get(one.moment_id),
            counts=counts[one.moment_id],
        )
        for one in moments
    ]


def _may(moment: Moment | None, moment_id: MomentId, target: MomentState, *, act: str) -> Moment:
    if moment is None:
        raise MomentNotFoundError(moment_id)
    if not may_become(moment.state, target):
        raise MomentStateError(moment_id, state=moment.state, act=act)
    return moment


def _check(session: Session, draft: MomentDraft) -> None:
    if not 1 <= len(draft.name.strip()) <= NAME_CHARACTERS:
        raise BadNameError(f"a name of 1 to {NAME_CHARACTERS} characters", place="body.name", most=NAME_CHARACTERS)
    variable = find_variable(draft.content.text)
    if variable is not None:
        raise VariableError(variable)
    if draft.starts_at is not None and draft.starts_at > session.at + STARTS_WITHIN:
        raise BadStartError(STARTS_WITHIN.days)
    problems = deliveries.check_moment(draft.content)
    if problems:
        raise BadContentError(
            problems[0].message,
            place=problems[0].place,
            problems=[{"place": one.place, "code": one.code, **one.data} for one in problems],
        )
