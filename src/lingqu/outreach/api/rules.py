"""The rules that bound every programme, and the switch that stops everything."""

from dataclasses import replace

from lingqu.deliveries.api import calls, reads
from lingqu.deliveries.contracts import DeliveryState
from lingqu.infra.database import Session, UnitOfWork
from lingqu.outreach.api.following import follow_job
from lingqu.outreach.api.moments import stop_moments
from lingqu.outreach.contracts.broadcasts import BroadcastState, EndReason
from lingqu.outreach.contracts.rules import Freeze, Rules, Stopped
from lingqu.outreach.domain.broadcasts import RUNNING
from lingqu.outreach.domain.rules import faults_of
from lingqu.outreach.errors import BadRulesError, FrozenError
from lingqu.outreach.store import broadcasts as broadcast_store
from lingqu.outreach.store import rules as store
from lingqu.outreach.store.broadcasts import Step

_LEFT = (DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.HANDED_OVER)


async def get_rules(session: Session) -> Rules:
    """Return the corp's rules."""
    return await store.find(session)


async def set_rules(unit: UnitOfWork, rules: Rules) -> Rules:
    """Write the rules anew, save the freeze; they hold for what is planned from now on.

    Raises:
        BadRulesError: one of them, with its place.
    """
    for place, message in faults_of(rules):
        raise BadRulesError(message, place=place)
    before = await store.lock(unit)
    after = replace(rules, frozen_at=before.frozen_at, frozen_by=before.frozen_by)
    await store.save(unit, after)
    await unit.audit(
        "outreach.rules", "outreach_rules", shape=after.shape.value, caps=len(after.caps) + len(after.group_caps)
    )
    return after


async def require_thawed(session: Session) -> None:
    """Refuse to send while nothing may leave.

    Raises:
        FrozenError: the switch is pulled.
    """
    if (await store.find(session)).frozen_at is not None:
        raise FrozenError


async def freeze(unit: UnitOfWork, *, by: str) -> Freeze:
    """Stop all that is on its way: what members have not confirmed is taken back, and nothing new leaves.

    Returns what was stopped, and how many had each of it already. Pulling the switch twice stops nothing more.
    """
    rules = await store.lock(unit)
    if rules.frozen_at is not None:
        return Freeze()
    await store.save(unit, replace(rules, frozen_at=unit.at, frozen_by=by))
    running = await broadcast_store.lock_in(unit, RUNNING)
    counts = await reads.count_deliveries(unit, [one.broadcast_id for one in running])
    for one in running:
        step = Step(state=BroadcastState.CANCELLED, end_reason=EndReason.FROZEN, finished_at=unit.at)
        await broadcast_store.move(unit, one.broadcast_id, step)
        await calls.request_closing(unit, one.broadcast_id, cancelled=True)
        unit.enqueue(follow_job(one.broadcast_id))
    moments = await stop_moments(unit)
    stopped = [one.broadcast_id for one in running]
    await unit.audit("outreach.freeze", "outreach_rules", stopped=stopped, moments=[one.moment_id for one in moments])
    return Freeze(
        broadcasts=tuple(
            Stopped(
                broadcast_id=one.broadcast_id,
                name=one.name,
                delivered=counts[one.broadcast_id].get(DeliveryState.DELIVERED, 0),
                taken_back=sum(counts[one.broadcast_id].get(state, 0) for state in _LEFT),
            )
            for one in running
        ),
        moments=tuple(moments),
    )


async def thaw(unit: UnitOfWork) -> None:
    """Let messages leave again; what was stopped stays stopped."""
    rules = await store.lock(unit)
    await store.save(unit, replace(rules, frozen_at=None, frozen_by=None))
    await unit.audit("outreach.thaw", "outreach_rules")
