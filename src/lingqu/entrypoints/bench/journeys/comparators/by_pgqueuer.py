"""PgQueuer: one job for each step, taken and completed in batches; it enqueues the next one with its work.

Measured as it is shipped, and polled: a trigger notifies workers of every job, and PostgreSQL lets transactions that
notify commit one at a time only. Its documents do not say that one may do without, and nothing but speed is lost.
"""

from __future__ import annotations

from datetime import timedelta
from importlib import metadata

import asyncpg
import uvloop
from pgqueuer import PgQueuer, Queries
from pgqueuer.db import AsyncpgDriver
from pgqueuer.models import Job

from lingqu.entrypoints.bench.journeys.comparators import work
from lingqu.entrypoints.bench.journeys.comparators.course import Course, Measured, Missing, Place
from lingqu.entrypoints.bench.journeys.comparators.crew import Order, stand_ready, take_order
from lingqu.infra.clocks import RealClock

TAKEN_AT_ONCE = 100
JOBS_AT_ONCE = 2 * TAKEN_AT_ONCE
CONNECTIONS = 10
BATCH = 1_000
ENTRYPOINT = "advance"
POLLED = "polled"
POLLED_EVERY, LOOKED_AFTER = timedelta(seconds=0.05), timedelta(seconds=30)
"""Where nothing notifies; and how often it looks by itself otherwise, as is usual."""
_UNNOTIFIED = "ALTER TABLE pgqueuer DISABLE TRIGGER tg_pgqueuer_changed"
_ADVANCE = work.advance_sql("${number}")


def measure(place: Place, *, customers: int, steps: int, workers: int) -> Measured | Missing:
    """Enqueue every customer's first job in batches, then let workers go.

    Work and next job commit together; that jobs are done is written in batches afterwards, so a job may run twice, and
    the statement of an advance bears that.
    """
    return _measure(place, customers=customers, steps=steps, workers=workers, extra="")


def measure_polled(place: Place, *, customers: int, steps: int, workers: int) -> Measured | Missing:
    """The same without notifications."""
    return _measure(place, customers=customers, steps=steps, workers=workers, extra=POLLED)


def _measure(place: Place, *, customers: int, steps: int, workers: int, extra: str) -> Measured | Missing:
    said = (
        f"pgqueuer {metadata.version('pgqueuer')} on asyncpg {asyncpg.__version__}, a job for each step, the next one "
        f"enqueued in the transaction of the work: {workers} processes take {TAKEN_AT_ONCE} jobs at once, work on "
        f"{CONNECTIONS} connections, autovacuum as it advises, "
        + (
            f"polled every {POLLED_EVERY.total_seconds()} s, its notifying trigger switched off"
            if extra
            else "notified"
        )
    )
    course = Course(program=__name__, customers=customers, steps=steps, workers=workers, said=said, extra=extra)
    return course.run(place, lambda: uvloop.run(_enqueue(place.url, customers, is_polled=bool(extra))))


async def _enqueue(url: str, customers: int, *, is_polled: bool) -> None:
    connection = await asyncpg.connect(url)
    queries = Queries(AsyncpgDriver(connection))
    await queries.install()
    await queries.optimize_autovacuum()
    if is_polled:
        await connection.execute(_UNNOTIFIED)
    for first in range(1, customers + 1, BATCH):
        payloads: list[bytes | None] = [_payload(one, 0) for one in range(first, min(first + BATCH, customers + 1))]
        await queries.enqueue([ENTRYPOINT] * len(payloads), payloads, [0] * len(payloads))
    await connection.close()


def _payload(enrollment: int, step: int) -> bytes:
    return f"{enrollment} {step}".encode()


async def _serve(order: Order) -> None:
    pool = await asyncpg.create_pool(order.url, min_size=CONNECTIONS, max_size=CONNECTIONS)
    queuer = PgQueuer.from_asyncpg_connection(await asyncpg.connect(order.url))
    clock = RealClock()

    @queuer.entrypoint(ENTRYPOINT)
    async def advance(job: Job) -> None:
        assert job.payload is not None  # noqa: S101 - every job of ours has one
        enrollment, step = map(int, job.payload.split())
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(_ADVANCE, clock.now(), order.steps, enrollment, step)
            if step + 1 < order.steps:
                # What a pool lends is a connection in all but name.
                queries = Queries(AsyncpgDriver(connection))  # pyright: ignore[reportArgumentType]
                await queries.enqueue(ENTRYPOINT, _payload(enrollment, step + 1))

    stand_ready()
    await queuer.run(
        batch_size=TAKEN_AT_ONCE,
        max_concurrent_tasks=JOBS_AT_ONCE,
        dequeue_timeout=POLLED_EVERY if order.extra else LOOKED_AFTER,
    )


if __name__ == "__main__":
    uvloop.run(_serve(take_order()))
