"""What a capability tells the worker: kinds of jobs, and which of them return by the clock."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lingqu.infra import jobs as job_log
from lingqu.infra.database import Database, UnitOfWork
from lingqu.kernel.ids import CorpId
from lingqu.kernel.jobs import Job, Lane

CORP_ZONE = ZoneInfo("Asia/Shanghai")
"""WeCom counts days in Beijing time; so do corps."""


@dataclass(slots=True)
class Batch:
    """Claimed jobs of one kind and one corp. What the handler leaves open when it returns is completed for it."""

    database: Database
    corp_id: CorpId
    jobs: Sequence[Job]
    settled: set[int] = field(default_factory=set)

    @asynccontextmanager
    async def unit(self) -> AsyncGenerator[UnitOfWork]:
        """Open a unit in the name of this batch; keep the network out of it."""
        cause = f"job:{self.jobs[0].job_id}" if len(self.jobs) == 1 else f"jobs:{self.jobs[0].kind}"
        async with self.database.unit(self.corp_id, cause=self.jobs[0].cause or cause) as unit:
            yield unit

    async def complete(self, unit: UnitOfWork, jobs: Sequence[Job] | None = None) -> None:
        """End jobs in the same transaction as their effect."""
        done = self.jobs if jobs is None else jobs
        await job_log.complete(unit.connection, done, at=unit.at)
        self.settled.update(job.job_id for job in done)

    async def postpone(self, unit: UnitOfWork, jobs: Sequence[Job], *, until: datetime) -> None:
        """Give jobs back for later, not counted as a failure."""
        await job_log.postpone(unit.connection, jobs, at=unit.at, until=until)
        self.settled.update(job.job_id for job in jobs)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind:
    """One kind of background work.

    Handlers are idempotent: a killed worker's jobs come back when their lease (30 s, renewed) runs out. An error
    in a batch makes each job run alone; an error alone waits (`TryLaterError.after`, else doubling from 5 s) and
    after `max_attempts` becomes a dead letter.
    """

    name: str
    handler: Callable[[Batch], Awaitable[None]]
    lane: Lane = Lane.NORMAL
    batch: int = 50
    max_attempts: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Periodic:
    """A job of `kind` that waits for every corp, once per period.

    `every` counts from midnight in the corp's time zone (Asia/Shanghai), shifted by `offset`.
    """

    kind: str
    every: timedelta
    offset: timedelta = timedelta(0)
    lane: Lane = Lane.BULK

    def is_wanting(self, waiting: Mapping[str, datetime | None], at: datetime) -> bool:
        """Tell whether the job is to be asked for: there is none, or it died in a period that is over.

        Until then somebody finds it among the dead letters; what failed all day may well pass on the next.

        Args:
            waiting: by kind, None while the job waits or runs, or since when it is dead.
        """
        if self.kind not in waiting:
            return True
        dead_at = waiting[self.kind]
        return dead_at is not None and self.next_after(dead_at) <= at

    def next_after(self, at: datetime) -> datetime:
        """Return the first instant of the next period."""
        local = at.astimezone(CORP_ZONE)
        first = local.replace(hour=0, minute=0, second=0, microsecond=0) + self.offset
        passed = (at - first) // self.every
        return (first + (passed + 1) * self.every).astimezone(at.tzinfo)
