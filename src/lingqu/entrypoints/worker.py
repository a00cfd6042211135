"""The worker: greetings, the inbox, jobs and what returns by the clock. Stateless; run as many as there are cores.

Every loop survives a database that goes away for a while, and an error in one piece of work never ends it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import psycopg
import structlog

from lingqu.corps.api import list_corps
from lingqu.entrypoints.following import Follower
from lingqu.infra import jobs as job_log
from lingqu.infra.database import Database
from lingqu.infra.readers import FactReader
from lingqu.infra.work import Batch, JobKind, Periodic
from lingqu.ingestion.jobs import Greeter, Handlers, dispatch, greet
from lingqu.kernel.ids import CorpId
from lingqu.kernel.jobs import Job, Lane, NewJob
from lingqu.kernel.outside import TryLaterError

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)
RENEW = timedelta(seconds=10)
BEAT = timedelta(seconds=5)
PERIODIC_KEY = "periodic"
RUNNERS: Mapping[Lane, int] = {Lane.URGENT: 2, Lane.NORMAL: 3, Lane.BULK: 2}
CLAIM = 100
GREETERS = 2
"""Greeting loops per worker: while one batch waits for WeCom the next is prepared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """What a worker does; composed in `lingqu.entrypoints.platform`."""

    handlers: Handlers
    greeter: Greeter
    kinds: Mapping[str, JobKind]
    periodic: Sequence[Periodic]
    readers: Sequence[FactReader] = ()
    turns: Mapping[str, Callable[[Database], Awaitable[int]]] = field(default_factory=dict)
    """Loops that claim for themselves, by name; each returns how much it did."""


@dataclass(slots=True)
class Worker:
    """One process's loops."""

    database: Database
    duties: Duties
    name: str
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    def stop(self) -> None:
        """Ask the loops to end after what they are doing."""
        self._stop.set()

    async def run(self) -> None:
        """Work until stopped."""
        async with asyncio.TaskGroup() as group:
            for _ in range(GREETERS):
                group.create_task(self._forever("greetings", self._greet, idle=0.05))
            group.create_task(self._forever("inbox", self._dispatch, idle=0.1))
            for lane, runners in RUNNERS.items():
                for _ in range(runners):
                    group.create_task(self._forever(f"jobs {lane.name}", lambda lane=lane: self._work(lane), idle=0.2))
            for name, turn in self.duties.turns.items():
                group.create_task(self._forever(name, lambda turn=turn: turn(self.database), idle=0.2))
            for reader in self.duties.readers:
                follower = Follower(self.database, reader, self.name)
                group.create_task(self._follow(follower))
            group.create_task(self._forever("periodic", self._ensure_periodic, idle=15))
            group.create_task(self._forever("beat", self._beat, idle=BEAT.total_seconds()))

    async def step(self) -> int:
        """Do once what is due now, and return how much that was: for stepped time, in which nobody loops."""
        await self._ensure_periodic()
        return sum([await self._work(lane) for lane in Lane])

    async def _follow(self, follower: Follower) -> None:
        await self._forever(f"reader {follower.reader.name}", follower.turn, idle=0.2)
        with suppress(psycopg.OperationalError):
            await follower.leave()

    async def _forever(self, name: str, step: Callable[[], Awaitable[int]], *, idle: float) -> None:
        while not self._stop.is_set():
            try:
                did = await step()
            except (psycopg.OperationalError, psycopg.InterfaceError, TimeoutError) as error:
                log.warning("database unreachable", loop=name, error=type(error).__name__)
                did, pause = 0, 0.5
            except Exception:
                log.exception("loop failed", loop=name)
                did, pause = 0, 1.0
            else:
                pause = idle
            if not did:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), pause)

    async def _greet(self) -> int:
        return await greet(self.database, self.duties.greeter)

    async def _dispatch(self) -> int:
        return await dispatch(self.database, self.duties.handlers)

    async def _work(self, lane: Lane) -> int:
        at = self.database.clock.now()
        async with self.database.dispatch() as connection:
            claims = await job_log.claim(connection, lanes=[lane], at=at, lease=LEASE, limit=CLAIM)
        for claim in claims:
            async with self._renewed(claim):
                async with self.database.read(claim.corp_id) as session:
                    jobs = await job_log.load(session.connection, claim.job_ids)
                for kind, batch in self._batches(jobs):
                    await self._run(claim.corp_id, kind, batch)
        return sum(len(claim.job_ids) for claim in claims)

    def _batches(self, jobs: Sequence[Job]) -> list[tuple[JobKind | None, list[Job]]]:
        by_kind: dict[str, list[Job]] = {}
        for job in jobs:
            by_kind.setdefault(job.kind, []).append(job)
        batches: list[tuple[JobKind | None, list[Job]]] = []
        for name, same in by_kind.items():
            kind = self.duties.kinds.get(name)
            size = kind.batch if kind else len(same)
            batches.extend((kind, same[start : start + size]) for start in range(0, len(same), size))
        return batches

    async def _run(self, corp_id: CorpId, kind: JobKind | None, jobs: Sequence[Job]) -> None:
        if kind is None:
            await self._bury_unknown(corp_id, jobs)
            return
        batch = Batch(self.database, corp_id, jobs)
        try:
            await kind.handler(batch)
        except psycopg.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - recorded with the job; one bad job must not hold the others
            open_jobs = [job for job in jobs if job.job_id not in batch.settled]
            if len(open_jobs) > 1 and not isinstance(error, TryLaterError):
                for job in open_jobs:
                    await self._run(corp_id, kind, [job])
            elif open_jobs:
                await self._set_back(corp_id, kind, open_jobs, error)
            return
        left = [job for job in jobs if job.job_id not in batch.settled]
        if left:
            async with self.database.unit(corp_id) as unit:
                await job_log.complete(unit.connection, left, at=unit.at)

    async def _set_back(self, corp_id: CorpId, kind: JobKind, jobs: Sequence[Job], error: Exception) -> None:
        message = f"{type(error).__name__}: {error}"
        async with self.database.unit(corp_id) as unit:
            if isinstance(error, TryLaterError):
                await job_log.postpone(unit.connection, jobs, at=unit.at, until=unit.at + error.after, error=message)
                return
            for job in jobs:
                if job.attempts + 1 >= kind.max_attempts:
                    await job_log.bury(unit.connection, job, at=unit.at, error=message)
                else:
                    until = unit.at + timedelta(seconds=5) * 2**job.attempts
                    await job_log.postpone(unit.connection, [job], at=unit.at, until=until, error=message, count=True)
        log.warning("job failed", kind=kind.name, jobs=len(jobs), error=message)

    async def _bury_unknown(self, corp_id: CorpId, jobs: Sequence[Job]) -> None:
        async with self.database.unit(corp_id) as unit:
            for job in jobs:
                await job_log.bury(unit.connection, job, at=unit.at, error=f"no such kind of job: {job.kind}")

    def _renewed(self, claim: job_log.Claim) -> _Renewal:
        return _Renewal(self.database, claim)

    async def _ensure_periodic(self) -> int:
        async with self.database.dispatch() as connection:
            corps = await list_corps(connection)
        for corp in corps:
            async with self.database.unit(corp.corp_id) as unit:
                waiting = await job_log.kinds_waiting(unit.connection, key=PERIODIC_KEY)
                unit.enqueue(
                    *(
                        NewJob(
                            kind=one.kind,
                            key=PERIODIC_KEY,
                            due=unit.at if one.kind in waiting else one.next_after(unit.at),
                            lane=one.lane,
                        )
                        for one in self.duties.periodic
                        if one.is_wanting(waiting, unit.at)
                    )
                )
        return 0

    async def _beat(self) -> int:
        async with self.database.install() as connection:
            await connection.execute(
                "INSERT INTO worker_beat (worker, kind, beat_at) VALUES (%s, 'worker', %s)"
                " ON CONFLICT (worker) DO UPDATE SET beat_at = EXCLUDED.beat_at",
                (self.name, self.database.clock.now()),
            )
        return 0


@dataclass(slots=True)
class _Renewal:
    """Keeps a claim's lease alive while its jobs run."""

    database: Database
    claim: job_log.Claim
    _task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        self._task = asyncio.create_task(self._renew())

    async def __aexit__(self, *_: object) -> None:
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW.total_seconds())
            with suppress(psycopg.OperationalError):
                async with self.database.unit(self.claim.corp_id) as unit:
                    await job_log.renew(unit.connection, self.claim.job_ids, until=unit.at + LEASE)
