"""Background edges of journeys."""

from datetime import timedelta

from lingqu.infra.work import Batch, JobKind, Periodic
from lingqu.journeys.api.publishing import close_versions
from lingqu.journeys.contracts.journeys import JOB_CLOSE_VERSIONS
from lingqu.kernel.jobs import Lane


def kinds() -> list[JobKind]:
    """Return the kinds of background work."""
    return [JobKind(name=JOB_CLOSE_VERSIONS, handler=_close_versions, lane=Lane.BULK, batch=1)]


PERIODIC = [Periodic(kind=JOB_CLOSE_VERSIONS, every=timedelta(days=1), offset=timedelta(hours=4, minutes=20))]


async def _close_versions(batch: Batch) -> None:
    """Stop listening for versions that nobody is on the way by any more.

    Idempotent: a version is closed once, and nobody comes in by an older one.
    """
    async with batch.unit() as unit:
        await close_versions(unit)
