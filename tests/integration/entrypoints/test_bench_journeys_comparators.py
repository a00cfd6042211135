"""What `lingqu bench journeys` compares with does all of the work, at a tiny scale, and leaves nothing running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import psycopg
import pytest

from lingqu.entrypoints.bench.journeys.comparators import roster, work
from lingqu.entrypoints.bench.journeys.comparators.course import Course, Measured, Missing, Place
from lingqu.infra.postgres import EmbeddedPostgres
from lingqu.infra.postgres.processes import is_running, wait_until

CUSTOMERS, STEPS, WORKERS = 20, 4, 2
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SOON = timedelta(seconds=20)


@pytest.fixture
def place(postgres: EmbeddedPostgres, data_dir: Path) -> Iterator[Place]:
    name = f"bench_journeys_{os.getpid()}"
    postgres.create_database(name)
    yield Place(postgres.url("owner", database=name), data_dir)
    postgres.drop_database(name)


@pytest.fixture
def connection(place: Place) -> Iterator[psycopg.Connection]:
    with psycopg.connect(place.url, autocommit=True) as connection:
        yield connection


def _programs() -> set[psutil.Process]:
    """Programs that we started, and theirs; the server's own processes come and go."""
    return {one for one in psutil.Process().children(recursive=True) if one.name() != "postgres"}


@pytest.mark.parametrize("name", roster.COMPARATORS)
def test_a_comparator_takes_every_customer_through_every_step_once(
    place: Place, connection: psycopg.Connection, name: str
) -> None:
    before = _programs()

    measured = roster.measure(name, place, customers=CUSTOMERS, steps=STEPS, workers=WORKERS)

    if isinstance(measured, Missing) and "bench" in measured.reason:
        pytest.skip(measured.reason)
    assert isinstance(measured, Measured), measured
    assert measured.advances_per_s == round(CUSTOMERS * STEPS / measured.seconds, 1)
    assert name.partition("_")[0] in measured.said
    told = connection.execute("SELECT customer_id, array_agg((data ->> 'step')::int ORDER BY id) FROM fact GROUP BY 1")
    assert dict(told.fetchall()) == {customer: [1, 2, 3, 4] for customer in range(1, CUSTOMERS + 1)}
    planned = connection.execute("SELECT key FROM delivery").fetchall()
    assert {key for (key,) in planned} == {f"journey:1:1:{one}:3:1" for one in range(1, CUSTOMERS + 1)}
    assert not _programs() - before


def test_a_step_done_twice_is_done_once_and_work_left_out_is_found(connection: psycopg.Connection) -> None:
    work.lay_out(connection, customers=2, at=NOON)
    sql = work.advance_sql("%({name})s").encode()
    for enrollment, step in ((1, 0), (1, 1), (1, 1), (1, 2), (2, 0), (2, 2)):
        connection.execute(sql, {"at": NOON, "steps": 3, "enrollment": enrollment, "step": step})

    found = work.wrong(connection, customers=2, steps=3)

    assert found == (
        "enrollments at their end: 1 instead of 2, facts: 4 instead of 6, advances told: 4 instead of 6, "
        "deliveries: 1 instead of 2"
    )
    assert not work.is_done(connection)


def test_a_library_that_is_not_installed_is_named(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, f"{roster.__package__}.by_dbos", raising=False)
    monkeypatch.setitem(sys.modules, "dbos", None)

    missing = roster.measure("dbos", place, steps=STEPS, workers=WORKERS)

    assert missing == Missing("dbos is not installed (dependency group `bench`)")


def test_a_worker_that_ends_is_no_figure(place: Place) -> None:
    course = Course(program="lingqu.nobody", customers=1, steps=1, workers=1, said="nobody")

    missing = course.run(place, lambda: None)

    assert isinstance(missing, Missing)
    assert "No module named lingqu.nobody" in missing.reason


_PARENT = """
import sys, time
from pathlib import Path
from lingqu.entrypoints.bench.journeys.comparators.crew import hired

with hired([sys.executable, "-c", "import time; time.sleep(60)"], Path(sys.argv[1]), talks=False) as hand:
    print(hand.process.pid, flush=True)
    time.sleep(60)
"""


def test_what_was_started_dies_with_a_killed_parent(data_dir: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _PARENT, str(data_dir / "log")], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_running(child)

        os.kill(parent.pid, signal.SIGKILL)

        assert wait_until(lambda: not is_running(child), within=SOON)
