"""Background edges of outreach: start, plan and follow."""

from dataclasses import dataclass

from lingqu.customers.ports import TagLibrary
from lingqu.deliveries.contracts import GroupSendId
from lingqu.infra.work import Batch, JobKind, Periodic
from lingqu.kernel.ids import BroadcastId, CustomerId, MomentId
from lingqu.kernel.jobs import Job
from lingqu.outreach.api.after_all import plan_after_all
from lingqu.outreach.api.following import follow_broadcast
from lingqu.outreach.api.moments_following import bring_on
from lingqu.outreach.api.planning import plan_broadcast
from lingqu.outreach.api.refusals import take_out_refuser
from lingqu.outreach.api.sending import start_broadcast
from lingqu.outreach.api.settling import follow_verdict
from lingqu.outreach.contracts.broadcasts import (
    JOB_AFTER_ALL,
    JOB_FOLLOW,
    JOB_PLAN,
    JOB_REFUSALS,
    JOB_SETTLED,
    JOB_START,
)
from lingqu.outreach.contracts.moments import JOB_MOMENT

PERIODIC: list[Periodic] = []


def kinds() -> list[JobKind]:
    """Return the kinds of background work."""
    return [
        JobKind(name=JOB_START, handler=_start, batch=1),
        JobKind(name=JOB_PLAN, handler=_plan, batch=1),
        JobKind(name=JOB_FOLLOW, handler=_follow, batch=1),
        JobKind(name=JOB_AFTER_ALL, handler=_plan_after_all, batch=1),
        JobKind(name=JOB_SETTLED, handler=_follow_verdict, batch=1),
        JobKind(name=JOB_REFUSALS, handler=_take_out),
    ]


async def _start(batch: Batch) -> None:
    """Begin broadcasts whose hour has come.

    Idempotent: begins those that still wait for it.
    """
    for job in batch.jobs:
        async with batch.unit() as unit:
            again = await start_broadcast(unit, _broadcast(job))
            if again is not None:
                await batch.postpone(unit, [job], until=again)


@dataclass(frozen=True, slots=True)
class _Moments:
    """The handler of moments with what it needs of outside."""

    library: TagLibrary

    async def bring_on(self, batch: Batch) -> None:
        """Mark for moments, ask their members, follow what they do.

        Idempotent: goes on from where a moment stands; a member of a segment is marked once.
        """
        for job in batch.jobs:
            moment_id = MomentId(job.payload["moment_id"])
            again = await bring_on(batch.database, batch.corp_id, moment_id, library=self.library)
            if again is not None:
                async with batch.unit() as unit:
                    await batch.postpone(unit, [job], until=again)


def moment_kinds(library: TagLibrary) -> list[JobKind]:
    """Return the kinds of background work that moments need."""
    return [JobKind(name=JOB_MOMENT, handler=_Moments(library).bring_on, batch=1)]


async def _plan(batch: Batch) -> None:
    """Plan broadcasts to their end.

    Idempotent: goes on after the last customer planned; a delivery's key is planned once.
    """
    for job in batch.jobs:
        await plan_broadcast(batch.database, batch.corp_id, _broadcast(job))


async def _plan_after_all(batch: Batch) -> None:
    """Send a broadcast to those who gave way to one that was cancelled.

    Idempotent: weighs those who still give way; a call for the same recipients is prepared once.
    """
    for job in batch.jobs:
        again = await plan_after_all(batch.database, batch.corp_id, _broadcast(job))
        if again is not None:
            async with batch.unit() as unit:
                await batch.postpone(unit, [job], until=again)


async def _follow_verdict(batch: Batch) -> None:
    """Have recipients follow what a person said of their call.

    Idempotent: moves those of whom nothing is known still; a broadcast is counted as it is.
    """
    for job in batch.jobs:
        call_id = GroupSendId(job.payload["group_send_id"])
        await follow_verdict(batch.database, batch.corp_id, _broadcast(job), call_id)


async def _take_out(batch: Batch) -> None:
    """Take people who refused out of what is on its way to them.

    Idempotent: whoever was taken out, or has it, is left alone.
    """
    for job in batch.jobs:
        async with batch.unit() as unit:
            await take_out_refuser(unit, CustomerId(job.payload["customer_id"]))


async def _follow(batch: Batch) -> None:
    """See whether a broadcast is over.

    Idempotent: looks at where a broadcast stands and moves it on from there.
    """
    for job in batch.jobs:
        async with batch.unit() as unit:
            again = await follow_broadcast(unit, _broadcast(job))
            if again is not None:
                await batch.postpone(unit, [job], until=again)


def _broadcast(job: Job) -> BroadcastId:
    return BroadcastId(job.payload["broadcast_id"])
