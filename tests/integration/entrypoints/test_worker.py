"""The worker: batches, retries one by one, back-off, dead letters, periodic work, a database that goes away."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import psycopg
import pytest

from lingqu.entrypoints.worker import Duties, Worker
from lingqu.infra import jobs as job_log
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.postgres import EmbeddedPostgres
from lingqu.infra.work import Batch, JobKind, Periodic
from lingqu.kernel.ids import CorpId
from lingqu.kernel.jobs import Lane, NewJob
from lingqu.kernel.outside import TryLaterError

pytestmark = pytest.mark.postgres


def worker_for(database: Database, *kinds: JobKind, periodic: tuple[Periodic, ...] = ()) -> Worker:
    async def nobody(*_: object) -> set[int]:
        return set()

    duties = Duties(handlers={}, greeter=nobody, kinds={kind.name: kind for kind in kinds}, periodic=periodic)
    return Worker(database, duties, "test")


async def ask(database: Database, corp_id: CorpId, *jobs: NewJob) -> None:
    async with database.unit(corp_id) as unit:
        unit.enqueue(*jobs)


async def waiting(database: Database, corp_id: CorpId) -> list[tuple[str, int, str | None]]:
    async with database.read(corp_id) as session:
        rows = await session.fetch("SELECT key, attempts, error FROM job WHERE dead_at IS NULL ORDER BY key")
    return [(row["key"], row["attempts"], row["error"]) for row in rows]


async def test_a_batch_is_handled_together_and_gone_afterwards(database: Database, corp_id: CorpId) -> None:
    sizes: list[int] = []

    async def handle(batch: Batch) -> None:
        sizes.append(len(batch.jobs))

    worker = worker_for(database, JobKind(name="k", handler=handle, batch=30))
    await ask(database, corp_id, *(NewJob(kind="k", key=str(number)) for number in range(70)))

    claimed = await worker._work(Lane.NORMAL)

    assert (claimed, sizes) == (70, [30, 30, 10])
    assert await waiting(database, corp_id) == []


async def test_one_bad_job_waits_alone_and_ends_as_a_dead_letter(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    done: list[str] = []

    async def handle(batch: Batch) -> None:
        if any(job.key == "bad" for job in batch.jobs):
            raise ValueError("boom")
        done.extend(job.key for job in batch.jobs)

    worker = worker_for(database, JobKind(name="k", handler=handle, max_attempts=3))
    await ask(database, corp_id, *(NewJob(kind="k", key=key) for key in ("a", "bad", "c")))

    await worker._work(Lane.NORMAL)
    after_first = await waiting(database, corp_id)
    for _ in range(2):
        clock.advance(timedelta(hours=1))
        await worker._work(Lane.NORMAL)

    async with database.read(corp_id) as session:
        dead = await job_log.list_dead(session.connection, before=None, limit=5)
    assert sorted(done) == ["a", "c"]
    assert after_first == [("bad", 1, "ValueError: boom")]
    assert [(row["key"], row["attempts"]) for row in dead] == [("bad", 3)]


async def test_being_told_to_come_later_is_no_failure(database: Database, corp_id: CorpId, clock: SteppedClock) -> None:
    calls = 0

    async def handle(_batch: Batch) -> None:
        nonlocal calls
        calls += 1
        if calls < 20:
            raise TryLaterError("busy", api="x", after=timedelta(seconds=30))

    worker = worker_for(database, JobKind(name="k", handler=handle, max_attempts=2))
    await ask(database, corp_id, NewJob(kind="k", key="1"))

    for _ in range(25):
        await worker._work(Lane.NORMAL)
        clock.advance(timedelta(seconds=30))

    assert calls == 20
    assert await waiting(database, corp_id) == []


async def test_what_a_failed_batch_had_completed_is_not_run_again(database: Database, corp_id: CorpId) -> None:
    runs: list[str] = []

    async def handle(batch: Batch) -> None:
        first = batch.jobs[0]
        runs.append(first.key)
        async with batch.unit() as unit:
            await batch.complete(unit, [first])
        if len(batch.jobs) > 1:
            raise ValueError("after the first")

    worker = worker_for(database, JobKind(name="k", handler=handle))
    await ask(database, corp_id, *(NewJob(kind="k", key=key) for key in ("a", "b", "c")))

    await worker._work(Lane.NORMAL)

    assert runs == ["a", "b", "c"]
    assert await waiting(database, corp_id) == []


async def test_a_kind_nobody_knows_is_a_dead_letter_at_once(database: Database, corp_id: CorpId) -> None:
    await ask(database, corp_id, NewJob(kind="of yesterday", key="1"))

    await worker_for(database)._work(Lane.NORMAL)

    async with database.read(corp_id) as session:
        dead = await job_log.list_dead(session.connection, before=None, limit=5)
    assert [row["error"] for row in dead] == ["no such kind of job: of yesterday"]


async def test_periodic_work_waits_once_per_corp_at_the_next_boundary(
    database: Database, corp_id: CorpId, other_corp_id: CorpId, clock: SteppedClock
) -> None:
    async def handle(_batch: Batch) -> None:
        """Nothing to do."""

    nightly = Periodic(kind="nightly", every=timedelta(days=1), offset=timedelta(hours=3))
    worker = worker_for(database, JobKind(name="nightly", handler=handle), periodic=(nightly,))

    for _ in range(3):
        await worker._ensure_periodic()

    for one in (corp_id, other_corp_id):
        async with database.read(one) as session:
            dues = [row["due"] for row in await session.fetch("SELECT due FROM job_queue")]
        # It is 10:00 on Monday in Shanghai; the next 03:00 there is 19:00 UTC.
        assert dues == [clock.now().replace(hour=19, minute=0)]


async def test_periodic_work_that_died_stays_a_dead_letter_until_its_next_period_and_then_runs_again(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    ran: list[datetime] = []

    async def handle(_batch: Batch) -> None:
        ran.append(clock.now())
        if len(ran) == 1:
            raise ValueError("once")

    hourly = Periodic(kind="hourly", every=timedelta(hours=1), lane=Lane.NORMAL)
    worker = worker_for(database, JobKind(name="hourly", handler=handle, max_attempts=1), periodic=(hourly,))
    dead: list[int] = []
    for _ in range(8):
        await worker.step()
        async with database.read(corp_id) as session:
            dead.append(len(await job_log.list_dead(session.connection, before=None, limit=5)))
        clock.advance(timedelta(minutes=30))

    # Asked for at 10:00 for 11:00, where it dies; tried anew as soon as noon begins, and every hour since.
    assert [one - ran[0] for one in ran] == [timedelta(hours=number) for number in range(len(ran))]
    assert len(ran) >= 2
    assert dead == [0, 0, 1, 1, 0, 0, 0, 0]


async def test_a_worker_survives_a_database_that_goes_away(
    database: Database, corp_id: CorpId, postgres: EmbeddedPostgres, database_name: str
) -> None:
    done = asyncio.Event()

    async def handle(_batch: Batch) -> None:
        done.set()

    worker = worker_for(database, JobKind(name="k", handler=handle))
    running = asyncio.create_task(worker.run())
    await asyncio.sleep(0.3)
    with psycopg.connect(postgres.url("superuser", database="postgres"), autocommit=True) as superuser:
        superuser.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database_name,))
    await asyncio.sleep(0.3)
    await ask_again(database, corp_id)

    async with asyncio.timeout(20):
        await done.wait()
    worker.stop()
    await running


async def ask_again(database: Database, corp_id: CorpId) -> None:
    for _ in range(20):
        try:
            return await ask(database, corp_id, NewJob(kind="k", key="1"))
        except psycopg.OperationalError:
            await asyncio.sleep(0.2)
    raise AssertionError("the database did not come back")
