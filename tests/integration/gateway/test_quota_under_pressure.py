"""Two worker processes draw on one limit of WeCom: nearly the whole share, and no refusal of their own making."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta

import httpx
import pytest

from doubles.twin_corp import KEYRING, START, TwinClock, connect_twin
from lingqu.gateway.clients import Clients
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.kernel.ids import CorpId
from lingqu.kernel.outside import TryLaterError
from wecom_api.calls.customers import BatchGetByUser
from wecom_api.quota import QuotaPlan, Window
from wecom_twin.clock import Clock
from wecom_twin.server import TwinServer, furnish
from wecom_twin.world import World

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

PATH = BatchGetByUser.path
PER_MINUTE = 300
SHARE = 600
MINUTES = 2
CALL = BatchGetByUser(userid_list=["chen_rui"])


class SharedTime:
    """The twin's stepped clock for many callers: time goes on when all of them wait, to whoever wakes first."""

    def __init__(self, twin: TwinServer) -> None:
        self._clock = TwinClock(twin)
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._serial = 0
        self.now = self._clock.now

    async def sleep(self, duration: timedelta) -> None:
        woken = asyncio.Event()
        self._serial += 1
        self._sleepers.append(((self.now() + duration).timestamp(), self._serial, woken))
        await woken.wait()

    def wake_next(self) -> None:
        at, _, woken = min(self._sleepers, key=lambda one: one[:2])
        self._sleepers = [one for one in self._sleepers if one[2] is not woken]
        self._clock.advance(timedelta(seconds=at - self.now().timestamp()))
        woken.set()

    def waiting(self) -> int:
        return len(self._sleepers)


@pytest.fixture
def twin() -> Iterator[TwinServer]:
    world = World(clock=Clock.stepped(START.timestamp()), seed=7)
    furnish(world)
    world.limit(path_per_minute=PER_MINUTE)
    with TwinServer(world) as server:
        yield server


@pytest.fixture
def time(twin: TwinServer) -> SharedTime:
    return SharedTime(twin)


@pytest.fixture
async def two_workers(
    database: Database, database_urls: DatabaseUrls, twin: TwinServer, time: SharedTime
) -> AsyncIterator[tuple[CorpId, list[Clients]]]:
    """Two sets of connections and clients, as two processes have them."""
    corp_id = await connect_twin(database, twin)
    windows = (Window(PER_MINUTE, timedelta(minutes=1)), Window(150_000, timedelta(hours=1)))
    plan = QuotaPlan(share_permille=SHARE, common_windows=windows)
    async with AsyncExitStack() as stack:
        workers: list[Clients] = []
        for _ in range(2):
            theirs = await stack.enter_async_context(Database(database_urls, time, size=3))
            clients = Clients(theirs, KEYRING, base_url=twin.base_url, plan=plan, in_flight=2)
            stack.push_async_callback(clients.aclose)
            workers.append(clients)
        yield corp_id, workers


async def _work(corp_id: CorpId, workers: list[Clients], time: SharedTime, *, minutes: float) -> None:
    """Let both call as fast as they may, two calls under way each."""
    end = time.now() + timedelta(minutes=minutes)

    async def caller(clients: Clients) -> None:
        while time.now() < end:
            try:
                await clients.call(corp_id, CALL)
            except TryLaterError as error:
                await time.sleep(error.after)

    running = {asyncio.ensure_future(caller(clients)) for clients in workers for _ in range(2)}
    while running:
        # Everybody sleeps or has ended: only then may the time move.
        _, running = await asyncio.wait(running, timeout=0.002)
        if running and time.waiting() == len(running):
            time.wake_next()
    await asyncio.gather(*running)


def _answers(twin: TwinServer) -> tuple[int, int]:
    """Calls that passed, and calls that WeCom refused for their frequency."""
    calls = twin.app.gate.calls
    passed = sum(count for (_, path, errcode), count in calls.items() if path == PATH and errcode == 0)
    return passed, sum(count for (_, _, errcode), count in calls.items() if errcode == 45009)


def _other_app(twin: TwinServer, per_minute: float) -> None:
    url = f"{twin.control_url}/corps/{twin.world.corp().corpid}/other_app"
    httpx.post(url, json={"path": PATH, "per_minute": per_minute}).raise_for_status()


@pytest.mark.parametrize("others_permille", [0, 300])
async def test_two_workers_use_the_share_and_are_never_refused(
    twin: TwinServer, time: SharedTime, two_workers: tuple[CorpId, list[Clients]], others_permille: int
) -> None:
    _other_app(twin, PER_MINUTE * others_permille / 1000)

    await _work(*two_workers, time, minutes=MINUTES)

    passed, refused = _answers(twin)
    share = PER_MINUTE * SHARE // 1000 * MINUTES
    assert refused == 0
    assert share * 0.95 <= passed <= share * 1.01


async def test_where_others_leave_less_than_the_share_a_refusal_slows_us_down(
    twin: TwinServer, time: SharedTime, two_workers: tuple[CorpId, list[Clients]]
) -> None:
    _other_app(twin, PER_MINUTE * 0.5)

    await _work(*two_workers, time, minutes=2)
    refused_first = _answers(twin)[1]
    await _work(*two_workers, time, minutes=3)

    assert 1 <= refused_first <= 4  # one limit broken, by calls under way together
    assert _answers(twin)[1] == refused_first
