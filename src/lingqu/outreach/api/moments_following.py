"""A moment on its way: a segment is marked, the members are asked, what they and WeCom do is followed.

One job per moment brings it on from where it stands; a kill loses nothing, for every step is one unit, and what is
asked of WeCom between two of them may be asked again.
"""

from datetime import datetime, timedelta

from lingqu.customers.api import managed
from lingqu.customers.api.granting import count_waiting, mark_relations
from lingqu.customers.contracts.relations import Pair
from lingqu.customers.ports import TagLibrary
from lingqu.deliveries.api import moments as deliveries
from lingqu.deliveries.api.moments_polling import end_left_over
from lingqu.deliveries.contracts import DeliveryState
from lingqu.infra.database import Database, Session
from lingqu.kernel.ids import CorpId, CustomerId, MomentId, StaffId, TagId
from lingqu.outreach.api.moments_reach import able_senders, cap_of, list_publishers
from lingqu.outreach.contracts.broadcasts import BroadcastState, SegmentAudience, TagAudience
from lingqu.outreach.contracts.moments import Moment, MomentState
from lingqu.outreach.domain.broadcasts import advanced, next_follow
from lingqu.outreach.domain.moment_words import GROUP_NAME, tag_name
from lingqu.outreach.domain.moments import MARKING_PAUSE, OPEN_FOR, leave_out
from lingqu.outreach.errors import NobodyPublishesError
from lingqu.outreach.store import moments as store
from lingqu.outreach.store import moments_reach as reach_store
from lingqu.outreach.store import rules
from lingqu.outreach.store.moments import MomentStep

CHUNK = 2_000
"""Members of one unit: at most so many marks or rows, with their facts, in well below half a second."""
NOBODY = "audience_empty"
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
    """Mark a segment; return when to look again whether WeCom has taken the marks, None when all are."""
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


async def _mark_chunk(database: Database, corp_id: CorpId, moment_id: MomentId, tag_id: TagId) -> bool:
    """Mark or leave out the next members; tell whether there may be more.

    The row is locked, so that a cancellation comes before or after a chunk and never into it.
    """
    async with database.unit(corp_id, cause=f"moment:{moment_id}") as unit:
        moment = await store.find(unit, moment_id, lock=True)
        if moment is None or moment.state is not _M.MARKING or not moment.has_unmarked:
            return False
        members = await store.load_members(unit, moment_id)
        start = 0 if moment.marked_to is None else members.rank(moment.marked_to)
        chunk = [CustomerId(one) for one in members[start : start + CHUNK]]
        if not chunk:
            await store.forget_members(unit, moment_id)
            return False
        persons = await reach_store.list_persons(unit, cap_of(unit), chunk, senders=await _able(unit, moment))
        reasons = {one: leave_out(one) for one in persons}
        marked = await mark_relations(
            unit,
            [
                Pair(one.customer_id, one.staff_id)
                for one, reason in reasons.items()
                if reason is None and one.staff_id is not None
            ],
            tag_id,
            source=moment.source,
            cause=moment.source,
        )
        await deliveries.skip_customers(
            unit, moment_id, {one.customer_id: reason for one, reason in reasons.items() if reason is not None}
        )
        if moment.marking_tag_id is None:
            await store.set_tag(unit, moment_id, tag_id)
        await store.note_marked(unit, moment_id, last=chunk[-1], marks=len(marked))
        return True


async def _able(session: Session, moment: Moment) -> list[StaffId] | None:
    try:
        return await able_senders(session, moment.senders)
    except NobodyPublishesError:
        return []


# ───────────────────────── handing over ─────────────────────────


async def _hand_over(database: Database, corp_id: CorpId, moment: Moment) -> datetime | None:
    """Ask the members once it is time; return that time while it is ahead."""
    async with database.read(corp_id) as session:
        if moment.starts_at is not None and session.at < moment.starts_at:
            return moment.starts_at
        if (await rules.find(session)).frozen_at is not None:
            return session.at + WHILE_FROZEN
        senders = await _publishers(session, moment)
        wecom_tag_ids = await _wecom_tags(session, moment)
    async with database.unit(corp_id) as unit:
        now = await store.find(unit, moment.moment_id, lock=True)
        if now is None or now.state is not _M.READY:
            return None
        if not senders or (not wecom_tag_ids and _has_tags(moment)):
            step = MomentStep(state=_M.DONE, finished_at=unit.at, problem=NOBODY)
            await store.move(unit, moment.moment_id, step)
            return None
        closes_at = unit.at + OPEN_FOR
        await deliveries.request_hand_over(
            unit,
            moment.moment_id,
            content=moment.content,
            senders=senders,
            wecom_tag_ids=wecom_tag_ids,
            closes_at=closes_at,
        )
        await store.move(unit, moment.moment_id, MomentStep(state=_M.HANDING_OVER, closes_at=closes_at))
    return None


async def _publishers(session: Session, moment: Moment) -> list[StaffId]:
    if not isinstance(moment.audience, SegmentAudience):
        return [one.staff_id for one in await list_publishers(session, moment.audience, moment.senders)]
    if moment.marking_tag_id is None:
        return []
    return await reach_store.list_marked_senders(session, moment.marking_tag_id)


async def _wecom_tags(session: Session, moment: Moment) -> list[str]:
    if isinstance(moment.audience, TagAudience):
        return await managed.wecom_ids_of(session, list(moment.audience.tag_ids))
    return await managed.wecom_ids_of(session, [moment.marking_tag_id] if moment.marking_tag_id else [])


def _has_tags(moment: Moment) -> bool:
    return isinstance(moment.audience, SegmentAudience | TagAudience)


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
