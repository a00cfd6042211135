"""Background edges of outreach: start, plan and follow."""

from lingqu.infra.work import Batch, JobKind, Periodic
from lingqu.kernel.ids import BroadcastId
from lingqu.kernel.jobs import Job
from lingqu.outreach.api.following import follow_broadcast
from lingqu.outreach.api.planning import plan_broadcast
from lingqu.outreach.api.sending import start_broadcast
from lingqu.outreach.contracts.broadcasts import JOB_FOLLOW, JOB_PLAN, JOB_START

PERIODIC: list[Periodic] = []


def kinds() -> list[JobKind]:
    """Return the kinds of background work."""
    return [
        JobKind(name=JOB_START, handler=_start, batch=1),
        JobKind(name=JOB_PLAN, handler=_plan, batch=1),
        JobKind(name=JOB_FOLLOW, handler=_follow, batch=1),
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


async def _plan(batch: Batch) -> None:
    """Plan broadcasts to their end.

    Idempotent: goes on after the last customer planned; a delivery's key is planned once.
    """
    for job in batch.jobs:
        await plan_broadcast(batch.database, batch.corp_id, _broadcast(job))


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
