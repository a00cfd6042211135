"""Procrastinate: one job for each step, which defers the next one in the transaction of its work."""

from __future__ import annotations

import procrastinate
import uvloop
from procrastinate.types import JSONDict
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from lingqu.entrypoints.bench.journeys.comparators import work
from lingqu.entrypoints.bench.journeys.comparators.course import Course, Measured, Missing, Place
from lingqu.entrypoints.bench.journeys.comparators.crew import Order, stand_ready, take_order
from lingqu.infra.clocks import RealClock

JOBS_AT_ONCE = 10
BATCH = 1_000
TASK = "advance"
_ADVANCE = work.advance_sql("%({name})s").encode()


def measure(place: Place, *, customers: int, steps: int, workers: int) -> Measured | Missing:
    """Defer every customer's first job in batches, then let workers go.

    Work, next job and nothing else commit together; that the job is done is a transaction of its own afterwards, so
    a job may run twice, and the statement of an advance bears that.
    """
    said = (
        f"procrastinate {procrastinate.__version__}, a job for each step, the next one deferred in the transaction of "
        f"the work: {workers} processes of {JOBS_AT_ONCE} jobs at once, done jobs deleted"
    )
    course = Course(program=__name__, customers=customers, steps=steps, workers=workers, said=said)
    return course.run(place, lambda: uvloop.run(_enqueue(place.url, customers)))


async def _enqueue(url: str, customers: int) -> None:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        defer = app.configure_task(TASK)
        for first in range(1, customers + 1, BATCH):
            chunk = range(first, min(first + BATCH, customers + 1))
            jobs: list[JSONDict] = [{"enrollment": one, "step": 0} for one in chunk]
            await defer.batch_defer_async(*jobs)


async def _settle(connection: AsyncConnection) -> None:
    """Spare single statements a transaction around them."""
    await connection.set_autocommit(True)  # lint: commits - the library's own database, not ours


async def _serve(order: Order) -> None:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector())
    # A pool of our own: the usual one asks every connection whether it lives before each use.
    pool = AsyncConnectionPool(
        order.url, min_size=JOBS_AT_ONCE + 2, max_size=JOBS_AT_ONCE + 2, configure=_settle, open=False
    )
    clock = RealClock()

    @app.task(name=TASK)
    async def advance(enrollment: int, step: int) -> None:
        values = {"at": clock.now(), "steps": order.steps, "enrollment": enrollment, "step": step}
        async with pool.connection() as connection, connection.transaction():
            await connection.execute(_ADVANCE, values)
            if step + 1 < order.steps:
                await advance.configure(connection=connection).defer_async(enrollment=enrollment, step=step + 1)

    async with pool, app.open_async(pool):
        stand_ready()
        await app.run_worker_async(concurrency=JOBS_AT_ONCE, delete_jobs="successful", install_signal_handlers=False)


if __name__ == "__main__":
    uvloop.run(_serve(take_order()))
