"""Planning: the audience becomes deliveries, some thousand a unit, and goes on where a kill stopped it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lingqu.customers.api.persons import everybody_of
from lingqu.deliveries.api import calls
from lingqu.deliveries.contracts import ChatType
from lingqu.groupchats.contracts.audiences import GroupAudience
from lingqu.infra.database import Database, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CorpId, CustomerId
from lingqu.outreach.api.competing import find_given_way
from lingqu.outreach.api.following import follow_job
from lingqu.outreach.api.governing import Case, judge
from lingqu.outreach.api.groups_planning import plan_groups
from lingqu.outreach.api.mailings_planning import plan_mailing
from lingqu.outreach.contracts.broadcasts import (
    Broadcast,
    BroadcastState,
    MailingAudience,
    SegmentAudience,
    TagAudience,
)
from lingqu.outreach.contracts.rules import Rules
from lingqu.outreach.domain.audiences import Candidate
from lingqu.outreach.domain.competing import GivenWay
from lingqu.outreach.domain.limits import Window
from lingqu.outreach.domain.variants import shares_of
from lingqu.outreach.store import audiences as audience_store
from lingqu.outreach.store import broadcasts as store
from lingqu.outreach.store import programmes as programme_store
from lingqu.outreach.store import rules as rules_store
from lingqu.outreach.store.broadcasts import Step
from lingqu.segments.leaves import Shelf

CHUNK = 2_000
"""Ordinals or members of one unit: at most so many deliveries, with their facts, in well below half a second."""


async def plan_broadcast(database: Database, corp_id: CorpId, broadcast_id: BroadcastId) -> None:
    """Plan a broadcast to its end, a unit at a time; does nothing when it is not being planned (any more)."""
    await _weigh_against_others(database, corp_id, broadcast_id)
    more = True
    while more:
        async with database.unit(corp_id, cause=f"broadcast:{broadcast_id}") as unit:
            more = await plan_next(unit, broadcast_id)


async def _weigh_against_others(database: Database, corp_id: CorpId, broadcast_id: BroadcastId) -> None:
    """Find out once, before the first verdict, for whom the broadcast gives way to what is due after it."""
    async with database.read(corp_id) as session:
        broadcast = await store.find(session, broadcast_id)
        known = await store.find_given_way(session, broadcast_id)
        if broadcast is None or broadcast.state is not BroadcastState.PLANNING or known is not None:
            return
        if isinstance(broadcast.audience, GroupAudience):
            return  # what a group hears counts for no person
        programme_id = broadcast.programme_id
        case = Case(
            rules=await rules_store.find(session),
            broadcast_id=broadcast_id,
            programme=None if programme_id is None else await programme_store.find(session, programme_id),
            window=Window(session.at, max(session.at, broadcast.closes_at or session.at)),
            contents=len(broadcast.variants),
        )
        given_way = await find_given_way(session, Shelf(), case, broadcast.audience)
    async with database.unit(corp_id, cause=f"broadcast:{broadcast_id}") as unit:
        broadcast = await store.find(unit, broadcast_id, lock=True)
        if broadcast is not None and broadcast.state is BroadcastState.PLANNING:
            await store.save_given_way(unit, broadcast_id, given_way)


async def plan_next(unit: UnitOfWork, broadcast_id: BroadcastId) -> bool:
    """Plan the next customers or groups, or end the planning; tell whether there are more.

    The corp's rules are locked, so that nobody else counts what is taken of caps meanwhile; then the broadcast, so
    that a cancellation comes before or after a chunk and never into it.
    """
    rules = await rules_store.lock(unit)
    broadcast = await store.find(unit, broadcast_id, lock=True)
    if broadcast is None or broadcast.state is not BroadcastState.PLANNING:
        return False
    assert broadcast.closes_at is not None  # noqa: S101 - written where planning begins
    if isinstance(broadcast.audience, GroupAudience):
        more = await plan_groups(unit, rules, broadcast, broadcast.audience)
        if not more:
            await _finish(unit, broadcast, broadcast.closes_at)
        return more
    if isinstance(broadcast.audience, MailingAudience):
        case = await _case(unit, rules, broadcast, broadcast.closes_at)
        more = await plan_mailing(unit, case, broadcast_id, broadcast.audience, most=CHUNK)
        if not more:
            await _finish(unit, broadcast, broadcast.closes_at)
        return more
    chunk = await _next_chunk(unit, broadcast, broadcast.audience)
    if chunk is None:
        await _finish(unit, broadcast, broadcast.closes_at)
        return False
    case = await _case(unit, rules, broadcast, broadcast.closes_at)
    await calls.plan_deliveries(unit, broadcast_id, await judge(unit, case, chunk.candidates))
    await store.set_planned_to(unit, broadcast_id, chunk.last)
    return True


async def _case(unit: UnitOfWork, rules: Rules, broadcast: Broadcast, closes_at: datetime) -> Case:
    """Return what verdicts are made by now; the programme is locked with it."""
    programme_id = broadcast.programme_id
    programme = None if programme_id is None else await programme_store.find(unit, programme_id, lock=True)
    return Case(
        rules=rules,
        broadcast_id=broadcast.broadcast_id,
        programme=programme,
        window=Window(unit.at, max(unit.at, closes_at)),
        shares=shares_of(broadcast.variants),
        contents=len(broadcast.variants),
        given_way=await store.find_given_way(unit, broadcast.broadcast_id) or GivenWay(),
    )


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Who is to have a verdict now, and the last ordinal looked at for them."""

    candidates: Sequence[Candidate]
    last: CustomerId


async def _next_chunk(unit: UnitOfWork, broadcast: Broadcast, audience: TagAudience | SegmentAudience) -> _Chunk | None:
    """Return the next chunk; None when there is nobody left.

    Tags count as they are when their chunk is planned. The members of a segment are those kept when the broadcast was
    sent: whoever enters or leaves meanwhile changes nothing. How a person stands, and whom they are one with, is
    looked at when their chunk is planned: it has one verdict for all customers of the person, whichever merge or
    parting comes between two chunks.
    """
    customers, last = await _next_customers(unit, broadcast, audience)
    if last is None:
        return None
    undecided = await _undecided(unit, broadcast.broadcast_id, customers)
    return _Chunk(await audience_store.list_persons(unit, audience, undecided), last)


async def _next_customers(
    unit: UnitOfWork, broadcast: Broadcast, audience: TagAudience | SegmentAudience
) -> tuple[Sequence[CustomerId], CustomerId | None]:
    """Return the customers to be looked at next, and the last number that is done with them; None after the last."""
    if isinstance(audience, SegmentAudience):
        members = await audience_store.list_members(
            unit, broadcast.broadcast_id, after=broadcast.planned_to, limit=CHUNK
        )
        return members, members[-1] if members else None
    first = await audience_store.find_first(unit, audience, after=broadcast.planned_to)
    if first is None:
        return [], None
    last = CustomerId(first + CHUNK - 1)
    return await audience_store.list_tagged(unit, audience, from_id=first, to_id=last), last


async def _undecided(unit: UnitOfWork, broadcast_id: BroadcastId, members: Sequence[CustomerId]) -> set[CustomerId]:
    """Return the persons that some members are now, save those with a verdict under any customer that they are."""
    everybody = await everybody_of(unit, members)
    decided = await calls.list_planned(unit, broadcast_id, everybody)
    return set(everybody.values()) - {everybody[one] for one in decided}


async def _finish(unit: UnitOfWork, broadcast: Broadcast, closes_at: datetime) -> None:
    [purpose] = (await store.list_purposes(unit, [broadcast.broadcast_id])).values()
    is_of_groups = isinstance(broadcast.audience, GroupAudience)
    await calls.request_hand_over(
        unit,
        broadcast.broadcast_id,
        contents={one.key: one.content for one in broadcast.variants},
        closes_at=closes_at,
        purpose=purpose,
        chat_type=ChatType.GROUP if is_of_groups else ChatType.SINGLE,
    )
    await store.move(unit, broadcast.broadcast_id, Step(state=BroadcastState.HANDING_OVER, planned_at=unit.at))
    unit.enqueue(follow_job(broadcast.broadcast_id))
