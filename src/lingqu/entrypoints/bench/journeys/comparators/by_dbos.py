"""DBOS: one workflow for each customer, its steps transactions that commit with their work."""

from __future__ import annotations

import os
import threading
from importlib import metadata

import sqlalchemy
from dbos import DBOS, DBOSClient, SQLAlchemyDatasource

from lingqu.entrypoints.bench.journeys.comparators import work
from lingqu.entrypoints.bench.journeys.comparators.course import Course, Measured, Missing, Place
from lingqu.entrypoints.bench.journeys.comparators.crew import Order, stand_ready, take_order
from lingqu.infra.clocks import RealClock

WORKFLOWS_AT_ONCE = 20
POLLED_EVERY_SECONDS = 0.1
BATCH = 200
APPLICATION, VERSION, QUEUE, WORKFLOW = "lingqu-bench", "1", "journeys", "journey"
_ADVANCE = sqlalchemy.text(work.advance_sql(":{name}"))


def measure(place: Place, *, customers: int, steps: int, workers: int) -> Measured | Missing:
    """Enqueue a workflow for every customer in batches, then let workers go.

    A step's work and its record commit together: it happens once, whatever dies.
    """
    said = (
        f"dbos {metadata.version('dbos')}, a workflow for each customer, each step a transaction of its datasource "
        f"(read committed), everything in one database: {workers} processes of {WORKFLOWS_AT_ONCE} workflows at once, "
        f"the queue polled every {POLLED_EVERY_SECONDS} s"
    )
    course = Course(program=__name__, customers=customers, steps=steps, workers=workers, said=said)
    return course.run(place, lambda: _enqueue(place.url, customers))


def _enqueue(url: str, customers: int) -> None:
    DBOS.migrate(url)
    SQLAlchemyDatasource.migrate(url)
    engine = sqlalchemy.create_engine(sqlalchemy.make_url(url).set(drivername="postgresql+psycopg"))
    client = DBOSClient(system_database_url=url, application_name=APPLICATION)
    try:
        client.register_queue(QUEUE, worker_concurrency=WORKFLOWS_AT_ONCE, polling_interval_sec=POLLED_EVERY_SECONDS)
        for first in range(1, customers + 1, BATCH):
            with engine.begin() as connection:
                for one in range(first, min(first + BATCH, customers + 1)):
                    client.enqueue_in_transaction(connection, {"workflow_name": WORKFLOW, "queue_name": QUEUE}, one)
    finally:
        client.destroy()
        engine.dispose()


def _serve(order: Order) -> None:
    DBOS(
        config={
            "name": APPLICATION,
            "application_version": VERSION,
            "executor_id": f"worker-{os.getpid()}",
            "system_database_url": order.url,
            "sys_db_pool_size": WORKFLOWS_AT_ONCE,
            "run_migrations": False,
            "log_level": "ERROR",
        }
    )
    source = SQLAlchemyDatasource.create(
        order.url, engine_kwargs={"pool_size": WORKFLOWS_AT_ONCE, "max_overflow": 0}, run_migrations=False
    )
    clock = RealClock()

    @source.transaction(isolation_level="READ COMMITTED")
    def advance(enrollment: int, step: int) -> None:
        values = {"at": clock.now(), "steps": order.steps, "enrollment": enrollment, "step": step}
        source.sql_session().execute(_ADVANCE, values)

    @DBOS.workflow(name=WORKFLOW)
    def journey(enrollment: int) -> None:
        for step in range(order.steps):
            advance(enrollment, step)

    stand_ready()
    DBOS.launch()
    threading.Event().wait()


if __name__ == "__main__":
    _serve(take_order())
