"""Runs what jobs ask for, in stepped time: the next due job, again and again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from lingqu.infra import jobs as job_log
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.work import Batch, JobKind
from lingqu.kernel.jobs import Lane
from lingqu.kernel.outside import TryLaterError

LEASE = timedelta(seconds=30)


def elsewhere(*names: str) -> list[JobKind]:
    """Kinds that another capability works off: taken, and forgotten."""

    async def forget(batch: Batch) -> None:
        del batch

    return [JobKind(name=name, handler=forget) for name in names]


class Steps:
    """One worker without loops. Errors other than TryLaterError reach the test."""

    def __init__(self, database: Database, clock: SteppedClock, kinds: Sequence[JobKind]) -> None:
        self.database = database
        self.clock = clock
        self.kinds = {kind.name: kind for kind in kinds}

    async def run_due(self, *, only: str | None = None) -> int:
        """Run everything that is due now, once; return how many jobs."""
        async with self.database.dispatch() as connection:
            claims = await job_log.claim(connection, lanes=list(Lane), at=self.clock.now(), lease=LEASE, limit=1000)
        done = 0
        for claim in claims:
            async with self.database.read(claim.corp_id) as session:
                jobs = await job_log.load(session.connection, claim.job_ids)
            for name in dict.fromkeys(job.kind for job in jobs):
                same = [job for job in jobs if job.kind == name]
                batch = Batch(self.database, claim.corp_id, same)
                if only in (None, name):
                    await self._run(batch, self.kinds[name])
                    done += len(same)
        return done

    async def _run(self, batch: Batch, kind: JobKind) -> None:
        try:
            await kind.handler(batch)
        except TryLaterError as error:
            async with batch.unit() as unit:
                await batch.postpone(unit, batch.jobs, until=unit.at + error.after)
            return
        left = [job for job in batch.jobs if job.job_id not in batch.settled]
        async with self.database.unit(batch.corp_id) as unit:
            await job_log.complete(unit.connection, left, at=unit.at)

    async def next_due(self) -> datetime | None:
        async with self.database.dispatch() as connection:
            cursor = await connection.execute("SELECT min(due) FROM job_queue")
            row = await cursor.fetchone()
        return row[0] if row else None

    async def run_until(self, end: datetime) -> None:
        """Jump from one due instant to the next until `end`."""
        while (due := await self.next_due()) is not None and due <= end:
            if due > self.clock.now():
                self.clock.advance(due - self.clock.now())
            await self.run_due()
        if end > self.clock.now():
            self.clock.advance(end - self.clock.now())
