"""Planning into customer groups: each group of the audience gets a verdict, some thousand a unit."""

from lingqu.deliveries.api import calls
from lingqu.deliveries.contracts import PlannedGroup, Reason
from lingqu.groupchats.api import audiences as groupchats
from lingqu.groupchats.contracts.audiences import GroupAudience
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import GroupchatId
from lingqu.outreach.api.groups import GroupCase, weigh_groups
from lingqu.outreach.api.workload import reserve
from lingqu.outreach.contracts.broadcasts import Broadcast
from lingqu.outreach.contracts.programmes import Programme
from lingqu.outreach.contracts.rules import Rules
from lingqu.outreach.domain.hours import day_of
from lingqu.outreach.domain.limits import Window
from lingqu.outreach.domain.programmes import affordable
from lingqu.outreach.store import broadcasts as store
from lingqu.outreach.store import programmes as programme_store

CHUNK = 1_000
"""Groups of one unit."""


async def plan_groups(unit: UnitOfWork, rules: Rules, broadcast: Broadcast, audience: GroupAudience) -> bool:
    """Plan the next groups; tell whether there were any. The rules and the broadcast must be locked.

    Groups count as they are when their chunk is planned.
    """
    after = None if broadcast.planned_to is None else GroupchatId(broadcast.planned_to)
    groups = await groupchats.list_meant(unit, audience, after=after, limit=CHUNK)
    if not groups:
        return False
    case = await _case(unit, rules, broadcast)
    reasons = await weigh_groups(unit, case, groups)
    wanted = [one for one, reason in reasons.items() if reason is None]
    reasons |= dict.fromkeys(wanted[await _spend(unit, case.programme, len(wanted)) :], Reason.OVER_BUDGET)
    if rules.tasks_per_day is not None:
        owners = {one.owner_id for one in groups if reasons[one.groupchat_id] is None and one.owner_id is not None}
        await reserve(unit, broadcast.broadcast_id, day_of(unit.at), owners)
    await calls.plan_groups(
        unit,
        broadcast.broadcast_id,
        [
            PlannedGroup(
                groupchat_id=one.groupchat_id,
                staff_id=one.owner_id if reasons[one.groupchat_id] is None else None,
                skip=reasons[one.groupchat_id],
            )
            for one in groups
        ],
    )
    await store.set_planned_to(unit, broadcast.broadcast_id, groups[-1].groupchat_id)
    return True


async def _case(unit: UnitOfWork, rules: Rules, broadcast: Broadcast) -> GroupCase:
    """Return what verdicts are made by, and hold the programme."""
    programme_id = broadcast.programme_id
    return GroupCase(
        rules=rules,
        broadcast_id=broadcast.broadcast_id,
        programme=None if programme_id is None else await programme_store.find(unit, programme_id, lock=True),
        window=Window(unit.at, max(unit.at, broadcast.closes_at or unit.at)),
    )


async def _spend(unit: UnitOfWork, programme: Programme | None, wanted: int) -> int:
    """Spend the programme's budget, a message for each group; return for how many groups it is enough."""
    paid = affordable(programme, wanted)
    if programme is not None:
        await programme_store.spend(unit, programme.programme_id, paid)
    return paid
