"""How a broadcast leaves: now or at its hour, after an approval where its size asks for one, in open hours only."""

from dataclasses import replace
from datetime import datetime, timedelta

from lingqu.infra.database import UnitOfWork
from lingqu.kernel.errors import LingquError
from lingqu.kernel.ids import BroadcastId
from lingqu.kernel.jobs import NewJob
from lingqu.outreach.api.after_all import ask_after_all
from lingqu.outreach.api.audiences import check_audience, keep_members
from lingqu.outreach.api.programmes import require_running
from lingqu.outreach.contracts.broadcasts import (
    JOB_PLAN,
    JOB_START,
    Broadcast,
    BroadcastState,
    EndReason,
    SegmentAudience,
)
from lingqu.outreach.contracts.rules import Rules
from lingqu.outreach.domain.broadcasts import LONGEST_WAIT, REVISABLE, may_become
from lingqu.outreach.domain.hours import closing, next_open
from lingqu.outreach.domain.rules import needs_approval
from lingqu.outreach.errors import (
    BadScheduleError,
    BroadcastChangedError,
    BroadcastNotFoundError,
    BroadcastStateError,
    FrozenError,
    OwnApprovalError,
    ProgrammeNotFoundError,
    ProgrammeStateError,
    SegmentBuildingError,
)
from lingqu.outreach.store import broadcasts as store
from lingqu.outreach.store import programmes as programme_store
from lingqu.outreach.store import rules as rules_store
from lingqu.outreach.store.broadcasts import Step

LOOK_AGAIN = timedelta(minutes=5)
"""After which a broadcast whose hour has come looks again whether the switch is still pulled, or its segment built."""


async def send_broadcast(
    unit: UnitOfWork,
    broadcast_id: BroadcastId,
    *,
    by: str | None,
    at: datetime | None = None,
    reach: int | None = None,
    version: int | None = None,
) -> None:
    """Have a draft planned and handed over, now or at an hour; ask `require_audience` before.

    The members of a segment are those of the instant at which its planning begins, all at once.

    Args:
        at: when it shall leave; None is now. In quiet hours it waits for their end.
        reach: how many customers it would reach; more than the rules allow one person to decide wait for another.
        version: the one of which that was counted; None takes what there is.

    Raises:
        BroadcastChangedError: it was changed since that version.
        BroadcastStateError: it is not a draft any more.
        FrozenError, BadScheduleError: nothing may leave now; the hour has passed or is too far ahead.
        ProgrammeNotFoundError, ProgrammeStateError: its programme is paused or over.
        UnknownSegmentError, SegmentArchivedError, SegmentBuildingError: the segment changed since it was drafted.
    """
    rules = await rules_store.lock(unit)
    broadcast = await lock_broadcast(unit, broadcast_id, BroadcastState.PLANNING, act="send")
    if broadcast.state is not BroadcastState.DRAFT:
        raise BroadcastStateError(broadcast_id, state=broadcast.state, act="send")
    require_version(broadcast, version)
    if rules.frozen_at is not None:
        raise FrozenError
    if at is not None:
        check_schedule(at, now=unit.at)
    await check_audience(unit, broadcast.audience)
    await require_running(unit, broadcast.programme_id)
    await unit.audit("broadcast.send", f"broadcast:{broadcast_id}", at=at and at.isoformat())
    if needs_approval(rules, reach):
        # Said anew even where it is now: one that was given back may have had another hour before.
        step = Step(state=BroadcastState.AWAITING_APPROVAL, scheduled_at=at or unit.at, sent_by=by, reach=reach)
        await store.move(unit, broadcast_id, step)
        return
    await _leave(unit, rules, broadcast, Step(state=BroadcastState.SCHEDULED, sent_by=by), at=at or unit.at)


async def approve_broadcast(
    unit: UnitOfWork, broadcast_id: BroadcastId, *, by: str, version: int | None = None
) -> None:
    """Let a broadcast leave that waits for a second person; at once where its hour has passed meanwhile.

    Args:
        version: the one that this person has seen; None takes what there is.

    Raises:
        BroadcastChangedError: it was changed and sent again since that version.
        BroadcastStateError: it does not wait for that.
        OwnApprovalError: the same person has sent it.
        FrozenError, ProgrammeNotFoundError, ProgrammeStateError: as for sending.
        UnknownTagError, UnknownSegmentError, SegmentArchivedError, SegmentBuildingError, UnknownGroupError: whom it is
            for changed since it was sent.
    """
    rules = await rules_store.lock(unit)
    broadcast = await _lock_awaiting(unit, broadcast_id, act="approve")
    if by == broadcast.sent_by:
        raise OwnApprovalError
    require_version(broadcast, version)
    if rules.frozen_at is not None:
        raise FrozenError
    await check_audience(unit, broadcast.audience)
    await require_running(unit, broadcast.programme_id)
    await unit.audit("broadcast.approve", f"broadcast:{broadcast_id}")
    due = max(broadcast.scheduled_at or unit.at, unit.at)
    await _leave(unit, rules, broadcast, Step(state=BroadcastState.SCHEDULED, approved_by=by), at=due)


async def return_broadcast(unit: UnitOfWork, broadcast_id: BroadcastId) -> None:
    """Give a broadcast back to whoever sent it, as a draft.

    Raises:
        BroadcastStateError: it does not wait for approval.
    """
    await _lock_awaiting(unit, broadcast_id, act="return")
    await store.move(unit, broadcast_id, Step(state=BroadcastState.DRAFT))
    await unit.audit("broadcast.return", f"broadcast:{broadcast_id}")


async def recall_broadcast(unit: UnitOfWork, broadcast_id: BroadcastId) -> None:
    """Make a broadcast that was sent, and has not begun to leave, a draft again: approvals of it are void.

    Raises:
        BroadcastNotFoundError, BroadcastStateError: there is none, or it has begun to leave, or is over.
    """
    broadcast = await lock_revisable(unit, broadcast_id, act="recall")
    if broadcast.state is not BroadcastState.DRAFT:
        await store.recall(unit, broadcast_id)
        await unit.audit("broadcast.recall", f"broadcast:{broadcast_id}", state=broadcast.state.value)


async def lock_revisable(unit: UnitOfWork, broadcast_id: BroadcastId, *, act: str) -> Broadcast:
    """Return and hold a broadcast that has not begun to leave; it raises what `recall_broadcast` does."""
    broadcast = await store.find(unit, broadcast_id, lock=True)
    if broadcast is None:
        raise BroadcastNotFoundError(broadcast_id)
    if broadcast.state not in REVISABLE:
        raise BroadcastStateError(broadcast_id, state=broadcast.state, act=act)
    return broadcast


def check_schedule(at: datetime, *, now: datetime) -> None:
    """Refuse an hour that has passed, or is too far ahead, with BadScheduleError."""
    if not now <= at <= now + LONGEST_WAIT:
        raise BadScheduleError(f"an hour to come within {LONGEST_WAIT.days} days", place="body.at")


def require_version(broadcast: Broadcast, version: int | None) -> None:
    """Refuse to act on a version that nobody looked at, with BroadcastChangedError; None takes any."""
    if version is not None and version != broadcast.version:
        raise BroadcastChangedError(broadcast.broadcast_id, broadcast.version)


async def start_broadcast(unit: UnitOfWork, broadcast_id: BroadcastId) -> datetime | None:
    """Begin the planning of a broadcast whose hour has come; return when to look again where it cannot yet.

    What it was for may be gone by now: then it is cancelled, and says why. A segment that is being built is waited for.
    """
    rules = await rules_store.lock(unit)
    broadcast = await store.find(unit, broadcast_id, lock=True)
    if broadcast is None or broadcast.state is not BroadcastState.SCHEDULED:
        return None
    due = max(broadcast.scheduled_at or unit.at, next_open(rules, unit.at))
    if due > unit.at:
        return due
    if rules.frozen_at is not None:
        return unit.at + LOOK_AGAIN
    try:
        reason = await _why_not(unit, broadcast)
    except SegmentBuildingError:
        return unit.at + LOOK_AGAIN
    if reason is not None:
        await store.move(
            unit, broadcast_id, Step(state=BroadcastState.CANCELLED, end_reason=reason, finished_at=unit.at)
        )
        await ask_after_all(unit)
        await unit.audit("broadcast.cancel", f"broadcast:{broadcast_id}", reason=reason.value)
        return None
    await _begin(unit, rules, broadcast)
    return None


async def lock_broadcast(unit: UnitOfWork, broadcast_id: BroadcastId, target: BroadcastState, *, act: str) -> Broadcast:
    """Return and hold a broadcast that may go to a state.

    Raises:
        BroadcastNotFoundError, BroadcastStateError: there is none, or it may not.
    """
    broadcast = await store.find(unit, broadcast_id, lock=True)
    if broadcast is None:
        raise BroadcastNotFoundError(broadcast_id)
    if not may_become(broadcast.state, target):
        raise BroadcastStateError(broadcast_id, state=broadcast.state, act=act)
    return broadcast


async def _lock_awaiting(unit: UnitOfWork, broadcast_id: BroadcastId, *, act: str) -> Broadcast:
    broadcast = await lock_broadcast(unit, broadcast_id, BroadcastState.CANCELLED, act=act)
    if broadcast.state is not BroadcastState.AWAITING_APPROVAL:
        raise BroadcastStateError(broadcast_id, state=broadcast.state, act=act)
    return broadcast


async def _leave(unit: UnitOfWork, rules: Rules, broadcast: Broadcast, step: Step, *, at: datetime) -> None:
    """Begin the planning, or wait for the hour and for open hours."""
    due = next_open(rules, at)
    await store.move(unit, broadcast.broadcast_id, replace(step, scheduled_at=due))
    if due <= unit.at:
        await _begin(unit, rules, broadcast)
        return
    unit.enqueue(
        NewJob(
            kind=JOB_START,
            key=str(broadcast.broadcast_id),
            payload={"broadcast_id": broadcast.broadcast_id},
            due=due,
        )
    )


async def _begin(unit: UnitOfWork, rules: Rules, broadcast: Broadcast) -> None:
    """Fix whom it is for and until when it may be received, and have it planned."""
    if isinstance(broadcast.audience, SegmentAudience):
        await keep_members(unit, broadcast.broadcast_id, broadcast.audience)
    closes_at = closing(rules, unit.at, overnight=await _is_overnight(unit, broadcast))
    await store.move(unit, broadcast.broadcast_id, Step(state=BroadcastState.PLANNING, closes_at=closes_at))
    unit.enqueue(
        NewJob(kind=JOB_PLAN, key=str(broadcast.broadcast_id), payload={"broadcast_id": broadcast.broadcast_id})
    )


async def _is_overnight(unit: UnitOfWork, broadcast: Broadcast) -> bool:
    if broadcast.programme_id is None:
        return False
    programme = await programme_store.find(unit, broadcast.programme_id)
    return programme is not None and programme.draft.overnight


async def _why_not(unit: UnitOfWork, broadcast: Broadcast) -> EndReason | None:
    """Return why a broadcast cannot leave any more.

    Raises:
        SegmentBuildingError: it cannot yet.
    """
    try:
        await require_running(unit, broadcast.programme_id)
    except (ProgrammeNotFoundError, ProgrammeStateError):
        return EndReason.PROGRAMME_OVER
    try:
        await check_audience(unit, broadcast.audience)
    except SegmentBuildingError:
        raise
    except LingquError:
        return EndReason.AUDIENCE_GONE
    return None
