"""Two worker processes, each with a pool of its own, share one limit of WeCom: nearly all of it, and no refusal."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import msgspec
import pytest

from doubles.quota_worker import CALL, Orders
from doubles.twin_corp import connect_twin
from lingqu.infra.database import Database, DatabaseUrls
from wecom_twin.clock import Clock, wall_clock
from wecom_twin.server import TwinServer, furnish
from wecom_twin.world import World

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.chaos]

PER_MINUTE = 300
SHARE = 600
RATE = 6
"""Both clocks run faster than the machine's, so that the limit of a minute binds within seconds."""
WARM_UP, MEASURED = timedelta(seconds=10), timedelta(minutes=2)
"""First the burst is spent; what is measured is the flow."""


@pytest.fixture
def origin() -> datetime:
    return datetime.fromtimestamp(wall_clock(), UTC)


@pytest.fixture
def twin(origin: datetime) -> Iterator[TwinServer]:
    world = World(clock=Clock.accelerated(RATE, start=origin.timestamp()), seed=7)
    furnish(world)
    world.limit(path_per_minute=PER_MINUTE)
    with TwinServer(world) as server:
        yield server


def _answers(twin: TwinServer) -> tuple[int, int]:
    """Calls of ours that passed, and calls that were refused for their frequency."""
    with twin.world.lock:
        calls = dict(twin.app.gate.calls)
    passed = sum(count for (_, path, errcode), count in calls.items() if path == CALL.path and errcode == 0)
    return passed, sum(count for (_, _, errcode), count in calls.items() if errcode == 45009)


async def _at(twin: TwinServer, instant: datetime) -> tuple[int, int]:
    await asyncio.sleep(max(instant.timestamp() - twin.world.now(), 0) / RATE)
    return _answers(twin)


@pytest.mark.parametrize("others_permille", [0, 300])
async def test_two_processes_use_the_share_and_are_never_refused(
    *, database: Database, database_urls: DatabaseUrls, twin: TwinServer, origin: datetime, others_permille: int
) -> None:
    corp_id = await connect_twin(database, twin)
    others = {"path": CALL.path, "per_minute": PER_MINUTE * others_permille / 1000}
    async with httpx.AsyncClient() as http:
        told = await http.post(f"{twin.control_url}/corps/{twin.world.corp().corpid}/other_app", json=others)
    told.raise_for_status()
    orders = Orders(
        owner_url=database_urls.owner,
        app_url=database_urls.app,
        dispatcher_url=database_urls.dispatcher,
        base_url=twin.base_url,
        clock=f"accelerated:{origin.isoformat()}:{RATE}",
        corp_id=corp_id,
        per_minute=PER_MINUTE,
        share_permille=SHARE,
    )
    command = [sys.executable, "-m", "doubles.quota_worker", msgspec.json.encode(orders).decode()]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipe = asyncio.subprocess.PIPE
    workers = [await asyncio.create_subprocess_exec(*command, env=environment, stdout=pipe) for _ in range(2)]
    try:
        first_words = [await worker.stdout.readline() for worker in workers if worker.stdout]
        started = datetime.fromtimestamp(twin.world.now(), UTC) + WARM_UP
        before, _ = await _at(twin, started)
        after, refused = await _at(twin, started + MEASURED)
    finally:
        for worker in workers:
            worker.kill()
            await worker.wait()

    share = PER_MINUTE * SHARE // 1000 * (MEASURED / timedelta(minutes=1))
    assert (first_words, refused) == ([b"calling\n"] * 2, 0)
    assert share * 0.95 <= after - before <= share * 1.02
