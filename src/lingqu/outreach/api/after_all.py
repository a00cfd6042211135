"""Who gave way to a broadcast that was cancelled gets after all what they gave it up for, while that may still be sent.

When a broadcast that was due or on its way is cancelled, and nobody can receive it any more, each other one on its way
weighs those anew who gave way: against all that is due now, by the same governor. Who gets through is planned and
handed over within the window that the broadcast has; everybody else keeps their skip and its reason.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from pyroaring import BitMap

from lingqu.customers.api.persons import everybody_of
from lingqu.deliveries.api import after_all, calls
from lingqu.deliveries.contracts import PlannedDelivery
from lingqu.groupchats.contracts.audiences import GroupAudience
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CorpId, CustomerId
from lingqu.kernel.jobs import NewJob
from lingqu.outreach.api.competing import find_given_way
from lingqu.outreach.api.governing import Case, judge
from lingqu.outreach.contracts.broadcasts import JOB_AFTER_ALL, Audience, Broadcast, BroadcastState
from lingqu.outreach.contracts.programmes import ProgrammeState
from lingqu.outreach.contracts.rules import Rules
from lingqu.outreach.domain.broadcasts import RUNNING, is_worth_asking
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
"""Customers of one unit."""
WHILE_PLANNING = timedelta(seconds=5)
"""After which one that is being planned is looked at again."""


async def ask_after_all(unit: UnitOfWork) -> None:
    """Have those weighed anew who gave way: something that was due, or on its way, is not any more."""
    unit.enqueue(
        *(
            NewJob(kind=JOB_AFTER_ALL, key=str(one.broadcast_id), payload={"broadcast_id": one.broadcast_id})
            for one in await store.list_in(unit, RUNNING)
            if not isinstance(one.audience, GroupAudience)
        )
    )


async def plan_after_all(database: Database, corp_id: CorpId, broadcast_id: BroadcastId) -> datetime | None:
    """Plan and hand over those of a broadcast who gave way and need not any more; return when to look again.

    Run again after a kill, it weighs those who are left, and asks for the calls of those who were planned.
    """
    async with database.read(corp_id) as session:
        broadcast = await store.find(session, broadcast_id)
        if broadcast is not None and broadcast.state is BroadcastState.PLANNING:
            return session.at + WHILE_PLANNING
        if broadcast is None or isinstance(broadcast.audience, GroupAudience):
            return None
        audience = broadcast.audience
        customers = await after_all.list_given_way(session, broadcast_id)
        given_way = await _weigh_anew(session, broadcast, audience, customers)
    for start in range(0, len(customers), CHUNK):
        async with database.unit(corp_id, cause=f"broadcast:{broadcast_id}") as unit:
            if not await _plan_chunk(unit, broadcast_id, audience, customers[start : start + CHUNK], given_way):
                break
    async with database.unit(corp_id, cause=f"broadcast:{broadcast_id}") as unit:
        await _hand_over(unit, broadcast_id)
    return None


async def _weigh_anew(
    session: Session, broadcast: Broadcast, audience: Audience, customers: Sequence[CustomerId]
) -> GivenWay:
    """Return who of those who gave way does so again, for what is due now."""
    persons = (await _sole(session, broadcast.broadcast_id, customers)).values()
    if not persons or not _may_still(broadcast, session.at):
        return GivenWay()
    case = await _case(session, await rules_store.find(session), broadcast)
    return await find_given_way(session, Shelf(), case, audience, again=BitMap(persons))


async def _plan_chunk(
    unit: UnitOfWork,
    broadcast_id: BroadcastId,
    audience: Audience,
    customers: Sequence[CustomerId],
    given_way: GivenWay,
) -> bool:
    """Give some of those who gave way another verdict; tell whether more may have one.

    The corp's rules are locked, then the broadcast, then its programme, as in planning.
    """
    rules = await rules_store.lock(unit)
    broadcast = await store.find(unit, broadcast_id, lock=True)
    if broadcast is None or not _may_still(broadcast, unit.at):
        return False
    case = await _case(unit, rules, broadcast, given_way=given_way, lock=True)
    if case.programme is not None and case.programme.state is not ProgrammeState.RUNNING:
        return False
    persons = await _sole(unit, broadcast_id, await after_all.lock_given_way(unit, broadcast_id, customers))
    found = await audience_store.list_persons(unit, audience, set(persons.values()))
    # Whoever is written to through another contact by now keeps the skip: a delivery is of one contact.
    verdicts = await judge(unit, case, [one for one in found if one.customer_id in persons])
    await _plan(unit, broadcast, [one for one in verdicts if one.skip is None])
    return True


async def _plan(unit: UnitOfWork, broadcast: Broadcast, planned: Sequence[PlannedDelivery]) -> None:
    if planned:
        await after_all.plan_after_all(unit, broadcast.broadcast_id, planned)
        if broadcast.state is not BroadcastState.HANDING_OVER:
            await store.move(unit, broadcast.broadcast_id, Step(state=BroadcastState.HANDING_OVER))


async def _hand_over(unit: UnitOfWork, broadcast_id: BroadcastId) -> None:
    """Ask members for what was planned, also where its window is over by now: then that is closed with it."""
    broadcast = await store.find(unit, broadcast_id, lock=True)
    if broadcast is None or broadcast.state not in RUNNING or broadcast.closes_at is None:
        return
    [purpose] = (await store.list_purposes(unit, [broadcast_id])).values()
    await after_all.request_after_all(
        unit,
        broadcast_id,
        contents={one.key: one.content for one in broadcast.variants},
        closes_at=broadcast.closes_at,
        purpose=purpose,
    )


def _may_still(broadcast: Broadcast, at: datetime) -> bool:
    """Tell whether more members may be asked for a broadcast."""
    open_states = (BroadcastState.HANDING_OVER, BroadcastState.WAITING)
    return broadcast.state in open_states and is_worth_asking(at=at, closes_at=broadcast.closes_at or at)


async def _case(
    session: Session, rules: Rules, broadcast: Broadcast, *, given_way: GivenWay | None = None, lock: bool = False
) -> Case:
    programme_id = broadcast.programme_id
    return Case(
        rules=rules,
        broadcast_id=broadcast.broadcast_id,
        programme=None if programme_id is None else await programme_store.find(session, programme_id, lock=lock),
        window=Window(session.at, max(session.at, broadcast.closes_at or session.at)),
        shares=shares_of(broadcast.variants),
        contents=len(broadcast.variants),
        given_way=given_way or GivenWay(),
    )


async def _sole(
    session: Session, broadcast_id: BroadcastId, customers: Collection[CustomerId]
) -> dict[CustomerId, CustomerId]:
    """Return, of customers who gave way, the person; not of those whose person has another delivery of it by now."""
    everybody = await everybody_of(session, customers)
    decided = await calls.list_planned(session, broadcast_id, everybody)
    several = Counter(everybody[one] for one in decided)
    return {one: everybody[one] for one in customers if several[everybody[one]] == 1}
