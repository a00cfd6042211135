"""How a moment leaves: after an approval where its size asks for one; a governed one is marked first."""

from collections.abc import Sequence

from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import MomentId
from lingqu.kernel.jobs import NewJob
from lingqu.outreach.api.moments_governing import longest_window, programme_of, require_governed
from lingqu.outreach.api.moments_reach import able_senders, check_whom
from lingqu.outreach.api.programmes import require_running
from lingqu.outreach.contracts.broadcasts import SegmentAudience
from lingqu.outreach.contracts.moments import JOB_MOMENT, Moment, MomentState
from lingqu.outreach.contracts.rules import Rules
from lingqu.outreach.domain.moments import may_become
from lingqu.outreach.errors import FrozenError, MomentNotFoundError, MomentStateError, OwnApprovalError
from lingqu.outreach.store import moments as store
from lingqu.outreach.store import rules as rules_store
from lingqu.outreach.store.moments import MomentStep
from lingqu.segments.api.audiences import members_of
from lingqu.segments.leaves import Shelf

_STARTS = (MomentState.MARKING, MomentState.READY)


async def send_moment(
    unit: UnitOfWork, moment_id: MomentId, *, by: str | None = None, reach: int | None = None
) -> None:
    """Have a draft shown; ask `require_reach` before. A segment counts as it is when nothing is to be waited for.

    Args:
        reach: how many customers it would reach; more than the rules allow one person to decide wait for another.

    Raises:
        MomentStateError: it was sent or cancelled before.
        FrozenError: nothing may leave now.
        UngovernedMomentError: it must be governed since, and is not.
        ProgrammeNotFoundError, ProgrammeStateError: its programme is paused or over.
        UnknownTagError, SegmentArchivedError, UnknownSenderError and others: what `check_whom` refuses.
    """
    rules = await rules_store.lock(unit)
    moment = await lock_moment(unit, moment_id, _STARTS, act="send")
    if moment.state is not MomentState.DRAFT:
        raise MomentStateError(moment_id, state=moment.state, act="send")
    await _check(unit, rules, moment)
    await unit.audit("moment.send", f"moment:{moment_id}")
    if rules.approval_above is not None and (reach or 0) > rules.approval_above:
        await store.move(unit, moment_id, MomentStep(state=MomentState.AWAITING_APPROVAL, sent_by=by, reach=reach))
        return
    await _leave(unit, rules, moment, sent_by=by)


async def approve_moment(unit: UnitOfWork, moment_id: MomentId, *, by: str) -> None:
    """Let a moment leave that waits for a second person.

    Raises:
        MomentStateError: it does not wait for that.
        OwnApprovalError: the same person has sent it.
        FrozenError and others: as for sending.
    """
    rules = await rules_store.lock(unit)
    moment = await _lock_awaiting(unit, moment_id, act="approve")
    if by == moment.sent_by:
        raise OwnApprovalError
    await _check(unit, rules, moment)
    await unit.audit("moment.approve", f"moment:{moment_id}")
    await _leave(unit, rules, moment, approved_by=by)


async def return_moment(unit: UnitOfWork, moment_id: MomentId) -> None:
    """Give a moment back to whoever sent it, as a draft.

    Raises:
        MomentStateError: it does not wait for approval.
    """
    await _lock_awaiting(unit, moment_id, act="return")
    await store.move(unit, moment_id, MomentStep(state=MomentState.DRAFT))
    await unit.audit("moment.return", f"moment:{moment_id}")


async def lock_moment(unit: UnitOfWork, moment_id: MomentId, targets: Sequence[MomentState], *, act: str) -> Moment:
    """Return and hold a moment that may go to one of some states.

    Raises:
        MomentNotFoundError, MomentStateError: there is none, or it may not.
    """
    moment = await store.find(unit, moment_id, lock=True)
    if moment is None:
        raise MomentNotFoundError(moment_id)
    if not any(may_become(moment.state, target) for target in targets):
        raise MomentStateError(moment_id, state=moment.state, act=act)
    return moment


def moment_job(moment_id: MomentId) -> NewJob:
    """Ask for a moment to be brought on."""
    return NewJob(kind=JOB_MOMENT, key=str(moment_id), payload={"moment_id": moment_id})


async def _lock_awaiting(unit: UnitOfWork, moment_id: MomentId, *, act: str) -> Moment:
    moment = await lock_moment(unit, moment_id, _STARTS, act=act)
    if moment.state is not MomentState.AWAITING_APPROVAL:
        raise MomentStateError(moment_id, state=moment.state, act=act)
    return moment


async def _check(unit: UnitOfWork, rules: Rules, moment: Moment) -> None:
    if rules.frozen_at is not None:
        raise FrozenError
    await require_running(unit, moment.aim.programme_id)
    await require_governed(unit, moment.aim)
    await check_whom(unit, moment.aim.audience, moment.aim.senders)
    await able_senders(unit, moment.aim.senders)


async def _leave(
    unit: UnitOfWork, rules: Rules, moment: Moment, *, sent_by: str | None = None, approved_by: str | None = None
) -> None:
    """Have it marked, or put before the members at once where nobody is chosen."""
    if moment.aim.governed:
        audience = moment.aim.audience
        if isinstance(audience, SegmentAudience):
            await store.save_members(unit, moment.moment_id, await members_of(unit, Shelf(), audience.segment_id))
        window = longest_window(unit, rules, await programme_of(unit, moment.aim), moment.aim)
        step = MomentStep(
            state=MomentState.MARKING,
            marking_at=unit.at,
            closes_at=window.closes_at,
            sent_by=sent_by,
            approved_by=approved_by,
        )
    else:
        step = MomentStep(state=MomentState.READY, ready_at=unit.at, sent_by=sent_by, approved_by=approved_by)
    await store.move(unit, moment.moment_id, step)
    unit.enqueue(moment_job(moment.moment_id))
