"""A moment on its way: the governor's choice is marked, members are asked, what they and WeCom do is followed.

One job per moment brings it on from where it stands; a kill loses nothing, for every step is one unit, and what is
asked of WeCom between two of them may be asked again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from lingqu.customers.api import managed
from lingqu.customers.api.granting import count_waiting, mark_relations
from lingqu.customers.contracts.relations import Pair
from lingqu.customers.ports import TagLibrary
from lingqu.deliveries.api import moments as deliveries
from lingqu.deliveries.api.moments_polling import end_left_over
from lingqu.deliveries.contracts import DeliveryState, PlannedDelivery
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.kernel.ids import CorpId, CustomerId, MomentId, StaffId, TagId
from lingqu.outreach.api.governing import judge
from lingqu.outreach.api.moments_governing import (
    case_of,
    is_overnight,
    persons_of,
    programme_of,
    reason_to_govern,
    tags_of,
)
from lingqu.outreach.api.moments_reach import able_senders, list_publishers
from lingqu.outreach.contracts.broadcasts import BroadcastState, TagAudience
from lingqu.outreach.contracts.moments import Moment, MomentState, Problem
from lingqu.outreach.contracts.programmes import Programme, ProgrammeState
from lingqu.outreach.contracts.rules import Rules
from lingqu.outreach.domain.broadcasts import advanced, next_follow
from lingqu.outreach.domain.hours import OPEN_FOR
from lingqu.outreach.domain.limits import Window
from lingqu.outreach.domain.moment_words import GROUP_NAME, tag_name
from lingqu.outreach.domain.moments import LEAST_OPEN, MARKING_PAUSE, window_from
from lingqu.outreach.errors import NobodyPublishesError
from lingqu.outreach.store import moments as store
from lingqu.outreach.store import moments_reach as reach_store
from lingqu.outreach.store import programmes as programme_store
from lingqu.outreach.store import rules as rules_store
from lingqu.outreach.store.moments import MomentStep
from lingqu.segments.leaves import Shelf

CHUNK = 2_000
"""Members of one unit: at most so many marks or rows, with their facts, in well below half a second."""
WHILE_FROZEN = timedelta(minutes=1)
"""How often a moment that is ready looks whether sending is still stopped."""

_M = MomentState


async def bring_on(database: Database, corp_id: CorpId, moment_id: MomentId, *, library: TagLibrary) -> datetime | None:
    """Bring a moment on from where it stands; return when to go on, None when it is over.

    Raises:
        TryLaterError: WeCom could not be asked for the tag.
    """
    while True:
        async with database.read(corp_id) as session:
            moment = await store.find(session, moment_id)
        if moment is None:
            return None
        match moment.state:
            case _M.MARKING:
                due = await _mark(database, corp_id, moment, library)
            case _M.READY:
                due = await _hand_over(database, corp_id, moment)
            case _M.HANDING_OVER | _M.WAITING | _M.CANCELLED:
                return await _follow(database, corp_id, moment, library)
            case _:
                return await _tidy(database, corp_id, moment, library)
        if due is not None:
            return due


# ───────────────────────── marking ─────────────────────────


async def _mark(database: Database, corp_id: CorpId, moment: Moment, library: TagLibrary) -> datetime | None:
    """Mark whom it may be shown to; return when to look again whether WeCom has taken the marks, None when all are."""
    await _gather(database, corp_id, moment)
    tag_id = await managed.ensure_tag(
        database, corp_id, library, group_name=GROUP_NAME, name=tag_name(moment.moment_id)
    )
    while await _mark_chunk(database, corp_id, moment.moment_id, tag_id):
        pass
    async with database.unit(corp_id) as unit:
        now = await store.find(unit, moment.moment_id, lock=True)
        if now is None or now.state is not _M.MARKING:
            return None
        if (await count_waiting(unit)).get(now.source, 0):
            return unit.at + MARKING_PAUSE
        await store.move(unit, now.moment_id, MomentStep(state=_M.READY, ready_at=unit.at))
    return None


async def _gather(database: Database, corp_id: CorpId, moment: Moment) -> None:
    """Find whom a moment is for by sender and tag, unless that is known: longer than a unit may last, and so before.

    Those of a segment are kept when it is sent.
    """
    if moment.has_unmarked or moment.marked_to is not None:
        return
    async with database.read(corp_id) as session:
        persons = await persons_of(session, Shelf(), moment.audience, await _able(session, moment))
    async with database.unit(corp_id) as unit:
        now = await store.find(unit, moment.moment_id, lock=True)
        if now is not None and now.state is _M.MARKING and not now.has_unmarked and now.marked_to is None:
            await store.save_members(unit, moment.moment_id, persons)


async def _mark_chunk(database: Database, corp_id: CorpId, moment_id: MomentId, tag_id: TagId) -> bool:
    """Mark or leave out the next persons, as the governor says; tell whether there may be more.

    The corp's rules are locked, so that nobody else counts what is taken of caps meanwhile; then the moment, so that a
    cancellation comes before or after a chunk and never into it.
    """
    async with database.unit(corp_id, cause=f"moment:{moment_id}") as unit:
        rules = await rules_store.lock(unit)
        moment = await store.find(unit, moment_id, lock=True)
        if moment is None or moment.state is not _M.MARKING or not moment.has_unmarked:
            return False
        members = await store.load_members(unit, moment_id)
        start = 0 if moment.marked_to is None else members.rank(moment.marked_to)
        chunk = [CustomerId(one) for one in members[start : start + CHUNK]]
        if not chunk:
            await store.forget_members(unit, moment_id)
            return False
        verdicts = await _judge(unit, rules, moment, chunk)
        allowed = [Pair(one.customer_id, one.staff_id) for one in verdicts if one.staff_id is not None]
        marked = await mark_relations(unit, allowed, tag_id, source=moment.source, cause=moment.source)
        await deliveries.skip_customers(
            unit, moment_id, {one.customer_id: one.skip for one in verdicts if one.skip is not None}
        )
        if moment.marking_tag_id is None:
            await store.set_tag(unit, moment_id, tag_id)
        await store.note_marked(unit, moment_id, last=chunk[-1], marks=len(marked))
        return True


async def _judge(
    unit: UnitOfWork, rules: Rules, moment: Moment, persons: Sequence[CustomerId]
) -> list[PlannedDelivery]:
    programme_id = moment.aim.programme_id
    programme = None if programme_id is None else await programme_store.find(unit, programme_id, lock=True)
    first_at = max(moment.aim.starts_at or unit.at, unit.at)
    case = case_of(rules, programme, Window(first_at, moment.closes_at or first_at), moment_id=moment.moment_id)
    candidates = await reach_store.list_persons(
        unit, persons, senders=await _able(unit, moment), tags=tags_of(moment.audience)
    )
    return await judge(unit, case, candidates)


async def _able(session: Session, moment: Moment) -> list[StaffId] | None:
    try:
        return await able_senders(session, moment.aim.senders)
    except NobodyPublishesError:
        return []


# ───────────────────────── handing over ─────────────────────────


async def _hand_over(database: Database, corp_id: CorpId, moment: Moment) -> datetime | None:
    """Ask the members once it is time and not quiet; return when to go on where it is not yet.

    Marks that are being taken back, because somebody does not want it any more, are waited for: until then WeCom
    would show it to them.
    """
    async with database.read(corp_id) as session:
        if (await count_waiting(session)).get(moment.source, 0):
            return session.at + MARKING_PAUSE
        senders = await _publishers(session, moment)
        wecom_tag_ids = await _wecom_tags(session, moment)
        programme = await programme_of(session, moment.aim)
    async with database.unit(corp_id) as unit:
        rules = await rules_store.lock(unit)
        now = await store.find(unit, moment.moment_id, lock=True)
        if now is None or now.state is not _M.READY:
            return None
        due = max(now.aim.starts_at or unit.at, unit.at)
        window = window_from(rules, due, overnight=is_overnight(programme))
        if window.opens_at > unit.at:
            return window.opens_at
        if rules.frozen_at is not None:
            return unit.at + WHILE_FROZEN
        is_empty = not senders or (_is_partial(now) and not wecom_tag_ids)
        problem = await _problem(unit, now, programme, is_empty=is_empty)
        if problem is not None:
            await store.move(unit, now.moment_id, MomentStep(state=_M.DONE, finished_at=unit.at, problem=problem))
            return None
        closes_at = min(window.closes_at, now.closes_at or window.closes_at)
        await deliveries.request_hand_over(
            unit,
            now.moment_id,
            content=now.content,
            senders=senders,
            wecom_tag_ids=wecom_tag_ids,
            closes_at=closes_at,
        )
        await store.move(unit, now.moment_id, MomentStep(state=_M.HANDING_OVER, closes_at=closes_at))
    return None


async def _problem(unit: UnitOfWork, moment: Moment, programme: Programme | None, *, is_empty: bool) -> Problem | None:
    """Return why a moment that is ready cannot be put before its members any more."""
    if programme is not None and programme.state is not ProgrammeState.RUNNING:
        return Problem.PROGRAMME_OVER
    if not moment.aim.governed and await reason_to_govern(unit, moment.aim) is not None:
        return Problem.UNGOVERNED
    if is_empty:
        return Problem.NOBODY
    if moment.closes_at is not None and moment.closes_at - unit.at < LEAST_OPEN:
        return Problem.TOO_LATE
    return None


async def _publishers(session: Session, moment: Moment) -> list[StaffId]:
    if not moment.aim.governed:
        return [one.staff_id for one in await list_publishers(session, moment.audience, moment.aim.senders)]
    if moment.marking_tag_id is None:
        return []
    return await reach_store.list_marked_senders(session, moment.marking_tag_id)


async def _wecom_tags(session: Session, moment: Moment) -> list[str]:
    if not moment.aim.governed:
        return await managed.wecom_ids_of(session, list(tags_of(moment.audience) or ()))
    return await managed.wecom_ids_of(session, [moment.marking_tag_id] if moment.marking_tag_id else [])


def _is_partial(moment: Moment) -> bool:
    return moment.aim.governed or isinstance(moment.audience, TagAudience)


# ───────────────────────── following ─────────────────────────


async def _follow(database: Database, corp_id: CorpId, moment: Moment, library: TagLibrary) -> datetime | None:
    """Bring the state up to date from what became of the calls; return when to look again, None when it is over.

    A cancelled one is followed until the last of its copies is settled, because its counts still change.
    """
    async with database.read(corp_id) as session:
        at = session.at
        progress = (await deliveries.list_progress(session, [moment.moment_id])).get(moment.moment_id)
        counts = (await deliveries.count_deliveries(session, [moment.moment_id]))[moment.moment_id]
    state = _M(
        advanced(
            ready=progress.ready if progress else 0,
            calling=progress.under_way if progress else 0,
            handed_over=progress.handed_over if progress else 0,
            unsettled=0,
        )
    )
    over = state is _M(BroadcastState.DONE)
    if over and counts.get(DeliveryState.HANDED_OVER):
        await end_left_over(database, corp_id, moment.moment_id)
    if over:
        async with database.unit(corp_id, cause=f"moment:{moment.moment_id}") as unit:
            await deliveries.skip_customers(unit, moment.moment_id, await store.list_taken_out(unit, moment.moment_id))
    async with database.unit(corp_id) as unit:
        now = await store.find(unit, moment.moment_id, lock=True)
        if now is not None and now.state is not _M.CANCELLED and state is not now.state:
            step = MomentStep(
                state=state,
                handed_over_at=progress.handed_over_at if progress else None,
                finished_at=unit.at if over else None,
                problem=progress.reason if over and progress else None,
            )
            await store.move(unit, moment.moment_id, step)
    if over:
        return await _tidy(database, corp_id, moment, library)
    closes_at = moment.closes_at or at
    return next_follow(began_at=closes_at - OPEN_FOR, at=at, closes_at=closes_at)


async def _tidy(database: Database, corp_id: CorpId, moment: Moment, library: TagLibrary) -> None:
    """Delete the tag that stood for the segment: what is published stays, and a corp has room for so many tags only."""
    if moment.marking_tag_id is None:
        return
    await managed.drop_tag(database, corp_id, library, moment.marking_tag_id, source=moment.source)
    async with database.unit(corp_id) as unit:
        await store.forget_tag(unit, moment.moment_id)
